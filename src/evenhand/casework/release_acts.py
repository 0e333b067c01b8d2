"""Every act on a release, and which of them are open to a person now, asked before they type."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from evenhand.casework import approve_release, issue_release, propose_release, refuse_release
from evenhand.casework.releases import ReleaseAttempt
from evenhand.casework.rule import Rule
from evenhand.ledger.leaf import Leaf
from evenhand.terms.refusal import Refusal


@dataclass(frozen=True)
class Listed:
    """One act: its rule, how to do it, and what asks whether a person may begin it."""

    rule: Rule
    do: Callable[[ReleaseAttempt], Leaf]
    check_who: Callable[[ReleaseAttempt], object]


def _listed(rule: Rule, do: Callable[[ReleaseAttempt], Leaf]) -> Listed:
    return Listed(rule, do, lambda attempt: attempt.stand(rule))


_LISTED = (
    _listed(propose_release.RULE, propose_release.propose_release),
    Listed(approve_release.RULE, approve_release.approve_release, approve_release.check_who),
    _listed(refuse_release.RULE, refuse_release.refuse_release),
    _listed(issue_release.RULE, issue_release.issue_release),
)
RELEASE_ACTS: Mapping[str, Listed] = {listed.rule.act: listed for listed in _LISTED}


@dataclass(frozen=True)
class OpenRelease:
    """One act: whether it is open to a person now, or the refusal they would get."""

    listed: Listed
    refusal: Refusal | None = None

    @property
    def act(self) -> str:
        """The act's word."""
        return self.listed.rule.act


def open_on_release(attempt: ReleaseAttempt) -> Iterator[OpenRelease]:
    """Give every act on a release; what is to be typed is not asked yet."""
    for listed in RELEASE_ACTS.values():
        yield OpenRelease(listed, _refusal(attempt, listed))


def _refusal(attempt: ReleaseAttempt, listed: Listed) -> Refusal | None:
    try:
        listed.check_who(attempt)
    except Refusal as refusal:
        return refusal
    return None
