"""Attempts to reach a parent, and the numbers and places they use: sealed, opened, destroyed."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from evenhand.casework.destroy_content import destroy_content
from evenhand.casework.family_reading import open_detail
from evenhand.casework.sealing import (
    Bound,
    DetailKey,
    Keyring,
    load_keyring,
    make_detail_key,
)
from evenhand.casework.show_case import show_case
from evenhand.ledger import standalone
from evenhand.ledger.content import SEALED
from evenhand.ledger.exporting import export
from evenhand.ledger.opening import Ledger, open_store
from evenhand.ledger.reading import entry, leaves
from evenhand.ledger.verifying import verify
from evenhand.terms.refusal import BadLedger, Incomplete, NoKey, NotAllowed, NotNow
from tests.support.families import KEYS, NUMBER, REACHED, Families
from tests.support.office import Office, person, staffed
from tests.support.recording import Clock, Place

TRACER = "family-tracing 1"
PURPOSE = "find parent"


@pytest.fixture
def families(office: Office) -> Families:
    """An office with one asserted tie on case 1."""
    found = Families(office)
    found.asserted("1")
    return found


def _lead(families: Families, case: str = "1") -> int:
    return families.do("record-lead", TRACER, case).leaf.number


def _opened(families: Families, lead: int, who: str = TRACER, purpose: str = PURPOSE) -> str:
    office = families.office
    return open_detail(office.ledger, "1", lead, purpose, person(who), KEYS, office.clock)[0]


def test_a_number_stands_nowhere_in_clear(families: Families, office: Office) -> None:
    """Neither in the database, nor in what a reading of the case shows; and it opens again."""
    lead = _lead(families)
    place = Path(office.ledger.place)
    found = b"".join(path.read_bytes() for path in place.parent.glob("ledger.db*"))
    assert b"CANARY" not in found
    shown = show_case(office.ledger, "1", "why", person("reviewer 1"), office.clock)
    assert "CANARY" not in repr(shown)
    assert _opened(families, lead) == NUMBER


def test_a_sealed_detail_opens_only_where_it_stands() -> None:
    """Moved to another case, field, id or ledger, changed, or with another key, it stays shut."""
    bound = Bound("office.example/ledger", "1", "telephone", "d1")
    sealed = KEYS.seal(NUMBER, bound)
    assert KEYS.open(sealed, bound) == NUMBER
    moved = [
        Bound("other.example/ledger", "1", "telephone", "d1"),
        Bound("office.example/ledger", "2", "telephone", "d1"),
        Bound("office.example/ledger", "1", "address", "d1"),
        Bound("office.example/ledger", "1", "telephone", "d2"),
    ]
    for place in moved:
        with pytest.raises(BadLedger, match="does not open"):
            KEYS.open(sealed, place)
    for part in ("nonce", "text"):
        changed = {**sealed, part: ("0" if sealed[part][0] != "0" else "1") + sealed[part][1:]}
        with pytest.raises(BadLedger):
            KEYS.open(changed, bound)
    other = Keyring([DetailKey(b"x" * 32)])
    with pytest.raises(NoKey, match="not at hand"):
        other.open(sealed, bound)
    with pytest.raises(BadLedger):
        other.open({**sealed, "key": other.keys[0].id}, bound)
    both = Keyring([*other.keys, *KEYS.keys])
    assert both.open(sealed, bound) == NUMBER
    assert both.seal(NUMBER, bound)["key"] == other.keys[0].id


def test_the_same_number_is_never_sealed_alike() -> None:
    """Two entries with one number cannot be told to have it."""
    bound = Bound("o", "1", "telephone", "d1")
    sealed = [KEYS.seal(NUMBER, bound) for _ in range(50)]
    assert len({one["text"] for one in sealed}) == len({one["nonce"] for one in sealed}) == 50


def test_a_key_is_made_once_and_for_its_owner_only(tmp_path: Path) -> None:
    """No key is overwritten, others cannot read it, and a damaged one is told from none."""
    place = tmp_path / "details.key"
    made = make_detail_key(place)
    assert place.stat().st_mode & 0o777 == 0o600
    assert load_keyring([place]).keys == [made]
    assert made.secret.hex() not in repr(made)
    with pytest.raises(NoKey, match="never overwritten"):
        make_detail_key(place)
    place.chmod(0o600)
    place.write_text(place.read_text("utf-8").replace("key v1\n", "key v1\n0"), "utf-8")
    for paths in ([place], [tmp_path / "none.key"], []):
        with pytest.raises(NoKey):
            load_keyring(paths)


def test_a_destroyed_number_is_gone_and_the_record_verifies(
    families: Families, office: Office
) -> None:
    """Headquarters destroys the part; the attempts that used it stay, and every hash is right."""
    lead = _lead(families)
    families.do("attempt-contact", TRACER, "1", lead=str(lead))
    sealed = entry(office.ledger, lead).value(SEALED)
    destroy_content(office.ledger, lead, [SEALED], "a records schedule", "the purpose has ended",
                    person("headquarters 1"), office.clock)  # fmt: skip
    assert verify(office.ledger).faults == []
    with pytest.raises(NotNow, match="destroyed by entry"):
        _opened(families, lead)
    place = Path(office.ledger.place)
    found = b"".join(path.read_bytes() for path in place.parent.glob("ledger.db*"))
    assert sealed["text"].encode() not in found
    assert families.tie("1").contact == "attempted"
    assert office.state("1").family.leads[lead].said["kind"] == "telephone"


def test_a_sealed_part_put_on_another_entry_is_found_out(
    families: Families, office: Office
) -> None:
    """Somebody who writes into the database cannot give one family another family's number."""
    one, other = _lead(families), _lead(families)
    place = office.ledger.place
    office.ledger.store.close()
    con = sqlite3.connect(place)
    con.executescript("DROP TRIGGER parts_no_update")
    con.execute(
        "UPDATE parts SET (salt, body) = (SELECT salt, body FROM parts WHERE number = ? AND "
        "name = 'sealed') WHERE number = ? AND name = 'sealed'", (one, other),
    )  # fmt: skip
    con.commit()
    con.close()
    from_there = Families(Office(reopened(place), office.docket, office.clock))
    with pytest.raises(BadLedger, match="does not commit"):
        _opened(from_there, other)


def reopened(place: str) -> Ledger:
    """Open a ledger again."""
    return Ledger(open_store(place), "office.example/ledger")


@pytest.mark.parametrize(
    ("who", "purpose", "why"),
    [
        ("reviewer 1", PURPOSE, "may not open"),
        ("overseer 1", PURPOSE, "may not open"),
        (TRACER, "enforcement", "closed list"),
        (TRACER, "arrest", "closed list"),
        (TRACER, "", "closed list"),
    ],
)
def test_whoever_is_refused_a_number_is_on_the_record(
    families: Families, office: Office, who: str, purpose: str, why: str
) -> None:
    """Neither another role nor another purpose opens one; that they asked is written down."""
    lead = _lead(families)
    before = [leaf.number for leaf in leaves(office.ledger)][-1]
    with pytest.raises(NotAllowed, match=why):
        _opened(families, lead, who, purpose)
    (asked,) = leaves(office.ledger, before + 1)
    assert (asked.act, asked.role) == ("read-refused", person(who).role)
    said = entry(office.ledger, asked.number)
    assert said.value("who")["name"] == who
    assert said.value("payload")["purpose"] == purpose
    assert NUMBER not in repr(said)


def test_an_opening_is_recorded_first(families: Families, office: Office) -> None:
    """The reading stands on the ledger with purpose and entry, and overtakes nobody on the case."""
    lead = _lead(families)
    head = office.state("1").head
    _opened(families, lead)
    last = list(leaves(office.ledger))[-1]
    said = entry(office.ledger, last.number).value("payload")
    assert (last.act, said["entries"], said["purpose"]) == ("read", [lead], PURPOSE)
    assert office.state("1").head == head


@pytest.mark.parametrize(
    ("given", "state"),
    [
        ({"outcome": "no answer"}, "attempted"),
        ({"outcome": "not in service"}, "attempted"),
        ({"outcome": "wrong person"}, "attempted"),
        ({"outcome": "left word"}, "message-left"),
        ({"outcome": "spoke to a relative"}, "message-left"),
        ({"outcome": "spoke to the parent", "identity_checked": "no"}, "message-left"),
        (REACHED, "reached"),
        ({**REACHED, "outcome": "the parent declined"}, "declined"),
        ({"outcome": "unsafe to go on"}, "stopped"),
    ],
)
def test_only_a_parent_whose_identity_was_checked_is_reached(
    families: Families, given: dict[str, str], state: str
) -> None:
    """A relative, a voice that nobody checked, a word that was left: none of them is reached."""
    families.do("attempt-contact", TRACER, "1", **given)
    assert families.tie("1").contact == state


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"outcome": "spoke to the parent"}, "checked who"),
        ({"outcome": "spoke to the parent", "identity_checked": "yes"}, "checked who"),
        ({"next_due": ""}, "when to try again"),
        ({"next_due": "2011-11-01"}, "before this one"),
        ({"outcome": "shouted"}, "“outcome” cannot be read as one of: "),
        ({"tried_at": "2031-01-01T00:00Z"}, "future"),
    ],
)
def test_an_attempt_says_what_came_of_it_and_when_the_next_is_due(
    families: Families, given: dict[str, str], why: str
) -> None:
    """What is missing is named, and nothing is recorded."""
    before = families.office.state("1").head
    with pytest.raises(Incomplete, match=why):
        families.do("attempt-contact", TRACER, "1", **given)
    assert families.office.state("1").head == before


def test_attempts_stop_when_they_are_unsafe_or_unwanted(families: Families) -> None:
    """Nobody goes on until a supervisor says what has changed."""
    families.do("attempt-contact", TRACER, "1", outcome="unsafe to go on")
    with pytest.raises(NotNow, match="stopped"):
        families.do("attempt-contact", TRACER, "1")
    families.do("resume-contact", "supervisor 1", "1")
    families.do("attempt-contact", TRACER, "1")
    assert families.tie("1").contact == "attempted"


def test_an_attempt_is_about_every_child_of_the_case_or_the_one_it_names(
    families: Families,
) -> None:
    """To reach a parent counts for each child on record then; a child named later is asked anew."""
    families.asserted("1", "care:45")
    families.do("attempt-contact", TRACER, "1", **REACHED)
    families.do("claim-tie", "intake 1", "1", child="care:46")
    assert [families.tie("1", c).contact for c in ("care:44", "care:45", "care:46")] == [
        "reached", "reached", "no-lead",
    ]  # fmt: skip
    families.do("attempt-contact", TRACER, "1", child="care:46")
    assert families.tie("1", "care:46").contact == "attempted"
    with pytest.raises(NotNow, match="No tie to care:99"):
        families.do("attempt-contact", TRACER, "1", child="care:99")
    with pytest.raises(NotNow, match="No child is on record"):
        families.do("attempt-contact", TRACER, "2")
    with pytest.raises(NotNow, match="no lead of this case"):
        families.do("attempt-contact", TRACER, "1", lead="1")


def test_the_clear_text_is_in_no_object_that_is_printed(families: Families) -> None:
    """What an act gives back, and the state of the case, hold no number."""
    done = families.do("record-lead", TRACER, "1")
    assert "CANARY" not in repr(done)


def test_an_export_with_sealed_parts_holds_for_both_verifiers(tmp_path: Path) -> None:
    """Who has neither the key nor Evenhand can still check the record, before and after."""
    with staffed(Place(str(tmp_path / "ledger.db"), "", tmp_path)):
        pass
    place = Place(str(tmp_path / "ledger.db"), "", tmp_path)
    with place.open() as ledger:
        office = Office(ledger, None, Clock())  # type: ignore[arg-type]
        families = Families(office)
        families.do("claim-tie", "intake 1", "1")
        kept, gone = _lead(families), _lead(families)
        destroy_content(ledger, gone, [SEALED], "a court", "it says so", person("headquarters 1"),
                        office.clock)  # fmt: skip
        assert entry(ledger, kept).value(SEALED)
    signed = place.checkpoint()
    with place.open() as ledger:
        out = tmp_path / "export.jsonl"
        export(ledger, signed, place.signer.verifier, out, content=True)
        assert verify(ledger, [signed]).faults == []
    assert standalone.check_file(str(out), [str(place.signer.verifier)], [])
    assert "CANARY" not in out.read_text("utf-8")
