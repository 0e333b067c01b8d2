"""Which measures make one release: all together, less those that are in the way, each by its name.

All are tried together first, since most often they make one. A refusal mostly says whose cells are
in the way: that measure is left out, with its reason, and the others are tried again, so that each
turn leaves one out and it ends. Only where a refusal names nobody is each tried by itself.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from evenhand.cli.making_release import Labels, MadeRelease, Note, make_release, refused_alone
from evenhand.disclosure.documents import Document
from evenhand.measures.result import Result
from evenhand.terms.refusal import Unsafe


def fit_together(
    results: Sequence[Result],
    told: Mapping[str, Any],
    labels: Labels,
    before: Sequence[Document],
    note: Note = lambda sentence: None,
) -> tuple[MadeRelease, dict[str, Unsafe]]:
    """Make one release of all that can stand in it; give why each of the others cannot.

    Refuses where nothing can, with the first reason, and where a refusal names no measure and each
    makes a release by itself.
    """
    kept, refused = list(results), dict[str, Unsafe]()
    alone_tried = False
    while True:
        counted = [one for one in kept if one.tables or one.estimates]
        if refused and not counted:
            raise next(iter(refused.values()))
        try:
            return make_release(kept, told, labels, before, note), refused
        except Unsafe as refusal:
            if len(counted) == 1:
                raise next(iter(refused.values()), refusal) from None
            out = _in_the_way(refusal, counted)
            if not out and not alone_tried:
                note(f"{refusal.what} Each measure is tried by itself.")
                out, alone_tried = refused_alone(counted, told, labels, before), True
            if not out:
                raise _not_together(refusal, counted) from None
            for name, reason in out.items():
                note(f"{name} is left out: {reason.what}")
            refused |= out
            kept = [one for one in kept if one.measure.id not in out]


def _in_the_way(refusal: Unsafe, counted: Sequence[Result]) -> dict[str, Unsafe]:
    """Give the measure that a refusal names first, with the refusal."""
    names = {one.measure.id for one in counted}
    return dict.fromkeys([name for name in refusal.of if name in names][:1], refusal)


def _not_together(refusal: Unsafe, counted: Sequence[Result]) -> Unsafe:
    names = ", ".join(one.measure.id for one in counted)
    return Unsafe(
        refusal.what,
        f"Each by itself makes a release, and all together do not: {names}. Name fewer, with "
        f"--measure. {refusal.remedy}",
    )
