"""The data dictionary: for programs as CSV on the Web has it, for people as a page of text."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from evenhand.publish.data.columns import DataFile
from evenhand.publish.edition import Edition
from evenhand.publish.tongue import Tongue, tongues

READ_ME = {"en": "README.md", "es": "LEEME.md"}


def as_json(edition: Edition, files: Sequence[DataFile]) -> str:
    """Write the dictionary for programs."""
    said: dict[str, Any] = {
        "@context": "http://www.w3.org/ns/csvw",
        "dc:title": _all(lambda tongue: tongue.plain(edition.title)),
        "dc:source": edition.vintage.records,
        "tables": [_table(file) for file in files],
    }
    return json.dumps(said, ensure_ascii=False, indent=1) + "\n"


def _table(file: DataFile) -> dict[str, Any]:
    return {
        "url": f"{file.name}.csv",
        "dc:title": _all(lambda tongue: tongue.plain(file.title)),
        "dc:temporal": file.period,
        "dc:rights": file.rule,
        "notes": list(file.notes),
        "dialect": {"encoding": "utf-8", "header": True, "lineTerminators": "\r\n"},
        "tableSchema": {
            "columns": [
                {
                    "name": column.name,
                    "datatype": column.kind,
                    "dc:description": _all(column.says),
                }
                for column in file.columns
            ],
            "primaryKey": list(file.key),
        },
    }


def _all(said: Any) -> dict[str, str]:
    return {tongue.language: said(tongue) for tongue in tongues()}


def as_text(edition: Edition, files: Sequence[DataFile], tongue: Tongue) -> str:
    """Write the dictionary for people, in one language."""
    return "\n".join(_lines(edition, files, tongue)) + "\n"


def _lines(edition: Edition, files: Sequence[DataFile], tongue: Tongue) -> Iterator[str]:
    yield f"# {tongue.says('data-title')}: {_cell(tongue.plain(edition.title))}"
    yield ""
    yield f"{tongue.says('data-lead')} {tongue.says('data-quote')}"
    for file in files:
        yield ""
        yield f"## {file.name}.csv, {file.name}.parquet"
        yield ""
        yield f"{_cell(tongue.plain(file.title))}. {tongue.plain(file.rule)}"
        yield ""
        heads = (tongue.says(key) for key in ("data-column", "data-kind", "data-means"))
        yield f"| {' | '.join(heads)} |"
        yield "| --- | --- | --- |"
        for column in file.columns:
            kind = tongue.says(f"kind-{column.kind}")
            yield f"| `{column.name}` | {kind} | {_cell(column.says(tongue))} |"


def _cell(text: str) -> str:
    """Write a text so that it stays in its cell."""
    return " ".join(text.replace("|", "\\|").split())
