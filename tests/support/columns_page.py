"""The tables of columns in docs/docket-format.md, as they follow from the data."""

from __future__ import annotations

from evenhand.docket.catalogue import Fact, catalogue
from evenhand.docket.columns import Column, columns

SOURCES = ("eoir", "i213", "tabular")


def table_page(table: str) -> str:
    """Write one table's columns: name, meaning, where each source has it, mark."""
    held = columns()[table]
    sources = [s for s in SOURCES if any(s in column.source for column in held.values())]
    lines = [_line(["column", "meaning", *sources, "mark"]), _line(["---"] * (len(sources) + 3))]
    for name, column in held.items():
        lines.append(_line([f"`{name}`", column.says, *_places(column, sources), _mark(column)]))
    return "\n".join(lines)


def fact_marks() -> dict[str, str]:
    """Give the mark of each fact, as the page has it in its table of facts."""
    return {f"`{fact.name}`": _cells(fact) for fact in catalogue().values()}


def _cells(fact: Fact) -> str:
    return f"{fact.kind} | {fact.protection}"


def _places(column: Column, sources: list[str]) -> list[str]:
    return [column.source.get(source, "") for source in sources]


def _mark(column: Column) -> str:
    return ", ".join(column.marks)


def _line(cells: list[str]) -> str:
    return "| " + " | ".join(cells).replace("|  |", "| |").replace("|  |", "| |") + " |"
