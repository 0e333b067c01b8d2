"""Twelve kinds of damage in known places, in a text file and in a workbook."""

from __future__ import annotations

import random
from collections import Counter

import pytest

from evenhand.records import open_quoted, open_workbook

openpyxl = pytest.importorskip("openpyxl", reason="openpyxl writes the test workbook")

HEADER = ("case_id", "entry_date", "age", "charge")
ROWS = 20_000


def whole_row(number: int) -> tuple[str, str, str, str]:
    """An undamaged row."""
    month, day = 1 + number % 9, 10 + number % 9
    return f"A{number:09d}", f"2019-0{month}-{day}", str(20 + number % 50), "INA 212(a)"


def line(*values: str, end: bytes = b"\n") -> bytes:
    """A line of CSV that writes ``values`` as they are."""
    return ",".join(values).encode() + end


# What is done to a row, the line it becomes, and the values that must be loaded or the reason.
DAMAGE = {
    "a field too many": (lambda a, d, g, c: line(a, d, g, c, "extra"), "too many fields"),
    "cut short": (lambda a, *_: line(a), "too few fields"),
    "an impossible date": (lambda a, _, g, c: line(a, "20xx-01-01", g, c), ("20xx-01-01", 1)),
    "an age in words": (lambda a, d, _, c: line(a, d, "two", c), ("two", 2)),
    "bytes of no character": (
        lambda a, d, g, _: line(a, d, g, end=b",IN\xff\xfeA\n"),
        "undecodable",
    ),
    "a blank line": (lambda *_: b"\n", "blank line"),
    "a quote left open": (
        lambda a, d, g, c: line(a, d, g, '"' + c),
        ("open quote", "broken quotes"),
    ),
    "a quote inside": (lambda a, d, g, _: line(a, d, g, 'I"NA'), ('I"NA', 3)),
    "a NUL byte": (lambda a, d, g, _: line(a, d, g, "I\0NA"), ("INA", 3)),
    "another line end": (lambda a, d, g, c: line(a, d, g, c, end=b"\r\n"), ("INA 212(a)", 3)),
    "a delimiter in quotes": (lambda a, d, g, _: line(a, d, g, '"INA, 8"'), ("INA, 8", 3)),
    "a row of nothing": (lambda *_: line("", "", "", ""), ("", 0)),
}


def is_value(fate: object) -> bool:
    """Whether a row so damaged is still loaded, all values being text."""
    return isinstance(fate, tuple) and isinstance(fate[1], int)


@pytest.fixture(scope="module")
def damaged_csv(desk):
    """A file of 20,000 rows, 30 % of them damaged, and what was done to each line."""
    chance = random.Random(11)
    kinds = [chance.choice(list(DAMAGE)) if chance.random() < 0.3 else "" for _ in range(ROWS)]
    kinds[-1] = ""
    lines = [
        DAMAGE[kind][0](*whole_row(n)) if kind else line(*whole_row(n))
        for n, kind in enumerate(kinds)
    ]
    source = desk.file(line(*HEADER) + b"".join(lines), "damaged.csv")
    return dict(enumerate(kinds, 2)), dict(enumerate(lines, 2)), desk.read(open_quoted(source))


def test_every_line_of_csv_is_loaded_or_rejected(damaged_csv):
    """Of all lines exactly those that cannot be rows are rejected, and the counts add up."""
    kinds, _, outcome = damaged_csv
    fates = {row: DAMAGE[kind][1] if kind else ("", 0) for row, kind in kinds.items()}
    loaded = [row for row, fate in fates.items() if is_value(fate)]
    assert [row for row, *_ in outcome.rows] == loaded
    assert [row for row, _, _ in outcome.rejects] == sorted(set(fates) - set(loaded))
    account = outcome.account
    assert (account.read, account.blank) == (ROWS, 0)
    assert (account.loaded, account.rejected) == (len(loaded), ROWS - len(loaded))
    assert account.cleaned == Counter(kinds.values())["a NUL byte"] > 0


def test_every_reject_of_csv_has_its_reason_and_raw_text(damaged_csv):
    """A reject says what is wrong with its line and shows it, bytes of no character escaped."""
    kinds, lines, outcome = damaged_csv
    for row, reason, raw in outcome.rejects:
        assert reason.startswith(DAMAGE[kinds[row]][1]), (kinds[row], reason)
        assert raw == lines[row].rstrip(b"\n").decode(errors="backslashreplace")


def test_every_loaded_row_of_csv_is_unaltered(damaged_csv):
    """A loaded row has the values written, damaged values being text like any other."""
    kinds, _, outcome = damaged_csv
    for row, *values in outcome.rows:
        wanted = list(whole_row(row - 2))
        if kinds[row] == "a row of nothing":
            wanted = [""] * 4
        elif kinds[row]:
            value, place = DAMAGE[kinds[row]][1]
            wanted[place] = value
        assert values == wanted, kinds[row]


# In a sheet: the cells that a row becomes, and the reason if it is rejected.
SHEET_DAMAGE = {
    "a cell too many": (lambda a, d, g, c: [a, d, g, c, "extra"], "too many fields"),
    "a cell far to the right": (
        lambda a, d, g, c: [a, d, g, c, None, None, "x"],
        "too many fields",
    ),
    "cut short": (lambda a, *_: [a], ""),
    "an impossible date": (lambda a, _, g, c: [a, "20xx-01-01", g, c], ""),
    "an age in words": (lambda a, d, _, c: [a, d, "two", c], ""),
    "an age as a number": (lambda a, d, g, c: [a, d, int(g), c], ""),
    "a blank row": (lambda *_: [], "blank line"),
    "a quote left open": (lambda a, d, g, c: [a, d, g, '"' + c], ""),
    "a line break inside": (lambda a, d, g, c: [a, d, g, "one\ntwo\t" + c], ""),
    "a delimiter inside": (lambda a, d, g, c: [a, d, g, "INA, 8"], ""),
    "spaces": (lambda a, d, g, c: [a, d, g, " " + c + " "], ""),
    "a row without its key": (lambda _, d, g, c: [None, d, g, c], ""),
}


def test_every_row_of_a_sheet_is_loaded_or_rejected(desk):
    """In a workbook too, rows, reasons and raw texts are those of the damage done."""
    chance = random.Random(12)
    sheet_rows = 4_000
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("Cases")
    sheet.append(HEADER)
    loaded, rejected = [], []
    for number in range(sheet_rows):
        last = number == sheet_rows - 1
        kind = chance.choice(list(SHEET_DAMAGE)) if chance.random() < 0.3 and not last else ""
        damage, reason = SHEET_DAMAGE.get(kind, (lambda *values: list(values), ""))
        cells = damage(*whole_row(number))
        sheet.append(cells)
        texts = ["" if cell is None else str(cell) for cell in cells]
        if reason:
            rejected.append((number + 2, reason, "\t".join(texts)))
        else:
            loaded.append((number + 2, *(texts + [""] * 4)[:4]))
    path = desk.folder / "damaged.xlsx"
    book.save(path)
    outcome = desk.read(open_workbook(desk.file(path.read_bytes(), "damaged.xlsx")))
    assert outcome.rows == loaded
    found = [(row, reason.split(" (")[0], raw.rstrip("\t")) for row, reason, raw in outcome.rejects]
    assert found == rejected
    assert outcome.account.read == sheet_rows == len(loaded) + len(rejected)
