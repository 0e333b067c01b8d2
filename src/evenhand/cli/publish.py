"""``evenhand publish``: exact results made safe, attacked, and written out; or refused whole."""

from __future__ import annotations

import argparse
import json
import shutil
from pathlib import Path

from evenhand.cli.making_release import Labels, MadeRelease, make_release
from evenhand.cli.showing import emit, say, wrapped
from evenhand.cli.words import Subparsers, command
from evenhand.disclosure.documents import Document
from evenhand.disclosure.printed import Printed, read
from evenhand.disclosure.releasing import SafeRelease
from evenhand.disclosure.reopening import DOCUMENT
from evenhand.measures.exact import read_exact
from evenhand.publish.folder import open_folder, write_folder
from evenhand.terms.refusal import BadInput


def add_to(commands: Subparsers, says: str) -> None:
    """Add the command."""
    made = command(
        commands, "publish", says, run,
        "Nothing is published by it: two people do that, with `evenhand release`.",
    )  # fmt: skip
    made.add_argument("folder", type=Path, metavar="FOLDER",
                      help="the exact results that `evenhand measure run` wrote")  # fmt: skip
    made.add_argument("--out", type=Path, required=True, metavar="RELEASE",
                      help="a new folder for what may be published")  # fmt: skip
    made.add_argument("--rule", default="evenhand", metavar="ID",
                      help="how counts are made safe (default: evenhand)")  # fmt: skip
    known = made.add_mutually_exclusive_group()
    known.add_argument("--earlier", type=Path, action="append", default=[], metavar="RELEASE",
                       help="a release that went out before; once for each")  # fmt: skip
    known.add_argument("--record", type=Path, metavar="FILE",
                       help="the record of all that was printed; this is added")  # fmt: skip
    made.add_argument("--title", default="Oversight report", metavar="TEXT",
                      help="what the report is called")  # fmt: skip
    made.add_argument("--records", default="the docket", metavar="TEXT",
                      help="which records it is about, in words")  # fmt: skip


def run(given: argparse.Namespace) -> int:
    """Make safe, audit, build and write; nothing is written where anything is refused."""
    results, inputs = read_exact(given.folder)
    record = read(given.record) if given.record else None
    before = record.documents if record else [_published(path) for path in given.earlier]
    labels = Labels(given.title, given.records, given.rule)
    made = make_release(results, inputs, labels, before)
    write_folder(given.out, made.files)
    if record:
        _record(record, given.out, made.release)
    _tell(given, made)
    return 0


def _record(record: Printed, out: Path, release: SafeRelease) -> None:
    """Add the release to the record; one that cannot be recorded is not left lying about."""
    try:
        record.add(out.name, release)
    except BaseException:
        shutil.rmtree(out)
        raise


def _published(path: Path) -> Document:
    """Read what an earlier release printed, every byte of it checked."""
    folder = open_folder(path).path
    try:
        found: Document = json.loads((folder / DOCUMENT).read_text("utf-8"))
    except (OSError, ValueError):
        raise BadInput(
            f"{path.name} has no {DOCUMENT} to be audited with.", "Give the whole release."
        ) from None
    return found


def _tell(given: argparse.Namespace, made: MadeRelease) -> None:
    opened = open_folder(given.out)
    if given.json:
        hashes = {"sums": opened.sums, "certificate": opened.certificate}
        emit({"out": given.out, "files": sorted(made.files), **hashes, "measures": made.shown,
              "left_out": made.left_out})  # fmt: skip
        return
    say(f"Release: {given.out} ({len(made.files)} files and their checksums)")
    say(f"  measures: {', '.join(made.shown)}")
    if made.left_out:
        left_out = ", ".join(made.left_out)
        say(wrapped(f"left out, for there is nothing to count: {left_out}", "  ", "    "))
    say(f"  certificate: {opened.certificate}")
    say(wrapped("Read it. Then let two people release it: `evenhand release propose`.", "", "  "))
