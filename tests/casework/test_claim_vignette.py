"""A widow and four sons from the public reports: their claims as acts, and what must come out.

The two adult sons were removed; a judge denied two sons, another the mother and the younger sons,
who appealed. No real names. What the report does not state is not on the record here.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from evenhand.casework.claim_page import issue_claim
from evenhand.casework.file_words import Words
from evenhand.casework.person import ROLES, SEES_CASES
from evenhand.casework.rights import may
from evenhand.casework.show_case import show_case
from evenhand.casework.show_claims import show_claims
from evenhand.casework.shown import as_object, removal_now
from evenhand.docket.snapshot import Docket, open_docket
from evenhand.ledger.reading import leaves
from evenhand.terms.refusal import NotAllowed, Refusal
from tests.support.claims import ALL_FORMS, APPEALED, CONSENT, DENIED, FILED, ON_APPEAL, SHARED
from tests.support.dockets import docket
from tests.support.office import Office, person
from tests.support.recording import Place

DAY = dt.date(2011, 8, 1)
MOTHER, ADULT_1, ADULT_2, SON, YOUNGEST = "401", "402", "403", "404", "405"
APPEALING = (MOTHER, SON, YOUNGEST)
FAMILY = (MOTHER, ADULT_1, ADULT_2, SON, YOUNGEST)
STRANGER, NOBODYS_CLAIM = "499", "498"
KEY = "K-7731"
# On the mother's record beside: what may never leave under 'facts without identity'.
TYPED = {"document": "her letter from Praxedis, file 9", "by": "Senora CANARY, born 1968-04-02"}


def _docket(folder: Path) -> Docket:
    cases = [(case, {}, DAY) for case in (*FAMILY, STRANGER, NOBODYS_CLAIM)]
    docket(folder, cases, dated=DAY, said={"nationality": "Mexico"})
    return open_docket(folder / "docket")


@pytest.fixture(scope="module")
def widow(
    tmp_path_factory: pytest.TempPathFactory, staffed_once: Path
) -> Iterator[tuple[Office, dict[str, int]]]:
    """The office on the day of the review, with the family's claims on record; their entries."""
    folder = tmp_path_factory.mktemp("widow")
    (folder / "ledger.db").write_bytes(staffed_once.read_bytes())
    with Place(str(folder / "ledger.db"), "", folder).open() as ledger:
        office = Office(ledger, _docket(folder))
        office.clock.now = dt.datetime(2012, 1, 20, 12, tzinfo=dt.UTC)
        yield office, {case: _claimed(office, case) for case in FAMILY}


def _claimed(office: Office, case: str) -> int:
    others = ", ".join(member for member in FAMILY if member != case)
    filed = {**FILED, "forms": ALL_FORMS, "family": KEY, "harm_by": "private actor"}
    claim = office.do("file-claim", "asylum 1", case, members=others, **filed).leaf.number
    mine = case in APPEALING
    judge = "judge 2" if mine else "judge 1"
    on = {"claim": str(claim), "judge": judge, "past_persecution_found": "no"}
    named = {"elements": "nexus, past-persecution" if mine else "internal-relocation"}
    office.do("decide-claim", "asylum 1", case, **{**DENIED, **on, **named})
    if mine:
        office.do("appeal-claim", "asylum 1", case, **{**APPEALED, "claim": str(claim)})
    return claim
