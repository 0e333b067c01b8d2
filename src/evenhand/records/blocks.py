"""The bytes of a text file in blocks that end at a line end, proved to be those fingerprinted."""

from __future__ import annotations

import gzip
import hashlib
import io
import os
import zlib
from collections import deque
from collections.abc import Callable, Generator, Iterator
from itertools import chain
from typing import IO, Any, cast

from evenhand.records.account import SourceFile, unreadable_is_bad_input
from evenhand.terms.refusal import BadInput

BLOCK = 2 << 20
LONGEST_LINE = 16 << 20

GZIP = b"\x1f\x8b"
UTF8_MARK = b"\xef\xbb\xbf"
# The UTF-32 marks begin with or resemble these, so they are caught too.
UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")
LONGEST_MARK = 4


Hear = Callable[[int], None]


def nobody(seen: int) -> None:
    """Hear of progress and do nothing."""


class Watched(io.RawIOBase):
    """A file that hashes what is read from it and can tell whether it changed meanwhile.

    ``hear`` is told how many of its bytes have been read.
    """

    def __init__(self, source: SourceFile, hear: Hear = nobody) -> None:
        self._source = source
        self._hear = hear
        self._seen = 0
        self._file = source.path.open("rb", buffering=0)
        self._before = _state(os.fstat(self._file.fileno()))
        self._digest = hashlib.sha256()

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        got = self._file.readinto(buffer)
        self._digest.update(memoryview(buffer)[:got])
        self._seen += got
        self._hear(self._seen)
        return got

    def close(self) -> None:
        self._file.close()
        super().close()

    def prove_unchanged(self) -> None:
        """Raise BadInput unless all that was fingerprinted was read and the file lies as it did."""
        same = self._digest.hexdigest() == self._source.sha256
        if not same or _state(os.stat(self._source.path)) != self._before:
            raise changed(self._source)


def changed(source: SourceFile) -> BadInput:
    """The refusal for a file that is no longer the one that was fingerprinted."""
    return BadInput(
        f"{source.name} changed while it was being read; nothing was kept.",
        "Wait until it is complete, or copy it, and run again.",
    )


def _state(status: os.stat_result) -> tuple[int, int, int]:
    # Not the time of modification, which a copying program may put back.
    return status.st_ino, status.st_size, status.st_ctime_ns


def blocks(source: SourceFile, hear: Hear = nobody) -> Generator[bytes, None, None]:
    """Yield the text of ``source``, unpacked if it is gzip, each block ending after a newline.

    Only the last block may lack its newline. A UTF-8 byte order mark is removed. Raises BadInput
    for UTF-16, a damaged gzip, a line above 16 MiB, and, after the last block, a changed file.
    ``hear`` is told how many bytes of the file have been read.
    """
    with unreadable_is_bad_input(source.name), Watched(source, hear) as watched:
        yield from _cut_at_lines(source, _chunks(source, watched))
        watched.prove_unchanged()


def has_utf8_mark(source: SourceFile) -> bool:
    """Whether the text of ``source`` says by its first three bytes that it is UTF-8."""
    with unreadable_is_bad_input(source.name), Watched(source) as watched:
        return next(_chunks(source, watched), b"").startswith(UTF8_MARK)


def _chunks(source: SourceFile, watched: Watched) -> Iterator[bytes]:
    raw = io.BufferedReader(watched, 1 << 20)
    packed = raw.peek(2)[:2] == GZIP
    text = cast(IO[bytes], gzip.GzipFile(fileobj=raw) if packed else raw)
    try:
        while chunk := text.read(BLOCK):
            yield chunk
    except (EOFError, zlib.error, gzip.BadGzipFile):
        raise BadInput(
            f"{source.name} is a gzip file that is damaged or cut short; nothing was kept.",
            "Fetch it again; `gzip -t` tells whether a copy is whole.",
        ) from None


def _cut_at_lines(source: SourceFile, chunks: Iterator[bytes]) -> Iterator[bytes]:
    rest = b""
    while len(rest) < LONGEST_MARK and (chunk := next(chunks, b"")):
        rest += chunk
    rest = _without_mark(source, rest)
    for chunk in chunks:
        cut = rest.rfind(b"\n") + 1
        if cut:
            yield rest[:cut]
        rest = rest[cut:] + chunk
        if len(rest) > LONGEST_LINE and b"\n" not in rest:
            raise BadInput(
                f"{source.name} has a line of more than {LONGEST_LINE >> 20} MiB.",
                "It is probably not a text file of records, or its lines end in carriage returns.",
            )
    if rest:
        yield rest


def _without_mark(source: SourceFile, first: bytes) -> bytes:
    if first.startswith(UTF16_MARKS):
        raise utf16(source)
    return first.removeprefix(UTF8_MARK)


def utf16(source: SourceFile) -> BadInput:
    """The refusal for text written with two or four bytes to a character."""
    return BadInput(
        f"{source.name} is written in UTF-16 (Excel calls it 'Unicode Text').",
        "Save it as 'CSV UTF-8', or convert it: iconv -f UTF-16 -t UTF-8.",
    )


def split_lines(block: bytes) -> list[bytes]:
    """The physical lines of ``block`` without their newline (a carriage return before it stays)."""
    lines = block.split(b"\n")
    if not lines[-1]:
        lines.pop()
    return lines


class Lines:
    """The physical lines of a file, without their newlines, with a look ahead."""

    def __init__(self, source: SourceFile) -> None:
        self._blocks = blocks(source)
        self._lines = chain.from_iterable(map(split_lines, self._blocks))
        self._ahead: deque[bytes] = deque()
        self.row = 0

    def take(self) -> bytes | None:
        """The next line, counted by ``row``; None at the end."""
        line = self._ahead.popleft() if self._ahead else next(self._lines, None)
        self.row += line is not None
        return line

    def peek(self, place: int) -> bytes | None:
        """The line ``place`` lines (from 0) after the one taken last; None beyond the end."""
        while len(self._ahead) <= place:
            line = next(self._lines, None)
            if line is None:
                return None
            self._ahead.append(line)
        return self._ahead[place]

    def header(self, row: int) -> bytes:
        """Line ``row`` (from 1), reached from the beginning; b'' if there are fewer lines."""
        while self.row < row - 1 and self.take() is not None:
            pass
        return self.take() or b""

    def close(self) -> None:
        """Let go of the file."""
        self._blocks.close()
