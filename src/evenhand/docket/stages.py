"""The work folder of an import: what each finished stage made, kept for when the import is killed.

The folder is bound to what goes in: the content of every input, the program's own files and the
options. Each finished stage leaves a seal that names its files by their content, written only
once these are on the disk. An import that finds the folder again goes on after the last seal
that still holds; if anything that goes in is different, all of it is discarded.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version as version_of
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from evenhand.engines.duck import version

PARTS_OF_PROGRAM = ("terms", "engines", "records", "docket")
BINDING = "bound-to.json"
SEALS = "seals"

Advance = Callable[[int], None]


@dataclass(frozen=True)
class Stage:
    """One step of an import, done whole or done again.

    ``makes`` are its files in the work folder; ``work`` gets a function to say how much of
    ``weight`` is done, and gives what later stages need to know (JSON). ``ready`` gets that, from
    this run or the one that was killed, and sets up what lives in the session only.
    """

    says: str
    weight: int
    makes: tuple[str, ...]
    work: Callable[[Advance], dict[str, Any]]
    ready: Callable[[dict[str, Any]], None] = lambda told: None


@cache
def program() -> str:
    """Give the fingerprint of the program: its own files that take part, and its libraries."""
    whole = hashlib.sha256(f"{version()} {version_of('pyarrow')}".encode())
    for part in PARTS_OF_PROGRAM:
        for place, content in sorted(_contents(files("evenhand").joinpath(part), part)):
            whole.update(f"{place} {hashlib.sha256(content).hexdigest()}\n".encode())
    return whole.hexdigest()


def _contents(folder: Traversable, place: str) -> Iterable[tuple[str, bytes]]:
    for item in folder.iterdir():
        if item.is_dir() and item.name != "__pycache__":
            yield from _contents(item, f"{place}/{item.name}")
        elif item.is_file():
            yield f"{place}/{item.name}", item.read_bytes()


class Work:
    """A work folder and the seals in it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._seals: list[dict[str, Any]] = []

    def begin(self, binding: Mapping[str, Any]) -> str:
        """Make the folder, or take over what a killed import left of the same work.

        Gives a sentence for the user if something was taken over or discarded, else nothing.
        """
        left = self._bound_to()
        why = "it was not begun" if left is None else _apart(left, binding)
        if not why:
            self._seals = self._holding()
        said = ""
        if self._seals:
            told = ", ".join(seal["stage"] for seal in self._seals)
            said = f"Going on where a stopped import was; kept: {told}."
        elif self.folder.exists():
            said = f"What a stopped import left is discarded: {why or 'no part was finished'}."
            shutil.rmtree(self.folder)
        if not self._seals:
            (self.folder / SEALS).mkdir(parents=True)
            write_settled(self.folder / BINDING, json.dumps(binding, sort_keys=True))
        return said

    def carry_out(self, stages: Iterable[Stage], tell: Callable[[str, int, int], None]) -> None:
        """Do the stages that have no seal, in order.

        ``tell`` hears one scale for all of them, so that time left can be told for the whole.
        """
        stages = list(stages)
        total, done = sum(stage.weight for stage in stages), 0
        for place, stage in enumerate(stages):
            if place >= len(self._seals):
                tell(stage.says, done, total)
                self._seals.append(self._do(place, stage, tell, done, total))
            stage.ready(self._seals[place]["told"])
            done += stage.weight
        tell("done", total, total)

    def _do(
        self, place: int, stage: Stage, tell: Callable[[str, int, int], None], done: int, total: int
    ) -> dict[str, Any]:
        told = stage.work(lambda part: tell(stage.says, done + min(part, stage.weight), total))
        made = {name: _settled(self.folder / name) for name in stage.makes}
        seal = {"stage": stage.says, "files": made, "told": told}
        write_settled(self.folder / SEALS / f"{place:02d}.json", json.dumps(seal))
        return seal

    def _bound_to(self) -> dict[str, Any] | None:
        return _read(self.folder / BINDING)

    def _holding(self) -> list[dict[str, Any]]:
        """Read the seals, as far as every file they name is there as it was written."""
        found: list[dict[str, Any]] = []
        for path in sorted((self.folder / SEALS).glob("*.json")):
            seal = _read(path)
            if seal is None or path.name != f"{len(found):02d}.json":
                break
            if any(_digest(self.folder / n) != d for n, d in seal["files"].items()):
                break
            found.append(seal)
        for path in sorted((self.folder / SEALS).glob("*.json"))[len(found) :]:
            path.unlink()
        return found


def _apart(left: Mapping[str, Any], now: Mapping[str, Any]) -> str:
    """Say in what two bindings differ, naming the input if it is one; nothing if they do not."""
    before, after = left.get("inputs", {}), now.get("inputs", {})
    for name in sorted({*before, *after}):
        if name not in after:
            return f"{name} is no longer given"
        if name not in before:
            return f"{name} was not given then"
        if before[name] != after[name]:
            return f"{name} is another file now"
    for key in sorted({*left, *now}):
        if left.get(key) != now.get(key):
            return f"the {key} is another now"
    return ""


def _read(path: Path) -> dict[str, Any] | None:
    try:
        found = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) else None


def write_settled(path: Path, text: str) -> None:
    """Write a small file whole or not at all, on the disk before it has its name."""
    draft = path.with_name(f".{path.name}.draft")
    with draft.open("w", encoding="utf-8") as out:
        out.write(text)
        out.flush()
        os.fsync(out.fileno())
    os.replace(draft, path)
    settle_folder(path.parent)


def settle_folder(folder: Path) -> None:
    """Ask that the names in a folder be on the disk, where a system has that."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def settle(folder: Path) -> None:
    """Ask that all that is in a folder be on the disk."""
    for path in folder.rglob("*"):
        if path.is_dir():
            settle_folder(path)
        else:
            with path.open("rb") as handle:
                os.fsync(handle.fileno())
    settle_folder(folder)


def _settled(path: Path) -> str:
    with path.open("rb") as handle:
        os.fsync(handle.fileno())
    settle_folder(path.parent)
    return _digest(path)


def _digest(path: Path) -> str:
    try:
        with path.open("rb") as handle:
            return hashlib.file_digest(handle, "sha256").hexdigest()
    except OSError:
        return ""
