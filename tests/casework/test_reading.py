"""Reading is recorded before anything is shown; if it cannot be recorded, nothing is shown."""

from __future__ import annotations

from typing import Any

import pytest

from evenhand.casework import read_content as reading
from evenhand.casework.carry_facts import carry_facts
from evenhand.casework.destroy_content import destroy_content
from evenhand.casework.hand_over import hand_over
from evenhand.casework.show_case import show_case
from evenhand.ledger.reading import entry, leaves
from evenhand.terms.refusal import Incomplete, NoRoom
from tests.support.office import ACCOUNT, FACT, Office, person


def _last(office: Office) -> tuple[str, Any]:
    number = list(leaves(office.ledger))[-1].number
    found = entry(office.ledger, number)
    return found.leaf.act, found.value("payload")


def test_showing_a_case_is_an_entry(office: Office) -> None:
    """Who looked at which case, at which entries and why stands on the record."""
    made = office.do("account", "intake 1", "1", **ACCOUNT).leaf.number
    shown = show_case(office.ledger, "1", "to answer a letter", person("medical 1"), office.clock)
    assert [found.leaf.number for found in shown.entries] == [made]
    assert _last(office) == (
        "read", {"case": "1", "entries": [made], "purpose": "to answer a letter",
                 "marks": ["open", "personal", "medical"]},
    )  # fmt: skip


def test_looking_at_a_case_without_entries_is_an_entry_too(office: Office) -> None:
    """That somebody looked for a case is kept even where there was nothing to see."""
    show_case(office.ledger, "77", "by mistake", person("reviewer 1"), office.clock)
    assert _last(office)[1]["case"] == "77"


def test_a_reading_overtakes_nobody(office: Office) -> None:
    """To look at a case does not stop an act of somebody else who saw it before."""
    seen = office.do("take", "reviewer 1", "1").leaf.number
    show_case(office.ledger, "1", "why", person("supervisor 1"), office.clock)
    assert office.do("close", "reviewer 1", "1", seen=seen, ordered_by="immigration judge",
                     ordered_on="2011-12-05", motion="joint", respondent_position="agreed",
                     ).after.state == "closed"  # fmt: skip


@pytest.mark.parametrize("way", ["show", "open", "hand over", "carry"])
def test_nothing_is_shown_where_the_reading_cannot_be_recorded(
    office: Office, way: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    """The audit broken, every way of reading is closed."""
    made = office.do("record-fact", "intake 1", "1", **FACT).leaf.number

    def full(*_: object) -> None:
        raise NoRoom("The disk is full.")

    monkeypatch.setattr(reading, "append", full)
    monkeypatch.setattr("evenhand.casework.carry_facts.append", full)
    who = person("supervisor 1")
    ways = {
        "show": lambda: show_case(office.ledger, "1", "why", who, office.clock),
        "open": lambda: reading.read_content(
            office.ledger, [made], ["payload"], "why", who, office.clock
        ),
        "hand over": lambda: hand_over(office.ledger, "why", who, office.clock),
        "carry": lambda: carry_facts(
            office.ledger, office.docket.folder, tmp_path / "next", who, office.clock
        ),
    }
    with pytest.raises(NoRoom):
        ways[way]()
    assert not (tmp_path / "next").exists()


@pytest.mark.parametrize("purpose", ["", "  "])
def test_a_purpose_is_said(office: Office, purpose: str) -> None:
    """Without a purpose nothing is shown."""
    with pytest.raises(Incomplete, match="purpose"):
        show_case(office.ledger, "1", purpose, person("reviewer 1"), office.clock)
    with pytest.raises(Incomplete, match="purpose"):
        hand_over(office.ledger, purpose, person("supervisor 1"), office.clock)


def test_what_was_destroyed_is_shown_as_destroyed(office: Office) -> None:
    """Content destroyed by law is gone, and that it was there stays."""
    from_ = office.do("account", "intake 1", "1", **ACCOUNT).leaf.number
    reading_person = person("headquarters 1")
    destroy_content(office.ledger, from_, ["payload"], "order", "why", reading_person, office.clock)
    shown = show_case(office.ledger, "1", "why", reading_person, office.clock)
    [found] = shown.entries
    assert found.value("payload") is None
    assert set(found.destroyed) == {"payload"}
