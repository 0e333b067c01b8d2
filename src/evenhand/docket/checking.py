"""Checking a docket on disk: that its tables are whole, agree with each other, and add up."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from evenhand.docket.catalogue import catalogue
from evenhand.docket.columns import columns, table_of
from evenhand.docket.facts import disagreements
from evenhand.docket.snapshot import Docket, digests, named_by
from evenhand.docket.words import packing, word_columns
from evenhand.engines.duck import Connection, DiskError, connect
from evenhand.terms.refusal import BadDocket


def check_docket(docket: Docket) -> list[dict[str, Any]]:
    """Check a snapshot; gives what was looked at, raises BadDocket at what is wrong."""
    found = list(_files(docket))
    _refuse_wrong(docket, found)
    con = connect()
    try:
        found.append(_marks(con, docket))
        found += [*_counts(con, docket), *_agreement(con, docket), *_told(con, docket)]
    except DiskError as error:
        raise BadDocket(
            f"{docket.folder.name} cannot be read: {str(error).splitlines()[0]}",
            "Import the records again.",
        ) from None
    finally:
        con.close()
    _refuse_wrong(docket, found)
    return found


def _refuse_wrong(docket: Docket, found: list[dict[str, Any]]) -> None:
    wrong = [item for item in found if item["result"] == "wrong"]
    if wrong:
        raise BadDocket(
            f"{docket.folder.name}: this does not hold: {wrong[0]['what']} ({wrong[0]['detail']})",
            "It was changed after its import, or is damaged. Import the records again.",
        )


def _one(con: Connection, select: str) -> int:
    row = con.execute(select).fetchone()
    return int(row[0]) if row else 0


def _item(what: str, wrong: bool, detail: str) -> dict[str, Any]:
    return {"what": what, "result": "wrong" if wrong else "right", "detail": detail}


def _told_of(what: str, detail: str) -> dict[str, Any]:
    """Give something worth knowing that is neither right nor wrong."""
    return {"what": what, "result": "told", "detail": detail}


def _files(docket: Docket) -> Iterator[dict[str, Any]]:
    """Compare names and bytes: before the engine reads a file, it must be the one written."""
    made = named_by(docket.manifest)
    yield _item("the docket's name is that of its manifest", made != docket.snapshot, made)
    written, there = docket.manifest.get("digests", {}), digests(docket.folder)
    apart = sorted(file for file in {*written, *there} if written.get(file) != there.get(file))
    detail = ", ".join(apart) or f"{len(there):,} files"
    yield _item("no file was changed since the import", bool(apart), detail)


def _marks(con: Connection, docket: Docket) -> dict[str, Any]:
    """Look for columns that say nothing of who may see them."""
    bare = [
        f"{file}.{name}"
        for file in ("rejects", *docket.manifest["tables"])
        for name in _column_names(con, docket, file)
        if name not in columns().get(table_of(file), {})
    ]
    return _item("every column has a mark", bool(bare), ", ".join(bare) or "none is without")


def _column_names(con: Connection, docket: Docket, file: str) -> list[str]:
    described = con.execute(f"SELECT * FROM {docket.table(file)} LIMIT 0").description
    return [column[0] for column in described or ()]


def _counts(con: Connection, docket: Docket) -> Iterator[dict[str, Any]]:
    for item in docket.manifest["inputs"]:
        apart = item["read"] != item["loaded"] + item["rejected"]
        detail = f"{item['read']:,} = {item['loaded']:,} + {item['rejected']:,}"
        yield _item(f"{item['name']}: rows read are loaded or rejected", apart, detail)
    for table, count in docket.manifest["tables"].items():
        found = _one(con, f"SELECT count(*) FROM {docket.table(table)}")
        yield _item(f"{table} has the rows that were written", found != count, f"{found:,}")
    rejects = sum(item["rejected"] for item in docket.manifest["inputs"])
    found = _one(con, f"SELECT count(*) FROM {docket.table('rejects')}")
    yield _item("every reject is kept with its reason", found != rejects, f"{found:,}")


def _agreement(con: Connection, docket: Docket) -> Iterator[dict[str, Any]]:
    cases, facts = docket.table("cases"), docket.table("facts")
    twice = _one(con, f"SELECT count(*) - count(DISTINCT case_id) FROM {cases}")
    yield _item("no case stands there twice", twice > 0, f"{twice:,} do")
    apart = _one(
        con,
        f"SELECT count(*) FROM {cases} FULL JOIN {facts} AS f USING (case_id) "
        "WHERE f.as_of IS NULL OR file IS NULL",
    )
    yield _item("every case has its facts and its day", apart > 0, f"{apart:,} have not")
    tests = " OR ".join(
        f"({text.rsplit(' AS ', 1)[0]}) IS DISTINCT FROM {column}"
        for text, column in zip(packing(catalogue()), word_columns(catalogue()), strict=True)
    )
    apart = _one(con, f"SELECT count(*) FROM {facts} WHERE {tests}")
    yield _item("facts say the same packed and unpacked", apart > 0, f"{apart:,} do not")


def _told(con: Connection, docket: Docket) -> Iterator[dict[str, Any]]:
    """Tell how often sources disagree: both values are kept, so this is no fault."""
    files = docket.source_files()
    for n, (one, table) in enumerate(files):
        for other, other_table in files[n + 1 :]:
            con.execute(f"CREATE OR REPLACE TEMP TABLE one AS SELECT * FROM {docket.table(table)}")
            con.execute(
                f"CREATE OR REPLACE TEMP TABLE other AS SELECT * FROM {docket.table(other_table)}"
            )
            found = _one(
                con, f"SELECT count(*) FROM ({disagreements(catalogue(), 'one', 'other')})"
            )
            yield _told_of(
                f"values on which {one} and {other} contradict each other",
                f"{found:,}; both are kept, and `explain` shows them",
            )
