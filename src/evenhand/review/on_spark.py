"""The bulk review on Spark: the same statement and findings, from and to any store Spark reaches.

A docket is the folder that ``docket import`` made, copied to that store as it is; of it a review
reads ``manifest.json`` and ``facts.parquet``.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import os
import uuid
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from evenhand.docket.snapshot import Docket, not_a_docket, read_manifest
from evenhand.engines.spark import Cluster, Session, SparkFault
from evenhand.guidance.instrument import Instrument
from evenhand.review.fingerprint import IN_SPARK, fingerprint_of, sums
from evenhand.review.manifest import (
    Run,
    as_text,
    check_counts,
    described,
    entry,
    manifest_of,
)
from evenhand.review.selecting import Days, Kinds, once_each, outside, selects
from evenhand.terms.refusal import BadDocket, NoRoom

TEXT = Kinds(*["STRING"] * 5)
NOTE = "evenhand"
CHANGED = "It was changed after its import, or is damaged. Import the records again."
Address = str | os.PathLike[str]


def review_on_spark(
    session: Session,
    docket: Address,
    instruments: Sequence[Instrument],
    out: Address,
    *,
    as_of: dt.date | None = None,
    tell: Callable[[str, int, int], None] = lambda what, done, of: None,
) -> Run:
    """Review every case of a docket on a Spark session; as ``review_docket`` does on DuckDB.

    ``docket`` and ``out`` are paths or addresses (file:, hdfs:, s3a:, ...) as Spark takes them.
    The findings are a folder of Parquet files, written beside ``out`` and renamed to it at the
    end; what stands there already is refused. The session's own settings are left as they are.
    """
    instruments = once_each(instruments)
    work = _Work(Cluster(session), _plain(docket), _plain(out))
    try:
        return work.done(instruments, as_of, tell)
    except SparkFault as fault:
        raise NoRoom(
            f"The review could not be written: {fault}",
            "Nothing stands at --out. Mend that, or name another --out.",
        ) from None
    finally:
        work.clear()


def docket_on_spark(session: Session, docket: Address) -> Docket:
    """Open a docket in a store that Spark reaches: its manifest, to choose instruments by."""
    return _opened(Cluster(session), _plain(docket))


def _opened(cluster: Cluster, folder: str) -> Docket:
    try:
        text = cluster.text(f"{folder}/manifest.json")
    except SparkFault as fault:
        raise BadDocket(
            f"{folder} cannot be read: {fault}",
            "Check the address, and that Spark has the store's connector and credentials.",
        ) from None
    if text is None:
        raise not_a_docket(folder)
    return Docket(Path(folder), read_manifest(text, folder))


def _plain(address: Address) -> str:
    return os.fspath(address).rstrip("/")


class _Work:
    """One review: where it reads, where it writes, and what it has left behind so far."""

    def __init__(self, cluster: Cluster, folder: str, out: str) -> None:
        self.cluster = cluster
        self.folder = folder
        self.out = out
        self.part = f"{out}.part-{uuid.uuid4().hex}"

    def done(
        self,
        instruments: Sequence[Instrument],
        as_of: dt.date | None,
        tell: Callable[[str, int, int], None],
    ) -> Run:
        self._refuse_taken()
        docket = _opened(self.cluster, self.folder)
        try:
            self.cluster.view("facts", f"{self.folder}/facts.parquet")
        except SparkFault as fault:
            raise self._damaged(fault) from None
        day = as_of or (dt.date.fromisoformat(docket.as_of) if docket.as_of else None)
        days = self._days(docket)
        notes = {NOTE: json.dumps([described(instrument) for instrument in instruments])}
        for place, instrument in enumerate(instruments):
            tell(instrument.id, place, len(instruments))
            written = selects(instrument, "facts", docket.snapshot, TEXT, day, days)
            self.cluster.append(" UNION ALL ".join(written), self.part, notes)
        tell("findings written", len(instruments), len(instruments))
        manifest = self._manifest(docket, instruments, day)
        check_counts(docket.folder.name, manifest)
        self._put(manifest)
        return Run(self.out, manifest)

    def clear(self) -> None:
        """Take away what is half done; a store that is gone must not hide what went wrong."""
        with contextlib.suppress(SparkFault):
            self.cluster.remove(self.part)

    def _refuse_taken(self) -> None:
        try:
            taken = self.cluster.exists(self.out)
        except SparkFault as fault:
            raise NoRoom(
                f"The store of {self.out} cannot be reached: {fault}",
                "Spark needs the store's connector and credentials; see docs/engines.md.",
            ) from None
        if taken:
            raise NoRoom(
                f"{self.out} stands there already; on Spark nothing is replaced.",
                "Name another --out, or take it away first.",
            )

    def _days(self, docket: Docket) -> Days | None:
        """Give the first and last day of the records, having read them all once."""
        try:
            ((cases, dated, first, last),) = self.cluster.rows(
                "SELECT count(*), count(as_of), min(as_of), max(as_of) FROM facts"
            )
        except SparkFault as fault:
            raise self._damaged(fault) from None
        if (cases, dated) != (docket.manifest["tables"]["facts"],) * 2:
            name = docket.folder.name
            raise BadDocket(f"The facts of {name} are not those it was made with.", CHANGED)
        return (first, last) if cases else None

    def _damaged(self, fault: SparkFault) -> BadDocket:
        return BadDocket(f"The facts of {self.folder} cannot be read: {fault}", CHANGED)

    def _manifest(
        self, docket: Docket, instruments: Sequence[Instrument], day: dt.date | None
    ) -> dict[str, Any]:
        """Count what was written, from the files themselves."""
        self.cluster.view("findings", self.part)
        beyond = ", ".join(f"count_if({outside(instrument)})" for instrument in instruments)
        ((*counterfactual,),) = self.cluster.rows(f"SELECT {beyond} FROM findings")
        counted = [
            (str(id), str(kind), int(cases))
            for id, kind, cases in self.cluster.rows(
                "SELECT instrument, class, count(*) FROM findings GROUP BY instrument, class"
            )
        ]
        (row,) = self.cluster.rows(sums("findings", IN_SPARK))
        entries = [
            entry(instrument, counted, int(cases))
            for instrument, cases in zip(instruments, counterfactual, strict=True)
        ]
        engine = {
            "name": "spark",
            "version": self.cluster.version,
            "java": self.cluster.java_version,
        }
        made = manifest_of(docket, docket.folder.name, day, engine, entries)
        return {**made, "content": fingerprint_of(row)}

    def _put(self, manifest: dict[str, Any]) -> None:
        """Put both in place: the findings last, so that they never stand without a manifest."""
        place, _, name = self.out.rpartition("/")
        stem = Path(name).stem
        beside = f"{place}/{stem}.manifest.json" if place else f"{stem}.manifest.json"
        self.cluster.put_text(beside, as_text(manifest))
        self._refuse_taken()
        self.cluster.move(self.part, self.out)
