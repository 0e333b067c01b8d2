"""Gathers what a run of measures is given: opens and checks the files, and settles the period."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from evenhand import __version__
from evenhand.asylum.decided import CLAIMS
from evenhand.docket.snapshot import Docket, open_docket
from evenhand.engines.duck import connect
from evenhand.guidance.instrument import Instrument
from evenhand.guidance.library import find
from evenhand.measures.cells.inputs import Inputs
from evenhand.measures.cells.period import Period, usual
from evenhand.review.decoding import open_findings
from evenhand.safeguards.inspection import DETERMINATIONS, REMOVALS, STATES
from evenhand.terms.refusal import BadDocket, BadInput

LEDGER = {
    "removals": REMOVALS, "states": STATES, "determinations": DETERMINATIONS, "claims": CLAIMS,
}  # fmt: skip


@dataclass(frozen=True)
class Asked:
    """What a run was given, as paths and days."""

    docket: Path
    findings: Path | None = None
    instrument: str | None = None
    ledger: Path | None = None
    earlier: Path | None = None
    since: dt.date | None = None
    until: dt.date | None = None


def gather(asked: Asked) -> tuple[Inputs, dict[str, Any]]:
    """Open everything; gives the inputs, and what is told of them beside the results."""
    docket = open_docket(asked.docket)
    earlier = open_docket(asked.earlier) if asked.earlier else None
    instrument, after, version = None, None, None
    if asked.findings is not None:
        instrument, after, version = _findings(asked.findings, asked.instrument)
    period = _period(docket, asked, after)
    inputs = Inputs(
        period=period,
        docket=docket,
        findings=asked.findings,
        instrument=instrument,
        after=after,
        ledger=_ledger(asked.ledger) if asked.ledger else {},
        earlier=earlier,
    )
    told = {
        "made_by": {"evenhand": __version__},
        "period": str(period),
        "snapshot": docket.snapshot,
        "as_of": docket.as_of or str(_last_record(docket)),
        "earlier": earlier.snapshot if earlier else None,
        "instrument": version,
        "findings_of": str(after) if after else None,
    }
    return inputs, told


def _findings(path: Path, wanted: str | None) -> tuple[Instrument, dt.date, str]:
    """Find the instrument whose findings are meant, and the last day that they know of."""
    con = connect(threads=1)
    try:
        found = open_findings(con, path)
        ids = list(found.codes)
        if wanted is None and len(ids) > 1:
            raise BadInput(
                f"{path.name} has findings of {', '.join(ids)}.", "Say which with --instrument."
            )
        id = wanted or ids[0]
        [(last, version)] = con.execute(
            f"SELECT max(as_of), any_value(instrument_version) FROM {found.table} "
            "WHERE instrument = ?", [id]
        ).fetchall()  # fmt: skip
    finally:
        con.close()
    if last is None:
        raise BadDocket(f"{path.name} has no findings of {id}.", f"It has those of {ids}.")
    (instrument,) = find([id])
    if instrument.full_version != version:
        raise BadDocket(
            f"The findings are of {id} {version}; here that instrument is "
            f"{instrument.full_version}.",
            "Review the docket again.",
        )
    return instrument, last, f"{id} {version}"


def _period(docket: Docket, asked: Asked, after: dt.date | None) -> Period:
    """Settle the period: as said, else the twelve whole months before the docket's day.

    Where findings know of days inside those months, it begins on the first day that they do not.
    """
    last = dt.date.fromisoformat(docket.as_of) if docket.as_of else _last_record(docket)
    until = asked.until or usual(last).until
    since = asked.since or usual(until).since
    if not asked.since and after is not None and since < after < until:
        since = after
    return Period(since, until)


def _last_record(docket: Docket) -> dt.date:
    con = connect(threads=1)
    try:
        [(last,)] = con.execute(f"SELECT max(recorded_on) FROM {docket.table('cases')}").fetchall()
    finally:
        con.close()
    if not isinstance(last, dt.date):
        raise BadDocket(
            f"{docket.folder.name} has no case with a day.", "Import the records again."
        )
    return last


def _ledger(folder: Path) -> Mapping[str, pa.Table]:
    """Read the ledger's tables that measures count, each checked for its form."""
    if not folder.is_dir():
        raise BadInput(
            f"There is no folder {folder}.",
            "Write it with `evenhand case tables LEDGER --out DIR`.",
        )
    found = {}
    for name, schema in LEDGER.items():
        path = folder / f"{name}.parquet"
        if not path.exists():
            continue
        try:
            found[name] = pq.read_table(path).select(schema.names).cast(schema)
        except (OSError, KeyError, pa.ArrowInvalid, pa.ArrowNotImplementedError) as error:
            raise BadInput(
                f"{path.name} is not of its form: {str(error).splitlines()[0]}",
                f"Its columns are {', '.join(f'{f.name} ({f.type})' for f in schema)}.",
            ) from None
    if not found:
        raise BadInput(
            f"{folder} has none of {', '.join(f'{name}.parquet' for name in LEDGER)}.",
            "Write them with `evenhand case tables LEDGER --out DIR`.",
        )
    return found
