"""The safeguards at hand: those shipped with Evenhand, and any folder a user names."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path

from evenhand.docket.catalogue import catalogue
from evenhand.safeguards.safeguard import FILE, Safeguard, read_safeguard
from evenhand.terms.refusal import BadGuidance


@cache
def shipped() -> tuple[Safeguard, ...]:
    """Load every shipped safeguard, in the order in which they are shown."""
    root = Path(str(files("evenhand.safeguards").joinpath("holds")))
    folders = sorted(path.parent for path in root.glob(f"*/{FILE}"))
    found = [read_safeguard(folder, catalogue()) for folder in folders]
    return tuple(sorted(found, key=lambda safeguard: safeguard.place))


def find(ids: Sequence[str]) -> list[Safeguard]:
    """Find safeguards by id, or by the path of a folder; raises BadGuidance for an unknown one."""
    known = {safeguard.id: safeguard for safeguard in shipped()}
    found = []
    for id in dict.fromkeys(ids):
        if id in known:
            found.append(known[id])
        elif Path(id).is_dir():
            found.append(read_safeguard(Path(id), catalogue()))
        else:
            raise BadGuidance(
                f"There is no safeguard {id}.",
                f"Shipped are: {', '.join(known)}. Or name the folder of your own.",
            )
    return found
