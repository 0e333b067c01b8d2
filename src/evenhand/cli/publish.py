"""``evenhand publish``: exact results made safe, attacked, and written out; or refused whole."""

from __future__ import annotations

import argparse
import json
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from evenhand.cli.showing import emit, say, wrapped
from evenhand.cli.words import Subparsers, command
from evenhand.disclosure.audit.auditing import with_files
from evenhand.disclosure.bundle import refuse_raw
from evenhand.disclosure.documents import Document, text
from evenhand.disclosure.printed import Printed, read
from evenhand.disclosure.releasing import SafeRelease, make_safe
from evenhand.measures.exact import read_exact
from evenhand.measures.result import Result
from evenhand.publish.building import built
from evenhand.publish.edition import Edition, Told, Vintage, edit
from evenhand.publish.folder import CERTIFICATE, open_folder, write_folder
from evenhand.publish.protection import Protection
from evenhand.publish.tongue import SOURCE, tongues
from evenhand.terms.refusal import BadInput

DOCUMENT = "release.json"


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
    release = make_safe(
        [table for result in results for table in result.tables],
        [estimate for result in results for estimate in result.estimates],
        given.rule,
        before=record.documents if record else [_published(path) for path in given.earlier],
    )
    edition = _edition(given, release, results, inputs)
    files = _files(edition, release)
    counted = [table for result in results for table in result.tables]
    refuse_raw(files, release, counted, [one.plain for one in tongues() if one.language != SOURCE])
    write_folder(given.out, files)
    if record:
        _record(record, given.out, release)
    _tell(given, edition, results, files)
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


def _edition(
    given: argparse.Namespace,
    release: SafeRelease,
    results: Sequence[Result],
    inputs: Mapping[str, Any],
) -> Edition:
    told = [
        Told(
            one.measure.id, one.measure.question, one.measure.numerator, one.measure.denominator,
            one.measure.method, tuple((s.says, s.status) for s in one.measure.sources),
            one.measure.cannot_show,
        )
        for one in results
    ]  # fmt: skip
    vintage = Vintage(given.records, str(inputs["as_of"]), str(inputs["snapshot"]))
    return edit(given.title, vintage, told, release.tables, release.estimates)


def _files(edition: Edition, release: SafeRelease) -> dict[str, bytes]:
    """Build every file; the certificate names all others by their hashes."""
    rule = release.rule
    protection = Protection(rule.says, rule.source, rule.mark, rule.does_not_protect)
    files = built(edition, protection) | {DOCUMENT: text(release.document).encode("utf-8")}
    certificate = with_files(release.certificate, files)
    written = json.dumps(certificate, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    return files | {CERTIFICATE: written.encode("utf-8")}


def _tell(
    given: argparse.Namespace,
    edition: Edition,
    results: Sequence[Result],
    files: Mapping[str, bytes],
) -> None:
    opened = open_folder(given.out)
    shown = [measured.key for measured in edition.measures]
    left_out = [one.measure.id for one in results if one.measure.id not in shown]
    if given.json:
        hashes = {"sums": opened.sums, "certificate": opened.certificate}
        emit({"out": given.out, "files": sorted(files), **hashes, "measures": shown,
              "left_out": left_out})  # fmt: skip
        return
    say(f"Release: {given.out} ({len(files)} files and their checksums)")
    say(f"  measures: {', '.join(shown)}")
    if left_out:
        say(
            wrapped(f"left out, for there is nothing to count: {', '.join(left_out)}", "  ", "    ")
        )
    say(f"  certificate: {opened.certificate}")
    say(wrapped("Read it. Then let two people release it: `evenhand release propose`.", "", "  "))
