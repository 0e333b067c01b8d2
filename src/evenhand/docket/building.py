"""Building a snapshot: all is made in a folder of its own that appears whole or not at all."""

from __future__ import annotations

import json
import os
import secrets
import shutil
from collections.abc import Callable, Iterable, Mapping
from contextlib import ExitStack
from dataclasses import asdict, dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any

from evenhand import __version__
from evenhand.docket.catalogue import Catalogue, catalogue
from evenhand.docket.snapshot import digests, named_by
from evenhand.engines.duck import Connection, connect, literal, version
from evenhand.records.account import Account, Reject, RejectSink, SourceFile
from evenhand.records.lines import raw_rows
from evenhand.terms.refusal import BadDocket, NoRoom

NOTES = (
    "case_id VARCHAR, fact VARCHAR, reason VARCHAR, source VARCHAR, file VARCHAR, "
    "row BIGINT, col VARCHAR, raw VARCHAR"
)
WRITE = "(FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 122880)"


@dataclass
class Building:
    """A snapshot in the making: an engine session, the rejects, the accounts, what inputs it has.

    Use as a context manager. Leaving it with an exception removes everything it made; what stood
    at ``out`` before is untouched until ``finish`` puts the new folder in its place.
    """

    out: Path
    memory_limit: str | None = None
    catalogue: Catalogue = field(default_factory=catalogue)
    accounts: list[tuple[str, SourceFile, Account]] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    inherited: list[dict[str, Any]] = field(default_factory=list)
    tell: Callable[[str, int, int], None] = lambda what, done, of: None

    def __enter__(self) -> Building:
        if self.out.exists():
            raise BadDocket(
                f"{self.out} exists already, and a snapshot is never changed.",
                "Name a new folder with --out.",
            )
        # Not the process number alone: it comes again, and a killed import leaves its folder.
        part = f".{self.out.name}.part-{os.getpid()}-{secrets.token_hex(4)}"
        self.folder = self.out.with_name(part)
        self._open = ExitStack()
        try:
            self._begin()
        except BaseException:
            self._open.close()
            raise
        return self

    def _begin(self) -> None:
        try:
            self._open.callback(shutil.rmtree, self.folder, ignore_errors=True)
            (self.folder / "sources").mkdir(parents=True)
        except OSError as error:
            raise NoRoom(
                f"Cannot write beside {self.out}: {error.strerror}.", "Choose another folder."
            ) from None
        self.con: Connection = connect(self.memory_limit, temp=self.folder / "spill")
        self._open.callback(self.con.close)
        self._sink = ExitStack()
        self.rejects = self._sink.enter_context(RejectSink(self.folder / "rejects.parquet"))
        self.con.execute(f"CREATE TEMP TABLE notes ({NOTES})")

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self._sink.__exit__(kind, error, at)
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
            account.loaded -= 1
            account.count_reject(key)
            reason = f"{key} ({detail})" if detail else key
            self.rejects.add(Reject(source.name, row, reason, raw.get(row, "")))
        account.check()

    def inherit_rejects(self, path: Path) -> None:
        """Carry over the rejects of the snapshot that this one is built on."""
        for row in self.con.execute(f"SELECT * FROM read_parquet({literal(path)})").fetchall():
            self.rejects.add(Reject(*row))

    def write(self, table: str, select: str) -> None:
        """Write one of the snapshot's tables from a SELECT, and count its rows."""
        path = self.folder / f"{table}.parquet"
        self.con.execute(f"COPY ({select}) TO {literal(path)} {WRITE}")
        found = self.con.execute(f"SELECT count(*) FROM read_parquet({literal(path)})").fetchone()
        self.counts[table] = found[0] if found else 0

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
        self.write("notes", "SELECT * FROM notes ORDER BY ALL")
        self._sink.close()
        self.con.close()
        shutil.rmtree(self.folder / "spill", ignore_errors=True)
        # Not part of the name: that says what went in, these say what came out.
        manifest = {**self._manifest(facts), "digests": digests(self.folder)}
        text = json.dumps(manifest, indent=2, sort_keys=True, ensure_ascii=False) + "\n"
        (self.folder / "manifest.json").write_text(text, "utf-8")
        self._settle_on_disk(self.folder.rglob("*"))
        self._take_place()
        return manifest

    def _take_place(self) -> None:
        """Give the finished folder its name, unless another import was first."""
        try:
            # A folder takes the name of an empty one too, so what stands there is looked at first.
            if self.out.exists():
                raise FileExistsError
            os.rename(self.folder, self.out)
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

    @staticmethod
    def _settle_on_disk(paths: Iterable[Path]) -> None:
        """Ask that the files be on the disk before the folder takes its name."""
        for path in paths:
            if path.is_file():
                with path.open("rb") as handle:
                    os.fsync(handle.fileno())
