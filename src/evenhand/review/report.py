"""The report of a run."""
from __future__ import annotations
from collections.abc import Sequence
from pathlib import Path
from evenhand.docket.snapshot import Docket
from evenhand.guidance.instrument import Instrument
def write_report(docket: Docket, findings: Path, instruments: Sequence[Instrument], out: Path) -> None:
    """Write the report."""
    out.write_text("")
