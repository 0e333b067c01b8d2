"""A docket on disk: one immutable snapshot, its manifest, and how to look a case up in it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evenhand.docket.catalogue import Catalogue, catalogue
from evenhand.engines.duck import Connection, literal, name
from evenhand.terms.refusal import BadDocket
from evenhand.terms.span import Span

FORMAT = 1
_KEYS = {"format", "snapshot", "inputs", "tables", "facts", "sources"}
Known = bool | Span


@dataclass(frozen=True)
class Docket:
    """An opened snapshot. ``manifest`` is what its manifest.json says."""

    folder: Path
    manifest: dict[str, Any]

    @property
    def snapshot(self) -> str:
        """The snapshot's name: a fingerprint of its inputs."""
        return str(self.manifest["snapshot"])

    @property
    def as_of(self) -> str | None:
        """The day the whole docket stands for (ISO), or None where each record has its own."""
        day: str | None = self.manifest["as_of"]
        return day

    @property
    def sources(self) -> list[str]:
        """The sources brought together in it, in the order of their import."""
        return list(self.manifest["sources"])

    def table(self, table: str) -> str:
        """Write a table of the snapshot as a source for SELECT."""
        return f"read_parquet({literal(self.folder / f'{table}.parquet')})"

    def has(self, table: str) -> bool:
        """Whether the snapshot has a table."""
        return (self.folder / f"{table}.parquet").exists()

    def source_files(self) -> list[tuple[str, str]]:
        """Give (source, table name) of each source's own facts."""
        return [(source, f"sources/{n}-{source}") for n, source in enumerate(self.sources, 1)]

    def source_tables(self) -> list[tuple[str, str]]:
        """Give (source, working table) as ``onto.bring_in`` names them."""
        return [(source, f"facts_{n}") for n, source in enumerate(self.sources, 1)]

    def case(self, con: Connection, case_id: str) -> dict[str, Any]:
        """Look one case up; raises BadDocket if it is not there."""
        found = con.execute(f"SELECT * FROM {self.table('cases')} WHERE case_id = ?", [case_id])
        names = [column[0] for column in found.description or ()]
        row = found.fetchone()
        if row is None:
            raise BadDocket(
                f"The docket {self.folder.name} has no case {case_id}.",
                "Check the number; a rejected row stands in rejects.parquet with its reason.",
            )
        return dict(zip(names, row, strict=True))

    def known(self, con: Connection, case_id: str) -> dict[str, Known]:
        """Give what is known of each fact of one case; facts not known are left out."""
        row = _row(con, self.table("facts"), case_id, self.filled("facts"))
        return {} if row is None else dict(_known(catalogue(), row))

    def stated(
        self, con: Connection, table: str, case_id: str
    ) -> tuple[tuple[str, int], dict[str, Known]] | None:
        """Give what one source states of a case, and the (file, row) where it does, if it does."""
        row = _row(con, self.table(table), case_id, ["file", "row", *self.filled(table)])
        return None if row is None else ((row["file"], row["row"]), dict(_known(catalogue(), row)))

    def filled(self, table: str) -> Sequence[str]:
        """Name the fact columns of a table that may have a value; the others are not read."""
        return _columns(catalogue())


def named_by(manifest: Mapping[str, Any]) -> str:
    """Give the name that a manifest makes: a fingerprint of all but the name and the digests."""
    body = {key: manifest[key] for key in manifest if key not in ("snapshot", "digests")}
    text = json.dumps(body, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def digests(folder: Path) -> dict[str, str]:
    """Give the SHA-256 of every table's file in a snapshot's folder."""
    found = {}
    for path in sorted(folder.rglob("*.parquet")):
        with path.open("rb") as handle:
            digest = hashlib.file_digest(handle, "sha256").hexdigest()
        found[path.relative_to(folder).as_posix()] = digest
    return found


def open_docket(folder: Path) -> Docket:
    """Open a snapshot; raises BadDocket if it is missing, incomplete or of another format."""
    try:
        text = (folder / "manifest.json").read_text("utf-8")
    except (FileNotFoundError, NotADirectoryError):
        raise not_a_docket(str(folder)) from None
    except UnicodeDecodeError:
        raise _damaged(str(folder)) from None
    docket = Docket(folder, read_manifest(text, str(folder)))
    missing = [table for table in docket.manifest["tables"] if not docket.has(table)]
    if missing:
        raise BadDocket(f"{folder} lacks {', '.join(missing)}.", "Import the records again.")
    return docket


def read_manifest(text: str, folder: str) -> dict[str, Any]:
    """Read the manifest of a docket; raises BadDocket if it is damaged or does not fit."""
    try:
        manifest = json.loads(text)
    except json.JSONDecodeError:
        raise _damaged(folder) from None
    if isinstance(manifest, dict) and manifest.get("kind", "docket") != "docket":
        raise BadDocket(
            f"{folder} holds lists of people or links, not a docket.",
            "Lists are for `evenhand families`; make a docket with `evenhand docket import`.",
        )
    if isinstance(manifest, dict) and manifest.get("format", FORMAT) != FORMAT:
        raise BadDocket(f"{folder} was made by another version of Evenhand.", "Import it again.")
    if not isinstance(manifest, dict) or not set(manifest) >= _KEYS:
        raise _damaged(folder)
    if manifest["facts"] != list(catalogue()):
        raise BadDocket(
            f"{folder} was made by an Evenhand with another list of facts.",
            "Import the records again.",
        )
    return manifest


def not_a_docket(folder: str) -> BadDocket:
    """Give the refusal of a folder without a manifest."""
    return BadDocket(
        f"{folder} is not a docket: it has no manifest.json.",
        "Make one with `evenhand docket import`.",
    )


def _damaged(folder: str) -> BadDocket:
    return BadDocket(f"{folder}/manifest.json is damaged.", "Import the records again.")


def known_facts(con: Connection, source: str, case_id: str, facts: Catalogue) -> dict[str, Known]:
    """Read one case's facts from a table; a fact of which nothing is known is left out."""
    row = _row(con, source, case_id, _columns(facts))
    return {} if row is None else dict(_known(facts, row))


def _columns(facts: Catalogue) -> list[str]:
    return [column for fact in facts.values() for column in fact.columns]


def _row(
    con: Connection, source: str, case_id: str, columns: Sequence[str]
) -> dict[str, Any] | None:
    row = con.execute(
        f"SELECT {', '.join(map(name, columns))} FROM {source} WHERE case_id = ?", [case_id]
    ).fetchone()
    return None if row is None else dict(zip(columns, row, strict=True))


def _known(facts: Catalogue, values: dict[str, Any]) -> Iterator[tuple[str, Known]]:
    for fact in facts.values():
        if not fact.is_span:
            if values.get(fact.name) is not None:
                yield fact.name, values[fact.name]
            continue
        low, high = (values.get(column) for column in fact.columns)
        if low is not None or high is not None:
            yield fact.name, Span(low, high)
