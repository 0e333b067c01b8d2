"""What a table says of each of its cells: the heads of its row and its column, and its text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

Cells = Sequence[Sequence[tuple[bool, str]]]  # rows of (whether it is a head, text)


def said_of_cells(rows: Cells) -> Iterator[str]:
    """Give each cell with the heads of its row and its column; rows without column heads whole.

    A row whose heads are not marked as such is taken to be headed by its first cell and all words.
    """
    columns: list[str] = []
    for row in rows:
        if all(head for head, _ in row):
            columns = [text for _, text in row]
            continue
        if len(row) > len(columns):
            yield "; ".join(text for _, text in row)
        marked = [n for n, (head, _) in enumerate(row) if head]
        heads = marked or [
            n for n, (_, text) in enumerate(row) if not n or not any(c.isdigit() for c in text)
        ]
        for number, (_, text) in enumerate(row[: len(columns)]):
            if number not in heads:
                yield "; ".join([*(row[n][1] for n in heads), columns[number], text])
