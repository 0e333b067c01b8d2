"""Building a snapshot: all is made in a folder of its own that appears whole or not at all."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import asdict, dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any

from evenhand import __version__
from evenhand.docket.catalogue import Catalogue, catalogue
from evenhand.docket.claim import claimed
from evenhand.docket.snapshot import digests, named_by
from evenhand.docket.stages import Advance, Work, settle, settle_folder
from evenhand.engines.duck import (
    Connection,
    connect,
    engine_share,
    literal,
    run_telling,
    usual_memory,
    version,
)
from evenhand.records.account import Account, Reject, RejectSink, SourceFile
from evenhand.records.lines import raw_rows
from evenhand.terms.refusal import BadDocket, NoRoom

NOTES = (
    "case_id VARCHAR, fact VARCHAR, reason VARCHAR, source VARCHAR, file VARCHAR, "
    "row BIGINT, col VARCHAR, raw VARCHAR"
)
WRITE = "(FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 122880)"
SNAPSHOT = "snapshot"


@dataclass
class Building:
    """A snapshot in the making: an engine session, the rejects, the accounts, what inputs it has.

    Use as a context manager, and call ``begin`` before anything is made. While it is open no other
    import can work at ``out``. Leaving it with an exception removes everything it made; only a
    process that is killed leaves its work, for the next import to go on with. What stood at
    ``out`` before is untouched until ``finish`` puts the new folder in its place. ``memory`` is
    for the whole process, in bytes; ``tell`` hears of progress, ``notice`` sentences for the user.
    """

    out: Path
    memory: int = field(default_factory=usual_memory)
    catalogue: Catalogue = field(default_factory=catalogue)
    accounts: list[tuple[str, SourceFile, Account]] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    inherited: list[dict[str, Any]] = field(default_factory=list)
    tell: Callable[[str, int, int], None] = lambda what, done, of: None
    notice: Callable[[str], None] = lambda text: None

    def __enter__(self) -> Building:
        self._open = ExitStack()
        self._sink = ExitStack()
        self.work = Work(self.out.with_name(f".{self.out.name}.work"))
        self.folder = self.work.folder / SNAPSHOT
        dead = self._open.enter_context(claimed(self.out))
        try:
            if dead:
                self.notice(f"Process {dead}, which was importing into {self.out}, has died.")
            self._refuse_another()
        except BaseException:
            self._open.close()
            raise
        return self

    def _refuse_another(self) -> None:
        if not self.out.exists():
            return
        if self.work.folder.exists():
            # Killed after the snapshot had its name: what is left is of no more use.
            shutil.rmtree(self.work.folder, ignore_errors=True)
            self.notice("What a finished import left behind was removed.")
        raise BadDocket(
            f"{self.out} exists already, and a snapshot is never changed.",
            "Name a new folder with --out.",
        )

    def begin(self, binding: Mapping[str, Any] | None = None) -> None:
        """Set up the folder and the engine.

        ``binding`` names all that goes in; with it, stages that an earlier import of the same
        finished before it was killed are kept. Without it, all begins anew.
        """
        try:
            if said := self.work.begin(binding or {}):
                self.notice(said)
            (self.folder / "sources").mkdir(parents=True, exist_ok=True)
            shutil.rmtree(self.spill, ignore_errors=True)
        except OSError as error:
            raise NoRoom(
                f"Cannot write beside {self.out}: {error.strerror}.", "Choose another folder."
            ) from None
        self.con: Connection = connect(engine_share(self.memory), temp=self.spill)
        self._open.callback(self.con.close)
        self.rejects = self._sink.enter_context(RejectSink(self.folder / "rejects.parquet"))
        self.con.execute(f"CREATE TEMP TABLE notes ({NOTES})")

    @property
    def spill(self) -> Path:
        """Where the engine puts what does not fit in memory."""
        return self.work.folder / "spill"

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        try:
            self._sink.__exit__(kind, error, at)
        finally:
            shutil.rmtree(self.work.folder, ignore_errors=True)
            self._open.close()

    def reject_rows(
        self,
        source: SourceFile,
        account: Account,
        rows: Mapping[int, tuple[str, str]],
        raw: Mapping[int, str] | None = None,
    ) -> None:
        """Take loaded rows back as rejects: ``rows`` maps a row to its reason's key and detail.

        ``raw`` is their text; without it the source's physical lines are fetched, as latin-1.
        """
        raw = raw_rows(source, rows) if raw is None else raw
        for row, (key, detail) in sorted(rows.items()):
            take_back(self.rejects, account, row, key, detail, raw.get(row, ""))
        account.check()

    def write(self, table: str, select: str) -> None:
        """Write one of the snapshot's tables from a SELECT, and count its rows."""
        path = self.folder / f"{table}.parquet"
        self.counts[table] = self.copy(select, path, lambda part: None, 0, WRITE)

    def copy(self, select: str, path: Path, advance: Advance, weight: int, form: str) -> int:
        """Write the rows of a SELECT to a file, and count them.

        ``advance`` hears how much of ``weight`` is done.
        """
        statement = f"COPY ({select}) TO {literal(path)} {form}"
        run_telling(self.con, statement, lambda share: advance(int(share * weight)))
        found = self.con.execute(f"SELECT count(*) FROM read_parquet({literal(path)})").fetchone()
        return int(found[0]) if found else 0

    def take_over(self, table: str, folder: Path, rows: int) -> None:
        """Copy a table that the new snapshot shares with the one it is built on."""
        shutil.copyfile(folder / f"{table}.parquet", self.folder / f"{table}.parquet")
        self.counts[table] = rows

    def finish(self, facts: Mapping[str, Any]) -> dict[str, Any]:
        """Close the books, write the manifest, put the snapshot in its place; gives the manifest.

        ``facts`` is what the adapter adds to the manifest. Raises Unaccounted if a file's rows do
        not add up.
        """
        for _, _, account in self.accounts:
            account.check()
        if "notes" not in self.counts:
            self.write("notes", "SELECT * FROM notes ORDER BY ALL")
        self._sink.close()
        self.con.close()
        # Not part of the name: that says what went in, these say what came out.
        manifest = {**self._manifest(facts), "digests": digests(self.folder)}
        text = json.dumps(manifest, indent=2, sort_keys=True, ensure_ascii=False) + "\n"
        (self.folder / "manifest.json").write_text(text, "utf-8")
        settle(self.folder)
        self._take_place()
        return manifest

    def _take_place(self) -> None:
        """Give the finished folder its name, unless something was put there meanwhile."""
        try:
            # A folder takes the name of an empty one too, so what stands there is looked at first.
            if self.out.exists():
                raise FileExistsError
            os.rename(self.folder, self.out)
            settle_folder(self.out.parent)
        except OSError as error:
            if not self.out.exists():
                raise
            raise BadDocket(
                f"{self.out} was made by another import meanwhile; this one was not kept.",
                "Look at what is there, or name a new folder with --out.",
            ) from error

    def _manifest(self, facts: Mapping[str, Any]) -> dict[str, Any]:
        inputs = self.inherited + [
            {"source": source, "name": file.name, "sha256": file.sha256, "size": file.size}
            | {key: value for key, value in asdict(account).items() if key != "file"}
            for source, file, account in self.accounts
        ]
        body: dict[str, Any] = {
            "format": 1,
            "inputs": inputs,
            "tables": dict(sorted(self.counts.items())),
            "facts": list(self.catalogue),
            "made_by": {"evenhand": __version__, "duckdb": version()},
            **facts,
        }
        return {"snapshot": named_by(body), **body}


def take_back(
    rejects: RejectSink, account: Account, row: int, key: str, detail: str, raw: str
) -> None:
    """Turn one loaded row into a reject."""
    account.loaded -= 1
    account.count_reject(key)
    reason = f"{key} ({detail})" if detail else key
    rejects.add(Reject(account.file, row, reason, raw))
