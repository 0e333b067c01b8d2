"""The inspector's list: removals set against the holds that stood when they were recorded."""

from __future__ import annotations

import datetime as dt
import random
from collections import Counter
from typing import Any

import pyarrow as pa
import pytest

from evenhand.safeguards.inspection import REMOVALS, STATES, inspect, states_of
from evenhand.safeguards.library import shipped
from evenhand.safeguards.live import holds_of
from evenhand.safeguards.state import State
from evenhand.terms.refusal import BadInput
from evenhand.terms.span import Span
from tests.support.effort import amount

MAY, JUNE = dt.date(2018, 5, 31), dt.date(2018, 6, 1)


def removal(entry: str, day: dt.date = MAY, office: str | None = "El Paso") -> dict[str, Any]:
    """Give a removal, of a case of its own."""
    return {"entry": entry, "case_id": f"case {entry}", "day": day, "office": office}


def state(entry: str, hold: str, state: str, child: str = "") -> dict[str, Any]:
    """Give how a hold stood."""
    return {"entry": entry, "hold": hold, "child": child, "state": state}


def found(removals: list[dict[str, Any]], states: list[dict[str, Any]]) -> Any:
    """Inspect rows."""
    return inspect(
        pa.Table.from_pylist(removals, schema=REMOVALS),
        pa.Table.from_pylist(states, schema=STATES),
    )


# How the holds of a removal stood; whether it is on the list; how many children without decision.
TABLE = {
    "all settled": ([("pregnancy", "not", "")], False, 0),
    "a hold stood open": ([("pregnancy", "open", "")], True, 0),
    "a hold stood open because it was not known": (
        [("fitness-to-travel", "unknown-and-open", "")],
        True,
        0,
    ),
    "cleared by its document": ([("fitness-to-travel", "cleared", "")], False, 0),
    "overridden": ([("fitness-to-travel", "overridden", "")], True, 0),
    "lifted by an exception": ([("stay-granted", "lifted", "")], False, 0),
    "not known, and no check owed": ([("citizenship-claim", "unknown", "")], False, 0),
    "two of three children without a decision": (
        [
            ("parental-decision", "open", "ana"),
            ("parental-decision", "cleared", "leo"),
            ("parental-decision", "open", "#3"),
        ],
        True,
        2,
    ),
    "whether there are children was not asked": (
        [("parental-decision", "unknown-and-open", "")],
        True,
        1,
    ),
    "an override is no decision by the parent": (
        [("parental-decision", "overridden", "ana")],
        True,
        1,
    ),
    "nothing was looked at": ([], True, 0),
}


@pytest.mark.parametrize("name", TABLE)
def test_which_removals_are_on_the_list(name: str) -> None:
    """Each line of the table comes out as written."""
    held, listed, children = TABLE[name]
    rows = [state("7", hold, how, child) for hold, how, child in held]
    out = found([removal("7")], rows)
    assert out.listed.num_rows == listed
    (counts,) = out.counts.to_pylist()
    assert counts["removals"] == 1
    assert counts["children_without_decision"] == children
    assert counts["without_parental_decision"] == (children > 0)
    assert counts["not_looked_at"] == (not held)


def test_months_and_offices_are_counted_apart() -> None:
    """The last of May and the first of June are two months; two offices two lines."""
    removals = [removal("1"), removal("2", JUNE), removal("3", JUNE, "Newark"), removal("4", JUNE)]
    states = [state(e, "parental-decision", "open", "ana") for e in ("1", "2", "3")]
    states.append(state("4", "parental-decision", "cleared", "ana"))
    rows = [
        (row["month"], row["office"], row["removals"], row["without_parental_decision"])
        for row in found(removals, states).counts.to_pylist()
    ]
    assert rows == [
        ("2018-05", "El Paso", 1, 1),
        ("2018-06", "El Paso", 2, 1),
        ("2018-06", "Newark", 1, 1),
    ]


def test_an_office_that_is_not_known_is_counted_too() -> None:
    """A removal without an office is no less a removal."""
    out = found([removal("1", office=None)], [state("1", "pregnancy", "open")])
    assert out.counts.to_pylist()[0]["office"] is None
    assert out.listed.num_rows == 1


def test_no_removals_make_an_empty_list() -> None:
    """Nothing in, nothing out, and no error."""
    out = found([], [state("1", "pregnancy", "open")])
    assert (out.listed.num_rows, out.counts.num_rows) == (0, 0)


def test_the_states_kept_with_a_removal_are_those_of_its_answer() -> None:
    """What the live answer said is what the list reads, hold by hold and child by child."""
    facts = {"minor_children_in_us": Span(2, 2), "removal_order_outstanding": True}
    holds = holds_of(shipped(), facts, MAY)
    out = found([removal("7")], states_of("7", holds))
    (row,) = out.listed.to_pylist()
    assert row["open"] == ["discretion-review", "fitness-to-travel", "parental-decision"]
    assert row["children_without_decision"] == 2


def _plainly(removals: list[dict[str, Any]], states: list[dict[str, Any]]) -> Counter[Any]:
    """Count without the engine, one removal after the other."""
    counts: Counter[Any] = Counter()
    for one in removals:
        own = [s for s in states if s["entry"] == one["entry"]]
        month = (one["day"].strftime("%Y-%m"), one["office"])
        stood = {s["state"] for s in own}
        without = [
            s
            for s in own
            if s["hold"] == "parental-decision"
            and s["state"] in ("open", "unknown-and-open", "overridden")
        ]
        counts[*month, "removals"] += 1
        counts[*month, "with_a_hold_open"] += bool(stood & {"open", "unknown-and-open"})
        counts[*month, "with_a_hold_overridden"] += "overridden" in stood
        counts[*month, "without_parental_decision"] += bool(without)
        counts[*month, "children_without_decision"] += len(without)
        counts[*month, "not_looked_at"] += not own
    return counts


def test_counts_are_those_of_a_plain_count() -> None:
    """Over random removals every cell is what counting them one by one gives."""
    rng = random.Random(11)
    removals = [
        removal(str(n), MAY + dt.timedelta(days=rng.randint(0, 90)), rng.choice("ABC"))
        for n in range(amount(600, 20_000))
    ]
    states = [
        state(str(n), hold, str(rng.choice(list(State))), child)
        for n in range(len(removals))
        for hold, child in rng.sample(
            [("parental-decision", "a"), ("parental-decision", "b"), ("pregnancy", "")],
            rng.randint(0, 3),
        )
    ]
    counted = _plainly(removals, states)
    rows = found(removals, states).counts.to_pylist()
    assert sum(row["removals"] for row in rows) == len(removals)
    for row in rows:
        for what, value in row.items():
            if what not in ("month", "office"):
                assert value == counted[row["month"], row["office"], what], row


@pytest.mark.parametrize(
    ("removals", "states", "says"),
    [
        ([removal("1"), removal("1")], [], "records two removals"),
        ([{**removal("1"), "day": None}], [], "empty cell"),
        ([removal("1")], [state("1", "pregnancy", "open") | {"state": None}], "empty cell"),
    ],
)
def test_rows_that_cannot_be_counted_are_refused(removals, states, says) -> None:
    """Nothing is guessed: a removal twice, or a cell left empty, is told."""
    with pytest.raises(BadInput, match=says):
        found(removals, states)


def test_tables_of_another_form_are_refused() -> None:
    """A table without its columns is told with the columns it should have."""
    with pytest.raises(BadInput, match="table of removals"):
        inspect(pa.table({"entry": ["1"]}), STATES.empty_table())
