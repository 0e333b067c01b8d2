"""A session of the engine: its share of memory, and a statement that tells how far it is."""

from __future__ import annotations

import pytest

from evenhand.engines import duck
from evenhand.engines.duck import AnyError, connect, engine_share, is_interrupt, run_telling


@pytest.mark.parametrize(
    ("memory", "share"),
    [(8 << 30, "5376MiB"), (2 << 30, "768MiB"), (1 << 30, "256MiB"), (0, "256MiB")],
)
def test_the_engine_gets_what_the_process_does_not_need(memory, share):
    """Of what a process may have the engine gets three quarters after the first GB, never none."""
    assert engine_share(memory) == share


def test_every_session_is_bounded(monkeypatch):
    """Also a session that names no limit has one."""
    monkeypatch.setattr(duck, "usual_memory", lambda: 3 << 30)
    limit = connect().execute("SELECT current_setting('memory_limit')").fetchone()
    assert limit == ("1.5 GiB",)


def test_a_long_statement_tells_how_far_it_is(monkeypatch):
    """Shares between 0 and 1 are told and never fall, and the statement is carried out."""
    monkeypatch.setattr(duck, "LOOK_EVERY", 0.002)
    con, told = connect(threads=1), []
    statement = "CREATE TABLE made AS SELECT hash(range) AS h FROM range(3000000) ORDER BY h"
    run_telling(con, statement, told.append)
    assert con.execute("SELECT count(*) FROM made").fetchone() == (3_000_000,)
    assert told
    assert all(0 < share <= 1 for share in told)
    assert told == sorted(told)


def test_what_goes_wrong_in_a_statement_is_raised():
    """The engine's own error comes back to who asked, and the session can be used again."""
    con = connect()
    with pytest.raises(AnyError, match="nothing_of_that_name"):
        run_telling(con, "SELECT * FROM nothing_of_that_name", lambda share: None)
    assert con.execute("SELECT 1").fetchone() == (1,)


def test_an_interrupt_ends_the_statement(monkeypatch):
    """Ctrl-C while a statement runs ends it at once instead of waiting for it."""
    monkeypatch.setattr(duck, "LOOK_EVERY", 0.002)
    con = connect(threads=1)

    def interrupt(share: float) -> None:
        raise KeyboardInterrupt

    endless = "SELECT count(*) FROM range(100000000000) AS a WHERE hash(range) = 7"
    with pytest.raises(KeyboardInterrupt):
        run_telling(con, endless, interrupt)
    assert con.execute("SELECT 1").fetchone() == (1,)


def test_only_an_interrupt_is_taken_for_one():
    """A runtime error of another kind is not an interrupt."""
    assert is_interrupt(KeyboardInterrupt())
    assert is_interrupt(RuntimeError("Query interrupted"))
    assert not is_interrupt(RuntimeError("something else"))
    assert not is_interrupt(None)
