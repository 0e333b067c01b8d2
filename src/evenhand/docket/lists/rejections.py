"""Pairs that people found not to belong together, as a table that is given in."""

from __future__ import annotations

import re
import tempfile
from dataclasses import dataclass
from pathlib import Path

from evenhand.records.account import RejectSink, fingerprint
from evenhand.records.opening import open_any
from evenhand.terms.refusal import BadInput

COLUMNS = ("parent_id", "child_id", "facts", "reason")
_FINGERPRINT = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True)
class Rejection:
    """A pair that was rejected, the fingerprint of the facts it was judged on, and why."""

    parent_id: str
    child_id: str
    facts: str
    reason: str


def read_rejections(path: Path) -> list[Rejection]:
    """Read a table of rejections; raises BadInput if a row cannot be used, for none may be lost.

    A rejection that was dropped unnoticed would be proposed again, and one that holds for other
    facts would hide a link; so there is no half-read table.
    """
    reading = open_any(fingerprint(path), columns=COLUMNS)
    found = []
    with tempfile.TemporaryDirectory() as folder, RejectSink(Path(folder) / "rejects") as sink:
        for batch in reading.batches(sink):
            for row, *values in zip(*batch.to_pydict().values(), strict=True):
                texts = [(value or "").strip() for value in values]
                if not all(texts) or not _FINGERPRINT.fullmatch(texts[2]):
                    raise BadInput(
                        f"{path.name}, row {row}: a rejection needs parent_id, child_id, facts "
                        "(32 hex digits, as the links give it) and a reason.",
                        "Copy the first three from `evenhand families review`; say why in reason.",
                    )
                found.append(Rejection(*texts))
        if sink.count:
            raise BadInput(
                f"{path.name}: {sink.count} rows cannot be read.",
                "Mend them; a rejection that is lost would be proposed again.",
            )
    return found
