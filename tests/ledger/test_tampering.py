"""Every change to what was recorded is seen: each character of each field, each row, each order."""

from __future__ import annotations

import os
import random
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from evenhand.ledger import leaf, merkle, note
from evenhand.ledger.checkpoint import Checkpoint
from evenhand.ledger.opening import Ledger, opened
from evenhand.ledger.verifying import verify
from evenhand.terms.refusal import Refusal
from tests.support.effort import amount
from tests.support.recording import Clock, Place, fill
from tests.support.shelf import Shelf

ENTRIES = 18
TABLES = ("entries", "parts", "nodes")
Rows = list[tuple[Any, ...]]


def _shelf(file: Place) -> tuple[Shelf, Checkpoint]:
    with file.open() as ledger:
        fill(ledger, ENTRIES - 1)
        return Shelf.of(ledger), file.checkpoint()


def _flipped(value: Any) -> Iterator[Any]:
    if isinstance(value, int):
        yield from (value + 1, value - 1, -value, value + 1000)
        return
    for at, char in enumerate(value):
        yield value[:at] + chr(ord(char) ^ 1) + value[at + 1 :]


def _fields(rows: Rows) -> Iterator[Rows]:
    for at, row in enumerate(rows):
        for column, value in enumerate(row):
            for other in _flipped(value):
                if other == value:  # nought has no sign
                    continue
                changed = (*row[:column], other, *row[column + 1 :])
                yield [*rows[:at], changed, *rows[at + 1 :]]


def _orders(rows: Rows) -> Iterator[Rows]:
    for at, row in enumerate(rows):
        yield rows[:at] + rows[at + 1 :]  # dropped
        yield rows[:at]  # cut off from here on
        yield rows[at + 1 :]  # everything before it gone
        yield [*rows, row]  # there twice
        for other in range(at):  # what two rows of different entries say is exchanged
            one, two = rows[other], rows[at]
            if one[0] != two[0] and one[1:] != two[1:]:
                swapped = list(rows)
                swapped[other], swapped[at] = (one[0], *two[1:]), (two[0], *one[1:])
                yield swapped


def _seen(ledger: Ledger, signed: Checkpoint) -> bool:
    try:
        return bool(verify(ledger, [signed]).faults)
    except Refusal:
        return True


def test_every_mutation_is_seen(file: Place) -> None:
    """More than 20,000 changes, one at a time; none goes unseen, and the unchanged one holds."""
    shelf, signed = _shelf(file)
    assert not _seen(shelf.ledger, signed)
    tried, unseen = 0, []
    for table in TABLES:
        whole = getattr(shelf, table)
        for change in (_fields, _orders):
            for rows in change(whole):
                tried += 1
                if not _seen(replace(shelf, **{table: rows}).ledger, signed):
                    unseen.append((table, change.__name__, set(rows) ^ set(whole)))
    for other in _flipped(shelf.origin):
        tried += 1
        unseen += [other] * (not _seen(replace(shelf, origin=other).ledger, signed))
    assert unseen == []
    assert tried >= 20_000


def _rewritten(shelf: Shelf, change: Callable[[str], str]) -> Shelf:
    """Change entries and make every hash after them anew, as a careful forger would."""
    tree, previous, entries = merkle.Tree(), leaf.before_the_first(shelf.origin), []
    for number, text, _ in shelf.entries:
        known = leaf.parse(change(text))._replace(previous=previous)
        previous = leaf.leaf_hash(known.text)
        tree.append(bytes.fromhex(previous))
        entries.append((number, known.text, previous))
    nodes = [(level, place, h.hex()) for level, row in enumerate(tree.levels) if level
             for place, h in enumerate(row)]  # fmt: skip
    return replace(shelf, entries=entries, nodes=nodes)


def test_a_ledger_rewritten_from_the_start_needs_an_earlier_checkpoint(file: Place) -> None:
    """Whoever makes every hash anew leaves no trace inside; a checkpoint kept elsewhere tells."""
    shelf, signed = _shelf(file)
    forged = _rewritten(shelf, lambda text: text.replace("role reviewer", "role supervisor"))
    assert forged.entries != shelf.entries
    assert verify(forged.ledger).faults == []
    assert any("rewritten" in said for said in verify(forged.ledger, [signed]).faults)
    same = _rewritten(shelf, lambda text: text)
    assert (same.entries, same.nodes) == (shelf.entries, shelf.nodes)


def test_an_end_that_was_cut_off_needs_a_checkpoint(file: Place) -> None:
    """A ledger without its last entries holds by itself, and says so; a checkpoint tells."""
    shelf, signed = _shelf(file)
    short = Shelf(shelf.origin, shelf.entries[:16], [p for p in shelf.parts if p[0] <= 16],
                  [n for n in shelf.nodes if (n[1] + 1) << n[0] <= 16])  # fmt: skip
    alone = verify(short.ledger)
    assert alone.faults == []
    assert any("cannot be told" in said for said in alone.remarks)
    assert any("older backup" in said for said in verify(short.ledger, [signed]).faults)


def test_a_checkpoint_by_another_key_is_no_checkpoint(file: Place) -> None:
    """A checkpoint signed by a key that is not the ledger's, or not the trusted one, is a fault."""
    shelf, signed = _shelf(file)
    stranger = replace(file.signer, secret=bytes(32))
    forged = Checkpoint.parse(note.signed(signed.note.text, [stranger]))
    assert any("not signed" in said for said in verify(shelf.ledger, [forged]).faults)
    trusted = [stranger.verifier]
    assert any("not signed" in s for s in verify(shelf.ledger, [signed], trusted=trusted).faults)


def _contents(path: Path) -> list[Rows]:
    with opened(os.fspath(path)) as ledger, ledger.store.reading() as session:
        tables = ("ledger", *TABLES)
        return [session.rows(f"SELECT * FROM {name} ORDER BY 1, 2") for name in tables]


def test_a_damaged_file_is_seen_or_says_the_same(file: Place, tmp_path: Path) -> None:
    """Random bytes of the file changed: verify objects, or the record still says what it said.

    Bytes of no meaning (free space, SQLite's own counters) may change without a fault; a changed
    record without one must not happen. It fails never with anything but a refusal.
    """
    with file.open() as ledger:
        fill(ledger, ENTRIES)
    signed = file.checkpoint()
    with sqlite3.connect(file.address) as raw:
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    raw.close()
    whole, before = Path(file.address).read_bytes(), _contents(Path(file.address))
    lots, seen = random.Random(5), 0
    for number in range(amount(300, 5_000)):
        copy = tmp_path / f"{number}.db"
        spoiled = bytearray(whole)
        for _ in range(lots.choice((1, 1, 1, 8))):
            spoiled[lots.randrange(len(spoiled))] ^= 1 << lots.randrange(8)
        copy.write_bytes(spoiled)
        try:
            with opened(os.fspath(copy)) as ledger:
                verdict = verify(ledger, [signed])
            if verdict.faults or verdict.remarks:
                seen += 1
            else:
                assert _contents(copy) == before
        except Refusal:
            seen += 1
        copy.unlink()
    assert seen > 100


def test_the_walk_finds_what_is_wrong_and_where(file: Place) -> None:
    """A fault names the entry, and a hundred faults are told and the others counted."""
    shelf, _ = _shelf(file)
    spoiled = [(n, name, salt, "null" if n == 7 and name == "reasons" else body)
               for n, name, salt, body in shelf.parts]  # fmt: skip
    told = verify(replace(shelf, parts=spoiled).ledger).faults
    assert told == ["entry 7: the part reasons was changed"]
    with file.open() as ledger:
        fill(ledger, 120, Clock())
        large = Shelf.of(ledger)
    none = verify(replace(large, parts=[]).ledger)
    assert len(none.faults) == 100
    assert none.more == len(large.parts) - 100
