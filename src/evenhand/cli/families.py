"""``evenhand families``: read agencies' lists, propose links between them, show the evidence."""

from __future__ import annotations

import argparse
from contextlib import AbstractContextManager, nullcontext
from dataclasses import asdict
from pathlib import Path
from typing import Any

from evenhand.casework.family_reading import read_families, rejections
from evenhand.cli.acting import acting, add_role, clock
from evenhand.cli.family_acts import add_acts
from evenhand.cli.family_reading import add_reading
from evenhand.cli.family_together import add_together
from evenhand.cli.progress import Progress
from evenhand.cli.showing import emit, say, table, warn, wrapped
from evenhand.cli.words import Subparsers, command, group, memory
from evenhand.docket.lists.importing import import_lists
from evenhand.docket.lists.rejections import Rejection, read_rejections
from evenhand.docket.lists.snapshot import open_lists
from evenhand.engines.duck import engine_share, usual_memory
from evenhand.engines.spark import Session, started
from evenhand.families.evidence import Evidence, evidence
from evenhand.families.run import MEMORY, Asked, make_links, open_links
from evenhand.families.standing import HOLD, PROPOSE
from evenhand.ledger.opening import opened
from evenhand.records.synthetic.families.making import make_lists
from evenhand.terms.refusal import NoEngine

NEVER = "It proposes; only people assert that two people belong together."
FEWEST_SHOWN = 30  # bands of fewer pairs say too little about calibration


def add_to(commands: Subparsers, says: str) -> None:
    """Add the commands."""
    inner = group(commands, "families", says)
    made = command(inner, "make", "make two synthetic lists with known truth", make)
    made.add_argument("folder", type=Path, metavar="DIR", help="where the files go")
    made.add_argument(
        "--people", type=int, default=20_000, metavar="N", help="how many rows each list has"
    )
    made.add_argument(
        "--seed", type=int, default=2018, metavar="S", help="the same seed makes the same files"
    )
    made = command(
        inner, "import", "read lists of parents and of children", import_,
        "Every row is loaded or rejected with its reason; what looks wrong is flagged, not mended.",
    )  # fmt: skip
    made.add_argument(
        "--list", dest="lists", nargs=2, type=Path, action="append", required=True,
        metavar=("MAPPING", "FILE"), help="a list and the mapping of its columns; once for each",
    )  # fmt: skip
    made.add_argument("--out", type=Path, required=True, metavar="LISTS", help="the new folder")
    _add_link(inner)
    made = command(inner, "review", "show possible links with their evidence", review, NEVER)
    made.add_argument("lists", type=Path, metavar="LISTS", help="the folder of the lists")
    made.add_argument("links", type=Path, metavar="LINKS", help="the folder of the links")
    made.add_argument(
        "--standing", choices=("propose", "hold", "rejected"), default="propose",
        help="which links (default: those proposed to people)",
    )  # fmt: skip
    made.add_argument("--person", metavar="ID", help="all links of one row, such as care:120")
    made.add_argument("--most", type=int, default=10, metavar="N", help="how many at most")
    _add_ledger(made)
    add_together(inner)
    add_acts(inner)
    add_reading(inner)


def _add_ledger(made: argparse.ArgumentParser) -> None:
    made.add_argument(
        "--ledger", metavar="LEDGER", help="what people rejected on this ledger counts"
    )
    made.add_argument("--purpose", default="", metavar="TEXT", help="with --ledger: why it is read")
    add_role(made)


def _rejected(given: argparse.Namespace) -> list[Rejection]:
    """Give what two people rejected on a ledger, if one is named."""
    if not given.ledger:
        return []
    with opened(given.ledger) as ledger:
        states, _ = read_families(ledger, given.purpose, acting(ledger, given), clock)
    return rejections(states)


def _add_link(inner: Subparsers) -> None:
    made = command(inner, "link", "propose links between parents and children", link, NEVER)
    made.add_argument("lists", type=Path, metavar="LISTS", help="the folder of the lists")
    made.add_argument("--out", type=Path, required=True, metavar="LINKS", help="the new folder")
    made.add_argument(
        "--hold", type=float, default=HOLD, metavar="P",
        help=f"a link this likely is enough to hold a removal (default: {HOLD})",
    )  # fmt: skip
    made.add_argument(
        "--propose", type=float, default=PROPOSE, metavar="P",
        help=f"a link this likely is put before people (default: {PROPOSE})",
    )  # fmt: skip
    made.add_argument(
        "--rejected", type=Path, metavar="FILE",
        help="pairs that people rejected: parent_id, child_id, facts, reason",
    )  # fmt: skip
    made.add_argument(
        "--room", type=int, metavar="N",
        help="how many pairs a blocking rule may make; larger blocks are left out and said so",
    )  # fmt: skip
    _add_ledger(made)
    memory(made)
    made.add_argument(
        "--engine", choices=("duckdb", "spark"), default="duckdb",
        help="where the letters of candidates are compared",
    )  # fmt: skip
    made.add_argument(
        "--master", metavar="URL", help="the Spark master (default: this machine, local[*])"
    )


def make(given: argparse.Namespace) -> int:
    """Make synthetic lists."""
    progress = Progress(quiet=given.json)
    made = make_lists(given.folder, people=given.people, seed=given.seed, tell=progress)
    progress.close()
    if given.json:
        emit(asdict(made))
        return 0
    say(f"Synthetic, no real person. Two lists of {made.people:,} rows, {made.pairs:,} true pairs.")
    say(f"Written to {given.folder} (seed {made.seed}).")
    return 0


def import_(given: argparse.Namespace) -> int:
    """Import lists; print the account of every file and what was flagged."""
    progress = Progress(quiet=given.json)
    manifest = import_lists([(m, f) for m, f in given.lists], given.out, tell=progress)
    progress.close()
    if given.json:
        emit(manifest)
        return 0
    rows = [(i["name"], i["read"], i["loaded"], i["rejected"]) for i in manifest["inputs"]]
    total = ("together", *(sum(row[n] for row in rows) for n in (1, 2, 3)))
    say(table(("file", "read", "= loaded", "+ rejected"), [*rows, total]))
    for item in manifest["inputs"]:
        for reason, count in sorted(item["reasons"].items()):
            say(f"  {item['name']}: rejected, {reason}: {count:,}")
    for name, flag, count in manifest["flags"]:
        say(f"  {name}: flagged and kept, {flag}: {count:,}")
    for name, field, reason, count in manifest["noted"]:
        say(f"  {name}: {field} not used, {reason}: {count:,}")
    for entry in manifest["lists"]:
        if entry["not_read"]:
            say(wrapped(f"{entry['name']}: not read: {', '.join(entry['not_read'])}", "  ", "    "))
    say(f"{manifest['tables']['people']:,} people in {given.out}, snapshot {manifest['snapshot']}.")
    return 0


def link(given: argparse.Namespace) -> int:
    """Propose links; print what came of it, the calibration, and what was left out."""
    rejected = _rejected(given) + (read_rejections(given.rejected) if given.rejected else [])
    progress = Progress(quiet=given.json)
    memory_limit = engine_share(given.memory_limit or min(usual_memory(), MEMORY))
    with _session(given) as session:
        manifest = make_links(
            open_lists(given.lists),
            given.out,
            asked=Asked(given.hold, given.propose, given.room, memory_limit),
            rejections=rejected,
            session=session,
            tell=progress,
        )
    progress.close()
    if given.json:
        emit(manifest)
        return 0
    print_counts(manifest)
    print_calibration(manifest)
    print_left_out(manifest)
    say(f"Links in {given.out}. {NEVER}")
    return 0


def _session(given: argparse.Namespace) -> AbstractContextManager[Session | None]:
    if given.engine == "spark":
        return started(given.master or "local[*]")
    if given.master:
        raise NoEngine("--master is for Spark.", "Add --engine spark, or leave --master out.")
    return nullcontext()


def print_counts(manifest: dict[str, Any]) -> None:
    """Print how many links there are of each kind, and how many people they concern."""
    counts, at, alike = manifest["counts"], manifest["thresholds"], manifest["alike"]
    rows = [
        (f"links to put before people (at least {at['propose']})", counts["propose"]),
        (f"further links that hold a removal (at least {at['hold']})", counts["hold"]),
        ("links that people rejected, nothing new", counts["rejected"]),
        ("links rejected before, on other facts", counts["proposed_again"]),
        ("links whose ages ask for a second look", counts["odd_ages"]),
        (f"parents held, of {manifest['parents']:,}", counts["parents_held"]),
        (f"children with a link, of {manifest['children']:,}", counts["children_with_a_link"]),
        ("pairs of parents' rows that may be one person, on one list", alike["on_one_list"]),
        ("pairs of parents' rows that may be one person, on two lists", alike["on_two_lists"]),
        ("parents without name or number", counts["parents_without_name_or_number"]),
        ("children without any name or number", counts["children_without_name_or_number"]),
    ]
    say(table(("what", "how many"), rows))


def print_calibration(manifest: dict[str, Any]) -> None:
    """Print whether probabilities are what they say, as far as numbers tell."""
    bands = [band for band in manifest["calibration"] if band["pairs"]]
    if sum(band["pairs"] for band in bands) < FEWEST_SHOWN:
        warn(
            "Too few pairs bear a number to show the calibration: the weights are mostly those of "
            "the synthetic lists, and a probability is an estimate nobody has checked."
        )
        return
    say(f"Calibration: scored without the number, on numbers not used ({manifest['trained_on']:,}")
    say("pairs were). Said and right as shares of the pairs.")
    rows = [
        (
            f"{band['low']} to {band['high']}",
            band["pairs"],
            f"{band['said']:.3f}",
            f"{band['right'] / band['pairs']:.3f}",
        )
        for band in bands
    ]
    say(table(("called", "pairs", "said", "right"), rows))


def print_left_out(manifest: dict[str, Any]) -> None:
    """Say which blocks were too large to compare."""
    if manifest["alike"]["rows_left_out"]:
        warn(
            f"{manifest['alike']['rows_left_out']:,} parents' rows share names or days with too "
            "many others to be compared among themselves by every rule."
        )
    for block in manifest["blocks"]:
        if block["blocks_left_out"]:
            warn(
                f"{block['blocks_left_out']:,} blocks of the rule ({block['says']}) were left "
                f"out: {block['pairs_left_out']:,} pairs, {block['largest_left_out']:,} in the "
                "largest. Their rows are compared by the other rules only."
            )


def review(given: argparse.Namespace) -> int:
    """Show links with their evidence."""
    # Who asks for what was rejected, or for one person, sees that too.
    whole = given.standing == "rejected" or given.person
    rejected = frozenset[str]() if whole else frozenset(one.facts for one in _rejected(given))
    found = list(
        evidence(
            open_lists(given.lists),
            open_links(given.links),
            standing=given.standing,
            person=given.person,
            most=given.most,
            leave_out=rejected,
        )
    )
    if given.json:
        emit({"links": [asdict(item) for item in found]})
        return 0
    for item in found:
        print_evidence(item)
    say(f"{len(found):,} shown. {NEVER}" if found else "There is no such link.")
    return 0


def print_evidence(item: Evidence) -> None:
    """Print one link."""
    said = {"propose": "for people to judge", "hold": "a hold", "rejected": "rejected by people"}
    say(f"{item.parent_id} and {item.child_id}: {said[item.standing]}, {item.probability:.3f}")
    say(f"  parent: {item.parent_at}; child: {item.child_at}")
    rows = [
        (f"{line.what}: {line.says}", f"{line.bits:+.1f}", f"{line.parent} | {line.child}")
        for line in item.lines
    ]
    say(table(("evidence", "bits", "parent's row | child's row"), rows))
    for warning in item.warnings:
        say(f"  LOOK TWICE: {warning}; one of the dates is wrong, or this is not the parent.")
    if item.rejected_before:
        say("  Rejected before, on other facts.")
    if item.candidates > 1:
        say(f"  {item.candidates} candidates for this child.")
    say(f"  facts {item.facts}")
    say()
