"""Scans what is about to be given out, file by file, for any count that is not printed.

Whatever a chart, a page or a data file carries must be a number of the release: a specification
with the raw rows in it, or a label with the true value, gives away what the table hides.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from evenhand.disclosure.counted import Counted, gather
from evenhand.disclosure.file_texts import read
from evenhand.disclosure.grid import in_order, lay
from evenhand.disclosure.naming import named
from evenhand.disclosure.releasing import SafeRelease
from evenhand.disclosure.unprinted import Unprinted, numbers
from evenhand.measures.counts import CountTable
from evenhand.terms.refusal import Unsafe

TELLING = 15  # counts below are looked for beside their words only: such numbers are everywhere
ROW = 3  # so many true counts of one line, one after the other, are a raw table


@dataclass(frozen=True)
class Seen:
    """One thing found: in which file, and what it is, never the number itself.

    ``of`` names the measures that count what was found, as far as it is known.
    """

    file: str
    says: str
    of: tuple[str, ...] = ()


def scan(
    files: Mapping[str, bytes],
    release: SafeRelease,
    tables: Iterable[CountTable],
    tongues: Sequence[Callable[[str], str]] = (),
) -> tuple[Seen, ...]:
    """Look in every file for raw counts of these tables; give what was found.

    ``tongues`` put a word of the tables into each further language of the files.
    """
    merged, _ = named([table for _, table in in_order(tables).items()])
    grids = [lay(table, id) for id, table in in_order(merged).items()]
    counted = gather(grids, (), release.rule)
    every: tuple[Callable[[str], str], ...] = (str, *tongues)
    looked_for = [Unprinted(counted, release, tongue, every) for tongue in every]
    printed = looked_for[0].printed
    lines = list(_raw_lines(counted, printed))
    found: list[Seen] = []
    for name, content in sorted(files.items()):
        reading = read(name, content)
        if reading.cannot:
            found.append(Seen(name, f"{reading.cannot}, which cannot be searched"))
        for unprinted in looked_for:
            cells = [cell for text in reading.together for cell in unprinted.beside_words(text)]
            cells += [cell for entry in reading.entries for cell in unprinted.in_entry(entry)]
            found += [
                Seen(
                    name,
                    f"the count of {', '.join(sorted(cell))}",
                    tuple(sorted(unprinted.of[cell])),
                )
                for cell in cells
            ]
        found += [Seen(name, says) for says in _raw_rows(reading.flow, lines)]
        columns = dict.fromkeys(c for c, n in reading.columns if n not in printed)
        found += [Seen(name, f"a column or data set with an unprinted number: {column}")
                  for column in columns]  # fmt: skip
    return tuple(dict.fromkeys(found))


def refuse_raw(
    files: Mapping[str, bytes],
    release: SafeRelease,
    tables: Iterable[CountTable],
    tongues: Sequence[Callable[[str], str]] = (),
) -> None:
    """Refuse files in which a raw count was found."""
    if found := scan(files, release, tables, tongues):
        raise Unsafe(
            "A file holds counts that are not for readers: "
            f"{'; '.join(f'{seen.file}: {seen.says}' for seen in found[:10])}.",
            "Build it from safe tables only.",
            of=[measure for measure, _ in Counter(m for s in found for m in s.of).most_common()],
        )


def _raw_lines(
    counted: Counted, printed: Collection[float]
) -> Iterator[tuple[str, tuple[int, ...]]]:
    """Give stretches of tables as they were counted by which they would be known."""
    for grid in counted.grids:
        flat = grid.persons.ravel()
        for line in grid.lines():
            counts = flat[line].tolist()
            for n in range(len(counts) - ROW + 1):
                run = tuple(counts[n : n + ROW])
                if sum(count >= TELLING and float(count) not in printed for count in run) >= 2:
                    yield grid.table.title, run


def _raw_rows(texts: Sequence[str], lines: Iterable[tuple[str, tuple[int, ...]]]) -> Iterator[str]:
    """Find lines of tables as they were counted: true counts one after the other."""
    flow = [number for text in texts for number in numbers(text)]
    runs = {tuple(flow[n : n + ROW]) for n in range(len(flow))}
    for title in dict.fromkeys(title for title, run in lines if run in runs):
        yield f"a line of {title!r} as it was counted"
