"""``evenhand doctor``: whether this machine has what Evenhand needs."""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import sys
import tempfile
from pathlib import Path

from evenhand import __version__
from evenhand.cli.showing import emit, say, table
from evenhand.cli.words import Subparsers, command
from evenhand.engines.duck import connect, version
from evenhand.guidance.checks import check
from evenhand.guidance.library import shipped
from evenhand.terms.refusal import NoRoom


def add_to(commands: Subparsers, says: str) -> None:
    """Add the command."""
    command(commands, "doctor", says, run)


def run(given: argparse.Namespace) -> int:
    """Look the installation over; a fault ends with the storage exit code."""
    free = shutil.disk_usage(Path.cwd()).free
    con = connect()
    answer = con.execute("SELECT json_valid('{}') AND 1 + 1 = 2").fetchone()
    con.close()
    wrong = [f"{i.id}: {c.detail}" for i in shipped() for c in check(i) if c.result == "wrong"]
    found = [
        ("Evenhand", __version__, True),
        ("Python", platform.python_version(), sys.version_info >= (3, 11)),
        ("DuckDB", version(), bool(answer and answer[0])),
        ("processors", str(os.cpu_count()), True),
        ("free disk here", f"{free / 1e9:,.0f} GB", free > 2e9),
        ("temporary folder", tempfile.gettempdir(), os.access(tempfile.gettempdir(), os.W_OK)),
        (
            "instruments",
            f"{len(shipped())} shipped, all checks proved" if not wrong else wrong[0],
            not wrong,
        ),
    ]
    if given.json:
        emit({"checks": [{"what": w, "found": f, "good": g} for w, f, g in found]})
    else:
        say(table(("", "what", "found"), [("ok" if g else "WRONG", w, f) for w, f, g in found]))
    if bad := [w for w, _, g in found if not g]:
        raise NoRoom(f"This installation has a fault: {', '.join(bad)}.", "See the table above.")
    return 0
