"""The holds of all cases at once are those of each case by itself, whatever people did on it."""

from __future__ import annotations

import contextlib
import datetime as dt
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evenhand.casework.carry_facts import carry_facts
from evenhand.casework.finding_now import known_now
from evenhand.casework.hand_over import hand_over
from evenhand.casework.holds_now import act_facts, holds_now
from evenhand.casework.replay import CaseState
from evenhand.casework.stays import facts_of
from evenhand.docket.catalogue import catalogue
from evenhand.docket.on_ledger import Facts
from evenhand.docket.snapshot import Docket, open_docket
from evenhand.safeguards.compiled import fact_bits
from evenhand.safeguards.library import shipped
from evenhand.safeguards.run import Given, run_holds
from evenhand.terms.refusal import Refusal
from evenhand.terms.span import Span
from tests.support.claims import APPEALED, DENIED, FILED, ON_APPEAL
from tests.support.claims import GIVEN as CLAIM_GIVEN
from tests.support.dockets import docket
from tests.support.effort import NIGHTLY
from tests.support.office import (
    CERTIFICATE,
    DAY,
    DECISION,
    DETERMINED,
    FACT,
    STAY,
    Office,
    person,
)
from tests.support.recording import Place

# What the docket itself says of each case; the fourth is of a stay that is not the ledger's.
KNOWN: tuple[dict[str, Any], ...] = (
    {},
    {"pregnant": True, "minor_children_in_us": Span(2, 2)},
    {"stay_granted": True, "stay_expired": False},
    {"stay_granted": True, "stay_expired": True, "stay_without_effect": True},
    {"stay_granted": True, "stay_revoked": True, "discretion_reviewed": False},
)
NUMBERS = [str(n) for n in range(1, len(KNOWN) + 1)]
# Before the acts, the day of the acts, days about the last days of the stays.
DAYS = [dt.date(2011, 12, 1), DAY, dt.date(2012, 10, 23), dt.date(2012, 10, 24), None]
BOARDED = {"communicated_at": "not yet", "boarding_completed_at": "2011-10-24T10:00-04:00"}
NO_END = {name: text for name, text in STAY.items() if name != "until"}
NO_END["no_expiry_stated"] = "yes"


def _of_stay(**more: str) -> Callable[[CaseState], dict[str, str]]:
    return lambda state: {**more, "stay": str(max(state.stays, default=0))}


def _of_entry(kind: str, **more: str) -> Callable[[CaseState], dict[str, str]]:
    def fields(state: CaseState) -> dict[str, str]:
        numbers = {
            "stay": list(state.stays),
            "fact": [one.first for one in state.facts.values()],
            "parent": [kept.entry for kept in state.parents.values()],
            "removal": [state.removal[0]] if state.removal else [],
        }[kind]
        return {**more, "entry": str(max(numbers, default=0))}

    return fields


def _said(**fields: str) -> Callable[[CaseState], dict[str, str]]:
    return lambda state: fields


def _of_claim(**more: str) -> Callable[[CaseState], dict[str, str]]:
    return lambda state: {**more, "claim": str(max(state.claims.filed, default=0))}


DENIED_CLAIM = {**DENIED, "decided_on": "2011-12-20", "elements": "not stated"}
APPEALED_CLAIM = {**APPEALED, "appealed_on": "2011-12-22"}
DISMISSED_CLAIM = {**ON_APPEAL, "decided_on": "2012-01-05"}
ORDERED = {"ordered_by": "immigration judge", "ordered_at": "2011-11-24T09:00-04:00",
           "document": "order, file 2"}  # fmt: skip
AGENCY = {**STAY, "ordered_by": "headquarters"}
CLAIM = {"child": "child-2", "relation": "mother", "said_by": "parent", "source": "intake"}
JUDGED = {"child": "child-2", "evidence": "a birth certificate"}
EVIDENCE = {"evidence": "the order itself"}
# Every act that bears on a hold, by a word of its own: the act, who does it, with what.
DONE: dict[str, tuple[str, str, Callable[[CaseState], dict[str, str]]]] = {
    "stay": ("grant-stay", "reviewer 1", _said(**STAY)),
    "stay without end": ("grant-stay", "reviewer 1", _said(**NO_END)),
    "stay past": ("grant-stay", "reviewer 1", _said(**{**STAY, "until": "2011-11-30"})),
    "stay after boarding": ("grant-stay", "reviewer 1", _said(**STAY, **BOARDED)),
    "agency's stay after boarding": ("grant-stay", "headquarters 1", _said(**AGENCY, **BOARDED)),
    "extended": ("extend-stay", "reviewer 1", _of_stay(**ORDERED, until="2012-12-31")),
    "revoked": ("revoke-stay", "reviewer 1", _of_stay(**ORDERED)),
    "stay corrected": (
        "correct", "supervisor 1",
        _of_entry("stay", field="until", value="2012-01-12", **EVIDENCE),
    ),
    "stay struck": ("strike", "supervisor 1", _of_entry("stay")),
    "taken": ("take", "reviewer 1", _said()),
    "first": ("determine", "reviewer 1", _said(**DETERMINED, decides="favourable")),
    "second": ("second", "reviewer 2", _said(**DETERMINED, decides="favourable")),
    "second differs": ("second", "reviewer 2", _said(**DETERMINED, decides="refused")),
    "settled": ("determine", "supervisor 1", _said(**DETERMINED, decides="refused")),
    "disagreed": (
        "disagree", "supervisor 2", _said(office="ERO", instead="go on with the case"),
    ),
    "cleared": ("clear-hold", "medical 1", _said(**CERTIFICATE)),
    "a new episode": (
        "new-episode", "intake 1", _said(hold="pregnancy", began_on="2012-01-05", evidence="x"),
    ),
    "reopened": ("reopen-hold", "medical 1", _said(hold="pregnancy")),
    "override asked": (
        "ask-override", "supervisor 1", _said(hold="pregnancy", done="a physician was asked"),
    ),
    "overridden": ("agree-override", "headquarters 1", _said(hold="pregnancy")),
    "override refused": ("refuse-override", "headquarters 1", _said(hold="pregnancy")),
    "parent": ("parent-decision", "supervisor 1", _said(**DECISION)),
    "parent, one word": ("parent-decision", "supervisor 1", _said(child="child-2", asked="yes")),
    "parent struck": ("strike", "supervisor 1", _of_entry("parent")),
    "claimed": ("claim-tie", "intake 1", _said(**CLAIM)),
    "rejected once": ("reject-tie", "family-tracing 1", _said(**JUDGED)),
    "rejected twice": ("reject-tie", "family-tracing 2", _said(**JUDGED)),
    "asserted": ("assert-tie", "family-tracing 2", _said(**JUDGED, relation="mother")),
    "doubted": ("doubt-tie", "reviewer 1", _said(child="child-2", new="a letter")),
    "doubt settled": ("reject-tie", "headquarters 1", _said(**JUDGED)),
    "fact": ("record-fact", "intake 1", _said(**{**FACT, "fact": "pregnant"})),
    "fact corrected": (
        "correct", "supervisor 1", _of_entry("fact", field="value", value="no", **EVIDENCE),
    ),
    "fact struck": ("strike", "supervisor 1", _of_entry("fact")),
    "claim filed": ("file-claim", "intake 1", _said(**{**FILED, "filed_on": "2011-12-05"})),
    "claim of another form": ("file-claim", "asylum 1", _said(**{**FILED, "forms": "CAT"})),
    "claim denied": ("decide-claim", "asylum 1", _of_claim(**DENIED_CLAIM)),
    "claim finally denied": (
        "decide-claim", "asylum 1", _of_claim(**DENIED_CLAIM, appeal_waived="yes"),
    ),
    "claim appealed": ("appeal-claim", "asylum 1", _of_claim(**APPEALED_CLAIM)),
    "claim appeal dismissed": ("decide-appeal", "asylum 1", _of_claim(**DISMISSED_CLAIM)),
    "claim sent back": (
        "decide-appeal", "asylum 1", _of_claim(**{**DISMISSED_CLAIM, "result": "remanded"}),
    ),
    "claim withdrawn": ("withdraw-claim", "asylum 1", _of_claim(**CLAIM_GIVEN["withdraw-claim"])),
    "claim reopened": ("reopen-claim", "asylum 1", _of_claim(**CLAIM_GIVEN["reopen-claim"])),
    "claim struck": ("strike", "supervisor 1", lambda state: {
        "entry": str(max(state.claims.filed, default=0)),
    }),
    "claim hold cleared": (
        "clear-hold", "asylum 1", _said(
            hold="protection-claim", dated="2011-12-21", signed_by="an officer", kept="file 2",
            document="the decision on the claim, and on its appeal, with proof of service",
        ),
    ),
    "claim by hand": (
        "record-fact", "intake 1", _said(**{**FACT, "fact": "protection_claim_pending"}),
    ),
    "stay by hand": ("record-fact", "intake 1", _said(**{**FACT, "fact": "stay_granted"})),
}  # fmt: skip


def _act(office: Office, case: str, word: str) -> None:
    act, who, fields = DONE[word]
    office.do(act, who, case, **fields(office.state(case)))


Row = tuple[str, str, str, str, int, int, str]


def _one_by_one(office: Office, day: dt.date | None) -> list[Row]:
    bits = fact_bits(list(shipped()), catalogue())
    return sorted(
        (case, hold.safeguard.id, hold.child, str(hold.state), sum(bits[f] for f in hold.because),
         sum(bits[f] for f in hold.missing), hold.entry)
        for case in NUMBERS
        for hold in holds_now(office.docket, office.state(case), day or DAY)
    )  # fmt: skip


@contextlib.contextmanager
def _known_once() -> Iterator[None]:
    """While nothing is done, what is known of a case is read once for all days it is asked on."""
    read: dict[str, Any] = {}

    def known(docket: Docket, case: str, recorded: Facts) -> Any:
        if case not in read:
            read[case] = known_now(docket, case, recorded)
        return read[case]

    with patch("evenhand.casework.holds_now.known_now", known):
        yield


def _at_once(office: Office, folder: Path, days: Iterable[dt.date | None]) -> list[list[Row]]:
    who = person("supervisor 1")
    carry_facts(office.ledger, office.docket.folder, folder / "next", who, office.clock)
    found = hand_over(office.ledger, "a comparison", who, office.clock)
    handed = Given(found.clearances, found.children, act_facts=found.act_facts)
    tables = []
    for day in days:
        out = folder / f"holds-{day}.parquet"
        run_holds(open_docket(folder / "next"), list(shipped()), out, given=handed, as_of=day)
        tables.append(sorted(
            (row["case_id"], row["hold"], row["child"], row["state"], row["because"],
             row["missing"], row["entry"] or "")
            for row in pq.read_table(out).to_pylist()
        ))  # fmt: skip
    return tables


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> Docket:
    """A docket of the cases of ``KNOWN``."""
    cases = [(number, facts, DAY) for number, facts in zip(NUMBERS, KNOWN, strict=True)]
    return docket(tmp_path_factory.mktemp("known"), cases, dated=DAY)


@contextlib.contextmanager
def _office(staffed_once: Path, known: Docket) -> Iterator[tuple[Office, Path]]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        shutil.copyfile(staffed_once, folder / "ledger.db")
        with Place(str(folder / "ledger.db"), "", folder).open() as ledger:
            yield Office(ledger, known), folder


STORIES = st.lists(
    st.lists(st.sampled_from(list(DONE)), max_size=9),
    min_size=len(KNOWN), max_size=len(KNOWN),
)  # fmt: skip


@settings(max_examples=60 if NIGHTLY else 8, deadline=None, derandomize=not NIGHTLY)
@given(stories=STORIES)
def test_all_cases_at_once_stand_as_each_by_itself(
    staffed_once: Path, known: Docket, stories: Sequence[Sequence[str]]
) -> None:
    """Any acts in any order: each hold, child, state, fact and entry is the same both ways."""
    with _office(staffed_once, known) as (office, folder):
        for case, story in zip(NUMBERS, stories, strict=True):
            for word in story:
                with contextlib.suppress(Refusal):
                    _act(office, case, word)
        tables = _at_once(office, folder, DAYS)
        with _known_once():
            for day, table in zip(DAYS, tables, strict=True):
                assert table == _one_by_one(office, day), day


# What was done on a case of which nothing is known, and how a hold stands on the first four days.
TOLD = [
    (["stay"], "stay-granted", ["open", "open", "open", "lifted"]),
    (["stay", "extended"], "stay-granted", ["open", "open", "open", "open"]),
    (["stay", "revoked"], "stay-granted", ["lifted", "lifted", "lifted", "lifted"]),
    (["stay", "revoked", "stay"], "stay-granted", ["open", "open", "open", "lifted"]),
    (["stay without end", "stay past"], "stay-granted", ["open", "open", "open", "open"]),
    (["stay past"], "stay-granted", ["lifted", "lifted", "lifted", "lifted"]),
    (["stay after boarding"], "stay-granted", ["lifted", "lifted", "lifted", "lifted"]),
    (["agency's stay after boarding"], "stay-granted", ["open", "open", "open", "lifted"]),
    (["stay", "stay corrected"], "stay-granted", ["open", "lifted", "lifted", "lifted"]),
    (["stay", "stay struck"], "stay-granted", ["unknown", "unknown", "unknown", "unknown"]),
    (["taken", "first", "second"], "discretion-review",
     ["unknown-and-open", "not", "not", "not"]),  # from the day of the decision
    (["cleared", "a new episode"], "pregnancy", ["unknown"] * 4),  # nothing is known of one
    (["fact", "cleared", "a new episode"], "pregnancy", ["open"] * 4),
    (["taken", "first"], "discretion-review", ["unknown-and-open"] * 4),
    (["taken", "first", "second", "disagreed"], "discretion-review", ["unknown-and-open"] * 4),
    (["claimed"], "parental-decision", ["open"] * 4),
    (["claimed", "rejected once"], "parental-decision", ["open"] * 4),
    (["claimed", "rejected once", "rejected twice"], "parental-decision",
     ["open", "cleared", "cleared", "cleared"]),
    (["claimed", "rejected once", "asserted"], "parental-decision", ["open"] * 4),
    (["claimed", "rejected once", "rejected twice", "doubted"], "parental-decision", ["open"] * 4),
    (["fact", "cleared"], "pregnancy", ["open", "cleared", "cleared", "cleared"]),
    (["fact", "cleared", "reopened"], "pregnancy", ["open", "open", "open", "open"]),
    (["fact", "override asked", "overridden"], "pregnancy",
     ["open", "overridden", "overridden", "overridden"]),
    (["fact", "override asked", "override refused"], "pregnancy", ["open"] * 4),
    (["fact", "fact corrected"], "pregnancy", ["not"] * 4),
    (["fact", "fact struck"], "pregnancy", ["unknown"] * 4),
    # Filed on December 5, and recorded on January 13: that day on it waits, not the days before.
    (["claim filed"], "protection-claim", ["unknown", "open", "open", "open"]),
    (["claim of another form"], "protection-claim", ["open"] * 4),
    (["claim filed", "claim denied"], "protection-claim", ["unknown"] * 4),
    (["claim of another form", "claim denied"], "protection-claim", ["open", *["unknown"] * 3]),
    (["claim of another form", "claim denied", "claim appealed"], "protection-claim", ["open"] * 4),
    (["claim of another form", "claim denied", "claim appealed", "claim appeal dismissed"],
     "protection-claim", ["open", "not", "not", "not"]),
    (["claim of another form", "claim denied", "claim appealed", "claim sent back"],
     "protection-claim", ["open"] * 4),
    (["claim of another form", "claim finally denied"], "protection-claim",
     ["open", "not", "not", "not"]),
    (["claim of another form", "claim finally denied", "claim reopened"], "protection-claim",
     ["open"] * 4),
    (["claim of another form", "claim withdrawn"], "protection-claim",
     ["open", "not", "not", "not"]),
    # One of two forms is withdrawn: the other still waits.
    (["claim filed", "claim of another form", "claim withdrawn"], "protection-claim",
     ["open"] * 4),
    (["claim of another form", "claim struck"], "protection-claim", ["unknown"] * 4),
    (["claim of another form", "claim hold cleared"], "protection-claim",
     ["open", "cleared", "cleared", "cleared"]),
    # What was cleared before a new filing or an appeal was not about these.
    (["claim of another form", "claim hold cleared", "claim filed"], "protection-claim",
     ["open"] * 4),
    (["claim of another form", "claim denied", "claim hold cleared", "claim appealed"],
     "protection-claim", ["open"] * 4),
    (["claim of another form", "claim denied", "claim hold cleared", "claim reopened",
      "claim hold cleared"], "protection-claim", ["open", "cleared", "cleared", "cleared"]),
    # A claim that is recorded as a fact after the last act on a claim is another claim.
    (["claim of another form", "claim withdrawn", "claim by hand"], "protection-claim",
     ["open"] * 4),
    (["claim by hand", "claim of another form", "claim withdrawn"], "protection-claim",
     ["open", "not", "not", "not"]),
]  # fmt: skip


def test_what_acts_do_to_a_hold_is_the_same_in_the_table_and_on_the_page(
    staffed_once: Path, tmp_path: Path
) -> None:
    """Each story's hold stands on four days as the table here says, in the bulk run."""
    numbers = [str(n) for n in range(1, len(TOLD) + 1)]
    cases = docket(tmp_path / "made", [(number, {}, DAY) for number in numbers], dated=DAY)
    with _office(staffed_once, cases) as (office, folder):
        for number, (story, _, _) in zip(numbers, TOLD, strict=True):
            for word in story:
                _act(office, number, word)
        tables = _at_once(office, folder, DAYS[:4])
    stood = [{(row[0], row[1]): row[3] for row in table} for table in tables]
    found = [
        (story, hold, [day[number, hold] for day in stood])
        for number, (story, hold, _) in zip(numbers, TOLD, strict=True)
    ]
    assert found == TOLD


def test_what_the_docket_says_of_another_stay_ends_no_stay_of_the_ledger(
    staffed_once: Path, known: Docket
) -> None:
    """A stay whose order states no last day holds although the docket has one that expired."""
    with _office(staffed_once, known) as (office, folder):
        _act(office, "4", "stay without end")
        [table] = _at_once(office, folder, [DAY])
        assert ("4", "stay-granted", "", "open") in [row[:4] for row in table]
        assert table == _one_by_one(office, DAY)


@settings(max_examples=200 if NIGHTLY else 20, deadline=None, derandomize=not NIGHTLY)
@given(story=st.lists(st.sampled_from(list(DONE)[:9]), min_size=1, max_size=8))
def test_facts_with_their_days_say_of_each_day_what_the_stays_say(
    staffed_once: Path, known: Docket, story: Sequence[str]
) -> None:
    """Cut into spans of days nothing is lost: each day has each fact once, as worked out for it."""
    with _office(staffed_once, known) as (office, _):
        for word in story:
            with contextlib.suppress(Refusal):
                _act(office, "1", word)
        state = office.state("1")
    made = act_facts(state)
    for n in range(-60, 420):
        day = DAY + dt.timedelta(days=n)
        told = [(item.fact, item.value) for item in made if item.counts_on(day)]
        assert len(told) == len(dict(told))
        assert dict(told) == facts_of(list(state.stays.values()), day)
