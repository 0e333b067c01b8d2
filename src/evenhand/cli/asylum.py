"""``evenhand asylum``: days by which something must be filed; claims come from `claims`."""

from __future__ import annotations

import argparse
import datetime as dt
import tomllib
from pathlib import Path
from typing import Any

from evenhand.asylum.calendar_file import calendar_of
from evenhand.asylum.deadlines import Deadline, deadlines_of, in_words, starts, unknown_of
from evenhand.cli.claims import add_claims
from evenhand.cli.showing import emit, say, wrapped
from evenhand.cli.words import Subparsers, command, group
from evenhand.terms.refusal import BadInput, NoRoom
from evenhand.terms.span import Span, date_span


def add_to(commands: Subparsers, says: str) -> None:
    """Add the commands."""
    inner = group(commands, "asylum", says)
    made = command(
        inner,
        "deadlines",
        "compute the days by which something must be filed, each with its rule",
        run,
        "No exception is decided here, and every day is to be checked before anyone relies on it.",
    )
    made.add_argument(
        "file",
        type=Path,
        metavar="FILE",
        help="a TOML file with one `day = date` a line; days: "
        + "; ".join(f"{name}, {asks}" for name, asks in starts().items()),
    )
    made.add_argument(
        "--ics", type=Path, metavar="FILE", help="also write them as a calendar that names no claim"
    )
    made.add_argument(
        "--label",
        default="Case",
        metavar="TEXT",
        help="with --ics: your own word for the case, naming nobody (default: Case)",
    )
    add_claims(inner)


def run(given: argparse.Namespace) -> int:
    """Compute the deadlines of one case."""
    days = read_days(given.file)
    found = deadlines_of(days)
    if given.ics:
        _write(given.ics, calendar_of(found, given.label, dt.datetime.now(dt.UTC)))
    if given.json:
        unknown = [{"deadline": one.id, "needs": one.counted_from} for one in unknown_of(days)]
        emit({"deadlines": [_told(one) for one in found], "cannot_tell": unknown})
        return 0
    for one in found:
        first, *rest = in_words(one)
        say(wrapped(first, "", "  "))
        for line in rest:
            say(wrapped(line, "  ", "  "))
        say()
    for rule in unknown_of(days):
        say(wrapped(f"cannot tell: {rule.says} (needs {rule.counted_from})", "", "  "))
    say()
    say(wrapped("Days are computed by the rules shown; check each before you rely on it."))
    return 0


def read_days(path: Path) -> dict[str, Span]:
    """Read the file of days; raises BadInput, naming the line that cannot be read."""
    try:
        given = tomllib.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as fault:
        raise BadInput(
            f"{path.name} cannot be read: {fault}.",
            'Give a TOML file with lines such as last_arrival = 2011-05-03 or = "2011-05".',
        ) from fault
    unknown = sorted(set(given) - set(starts()))
    if unknown:
        raise BadInput(
            f"{path.name} names what no deadline is counted from: {', '.join(unknown)}.",
            f"The days are: {', '.join(starts())}.",
        )
    return {name: _span(path, name, value) for name, value in given.items()}


def _span(path: Path, name: str, value: object) -> Span:
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        return Span(value, value)
    try:
        if isinstance(value, str):
            return date_span(value)
    except ValueError:
        pass
    raise BadInput(
        f"{path.name}: {name} = {value!r} cannot be read.",
        'Write 2011-05-03, "2011-05", "2011", or "2011-05-03 at the latest".',
    )


def _told(one: Deadline) -> dict[str, Any]:
    return {
        "deadline": one.rule.id,
        "says": one.rule.says,
        "counted_from": one.rule.counted_from,
        "start": str(one.start),
        "ends": str(one.ends),
        "act_by": str(one.act_by) if one.act_by else None,
        "rolled": one.rolled,
        "cite": {"where": one.rule.where, "status": one.rule.status},
        "notes": one.rule.notes,
        "for_a_person": one.rule.exceptions,
        "not_settled": one.rule.disputed,
    }


def _write(path: Path, content: bytes) -> None:
    try:
        path.write_bytes(content)
    except OSError as fault:
        raise NoRoom(
            f"{path} cannot be written: {fault.strerror}.", "Name another file."
        ) from fault
