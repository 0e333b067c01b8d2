"""The site's docket and ledger, opened for one request and followed up to now."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.conf import settings

from evenhand.ledger.opening import Ledger, opened
from evenhand.workbench.queueing.following import follow
from evenhand.workbench.queueing.loaded import Loaded, open_loaded


@dataclass(frozen=True)
class Opened:
    """What a request works with; ``followed`` is the last entry that the lists know of."""

    ledger: Ledger
    loaded: Loaded
    followed: int


def loaded_now() -> Loaded:
    """Give the docket that the site shows."""
    return open_loaded(settings.PLACE.loaded)


@contextmanager
def opened_ledger() -> Iterator[Opened]:
    """Open both."""
    loaded = loaded_now()
    with opened(settings.PLACE.ledger) as ledger:
        yield Opened(ledger, loaded, follow(ledger, loaded))
