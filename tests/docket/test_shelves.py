"""Shelves: a case is told on its shelf as in the whole docket, and is on one shelf alone."""

from __future__ import annotations

import datetime as dt

import pytest

from evenhand.docket import shelves
from evenhand.docket.tracing import Origins
from evenhand.engines.duck import confine, connect, set_free
from evenhand.terms.refusal import BadDocket
from tests.support.dockets import docket

DAY = dt.date(2012, 1, 13)
NUMBERS = [f"C-{n}" for n in range(40)]


@pytest.fixture(scope="module")
def cut(tmp_path_factory):
    """A docket of forty cases on five shelves."""
    folder = tmp_path_factory.mktemp("shelves")
    made = docket(folder, [(n, {"usc_child": n.endswith("7")}, DAY) for n in NUMBERS], dated=DAY)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(shelves, "CASES_TO_A_SHELF", 8)
        count = shelves.cut(made, folder / "cut")
    return made, folder / "cut", count


def told(made, case: str) -> tuple[object, ...]:
    """Give everything that pages ask of a docket about one case."""
    con = connect(threads=1)
    try:
        origins = Origins(con, made, case)
        facts = made.known(con, case)
        return made.case(con, case), facts, {fact: list(origins.of(fact)) for fact in facts}
    finally:
        con.close()


def test_a_shelf_tells_a_case_as_the_docket_does(cut):
    """The row, the facts and where each came from are the same, for every case."""
    made, folder, count = cut
    assert count == 5
    for case in NUMBERS:
        assert told(shelves.shelf_of(made, folder, count, case), case) == told(made, case)


def test_a_case_that_is_not_there_is_on_no_shelf(cut):
    """Asking for it is refused as by the docket itself."""
    made, folder, count = cut
    con = connect(threads=1)
    with pytest.raises(BadDocket, match="no case"):
        shelves.shelf_of(made, folder, count, "C-99").case(con, "C-99")
    con.close()


def test_a_confined_process_reads_its_shelves_and_nothing_else(cut):
    """The shelf is read; the docket beside it is not, nor can the confinement be lifted by SQL."""
    made, folder, count = cut
    confine([folder])
    try:
        assert told(shelves.shelf_of(made, folder, count, "C-7"), "C-7")
        con = connect()
        for statement in (f"SELECT * FROM {made.table('cases')}", "SET threads = 3"):
            with pytest.raises(Exception, match=r"disabled|locked|Permission"):
                con.execute(statement)
        con.close()
    finally:
        set_free()
    assert told(made, "C-7")


def test_a_shelf_reads_the_columns_that_some_case_fills_and_no_others(cut):
    """Those of the one fact that the docket has; without the note of them, all are read."""
    made, folder, count = cut
    shelf = shelves.shelf_of(made, folder, count, "C-7")
    for table in ("facts", made.source_files()[0][1]):
        assert "usc_child" in shelf.filled(table)
        assert len(shelf.filled(table)) < len(made.filled(table)) / 10
    noted = (folder / shelves.FILLED).read_text("utf-8")
    (folder / shelves.FILLED).unlink()
    try:
        assert shelf.filled("facts") == made.filled("facts")
        for case in NUMBERS:
            assert told(shelves.shelf_of(made, folder, count, case), case) == told(made, case)
    finally:
        (folder / shelves.FILLED).write_text(noted, "utf-8")
