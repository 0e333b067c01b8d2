"""The words that the commands of acts share, made from the fields that each act states."""

from __future__ import annotations

import argparse
import datetime as dt
import tomllib
from collections.abc import Mapping
from pathlib import Path

from evenhand.casework.all_acts import DOCKET, GROUNDS, Listed
from evenhand.casework.attempt import Attempt, Recorded
from evenhand.casework.claim_family import lines_of
from evenhand.casework.finding_now import Grounds
from evenhand.casework.rule import Rule
from evenhand.casework.tables import machines
from evenhand.cli.acting import acting, add_role, clock
from evenhand.cli.showing import emit, say, wrapped
from evenhand.cli.words import Subparsers, command, day
from evenhand.docket.snapshot import Docket, open_docket
from evenhand.guidance.library import find
from evenhand.ledger.opening import Ledger, opened
from evenhand.terms.refusal import BadInput

PLACE = "the ledger's file, or postgresql://account@server/database"


def add_place(made: argparse.ArgumentParser, *, case: bool = True) -> None:
    """Add the ledger, and the case."""
    made.add_argument("ledger", metavar="LEDGER", help=PLACE)
    if case:
        made.add_argument("case", metavar="CASE", help="the case's number in the docket")


def add_act(commands: Subparsers, word: str, listed: Listed) -> None:
    """Add the command of one act, with an option for each of its fields."""
    made = command(commands, word, listed.rule.says, lambda given: _do(given, listed))
    add_place(made)
    add_fields(made, listed.rule)
    add_docket(made, required=listed.needs in (DOCKET, GROUNDS))
    if listed.needs == GROUNDS:
        made.add_argument("--instrument", required=True, metavar="ID",
                          help="the instrument whose finding is looked at")  # fmt: skip
        made.add_argument("--as-of", type=day, metavar="DATE", help="the day of the review")


def add_docket(made: argparse.ArgumentParser, *, required: bool) -> None:
    """Add the docket; of a case that nobody has taken yet, it says whose it is."""
    made.add_argument("--docket", type=Path, required=required, metavar="DOCKET",
                      help="the docket in which the case stands")  # fmt: skip


def add_fields(made: argparse.ArgumentParser, rule: Rule) -> None:
    """Add an option for each field of an act, and the words that every act has."""
    for field in rule.fields:
        made.add_argument(
            f"--{field.name.replace('_', '-')}", dest=f"field_{field.name}", metavar="...",
            help=f"{field.says} ({field.form})".replace("%", "%%"),
        )  # fmt: skip
    made.add_argument("--from", dest="file", type=Path, metavar="FILE.toml",
                      help="the fields, written in a file: name = value")  # fmt: skip
    made.add_argument("--reasons", default="", metavar="TEXT", help=f"why ({rule.reasons})")
    made.add_argument(
        "--seen", type=int, metavar="N", help="the last entry you saw; a later one stops the act"
    )
    add_role(made)


def _do(given: argparse.Namespace, listed: Listed) -> int:
    docket = open_docket(given.docket) if given.docket else None
    grounds = _grounds(given, docket) if listed.needs == GROUNDS else None
    with opened(given.ledger) as ledger:
        recorded = listed.do(attempted(ledger, given, listed.rule, docket), docket, grounds)
    _tell(given, recorded)
    return 0


def attempted(
    ledger: Ledger, given: argparse.Namespace, rule: Rule, docket: Docket | None
) -> Attempt:
    """Give the attempt at an act that a command asks for."""
    fields = given_fields(given, rule)
    person = acting(ledger, given)
    return Attempt(ledger, clock, person, given.case, fields, given.reasons, given.seen, docket)


def _grounds(given: argparse.Namespace, docket: Docket | None) -> Grounds:
    assert docket is not None
    (instrument,) = find([given.instrument])
    return Grounds(docket, instrument, given.as_of)


def given_fields(given: argparse.Namespace, rule: Rule) -> Mapping[str, str]:
    """Give the fields of an act as typed, or as a file has them."""
    from_file = _file(given.file) if given.file else {}
    typed = {
        field.name: getattr(given, f"field_{field.name}")
        for field in rule.fields
        if getattr(given, f"field_{field.name}") is not None
    }
    twice = sorted(set(from_file) & set(typed))
    if twice:
        raise BadInput(f"Given twice, in the file and as a word: {', '.join(twice)}.", "Give one.")
    return {**from_file, **typed}


def _file(path: Path) -> dict[str, str]:
    try:
        found = tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise BadInput(f"{path.name} cannot be read: {error.strerror}.", "Name a file.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadInput(f"{path.name} is not TOML: {error}", "Write name = value lines.") from None
    return {name: _typed(value) for name, value in found.items()}


def _typed(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dt.date):
        return value.isoformat()
    return str(value)


def _tell(given: argparse.Namespace, recorded: Recorded) -> None:
    leaf, state = recorded.leaf, recorded.after
    case = machines()["case"]
    moved = [line for line in lines_of(state.claims) if line["entry"] == leaf.number]
    if given.json:
        emit({"entry": leaf.number, "act": leaf.act, "at": leaf.at, "role": leaf.role,
              "case": state.case, "before": recorded.before.state, "state": state.state,
              "owner": case.states[state.state].owner,
              **({"claims": moved} if moved else {})})  # fmt: skip
        return
    say(f"Entry {leaf.number}: {leaf.act}, {leaf.at}, in the role {leaf.role}.")
    now = case.states[state.state]
    say(wrapped(f"Case {state.case} is {state.state}: {now.says}. It is for: "
                f"{' or '.join(now.owner)}."))  # fmt: skip
    for line in moved:
        say(wrapped(line["says"], "  ", "    "))
