"""Nothing that is given out carries a count that is not printed, in whatever corner of a file."""

from __future__ import annotations

import io
import json
import zlib

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from evenhand.disclosure import documents
from evenhand.disclosure.bundle import refuse_raw, scan
from evenhand.terms.refusal import Unsafe
from tests.support.safe import counted, released

CELLS = {
    ("north", "closed"): 3, ("north", "open"): 131, ("north", "other"): 77,
    ("south", "closed"): 46, ("south", "open"): 1237, ("south", "other"): 222,
}  # fmt: skip
TABLE = counted(CELLS, ("court", "outcome"))
RELEASE = released(TABLE)


def _parquet(column: list[int], said: str = "") -> bytes:
    out = io.BytesIO()
    table = pa.table({"count": pa.array(column, pa.int64())})
    pq.write_table(table.replace_schema_metadata({"note": said}), out)
    return out.getvalue()


def _pdf(text: str) -> bytes:
    packed = zlib.compress(f"BT ({text}) Tj ET".encode())
    return b"%PDF-1.7\n1 0 obj<</Length 1>>stream\n" + packed + b"\nendstream endobj"


LEAKS = {
    "page.html": b"<p>North, Closed: 3 cases</p>",
    "alt.html": b'<img alt="North, Closed: 3 cases">',
    "comment.html": b"<!-- North Closed 3 -->",
    "label.svg": b'<svg><path aria-label="North; Closed: 3"/></svg>',
    "title.svg": b"<svg><title>South, Open 1,237</title></svg>",
    "rows.csv": b"court,outcome,cases\nNorth,Closed,3\n",
    "line.txt": b"77\n131\n3\n46\n1237\n222\n",
    "line.html": b"<td>46</td><td>1,237</td><td>222</td>",
    "chart.json": json.dumps({"data": {"values": [{"cases": 1237}]}}).encode(),
    "named.json": json.dumps({"datasets": {"rows": [{"cases": 46}]}}).encode(),
    "data.parquet": _parquet([50, 1240, 46]),
    "said.parquet": _parquet([50], "South, Closed: 46"),
    "text.pdf": _pdf("North, Closed: 3"),
}


@pytest.mark.parametrize("name", LEAKS)
def test_a_raw_count_is_found_wherever_it_hides(name: str) -> None:
    """Text, attribute, comment, data set, column, statistic, metadata, packed stream."""
    found = scan({name: LEAKS[name]}, RELEASE, [TABLE])
    assert found
    assert {seen.file for seen in found} == {name}
    with pytest.raises(Unsafe) as refused:
        refuse_raw({name: LEAKS[name]}, RELEASE, [TABLE])
    for secret in ("1237", "1,237", ": 3", ": 46"):
        assert secret not in str(refused.value)


def test_what_is_built_from_the_safe_table_is_not_stopped() -> None:
    """All texts of the release, its data and its document pass, in every kind of file."""
    lines = [", ".join(row) for table in RELEASE.tables for row in table.rows()]
    drawn = [cell.drawn for table in RELEASE.tables for cell in table.cells if cell.drawn]
    clean = {
        "release.json": documents.text(RELEASE.document).encode(),
        "page.html": "".join(f"<p>{line}</p>" for line in lines).encode(),
        "chart.json": json.dumps({"data": {"values": [{"cases": n} for n in drawn]}}).encode(),
        "rows.csv": "\n".join(lines).encode(),
        "data.parquet": _parquet(drawn),
        "text.pdf": _pdf(" ".join(lines)),
    }
    assert scan(clean, RELEASE, [TABLE]) == ()
    refuse_raw(clean, RELEASE, [TABLE])
