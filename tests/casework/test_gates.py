"""Every state, every act, every role: who may do what, written down a second time and compared.

Each letter is a role: I intake, R reviewer, S supervisor, H headquarters, M medical, F family
tracing, A asylum, O overseer, D administrator. A state that is not named allows nobody.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import product

import pytest

from evenhand.casework.all_acts import ACTS
from evenhand.casework.family_acts import FAMILY_ACTS
from evenhand.casework.person import ROLES
from evenhand.casework.rule import Rule
from evenhand.casework.tables import every_machine, machines
from evenhand.terms.refusal import NotAllowed, NotNow, Refusal
from tests.support.office import CERTIFICATE, DETERMINED, GIVEN, ORDER, STAY, Office

EVERY_ACT = {act: one.rule for act, one in (*ACTS.items(), *FAMILY_ACTS.items())}
LETTERS = dict(zip("IRSHMFAOD", ROLES, strict=True))
LIVE = ("waiting", "taken", "determined", "disputed", "escalated", "decided-by-office",
        "decided-by-headquarters")  # fmt: skip
ANY = (*LIVE, "closed", "removed")


def _in(states: tuple[str, ...], who: str, to: str = "same") -> dict[str, tuple[str, str]]:
    return dict.fromkeys(states, (who, to))


CASE: Mapping[str, Mapping[str, tuple[str, str]]] = {
    "take": {
        "waiting": ("RS", "taken"),
        "taken": ("S", "taken"),
        "determined": ("S", "taken"),
        "decided-by-office": ("RS", "taken"),
    },
    "determine": {
        "taken": ("RS", "determined"),
        "disputed": ("S", "decided-by-office"),
        "escalated": ("H", "decided-by-headquarters"),
    },
    "second": {"determined": ("RS", "decided-by-office")},
    "disagree": {"decided-by-office": ("RSH", "disputed")},
    "escalate": {
        "disputed": ("SH", "escalated"),
        "decided-by-headquarters": ("SH", "escalated"),
    },
    "close": _in(LIVE, "RSH", "closed"),
    "recalendar": {"closed": ("RSH", "waiting")},
    "remove": _in((*LIVE, "closed"), "IRSH", "removed"),
    "record-fact": _in(ANY, "IRSHMFA"),
    "judge-fact": _in((*LIVE, "closed"), "RSH"),
    "account": _in(ANY, "IRSHMFA"),
    "parent-decision": _in(ANY, "RSHF"),
    "correct": _in(ANY, "SH"),  # of somebody else's entry
    "strike": _in(ANY, "SH"),
    "recuse": _in(ANY, "SH"),  # of somebody else
    "assign": _in(ANY, "SH"),
    "unassign": _in(ANY, "SH"),
}
HOLD: Mapping[str, Mapping[str, tuple[str, str]]] = {
    # The certificate on travel in a pregnancy is a physician's matter, and the hold is seen only by
    # those who may see medical facts: of a hold without a mark, see below.
    "clear-hold": {"open": ("M", "cleared"), "override-asked": ("M", "cleared")},
    "ask-override": {"open": ("S", "override-asked")},
    "agree-override": {"override-asked": ("H", "overridden")},
    "refuse-override": {"override-asked": ("H", "open")},
    "reopen-hold": {"cleared": ("RSHM", "open"), "overridden": ("RSHM", "open")},
    "new-episode": _in(("open", "override-asked", "cleared", "overridden"), "IRSHM", "open"),
}
STAYS: Mapping[str, Mapping[str, tuple[str, str]]] = {
    "extend-stay": {"granted": ("RSH", "granted")},
    "revoke-stay": {"granted": ("RSH", "revoked")},
}
CONSENTS: Mapping[str, Mapping[str, tuple[str, str]]] = {
    "withdraw-consent": {"given": ("IRSHFA", "withdrawn")},
}

# The entries by which somebody brings a case into each state; "me" is who is about to act.
INTO: Mapping[str, tuple[tuple[str, str], ...]] = {
    "waiting": (),
    "taken": (("take", "me"),),
    "determined": (("take", "reviewer 2"), ("determine", "reviewer 2")),
    "disputed": (("take", "reviewer 2"), ("determine", "reviewer 2"),
                 ("second-differs", "reviewer 3")),
    "escalated": (("take", "reviewer 2"), ("determine", "reviewer 2"),
                  ("second-differs", "reviewer 3"), ("escalate", "supervisor 2")),
    "decided-by-office": (("take", "reviewer 2"), ("determine", "reviewer 2"),
                          ("second-agrees", "reviewer 3")),
    "decided-by-headquarters": (
        ("take", "reviewer 2"), ("determine", "reviewer 2"), ("second-differs", "reviewer 3"),
        ("escalate", "supervisor 2"), ("decide-at-headquarters", "headquarters 2"),
    ),
    "closed": (("close", "reviewer 2"),),
    "removed": (("remove", "reviewer 2"),),
}  # fmt: skip
HOLD_INTO = {
    "open": (),
    "override-asked": ("ask-override",),
    "cleared": ("clear-hold",),
    "overridden": ("ask-override", "agree-override"),
}


def _name(role: str) -> str:
    return f"{role} 1"


def _bring(office: Office, case: str, state: str, role: str) -> None:
    for act, who in INTO[state]:
        said = {**DETERMINED, "decides": "favourable"} if "determine" in act else {"made": "so"}
        office.put(act, _name(role) if who == "me" else who, case, **said)


def _outcome(office: Office, act: str, role: str, case: str, given: Mapping[str, str]) -> str:
    """Try an act; gives the state of the case after it, or who and what stands against it."""
    before = office.state(case).head
    refused = None
    try:
        done = office.do(act, _name(role), case, **given)
    except (NotAllowed, NotNow) as refusal:
        refused = refusal
    if refused is None:
        assert office.state(case) == done.after
        return "done"
    assert office.state(case).head == before, "a refused act wrote an entry"
    assert refused.remedy, "a refusal says what to do instead"
    return type(refused).__name__


def _given(office: Office, act: str, case: str) -> Mapping[str, str]:
    """Complete an act's fields; what another entry must be there for is put there."""
    if act in ("correct", "strike"):
        fact = office.put("record-fact", "intake 1", case, fact="usc_child", value="yes",
                          evidence="a letter", informant="family")  # fmt: skip
        return {"entry": str(fact), **({"field": "value", "value": "no", "evidence": "the record"}
                                       if act == "correct" else {})}  # fmt: skip
    if act in ("assign", "unassign"):
        if act == "unassign":
            office.put("assign", "supervisor 2", case, person="medical 1")
        return {"person": "medical 1"}
    if act == "recuse":
        return {"person": "asylum 1"}
    return GIVEN[act]


def _expected(table: Mapping[str, tuple[str, str]], state: str, role: str) -> str | None:
    who, to = table.get(state, ("", ""))
    return to if role in [LETTERS[letter] for letter in who] else None


@pytest.mark.parametrize("act", CASE)
def test_acts_on_a_case(act: str, busy_office: Office, next_case: Callable[[], str]) -> None:
    """In each state each role may do what the table says, to the state it says, and no more."""
    for state in ANY:
        for role in ROLES:
            case = next_case()
            _bring(busy_office, case, state, role)
            given = _given(busy_office, act, case)
            # Whoever is asked to correct here is not the one who made the entry.
            found = _outcome(busy_office, act, role, case, given)
            to = _expected(CASE[act], state, role)
            if role == "intake" and act == "correct":
                to = "same"  # save this one, who made it
            if role == "asylum" and act == "recuse":
                to = "same"  # and this one, who may recuse themselves
            assert (found == "done") == (to is not None), (act, state, role, found)
            if to is not None:
                assert busy_office.state(case).state == (state if to == "same" else to)


@pytest.mark.parametrize("act", HOLD)
def test_acts_on_a_hold(act: str, busy_office: Office, next_case: Callable[[], str]) -> None:
    """In each state of a hold each role may do what the table says, and no more."""
    for state, entries in HOLD_INTO.items():
        for role in ROLES:
            case = next_case()
            for entry in entries:
                who = "supervisor 2" if entry == "ask-override" else "headquarters 2"
                busy_office.put(entry, who, case, hold="pregnancy")
            found = _outcome(busy_office, act, role, case, GIVEN[act])
            to = _expected(HOLD[act], state, role)
            assert (found == "done") == (to is not None), (act, state, role, found)
            hold = busy_office.state(case).holds.get(("pregnancy", ""))
            assert (hold.state if hold else "open") == (state if to is None else to)


def test_a_hold_without_a_protected_mark_is_opened_again_by_more_roles(
    busy_office: Office, next_case: Callable[[], str]
) -> None:
    """Whoever may see a hold opens it again: for a stay, that is every role but intake."""
    for role in ROLES:
        case = next_case()
        busy_office.put("clear-hold", "supervisor 2", case, hold="stay-granted")
        found = _outcome(busy_office, "reopen-hold", role, case, {"hold": "stay-granted"})
        assert (found == "done") == (role in [LETTERS[letter] for letter in "RSHMFA"]), role


@pytest.mark.parametrize("act", STAYS)
@pytest.mark.parametrize("state", ["granted", "revoked"])
def test_acts_on_a_stay(
    act: str, state: str, busy_office: Office, next_case: Callable[[], str]
) -> None:
    """A stay that was granted is extended or revoked by those who may; a revoked one by nobody."""
    for role in ROLES:
        case = next_case()
        stay = busy_office.put("grant-stay", "supervisor 2", case, **STAY)
        if state == "revoked":
            busy_office.put("revoke-stay", "supervisor 2", case, stay=stay)
        given = {name: STAY[name] for name in ("ordered_by", "ordered_at", "document")}
        given |= {"stay": str(stay)} | ({"until": "2013-01-01"} if act == "extend-stay" else {})
        found = _outcome(busy_office, act, role, case, given)
        to = _expected(STAYS[act], state, role)
        assert (found == "done") == (to is not None), (act, state, role, found)
        assert busy_office.state(case).stays[stay].state == (state if to is None else to)


@pytest.mark.parametrize("state", ["given", "withdrawn"])
def test_acts_on_a_consent(state: str, busy_office: Office, next_case: Callable[[], str]) -> None:
    """A consent that was given is withdrawn by those who may, once."""
    for role in ROLES:
        case = next_case()
        number = busy_office.put("consent", "intake 1", case, **GIVEN["consent"])
        if state == "withdrawn":
            busy_office.put("withdraw-consent", "intake 1", case, consent=number)
        given = {"consent": str(number), "by": "the mother", "withdrawn_on": "2011-09-01",
                 "method": "by letter"}  # fmt: skip
        found = _outcome(busy_office, "withdraw-consent", role, case, given)
        to = _expected(CONSENTS["withdraw-consent"], state, role)
        assert (found == "done") == (to is not None), (state, role, found)
        assert busy_office.state(case).consents[number].state == (state if to is None else to)


@pytest.mark.parametrize(("act", "who"), [("grant-stay", "RSH"), ("consent", "IRSHFA")])
def test_what_begins_something(
    act: str, who: str, busy_office: Office, next_case: Callable[[], str]
) -> None:
    """A stay and a consent are recorded by those who may and by nobody else."""
    for role in ROLES:
        found = _outcome(busy_office, act, role, next_case(), GIVEN[act])
        assert (found == "done") == (role in [LETTERS[letter] for letter in who]), (role, found)


def _refusals(rule: Rule) -> Iterator[Refusal]:
    """Give what the tables say to each role in each state in which it may not do an act."""
    machine = every_machine()[rule.machine]
    for state, role in product(machine.states, ROLES):
        try:
            machine.allowed(rule.act, state, role, rule.says)
        except Refusal as refusal:
            yield refusal


@pytest.mark.parametrize("act", EVERY_ACT)
def test_a_refusal_is_a_sentence_in_the_words_of_the_act(act: str) -> None:
    """It says what cannot be done as the act's own rule says it, never by an id of the tables."""
    rule = EVERY_ACT[act]
    ids = {act, *(state for m in every_machine().values() for state in m.states if "-" in state)}
    refused = list(_refusals(rule))
    assert refused
    for refusal in refused:
        assert refusal.what.startswith(
            ("A person in the role ", f"It is not possible now to {rule.says}. ")
        )
        assert f" {rule.says}" in refusal.what
        assert refusal.what.endswith(".")
        assert refusal.remedy.endswith(".")
        said = f"{refusal.what} {refusal.remedy}"
        assert not {one for one in ids if "-" in one and one in said}, said
        assert "“none”" not in said


SPOKEN = {
    ("ask-override", "open", "reviewer"): (
        "A person in the role reviewer may not ask for an override.",
        "Ask somebody in the role supervisor.",
    ),
    ("determine", "disputed", "reviewer"): (
        "A person in the role reviewer may not determine a case as things stand. The case is "
        "“disputed”: two people, or two offices, do not agree on it.",
        "Ask somebody in the role supervisor.",
    ),
    ("reopen-hold", "open", "supervisor"): (
        "It is not possible now to reopen a hold. The hold is “open”: removal waits for it.",
        "It is possible when the hold is “cleared” or “overridden”. Who must see to it now: "
        "whoever may clear it.",
    ),
    ("grant-stay", "granted", "reviewer"): (
        "It is not possible now to record a stay that was granted. The stay is “granted”: it "
        "holds until the day its order names.",
        "It is possible when there is no stay. Who must see to it now: supervisor.",
    ),
    ("reopen-claim", "none", "asylum"): (
        "It is not possible now to record that a claim was reopened. There is no form of a claim "
        "to protection: nobody has recorded that it was filed.",
        "It is possible when the form of a claim to protection is “decided”, “final” or "
        "“withdrawn”. Who must see to it now: asylum.",
    ),
}


@pytest.mark.parametrize(("act", "state", "role"), SPOKEN)
def test_refusals_read_aloud(act: str, state: str, role: str) -> None:
    """Word for word, for a person to read."""
    rule = EVERY_ACT[act]
    with pytest.raises(Refusal) as refused:
        every_machine()[rule.machine].allowed(act, state, role, rule.says)
    assert (refused.value.what, refused.value.remedy) == SPOKEN[act, state, role]


def test_nothing_is_left_out() -> None:
    """Every act and every move of the tables is tried above; those on claims, in their own file."""
    tried = {*CASE, *HOLD, *STAYS, *CONSENTS, "grant-stay", "consent"}
    assert tried == {act for act, one in ACTS.items() if not one.rule.machine.startswith("claim")}
    assert set(ACTS) == {move.act for machine in machines().values() for move in machine.moves}
    for name, table in (("case", CASE), ("hold", HOLD), ("stay", STAYS), ("consent", CONSENTS)):
        for move in machines()[name].moves:
            if move.entry == "second-differs" or move.starts == ("none",):
                continue  # the first is tried in test_two_people, the others just above
            for start in move.starts:
                assert table[move.act][start][1] == move.to, (move, start)


@pytest.mark.parametrize("name", machines())
def test_every_state_has_an_owner_and_can_be_reached(name: str) -> None:
    """No state is nobody's, none is unreachable, and only a removal ends a case for good."""
    machine = machines()[name]
    reached = {machine.begins}
    while True:
        more = {move.after(state) for move in machine.moves for state in reached
                if state in move.starts}  # fmt: skip
        if more <= reached:
            break
        reached |= more
    assert reached == set(machine.states)
    assert all(state.owner and state.says for state in machine.states.values())
    known = {*ROLES, "whoever may clear it"}
    assert all(set(state.owner) <= known for state in machine.states.values())
    stuck = {
        state for state in machine.states
        if not any(state in move.starts and move.after(state) != state for move in machine.moves)
    }  # fmt: skip
    assert stuck == {"case": {"removed"}, "hold": set(), "stay": {"revoked"},
                     "consent": {"withdrawn"}, "claim": set(),
                     "claim-consent": {"refused", "withdrawn"}}[name]  # fmt: skip


def test_the_samples_are_complete() -> None:
    """The fields used here are those that the acts ask for, no more."""
    for act, given in GIVEN.items():
        names = {field.name for field in ACTS[act].rule.fields}
        assert set(given) <= names
    assert ORDER
    assert CERTIFICATE["hold"] == "pregnancy"
