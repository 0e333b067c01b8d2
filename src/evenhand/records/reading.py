"""A reading: one pass over one file that hands out its rows as text and settles its account."""

from __future__ import annotations

import codecs
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pyarrow as pa

from evenhand.records.account import Account, Reject, RejectSink, SourceFile
from evenhand.records.header import Columns
from evenhand.terms.refusal import BadInput

BLANK = "blank line"
TOO_MANY = "too many fields"
TOO_FEW = "too few fields"
STRAY_RETURN = "stray carriage return"
UNDECODABLE = "undecodable"
OPEN_QUOTE = "open quote"
BROKEN_QUOTES = "broken quotes"

# Each writes ASCII as ASCII and never uses an ASCII byte inside another character, so delimiters,
# quotes and line ends can be found in the bytes. UTF-16 or Shift-JIS would break that.
ENCODINGS = ("utf-8", "iso8859-1", "iso8859-15", "cp1252", "ascii")


class Tally:
    """Counts what a reader sees and sends rejects to their sink, blank lines only once known.

    A blank line is a reject when a record follows it and ``blank`` when none does, so it waits.
    """

    def __init__(self, account: Account, rejects: RejectSink) -> None:
        self.account = account
        self._rejects = rejects
        self._first_blank = self._blanks = 0

    def reject(self, row: int, key: str, raw: str, detail: str = "") -> None:
        """Reject the row beginning at line ``row`` for the reason ``key`` (``detail``)."""
        self.record_follows()
        self.account.read += 1
        self.reject_seen(row, key, raw, detail)

    def reject_seen(self, row: int, key: str, raw: str, detail: str = "") -> None:
        """Reject a row that is already counted in ``read``."""
        self.account.count_reject(key)
        reason = f"{key} ({detail})" if detail else key
        self._rejects.add(Reject(self.account.file, row, reason, raw))

    def blank(self, row: int) -> None:
        """Note that line ``row`` holds nothing."""
        self.settle(row)
        if not self._blanks:
            self._first_blank = row
        self._blanks += 1

    def settle(self, row: int) -> None:
        """Reject the blank lines waiting if anything other than them stands before ``row``."""
        if self._blanks and self._first_blank + self._blanks != row:
            self.record_follows()

    def record_follows(self) -> None:
        """Reject the blank lines waiting, since a record was found after them."""
        if not self._blanks:
            return
        for row in range(self._first_blank, self._first_blank + self._blanks):
            self.account.read += 1
            self.reject_seen(row, BLANK, "")
        self._blanks = 0

    def end(self) -> None:
        """Count the blank lines still waiting as the file's blank end."""
        self.account.blank += self._blanks
        self._blanks = 0


@dataclass
class Reading:
    """A file opened for one pass.

    ``header``: the file's own column names, in its spelling. ``schema``: ``row`` (int64, the
    physical line or sheet row where the record begins, the first line being 1), then the columns
    handed out, all text. ``how``: in words, how the file was understood. ``account``: complete
    once ``batches`` is exhausted.
    """

    source: SourceFile
    columns: Columns
    how: str
    account: Account
    rows: Callable[[Tally], Iterator[pa.RecordBatch]] = field(repr=False)
    _begun: bool = field(default=False, repr=False)

    @property
    def header(self) -> tuple[str, ...]:
        """Every column name of the file, in the file's spelling and order."""
        return self.columns.header

    @property
    def schema(self) -> pa.Schema:
        """The schema of every batch."""
        return self.columns.schema

    def batches(self, rejects: RejectSink) -> Iterator[pa.RecordBatch]:
        """Hand out the loaded rows in file order and send the others to ``rejects``. Once only.

        Raises BadInput if the file turns out unreadable or changed, Unaccounted if a row is
        neither loaded nor rejected. Until the last batch has been taken nothing is proved.
        """
        if self._begun:
            raise RuntimeError("a Reading can be read once; open the file again")
        self._begun = True
        tally = Tally(self.account, rejects)
        for batch in self.rows(tally):
            self.account.loaded += batch.num_rows
            yield batch
        tally.end()
        self.account.check()


def known_encoding(name: str) -> str:
    """The one spelling of the encoding ``name``; BadInput if it is none of ENCODINGS."""
    try:
        found = codecs.lookup(name).name
    except LookupError:
        found = ""
    found = {"utf-8-sig": "utf-8"}.get(found, found)
    if found not in ENCODINGS:
        raise BadInput(f"The encoding {name!r} is not read.", f"Use one of {', '.join(ENCODINGS)}.")
    return found


def raw_text(line: bytes, encoding: str) -> str:
    """``line`` as text without its carriage return, undecodable bytes as backslash escapes."""
    return line.removesuffix(b"\r").decode(encoding, errors="backslashreplace")


def field_fault(fields: int, wanted: int) -> tuple[str, str]:
    """The reason and detail for a row of ``fields`` under a header of ``wanted``."""
    return (TOO_MANY if fields > wanted else TOO_FEW), f"{fields}, header has {wanted}"
