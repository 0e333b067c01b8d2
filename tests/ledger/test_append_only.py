"""Every way around append-only, on both databases: refused, or seen when the ledger is verified.

REFUSED_WITHIN are statements given to the connection that Evenhand itself works with. ONLY_SEEN are
what somebody can do who opens the database with a program of their own and, on a server, with its
owner's account: nothing in a database can stop its owner, and `verify` names what they did.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import psycopg
import pytest

from evenhand.ledger import leaf
from evenhand.ledger.append import Act, append
from evenhand.ledger.content import Content
from evenhand.ledger.opening import Ledger
from evenhand.ledger.stores.sqlite import FUNCTIONS
from evenhand.ledger.verifying import verify
from evenhand.terms.refusal import BadLedger, Refusal
from tests.support.recording import Clock, Place, begin, fill

# Entry 2 is written again over itself, changed, by each key it could be found by.
COPY = "SELECT number, replace(leaf, 'reviewer', 'supervisor'), hash FROM entries WHERE number = 2"
ANOTHER = "SELECT number + 100, leaf, hash FROM entries WHERE number = 2"
PARTS = "SELECT number, name, salt, 'null' FROM parts WHERE number = 2"

BOTH = [
    "UPDATE entries SET leaf = 'x' WHERE number = 2",
    "UPDATE entries SET number = 900 WHERE number = 2",
    "UPDATE parts SET body = 'null' WHERE number = 2",
    "UPDATE nodes SET hash = 'x'",
    "UPDATE ledger SET origin = 'another'",
    "DELETE FROM entries WHERE number = 2",
    "DELETE FROM entries",
    "DELETE FROM parts WHERE number = 2",
    "DELETE FROM nodes",
    "DELETE FROM ledger",
    f"INSERT INTO entries {COPY}",
    f"INSERT INTO entries {ANOTHER}",
    f"INSERT INTO entries {COPY} ON CONFLICT (number) DO UPDATE SET leaf = excluded.leaf",
    f"INSERT INTO entries {ANOTHER} ON CONFLICT (hash) DO UPDATE SET number = excluded.number",
    f"INSERT INTO parts {PARTS} ON CONFLICT (number, name) DO UPDATE SET body = excluded.body",
    "INSERT INTO parts VALUES (2, 'extra', 'x', 'null')",
    "INSERT INTO parts VALUES (999, 'payload', 'x', 'null')",
    "INSERT INTO nodes VALUES (1, 40, 'x')",
    "INSERT INTO nodes SELECT level, place, 'x' FROM nodes WHERE level = 1 AND place = 0 "
    "ON CONFLICT (level, place) DO UPDATE SET hash = excluded.hash",
    "INSERT INTO ledger VALUES (1, 'another')",
    "INSERT INTO ledger VALUES (2, 'another')",
    "DROP TABLE entries",
    "ALTER TABLE entries RENAME TO past",
    "ALTER TABLE entries ADD COLUMN note text",
    "DROP INDEX entries_keyed",
    "CREATE TABLE entries_again AS SELECT * FROM entries",
    "CREATE VIEW latest AS SELECT * FROM entries",
]
SQLITE = [
    f"REPLACE INTO entries {COPY}",
    f"INSERT OR REPLACE INTO entries {COPY}",
    f"INSERT OR REPLACE INTO entries {ANOTHER}",
    f"INSERT OR REPLACE INTO parts {PARTS}",
    "INSERT OR REPLACE INTO nodes SELECT level, place, 'x' FROM nodes",
    "INSERT OR REPLACE INTO ledger VALUES (1, 'another')",
    f"INSERT OR IGNORE INTO entries {ANOTHER}",
    "UPDATE OR REPLACE entries SET number = 3 WHERE number = 2",
    "DROP TRIGGER entries_no_update",
    "DROP TRIGGER entries_only_at_the_end",
    "CREATE TRIGGER mine AFTER INSERT ON entries BEGIN DELETE FROM parts; END",
    "CREATE TEMP TRIGGER mine AFTER INSERT ON entries BEGIN DELETE FROM parts; END",
    "CREATE TEMP TABLE entries (number, leaf, hash)",
    "CREATE VIRTUAL TABLE words USING fts5(x)",
    "PRAGMA writable_schema = on",
    "PRAGMA recursive_triggers = off",
    "PRAGMA synchronous = off",
    "PRAGMA journal_mode = delete",
    "PRAGMA secure_delete = off",
    "PRAGMA foreign_keys = off",
    "PRAGMA ignore_check_constraints = on",
    "PRAGMA user_version = 7",
    "PRAGMA defer_foreign_keys = on",
    "DELETE FROM sqlite_schema",
    "UPDATE sqlite_schema SET sql = ''",
    "ATTACH ':memory:' AS other",
    "DETACH main",
    "VACUUM INTO 'copy.db'",
    "REINDEX",
    "ANALYZE",
]
BY_SQLITE_ITSELF = {  # refused before the guards are asked
    "DELETE FROM sqlite_schema": "may not be modified",
    "UPDATE sqlite_schema SET sql = ''": "may not be modified",
    "VACUUM INTO 'copy.db'": "from within a transaction",
}
POSTGRES = [
    "TRUNCATE entries",
    "TRUNCATE parts",
    "TRUNCATE nodes, entries, parts, ledger CASCADE",
    "ALTER TABLE entries DISABLE TRIGGER ALL",
    "ALTER TABLE entries DISABLE TRIGGER unchanged",
    "DROP TRIGGER unchanged ON entries",
    "SET session_replication_role = replica",
    "CREATE OR REPLACE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS "
    "'BEGIN RETURN NEW; END'",
    "CREATE TRIGGER mine AFTER INSERT ON entries FOR EACH ROW EXECUTE FUNCTION refuse()",
    "CREATE RULE mine AS ON INSERT TO entries DO INSTEAD NOTHING",
    "ALTER TABLE entries ENABLE ROW LEVEL SECURITY",
    "ALTER TABLE entries OWNER TO CURRENT_USER",
    "ALTER SCHEMA evenhand_ledger RENAME TO past",
    "DROP SCHEMA evenhand_ledger CASCADE",
    "LOCK TABLE entries IN ACCESS EXCLUSIVE MODE",
    "MERGE INTO entries USING (SELECT 2 AS n) s ON number = s.n WHEN MATCHED THEN DELETE",
    "COPY entries FROM PROGRAM 'true'",
    "SELECT lo_import('x')",
]
WAYS = [("sqlite", way) for way in BOTH + SQLITE] + [("postgres", way) for way in BOTH + POSTGRES]


def _state(ledger: Ledger) -> list[list[tuple[object, ...]]]:
    with ledger.store.reading() as session:
        return [session.rows(f"SELECT * FROM {table} ORDER BY 1, 2")
                for table in ("ledger", "entries", "parts", "nodes")]  # fmt: skip


def _begun(place: Place) -> Place:
    begin(place)
    with place.open() as ledger:
        fill(ledger, 9)
    return place


@pytest.fixture(scope="module")
def kept(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[str], Ledger]]:
    """One ledger of each kind for all statements: none of them may leave a mark on it."""
    made: dict[str, Ledger] = {}
    with ExitStack() as stack:

        def get(kind: str) -> Ledger:
            if kind not in made:
                folder = tmp_path_factory.mktemp(kind)
                owner, web = "", str(folder / "ledger.db")
                if kind == "postgres":
                    owner, web = request.getfixturevalue("cluster").database()
                made[kind] = stack.enter_context(_begun(Place(web, owner, folder)).open())
            return made[kind]

        yield get


@pytest.mark.parametrize(("kind", "way"), WAYS)
def test_refused_within(kind: str, way: str, kept: Callable[[str], Ledger]) -> None:
    """No statement through Evenhand's own connection changes anything; a guard refuses each."""
    ledger = kept(kind)
    before = _state(ledger)
    with (
        # A slip in the statement would read otherwise.
        pytest.raises(Refusal, match=BY_SQLITE_ITSELF.get(way, "refused: ")),
        ledger.store.writing() as session,
    ):
        session.add(way)
    assert _state(ledger) == before


def test_a_right_given_to_oneself_is_none(kept: Callable[[str], Ledger]) -> None:
    """The server only warns when an account grants itself a right it lacks; it still lacks it."""
    ledger = kept("postgres")
    with ledger.store.writing() as session:
        session.add("GRANT UPDATE, DELETE ON entries TO CURRENT_USER")
    with pytest.raises(BadLedger, match="permission denied"), ledger.store.writing() as session:
        session.add("UPDATE entries SET leaf = 'x'")
    assert ledger.store.weaknesses() == []


FORGED = {
    "a number that is not the next": {"number": 999},
    "a number that is not its own": {"says": 999},
    "a hash that is not its own": {"hash": "0" * 64},
    "another entry before it": {"previous": "0" * 64},
    "a time before the entry before it": {"at": "2001-01-01T00:00:00.000000Z"},
}


@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
@pytest.mark.parametrize("forged", FORGED)
def test_an_entry_that_does_not_follow_is_refused(
    kind: str, forged: str, kept: Callable[[str], Ledger]
) -> None:
    """The database itself refuses an entry that is not the next, whole and honest one."""
    ledger, changes = kept(kind), FORGED[forged]
    before = _state(ledger)
    last = leaf.parse(before[1][-1][1])
    made = leaf.Leaf(
        changes.get("says", 11), changes.get("at", last.at), changes.get("at", last.clock),
        "determine", "reviewer", changes.get("previous", leaf.leaf_hash(last.text)), {},
    )  # fmt: skip
    row = changes.get("number", 11), made.text, changes.get("hash", leaf.leaf_hash(made.text))
    with pytest.raises(BadLedger, match="refused: "), ledger.store.writing() as session:
        session.add("INSERT INTO entries VALUES (?, ?, ?)", *row)
    assert _state(ledger) == before


@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
def test_content_that_was_destroyed_cannot_come_back(
    kind: str, places: Callable[[str], Place]
) -> None:
    """Who kept a copy of destroyed content cannot put it back on the ledger."""
    place = _begun(places(kind))
    with place.open() as ledger:
        with ledger.store.reading() as session:
            row = session.rows("SELECT * FROM parts WHERE number = 3 AND name = 'payload'")[0]
        gone = Act("destroy", "headquarters", Content({"name": "x"}), destroys=[(3, "payload")])
        append(ledger, gone, Clock())
        with pytest.raises(BadLedger, match="destroyed"), ledger.store.writing() as session:
            session.add("INSERT INTO parts VALUES (?, ?, ?, ?)", *row)
        assert verify(ledger).faults == []


def test_the_server_asks_its_own_tables(places: Callable[[str], Place]) -> None:
    """A temporary table that is called entries deceives no guard of the server."""
    place = _begun(places("postgres"))
    with psycopg.connect(place.address, autocommit=True) as raw:
        raw.execute("CREATE TEMP TABLE entries (number bigint, leaf text, hash text)")
        raw.execute(
            "INSERT INTO entries VALUES (50, E'\\nact destroy\\ndestroys 3 payload\\n', 'x')"
        )
        with pytest.raises(psycopg.Error, match="no entry destroys this part"):
            raw.execute("SELECT evenhand_ledger.destroy_part(3, 'payload')")


def _outside(path: Path) -> sqlite3.Connection:
    """Open the file as somebody with a program of their own, who read our source for functions."""
    raw = sqlite3.connect(path, isolation_level=None)
    for name, arguments, function in FUNCTIONS:
        raw.create_function(name, arguments, function, deterministic=True)
    return raw


def test_a_plain_program_cannot_even_add(file: Place) -> None:
    """Another program that opens the file may read; it lacks the functions that the guards ask."""
    with closing(sqlite3.connect(file.address)) as raw:
        assert raw.execute("SELECT count(*) FROM entries").fetchone() == (1,)
        with pytest.raises(sqlite3.OperationalError, match="no such function"):
            raw.execute("INSERT INTO entries VALUES (2, 'x', 'y')")


REPLACES = [way for way in BOTH + SQLITE if way.startswith(("INSERT", "REPLACE", "UPDATE OR"))]


@pytest.mark.parametrize("way", [w for w in REPLACES if "sqlite_schema" not in w])
def test_the_triggers_refuse_an_outsider_too(way: str, file: Place) -> None:
    """With the settings left as SQLite ships them, no INSERT, REPLACE or UPSERT gets past."""
    with file.open() as ledger:
        fill(ledger, 9)
        before = _state(ledger)
        with (
            closing(_outside(Path(file.address))) as raw,
            pytest.raises(sqlite3.IntegrityError, match=r"ledger|entry|node|part"),
        ):
            raw.execute(way)
        assert _state(ledger) == before


ONLY_SEEN_SQLITE = {
    "a guard is dropped": ["DROP TRIGGER entries_no_update"],
    "a guard is dropped, an entry changed, the guard made again": [
        "DROP TRIGGER entries_no_update",
        "UPDATE entries SET leaf = replace(leaf, 'role reviewer', 'role supervisor') "
        "WHERE number = 4",
        "CREATE TRIGGER entries_no_update BEFORE UPDATE ON entries\n"
        "BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END",
    ],
    "content is changed": [
        "DROP TRIGGER parts_no_update", "UPDATE parts SET body = 'null' WHERE number = 4"],
    "content is taken away": [
        "DROP TRIGGER parts_go_by_an_entry", "DELETE FROM parts WHERE number = 4"],
    "the last entry is taken away": [
        "DROP TRIGGER entries_no_delete", "DROP TRIGGER parts_go_by_an_entry",
        "DROP TRIGGER nodes_no_delete", "DELETE FROM parts WHERE number = 10",
        "DELETE FROM nodes WHERE level = 1 AND place = 4", "DELETE FROM entries WHERE number = 10"],
    "the schema is written to": [
        "PRAGMA writable_schema = on", "DELETE FROM sqlite_schema WHERE type = 'trigger'"],
    "a trigger is added": [
        "CREATE TRIGGER mine AFTER INSERT ON entries BEGIN DELETE FROM parts; END"],
    "a node is changed": [
        "DROP TRIGGER nodes_no_update", "UPDATE nodes SET hash = '00' WHERE level = 2"],
    "nodes are taken away": ["DROP TRIGGER nodes_no_delete", "DELETE FROM nodes WHERE level = 1"],
    "the ledger is given another name": [
        "DROP TRIGGER ledger_no_update", "UPDATE ledger SET origin = 'another'"],
}  # fmt: skip


@pytest.mark.parametrize("what", ONLY_SEEN_SQLITE)
def test_only_seen_in_a_file(what: str, file: Place) -> None:
    """Whoever owns the file can do this, and verify names it."""
    with file.open() as ledger:
        fill(ledger, 9)
    signed = file.checkpoint()
    with closing(_outside(Path(file.address))) as raw:
        for statement in ONLY_SEEN_SQLITE[what]:
            raw.execute(statement)
    try:
        with file.open() as ledger:
            verdict = verify(ledger, [signed])
            assert verdict.faults + verdict.remarks, what
    except Refusal:
        pass  # so damaged that it does not open: that is seen too


ONLY_SEEN_POSTGRES = {
    "a guard is turned off": (["ALTER TABLE entries DISABLE TRIGGER unchanged"], False),
    "a guard is dropped": (["DROP TRIGGER added ON parts"], False),
    "a guard is replaced by one that lets everything through": ([
        "CREATE OR REPLACE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS "
        "'BEGIN RETURN NEW; END'"], False),
    "the web account is given the right to update": ([
        "GRANT UPDATE ON entries TO PUBLIC"], False),
    "an entry is changed and the guard is on again": ([
        "ALTER TABLE entries DISABLE TRIGGER unchanged",
        "UPDATE entries SET leaf = replace(leaf, 'role reviewer', 'role supervisor') "
        "WHERE number = 4",
        "ALTER TABLE entries ENABLE TRIGGER unchanged"], True),
    "content is taken away and the guard is on again": ([
        "ALTER TABLE parts DISABLE TRIGGER taken", "DELETE FROM parts WHERE number = 4",
        "ALTER TABLE parts ENABLE TRIGGER taken"], True),
    "everything is taken away": ([
        "ALTER TABLE parts DISABLE TRIGGER kept", "ALTER TABLE entries DISABLE TRIGGER kept",
        "ALTER TABLE nodes DISABLE TRIGGER kept", "TRUNCATE parts, entries, nodes"], True),
}  # fmt: skip


@pytest.mark.parametrize("what", ONLY_SEEN_POSTGRES)
def test_only_seen_on_a_server(what: str, places: Callable[[str], Place]) -> None:
    """The tables' owner can do this, and verify names it: as a fault, if the record was changed."""
    statements, changed = ONLY_SEEN_POSTGRES[what]
    place = _begun(places("postgres"))
    signed = place.checkpoint()
    with psycopg.connect(place.owner, options="-c search_path=evenhand_ledger") as raw:
        for statement in statements:
            raw.execute(statement)
    with place.open() as ledger:
        verdict = verify(ledger, [signed])
    assert verdict.faults if changed else verdict.remarks


def test_a_web_account_that_owns_the_ledger_is_remarked(places: Callable[[str], Place]) -> None:
    """Verifying as the owner says that this account could change the tables."""
    place = _begun(places("postgres"))
    with Place(place.owner, "", place.folder).open() as ledger:
        assert any("can change or own" in said for said in verify(ledger).remarks)
    with place.open() as ledger:
        assert not any("can change or own" in said for said in verify(ledger).remarks)
