"""Writing the report: counted first, then put in its place whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from evenhand.docket.snapshot import Docket
from evenhand.engines.duck import DiskError, connect
from evenhand.guidance.instrument import Instrument
from evenhand.review.report.page import page
from evenhand.review.report.reviewed import read_back
from evenhand.terms.refusal import NoRoom

_FAILURES: tuple[type[Exception], ...] = (*DiskError, OSError)
_REMEDY = "What was there before is untouched. Free some space, or choose another --report."


def write_report(
    docket: Docket, findings: Path, instruments: Sequence[Instrument], out: Path
) -> None:
    """Write the report of a review as one HTML file that needs nothing else.

    The same findings give the same file, byte for byte. Raises BadDocket where the findings are
    not of this docket and these instruments, NoRoom where the file cannot be written.
    """
    if not out.parent.is_dir():
        raise NoRoom(f"There is no folder {out.parent}.", "Make it, or choose another --report.")
    part = out.with_name(f".{out.name}.part-{os.getpid()}")
    try:
        with part.open("w", encoding="utf-8") as handle:
            handle.write(_counted(docket, findings, instruments))
            handle.flush()
            os.fsync(handle.fileno())
        os.replace(part, out)
    except _FAILURES as error:
        reason = getattr(error, "strerror", None) or str(error).splitlines()[0]
        raise NoRoom(f"The report {out.name} could not be written: {reason}.", _REMEDY) from None
    finally:
        part.unlink(missing_ok=True)


def _counted(docket: Docket, findings: Path, instruments: Sequence[Instrument]) -> str:
    con = connect()
    try:
        return page(read_back(con, docket, findings, instruments))
    finally:
        con.close()
