"""Every state of a claim, every act, every role: written down a second time and compared.

Letters as in test_gates: I intake, R reviewer, S supervisor, H headquarters, M medical, F family
tracing, A asylum, O overseer, D administrator. A state that is not named allows nobody.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest

from evenhand.casework.all_acts import ACTS
from evenhand.casework.person import ROLES
from evenhand.casework.tables import machines
from evenhand.terms.refusal import NotAllowed, NotNow
from tests.support.claims import CONSENT, GIVEN, INTO, put_claim
from tests.support.office import Office

LETTERS = dict(zip("IRSHMFAOD", ROLES, strict=True))
READ = "RSHA"
Table = Mapping[str, tuple[str, str]]
CLAIM: Mapping[str, Table] = {
    "decide-claim": {"pending": (READ, "decided")},
    "decide-claim, waived": {"pending": (READ, "final")},
    "appeal-claim": {"decided": (READ, "under-appeal")},
    "decide-appeal": {"under-appeal": (READ, "final")},
    "decide-appeal, remanded": {"under-appeal": (READ, "pending")},
    "withdraw-appeal": {"under-appeal": (READ, "final")},
    "withdraw-claim": {"pending": (READ, "withdrawn"), "under-appeal": (READ, "withdrawn")},
    "reopen-claim": dict.fromkeys(("decided", "final", "withdrawn"), (READ, "pending")),
}
MORE = {
    "decide-claim, waived": {"appeal_waived": "yes"},
    "decide-appeal, remanded": {"result": "remanded"},
}
CONSENTS: Mapping[str, Table] = {
    "withdraw-claim-consent": {"given": (READ, "withdrawn")},
    "share-claim": {"given": ("SA", "given")},
}
BEGINS = {"file-claim": f"I{READ}", "consent-on-claim": f"I{READ}"}


def _outcome(office: Office, act: str, role: str, case: str, given: Mapping[str, str]) -> str:
    before = office.state(case).head
    refused: NotAllowed | NotNow | None = None
    try:
        done = office.do(act, f"{role} 1", case, **given)
    except (NotAllowed, NotNow) as refusal:
        refused = refusal
    if refused is None:
        assert office.state(case) == done.after
        return "done"
    assert office.state(case).head == before, "a refused act wrote an entry"
    assert refused.remedy, "a refusal says what to do instead"
    return type(refused).__name__


def _expected(table: Table, state: str, role: str) -> str | None:
    who, to = table.get(state, ("", ""))
    return to if role in [LETTERS[letter] for letter in who] else None


@pytest.mark.parametrize("key", CLAIM)
def test_acts_on_a_claim(key: str, busy_office: Office, next_case: Callable[[], str]) -> None:
    """In each state of a claim each role may do what the table says, and no more."""
    act = key.partition(",")[0]
    for state in INTO:
        number = 0
        # Who is refused writes nothing, so the next one finds the case as it was.
        for role in sorted(ROLES, key=lambda role: _expected(CLAIM[key], state, role) is not None):
            to = _expected(CLAIM[key], state, role)
            if not number or to is not None:
                case = next_case()
                number = put_claim(busy_office, case, state)
            given = {**GIVEN[act], **MORE.get(key, {}), "claim": str(number)}
            found = _outcome(busy_office, act, role, case, given)
            assert (found == "done") == (to is not None), (key, state, role, found)
            form = busy_office.state(case).claims.filed[number].forms["asylum"]
            assert form.standing == (to or state), (key, state, role)


@pytest.mark.parametrize("act", CONSENTS)
@pytest.mark.parametrize("state", ["given", "withdrawn", "refused"])
def test_acts_on_a_consent_to_share(
    act: str, state: str, busy_office: Office, next_case: Callable[[], str]
) -> None:
    """A consent that was given is withdrawn or shared under by those who may; no other is."""
    for role in ROLES:
        case = next_case()
        put_claim(busy_office, case, "pending")
        word = "refuse-on-claim" if state == "refused" else "consent-on-claim"
        number = busy_office.put(word, "asylum 1", case, **CONSENT)
        if state == "withdrawn":
            busy_office.put("withdraw-claim-consent", "asylum 1", case, consent=number)
        given = {**GIVEN[act], **({"consent": str(number)} if "withdraw" in act else {})}
        found = _outcome(busy_office, act, role, case, given)
        to = _expected(CONSENTS[act], state, role)
        assert (found == "done") == (to is not None), (act, state, role, found)
        assert busy_office.state(case).claims.consents[number].state == (to or state)


@pytest.mark.parametrize("act", BEGINS)
def test_what_begins_a_claim_or_a_consent(
    act: str, busy_office: Office, next_case: Callable[[], str]
) -> None:
    """A filing and a consent are recorded by those who may record confidential facts."""
    for role in ROLES:
        found = _outcome(busy_office, act, role, next_case(), GIVEN[act])
        assert (found == "done") == (role in [LETTERS[letter] for letter in BEGINS[act]]), role


def test_nothing_is_left_out() -> None:
    """Every act and every move on claims and their consents is tried above, to where it leads."""
    tried = {key.partition(",")[0] for key in CLAIM} | {*CONSENTS, *BEGINS}
    ours = {act for act, one in ACTS.items() if one.rule.machine in ("claim", "claim-consent")}
    assert tried == ours == set(GIVEN)
    for name, tables in (("claim", CLAIM), ("claim-consent", CONSENTS)):
        moves = [move for move in machines()[name].moves if move.starts != ("none",)]
        found = {(move.act, start, move.after(start)) for move in moves for start in move.starts}
        assert found == {
            (key.partition(",")[0], start, to)
            for key, table in tables.items()
            for start, (_, to) in table.items()
        }
    assert set(INTO) | {"none"} == set(machines()["claim"].states)


def test_the_samples_are_complete() -> None:
    """The fields used here are those that the acts ask for, no more."""
    for act, given in GIVEN.items():
        assert set(given) <= {field.name for field in ACTS[act].rule.fields}, act
