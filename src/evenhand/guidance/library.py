"""The instruments at hand: those shipped with Evenhand, and any folder a user names."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path

from evenhand.docket.catalogue import catalogue
from evenhand.guidance.instrument import Instrument, read_instrument
from evenhand.terms.refusal import BadGuidance


def shipped() -> list[Instrument]:
    """Load every shipped instrument, in order of its id."""
    root = Path(str(files("evenhand.guidance").joinpath("instruments")))
    folders = sorted(path.parent for path in root.glob("*/instrument.toml"))
    return [read_instrument(folder, catalogue()) for folder in folders]


def find(ids: Sequence[str]) -> list[Instrument]:
    """Find instruments by id, or by the path of a folder; raises BadGuidance for an unknown one."""
    known = {instrument.id: instrument for instrument in shipped()}
    found = []
    for id in ids:
        if id in known:
            found.append(known[id])
        elif Path(id).is_dir():
            found.append(read_instrument(Path(id), catalogue()))
        else:
            raise BadGuidance(
                f"There is no instrument {id}.",
                f"Shipped are: {', '.join(known)}. Or name the folder of your own.",
            )
    return found


def in_force_on(day: dt.date) -> list[Instrument]:
    """Give the shipped instruments that governed a decision on a day."""
    return [instrument for instrument in shipped() if instrument.in_force.covers(day)]
