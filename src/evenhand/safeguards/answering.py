"""May removal go ahead? Answered with what stands open, and never with a yes.

Nothing here approves. Where nothing stands open the answer says only that, of what is on record,
and names what is not known.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, get_args

from evenhand.docket.catalogue import Protection
from evenhand.docket.snapshot import Known
from evenhand.docket.tracing import in_words
from evenhand.guidance.interpret import Facts
from evenhand.safeguards.clearance import Clearance, may_be_overridden
from evenhand.safeguards.live import Hold, holds_of
from evenhand.safeguards.safeguard import Safeguard
from evenhand.safeguards.state import STANDING, WORDS, State

EVERYTHING: frozenset[Protection] = frozenset(get_args(Protection))
MUST_WAIT = "Removal must wait: {count}."
NOTHING_OPEN = (
    "Nothing on record stands open. That is what the record says, and no more: a person decides, "
    "and answers for it."
)
PART_ONLY = (
    "Of what may be shown here nothing stands open. Whether the removal must wait cannot be told "
    "from this."
)
# One sentence for one such hold or for five, whatever they are.
MORE = "a safeguard is open that is not shown here"
LEFT_OUT = (
    "This answer leaves out whatever rests on facts marked {marks}, whether or not there is any. "
    "Ask a person who may see them before anyone acts."
)


@dataclass(frozen=True)
class RemovalAnswer:
    """What stands between a case and its removal, on a day, as far as one may see.

    ``standing`` keeps the removal waiting. ``flagged`` is what an exception lifted, ``overridden``
    and ``cleared`` what an entry did; ``unknown`` what is not known and holds nothing up.
    ``left_out`` are the marks whose facts the asker may neither see nor be told of, ``more_open``
    whether something stands open that the asker is told of and not shown.
    """

    as_of: dt.date
    standing: tuple[Hold, ...]
    flagged: tuple[Hold, ...]
    overridden: tuple[Hold, ...]
    cleared: tuple[Hold, ...]
    unknown: tuple[Hold, ...]
    left_out: tuple[Protection, ...]
    more_open: bool = False

    @property
    def must_wait(self) -> bool:
        """Whether anything that may be shown or told stands open. False is no permission."""
        return bool(self.standing) or self.more_open

    @property
    def says(self) -> str:
        """The answer in words."""
        hidden = LEFT_OUT.format(marks=" or ".join(self.left_out)) if self.left_out else ""
        if self.standing:
            number = len(self.standing)
            count = "one hold stands open" if number == 1 else f"{number} holds stand open"
            said = MUST_WAIT.format(count=f"{count}, {MORE}" if self.more_open else count)
        elif self.more_open:
            said = MUST_WAIT.format(count=MORE)
        else:
            said = PART_ONLY if self.left_out else NOTHING_OPEN
        return f"{said} {hidden}".strip()


def may_removal_go_ahead(
    safeguards: Sequence[Safeguard],
    facts: Facts,
    as_of: dt.date,
    *,
    children: Sequence[str] = (),
    clearances: Sequence[Clearance] = (),
    episode: str = "",
    may_see: Collection[Protection] = EVERYTHING,
    told: Collection[Protection] = (),
) -> RemovalAnswer:
    """Answer for one case, for an asker who may see facts of the marks ``may_see``.

    A hold whose ground is protected is left out for those who may not see such facts, and the
    answer says so in the same words for every case: a gap that showed only where there is
    something to hide would tell it. Of the marks ``told`` it says that something is open, and no
    more, to those who must know that the removal waits.
    """
    found = holds_of(
        safeguards, facts, as_of, children=children, clearances=clearances, episode=episode
    )
    holds = [hold for hold in found if hold.safeguard.protection in may_see]
    more = {hold.safeguard.protection for hold in found if hold.state in STANDING} - {*may_see}
    marks = {item.protection for item in safeguards}
    by_state = {state: tuple(hold for hold in holds if hold.state is state) for state in State}
    return RemovalAnswer(
        as_of,
        standing=tuple(hold for hold in holds if hold.state in STANDING),
        flagged=by_state[State.LIFTED],
        overridden=by_state[State.OVERRIDDEN],
        cleared=by_state[State.CLEARED],
        unknown=by_state[State.UNKNOWN],
        left_out=tuple(
            m for m in get_args(Protection) if m in marks and m not in may_see and m not in told
        ),
        more_open=bool(more & {*told}),
    )


def as_object(answer: RemovalAnswer, facts: Facts) -> dict[str, Any]:
    """Give an answer as plain values, each hold with its citations and what would clear it."""
    parts = ("standing", "flagged", "overridden", "cleared", "unknown")
    return {
        "as_of": str(answer.as_of),
        "says": answer.says,
        "must_wait": answer.must_wait,
        "left_out": list(answer.left_out),
        "more_open": answer.more_open,
        **{
            part: [hold_as_object(h, facts, answer.as_of) for h in getattr(answer, part)]
            for part in parts
        },
    }


def hold_as_object(hold: Hold, facts: Mapping[str, Known], as_of: dt.date) -> dict[str, Any]:
    """Give one hold as plain values."""
    safeguard = hold.safeguard
    return {
        "hold": safeguard.id,
        "title": safeguard.title,
        "child": hold.child,
        "state": str(hold.state),
        "says": safeguard.says,
        "stands": WORDS[hold.state],
        "basis": safeguard.basis,
        "protection": safeguard.protection,
        "version": safeguard.full_version,
        "sources": list(sources_on(safeguard, as_of)),
        "because": {f: in_words(facts[f]) if f in facts else "listed" for f in hold.because},
        "missing": [
            {"fact": fact, "asks": safeguard.catalogue[fact].asks}
            for fact in _asking_order(safeguard, hold.missing)
        ],
        "why_unknown": _why_unknown(hold),
        "clears": [
            {"document": item.document, "says": item.says, "roles": list(item.roles)}
            for item in safeguard.clears
        ],
        "override": _override(safeguard),
        "entry": hold.entry,
        "notes": list(safeguard.notes),
    }


def sources_on(safeguard: Safeguard, as_of: dt.date) -> Iterator[dict[str, Any]]:
    """Give the texts a safeguard rests on, and which of them were in force on a day."""
    for source in safeguard.sources:
        yield {
            "citation": source.citation,
            "says": source.says,
            "status": source.status,
            "from": str(source.since) if source.since else None,
            "until": str(source.until) if source.until else None,
            "in_force": source.covers(as_of),
        }


def _asking_order(safeguard: Safeguard, missing: Sequence[str]) -> list[str]:
    return sorted(missing, key=safeguard.ask_first.index)


def _why_unknown(hold: Hold) -> dict[str, str] | None:
    if not hold.missing:
        return None
    unknown = hold.safeguard.unknown
    return {"because": unknown.because, "where": unknown.where, "status": unknown.status}


def _override(safeguard: Safeguard) -> dict[str, str]:
    override = safeguard.override
    if may_be_overridden(safeguard):
        return {"role": override.role, "asks": override.asks}
    return {"nobody": override.nobody}
