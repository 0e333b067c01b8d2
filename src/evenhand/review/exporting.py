"""Writing findings for other programs: names instead of masks, as Parquet or CSV."""

from __future__ import annotations

import os
from pathlib import Path

from evenhand.engines.duck import WriteError, connect, literal
from evenhand.review.decoding import decoded, open_findings
from evenhand.terms.refusal import BadDocket, NoRoom

FORMATS = {".parquet": "FORMAT parquet, COMPRESSION zstd", ".csv": "FORMAT csv, HEADER"}


def export_findings(findings: Path, out: Path) -> int:
    """Decode a findings file to ``out`` (.parquet with lists, .csv with names joined by spaces).

    Gives the number of rows. The file appears whole or not at all.
    """
    form = FORMATS.get(out.suffix)
    if form is None:
        raise BadDocket(f"{out.name} is neither .parquet nor .csv.", "Name one of these.")
    part = out.with_name(f".{out.name}.part-{os.getpid()}")
    con = connect()
    try:
        opened = open_findings(con, findings)
        select = decoded(opened)
        if out.suffix == ".csv":
            joined = ", ".join(_joined(column) for column in LISTS)
            select = f"SELECT * REPLACE ({joined}) FROM ({select})"
        con.execute(
            f"COPY (SELECT * FROM ({select}) ORDER BY instrument, case_id) "
            f"TO {literal(part)} ({form})"
        )
        row = con.execute(f"SELECT count(*) FROM {opened.table}").fetchone()
        os.replace(part, out)
    except WriteError as error:
        raise NoRoom(f"{out.name} could not be written: {str(error).splitlines()[0]}") from None
    finally:
        con.close()
        part.unlink(missing_ok=True)
    return int(row[0]) if row else 0


LISTS = ("possible_classes", "yes", "no", "unknown", "decisive_facts", "judged_facts_open")


def _joined(column: str) -> str:
    return f'array_to_string("{column}", \' \') AS "{column}"'
