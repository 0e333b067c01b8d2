"""Lists of people on disk: one immutable snapshot, and how it is opened."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evenhand.engines.duck import literal
from evenhand.terms.refusal import BadDocket

KIND = "lists"
FORMAT = 1


@dataclass(frozen=True)
class Lists:
    """An opened snapshot of lists. ``manifest`` is what its manifest.json says."""

    folder: Path
    manifest: dict[str, Any]

    @property
    def snapshot(self) -> str:
        """The snapshot's name: a fingerprint of its inputs."""
        return str(self.manifest["snapshot"])

    @property
    def entries(self) -> list[dict[str, Any]]:
        """What the manifest says of each list, in the order in which they were given."""
        return list(self.manifest["lists"])

    def of(self, role: str) -> list[str]:
        """Name the lists of parents, or those of children."""
        return [entry["name"] for entry in self.entries if entry["role"] == role]

    def fields_of(self, role: str) -> set[str]:
        """Give the fields that any list of a role has a column for."""
        return {f for entry in self.entries if entry["role"] == role for f in entry["columns"]}

    def table(self, table: str) -> str:
        """Write a table of the snapshot as a source for SELECT."""
        return f"read_parquet({literal(self.folder / f'{table}.parquet')})"


def open_lists(folder: Path) -> Lists:
    """Open a snapshot of lists; raises BadDocket if it is missing, damaged or something else."""
    remedy = "Make one with `evenhand families import`."
    try:
        manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    except (FileNotFoundError, NotADirectoryError):
        raise BadDocket(f"{folder} holds no lists: it has no manifest.json.", remedy) from None
    except (json.JSONDecodeError, UnicodeDecodeError):
        raise BadDocket(f"{folder}/manifest.json is damaged.", "Import the lists again.") from None
    if not isinstance(manifest, dict) or manifest.get("kind") != KIND:
        raise BadDocket(f"{folder} is not a snapshot of lists of people.", remedy)
    if manifest.get("format") != FORMAT:
        raise BadDocket(f"{folder} was made by another version of Evenhand.", "Import it again.")
    missing = [t for t in ("people", "flags", "notes") if not (folder / f"{t}.parquet").exists()]
    if missing:
        raise BadDocket(f"{folder} lacks {', '.join(missing)}.", "Import the lists again.")
    return Lists(folder, manifest)
