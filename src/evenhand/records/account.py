"""The account of a file: its fingerprint, how many rows were loaded, and every row that was not."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType

import pyarrow as pa
import pyarrow.parquet as pq

from evenhand.terms.refusal import BadInput, NoRoom, Unaccounted


@dataclass(frozen=True)
class SourceFile:
    """A file as it was given: its place and name, the SHA-256 of its bytes (hex), their number."""

    path: Path
    name: str
    sha256: str
    size: int


def fingerprint(path: str | os.PathLike[str]) -> SourceFile:
    """Identify the file at ``path`` by the SHA-256 and number of its bytes, as they lie on disk.

    Streams, so any size is fine. Raises BadInput if there is no such file, if it is a folder or
    some other thing that is not a file, if it is empty, or if it cannot be read.
    """
    path = Path(path)
    with unreadable_is_bad_input(path.name):
        kind = path.stat().st_mode
        if stat.S_ISDIR(kind):
            raise BadInput(f"{path.name} is a folder.", "Name the file itself.")
        # A pipe would wait for ever and a device would never end.
        if not stat.S_ISREG(kind):
            raise BadInput(f"{path.name} is not a regular file.", "Save the records to a file.")
        with path.open("rb") as handle:
            digest = hashlib.file_digest(handle, "sha256").hexdigest()
            size = handle.tell()
    if size == 0:
        raise BadInput(f"{path.name} is empty.", "Ask for the file again; nothing was delivered.")
    return SourceFile(path, path.name, digest, size)


@contextmanager
def unreadable_is_bad_input(name: str) -> Iterator[None]:
    """Turn what the disk says about ``name`` into a BadInput that a user can act on."""
    try:
        yield
    except FileNotFoundError:
        raise BadInput(f"There is no file {name}.", "Check the folder and the spelling.") from None
    except PermissionError:
        raise BadInput(f"{name} may not be read.", "Ask for read permission on it.") from None
    except OSError as error:
        raise BadInput(f"{name} cannot be read: {error.strerror or error}.") from None


@dataclass
class Account:
    """What became of one file's rows.

    ``read`` is the number of records seen; each is ``loaded`` or ``rejected``. ``blank`` counts
    the empty lines after the last record, which are no records and no rejects (an empty line
    between records is a reject: something may have stood there). ``cleaned`` is the number of
    loaded rows from which NUL bytes were removed. ``preamble`` counts the lines above the header
    that the caller asked to skip. ``reasons`` counts the rejects by their stable key.
    """

    file: str
    read: int = 0
    loaded: int = 0
    rejected: int = 0
    blank: int = 0
    cleaned: int = 0
    reasons: dict[str, int] = field(default_factory=dict)
    preamble: int = 0

    def count_reject(self, key: str) -> None:
        """Count one rejected row under the stable ``key`` of its reason."""
        self.rejected += 1
        self.reasons[key] = self.reasons.get(key, 0) + 1

    def check(self) -> None:
        """Raise Unaccounted unless every row read was loaded or rejected, each for a reason."""
        given = sum(self.reasons.values())
        if self.loaded + self.rejected != self.read or given != self.rejected:
            raise Unaccounted(
                f"{self.file}: {self.read:,} rows read, but {self.loaded:,} loaded and "
                f"{self.rejected:,} rejected ({given:,} with a reason).",
                "Nothing was kept. This is a fault in Evenhand; please report it.",
            )


@dataclass(frozen=True)
class Reject:
    """One row that was not loaded.

    ``row`` is the physical line (or sheet row) where it begins, counted from 1, the first line of
    the file being 1. ``reason`` begins with its stable key. ``raw`` is the text of the line
    without its line end; bytes that cannot be decoded are shown as backslash escapes.
    """

    file: str
    row: int
    reason: str
    raw: str


REJECTS = pa.schema(
    [("file", pa.string()), ("row", pa.int64()), ("reason", pa.string()), ("raw", pa.string())]
)


class RejectSink:
    """A Parquet file that rejects stream into; it appears under its name only if all went well.

    Use as a context manager. Memory is bounded: what has been added is written out after every
    20,000 rejects or 8 million characters. An exception inside the ``with`` leaves neither the
    file nor its beginnings. Raises NoRoom if the disk cannot take it.
    """

    ROWS = 20_000
    CHARACTERS = 8_000_000

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self.path = Path(path)
        self.count = 0
        self._part = self.path.with_name(f".{self.path.name}.part")
        self._held: list[Reject] = []
        self._characters = 0

    def __enter__(self) -> RejectSink:
        with self._full_disk_is_no_room():
            self._writer = pq.ParquetWriter(self._part, REJECTS, compression="zstd")
        return self

    def add(self, reject: Reject) -> None:
        """Write ``reject`` after those added before."""
        self.count += 1
        self._held.append(reject)
        self._characters += len(reject.raw)
        if len(self._held) >= self.ROWS or self._characters >= self.CHARACTERS:
            self._write()

    def take_over(self, path: Path) -> None:
        """Write the rejects of another sink's file after those added before."""
        self._write()
        with pq.ParquetFile(path) as file:
            for batch in file.iter_batches(self.ROWS):
                self.count += batch.num_rows
                with self._full_disk_is_no_room():
                    self._writer.write_batch(batch)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        try:
            with self._full_disk_is_no_room():
                if kind is None:
                    self._write()
                self._writer.close()
                if kind is None:
                    os.replace(self._part, self.path)
        finally:
            self._part.unlink(missing_ok=True)

    def _write(self) -> None:
        if not self._held:
            return
        columns = [[getattr(reject, name) for reject in self._held] for name in REJECTS.names]
        arrays = [pa.array(c, f.type) for c, f in zip(columns, REJECTS, strict=True)]
        with self._full_disk_is_no_room():
            self._writer.write_batch(pa.record_batch(arrays, schema=REJECTS))
        self._held.clear()
        self._characters = 0

    @contextmanager
    def _full_disk_is_no_room(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise NoRoom(
                f"The list of rejected rows could not be written to {self.path.name}: {error}.",
                "Free some space or choose another folder, and run again.",
            ) from None
