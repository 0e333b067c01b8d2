"""Exact results on disk, for whoever publishes: a folder that says it is internal, for its owner.

Nothing in it may be published. `evenhand.disclosure` reads it back and makes safe tables of it.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from evenhand.measures.counts import CountTable, Dimension, Estimate, Value
from evenhand.measures.measure import Measure, Source
from evenhand.measures.result import Result
from evenhand.terms.refusal import BadInput, NoRoom

FORMAT = 1
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
CONTENT = "measures.json"
NOTICE = "INTERNAL-NOT-FOR-PUBLICATION.txt"
SAYS = """Internal: not for publication.

This folder holds exact counts. A small count, or one that can be worked out from others, can show
what happened to one person; of asylum applications the law protects even that there is one
(8 CFR 208.6 and 1208.6). Nothing here leaves the house but through disclosure control, which makes
safe tables of it. Keep the folder where the case files are, and remove it when it has been used.
"""


def write_exact(folder: Path, results: Sequence[Result], inputs: Mapping[str, Any]) -> None:
    """Write results into a new folder, readable by its owner alone."""
    try:
        folder.mkdir(mode=0o700, parents=False)
    except FileExistsError:
        raise BadInput(f"{folder} is there already.", "Name a new folder.") from None
    except FileNotFoundError:
        raise BadInput(f"There is no folder {folder.parent}.", "Make it first.") from None
    except OSError as error:
        raise NoRoom(f"{folder} cannot be made: {error.strerror}.", "Name another.") from None
    try:
        _write(folder / NOTICE, SAYS.encode())
        written = [_result(folder, number, result) for number, result in enumerate(results, 1)]
        content = {"format": FORMAT, "internal": "not for publication", "inputs": dict(inputs),
                   "results": written}  # fmt: skip
        _write(folder / CONTENT, (json.dumps(content, indent=1, default=str) + "\n").encode())
    except OSError as error:
        raise NoRoom(f"{folder} cannot be written: {error.strerror}.", "Make room.") from None


def _result(folder: Path, number: int, result: Result) -> dict[str, Any]:
    tables = []
    for place, table in enumerate(result.tables, 1):
        file = f"{number:02d}-{place:02d}-{result.measure.id}.parquet"
        sink = pa.BufferOutputStream()
        pq.write_table(table.cells, sink)
        _write(folder / file, sink.getvalue().to_pybytes())
        tables.append({
            "file": file, "measure": table.measure, "title": table.title,
            "population": table.population, "period": table.period, "source": table.source,
            "limits": table.limits, "dimensions": [asdict(one) for one in table.dimensions],
        })  # fmt: skip
    return {
        "measure": asdict(result.measure),
        "tables": tables,
        "estimates": [asdict(estimate) for estimate in result.estimates],
        "says": result.says,
        "unanswered": result.unanswered,
    }


def _write(path: Path, content: bytes) -> None:
    handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content)


def read_exact(folder: Path) -> tuple[list[Result], dict[str, Any]]:
    """Read a folder back: the results, and what they were computed from."""
    try:
        content = json.loads((folder / CONTENT).read_text("utf-8"))
        if content["format"] != FORMAT:
            raise BadInput(f"{folder} was made by another version of Evenhand.", "Measure again.")
        results = [_read(folder, one) for one in content["results"]]
    except (OSError, ValueError, KeyError, TypeError, pa.ArrowInvalid) as error:
        raise BadInput(
            f"{folder} holds no results of measures, or they are damaged ({type(error).__name__}).",
            "Make them with `evenhand measure run ... --out FOLDER`.",
        ) from None
    return results, content["inputs"]


def _read(folder: Path, one: Mapping[str, Any]) -> Result:
    return Result(
        _measure(one["measure"]),
        tuple(_table(folder, table) for table in one["tables"]),
        tuple(Estimate(**estimate) for estimate in one["estimates"]),
        tuple(one["says"]),
        tuple(one["unanswered"]),
    )


def _measure(given: Mapping[str, Any]) -> Measure:
    lists = {
        "groups": tuple(tuple(group) for group in given["groups"]),
        "sources": tuple(Source(**source) for source in given["sources"]),
        "cannot_show": tuple(given["cannot_show"]),
        "needs": tuple(given["needs"]),
        "settings": {name: _setting(value) for name, value in given["settings"].items()},
    }
    return Measure(**{**given, **lists})


def _setting(value: Any) -> Any:
    """Give a setting as it stood in the measure's file: what looks like a day is one."""
    if isinstance(value, str) and _DAY.fullmatch(value):
        return dt.date.fromisoformat(value)
    return value


def _table(folder: Path, given: Mapping[str, Any]) -> CountTable:
    dimensions = tuple(
        Dimension(d["name"], d["says"], tuple(Value(**value) for value in d["values"]), d["total"])
        for d in given["dimensions"]
    )
    return CountTable(
        measure=given["measure"],
        title=given["title"],
        population=given["population"],
        period=given["period"],
        dimensions=dimensions,
        cells=pq.read_table(folder / given["file"]),
        source=given["source"],
        limits=tuple(given["limits"]),
    )
