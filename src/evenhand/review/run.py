"""The bulk review: every case of a docket under each instrument, into one file of findings."""

from __future__ import annotations

import datetime as dt
import json
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evenhand import __version__
from evenhand.docket.snapshot import Docket
from evenhand.engines.duck import AnyError, Connection, WriteError, connect, literal, version
from evenhand.guidance.instrument import Instrument
from evenhand.review.codes import codes_of
from evenhand.review.placing import clear, digest, make_way, manifest_path, put
from evenhand.review.statement import statement
from evenhand.terms.refusal import BadDocket, BadGuidance, NoRoom

__all__ = ["COLUMNS", "Run", "manifest_path", "review_docket"]

COLUMNS = (
    "case_id",
    "instrument",
    "instrument_version",
    "as_of",
    "class",
    "possible_classes",
    "yes",
    "unknown",
    "decisive_facts",
    "judged_facts_open",
    "review_level",
    "snapshot",
)
WRITE = "FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 122880"


@dataclass(frozen=True)
class Run:
    """A finished review: its file, its manifest, and cases by instrument and class."""

    findings: Path
    manifest: dict[str, Any]

    @property
    def counts(self) -> dict[str, dict[str, int]]:
        """Cases by instrument and class on the record."""
        return {item["id"]: item["counts"] for item in self.manifest["instruments"]}

    @property
    def counterfactual(self) -> dict[str, int]:
        """Cases by instrument reviewed on a day on which it did not govern."""
        return {item["id"]: item["counterfactual"] for item in self.manifest["instruments"]}


def review_docket(
    docket: Docket,
    instruments: Sequence[Instrument],
    out: Path,
    *,
    as_of: dt.date | None = None,
    memory_limit: str | None = None,
    tell: Callable[[str, int, int], None] = lambda what, done, of: None,
) -> Run:
    """Review every case of a docket and write the findings; they appear whole or not at all.

    ``as_of`` None reviews each case on the day its record stands for. Beside the findings stands
    ``<name>.manifest.json``: with it and the same docket anyone can repeat the run byte for byte.
    """
    instruments = list({instrument.id: instrument for instrument in instruments}.values())
    if not instruments:
        raise BadGuidance("No instrument was named.", "Add --instrument ID (see `guidance list`).")
    if not out.parent.is_dir():
        raise NoRoom(f"There is no folder {out.parent}.", "Make it, or choose another --out.")
    if out.is_dir():
        raise NoRoom(f"{out} is a folder.", "Name a file with --out.")
    make_way(out)
    part = out.with_name(f".{out.name}.part-{os.getpid()}")
    spill = part.with_name(f"{part.name}.spill")
    pieces: list[Path] = []
    con = connect(memory_limit, temp=spill)
    try:
        _refuse_unreadable(con, docket)
        day = as_of or (dt.date.fromisoformat(docket.as_of) if docket.as_of else None)
        _name_kinds(con, docket, instruments)
        metadata = literal(json.dumps([_described(i) for i in instruments]))
        whole = f"{WRITE}, KV_METADATA {{evenhand: {metadata}}}"
        for place, instrument in enumerate(instruments):
            tell(instrument.id, place, len(instruments))
            union = " UNION ALL ".join(_selects(con, docket, instrument, day))
            if len(instruments) == 1:
                con.execute(f"COPY ({union}) TO {literal(part)} ({whole})")
            else:
                pieces.append(part.with_name(f"{part.name}-{place}"))
                con.execute(f"COPY ({union}) TO {literal(pieces[-1])} ({WRITE})")
        if pieces:
            # One thread: several at the seams between instruments would lay out the same rows in
            # other bytes from run to run.
            con.execute("SET threads = 1")
            union = " UNION ALL ".join(_piece(piece) for piece in pieces)
            con.execute(f"COPY ({union}) TO {literal(part)} ({whole})")
        tell("findings written", len(instruments), len(instruments))
        manifest = _manifest(con, docket, instruments, part, day)
        _check_counts(docket, manifest)
        put(part, out, manifest)
    except WriteError as error:
        raise NoRoom(
            f"The review could not be written: {str(error).splitlines()[0]}",
            "What was there before is untouched. Free some space, or name another --out.",
        ) from None
    except AnyError as error:
        if type(error) is not AnyError:
            raise
        # Damage inside a Parquet file comes without a kind of its own.
        raise _damaged(docket, error) from None
    finally:
        con.close()
        clear(part, spill, *pieces)
    return Run(out, manifest)


def _damaged(docket: Docket, error: Exception) -> BadDocket:
    return BadDocket(
        f"The facts of {docket.folder.name} cannot be read: {str(error).splitlines()[0]}",
        "It was changed after its import, or is damaged. Import the records again.",
    )


def _refuse_unreadable(con: Connection, docket: Docket) -> None:
    """Read the facts once, so that a damaged docket is not taken for a full disk."""
    try:
        row = con.execute(f"SELECT count(*), count(as_of) FROM {docket.table('facts')}").fetchone()
    except AnyError as error:
        raise _damaged(docket, error) from None
    if row != (docket.manifest["tables"]["facts"],) * 2:
        raise BadDocket(
            f"The facts of {docket.folder.name} are not those it was made with.",
            "It was changed after its import, or is damaged. Import the records again.",
        )


def _selects(
    con: Connection, docket: Docket, instrument: Instrument, day: dt.date | None
) -> list[str]:
    """Write one SELECT, or one per period.

    A period ends where a parameter changes, or where a day comes that the instrument names.
    """
    facts = docket.table("facts")
    if day is not None:
        return [
            _select(docket, instrument, statement(instrument, facts, day, class_type="classes"))
        ]
    if instrument.mixes_days_and_years:
        raise BadGuidance(
            f"{instrument.id} compares a date both with a day and with years before the review, "
            "so it cannot be asked of records that each have a day of their own.",
            "Say one day for all: --as-of DATE.",
        )
    first, last = con.execute(f"SELECT min(as_of), max(as_of) FROM {facts}").fetchone() or (0, 0)
    if not isinstance(first, dt.date) or not isinstance(last, dt.date):
        return [_select(docket, instrument, statement(instrument, facts, dt.date(2000, 1, 1)))]
    values = (since for p in instrument.parameters.values() for since, _, _ in p.values[1:])
    changes = sorted({day for day in (*values, *instrument.days_named) if first < day <= last})
    starts = [first, *changes]
    selects = []
    for start, end in zip(starts, [*changes, dt.date.max], strict=True):
        source = f"(SELECT * FROM {facts} WHERE as_of >= DATE '{start}' AND as_of < DATE '{end}')"
        review = statement(instrument, source, None, parameters_on=start, class_type="classes")
        selects.append(_select(docket, instrument, review))
    return selects


def _select(docket: Docket, instrument: Instrument, review: str) -> str:
    return (
        f"SELECT case_id, {literal(instrument.id)}::ids AS instrument, "
        f"{literal(instrument.full_version)}::versions AS instrument_version, as_of, "
        "class, possible AS possible_classes, yes, unknown, "
        "decisive AS decisive_facts, judged AS judged_facts_open, "
        f"({_review_level(instrument)})::levels AS review_level, "
        f"{literal(docket.snapshot)}::snapshots AS snapshot FROM ({review})"
    )


def _review_level(instrument: Instrument) -> str:
    codes = codes_of(instrument)
    whens = [
        f"WHEN (yes & {codes.factor_mask(instrument.in_list(id))}) <> 0 "
        f"THEN {literal(item.review_level)}"
        for id, item in instrument.lists.items()
        if item.review_level
    ]
    levels = {item.review_level for item in instrument.classes.values()}
    if len(levels) == 1:
        last = literal(levels.pop())
    else:
        cases = (
            f"WHEN {literal(id)} THEN {literal(item.review_level)}"
            for id, item in instrument.classes.items()
        )
        last = f"CASE class {' '.join(cases)} END"
    return f"CASE {' '.join(whens)} ELSE {last} END" if whens else last


def _piece(path: Path) -> str:
    """Write one instrument's findings as a source whose names have their types again."""
    return (
        "SELECT * REPLACE (instrument::ids AS instrument, "
        "instrument_version::versions AS instrument_version, class::classes AS class, "
        "review_level::levels AS review_level, snapshot::snapshots AS snapshot) "
        f"FROM read_parquet({literal(path)})"
    )


def _name_kinds(con: Connection, docket: Docket, instruments: Sequence[Instrument]) -> None:
    """Make the types of the columns that hold names: each name is then written once in a file.

    Over all instruments of a run, so that their findings can stand in one file.
    """
    kinds = {
        "ids": [i.id for i in instruments],
        "versions": [i.full_version for i in instruments],
        "classes": [id for i in instruments for id in i.classes],
        "levels": [level for i in instruments for level in _levels(i)],
        "snapshots": [docket.snapshot],
    }
    for kind, names in kinds.items():
        listed = ", ".join(literal(value) for value in dict.fromkeys(names))
        con.execute(f"CREATE TYPE {kind} AS ENUM ({listed})")


def _levels(instrument: Instrument) -> list[str]:
    return [
        *(item.review_level for item in instrument.classes.values()),
        *(item.review_level for item in instrument.lists.values()),
    ]


def _described(instrument: Instrument) -> dict[str, Any]:
    """Give what is needed to read an instrument's masks: its code table."""
    codes = codes_of(instrument)
    return {
        "id": instrument.id,
        "title": instrument.title,
        "version": instrument.full_version,
        "fingerprint": instrument.fingerprint,
        "factors": dict(codes.factor_bits),
        "classes": dict(codes.class_bits),
        "facts": dict(codes.fact_bits),
        "judged_facts": dict(codes.judged_bits),
    }


def _manifest(
    con: Connection,
    docket: Docket,
    instruments: Sequence[Instrument],
    part: Path,
    day: dt.date | None,
) -> dict[str, Any]:
    counted = con.execute(
        "SELECT instrument, CAST(class AS VARCHAR), count(*) "
        f"FROM read_parquet({literal(part)}) GROUP BY ALL"
    ).fetchall()
    described = []
    for instrument in instruments:
        found = {kind: count for id, kind, count in counted if id == instrument.id}
        counts = {id: found.get(id, 0) for id in instrument.classes}
        described.append(
            {
                **_described(instrument),
                "counts": counts,
                "counterfactual": _outside(con, instrument, part),
            }
        )
    return {
        "snapshot": docket.snapshot,
        "docket": docket.folder.name,
        "as_of": str(day) if day else "the day of each record",
        "engine": {"name": "duckdb", "version": version()},
        "made_by": {"evenhand": __version__},
        "instruments": described,
        "cases": docket.manifest["tables"]["facts"],
        "sha256": digest(part),
    }


def _outside(con: Connection, instrument: Instrument, part: Path) -> int:
    """Count the cases reviewed on a day on which the instrument did not govern."""
    force = instrument.in_force
    after = f" OR as_of >= DATE '{force.until}'" if force.until else ""
    row = con.execute(
        f"SELECT count(*) FROM read_parquet({literal(part)}) "
        f"WHERE instrument = {literal(instrument.id)} AND (as_of < DATE '{force.since}'{after})"
    ).fetchone()
    return int(row[0]) if row else 0


def _check_counts(docket: Docket, manifest: dict[str, Any]) -> None:
    for item in manifest["instruments"]:
        if sum(item["counts"].values()) != manifest["cases"]:
            raise BadDocket(
                f"{item['id']} gave {sum(item['counts'].values()):,} findings for "
                f"{manifest['cases']:,} cases of {docket.folder.name}.",
                "Nothing was kept. The docket was changed after its import, or is damaged.",
            )
