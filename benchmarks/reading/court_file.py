"""A made-up court file with the dirt that real ones have, and the truth of every row beside it.

Tab-divided, CRLF, 24 columns, Latin-1. Of five million rows, odd but whole: 2,000 with a leading
quote, 2,000 with a quote inside, 2,000 with a NUL byte, 5,000 with a Latin-1 letter, 500 ending a
cell in a backslash, 500 with a bad date, 100 without a key, 100 with a lone carriage return.
Damaged: 500 with a tab too many in the middle, 500 with two at the end, 500 cut short, 200 broken
by a line feed. Other sizes have as much in proportion.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa

from evenhand.engines.duck import Connection, connect, literal

PER_FIVE_MILLION = {
    "leading quote": 2_000,
    "quote inside": 2_000,
    "nul": 2_000,
    "latin-1": 5_000,
    "backslash": 500,
    "bad date": 500,
    "no key": 100,
    "lone return": 100,
    "tab inside": 500,
    "tabs at end": 500,
    "short": 500,
    "line feed": 200,
}
DAMAGED = ("tab inside", "tabs at end", "short", "line feed")
COLUMNS = (
    "IDNCASE", "NAT", "LANG", "CUSTODY", "SITE_TYPE", "E_28_DATE", "ATTY_NBR", "CASE_TYPE",
    "UPDATE_SITE", "LATEST_HEARING", "LATEST_TIME", "LATEST_CAL_TYPE", "UP_BOND_DATE",
    "UP_BOND_RSN", "CORRECTIONAL_FAC", "RELEASE_MONTH", "INMATE_HOUSING", "DATE_OF_ENTRY",
    "C_ASY_TYPE", "C_BIRTHDATE", "ALIEN_CITY", "ALIEN_STATE", "ALIEN_ZIPCODE", "DETENTION_DATE",
)  # fmt: skip
DATES = ("E_28_DATE", "LATEST_HEARING", "UP_BOND_DATE", "DATE_OF_ENTRY", "DETENTION_DATE")
FEW = {
    "NAT": "['MX','GT','HO','ES','CU','HA','VE','NU','CH','IN']",
    "LANG": "['SP','ENG','CRE','MAN','PUN','POR']",
    "CUSTODY": "['N','D','R']",
    "SITE_TYPE": "['G','I','P']",
    "CASE_TYPE": "['RMV','DEP','EXC','AOC','CFR','WHO']",
    "UPDATE_SITE": "['NYC','LOS','MIA','HOU','CHI','SFR','DAL','BAL']",
    "LATEST_TIME": "['0830','0900','1000','1300','1430']",
    "LATEST_CAL_TYPE": "['M','I']",
    "C_ASY_TYPE": "['E','I','J','']",
    "ALIEN_CITY": "['NEW YORK','LOS ANGELES','MIAMI','HOUSTON','CHICAGO','SAN FRANCISCO','']",
    "ALIEN_STATE": "['NY','CA','FL','TX','IL','']",
}
CHUNK = 250_000
SEED = 2011
# A row's cells become what stands in the file, and what is true (None: nothing of it is whole).
Cells = list[str]


def court_file(folder: str, rows: int) -> dict[str, object]:
    """Make the file and its truth if they are not there yet; give their places and the counts."""
    made = Path(folder) / f"court-{rows}-{SEED}"
    described = made / "described.json"
    if described.exists():
        return json.loads(described.read_text("utf-8"))
    made.mkdir(parents=True, exist_ok=True)
    con = connect()
    con.execute("CREATE TABLE truth (key VARCHAR, whole UBIGINT, damaged VARCHAR)")
    rng = random.Random(SEED)
    odd = _odd_rows(rng, rows)
    with (made / "A_TblCase.csv").open("wb") as out:
        out.write("\t".join(COLUMNS).encode() + b"\r\n")
        for start in range(0, rows, CHUNK):
            out.write(_chunk(con, rng, start, min(start + CHUNK, rows), odd))
    con.execute(f"COPY truth TO {literal(made / 'truth.parquet')} (FORMAT parquet)")
    con.close()
    kinds = list(odd.values())
    answer = {
        "file": str(made / "A_TblCase.csv"),
        "truth": str(made / "truth.parquet"),
        "rows": rows,
        "megabytes": round((made / "A_TblCase.csv").stat().st_size / 1e6),
        "dirt": {kind: kinds.count(kind) for kind in PER_FIVE_MILLION},
    }
    described.write_text(json.dumps(answer), "utf-8")
    return answer


def _odd_rows(rng: random.Random, rows: int) -> dict[int, str]:
    kinds = [
        kind
        for kind, many in PER_FIVE_MILLION.items()
        for _ in range(max(1, round(many * rows / 5_000_000)))
    ]
    return dict(zip(rng.sample(range(rows), len(kinds)), kinds, strict=True))


def _chunk(con: Connection, rng: random.Random, start: int, end: int, odd: dict[int, str]) -> bytes:
    """Write rows ``start`` to ``end``, and add their truth."""
    con.execute(
        f"CREATE OR REPLACE TEMP TABLE chunk AS SELECT i, {_cells()} "
        f"FROM range({start}, {end}) AS t(i)"
    )
    joined = ", ".join(COLUMNS)
    lines = [
        line.encode()
        for (line,) in con.execute(
            f"SELECT concat_ws(chr(9), {joined}) FROM chunk ORDER BY i"
        ).fetchall()
    ]
    here = sorted(n for n in odd if start <= n < end)
    true: list[tuple[str, str, str | None]] = []
    for n in here:
        cells = lines[n - start].decode().split("\t")
        lines[n - start], whole = SPOILED[odd[n]](cells, rng)
        damaged = odd[n] if odd[n] in DAMAGED else None
        true.append((whole[0], "\x1f".join(whole), damaged))
    con.register("odd", pa.table({"i": pa.array(here, pa.int64())}))
    con.execute(
        f"INSERT INTO truth SELECT IDNCASE, hash(concat_ws(chr(31), {joined})), NULL FROM chunk "
        "WHERE i NOT IN (SELECT i FROM odd)"
    )
    if true:
        con.executemany("INSERT INTO truth VALUES (?, hash(?), ?)", true)
    return b"\r\n".join(lines) + b"\r\n"


def _cells() -> str:
    return ", ".join(f"{_cell(n, column)} AS {column}" for n, column in enumerate(COLUMNS))


def _cell(n: int, column: str) -> str:
    draw = f"hash(i * 32 + {n}, {SEED})"
    if column == "IDNCASE":
        return "CAST(1000000 + i AS VARCHAR)"
    if column in FEW:
        few = FEW[column]
        return f"({few})[1 + CAST({draw} % len({few}) AS INTEGER)]"
    if column in DATES:
        date = f"CAST(DATE '1996-01-01' + CAST({draw} % 6000 AS INTEGER) AS VARCHAR)"
        return f"CASE WHEN {draw} % 5 = 0 THEN '' ELSE {date} || ' 00:00:00.000' END"
    if column == "C_BIRTHDATE":
        return f"printf('%d/%d', 1 + {draw} % 12, 1940 + {draw} % 60)"
    if column in ("ALIEN_ZIPCODE", "ATTY_NBR"):
        return f"printf('%05d', {draw} % 100000)"
    return f"CASE WHEN {draw} % 4 = 0 THEN printf('%d', {draw} % 999) ELSE '' END"


def _with(place: int, change: Callable[[str], str]) -> Callable[..., tuple[bytes, Cells]]:
    def spoil(cells: Cells, rng: random.Random) -> tuple[bytes, Cells]:
        done = [*cells[:place], change(cells[place]), *cells[place + 1 :]]
        text = "\t".join(done)
        return text.encode("latin-1"), [cell.replace("\0", "") for cell in done]

    return spoil


def _tab_inside(cells: Cells, rng: random.Random) -> tuple[bytes, Cells]:
    at = rng.randrange(2, len(cells) - 2)
    return "\t".join([*cells[:at], "", *cells[at:]]).encode(), cells


def _tabs_at_end(cells: Cells, rng: random.Random) -> tuple[bytes, Cells]:
    return "\t".join([*cells, "", ""]).encode(), cells


def _short(cells: Cells, rng: random.Random) -> tuple[bytes, Cells]:
    return "\t".join(cells[: rng.randrange(3, len(cells))]).encode(), cells


def _line_feed(cells: Cells, rng: random.Random) -> tuple[bytes, Cells]:
    at = rng.randrange(2, len(cells) - 2)
    broken = [*cells[:at], "BROKEN\nHERE", *cells[at + 1 :]]
    return "\t".join(broken).encode(), broken


CITY = COLUMNS.index("ALIEN_CITY")
SPOILED: dict[str, Callable[..., tuple[bytes, Cells]]] = {
    "leading quote": _with(CITY, lambda cell: f'"{cell}'),
    "quote inside": _with(CITY, lambda cell: f'EL "PASO {cell}'),
    "nul": _with(CITY, lambda cell: f"A\0B{cell}"),
    "latin-1": _with(CITY, lambda cell: f"MAYAG\u00dcEZ {cell}"),
    "backslash": _with(CITY, lambda cell: f"{cell}\\"),
    "bad date": _with(COLUMNS.index("DATE_OF_ENTRY"), lambda cell: "2011-13-45"),
    "no key": _with(0, lambda cell: ""),
    "lone return": _with(CITY, lambda cell: f"SAN\rJUAN {cell}"),
    "tab inside": _tab_inside,
    "tabs at end": _tabs_at_end,
    "short": _short,
    "line feed": _line_feed,
}
