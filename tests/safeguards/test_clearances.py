"""Which clearance counts: a table that a lawyer can read, run on both readers."""

from __future__ import annotations

import datetime as dt

import pyarrow as pa
import pytest

from evenhand.safeguards.clearance import (
    COLUMNS,
    SCHEMA,
    Clearance,
    as_table,
    clearances_of,
    clearings_for,
    refuse_clearing,
    refuse_override,
)
from evenhand.safeguards.library import shipped
from evenhand.safeguards.safeguard import ROLES
from evenhand.terms.refusal import BadInput
from evenhand.terms.span import Span
from tests.support.holding import Asked, Held, apart

SHIPPED = {safeguard.id: safeguard for safeguard in shipped()}
DAY = dt.date(2018, 5, 30)
BEFORE, AFTER = DAY - dt.timedelta(days=1), DAY + dt.timedelta(days=1)


def clearance(hold: str = "fitness-to-travel", **more: object) -> Clearance:
    """Give a clearance of case 0, with a document, of the day before."""
    entry = {"case_id": "0", "child": "", "state": "cleared", "entry": "7", "since": BEFORE}
    return Clearance(hold=hold, **(entry | more))  # type: ignore[arg-type]


TWO = Span(2, 2)
# What is on record, the hold and child that is looked at, and how it stands, by which entry.
TABLE = {
    "a document of the day before clears": ([clearance()], "fitness-to-travel", "", "cleared 7"),
    "one of the same day does too": ([clearance(since=DAY)], "fitness-to-travel", "", "cleared 7"),
    "one of tomorrow does not": ([clearance(since=AFTER)], "fitness-to-travel", "", "open"),
    "on its last day it counts": ([clearance(until=DAY)], "fitness-to-travel", "", "cleared 7"),
    "the day after that it does not": (
        [clearance(until=BEFORE)],
        "fitness-to-travel",
        "",
        "open",
    ),
    "it counts in the attempt it was given for": (
        [clearance(episode="second flight")],
        "fitness-to-travel",
        "",
        "cleared 7",
    ),
    "it does not count in another attempt": (
        [clearance(episode="first flight")],
        "fitness-to-travel",
        "",
        "open",
    ),
    "an override by the named role is an override, and stays one": (
        [clearance(state="overridden")],
        "fitness-to-travel",
        "",
        "overridden 7",
    ),
    "a document goes before an override, even a later one": (
        [clearance(), clearance(state="overridden", entry="9", since=DAY)],
        "fitness-to-travel",
        "",
        "cleared 7",
    ),
    "of two documents the later": (
        [clearance(entry="9", since=DAY), clearance(entry="7")],
        "fitness-to-travel",
        "",
        "cleared 9",
    ),
    "a stay of the law is not overridden by anybody": (
        [clearance("stay-appeal-pending", state="overridden")],
        "stay-appeal-pending",
        "",
        "open",
    ),
    "a clearance of one child is not one of the other": (
        [clearance("parental-decision", child="ana")],
        "parental-decision",
        "#2",
        "open",
    ),
    "and it clears that child": (
        [clearance("parental-decision", child="ana")],
        "parental-decision",
        "ana",
        "cleared 7",
    ),
    "a clearance for no child clears no child": (
        [clearance("parental-decision")],
        "parental-decision",
        "ana",
        "open",
    ),
    "what does not stand is not called cleared": (
        [clearance("citizenship-claim")],
        "citizenship-claim",
        "",
        "unknown",
    ),
}
CASE = {
    "pregnant": True,
    "minor_children_in_us": TWO,
    "appeal_pending": True,
}


@pytest.mark.parametrize("name", TABLE)
def test_which_clearance_counts(name: str) -> None:
    """Each line of the table holds, for the one case and for a docket."""
    clearances, hold, child, expected = TABLE[name]
    case = Held(dict(CASE), DAY, ["ana"], clearances, "second flight")
    asked = Asked(list(SHIPPED.values()), [case])
    assert apart(asked) == []
    found = {(row[1], row[2]): " ".join(filter(None, (row[3], row[6]))) for row in asked.at_once()}
    assert found[hold, child] == expected


@pytest.mark.parametrize(
    ("count", "listed", "children"),
    [
        (None, [], [""]),
        (Span(0, 0), [], [""]),
        (Span(2, 2), [], ["#1", "#2"]),
        (Span(2), ["ana"], ["ana", "#2"]),
        (Span(1, 1), ["ana", "leo"], ["ana", "leo"]),
        (Span(0, 0), ["ana"], ["ana"]),
        (Span(None, 3), ["ana"], ["ana"]),
        (Span(0, 3), [], [""]),
    ],
    ids=str,
)
def test_a_hold_stands_once_for_each_child(count, listed, children) -> None:
    """Listed children by their key, others by their number; a listed child counts in any case."""
    facts = {} if count is None else {"minor_children_in_us": count}
    asked = Asked([SHIPPED["parental-decision"]], [Held(facts, DAY, listed)])
    assert apart(asked) == []
    assert [row[2] for row in asked.at_once()] == sorted(children)
    if listed:
        assert {row[3] for row in asked.at_once()} == {"open"}


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"state": "open"}, "cleared or overridden"),
        ({"child": "#2"}, "counted and not listed"),
        ({"entry": ""}, "names the entry"),
    ],
)
def test_a_clearance_that_means_nothing_is_refused(wrong, says) -> None:
    """No clearance without an entry, of another state, or of a child nobody has named."""
    with pytest.raises(BadInput, match=says):
        clearance(**wrong)


def test_clearances_come_back_from_their_table() -> None:
    """A clearance written as a row is the same clearance when it is read, of its case only."""
    ours = [clearance(until=AFTER, episode="x"), clearance("pregnancy", state="overridden")]
    other = Clearance("1", "pregnancy", "", "cleared", "8", DAY)
    table = as_table([*ours, other])
    assert table.schema == SCHEMA
    assert clearances_of(table, "0") == ours
    assert clearances_of(table, "2") == []
    with pytest.raises(BadInput, match="lacks since, until"):
        clearances_of(pa.table({c: ["x"] for c in COLUMNS if c not in ("since", "until")}), "0")


@pytest.mark.parametrize("id", SHIPPED)
def test_who_may_clear_and_who_may_not(id: str) -> None:
    """Each document clears in the roles it names and in no other; no other document does."""
    safeguard = SHIPPED[id]
    for part in safeguard.clears:
        for role in ROLES:
            if role in part.roles:
                refuse_clearing(safeguard, role, part.document)
                assert part in clearings_for(safeguard, role)
            else:
                with pytest.raises(BadInput, match="may not clear"):
                    refuse_clearing(safeguard, role, part.document)
                assert part not in clearings_for(safeguard, role)
    with pytest.raises(BadInput, match="does not clear"):
        refuse_clearing(safeguard, "headquarters", "a note on a napkin")


@pytest.mark.parametrize("id", SHIPPED)
def test_who_may_override_and_who_may_not(id: str) -> None:
    """Only the named role, only with reasons; where nobody may, nobody does."""
    safeguard = SHIPPED[id]
    for role in ROLES:
        if role == safeguard.override.role:
            refuse_override(safeguard, role, "the flight carries a doctor")
            with pytest.raises(BadInput, match="needs reasons"):
                refuse_override(safeguard, role, "  ")
        else:
            word = "may not override" if safeguard.override.role else "nobody may"
            with pytest.raises(BadInput, match=word):
                refuse_override(safeguard, role, "because")
