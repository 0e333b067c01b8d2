"""A case explained with the ledger's facts, and beside each finding the snapshot's own.

The snapshot's finding is not replaced: where facts were recorded after it, it is shown as
superseded, by which entry, next to the finding of now and the entries that this one rests on.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from evenhand.casework.show_case import Shown
from evenhand.casework.visible import not_shown, visible_explanation, visible_instruments
from evenhand.docket.on_ledger import SOURCE
from evenhand.docket.snapshot import Docket
from evenhand.guidance.instrument import Instrument
from evenhand.review.explanation import Recorded, explain_case


def explained_now(
    shown: Shown,
    docket: Docket,
    instruments: Sequence[Instrument],
    as_of: dt.date | None,
    ledger: str,
) -> dict[str, Any]:
    """Explain a case as of now; each finding has ``superseded`` (or None) and ``rests_on``.

    Only what the person may see is explained; instruments that read more stand under ``not_shown``.
    """
    state = shown.state
    instruments, hidden = visible_instruments(instruments, shown.person)
    recorded = Recorded(state.facts, ledger)
    now = visible_explanation(
        explain_case(docket, state.case, instruments, as_of, recorded), shown.person
    )
    now["not_shown"] = [
        {"instrument": one.id, "says": not_shown(f"What {one.id} makes of the case")}
        for one in hidden
    ]
    by = state.facts_changed if state.facts_changed > _carried(docket, ledger) else None
    if by is None:
        olds = now["findings"]
    else:
        olds = explain_case(docket, state.case, instruments, as_of)["findings"]
    rests_on = [
        {"fact": one.fact, "value": one.value, "entry": one.entry}
        for one in sorted(state.facts.values(), key=lambda one: one.entry)
    ]
    for new, old in zip(now["findings"], olds, strict=True):
        new["rests_on"] = rests_on
        new["superseded"] = None
        if by is not None:
            new["superseded"] = {
                "class": old["class"], "says": old["says"], "snapshot": docket.snapshot, "by": by,
            }  # fmt: skip
    return now


def in_words(finding: dict[str, Any]) -> str:
    """Say how the snapshot's finding stands beside this one; empty if it is the finding of now."""
    old = finding["superseded"]
    if old is None:
        return ""
    rests = ", ".join(
        f"{one['fact']} {one['value']} (entry {one['entry']})" for one in finding["rests_on"]
    )
    return (
        f"on the snapshot alone {old['class']}, superseded by entry {old['by']}; "
        f"this one rests on {rests or 'no fact of the ledger: what was there was struck'}"
    )


def _carried(docket: Docket, ledger: str) -> int:
    """Give the last entry that a snapshot knows of, 0 if it was not carried from this ledger."""
    known = [
        item["size"]
        for item in docket.manifest["inputs"]
        if item["source"] == SOURCE and item["name"] == ledger
    ]
    return max(known, default=0)
