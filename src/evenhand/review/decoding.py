"""Decoding findings: masks back into the names of factors, classes and facts, set by set."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evenhand.engines.duck import Connection, FileError, literal
from evenhand.review.codes import Codes
from evenhand.review.fingerprint import IN_DUCKDB, fingerprint_of, sums
from evenhand.review.manifest import manifest_path
from evenhand.terms.refusal import BadDocket

AGAIN = "Make one with `evenhand review`."
# Where Spark keeps what was said of a column.
OF_SPARK = "org.apache.spark.sql.parquet.row.metadata"


@dataclass(frozen=True)
class Findings:
    """Findings, one file or a folder of several, with the code tables they carry."""

    path: Path
    codes: Mapping[str, Codes]

    @property
    def table(self) -> str:
        """Write the findings as a source for SELECT."""
        return _table(self.path)

    def fingerprint(self, con: Connection) -> str:
        """Give the fingerprint of what they say, whatever wrote them."""
        row = con.execute(sums(self.table, IN_DUCKDB)).fetchone()
        return fingerprint_of(row or ())


def open_findings(con: Connection, path: Path) -> Findings:
    """Open findings; raises BadDocket if they are missing, in part or without code tables."""
    if not path.exists() or not _files(path):
        raise BadDocket(f"There are no findings at {path}.", AGAIN)
    try:
        noted = _noted(con, path)
    except FileError as error:
        raise BadDocket(
            f"{path.name} is not a findings file: {str(error).splitlines()[0]}", AGAIN
        ) from None
    if noted is None:
        raise BadDocket(f"{path.name} carries no code tables, so its masks cannot be read.", AGAIN)
    findings = Findings(path, {item["id"]: _codes(item) for item in json.loads(noted)})
    if path.is_dir():
        _refuse_in_part(con, findings)
    return findings


def _files(path: Path) -> list[Path]:
    """Give the files of findings: one from DuckDB, several in a folder from Spark."""
    if not path.is_dir():
        return [path]
    return sorted(file for file in path.glob("*.parquet") if file.name[0] not in "._")


def _table(path: Path) -> str:
    return f"read_parquet([{', '.join(literal(file) for file in _files(path))}])"


def _noted(con: Connection, path: Path) -> str | None:
    """Give the code tables as they stand in the metadata of the (first) file."""
    found = dict(
        con.execute(
            "SELECT decode(key), decode(value) FROM parquet_kv_metadata(?)", [str(_files(path)[0])]
        ).fetchall()
    )
    if OF_SPARK in found:
        columns = json.loads(found[OF_SPARK])["fields"]
        noted = [column["metadata"].get("evenhand") for column in columns]
        return next((str(text) for text in noted if text), None)
    return found.get("evenhand")


def _refuse_in_part(con: Connection, findings: Findings) -> None:
    """A folder can lack a file and still be read: its manifest says how many rows it has."""
    beside = manifest_path(findings.path)
    try:
        manifest = json.loads(beside.read_text("utf-8"))
        expected = manifest["cases"] * len(manifest["instruments"])
    except (OSError, ValueError, KeyError, TypeError):
        raise BadDocket(
            f"Beside {findings.path.name} there is no manifest {beside.name}, so nothing says "
            "whether the folder is whole.",
            "Copy the manifest with the folder, or review again.",
        ) from None
    row = con.execute(f"SELECT count(*) FROM {findings.table}").fetchone()
    if row != (expected,):
        raise BadDocket(
            f"{findings.path.name} has {row[0] if row else 0:,} findings and its manifest says "
            f"{expected:,}: a file is missing, or one too many.",
            "Copy the whole folder again, or review again.",
        )


def _codes(item: dict[str, Any]) -> Codes:
    return Codes(item["factors"], item["classes"], item["facts"], item["judged_facts"])


def decoded(findings: Findings) -> str:
    """Write the findings with lists of names, as design and documents name the columns.

    Each distinct mask is decoded once and joined: names cost by the variety of findings, not by
    their number.
    """
    parts = (_decoded(findings, id, codes) for id, codes in findings.codes.items())
    return " UNION ALL ".join(parts)


def _decoded(findings: Findings, instrument: str, codes: Codes) -> str:
    masks = {
        "possible_classes": codes.class_bits,
        "yes": codes.factor_bits,
        "unknown": codes.factor_bits,
        "decisive_facts": codes.fact_bits,
        "judged_facts_open": codes.judged_bits,
    }
    rows = f"(SELECT * FROM {findings.table} WHERE instrument = {literal(instrument)})"
    joins = " ".join(
        f"JOIN (SELECT {mask} AS mask, {_names(mask, bits)} AS names FROM "
        f"(SELECT DISTINCT {mask} FROM {rows})) AS d_{mask} ON d_{mask}.mask = f.{mask}"
        for mask, bits in masks.items()
    )
    every = sum(codes.factor_bits.values())
    no = _names(f"({every} & ~(f.yes | f.unknown))", codes.factor_bits)
    columns = ", ".join(f"d_{mask}.names AS {mask}" for mask in masks)
    return (
        f"SELECT f.case_id, f.instrument, f.instrument_version, f.as_of, f.class, {columns}, "
        f'{no} AS "no", f.review_level, f.snapshot FROM {rows} AS f {joins}'
    )


def _names(mask: str, bits: Mapping[str, int]) -> str:
    if not bits:
        return "CAST([] AS VARCHAR[])"
    names = ", ".join(
        f"CASE WHEN {mask} & {bit} <> 0 THEN {literal(id)} END" for id, bit in bits.items()
    )
    return f"list_filter([{names}], lambda x: x IS NOT NULL)"
