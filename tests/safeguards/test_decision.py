"""The record of a parent's decision: what it must hold, part by part."""

from __future__ import annotations

import datetime as dt
from dataclasses import fields, replace

import pytest

from evenhand.safeguards.decision import (
    ParentalDecision,
    completeness,
    parts,
    read_parts,
)
from evenhand.terms.refusal import BadGuidance, BadInput

NOON = dt.datetime(2018, 7, 20, 12, 0, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)
SIGNED = ParentalDecision(
    asked=True,
    asked_by="officer 12",
    asked_at=NOON,
    asked_where="the facility",
    language="K'iche'",
    interpreter="interpreter 7, by telephone",
    explained="the form of July 2018, read aloud",
    explained_at=NOON,
    reunification_offered=True,
    reunification_how="the child is brought to the same flight",
    choice="stays",
    chosen_at=NOON + HOUR,
    form="signed",
    carried_out=True,
)
ORAL = replace(SIGNED, form="oral", why_unsigned="the parent cannot write")
REFUSED = replace(
    SIGNED, carried_out=False, decided_otherwise_by="the court", decided_otherwise_why="an order"
)

# A record, what it counts as, and the fields that are missing.
TABLE = {
    "signed and complete": (SIGNED, "documented", []),
    "to take the child along, complete": (replace(SIGNED, choice="with me"), "documented", []),
    "oral, with what was explained and really offered, and why unsigned": (
        ORAL,
        "documented",
        [],
    ),
    "not carried out, by whom and why on record": (REFUSED, "documented", []),
    "no record": (None, "missing", "all"),
    "an empty record": (ParentalDecision(), "missing", "all"),
    "oral, nothing on what was explained": (
        replace(ORAL, explained=None, explained_at=None),
        "missing",
        ["explained", "explained_at"],
    ),
    "oral, no offer on record": (
        replace(ORAL, reunification_offered=None),
        "missing",
        ["reunification_offered"],
    ),
    "oral, and no offer was made": (
        replace(ORAL, reunification_offered=False),
        "missing",
        ["reunification_offered"],
    ),
    "oral, the offer without how it would happen is not a real one": (
        replace(ORAL, reunification_how=" "),
        "missing",
        ["reunification_how"],
    ),
    "oral, explained after the choice": (
        replace(ORAL, explained_at=NOON + 2 * HOUR),
        "missing",
        ["explained_at"],
    ),
    "signed, explained after the choice": (
        replace(SIGNED, explained_at=NOON + 2 * HOUR),
        "incomplete",
        ["explained_at"],
    ),
    "explained at the very moment of the choice": (
        replace(SIGNED, explained_at=NOON + HOUR),
        "documented",
        [],
    ),
    "signed, but no offer was made": (
        replace(SIGNED, reunification_offered=False),
        "incomplete",
        ["reunification_offered"],
    ),
    "the parent did not answer: that is no choice": (
        replace(SIGNED, choice="not answered"),
        "incomplete",
        ["choice"],
    ),
    "not signed, and not why": (
        replace(SIGNED, form="unsigned"),
        "incomplete",
        ["why_unsigned"],
    ),
    "oral, and not why it is not signed": (
        replace(ORAL, why_unsigned=None),
        "incomplete",
        ["why_unsigned"],
    ),
    "not carried out, and nothing on why": (
        replace(SIGNED, carried_out=False),
        "incomplete",
        ["decided_otherwise_by", "decided_otherwise_why"],
    ),
    "in which language is not on record": (
        replace(SIGNED, language=None),
        "incomplete",
        ["language"],
    ),
    "the record says that nobody asked": (replace(SIGNED, asked=False), "incomplete", ["asked"]),
}


@pytest.mark.parametrize("name", TABLE)
def test_what_a_record_counts_as(name: str) -> None:
    """Each line of the table comes out as written, with each missing part named."""
    record, counts_as, missing = TABLE[name]
    found = completeness(record)
    assert found.counts_as == counts_as
    assert found.documented == (counts_as == "documented")
    if missing != "all":
        assert [part.field for part in found.missing] == missing
    for part in found.missing:
        assert part.says in found.says


@pytest.mark.parametrize("whole", [SIGNED, ORAL, REFUSED], ids=["signed", "oral", "not done"])
@pytest.mark.parametrize("field", [field.name for field in fields(ParentalDecision)])
def test_every_part_that_is_asked_for_is_needed(field: str, whole: ParentalDecision) -> None:
    """Taking any one part out of a complete record leaves it undocumented, and says which."""
    asked = {part.field for part in parts() if part.asked_of(whole)}
    found = completeness(replace(whole, **{field: None}))
    assert found.documented == (field not in asked)
    assert field not in asked or field in {part.field for part in found.missing}


def test_the_table_holds_items_two_to_five_and_eight() -> None:
    """The items of a complete record, and every field of the record among them."""
    assert {part.item for part in parts()} == {2, 3, 4, 5, 8}
    assert {part.field for part in parts()} == {field.name for field in fields(ParentalDecision)}
    assert {part.item for part in parts() if part.core} == {3, 4}


def test_an_oral_waiver_is_missing_whatever_else_it_has() -> None:
    """However complete otherwise, without explanation or offer an oral waiver is no choice."""
    for part in parts():
        if part.core:
            assert completeness(replace(ORAL, **{part.field: None})).counts_as == "missing"
            assert completeness(replace(SIGNED, **{part.field: None})).counts_as == "incomplete"


@pytest.mark.parametrize(
    "wrong",
    [{"choice": "waived"}, {"form": "e-mail"}, {"chosen_at": dt.datetime(2018, 7, 20)}],  # noqa: DTZ001
)
def test_a_record_of_words_that_mean_nothing_is_refused(wrong) -> None:
    """Another choice or form, or a time without its zone, is not taken in."""
    with pytest.raises(BadInput):
        replace(SIGNED, **wrong)


@pytest.mark.parametrize(
    "entry",
    ['needs = "given"\nfield = "mood"', 'needs = "perhaps"\nfield = "asked"',
     'needs = "before:noon"\nfield = "asked_at"',
     'needs = "given"\nfield = "asked"\nonly = { field = "mood", is = [true] }'],
)  # fmt: skip
def test_a_table_that_names_nothing_is_refused(entry: str) -> None:
    """A part of an unknown field, or with an unknown need, is told at once."""
    with pytest.raises(BadGuidance, match="cannot be read"):
        read_parts(f'[[part]]\nitem = 2\nsays = "x"\n{entry}\n')
