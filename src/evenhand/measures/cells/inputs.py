"""What measures are computed from: a docket, findings, tables of the ledger, an earlier release."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa

from evenhand.docket.snapshot import Docket
from evenhand.guidance.instrument import Instrument
from evenhand.measures.cells.period import Period


@dataclass(frozen=True)
class Inputs:
    """Everything handed in. ``ledger``: the tables that `evenhand case tables` writes, by name.

    ``instrument`` is the one whose findings say what guidance makes of each case. ``after`` is the
    last day these findings know of: what is counted as their effect comes later.
    """

    period: Period
    docket: Docket | None = None
    findings: Path | None = None
    instrument: Instrument | None = None
    after: dt.date | None = None
    ledger: Mapping[str, pa.Table] = field(default_factory=dict)
    earlier: Docket | None = None
    judges: Mapping[str, str] = field(default_factory=dict)

    def has(self, what: str) -> bool:
        """Whether something a measure needs was handed in: docket, findings, earlier or a table."""
        if what in ("docket", "findings", "earlier"):
            return getattr(self, what) is not None
        if what in ("proceedings", "applications", "convictions"):
            return self.docket is not None and self.docket.manifest["tables"].get(what, 0) > 0
        return what in self.ledger
