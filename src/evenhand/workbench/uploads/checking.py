"""Checks a file that waits: what it is, how each column is read, what becomes of each row.

It runs in a process of its own, for a file from outside may be made to break what reads it.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from evenhand.docket.catalogue import catalogue
from evenhand.docket.intake.from_outside import check_kind
from evenhand.docket.intake.trying import Tried
from evenhand.docket.mapping import AS_FOUND, DESCRIPTIONS, FactColumn, read_mapping
from evenhand.docket.mapping import Mapping as Plan
from evenhand.docket.proposing import Proposal, propose_mapping, try_on
from evenhand.docket.snapshot import Docket
from evenhand.terms.refusal import BadInput, NotAllowed
from evenhand.workbench.queueing.adding import HandedIn
from evenhand.workbench.queueing.loaded import QUEUE, read_described
from evenhand.workbench.uploads.waiting import CHECKED, JOB, Waiting

MOST_ROWS = 20_000
DOCKET = "docket"


def check(folder: Path) -> dict[str, Any]:
    """Check a file; what is found is kept beside it. A file of a wrong kind is told apart."""
    waiting = Waiting(folder, json.loads((folder / JOB).read_text("utf-8")))
    try:
        formulas = check_kind(waiting.file)
    except BadInput as refusal:
        return {"wrong_kind": [refusal.what, refusal.remedy]}
    made = _mapped(waiting)
    plan = read_mapping(waiting.mapping, catalogue())
    _check_marks(plan, waiting.job["may_record"])
    if made.trial and made.trial.rows + made.trial.rejected > MOST_ROWS:
        raise BadInput(
            f"The file has {made.trial.rows + made.trial.rejected:,} rows; a page takes "
            f"{MOST_ROWS:,} at most.",
            "Divide it, or have it imported by `evenhand docket import`.",
        )
    docket = read_again(waiting, folder / DOCKET)
    found = {
        "formulas": formulas,
        "header": list(made.header),
        "columns": [_column(plan, column, made) for column in plan.columns],
        "described": [(part, getattr(plan, part)) for part in ("key", "recorded_on", *DESCRIPTIONS)
                      if getattr(plan, part)],
        "unread": [column for column in made.header if column.strip()
                   and column not in plan.wanted()],
        "warnings": list(made.warnings),
        "facts": [column.fact for column in plan.columns],
        "mapping": plan.sha256,
        **counted(docket),
        "rejects": _rows(docket, "rejects", ("row", "reason", "raw")),
        "notes": _rows(docket, "notes", ("row", "col", "reason", "raw", "fact", "case_id")),
    }  # fmt: skip
    shutil.rmtree(folder / DOCKET)
    (folder / CHECKED).write_text(json.dumps(found), "utf-8")
    return {}


def read_again(waiting: Waiting, out: Path) -> Docket:
    """Read a file as it is to be taken in: beside the cases that there are now."""
    shutil.rmtree(out, ignore_errors=True)
    job = waiting.job
    loaded = Path(job["loaded"])
    described = read_described(loaded)
    file = HandedIn(waiting.file, waiting.mapping, job["sha256"], job["day"], tuple(job["offices"]))
    return file.read(loaded / described["folder"] / QUEUE, out, described["as_of"])


def counted(docket: Docket) -> dict[str, Any]:
    """Give the account of a file: rows read are rows accepted and rows rejected."""
    (one,) = docket.manifest["inputs"]
    return {
        "read": one["read"], "accepted": one["loaded"], "rejected": one["rejected"],
        "blank": one["blank"], "reasons": one["reasons"],
        "cases": docket.manifest["tables"]["cases"],
    }  # fmt: skip


def _mapped(waiting: Waiting) -> Proposal:
    """Try the mapping that was handed in; without one, propose one and keep it."""
    if waiting.mapping.exists():
        return try_on(waiting.file, waiting.mapping)
    made = propose_mapping(waiting.file, AS_FOUND)
    waiting.map(made.text)
    return made


def _check_marks(plan: Plan, may_record: list[str]) -> None:
    facts = [column.fact for column in plan.columns]
    not_yours = [fact for fact in facts if catalogue()[fact].protection not in may_record]
    if not_yours:
        marks = sorted({catalogue()[fact].protection for fact in not_yours})
        raise NotAllowed(
            f"Your role may not record {', '.join(not_yours)}, marked {', '.join(marks)}.",
            "Take those facts out of the mapping, or ask somebody whose role may record them.",
        )


def _column(plan: Plan, column: FactColumn, made: Proposal) -> dict[str, Any]:
    tried: Tried | None = made.trial.of(column.fact) if made.trial else None
    fact = catalogue()[column.fact]
    told: Mapping[str, Any] = asdict(tried) if tried else {}
    return {"asks": fact.asks, "mark": fact.protection, "fact": column.fact, **told,
            "column": column.column}  # fmt: skip


def _rows(docket: Docket, table: str, columns: tuple[str, ...]) -> list[dict[str, Any]]:
    path = docket.folder / f"{table}.parquet"
    found: list[dict[str, Any]] = pq.read_table(path, columns=list(columns)).to_pylist()
    return sorted(found, key=lambda one: one["row"])
