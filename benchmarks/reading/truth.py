"""What a reader made of each row, held against what the row really was."""

from __future__ import annotations

from pathlib import Path

from benchmarks.reading.court_file import COLUMNS
from evenhand.engines.duck import connect, literal

HEAD = (
    "reader", "rows loaded", "whole rows lost", "whole rows altered", "damaged, taken wrongly",
    "rejects",
)  # fmt: skip


def counted(out: str, truth: str) -> dict[str, int]:
    """Count a reader's rows; NUL bytes are taken out first, since a reader may leave them in.

    A whole row without a key is compared by its content alone; a damaged row that is loaded as it
    was meant (tabs at the end dropped) is not held against a reader.
    """
    con = connect()
    cells = ", ".join(f"replace({column}, chr(0), '')" for column in COLUMNS)
    con.execute(
        f"CREATE TEMP TABLE found AS SELECT IDNCASE AS key, hash(concat_ws(chr(31), {cells})) "
        f"AS whole FROM read_parquet({literal(out)})"
    )
    con.execute(f"CREATE TEMP TABLE truth AS FROM read_parquet({literal(truth)})")
    rejects = literal(Path(out).with_suffix(".rejects.parquet"))
    row = con.execute(
        f"""
        WITH named AS (SELECT * FROM truth WHERE key <> '' AND damaged IS NULL),
            broken AS (SELECT * FROM truth WHERE damaged IS NOT NULL)
        SELECT (SELECT count(*) FROM found),
            (SELECT count(*) FROM named WHERE key NOT IN (SELECT key FROM found))
              + (SELECT count(*) FROM truth WHERE key = '' AND whole NOT IN
                  (SELECT whole FROM found WHERE key = '')),
            (SELECT count(*) FROM found JOIN named USING (key) WHERE found.whole <> named.whole),
            (SELECT count(*) FROM found JOIN broken USING (key) WHERE found.whole <> broken.whole)
              + (SELECT count(*) FROM found WHERE key NOT IN (SELECT key FROM truth))
              + (SELECT count(*) FROM found WHERE key = '' AND whole NOT IN
                  (SELECT whole FROM truth WHERE key = '')),
            (SELECT count(*) FROM read_parquet({rejects}))
        """
    ).fetchone()
    con.close()
    return dict(zip(HEAD[1:], row or (), strict=True))
