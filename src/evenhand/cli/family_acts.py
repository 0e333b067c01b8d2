"""The commands of the acts on families: ``evenhand families claim``, ``assert``, ``attempt``..."""

from __future__ import annotations

import argparse
from pathlib import Path

from evenhand.casework.attempt import Recorded
from evenhand.casework.family import PARTS
from evenhand.casework.family_acts import FAMILY_ACTS, KEYS, PROPOSAL, Handed, Listed
from evenhand.casework.possible import placed
from evenhand.casework.proposal import Proposal, proposal_of
from evenhand.casework.proposing import propose_all
from evenhand.casework.sealing import load_keyring
from evenhand.casework.tables import family_machines
from evenhand.cli.acting import acting, add_role, clock
from evenhand.cli.case_words import add_docket, add_fields, add_place, attempted
from evenhand.cli.showing import emit, say, wrapped
from evenhand.cli.words import Subparsers, command
from evenhand.docket.lists.snapshot import open_lists
from evenhand.docket.snapshot import open_docket
from evenhand.families.run import open_links
from evenhand.ledger.opening import opened
from evenhand.terms.refusal import BadInput

WORDS = {
    "claim-tie": "claim", "assert-tie": "assert", "reject-tie": "reject", "doubt-tie": "doubt",
    "record-separation": "separated", "plan-reunification": "plan", "halt-reunification": "halt",
    "record-reunification": "reunified", "record-apart": "apart", "record-preference": "prefers",
    "record-lead": "lead", "record-whereabouts": "whereabouts", "attempt-contact": "attempt",
    "resume-contact": "resume", "withhold": "withhold", "lift-withholding": "lift",
    "share": "share",
}  # fmt: skip


def add_acts(inner: Subparsers) -> None:
    """Add the commands of the acts."""
    for act, word in WORDS.items():
        _add(inner, word, FAMILY_ACTS[act])
    made = command(inner, "propose", "put possible links on the cases of their parents", propose,
                   "It asserts nothing: removal waits, and people judge.")  # fmt: skip
    add_place(made, case=False)
    add_links(made)
    add_concordance(made)
    add_role(made)


def _add(inner: Subparsers, word: str, listed: Listed) -> None:
    made = command(inner, word, listed.rule.says, lambda given: _do(given, listed))
    made.add_argument("ledger", metavar="LEDGER", help="the ledger's file, or its address")
    made.add_argument(
        "case", metavar="CASE", help="the parent's case, or the parent's row if there is none"
    )
    add_fields(made, listed.rule)
    add_docket(made, required=False)
    if listed.needs == PROPOSAL:
        made.add_argument("--lists", type=Path, metavar="LISTS", help="the folder of the lists")
        made.add_argument("--links", type=Path, metavar="LINKS", help="the folder of the links")
        made.add_argument("--parent-row", metavar="ID", help="the parent's row, as border:120")
    if listed.needs == KEYS:
        add_keys(made)


def add_keys(made: argparse.ArgumentParser) -> None:
    """Add the keys of details."""
    made.add_argument("--key", type=Path, action="append", default=[], metavar="FILE",
                      help="a key of details; may be repeated, the first one seals")  # fmt: skip


def add_links(made: argparse.ArgumentParser) -> None:
    """Add the lists and the links made of them."""
    made.add_argument("lists", type=Path, metavar="LISTS", help="the folder of the lists")
    made.add_argument("links", type=Path, metavar="LINKS", help="the folder of the links")


def add_concordance(made: argparse.ArgumentParser) -> None:
    """Add the table that says which row is which case."""
    made.add_argument(
        "--cases", type=Path, metavar="FILE.csv",
        help="which row is which case: person_id, case_id (default: the list's own numbers of its "
        "rows are numbers of cases)",
    )  # fmt: skip


def _do(given: argparse.Namespace, listed: Listed) -> int:
    shown = _shown(given) if listed.needs == PROPOSAL else None
    keys = load_keyring(given.key) if listed.needs == KEYS else None
    docket = open_docket(given.docket) if given.docket else None
    with opened(given.ledger) as ledger:
        done = listed.do(attempted(ledger, given, listed.rule, docket), Handed(shown, keys))
    _tell(given, done)
    return 0


def _shown(given: argparse.Namespace) -> Proposal | None:
    named = (given.lists, given.links, given.parent_row)
    if not any(named):
        return None
    if not all(named) or not given.field_child:
        raise BadInput(
            "A link is named by the lists, the links, the parent's row and the child's.",
            "Give --lists, --links, --parent-row and --child.",
        )
    lists, links = open_lists(given.lists), open_links(given.links)
    return proposal_of(lists, links, given.parent_row, given.field_child)


def _tell(given: argparse.Namespace, done: Recorded) -> None:
    leaf, family = done.leaf, done.after.family
    ties = [tie for tie in family.ties.values() if leaf.number in tie.entries]
    if given.json:
        states = [
            {"child": tie.child, "standing": tie.standing,
             **{part: getattr(tie, part) for part in PARTS}}
            for tie in ties
        ]  # fmt: skip
        emit({"entry": leaf.number, "act": leaf.act, "at": leaf.at, "role": leaf.role,
              "case": done.after.case, "ties": states})  # fmt: skip
        return
    say(f"Entry {leaf.number}: {leaf.act}, {leaf.at}, in the role {leaf.role}.")
    for tie in ties:
        now = family_machines()["tie"].states[tie.standing]
        parts = "; ".join(f"{part} {getattr(tie, part)}" for part in PARTS)
        say(wrapped(f"The tie to {tie.child} is {tie.standing}: {now.says}. {parts}. It is for: "
                    f"{' or '.join(now.owner)}.", "", "  "))  # fmt: skip


def propose(given: argparse.Namespace) -> int:
    """Put possible links on cases."""
    lists, links = open_lists(given.lists), open_links(given.links)
    found = placed(lists, links, given.cases)
    with opened(given.ledger) as ledger:
        person = acting(ledger, given)
        done = propose_all(ledger, found, str(links.manifest["sha256"]), person, clock)
    if given.json:
        emit({"entries": done.entries, "links": done.links, "known": done.known,
              "parents_without_a_case": list(found.nowhere)})  # fmt: skip
        return 0
    say(f"{done.links:,} links put on {done.entries:,} cases; on {done.known:,} nothing was new.")
    say_nowhere(found.nowhere)
    return 0


def say_nowhere(rows: tuple[str, ...]) -> None:
    """Say how many parents' rows are no known case."""
    if rows:
        say(wrapped(f"{len(rows):,} parents with a possible child are no case that is known here, "
                    f"and nothing waits for them: {', '.join(rows[:10])}"
                    f"{' and more' if len(rows) > 10 else ''}."))  # fmt: skip
