"""Every column of the docket's tables: what it means, where it is from, and who may see it."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

from evenhand.docket.catalogue import Protection, catalogue
from evenhand.docket.words import places


@dataclass(frozen=True)
class Column:
    """One column. ``marks``: who reads it must be allowed all of them; there is always one."""

    says: str
    marks: tuple[Protection, ...]
    source: Mapping[str, str] = field(default_factory=dict, hash=False)


@cache
def columns() -> Mapping[str, Mapping[str, Column]]:
    """Give the columns of each table, ``facts`` and the sources' own facts among them."""
    text = files(__package__).joinpath("columns.toml").read_text("utf-8")
    written = {
        table: {
            name: Column(entry["says"], tuple(entry["marks"]), entry.get("source", {}))
            for name, entry in entries.items()
        }
        for table, entries in tomllib.loads(text).items()
    }
    case = Column("the number of the case", ("personal",))
    facts = dict(_facts())
    own = {
        "case_id": case,
        "file": written["cases"]["file"],
        "row": written["cases"]["row"],
        "recorded_on": written["cases"]["recorded_on"],
    }
    day = Column("the day the case stands for", ("personal",))
    return {
        **written,
        "facts": {"case_id": case, "as_of": day, **facts, **_words()},
        "sources": {**own, **facts},
    }


def table_of(file: str) -> str:
    """Give the table whose columns a file of the docket has: ``sources/1-eoir`` has sources'."""
    return "sources" if file.startswith("sources/") else file


def _facts() -> list[tuple[str, Column]]:
    return [
        (column, Column(fact.asks, (fact.protection,), fact.sources))
        for fact in catalogue().values()
        for column in fact.columns
    ]


def _words() -> dict[str, Column]:
    """Give the packed words, each with the marks of all the facts in it."""
    marks: dict[int, dict[Protection, None]] = {}
    for fact, place in places(catalogue()).items():
        marks.setdefault(place.word, {})[catalogue()[fact].protection] = None
    return {
        f"{side}_{word}": Column(f"yes-no facts as bits: those that say {side}", tuple(held))
        for word, held in marks.items()
        for side in ("yes", "no")
    }
