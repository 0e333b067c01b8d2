"""An office's own notes on its cases: the columns of its file, and the mapping to facts."""

from __future__ import annotations

import tomllib
from typing import TypedDict

from evenhand.records.synthetic.salting import read

KEYS = ("IDNCASE", "INTERVIEW DATE", "FIELD OFFICE")
YES, NO = ["Y", "yes", "YES"], ["N", "no", "NO"]
HEAD = """name = "intake"
key = "IDNCASE"
recorded_on = "INTERVIEW DATE"
office = "FIELD OFFICE"
unknown = ["", "unk", "?", "N/A"]
redacted = ["(b)(6)"]
"""
PARTIAL = """left(day_of({day})::VARCHAR, CASE WHEN chance(h, @{name}_style, 0.10) THEN 4
    WHEN chance(h, @{name}_style, 0.24) THEN 7 ELSE 10 END)"""


class Note(TypedDict, total=False):
    """How the office notes one fact; see data/facts.toml."""

    column: str
    unknown: float
    yes: str | list[str]
    no: list[str]
    text: str
    count: str
    day: str
    date: str


def notes() -> dict[str, Note]:
    """Read the facts that the office notes, by name, in the order of its columns."""
    found: dict[str, Note] = tomllib.loads(read("data/facts.toml"))
    return found


def header() -> tuple[str, ...]:
    """Name the columns of the office's file."""
    return (*KEYS, *(note["column"] for note in notes().values()))


def spelling(name: str, state: str) -> str:
    """Write as SQL one of the 64 spellings of a state: 1 unknown, 65 yes, 129 no."""
    return f"item('said', {state} + (draw(h, @{name}_unknown) & 63)::INTEGER)"


def value(name: str, note: Note) -> str:
    """Write as SQL what the office notes when it knows, for what is not a yes or a no."""
    if "date" in note:
        return f"strftime(day_of({note['day']}), '{note['date']}')"
    if "day" in note:
        return f"coalesce({PARTIAL.format(day=note['day'], name=name)}, '')"
    return note["text"] if "text" in note else f"({note['count']})::VARCHAR"


def column(name: str, note: Note) -> str:
    """Write as SQL one column of the office's file."""
    blank = f"draw(h, @{name}_unknown) < {round(note['unknown'] * 2**32)}"
    if isinstance(yes := note.get("yes"), str):
        cell = spelling(name, f"CASE WHEN {blank} THEN 1 WHEN {yes} THEN 65 ELSE 129 END")
    else:
        cell = f"CASE WHEN {blank} THEN {spelling(name, '1')} ELSE {value(name, note)} END"
    return f'{cell} AS "{note["column"]}"'


def columns() -> str:
    """Write as SQL the columns that hold facts."""
    return ",\n    ".join(column(name, note) for name, note in notes().items())


def texts(values: list[str]) -> str:
    """Write a list of texts as TOML."""
    return "[" + ", ".join(f'"{text}"' for text in values) + "]"


def section(name: str, note: Note) -> str:
    """Write the part of the mapping that explains one fact."""
    lines = [f"[fact.{name}]", f'column = "{note["column"]}"']
    if "yes" in note:
        yes = note["yes"]
        lines += [f"yes = {texts(YES if isinstance(yes, str) else yes)}"]
        lines += [f"no = {texts(note.get('no', NO))}"]
    if "date" in note:
        lines += [f'date = "{note["date"]}"']
    return "\n".join(lines) + "\n"


def mapping() -> str:
    """Write the mapping from the office's columns to facts."""
    return "\n".join([HEAD, *(section(name, note) for name, note in notes().items())])
