"""What a report rests on: the docket, its findings, the instruments, and an engine to count in."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evenhand.docket.snapshot import Docket
from evenhand.engines.duck import Connection, literal
from evenhand.guidance.instrument import Instrument
from evenhand.review.codes import Codes
from evenhand.review.decoding import Findings, open_findings
from evenhand.review.placing import standing
from evenhand.terms.refusal import BadDocket

NOT_OF_IT = "Review this docket again, and write the report from those findings."


@dataclass(frozen=True)
class Reviewed:
    """A docket and its findings; ``first`` and ``last`` are the earliest and latest review day.

    ``manifest`` is what the review left beside its findings, empty if nothing stands there.
    """

    con: Connection
    docket: Docket
    findings: Findings
    instruments: tuple[Instrument, ...]
    manifest: Mapping[str, Any]
    first: dt.date | None
    last: dt.date | None

    @property
    def cases(self) -> int:
        """The number of cases in the docket."""
        return int(self.docket.manifest["tables"]["facts"])

    def rows(self, select: str) -> list[tuple[Any, ...]]:
        """Run one aggregate query."""
        return self.con.execute(select).fetchall()

    def codes(self, instrument: Instrument) -> Codes:
        """Give the code table that an instrument's findings were written with."""
        return self.findings.codes[instrument.id]

    def bits(
        self, instrument: Instrument, masks: Mapping[str, Mapping[str, int]]
    ) -> list[dict[str, int]]:
        """Count the findings of an instrument that have each bit of several masks."""
        asked = [(mask, bit) for mask, bits in masks.items() for bit in bits.values()]
        counted = ", ".join(f"count_if(({mask} & {bit}) <> 0)" for mask, bit in asked)
        found = self.rows(
            f"SELECT {counted or 'NULL'} FROM {self.findings.table} "
            f"WHERE instrument = {literal(instrument.id)}"
        )
        # Over no rows at all the engine's count_if is NULL.
        counts = iter([count or 0 for count in found[0]] if found else ())
        return [{id: next(counts) for id in bits} for bits in masks.values()]

    def days(self) -> str:
        """Say as of which days the cases were reviewed."""
        if self.first is None:
            return "as of no day, for there are no cases"
        if self.first == self.last:
            return f"as of {self.first}"
        return f"each as of its own day, from {self.first} to {self.last}"

    def digest(self) -> tuple[str, str]:
        """Give a digest of the findings, and what it is of: a file's bytes, or what a folder says.

        The files of a folder come in no order of their own, and Spark names them anew each time.
        """
        if self.findings.path.is_dir():
            return "Fingerprint", self.findings.fingerprint(self.con)
        with self.findings.path.open("rb") as handle:
            return "SHA-256", hashlib.file_digest(handle, "sha256").hexdigest()


def read_back(
    con: Connection, docket: Docket, path: Path, instruments: Sequence[Instrument]
) -> Reviewed:
    """Open findings and check that they are of this docket and these instruments.

    Raises BadDocket where they are of another snapshot, version or number of cases: the page
    would put one document's words beside another's numbers.
    """
    findings = open_findings(con, path)
    chosen = tuple({instrument.id: instrument for instrument in instruments}.values())
    found = con.execute(
        f"SELECT instrument, instrument_version, snapshot, count(*), min(as_of), max(as_of) "
        f"FROM {findings.table} GROUP BY ALL"
    ).fetchall()
    for instrument in chosen:
        _check(docket, findings, instrument, [row for row in found if row[0] == instrument.id])
    days = [day for row in found for day in row[4:] if day]
    manifest = standing(path)
    first, last = min(days, default=None), max(days, default=None)
    return Reviewed(con, docket, findings, chosen, manifest, first, last)


def _check(
    docket: Docket, findings: Findings, instrument: Instrument, found: Sequence[tuple[Any, ...]]
) -> None:
    if instrument.id not in findings.codes:
        raise BadDocket(f"{findings.path.name} has no findings of {instrument.id}.", NOT_OF_IT)
    cases = docket.manifest["tables"]["facts"]
    if sum(row[3] for row in found) != cases:
        raise BadDocket(
            f"{findings.path.name} does not have one finding under {instrument.id} for each of the "
            f"{cases:,} cases of {docket.folder.name}.",
            NOT_OF_IT,
        )
    for _, version, snapshot, *_ in found:
        if snapshot != docket.snapshot:
            raise BadDocket(
                f"{findings.path.name} is about snapshot {snapshot}, and {docket.folder.name} is "
                f"{docket.snapshot}.",
                NOT_OF_IT,
            )
        if version != instrument.full_version:
            raise BadDocket(
                f"{findings.path.name} was made with version {version} of {instrument.id}; the "
                f"one at hand is {instrument.full_version}.",
                NOT_OF_IT,
            )
