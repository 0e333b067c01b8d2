"""The measures at hand: those shipped with Evenhand, and any file a user names."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path

from evenhand.measures.measure import Measure, read_measure
from evenhand.terms.refusal import BadInput


def shipped() -> list[Measure]:
    """Load every shipped measure, in order of its id."""
    root = Path(str(files("evenhand.measures").joinpath("definitions")))
    return [read_measure(path) for path in sorted(root.glob("*.toml"))]


def find(ids: Sequence[str]) -> list[Measure]:
    """Find measures by id, or by the path of a file; raises BadInput for an unknown one."""
    known = {measure.id: measure for measure in shipped()}
    found = []
    for id in dict.fromkeys(ids):
        if id in known:
            found.append(known[id])
        elif id.endswith(".toml"):
            found.append(read_measure(Path(id)))
        else:
            raise BadInput(
                f"There is no measure {id}.",
                f"Shipped are: {', '.join(known)}. Or name a file of your own, ending in .toml.",
            )
    return found
