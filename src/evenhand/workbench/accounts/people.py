"""The register of people, as the ledger says it now."""

from __future__ import annotations

from django.conf import settings

from evenhand.casework.register import PEOPLE, Register, register
from evenhand.ledger.opening import Ledger, opened
from evenhand.ledger.reading import numbers_of_case

DOOR = "workbench"
# The register as of its last entry, by ledger: read anew as soon as there is a later one.
_known: dict[str, tuple[int, Register]] = {}


def register_now() -> Register:
    """Give the register of this site's ledger."""
    with opened(settings.PLACE.ledger) as ledger:
        return register_in(ledger)


def register_in(ledger: Ledger) -> Register:
    """Give the register of an open ledger."""
    numbers = numbers_of_case(ledger, PEOPLE)
    last = numbers[-1] if numbers else 0
    if _known.get(ledger.place, (-1, None))[0] != last:
        _known[ledger.place] = (last, register(ledger))
    return _known[ledger.place][1]
