"""Two people: one wins and the other is told; the second reads nothing; nobody is two people."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest

from evenhand.casework.acts.escalate import escalate
from evenhand.casework.admit_person import admit_person
from evenhand.casework.attempt import Attempt
from evenhand.casework.dismiss_person import dismiss_person
from evenhand.casework.hand_over import hand_over
from evenhand.casework.person import ADMINISTRATOR, REVIEWER, Person
from evenhand.casework.read_content import read_content
from evenhand.casework.register import register
from evenhand.casework.show_case import show_case
from evenhand.ledger.opening import opened
from evenhand.terms.refusal import NotAllowed, NotNow, Overtaken, Refusal
from tests.support.effort import amount
from tests.support.office import DETERMINED, DOOR, Office, person, staffed
from tests.support.recording import ADMIN, Clock, Place

FAVOURABLE = {**DETERMINED, "decides": "favourable"}
REFUSED = {**DETERMINED, "decides": "refused"}


@pytest.mark.parametrize(("kind", "rounds"), [("sqlite", 300), ("postgres", 60)])
def test_two_people_on_one_case_at_once(
    kind: str, rounds: int, places: Callable[[str], Place]
) -> None:
    """Of two who act on the same case at the same moment one wins, the other is told by whom."""
    place = places(kind)
    with staffed(place) as ledger:
        office = Office(ledger, None)  # type: ignore[arg-type]
        for number in range(rounds):
            office.put("take", "reviewer 2", str(number))
    won, told = _race(place, rounds)
    assert (len(won), len(told)) == (rounds, rounds)
    for refusal in told:
        assert isinstance(refusal, Overtaken)
        assert "a person in the role supervisor" in refusal.what
        assert "entry" in refusal.what
        assert refusal.remedy


def _race(place: Place, rounds: int) -> tuple[list[int], list[Refusal]]:
    """Let two supervisors act on each of many cases, both having seen the same last entry."""
    won: list[int] = []
    told: list[Refusal] = []
    ready = threading.Barrier(2)

    def act(name: str) -> None:
        clock = Clock()
        with opened(place.address) as ledger:
            office = Office(ledger, None, clock)  # type: ignore[arg-type]
            for number in range(rounds):
                seen = office.state(str(number)).head
                ready.wait(30)
                try:
                    done = office.do(
                        "account", name, str(number), seen=seen, event="e", told_by="court",
                        source="s", says=name,
                    )  # fmt: skip
                    won.append(done.leaf.number)
                except Refusal as refusal:
                    told.append(refusal)
                ready.wait(30)

    threads = [threading.Thread(target=act, args=(f"supervisor {n}",)) for n in (1, 2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return won, told


def test_many_people_on_cases_of_their_own_never_meet(places: Callable[[str], Place]) -> None:
    """Ten people on ten cases at once: every act is recorded and nobody is turned away."""
    place = places("sqlite")
    with staffed(place):
        pass
    names = [
        f"{role} {n}" for role in ("reviewer", "supervisor", "headquarters") for n in (1, 2, 3)
    ]
    wrong: list[Refusal] = []

    def act(name: str) -> None:
        with opened(place.address) as ledger:
            office = Office(ledger, None, Clock())  # type: ignore[arg-type]
            for number in range(amount(5, 50)):
                try:
                    office.do("account", name, name, event=str(number), told_by="court",
                              source="s", says="t")  # fmt: skip
                except Refusal as refusal:
                    wrong.append(refusal)

    threads = [threading.Thread(target=act, args=(name,)) for name in names]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
    with opened(place.address) as ledger:
        office = Office(ledger, None)  # type: ignore[arg-type]
        heads = [len(office.state(name).accounts) for name in names]
    assert heads == [amount(5, 50)] * len(names)


def test_a_page_that_has_grown_old_stops_the_act(office: Office) -> None:
    """Who acts on what they saw before somebody else acted is told, and nothing is recorded."""
    seen = office.do("take", "reviewer 1", "1").leaf.number
    office.do("account", "intake 1", "1", event="e", told_by="court", source="s", says="t")
    before = office.state("1").head
    with pytest.raises(Overtaken) as told:
        office.do("determine", "reviewer 1", "1", seen=seen, **FAVOURABLE)
    assert "intake" in told.value.what
    assert office.state("1").head == before


def test_a_state_read_before_another_act_stops_the_act(office: Office) -> None:
    """Also without a page: an act rests on the entries it was checked against, and on no others."""
    office.put("second-differs", "reviewer 2", "1")
    office.put("take", "reviewer 1", "2")
    office.put("determine", "reviewer 1", "2", **FAVOURABLE)
    office.put("second-differs", "reviewer 2", "2")
    given = {"tried": "a meeting"}
    late = Attempt(office.ledger, office.clock, person("supervisor 1"), "2", given, "why")
    assert late.state.state == "disputed"
    office.do("escalate", "supervisor 2", "2", tried="a meeting")
    with pytest.raises(Overtaken):
        escalate(late)


def _determined(office: Office) -> int:
    office.do("take", "reviewer 1", "1")
    return office.do(
        "determine", "reviewer 1", "1", reasons="CANARY reasons", **{**REFUSED, "what": "CANARY"}
    ).leaf.number


@pytest.mark.parametrize("who", ["reviewer 1", "reviewer 2", "supervisor 1", "headquarters 1"])
def test_nobody_reads_the_first_before_the_second(office: Office, who: str) -> None:
    """That a first determination is there is shown, and nothing of what it says, by no way."""
    first = _determined(office)
    shown = show_case(office.ledger, "1", "to second it", person(who), office.clock)
    entry = next(e for e in shown.entries if e.leaf.number == first)
    assert entry.leaf.act == "determine"
    assert set(entry.parts) == {"who", "case"}
    assert "CANARY" not in repr(shown)
    assert "refused" not in repr(shown)
    for part in ("payload", "reasons"):
        with pytest.raises(NotNow):
            read_content(office.ledger, [first], [part], "why", person(who), office.clock)


def test_the_first_is_read_once_the_second_is_recorded(office: Office) -> None:
    """Afterwards both are open to everybody who sees cases."""
    first = _determined(office)
    office.do("second", "reviewer 2", "1", **FAVOURABLE)
    shown = show_case(office.ledger, "1", "to settle it", person("supervisor 1"), office.clock)
    assert "CANARY" in repr(shown)
    [opened_] = read_content(
        office.ledger, [first], ["payload"], "why", person("supervisor 1"), office.clock
    )
    assert opened_.value("payload")["what"] == "CANARY"


def test_a_first_that_was_begun_anew_stays_closed(office: Office) -> None:
    """Taking the case over does not open the first determination to whoever determines anew."""
    first = _determined(office)
    office.do("take", "supervisor 1", "1")
    shown = show_case(office.ledger, "1", "to work on it", person("supervisor 1"), office.clock)
    assert first in shown.blind
    assert "CANARY" not in repr(shown)


def _handed_over(office: Office) -> list[dict[str, object]]:
    found = hand_over(office.ledger, "to count", person("supervisor 1"), office.clock)
    rows: list[dict[str, object]] = found.determinations.to_pylist()
    return rows


def test_a_blind_first_is_in_no_table_of_determinations(office: Office) -> None:
    """What is handed over to be counted lacks it until the second is recorded."""
    first = _determined(office)
    assert _handed_over(office) == []
    second = office.do("second", "reviewer 2", "1", **FAVOURABLE).leaf.number
    rows = _handed_over(office)
    assert [(row["entry"], row["decides"], row["first"]) for row in rows] == [
        (str(first), "refused", None),
        (str(second), "favourable", str(first)),
    ]


def test_a_table_of_determinations_names_nobody(office: Office) -> None:
    """Determinations are counted by case, office and finding, and never by who made them."""
    _determined(office)
    office.do("second", "reviewer 2", "1", **REFUSED)
    text = repr(_handed_over(office))
    assert "reviewer" not in text
    assert "CANARY" not in text


@pytest.mark.parametrize(
    ("second", "state", "word"),
    [(REFUSED, "decided-by-office", "second-agrees"), (FAVOURABLE, "disputed", "second-differs")],
)
def test_two_who_agree_decide_and_two_who_do_not_dispute(
    office: Office, second: dict[str, str], state: str, word: str
) -> None:
    """Form and outcome alike: decided. Otherwise disputed. Both determinations stand."""
    _determined(office)
    done = office.do("second", "reviewer 2", "1", **second)
    assert done.leaf.act == word
    assert done.after.state == state
    assert [decision.decides for decision in done.after.decisions] == ["refused", second["decides"]]


def test_nobody_seconds_or_settles_their_own(office: Office) -> None:
    """The second, and whoever settles a dispute, is another person each time."""
    office.do("take", "supervisor 1", "1")
    office.do("determine", "supervisor 1", "1", **REFUSED)
    with pytest.raises(NotAllowed, match="their own"):
        office.do("second", "supervisor 1", "1", **REFUSED)
    office.do("second", "supervisor 2", "1", **FAVOURABLE)
    for who in ("supervisor 1", "supervisor 2"):
        with pytest.raises(NotAllowed):
            office.do("determine", who, "1", **FAVOURABLE)
    assert office.do("determine", "supervisor 3", "1", **FAVOURABLE).leaf.act == "settle"


def test_only_who_took_a_case_determines_it(office: Office) -> None:
    """A case that somebody has taken is theirs until a supervisor takes it over, with reasons."""
    office.do("take", "reviewer 1", "1")
    with pytest.raises(NotAllowed, match="another person"):
        office.do("determine", "reviewer 2", "1", **REFUSED)
    with pytest.raises(Refusal, match="reasons"):
        office.do("take", "supervisor 1", "1", reasons="")
    assert office.do("take", "supervisor 1", "1").after.holder == "supervisor 1"


def test_a_recused_person_neither_acts_nor_reads(office: Office) -> None:
    """Who is recused may say what they know, and nothing else."""
    office.do("recuse", "reviewer 1", "1", person="reviewer 1")
    with pytest.raises(NotAllowed, match="recused"):
        office.do("take", "reviewer 1", "1")
    with pytest.raises(NotAllowed, match="recused"):
        show_case(office.ledger, "1", "why", person("reviewer 1"), office.clock)
    told = office.do("account", "reviewer 1", "1", event="arrest", told_by="agency", source="me",
                     says="I was there.")  # fmt: skip
    assert told.after.accounts == {"arrest": (told.leaf.number,)}


def test_an_override_needs_two_people(office: Office) -> None:
    """Asked by one, agreed to by another; until then removal waits; the reasons of both stay."""
    asked = office.do("ask-override", "supervisor 1", "1", hold="pregnancy", done="all")
    assert asked.after.holds["pregnancy", ""].state == "override-asked"
    done = office.do("agree-override", "headquarters 1", "1", hold="pregnancy")
    hold = done.after.holds["pregnancy", ""]
    assert (hold.state, hold.entries) == ("overridden", (asked.leaf.number, done.leaf.number))
    # One person of two roles is still one person.
    _admit(office, "both", ["supervisor", "headquarters"])
    supervisor, head = (Person("both", role, DOOR, "account both") for role in
                        ("supervisor", "headquarters"))  # fmt: skip
    office.do("ask-override", supervisor, "2", hold="pregnancy", done="all")
    with pytest.raises(NotAllowed, match="two people"):
        office.do("agree-override", head, "2", hold="pregnancy")


def test_what_nobody_may_override_is_refused_with_why(office: Office) -> None:
    """A stay is ended by its authority: no override of it is even asked for."""
    with pytest.raises(NotNow, match="authority that granted it"):
        office.do("ask-override", "supervisor 1", "1", hold="stay-granted", done="all")


def _admit(office: Office, name: str, roles: list[str], account: str = "") -> None:
    admit_person(
        office.ledger, name, DOOR, account or f"account {name}", roles, ADMIN, office.clock
    )


def test_an_account_is_one_persons_for_good(office: Office) -> None:
    """Neither a second name for an account, nor a name that is another's, lets one be two."""
    with pytest.raises(NotNow, match="somebody else"):
        _admit(office, "a second name", [REVIEWER], "account of reviewer 1")
    stranger = Person("reviewer 2", REVIEWER, DOOR, "account of reviewer 1")
    with pytest.raises(NotAllowed, match="another person"):
        office.do("take", stranger, "1")
    with pytest.raises(NotAllowed, match="not on the register"):
        office.do("take", Person("reviewer 1", REVIEWER, DOOR, "no such account"), "1")
    with pytest.raises(NotAllowed, match="may not act in the role"):
        office.do("take", Person("reviewer 1", "supervisor", DOOR, "account of reviewer 1"), "1")


def test_two_accounts_of_one_person_are_one_person(office: Office) -> None:
    """Somebody with a second account still does not second their own determination."""
    _admit(office, "reviewer 1", [REVIEWER], "a second account")
    _determined(office)
    with pytest.raises(NotAllowed, match="their own"):
        office.do(
            "second", Person("reviewer 1", REVIEWER, DOOR, "a second account"), "1", **REFUSED
        )


def test_nobody_admits_themselves_and_no_administrator_sees_cases(office: Office) -> None:
    """The administrator opens no case, and cannot give themselves a role that does."""
    for name, account in ((ADMIN.name, "another"), ("another", ADMIN.account)):
        with pytest.raises((NotAllowed, Refusal)):
            admit_person(office.ledger, name, ADMIN.door, account, [REVIEWER], ADMIN, office.clock)
    with pytest.raises(NotAllowed, match="sees no case"):
        _admit(office, "both", [ADMINISTRATOR, REVIEWER])
    with pytest.raises(NotAllowed):
        show_case(office.ledger, "1", "why", ADMIN, office.clock)


def test_a_dismissed_person_acts_no_more(office: Office) -> None:
    """From the dismissal on every act is refused; what they did stays."""
    office.do("take", "reviewer 1", "1")
    dismiss_person(office.ledger, "reviewer 1", "left the office", ADMIN, office.clock)
    with pytest.raises(NotAllowed):
        office.do("determine", "reviewer 1", "1", **REFUSED)
    assert office.state("1").holder == "reviewer 1"
    assert register(office.ledger).roles["reviewer 1"] == ()
