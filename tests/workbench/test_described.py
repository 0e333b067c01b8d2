"""What schemathesis makes of the API's description: each answer is one that is described, and a
case of another office is answered as a number that there is not, wherever it is put.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis.core.parameters import ParameterLocation

from evenhand.casework.all_acts import ACTS
from evenhand.workbench.access.addresses import addresses
from tests.support.effort import NIGHTLY, amount
from tests.support.office import GIVEN

OPERATIONS = [
    (name, method)
    for name, address in addresses().items()
    if address.scopes
    for method in address.allows
]
OF_ONE_CASE = [(name, method) for name, method in OPERATIONS if name != "api_queue"]
OFFICES = {"Los Angeles": "reviewer", "Newark": "newark-reviewer"}
LATER = 10**14  # an act that has seen more than there is records nothing

MODES = tuple(schemathesis.GenerationMode)


def tries(usual: int, nightly: int) -> settings:
    """How many cases are made; repeatable by day, others each night."""
    return settings(
        max_examples=amount(usual, nightly), deadline=None, derandomize=not NIGHTLY, database=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
    )  # fmt: skip


@pytest.fixture(scope="module")
def described(site):
    """The description, as the application itself gives it, and the application to be asked."""
    from evenhand.workbench.wsgi import application

    return schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)


@dataclass
class Identity:
    """A reviewer's program, with the cases of its office and an entry on the first of them."""

    header: dict[str, str]
    cases: list[str]
    entry: int

    def ask(self, case: Any) -> Any:
        """Send what schemathesis made, with this program's token."""
        return case.call(headers=self.header)


@pytest.fixture(scope="module")
def identities(with_token, cases) -> dict[str, Identity]:
    """Two programs of two offices; each took up the first case of its office."""
    from evenhand.workbench.access.references import sealed

    made = {}
    for office, account in OFFICES.items():
        own, program = cases[office][:5], with_token(account)
        told = program.client.post(
            f"/api/v1/cases/{sealed(own[0])}/acts/take/", '{"seen": 0}',
            content_type="application/json",
        )  # fmt: skip
        header = {"Authorization": program.client.defaults["HTTP_AUTHORIZATION"]}
        made[office] = Identity(header, own, told.json()["entry"])
    return made


def operation_of(described: Any, name: str, method: str) -> Any:
    """Give the described operation of a row of the table."""
    from evenhand.workbench.api.serving import at

    path = at(name)["path"].replace("str:", "").replace("slug:", "").replace("int:", "")
    return described[path][method.upper()]


def made_of(operation: Any) -> st.SearchStrategy[Any]:
    """Whatever schemathesis makes of an operation, keeping to the description and breaking it."""
    return st.one_of([operation.as_strategy(generation_mode=mode) for mode in MODES])


def about(case: Any, number: str) -> Any:
    """Give the same request about a case of this number: in its path, or in its body."""
    from evenhand.workbench.access.references import sealed

    put = case.derive()
    if "{reference}" in put.path:
        put.path_parameters["reference"] = sealed(number)
    if isinstance(put.body, dict) and "number" in put.body:
        put.body["number"] = number
    return put


def toward(case: Any, act: str | None, entry: int | None, seen: int | None) -> Any:
    """Give the same request with an act that there is, all that it asks, and such an entry."""
    put = case.derive()
    if act is not None and "{act}" in put.path:
        put.path_parameters["act"] = act
        if isinstance(put.body, dict) and seen is not None:
            put.body |= {"given": dict(GIVEN.get(act, {})), "reasons": "as was said", "seen": seen}
    if entry is not None and "{number}" in put.path:
        put.path_parameters["number"] = entry
    return put


def still_broken(case: Any, number: str | None, act: str | None) -> Any:
    """Give a request that breaks the description, about a case that there is, and as broken."""
    from evenhand.workbench.access.references import sealed

    put = case.derive()
    if (
        number
        and act
        and "{reference}" in put.path
        and not case.meta.is_negative_at(ParameterLocation.PATH)
    ):
        put.path_parameters["reference"] = sealed(number)
        if "{act}" in put.path:
            put.path_parameters["act"] = act
    return put


def simple(operation: Any, entry: int, seen: int) -> Any:
    """Give a request that does what it asks, once it is about a case of one's own."""
    body = {"seen": seen} if "{reference}" in operation.path else {"number": ""}
    sent = {"body": body, "media_type": "application/json"} if operation.method == "post" else {}
    return toward(operation.Case(**sent), "record-fact", entry, seen)


def written() -> dict[str, Any]:
    """Give all that the site keeps: the ledger's entries and the rows of its database."""
    from django.apps import apps
    from django.conf import settings as site

    from evenhand.ledger.opening import opened
    from evenhand.ledger.reading import leaves

    with opened(site.PLACE.ledger) as ledger:
        kept: dict[str, Any] = {"entries": len(list(leaves(ledger)))}
    return kept | {m.__name__: list(m.objects.order_by("pk").values()) for m in apps.get_models()}


def without(answer: Any, case: str) -> tuple[int, Any, bytes]:
    """Give an answer up to the number and the name of the case that was asked for."""
    from evenhand.workbench.access.references import sealed

    told = answer.content.replace(sealed(case).encode(), b"NAME").replace(case.encode(), b"NUMBER")
    kept = {name: value for name, value in answer.headers.items() if name != "content-length"}
    return answer.status_code, kept, told


@pytest.mark.parametrize(("name", "method"), OPERATIONS)
def test_every_answer_is_one_that_is_described(name, method, described, identities):
    """No server's error, no status and no shape beside the description, no door without a token;
    what breaks the description is refused. Cases and acts that there are among what is made up."""
    operation, one = operation_of(described, name, method), identities["Los Angeles"]
    of_entry = name == "api_receipt"  # the entry is on the first case; the second is untouched
    plain = about(simple(operation, one.entry, 0), one.cases[0 if of_entry else 1])
    done = one.ask(plain)
    assert done.status_code in (200, 201)
    plain.validate_response(done, headers=one.header)
    statuses: Counter[int] = Counter()

    @tries(25, 1_000)
    @given(
        made_of(operation),
        st.sampled_from([None, *one.cases]),
        st.sampled_from([None, *ACTS]),
        st.sampled_from([None, one.entry]),
        st.sampled_from([None, 0, LATER]),
    )
    def asked(case, number, act, entry, seen):
        if case.meta.generation.mode.is_positive:
            sent = toward(about(case, number) if number else case, act, entry, seen)
        else:
            sent = still_broken(case, number, act)
        answer = one.ask(sent)
        statuses[answer.status_code] += 1
        # What an act needs beyond its shape stands in its form, not in the description.
        lacking = answer.status_code == 422 and answer.json()["family"] != "request"
        sent.validate_response(
            answer, headers=one.header,
            excluded_checks=[schemathesis.checks.positive_data_acceptance] if lacking else [],
        )  # fmt: skip

    asked()
    assert len(statuses) > 1


@pytest.mark.parametrize(("reader", "owner"), [tuple(OFFICES), tuple(reversed(OFFICES))])
@pytest.mark.parametrize(("name", "method"), OF_ONE_CASE)
def test_a_case_of_another_office_is_a_number_there_is_not(
    name, method, reader, owner, described, identities
):
    """To the byte, whatever else is in the request, and nothing is written; its owner is told."""
    from evenhand.workbench.access.references import sealed

    operation, stranger, own = (
        operation_of(described, name, method), identities[reader], identities[owner],
    )  # fmt: skip
    there_is_not = "9" * len(own.cases[0])
    plain = about(simple(operation, own.entry, own.entry), own.cases[0])
    assert stranger.ask(plain).status_code == 404  # by now it also knows all earlier entries
    before = written()

    @tries(6, 400)
    @given(
        made_of(operation),
        st.sampled_from(own.cases),
        st.sampled_from([None, *ACTS]),
        st.sampled_from([None, own.entry]),
        st.sampled_from([None, 0, LATER]),
    )
    def same(case, number, act, entry, seen):
        drawn = toward(case, act, entry, seen)
        theirs, unknown = about(drawn, number), about(drawn, there_is_not)
        answer = stranger.ask(theirs)
        assert answer.status_code >= 400
        assert without(answer, number) == without(stranger.ask(unknown), there_is_not)
        if "{reference}" in drawn.path:
            never_made = drawn.derive()
            never_made.path_parameters["reference"] = "a" * len(sealed(number))
            assert without(answer, number) == without(stranger.ask(never_made), there_is_not)

    same()
    assert written() == before
    assert own.ask(plain.derive()).status_code in (200, 201)


def worded(case: Any, number: str) -> Any:
    """Give the same request with a number in place of every word that it says."""
    put = case.derive()
    put.query = {
        name: number if isinstance(said, str) else said for name, said in put.query.items()
    }
    if isinstance(put.body, dict) and isinstance(put.body.get("given"), dict):
        put.body |= {"given": dict.fromkeys(put.body["given"], number), "instrument": number}
    return put


@pytest.mark.parametrize(("reader", "owner"), [tuple(OFFICES), tuple(reversed(OFFICES))])
@pytest.mark.parametrize(("name", "method"), [("api_queue", "get"), ("api_act", "post")])
def test_a_number_of_another_office_says_nothing_in_any_field(
    name, method, reader, owner, described, identities
):
    """As a filter of the queue and as what an act on a case of one's own is told: as any number."""
    operation, own, theirs = (
        operation_of(described, name, method), identities[reader], identities[owner].cases,
    )  # fmt: skip
    there_is_not, before = "9" * len(theirs[0]), written()

    @tries(6, 400)
    @given(made_of(operation), st.sampled_from(theirs), st.sampled_from([*ACTS]))
    def same(case, number, act):
        drawn = toward(about(case, own.cases[0]), act, own.entry, LATER)
        answer, other = own.ask(worded(drawn, number)), own.ask(worded(drawn, there_is_not))
        assert without(answer, number) == without(other, there_is_not)

    same()
    assert written() == before
