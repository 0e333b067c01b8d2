"""Every act on a case, in the order in which the documents list them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from evenhand.casework.acts import (
    account,
    agree_override,
    appeal_claim,
    ask_override,
    assign,
    clear_hold,
    close,
    consent,
    consent_on_claim,
    correct,
    decide_appeal,
    decide_claim,
    determine,
    disagree,
    escalate,
    extend_stay,
    file_claim,
    grant_stay,
    judge_fact,
    new_episode,
    parent_decision,
    recalendar,
    record_fact,
    recuse,
    refuse_override,
    remove,
    reopen_claim,
    reopen_hold,
    revoke_stay,
    second,
    share_claim,
    strike,
    take,
    unassign,
    withdraw_appeal,
    withdraw_claim,
    withdraw_claim_consent,
    withdraw_consent,
)  # fmt: skip
from evenhand.casework.attempt import Attempt, Recorded
from evenhand.casework.finding_now import Grounds
from evenhand.casework.rule import Rule
from evenhand.docket.snapshot import Docket

NOTHING, DOCKET, GROUNDS = "nothing", "docket", "grounds"


@dataclass(frozen=True)
class Listed:
    """One act: its rule, what it needs beside the ledger, and how to do it."""

    rule: Rule
    needs: str
    do: Callable[[Attempt, Docket | None, Grounds | None], Recorded]


def _plain(rule: Rule, act: Callable[[Attempt], Recorded]) -> Listed:
    return Listed(rule, NOTHING, lambda attempt, docket, grounds: act(attempt))


def _docket(rule: Rule, act: Callable[[Attempt, Docket], Recorded]) -> Listed:
    def do(attempt: Attempt, docket: Docket | None, grounds: Grounds | None) -> Recorded:
        assert docket is not None
        return act(attempt, docket)

    return Listed(rule, DOCKET, do)


def _grounds(rule: Rule, act: Callable[[Attempt, Grounds], Recorded]) -> Listed:
    def do(attempt: Attempt, docket: Docket | None, grounds: Grounds | None) -> Recorded:
        assert grounds is not None
        return act(attempt, grounds)

    return Listed(rule, GROUNDS, do)


_LISTED = (
    _docket(take.RULE, take.take),
    _plain(record_fact.RULE, record_fact.record_fact),
    _plain(judge_fact.RULE, judge_fact.judge_fact),
    _grounds(determine.RULE, determine.determine),
    _grounds(second.RULE, second.second),
    _plain(disagree.RULE, disagree.disagree),
    _plain(escalate.RULE, escalate.escalate),
    _plain(close.RULE, close.close),
    _plain(recalendar.RULE, recalendar.recalendar),
    _docket(remove.RULE, remove.remove),
    _plain(parent_decision.RULE, parent_decision.parent_decision),
    _plain(account.RULE, account.account),
    _plain(correct.RULE, correct.correct),
    _plain(strike.RULE, strike.strike),
    _plain(recuse.RULE, recuse.recuse),
    _plain(assign.RULE, assign.assign),
    _plain(unassign.RULE, unassign.unassign),
    _plain(clear_hold.RULE, clear_hold.clear_hold),
    _plain(ask_override.RULE, ask_override.ask_override),
    _plain(agree_override.RULE, agree_override.agree_override),
    _plain(refuse_override.RULE, refuse_override.refuse_override),
    _plain(reopen_hold.RULE, reopen_hold.reopen_hold),
    _plain(new_episode.RULE, new_episode.new_episode),
    _plain(grant_stay.RULE, grant_stay.grant_stay),
    _plain(extend_stay.RULE, extend_stay.extend_stay),
    _plain(revoke_stay.RULE, revoke_stay.revoke_stay),
    _plain(consent.RULE, consent.consent),
    _plain(withdraw_consent.RULE, withdraw_consent.withdraw_consent),
    _plain(file_claim.RULE, file_claim.file_claim),
    _plain(decide_claim.RULE, decide_claim.decide_claim),
    _plain(appeal_claim.RULE, appeal_claim.appeal_claim),
    _plain(decide_appeal.RULE, decide_appeal.decide_appeal),
    _plain(withdraw_appeal.RULE, withdraw_appeal.withdraw_appeal),
    _plain(withdraw_claim.RULE, withdraw_claim.withdraw_claim),
    _plain(reopen_claim.RULE, reopen_claim.reopen_claim),
    _plain(consent_on_claim.RULE, consent_on_claim.consent_on_claim),
    _plain(withdraw_claim_consent.RULE, withdraw_claim_consent.withdraw_claim_consent),
    _plain(share_claim.RULE, share_claim.share_claim),
)
ACTS: Mapping[str, Listed] = {listed.rule.act: listed for listed in _LISTED}
