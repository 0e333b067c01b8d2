"""A disk that loses power: what was not synced may be lost, reordered or torn.

SQLite asks this disk, by way of a file system of its own (apsw), to write, sync and cut files. The
disk remembers what each file was when it was last synced and every write since. When the power
goes, each write since then is on the platter or not, by lot, and one of them may be there in part.
The SQLite in apsw is a newer one than Python's; the pages and the log are the same.
"""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import apsw

from evenhand.ledger.stores.sqlite import SqliteStore

SECTOR = 512


class PowerCut(Exception):
    """The power went."""


class Disk:
    """What would be on the platter, file by file."""

    def __init__(self) -> None:
        self.synced: dict[str, bytes] = {}
        self.since: dict[str, list[tuple[int, bytes | None]]] = {}
        self.left = -1  # how many more requests until the power goes; -1 for never

    def request(self) -> None:
        """Count a request, and go dark when the time has come."""
        if self.left == 0:
            raise PowerCut
        if self.left > 0:
            self.left -= 1

    def sync(self, name: str) -> None:
        """Make a file safe."""
        self.synced[name] = Path(name).read_bytes()
        self.since[name] = []

    def after_the_cut(self, lots: random.Random) -> dict[str, bytes]:
        """Give what the files are when the power is back."""
        found = {}
        for name in self.synced.keys() | self.since.keys():
            image = bytearray(self.synced.get(name, b""))
            for offset, data in self.since.get(name, []):
                if lots.random() < 0.5:
                    _apply(image, offset, data, lots)
            found[name] = bytes(image)
        return found


def _apply(image: bytearray, offset: int, data: bytes | None, lots: random.Random) -> None:
    if data is None:
        del image[offset:]
        return
    if lots.random() < 0.2 and len(data) > SECTOR:  # torn between two sectors
        data = data[: SECTOR * lots.randrange(1, len(data) // SECTOR + 1)]
    if len(image) < offset:
        image.extend(bytes(offset - len(image)))
    image[offset : offset + len(data)] = data


class _File(apsw.VFSFile):
    def __init__(self, disk: Disk, name: Any, flags: list[int]) -> None:
        super().__init__("", name, flags)
        self._disk = disk
        self._name = name.filename() if isinstance(name, apsw.URIFilename) else name

    def xWrite(self, data: bytes, offset: int) -> None:  # noqa: N802
        self._disk.request()
        self._disk.since.setdefault(self._name, []).append((offset, bytes(data)))
        super().xWrite(data, offset)

    def xTruncate(self, size: int) -> None:  # noqa: N802
        self._disk.request()
        self._disk.since.setdefault(self._name, []).append((size, None))
        super().xTruncate(size)

    def xSync(self, flags: int) -> None:  # noqa: N802
        self._disk.request()
        super().xSync(flags)
        self._disk.sync(self._name)


class _System(apsw.VFS):
    def __init__(self, disk: Disk) -> None:
        super().__init__("weak-disk", "")
        self._disk = disk

    def xOpen(self, name: Any, flags: list[int]) -> apsw.VFSFile:  # noqa: N802
        return _File(self._disk, name, flags)


class _Answer:
    def __init__(self, rows: Iterator[Any]) -> None:
        self._rows = rows

    def __iter__(self) -> Iterator[Any]:
        return self._rows

    def fetchone(self) -> Any:
        return next(self._rows, None)

    def fetchall(self) -> list[Any]:
        return list(self._rows)


class Connection:
    """An apsw connection that behaves like one of ``sqlite3``, as far as a ledger's store asks."""

    def __init__(self, path: str, synchronous: str) -> None:
        self._inner = apsw.Connection(path, vfs="weak-disk", flags=apsw.SQLITE_OPEN_READWRITE)
        self._synchronous = synchronous
        # Without this the log would need shared memory, which such a file system has not.
        self.execute("PRAGMA locking_mode = exclusive")

    def execute(self, statement: str, values: tuple[object, ...] = ()) -> _Answer:
        """Carry out a statement."""
        if statement.startswith("PRAGMA synchronous"):
            statement = f"PRAGMA synchronous = {self._synchronous}"
        try:
            return _Answer(iter(self._inner.execute(statement, values).fetchall()))
        except (apsw.Error, PowerCut) as error:
            raise sqlite3.OperationalError(str(error)) from error

    @property
    def in_transaction(self) -> bool:
        """Whether a transaction is open."""
        return bool(self._inner.in_transaction)

    def create_function(
        self, name: str, arguments: int, function: Callable[..., Any], *, deterministic: bool
    ) -> None:
        """Make a function known to SQL."""
        self._inner.create_scalar_function(name, function, arguments, deterministic=deterministic)

    def set_authorizer(self, authorizer: Callable[..., int]) -> None:
        """Set what may be asked."""
        self._inner.authorizer = authorizer

    def close(self) -> None:
        """Close, whatever the state."""
        with suppress(apsw.Error, PowerCut):
            self._inner.close(True)


class StoreOnWeakDisk(SqliteStore):
    """A ledger's store whose file lies on the weak disk."""

    def __init__(self, path: Path, disk: Disk, synchronous: str) -> None:
        self._synchronous = synchronous
        self._system = _System(disk)
        for name in (str(path), f"{path}-wal"):
            if Path(name).exists():
                disk.sync(name)
        super().__init__(path)

    def connect(self) -> Any:
        """Open the file on the weak disk."""
        return Connection(str(self.path), self._synchronous)
