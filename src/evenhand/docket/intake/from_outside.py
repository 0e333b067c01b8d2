"""Which files are taken: a text or a workbook without macros that unpacks to a sane size."""

from __future__ import annotations

import re
import zipfile
import zlib
from pathlib import Path

from evenhand.records.opening import OLD_EXCEL, PARQUET, ZIP
from evenhand.terms.refusal import BadInput

GZIP = b"\x1f\x8b"
MOST_UNPACKED = 100 << 20
MOST_PARTS = 2_000
PIECE = 1 << 20
AS_CSV = "Save it as .xlsx or as CSV in UTF-8, and hand that in."
_MACROS = re.compile(r"(?i)(^|/)(vba\w*\.bin|macrosheets/|basic/|scripts/|activex/)")
_FORMULA = (b"<f>", b"<f ", b"<f/", b"table:formula=")


def check_kind(path: Path) -> int:
    """Refuse what is neither text nor a plain workbook; gives how many cells hold a formula."""
    with path.open("rb") as handle:
        first = handle.read(8)
    if first.startswith(ZIP):
        return _check_packed(path)
    if first.startswith(OLD_EXCEL):
        raise BadInput(
            f"{path.name} is a workbook of an old kind, or one with a password; what it may run "
            "cannot be told.", AS_CSV,
        )  # fmt: skip
    if first.startswith((PARQUET, GZIP)):
        raise BadInput(
            f"{path.name} is packed, and neither a workbook nor a text.",
            "Unpack it first; Parquet is for `evenhand docket import`.",
        )
    return 0


def _check_packed(path: Path) -> int:
    """Look into a workbook as it is, whatever it says of itself."""
    try:
        with zipfile.ZipFile(path) as packed:
            parts = packed.infolist()
            _refuse_parts(path.name, [part.filename for part in parts])
            size = sum(part.file_size for part in parts)
            if len(parts) > MOST_PARTS or size > MOST_UNPACKED:
                raise _too_much(path.name)
            # Each part is unpacked once: one that says less of its size than is true is damaged.
            return sum(_formulas(packed, part) for part in parts)
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError) as error:
        raise BadInput(
            f"{path.name} cannot be unpacked: {error}.",
            "Open it in a spreadsheet program and save it without a password.",
        ) from None


def _refuse_parts(name: str, parts: list[str]) -> None:
    if "[Content_Types].xml" not in parts and "content.xml" not in parts:
        raise BadInput(f"{name} is an archive of files, and no workbook.", AS_CSV)
    if any(_MACROS.search(part) for part in parts):
        raise BadInput(f"{name} holds macros: programs that a workbook can run.", AS_CSV)


def _too_much(name: str) -> BadInput:
    return BadInput(
        f"{name} unpacks to more than {MOST_UNPACKED >> 20} MiB.",
        "Delete empty rows and columns beyond the records and pictures, or save the sheet as CSV.",
    )


def _formulas(packed: zipfile.ZipFile, part: zipfile.ZipInfo) -> int:
    """Unpack one part, a piece at a time, and count the cells with a formula in it."""
    counts = part.filename.startswith("xl/worksheets/") or part.filename == "content.xml"
    found, before = 0, b""
    with packed.open(part) as unpacked:
        while piece := unpacked.read(PIECE):
            if counts:
                # What began in the piece before is counted with this one, and nothing twice.
                found += sum((before[1 - len(one) :] + piece).count(one) for one in _FORMULA)
            before = piece
    return found
