"""Loads a docket into the site that this process has opened, with the files taken in on pages."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from django.conf import settings

from evenhand.ledger.opening import opened
from evenhand.workbench.queueing.making import load
from evenhand.workbench.uploads.kept import kept_files


def load_site(docket: Path, findings: Path, tell: Callable[[str], None]) -> None:
    """Load it in place of another; what the ledger says was taken in is part of it."""
    place = settings.PLACE
    with opened(place.ledger) as ledger:
        files = kept_files(place.folder, ledger)
    load(docket, findings, place.loaded, tell, files)
