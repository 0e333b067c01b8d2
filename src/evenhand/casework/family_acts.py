"""Every act about a family, in the order in which docs/families.md lists them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from evenhand.casework.acts import (
    assert_tie,
    attempt_contact,
    claim_tie,
    doubt_tie,
    halt_reunification,
    lift_withholding,
    plan_reunification,
    propose_tie,
    record_apart,
    record_lead,
    record_preference,
    record_reunification,
    record_separation,
    record_whereabouts,
    reject_tie,
    resume_contact,
    share,
    withhold,
)
from evenhand.casework.attempt import Attempt, Recorded
from evenhand.casework.possible import Possible
from evenhand.casework.proposal import Proposal
from evenhand.casework.rule import Rule
from evenhand.casework.sealing import Keyring

NOTHING, PROPOSAL, KEYS, LINKS = "nothing", "proposal", "keys", "links"


@dataclass(frozen=True)
class Handed:
    """What an act is given beside the ledger and its fields."""

    proposal: Proposal | None = None
    keys: Keyring | None = None
    links: str = ""
    possible: Sequence[Possible] = ()


@dataclass(frozen=True)
class Listed:
    """One act: its rule, what it needs beside the ledger, and how to do it."""

    rule: Rule
    needs: str
    do: Callable[[Attempt, Handed], Recorded]


def _plain(rule: Rule, act: Callable[[Attempt], Recorded]) -> Listed:
    return Listed(rule, NOTHING, lambda attempt, handed: act(attempt))


def _lead(attempt: Attempt, handed: Handed) -> Recorded:
    assert handed.keys is not None
    return record_lead.record_lead(attempt, handed.keys)


_LISTED = (
    Listed(propose_tie.RULE, LINKS,
           lambda a, h: propose_tie.propose_tie(a, h.links, h.possible)),
    _plain(claim_tie.RULE, claim_tie.claim_tie),
    Listed(assert_tie.RULE, PROPOSAL, lambda a, h: assert_tie.assert_tie(a, h.proposal)),
    Listed(reject_tie.RULE, PROPOSAL, lambda a, h: reject_tie.reject_tie(a, h.proposal)),
    _plain(doubt_tie.RULE, doubt_tie.doubt_tie),
    _plain(record_separation.RULE, record_separation.record_separation),
    _plain(plan_reunification.RULE, plan_reunification.plan_reunification),
    _plain(halt_reunification.RULE, halt_reunification.halt_reunification),
    _plain(record_reunification.RULE, record_reunification.record_reunification),
    _plain(record_apart.RULE, record_apart.record_apart),
    _plain(record_preference.RULE, record_preference.record_preference),
    Listed(record_lead.RULE, KEYS, _lead),
    _plain(record_whereabouts.RULE, record_whereabouts.record_whereabouts),
    _plain(attempt_contact.RULE, attempt_contact.attempt_contact),
    _plain(resume_contact.RULE, resume_contact.resume_contact),
    _plain(withhold.RULE, withhold.withhold),
    _plain(lift_withholding.RULE, lift_withholding.lift_withholding),
    _plain(share.RULE, share.share),
)  # fmt: skip
FAMILY_ACTS: Mapping[str, Listed] = {listed.rule.act: listed for listed in _LISTED}
