"""Facts that people recorded or judged: at once in the case's finding, later in the docket."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from evenhand.casework.carry_facts import carry_facts
from evenhand.casework.finding_now import Grounds, finding_now, known_now
from evenhand.casework.show_case import show_case
from evenhand.casework.shown import as_object
from evenhand.docket.catalogue import catalogue
from evenhand.docket.checking import check_docket
from evenhand.docket.snapshot import Docket, open_docket
from evenhand.docket.typed import known_from
from evenhand.engines.duck import connect
from evenhand.guidance.library import find
from evenhand.terms.refusal import BadDocket, BadInput, Incomplete, NotAllowed, NotNow
from tests.support.office import DETERMINED, FACT, INSTRUMENT, Office, cases, person

DAY = dt.date(2012, 1, 13)


def _class(office: Office, case: str = "1") -> str:
    (instrument,) = find([INSTRUMENT])
    state = office.state(case)
    found = finding_now(Grounds(office.docket, instrument), case, state.facts, state.head)
    return str(found["class"])


def _fact(office: Office, fact: str, value: str, case: str = "1", who: str = "intake 1") -> int:
    given = {**FACT, "fact": fact, "value": value}
    return office.do("record-fact", who, case, **given).leaf.number


def test_a_recorded_fact_is_in_the_finding_at_once(office: Office) -> None:
    """The class changes with the entry, and only that case's."""
    assert _class(office) == "neither-list"
    _fact(office, "honorably_discharged", "yes")
    assert _class(office) == "consider-closing"
    assert _class(office, "2") == "neither-list"


def test_a_judged_fact_is_in_the_finding_at_once(office: Office) -> None:
    """What only a person can say counts once a person has said it, with reasons."""
    office.do("judge-fact", "reviewer 1", "1", fact="egregious_record", value="yes")
    assert _class(office) == "enforcement-priority"


def test_the_old_finding_is_marked_superseded_and_stays(office: Office) -> None:
    """A decision keeps the finding it rested on; the page says which entry superseded it."""
    office.do("take", "reviewer 1", "1")
    first = office.do("determine", "reviewer 1", "1", **DETERMINED, decides="favourable")
    office.do("second", "reviewer 2", "1", **DETERMINED, decides="favourable")
    later = _fact(office, "honorably_discharged", "yes")
    shown = show_case(office.ledger, "1", "why", person("reviewer 1"), office.clock)
    page = as_object(shown, office.docket, find([INSTRUMENT]), DAY, None, "ledger")
    [finding] = page["findings"]
    assert finding["class"] == "consider-closing"
    old = finding["superseded"]
    assert (old["class"], old["snapshot"], old["by"]) == (
        "neither-list", office.docket.snapshot, later,
    )  # fmt: skip
    assert finding["rests_on"] == [{"fact": "honorably_discharged", "value": "yes", "entry": later}]
    decided = next(e for e in page["entries"] if e["number"] == first.leaf.number)
    assert decided["payload"]["finding"]["class"] == "neither-list"
    assert f"superseded by the facts of entry {later}" in " ".join(decided["notes"])
    known = next(f for f in finding["facts"] if f["fact"] == "honorably_discharged")
    assert known["from"][0]["source"] == "ledger"
    assert known["from"][0]["row"] == str(later)


def test_the_ledger_is_believed_before_every_other_source(office: Office, tmp_path: Path) -> None:
    """Where the docket says otherwise the entry holds, and both values are shown."""
    office.docket = cases(tmp_path, ["1"], {"usc_child": False})
    _fact(office, "usc_child", "yes")
    shown = show_case(office.ledger, "1", "why", person("reviewer 1"), office.clock)
    page = as_object(shown, office.docket, find([INSTRUMENT]), DAY, None, "ledger")
    known = next(f for f in page["findings"][0]["facts"] if f["fact"] == "usc_child")
    assert known["value"] == "yes"
    assert [(one["source"], one["value"]) for one in known["from"]] == [
        ("ledger", "yes"), ("tabular", "no"),
    ]  # fmt: skip


VALUES = {
    "usc_child": "yes", "pregnant": "no", "entered_on": "2001-05", "born_on": "1975",
    "convictions": "at least 2", "present_since": "1998 at the latest",
}  # fmt: skip


def test_the_next_snapshot_says_what_the_case_said_at_once(office: Office, tmp_path: Path) -> None:
    """For every kind of fact, one case now and the snapshot carried from it know the same."""
    for fact, value in VALUES.items():
        _fact(office, fact, value)
    _fact(office, "usc_child", "no", "2")
    office.do("judge-fact", "reviewer 1", "3", fact="compelling_ties", value="yes")
    now = {case: known_now(office.docket, case, office.state(case).facts)[0] for case in "1234"}
    who = person("supervisor 1")
    manifest = carry_facts(
        office.ledger, office.docket.folder, tmp_path / "next", who, office.clock
    )
    carried = open_docket(tmp_path / "next")
    con = connect(threads=1)
    assert {case: carried.known(con, case) for case in "1234"} == now
    con.close()
    assert (
        now["1"]["entered_on"]
        == known_from([{"entered_on": VALUES["entered_on"]}], catalogue())[0]["entered_on"]
    )
    assert {item["result"] for item in check_docket(carried)} <= {"right", "told"}
    assert manifest["sources"] == ["tabular", "ledger"]
    [source] = [item for item in manifest["inputs"] if item["source"] == "ledger"]
    assert (source["read"], source["loaded"], source["rejected"]) == (8, 8, 0)


def test_the_case_now_is_asked_of_the_ledger_and_not_of_an_old_snapshot(
    office: Office, tmp_path: Path
) -> None:
    """A snapshot that carries an older value gives way to what the ledger says now."""
    fact = _fact(office, "usc_child", "yes")
    who = person("supervisor 1")
    carry_facts(office.ledger, office.docket.folder, tmp_path / "next", who, office.clock)
    office.do("correct", "supervisor 1", "1", entry=str(fact), field="value", value="no",
              evidence="the certificate is another child's")  # fmt: skip
    carried = open_docket(tmp_path / "next")
    assert known_now(carried, "1", office.state("1").facts)[0]["usc_child"] is False
    with pytest.raises(BadDocket, match="holds facts of the ledger already"):
        carry_facts(office.ledger, carried.folder, tmp_path / "third", who, office.clock)


def _superseded(office: Office, docket: Docket) -> tuple[object, list[int], str]:
    """Give the finding that is marked superseded, the entries the new one rests on, its words."""
    shown = show_case(office.ledger, "1", "why", person("reviewer 1"), office.clock)
    origin = office.ledger.origin
    [finding] = as_object(shown, docket, find([INSTRUMENT]), DAY, None, origin)["findings"]
    entries = [one["entry"] for one in finding["rests_on"]]
    return finding["superseded"] and finding["superseded"]["class"], entries, finding["says"]


def test_a_snapshot_that_knows_the_entry_is_not_superseded_by_it(
    office: Office, tmp_path: Path
) -> None:
    """Only what was recorded after a snapshot was carried supersedes its findings; a strike too."""
    assert _superseded(office, office.docket)[0] is None
    fact = _fact(office, "honorably_discharged", "yes")
    assert _superseded(office, office.docket)[:2] == ("neither-list", [fact])
    who = person("supervisor 1")
    carry_facts(office.ledger, office.docket.folder, tmp_path / "next", who, office.clock)
    carried = open_docket(tmp_path / "next")
    assert _superseded(office, carried)[:2] == (None, [fact])
    office.do("strike", "supervisor 1", "1", entry=str(fact))
    old, entries, says = _superseded(office, carried)
    assert (old, entries) == ("consider-closing", [])
    assert "on the snapshot alone consider-closing, superseded by entry" in says
    assert "rests on no fact of the ledger" in says


def test_facts_of_a_case_that_the_docket_does_not_have_are_rejects(
    office: Office, tmp_path: Path
) -> None:
    """Nothing disappears: the fact stands among the rejects with its entry and its reason."""
    number = _fact(office, "usc_child", "yes", "no such case")
    who = person("supervisor 1")
    carry_facts(office.ledger, office.docket.folder, tmp_path / "next", who, office.clock)
    made: Docket = open_docket(tmp_path / "next")
    con = connect(threads=1)
    rows = con.execute(f"SELECT row, reason FROM {made.table('rejects')}").fetchall()
    con.close()
    assert rows == [(number, "no such case (the docket does not have the case)")]


def test_a_second_value_is_a_correction_and_both_stay(office: Office) -> None:
    """A fact on the record is not recorded over; a correction keeps what it was."""
    first = _fact(office, "usc_child", "yes")
    with pytest.raises(NotNow, match=f"entry {first}") as refusal:
        _fact(office, "usc_child", "no")
    assert "correct" in refusal.value.remedy
    done = office.do("correct", "intake 1", "1", entry=str(first), field="value", value="no",
                     evidence="another certificate")  # fmt: skip
    assert done.after.facts["usc_child"].value == "no"
    entries = show_case(office.ledger, "1", "why", person("intake 1"), office.clock).entries
    assert entries[0].value("payload")["value"] == "yes"
    assert entries[1].value("payload")["changes"] == {"value": {"was": "yes", "is": "no"}}
    again = office.do("correct", "supervisor 1", "1", entry=str(first), field="value", value="yes",
                      evidence="it was right")  # fmt: skip
    assert again.after.facts["usc_child"].value == "yes"
    with pytest.raises(NotNow, match="says that already"):
        office.do("correct", "supervisor 1", "1", entry=str(first), field="value", value="yes",
                  evidence="it was right")  # fmt: skip


def test_a_fact_struck_as_made_in_error_no_longer_counts(office: Office) -> None:
    """It can be read for ever and is not believed; the right one can then be recorded."""
    wrong = _fact(office, "honorably_discharged", "yes")
    office.do("strike", "supervisor 1", "1", entry=str(wrong))
    assert _class(office) == "neither-list"
    assert _fact(office, "honorably_discharged", "no") > wrong


@pytest.mark.parametrize(
    ("given", "kind", "says"),
    [
        ({"fact": "no_such_fact"}, Incomplete, "not a fact"),
        ({"fact": "compelling_ties"}, NotNow, "for a person to judge"),
        ({"value": "perhaps"}, Incomplete, "yes or no"),
        ({"fact": "entered_on", "value": "2001-13-01"}, BadInput, "cannot be read"),
        ({"fact": "convictions", "value": "-1"}, BadInput, "cannot be read"),
        ({"informant": "abuser, household or perpetrator"}, Incomplete, "1367"),
        ({"informant": "a friend"}, Incomplete, "informant"),
        ({"evidence": " "}, Incomplete, "evidence"),
        ({"colour": "red"}, Incomplete, "colour"),
        ({"evidence_dated": "2999-01-01"}, Incomplete, "future"),
    ],
)
def test_a_fact_that_cannot_stand_is_refused(
    office: Office, given: dict[str, str], kind: type[Exception], says: str
) -> None:
    """Each refusal says what is wrong, and nothing is recorded."""
    with pytest.raises(kind, match=says):
        office.do("record-fact", "intake 1", "1", **{**FACT, **given})
    assert office.state("1").head == 0


def test_what_an_abuser_says_may_be_recorded_where_something_else_bears_it_out(
    office: Office,
) -> None:
    """The bar is on such a source alone."""
    given = {**FACT, "informant": "abuser, household or perpetrator", "corroboration": "a record"}
    assert office.do("record-fact", "intake 1", "1", **given).after.facts


def test_only_its_author_or_a_supervisor_corrects(office: Office) -> None:
    """Somebody else is sent to them."""
    first = _fact(office, "usc_child", "yes")
    with pytest.raises(NotAllowed, match="whoever made it"):
        office.do("correct", "medical 1", "1", entry=str(first), field="value", value="no",
                  evidence="none")  # fmt: skip


def test_a_departure_from_the_finding_says_why(office: Office) -> None:
    """To refuse what the guidance speaks for, or the other way about, needs its own reason."""
    _fact(office, "honorably_discharged", "yes")
    office.do("take", "reviewer 1", "1")
    with pytest.raises(Incomplete, match="speaks for the respondent") as refusal:
        office.do("determine", "reviewer 1", "1", **DETERMINED, decides="refused")
    assert "--departs-because" in refusal.value.remedy
    done = office.do("determine", "reviewer 1", "1", **DETERMINED, decides="refused",
                     departs_because="new charges are pending")  # fmt: skip
    assert done.after.decisions[-1].finding["class"] == "consider-closing"
