"""A PostgreSQL server of the tests' own, in a temporary folder, that may be killed.

The server refuses to run as root, so under root it runs as the system's ``postgres`` or, where
that is missing, ``nobody``.
"""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from contextlib import suppress
from itertools import count
from pathlib import Path

import psycopg
from psycopg import sql

REQUIRED = "EVENHAND_REQUIRE_POSTGRES"


def binaries() -> Path | None:
    """Find the server's programs: a named folder, the path, or where Debian keeps them."""
    named = os.environ.get("EVENHAND_POSTGRES_BIN")
    on_path = shutil.which("initdb")
    places = [Path(named)] if named else []
    places += [Path(on_path).resolve().parent] if on_path else []
    places += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    good = (place for place in places if (place / "initdb").exists())
    return next(good, None)


def _account() -> dict[str, object]:
    if os.geteuid() != 0:
        return {}
    names = {entry.pw_name: entry for entry in pwd.getpwall()}
    entry = names.get("postgres") or names["nobody"]
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": ()}


class Cluster:
    """One server; every ledger gets a database and two accounts of its own."""

    def __init__(self, programs: Path) -> None:
        self._programs = programs
        self._account = _account()
        self._folder = Path(tempfile.mkdtemp(prefix="evenhand-pg-", dir="/tmp"))
        self._numbers = count(1)
        if self._account:
            os.chown(self._folder, self._account["user"], self._account["group"])
        self.data = self._folder / "data"
        self._run("initdb", "-D", self.data, "-A", "trust", "-U", "root", "-E", "UTF8",
                  "--no-sync", "--locale=C")  # fmt: skip
        self.start()

    def _run(self, program: str, *arguments: object) -> None:
        done = subprocess.run(
            [self._programs / program, *map(str, arguments)],
            cwd=self._folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
            env={"PATH": os.environ["PATH"], "LC_ALL": "C"}, **self._account,
        )  # fmt: skip
        if done.returncode:
            log = self._folder / "log"
            said = log.read_text("utf-8")[-2000:] if log.exists() else ""
            raise RuntimeError(f"{program} failed: {done.stderr}{said}")

    def start(self) -> None:
        """Start the server; it listens on a socket in its folder and on no network."""
        options = f"-c listen_addresses='' -k {self._folder} -c max_connections=40"
        self._run("pg_ctl", "-D", self.data, "-w", "-t", 60, "-o", options,
                  "-l", self._folder / "log", "start")  # fmt: skip

    def kill(self) -> None:
        """Kill the server and every one of its processes at once, as a crash would."""
        head = int((self.data / "postmaster.pid").read_text().splitlines()[0])
        children = Path(f"/proc/{head}/task/{head}/children").read_text().split()
        family = [head, *map(int, children)]
        for process in family:
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        for process in family:
            _wait_for_end(process)
        # The dead process may still be listed, which a new server would take for a living one.
        (self.data / "postmaster.pid").unlink()
        for lock in self._folder.glob(".s.PGSQL.*.lock"):
            lock.unlink()

    def address(self, user: str = "root", database: str = "postgres") -> str:
        """Give the address of a database for one account."""
        return f"postgresql://{user}@/{database}?host={self._folder}"

    def database(self) -> tuple[str, str]:
        """Make a database for a ledger; gives the addresses of its owner and of its web account."""
        number = next(self._numbers)
        owner, web, name = f"owner{number}", f"web{number}", f"ledger{number}"
        with psycopg.connect(self.address(), autocommit=True) as connection:
            for account in (owner, web):
                connection.execute(sql.SQL("CREATE ROLE {} LOGIN").format(sql.Identifier(account)))
            connection.execute(
                sql.SQL("CREATE DATABASE {} OWNER {}").format(
                    sql.Identifier(name), sql.Identifier(owner)
                )
            )
        return self.address(owner, name), self.address(web, name)

    def remove(self) -> None:
        """Stop the server and remove everything."""
        with suppress(RuntimeError):
            self._run("pg_ctl", "-D", self.data, "-m", "immediate", "-w", "stop")
        shutil.rmtree(self._folder, ignore_errors=True)


def _wait_for_end(process: int) -> None:
    """Wait until a process is gone, or is dead and only waits for its parent to notice."""
    for _ in range(600):
        try:
            state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
        except (FileNotFoundError, ProcessLookupError):
            return
        if state == "Z":
            return
        time.sleep(0.05)
    raise RuntimeError(f"process {process} does not end")
