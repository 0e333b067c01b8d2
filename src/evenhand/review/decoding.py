"""Decoding findings: masks back into the names of factors, classes and facts, set by set."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evenhand.engines.duck import Connection, FileError, literal
from evenhand.review.codes import Codes
from evenhand.terms.refusal import BadDocket


@dataclass(frozen=True)
class Findings:
    """A findings file, with the code tables it carries."""

    path: Path
    codes: Mapping[str, Codes]

    @property
    def table(self) -> str:
        """Write the file as a source for SELECT."""
        return f"read_parquet({literal(self.path)})"


def open_findings(con: Connection, path: Path) -> Findings:
    """Open a findings file; raises BadDocket if it is missing or carries no code tables."""
    if not path.is_file():
        raise BadDocket(f"There is no findings file {path}.", "Make one with `evenhand review`.")
    try:
        row = con.execute(
            "SELECT value FROM parquet_kv_metadata(?) WHERE decode(key) = 'evenhand'", [str(path)]
        ).fetchone()
    except FileError as error:
        raise BadDocket(
            f"{path.name} is not a findings file: {str(error).splitlines()[0]}",
            "Make one with `evenhand review`.",
        ) from None
    if row is None:
        raise BadDocket(
            f"{path.name} carries no code tables, so its masks cannot be read.",
            "Make one with `evenhand review`.",
        )
    described = json.loads(bytes(row[0]).decode())
    return Findings(path, {item["id"]: _codes(item) for item in described})


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
