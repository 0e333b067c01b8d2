"""Importing lists of people: all of them into one snapshot, which appears whole or not at all."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from evenhand.docket.building import Building
from evenhand.docket.lists.flags import FLAGS
from evenhand.docket.lists.mapping import ListMapping, read_list_mapping
from evenhand.docket.lists.reading import empty_tables, read_list
from evenhand.docket.lists.snapshot import KIND
from evenhand.engines.duck import WriteError
from evenhand.records.account import SourceFile, fingerprint
from evenhand.terms.refusal import BadInput, NoRoom


def import_lists(
    lists: Sequence[tuple[Path, Path]],
    out: Path,
    tell: Callable[[str, int, int], None] = lambda what, done, of: None,
) -> dict[str, Any]:
    """Import lists, each a mapping and a file, into a new snapshot at ``out``; gives its manifest.

    Raises BadInput, BadDocket, NoRoom or Unaccounted; nothing is left at ``out`` then.
    """
    mappings = [read_list_mapping(mapping) for mapping, _ in lists]
    names = [mapping.name for mapping in mappings]
    if twice := {name for name in names if names.count(name) > 1}:
        raise BadInput(
            f"Two lists are called {', '.join(sorted(twice))}, so their rows could not be told "
            "apart.",
            "Give each mapping a name of its own.",
        )
    sources = [fingerprint(file) for _, file in lists]
    _refuse_same_file(mappings, sources)
    try:
        with Building(out, tell=tell) as building:
            building.begin()
            empty_tables(building)
            building.con.execute(f"CREATE TEMP TABLE flags ({FLAGS})")
            entries = []
            for place, (mapping, source) in enumerate(zip(mappings, sources, strict=True)):
                tell("reading lists", place, len(lists))
                entries.append(read_list(building, source, mapping))
            building.write("people", "SELECT * FROM people ORDER BY list, row")
            building.write("flags", "SELECT * FROM flags ORDER BY list, row, flag, says")
            counted = building.con.execute(
                "SELECT list, flag, count(*) FROM flags GROUP BY ALL ORDER BY ALL"
            ).fetchall()
            noted = building.con.execute(
                "SELECT source, fact, reason, count(*) FROM notes GROUP BY ALL ORDER BY ALL"
            ).fetchall()
            return building.finish(
                {
                    "kind": KIND,
                    "facts": [],  # guidance reads none of them
                    "lists": entries,
                    "flags": [list(row) for row in counted],
                    "noted": [list(row) for row in noted],
                }
            )
    except WriteError as error:
        raise NoRoom(
            f"The snapshot could not be written: {str(error).splitlines()[0]}",
            "Nothing was kept. Free some space, or choose another --out.",
        ) from None


def _refuse_same_file(mappings: Sequence[ListMapping], sources: Sequence[SourceFile]) -> None:
    """Refuse one file given twice for the same people; for parents and for children it may be."""
    seen: dict[tuple[str, str], str] = {}
    for mapping, source in zip(mappings, sources, strict=True):
        first = seen.setdefault((mapping.role, source.sha256), mapping.name)
        if first != mapping.name:
            raise BadInput(
                f"{mapping.name} and {first} are the same file, so everybody would be there twice.",
                "Give each list its own file, or leave one of the two out.",
            )
