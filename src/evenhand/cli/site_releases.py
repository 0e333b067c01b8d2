"""``evenhand site measure`` and ``site add``: how releases come into a site, and the one way in."""

from __future__ import annotations

import argparse
import os
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from evenhand.casework.hand_over import hand_over
from evenhand.cli.acting import acting, add_role, clock
from evenhand.cli.fitting_together import fit_together
from evenhand.cli.making_release import Labels, written
from evenhand.cli.progress import Progress
from evenhand.cli.showing import emit, say, wrapped
from evenhand.cli.words import Subparsers, command, day, memory
from evenhand.disclosure.receiving import received
from evenhand.disclosure.releasing import SafeRelease
from evenhand.disclosure.reopening import DOCUMENT, reopened
from evenhand.docket.snapshot import open_docket
from evenhand.ledger.opening import opened
from evenhand.measures.answers.answering import answer
from evenhand.measures.handing_in import LEDGER, Asked, gather
from evenhand.measures.library import find, shipped
from evenhand.measures.result import Result
from evenhand.publish.edition import Edition
from evenhand.publish.edition_file import EDITION, read_edition
from evenhand.publish.folder import CERTIFICATE, ReleaseFolder, open_folder
from evenhand.terms.refusal import BadDocket, BadInput, NotReady, Unsafe
from evenhand.workbench.keeping import SECRETS
from evenhand.workbench.oversight.holding import Held, hold, printed_by
from evenhand.workbench.place import open_place
from evenhand.workbench.queueing.loaded import read_described, read_loaded

TITLE = "Oversight report"


def add_to(inner: Subparsers) -> None:
    """Add the commands to ``evenhand site``."""
    made = command(inner, "measure", "measure a site's docket, and put the safe release into the "
                   "site", measure)  # fmt: skip
    made.add_argument("docket", type=Path, metavar="DOCKET", help="the docket that is loaded")
    made.add_argument("findings", type=Path, metavar="FINDINGS", help="its findings")
    _add_site(made)
    made.add_argument("--measure", action="append", metavar="ID",
                      help="a measure; default: all that can be asked and made safe")  # fmt: skip
    made.add_argument(
        "--instrument", metavar="ID", help="whose findings; default: the one in force on its day"
    )
    made.add_argument("--purpose", default="", metavar="TEXT",
                      help="why its ledger is read; else nothing is counted on it")  # fmt: skip
    add_role(made)
    made.add_argument("--from", dest="since", type=day, metavar="DATE",
                      help="the first day counted")  # fmt: skip
    made.add_argument("--until", type=day, metavar="DATE",
                      help="the day before which counting ends")  # fmt: skip
    made.add_argument("--rule", default="evenhand", metavar="ID",
                      help="how counts are made safe (default: evenhand)")  # fmt: skip
    made.add_argument("--title", default=TITLE, metavar="TEXT", help="what the report is called")
    made.add_argument("--records", default="the docket", metavar="TEXT",
                      help="which records it is about, in words")  # fmt: skip
    memory(made)
    other = command(inner, "add", "put a release into a site that was made elsewhere", add)
    other.add_argument("release", type=Path, metavar="RELEASE",
                       help="the folder that `evenhand publish` wrote")  # fmt: skip
    _add_site(other)


def _add_site(made: argparse.ArgumentParser) -> None:
    made.add_argument("--site", type=Path, default=Path("site"), metavar="FOLDER",
                      help="the site's folder (default: site)")  # fmt: skip


def measure(given: argparse.Namespace) -> int:
    """Measure, make safe beside all that this site printed, and hold the release."""
    _check_loaded(given)
    record = printed_by(given.site)
    results, told = _measured(given)
    labels = Labels(given.title, given.records, given.rule)
    progress = Progress(quiet=given.json)
    made, refused = fit_together(results, told, labels, record.documents, progress.step)
    left_out = {name: refusal.openly for name, refusal in refused.items()}
    found = hold(given.site, made.files, made.release, record, clock(), left_out)
    return _tell(given, found, made.left_out, refused)


def add(given: argparse.Namespace) -> int:
    """Attack a release anew beside all that this site printed, and hold it."""
    _check_site(given.site)
    folder = open_folder(given.release)
    _check_whole(folder)
    record = printed_by(given.site)
    if folder.sums in record.names:
        raise BadInput(f"{given.release.name} is in the site already.", "Open it there.")
    again = reopened(folder.content(DOCUMENT), folder.content(CERTIFICATE))
    release = received(again, record.documents)
    files = {name: folder.content(name) for name in folder.files}
    _check_written(files, release, read_edition(files[EDITION], again.tables, again.estimates))
    found = hold(given.site, files, release, record, clock())
    return _tell(given, found, (), {})


def _check_whole(folder: ReleaseFolder) -> None:
    lacking = [name for name in (DOCUMENT, CERTIFICATE, EDITION) if name not in folder.files]
    if lacking:
        raise BadInput(
            f"{folder.path.name} has no {', '.join(lacking)}: an earlier version wrote it.",
            "Publish its measures again.",
        )


def _check_written(files: Mapping[str, bytes], release: SafeRelease, edition: Edition) -> None:
    """Refuse a release of which any file is not the one that its safe tables give."""
    again = written(edition, release.rule)
    own = {DOCUMENT, CERTIFICATE}
    wrong = sorted(name for name in {*files, *again} - own if files.get(name) != again.get(name))
    if wrong:
        raise Unsafe(
            f"These files are not what their tables give: {', '.join(wrong[:5])}.",
            "They were edited, or another version wrote them: publish the measures again.",
        )


def _check_site(site: Path) -> None:
    if not (site / SECRETS).is_file():
        raise NotReady(f"There is no site in {site}.", "Name its folder with --site.")


def _check_loaded(given: argparse.Namespace) -> None:
    """Refuse another docket than the one that the site's people work on."""
    _check_site(given.site)
    shown, asked = (
        read_described(given.site / "loaded")["snapshot"],
        open_docket(given.docket).snapshot,
    )
    if shown != asked:
        raise BadDocket(
            f"The site shows the snapshot {shown}, and {given.docket.name} is {asked}.",
            "Measure the docket that is loaded, or load this one first: `evenhand site load`.",
        )


def _measured(given: argparse.Namespace) -> tuple[list[Result], dict[str, Any]]:
    progress = Progress(quiet=given.json)
    chosen = find(given.measure) if given.measure else shipped()
    with tempfile.TemporaryDirectory() as folder:
        inputs, told = gather(
            Asked(
                docket=given.docket,
                findings=given.findings,
                instrument=given.instrument or _governing(given.site / "loaded"),
                ledger=_ledger(given, Path(folder)),
                since=given.since,
                until=given.until,
            )
        )
        if not given.measure:
            chosen = [one for one in chosen if all(inputs.has(need) for need in one.all_needs)]
        results = answer(chosen, inputs, memory=given.memory_limit, tell=progress)
    progress.close()
    return results, told


def _governing(loaded: Path) -> str | None:
    """Give the instrument that governs on the docket's day, where findings are of several."""
    several = len(read_described(loaded).get("instruments", ())) > 1
    return read_loaded(loaded).governing.id if several else None


def _ledger(given: argparse.Namespace, folder: Path) -> Path | None:
    """Write what the site's ledger says of all cases; that it is read is an entry first."""
    if not given.purpose:
        return None
    with opened(open_place(given.site, os.environ).ledger) as ledger:
        found = hand_over(ledger, given.purpose, acting(ledger, given), clock)
    for name in LEDGER:
        pq.write_table(getattr(found, name), folder / f"{name}.parquet")
    return folder


def _tell(
    given: argparse.Namespace,
    found: Held,
    left_out: Sequence[str],
    refused: Mapping[str, Unsafe],
) -> int:
    measures = [one.key for one in found.edition.measures]
    if given.json:
        emit({"site": given.site, "sums": found.folder.sums, "measures": measures,
              "left_out": left_out,
              "refused": {name: refusal.what for name, refusal in refused.items()}})  # fmt: skip
        return 0
    say(f"Release {found.name} is in {given.site}: {found.edition.title}")
    say(wrapped(f"measures: {', '.join(measures)}", "  ", "    "))
    if left_out:
        say(wrapped(f"nothing to count: {', '.join(left_out)}", "  ", "    "))
    for name, refusal in refused.items():
        say(wrapped(f"left out, {name}: {refusal.what}", "  ", "    "))
    say(wrapped("Nothing is published by it: two people do that, on the site's page of oversight "
                "or with `evenhand release`.", "", "  "))  # fmt: skip
    return 0
