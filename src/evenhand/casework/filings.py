"""Every filing of a claim on a ledger, by case: read once, then only what was added since.

Linked cases are looked for among all filings, and a ledger is long. What is kept here lives as long
as the process and is never asked alone: whoever is found by it is read from the ledger itself. It
is made anew where another ledger stands in the same place; what is destroyed goes from it too.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from evenhand.casework.claims import FILE
from evenhand.ledger.leaf import Leaf
from evenhand.ledger.opening import Ledger
from evenhand.ledger.reading import leaves_after, several

Filing = Mapping[str, Any]  # the family's key and the members that one filing names
AT_ONCE, LEDGERS = 2_000, 4


@dataclass(frozen=True)
class _Known:
    """The filings up to an entry, by number; it must still be there for them to count."""

    last: Leaf | None = None
    filed: Mapping[int, tuple[str, Filing]] = field(default_factory=dict)


_KNOWN: dict[tuple[str, str], _Known] = {}


def filings(ledger: Ledger) -> Mapping[str, Sequence[Filing]]:
    """Give what the filings on each case name, struck ones too."""
    place = (ledger.origin, ledger.store.place)
    known = _KNOWN.get(place, _Known())
    if not _stands(ledger, known):
        known = _Known()
    while added := leaves_after(ledger, known.last.number if known.last else 0, AT_ONCE):
        known = _with(ledger, known, added)
    if len(_KNOWN) >= LEDGERS and place not in _KNOWN:
        _KNOWN.clear()
    _KNOWN[place] = known
    by_case: dict[str, list[Filing]] = {}
    for case, said in known.filed.values():
        by_case.setdefault(case, []).append(said)
    return by_case


def _stands(ledger: Ledger, known: _Known) -> bool:
    """Whether the last entry that is known is the one that the ledger has in its place."""
    if known.last is None:
        return True
    return leaves_after(ledger, known.last.number - 1, 1) == [known.last]


def _with(ledger: Ledger, known: _Known, added: Sequence[Leaf]) -> _Known:
    filed = dict(known.filed)
    for one in several(ledger, (leaf.number for leaf in added if leaf.act == FILE)):
        case, said = one.value("case"), one.value("payload")
        if case is not None and isinstance(said, Mapping):
            named = {name: said[name] for name in ("family", "members") if name in said}
            filed[one.leaf.number] = (case, named)
    for leaf in added:
        for number, _ in leaf.destroys:
            filed.pop(number, None)
    return _Known(added[-1], filed)
