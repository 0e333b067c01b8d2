"""``evenhand serve``: open the workbench in a browser."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from pathlib import Path

from evenhand.cli.showing import emit, say
from evenhand.cli.words import Subparsers, command
from evenhand.workbench.serving import Tell, check_ready, prepare, serve

ADDRESS, PORT = "127.0.0.1", 8000


def add_to(commands: Subparsers, says: str) -> None:
    """Add the command."""
    made = command(commands, "serve", says, run)
    made.add_argument("--port", type=int, default=PORT, metavar="P", help=f"default: {PORT}")
    made.add_argument("--address", default=ADDRESS, metavar="A",
                      help="where to listen; beyond this machine only behind TLS")  # fmt: skip
    made.add_argument("--site", type=Path, default=Path("site"), metavar="FOLDER",
                      help="the site's folder (default: site); made if not there")  # fmt: skip
    made.add_argument("--demo", type=Path, default=Path("demo"), metavar="DIR",
                      help="what `evenhand demo` made, for a new site (default: demo)")  # fmt: skip
    made.add_argument("--workers", type=int, default=1, metavar="N", help="processes (default: 1)")
    made.add_argument("--check", action="store_true",
                      help="make the site ready, say whether it is, and end")  # fmt: skip


def run(given: argparse.Namespace) -> int:
    """Serve until stopped."""
    tell = (lambda text: None) if given.json else say
    known = (given.site / "site.toml").exists() or (given.site / "loaded").exists()
    of_demo = _is_demo(given.site) or not known
    if prepare(given.site, tell, demo=given.demo if of_demo else None):
        _fill(given, tell)
    check_ready(given.site, given.address, given.port)
    address = f"http://{given.address}:{given.port}/"
    if given.json:
        emit({"site": given.site, "address": address})
    else:
        say(f"The workbench is at {address}  (stop it with Ctrl-C)")
    if not given.check:
        serve(given.address, given.port, given.workers)
    return 0


def _fill(given: argparse.Namespace, tell: Tell) -> None:
    """Put made-up work into a new demonstration, in a process that ends with its memory."""
    words = [sys.executable, "-P", "-m", "evenhand", "site", "fill", str(given.demo)]
    sys.stdout.flush()
    done = subprocess.run(
        [*words, "--site", str(given.site)], stdin=subprocess.DEVNULL, check=False,
        stdout=subprocess.DEVNULL if given.json else None,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(map(os.path.abspath, sys.path))},
    )  # fmt: skip
    if done.returncode:
        tell("The demonstration is as far as that; the rest of it is left out.")


def _is_demo(site: Path) -> bool:
    said = site / "site.toml"
    return said.exists() and "demo = true" in said.read_text("utf-8")
