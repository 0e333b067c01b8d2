"""A ledger on a PostgreSQL server: for teams. The account used here owns nothing and only adds."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from urllib.parse import unquote, urlsplit

import psycopg
from psycopg import sql

from evenhand.ledger.stores import faults
from evenhand.ledger.stores.store import SCHEMA, Row, Session
from evenhand.terms.refusal import BadLedger, NoRoom, Refusal

LOCK = 0x45564854  # held by the one writer
WAIT = "10s"
_DESTROYED_BY = """
    SELECT min(number) FROM entries WHERE strpos(leaf, E'\\nact destroy\\n') > 0
    AND strpos(leaf, E'\\ndestroys ' || %s || ' ' || %s || E'\\n') > 0"""
_KEYED = "SELECT number, leaf FROM entries WHERE strpos(leaf, E'\\nkey ') > 0 ORDER BY number"
# A server that does not wait for its disk acknowledges what a power cut takes away.
_DURABLE = (
    "SELECT name FROM pg_settings WHERE name IN ('fsync', 'full_page_writes') AND setting = 'off'"
)
_TRIGGERS = """
    SELECT c.relname || ' ' || t.tgname, t.tgenabled = 'O', p.prosrc
    FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_proc p ON p.oid = t.tgfoid
    WHERE c.relnamespace = 'evenhand_ledger'::regnamespace AND NOT t.tgisinternal"""
_BODIES = """
    SELECT proname, prosrc FROM pg_proc WHERE pronamespace = 'evenhand_ledger'::regnamespace"""
_RIGHTS = """
    SELECT c.relname FROM pg_class c
    WHERE c.relnamespace = 'evenhand_ledger'::regnamespace AND c.relkind = 'r'
    AND (has_table_privilege(c.oid, 'UPDATE, DELETE, TRUNCATE, TRIGGER')
         OR pg_has_role(c.relowner, 'USAGE'))
    ORDER BY 1"""


def _statement(text: str) -> str:
    return text.replace("?", "%s")


class PostgresSession:
    """One transaction on the server."""

    def __init__(self, connection: psycopg.Connection) -> None:
        self._connection = connection

    def rows(self, statement: str, *values: object) -> list[Row]:
        """Give all rows of an answer."""
        return self._connection.execute(_statement(statement).encode(), values).fetchall()

    def stream(self, statement: str) -> Iterator[Row]:
        """Give the rows of a long answer as they come."""
        name = f"evenhand_{abs(hash(statement)):x}"
        with self._connection.cursor(name=name) as cursor:
            cursor.itersize = 5_000
            cursor.execute(statement.encode())
            yield from cursor

    def add(self, statement: str, *values: object) -> None:
        """Carry out an INSERT."""
        self._connection.execute(_statement(statement).encode(), values)

    def destroyed_by(self, number: int, name: str) -> int | None:
        """Give the number of the entry that destroys a part, if there is one."""
        found = self._connection.execute(_DESTROYED_BY, (str(number), name)).fetchone()
        return found[0] if found else None

    def keyed(self) -> list[Row]:
        """Give number and leaf of the entries that bring a signing key."""
        return self._connection.execute(_KEYED).fetchall()

    def destroy(self, number: int, name: str) -> None:
        """Take away one part of an entry."""
        self._connection.execute("SELECT destroy_part(%s, %s)", (number, name))


class PostgresStore:
    """A ledger on a server, connected."""

    def __init__(self, address: str) -> None:
        self._address = address
        self.place = shown(address)
        with self._told():
            self._connection = connect(address)
            found = self._connection.execute(
                "SELECT to_regclass('evenhand_ledger.entries') IS NOT NULL"
            ).fetchone()
            self._connection.rollback()
        if found != (True,):
            self._connection.close()
            raise faults.missing(self.place)

    def _alive(self) -> psycopg.Connection:
        if self._connection.closed or self._connection.broken:
            with suppress(psycopg.Error):
                self._connection.close()
            self._connection = connect(self._address)
        return self._connection

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Look at one state of the ledger."""
        with self._told():
            connection = self._alive()
            connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            try:
                yield PostgresSession(connection)
            finally:
                self._roll_back()

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """Be the only writer; when this ends without an error, all of it is on the disk."""
        with self._told():
            connection = self._alive()
            try:
                self._take_turn(connection)
                yield PostgresSession(connection)
            except BaseException:
                self._roll_back()
                raise
        with self._told(committing=True):
            try:
                connection.commit()
            except BaseException:
                self._roll_back()
                raise

    def _take_turn(self, connection: psycopg.Connection) -> None:
        connection.execute("SET LOCAL synchronous_commit = on")
        connection.execute(f"SET LOCAL lock_timeout = '{WAIT}'".encode())
        if off := connection.execute(_DURABLE).fetchall():
            raise NoRoom(
                f"The server of the ledger {self.place} runs with {off[0][0]} off: a power cut "
                f"would lose recorded entries. {faults.NOTHING}",
                f"Turn {off[0][0]} on in the server's settings.",
            )
        connection.execute("SELECT pg_advisory_xact_lock(%s)", (LOCK,))

    def _roll_back(self) -> None:
        with suppress(psycopg.Error):
            self._connection.rollback()

    @contextmanager
    def _told(self, *, committing: bool = False) -> Iterator[None]:
        try:
            yield
        except psycopg.Error as error:
            raise told(self.place, error, committing=committing) from error

    def weaknesses(self) -> list[str]:
        """Say which guards are not those Evenhand made, or could be turned off by this account."""
        made = (SCHEMA / "postgres.sql").read_text("utf-8")
        with self.reading() as session:
            triggers = {name: on and body in made for name, on, body in session.rows(_TRIGGERS)}
            bodies = session.rows(_BODIES)
            rights = [name for (name,) in session.rows(_RIGHTS)]
        return [
            *(f"guard {name} is missing, off or changed"
              for name in sorted(_guards(made)) if not triggers.get(name)),
            *(f"function {name} was changed" for name, body in sorted(bodies) if body not in made),
            *(f"this account can change or own the table {name}" for name in rights),
        ]  # fmt: skip

    def damage(self) -> list[str]:
        """Say what the server finds broken: it says so when the tables are read, and not before."""
        return []

    def scrub(self) -> None:
        """Leave it to the owner, who alone may rewrite the table (see docs/ledger.md)."""

    def close(self) -> None:
        """Let go of the server."""
        self._connection.close()


def _guards(made: str) -> list[str]:
    found = re.findall(r"CREATE TRIGGER (\w+) BEFORE [A-Z ]+ ON (\w+)", made)
    return [f"{table} {name}" for name, table in found]


def connect(address: str) -> psycopg.Connection:
    """Connect to the server, in the ledger's own tables and no others."""
    return psycopg.connect(
        address, options="-c search_path=evenhand_ledger,pg_temp", connect_timeout=10
    )


def make(owner_address: str, web_address: str) -> None:
    """Make an empty ledger as its owner, for the account of ``web_address`` to add to."""
    if not owner_address:
        raise BadLedger(
            "A ledger on a server is made by its owner.",
            "Give the owner's address with --owner; the other address is that of the account "
            "Evenhand works with, which must be another one.",
        )
    place, web = shown(owner_address), _user(web_address)
    if not web or web == _user(owner_address):
        raise BadLedger(
            "The account that Evenhand works with must not own the ledger.",
            "Make two accounts on the server, and name them in the two addresses.",
        )
    try:
        with connect(owner_address) as connection:
            _make(connection, place, web)
    except psycopg.Error as error:
        raise told(place, error, committing=False) from error


def _make(connection: psycopg.Connection, place: str, web: str) -> None:
    found = connection.execute("SELECT to_regnamespace('evenhand_ledger')").fetchone()
    if found != (None,):
        raise BadLedger(f"{place} has a ledger already.", "A ledger is never overwritten.")
    connection.execute((SCHEMA / "postgres.sql").read_bytes())
    grants = (SCHEMA / "postgres-web.sql").read_text("utf-8")
    connection.execute(grants.replace("{web}", sql.Identifier(web).as_string()).encode())


def _user(address: str) -> str:
    return unquote(urlsplit(address).username or "")


def shown(address: str) -> str:
    """Give an address without its password."""
    parts = urlsplit(address)
    user = f"{parts.username}@" if parts.username else ""
    port = f":{parts.port}" if parts.port else ""
    return f"postgresql://{user}{parts.hostname or ''}{port}{parts.path}"


def told(place: str, error: psycopg.Error, *, committing: bool) -> Refusal:
    """Put an error of PostgreSQL into words."""
    state = error.sqlstate or ""
    said = (error.diag.message_primary or str(error)).strip().rstrip(".")
    if state.startswith(("23", "42501", "P0001")) or state == "2F004":
        return faults.guarded(place, said)
    if state == "53100":
        return faults.full(place, committing=committing)
    if state in ("55P03", "40001", "40P01"):
        return faults.busy(place)
    if state == "25006":
        return faults.read_only(place)
    if state.startswith("XX"):
        return faults.broken(place, said)
    return faults.failing(place, said.splitlines()[0], committing=committing)
