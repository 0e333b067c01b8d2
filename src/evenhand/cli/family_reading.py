"""``evenhand families status``, ``report``, ``file``, ``detail``, ``holds``: what is on record."""

from __future__ import annotations

import argparse
import datetime as dt
import os
import secrets
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from evenhand.casework.family_reading import open_detail, read_families
from evenhand.casework.file_words import LANGUAGES, Words
from evenhand.casework.issue_file import issue_file
from evenhand.casework.next_to_try import LEFT_OUT, ORDER, Turn, turns
from evenhand.casework.possible import placed
from evenhand.casework.printed import family_handbook
from evenhand.casework.purposes import purposes
from evenhand.casework.registry import IS_REACHED, REASONS, Registry, registry, twice
from evenhand.casework.sealing import load_keyring, make_detail_key
from evenhand.casework.tables import family_machines
from evenhand.casework.unreached_report import Month, months
from evenhand.cli.acting import acting, add_role, clock
from evenhand.cli.case_words import add_place
from evenhand.cli.family_acts import add_concordance, add_keys, add_links, say_nowhere
from evenhand.cli.showing import emit, say, table, warn, wrapped
from evenhand.cli.words import Subparsers, command, day
from evenhand.docket.lists.snapshot import open_lists
from evenhand.families.filings import published
from evenhand.families.run import open_links
from evenhand.ledger.opening import opened
from evenhand.terms.refusal import BadInput, NoRoom

INTERNAL = (
    "Internal: exact counts, also small ones, for the court and those who search. Not for "
    "publication; what is published goes through disclosure control."
)


def add_reading(inner: Subparsers) -> None:
    """Add the commands."""
    made = command(inner, "status", "say who is reached, who is not and why, and whom to try next",
                   status)  # fmt: skip
    add_place(made, case=False)
    made.add_argument("--purpose", required=True, metavar="TEXT", help="why it is read")
    made.add_argument("--lists", type=Path, metavar="LISTS",
                      help="lists whose children are the denominator too")  # fmt: skip
    made.add_argument("--most", type=int, default=10, metavar="N", help="how many to try next")
    made.add_argument("--as-of", type=day, metavar="DATE", help="the day for what is due")
    add_role(made)
    made = command(inner, "report", "the months' counts of children whose parents are not reached",
                   report)  # fmt: skip
    made.add_argument("ledger", nargs="?", metavar="LEDGER", help="the ledger, or with --published")
    made.add_argument("--purpose", default="", metavar="TEXT", help="why it is read")
    made.add_argument("--first", type=_month, metavar="YYYY-MM", help="the first month")
    made.add_argument("--last", type=_month, metavar="YYYY-MM", help="the last month")
    made.add_argument("--published", action="store_true",
                      help="the published filings instead, and whether they add up")  # fmt: skip
    add_role(made)
    made = command(inner, "file", "write the case file that a recorded share allows", file)
    add_place(made)
    made.add_argument("--share", type=int, required=True, metavar="N", help="the share's entry")
    made.add_argument("--language", choices=LANGUAGES, default="en", help="the page's language")
    made.add_argument("--out", type=Path, required=True, metavar="FILE.html", help="a new file")
    add_keys(made)
    add_role(made)
    made = command(inner, "detail", "open one number or place; asking is recorded first", detail)
    add_place(made)
    made.add_argument("--lead", type=int, required=True, metavar="N", help="the lead's entry")
    made.add_argument("--purpose", required=True, metavar="PURPOSE",
                      help=f"one of: {', '.join(purposes())}")  # fmt: skip
    add_keys(made)
    add_role(made)
    made = command(inner, "key", "make a key that seals numbers and places", key)
    made.add_argument("file", type=Path, metavar="FILE", help="a new file; keep it elsewhere")
    made = command(inner, "holds", "write the possible children of each case, for `holds`", holds)
    add_links(made)
    add_concordance(made)
    made.add_argument("--out", type=Path, required=True, metavar="FILE.parquet",
                      help="what `holds run` and `holds case` take as --children")  # fmt: skip
    command(inner, "acts", "print who may do what about a family, in which state", acts)


def _month(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(f"{text}-01")
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a month (YYYY-MM)") from None


def status(given: argparse.Namespace) -> int:
    """Print who is reached, and whom to try next."""
    today = given.as_of or clock().date()
    listed = _listed(given.lists) if given.lists else None
    with opened(given.ledger) as ledger:
        states, entry = read_families(ledger, given.purpose, acting(ledger, given), clock)
    found = registry(states.values())
    waiting, left = turns(states.values(), today)
    result = _status(found, listed) | {
        "entry": entry, "as_of": today, "order": ORDER, "left_out": left,
        "asserted_twice": twice(states.values()), "waiting": len(waiting),
        "next": [{**asdict(turn), "says": turn.says} for turn in waiting[: given.most]],
    }  # fmt: skip
    if given.json:
        emit(result)
    else:
        _print_status(result, waiting[: given.most])
    return 0


def _listed(folder: Path) -> set[str]:
    lists = open_lists(folder)
    rows = pq.read_table(lists.folder / "people.parquet", columns=["person_id", "role"]).to_pylist()
    return {row["person_id"] for row in rows if row["role"] == "child"}


def _status(found: Registry, listed: set[str] | None) -> dict[str, Any]:
    said: dict[str, Any] = {
        name: {"all": len(of), "asserted": sum(one.asserted for one in of.values()),
               "lines": found.lines(of)}
        for name, of in (("children", found.children), ("parents", found.parents))
    }  # fmt: skip
    for part in ("reunification", "preference"):
        said[part] = found.among(part, family_machines()[part].states)
    if listed is not None:
        on_record = len(listed & set(found.children))
        said["lists"] = {"children": len(listed), "on_record": on_record,
                         "not_on_record": len(listed) - on_record}  # fmt: skip
    return said


def _print_status(result: Mapping[str, Any], shown: list[Turn]) -> None:
    children, parents = result["children"], result["parents"]
    rows = [(name, children["lines"][name], parents["lines"][name]) for name in
            (IS_REACHED, *REASONS)]  # fmt: skip
    rows.append(("together", children["all"], parents["all"]))
    rows.append(("of these asserted by two people", children["asserted"], parents["asserted"]))
    say(table(("the parent is", "children", "parents"), rows))
    if "lists" in result:
        lists = result["lists"]
        say(f"On the lists: {lists['children']:,} children = {lists['on_record']:,} on record + "
            f"{lists['not_on_record']:,} of whom nothing is.")  # fmt: skip
    for part in ("reunification", "preference"):
        say()
        counts = result[part]
        states = [*counts.items(), ("together", sum(counts.values()))]
        say(table((part, "children"), states))
    for child, cases in result["asserted_twice"].items():
        warn(f"{child} has two asserted parents of one kind, on the cases {', '.join(cases)}: "
             "doubt one of the ties.")  # fmt: skip
    say()
    left = ", ".join(f"{name} {result['left_out'][name]:,}" for name in ("reached", *LEFT_OUT))
    say(wrapped(f"To try: {result['waiting']:,} parents; left out: {left}. In this order: "
                f"{'; then '.join(ORDER)}."))  # fmt: skip
    next_ones = [(turn.case, ", ".join(turn.children), turn.due or "-", turn.attempts, turn.leads,
             turn.says + ("; every lead is older than a year" if turn.old_leads else ""))
            for turn in shown]  # fmt: skip
    if next_ones:
        say(table(("case", "children", "due", "tried", "leads", "why now"), next_ones))
    say(wrapped(INTERNAL))


def report(given: argparse.Namespace) -> int:
    """Print the months, or the published filings."""
    if given.published:
        return _published(given)
    if not given.ledger or not given.first:
        raise BadInput("Say which ledger, and the first month.", "LEDGER --first YYYY-MM")
    last = given.last or clock().date().replace(day=1)
    if last < given.first:
        raise BadInput("The last month lies before the first.", "Check both.")
    with opened(given.ledger) as ledger:
        _, entry = read_families(ledger, given.purpose, acting(ledger, given), clock)
        found = months(ledger, entry, given.first, last)
    if given.json:
        emit({"entry": entry, "internal": INTERNAL, "months": [_as_object(m) for m in found]})
    else:
        _print_months(found)
    return 0


def _as_object(month: Month) -> dict[str, Any]:
    return {**asdict(month), "unreached": month.unreached}


def _print_months(found: list[Month]) -> None:
    reasons = [(m.month, m.children, m.reached, m.unreached, *m.reasons.values()) for m in found]
    say(table(("month", "children", "= reached", "+ not reached", *(f"= {r}" for r in REASONS)),
              reasons))  # fmt: skip
    say()
    before = [m.unreached - sum(m.flow.values()) for m in found]
    flows = [(m.month, b, *(f"{n:+d}" for n in m.flow.values()), m.unreached, m.parents,
              m.parents_reached) for m, b in zip(found, before, strict=True)]  # fmt: skip
    say(table(("month", "before", "on record", "no longer", "reached", "rejected",
               "= not reached", "parents", "reached"), flows))  # fmt: skip
    say(wrapped("Not reached does not mean still apart, nor apart not reached: `families status` "
                "counts each. The denominator is every child with a tie on record."))  # fmt: skip
    say(wrapped(INTERNAL))


def _published(given: argparse.Namespace) -> int:
    if given.json:
        emit({"published": [
            {"dated": one.dated, **asdict(one.sum), "of": one.of, "status": one.status,
             "adds_up": one.sum.adds_up, "says": one.sum.says} for one in published()
        ]})  # fmt: skip
        return 0
    for one in published():
        mark = "" if one.sum.adds_up else "  DIFFERS  "
        say(wrapped(f"{one.dated}  {mark}{one.sum.says} ({', '.join(one.of)}; {one.status})", "",
                    "    "))  # fmt: skip
    return 0


def file(given: argparse.Namespace) -> int:
    """Write the page of a share."""
    check_new(given.out)
    keys = load_keyring(given.key) if given.key else None
    with opened(given.ledger) as ledger:
        person = acting(ledger, given)
        words = Words(given.language)
        made = issue_file(ledger, given.case, given.share, words, person, keys, clock)
    write_page(given.out, made.page)
    if given.json:
        emit({"out": given.out, "sha256": made.sha256})
    else:
        say(f"{given.out}: what share {given.share} allows, and no more. SHA-256 {made.sha256}")
    return 0


def check_new(out: Path) -> None:
    """Refuse a file that is there already."""
    if out.exists():
        raise NoRoom(f"{out} is there already.", "Name a new file with --out.")


def write_page(out: Path, text: str) -> None:
    """Write a page for its owner alone; half of it is never there."""
    draft = out.with_name(f".{out.name}.{secrets.token_hex(4)}")
    try:
        handle = os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as written:
            written.write(text)
            written.flush()
            os.fsync(written.fileno())
        draft.replace(out)
    finally:
        draft.unlink(missing_ok=True)


def detail(given: argparse.Namespace) -> int:
    """Open one number or place."""
    keys = load_keyring(given.key)
    with opened(given.ledger) as ledger:
        person = acting(ledger, given)
        text, found = open_detail(
            ledger, given.case, given.lead, given.purpose, person, keys, clock
        )
    said = found.value("payload")
    if given.json:
        emit({"whose": said["whose"], "kind": said["kind"], "detail": text})
    else:
        say(f"{said['whose']}, {said['kind']}: {text}")
    return 0


def key(given: argparse.Namespace) -> int:
    """Make a key of details."""
    made = make_detail_key(given.file)
    if given.json:
        emit({"file": given.file, "id": made.id})
    else:
        say(f"Key {made.id} in {given.file}. Keep it, and a backup of it, away from the ledger.")
    return 0


def holds(given: argparse.Namespace) -> int:
    """Write the possible children of each case."""
    found = placed(open_lists(given.lists), open_links(given.links), given.cases)
    children = found.children()
    pq.write_table(children, given.out)
    if given.json:
        emit({"out": given.out, "cases": len(found.by_case), "children": children.num_rows,
              "parents_without_a_case": list(found.nowhere)})  # fmt: skip
        return 0
    say(f"{children.num_rows:,} possible children of {len(found.by_case):,} cases in {given.out}.")
    say_nowhere(found.nowhere)
    return 0


def acts(given: argparse.Namespace) -> int:
    """Print the tables of states and acts of families."""
    if given.json:
        emit({"printed": family_handbook()})
    else:
        say(family_handbook().rstrip())
    return 0
