"""Files of I-213 records, written row by row in their real form: bars, quotes, JSON in cells."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

from evenhand.docket.intake.i213 import COLUMNS

FORM = {
    "site_name": "ERO - TACOMA,WA Sub Office",
    "doc_completion_date": "2021-12-01T00:00:00Z",
    "apprehension_date": "2021-11-29",
    "citizenship_country_descr": "NICARAGUA",
    "gender_code": "M",
    "age": "36",
}
REDACTED = "(b)(3), (b)(6), (b)(7)(c)"


def charges(*sections: str) -> str:
    """Write immigration charges as the release does."""
    return json.dumps(
        [{"CHARGE_SECTION_CODE": s, "CHARGE_DESCRIPTION": f"about {s}"} for s in sections]
    )


def children(*children: tuple[object, object]) -> str:
    """Write children as the release does, each a number and a citizenship."""
    return json.dumps([{"CHILD_COUNT": n, "CITIZENSHIP": country} for n, country in children])


def crimes(*statuses: str) -> str:
    """Write criminal charges as the release does, one for each status."""
    return json.dumps(
        [
            {"CHARGE_DATE": "2015-03-02", "NCIC_CATEGORY": "Theft", "CHARGE_STATUS": s}
            for s in statuses
        ]
    )


def form_text(rows: list[dict[str, str]]) -> str:
    """Write forms; a row without a number has its place as its number."""
    out = io.StringIO()
    writer = csv.DictWriter(out, ["site_code", *COLUMNS], delimiter="|", lineterminator="\n")
    writer.writeheader()
    for place, row in enumerate(rows, 1):
        writer.writerow({"site_code": "TAC", "row_number": str(place), **FORM, **row})
    return out.getvalue()


def write_forms(path: Path, rows: list[dict[str, str]]) -> Path:
    """Write forms into a file."""
    path.write_text(form_text(rows), "utf-8")
    return path
