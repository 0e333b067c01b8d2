"""The subcommand ``ledger``: verifying 100,000 entries, and recording, beside their floors."""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import sqlite3
import time
from pathlib import Path
from typing import Any

from benchmarks.measure import Row, in_new_process, peak_mb, tell, timed
from benchmarks.table import Target, print_rows, print_targets

ENTRIES = 100_000
RECORDED = 500
SECONDS = 2.0


def run(folder: Path, rounds: int, entries: int = ENTRIES) -> dict[str, Any]:
    """Measure, print, and give everything for ``--json``."""
    place = folder / f"ledger-{entries}.db"
    if not place.exists():
        tell(f"making a ledger of {entries:,} entries")
        in_new_process("benchmarks.ledger", "make", place=str(place), entries=entries)
    verifying = {
        "verify": Row("evenhand, ledger verify", entries, entries),
        "one_file": Row("the one-file verifier, export", entries, entries),
        "own_check": Row("of that, SQLite's check of its file", entries, entries),
        "floor": Row("read and hash the same bytes", entries, entries),
    }
    recording = {
        "append": Row("evenhand, one act each", RECORDED, RECORDED),
        "insert": Row("one INSERT each, same settings", RECORDED, RECORDED),
    }
    for _ in range(rounds):
        for way, row in verifying.items():
            row.add(in_new_process("benchmarks.ledger", way, place=str(place)))
        for way, row in recording.items():
            row.add(in_new_process("benchmarks.ledger", way, folder=str(folder)))
    print_rows(f"Verifying {entries:,} entries", list(verifying.values()), verifying["verify"],
               "entries")  # fmt: skip
    print_rows("Recording", list(recording.values()), recording["append"], "entries")
    each = entries / ENTRIES
    targets = [
        Target(f"seconds to verify {ENTRIES:,} entries", verifying["verify"].seconds / each,
               SECONDS, verifying["verify"].cpu_seconds / each),
    ]  # fmt: skip
    print_targets(targets)
    rows = {**verifying, **recording}
    return {name: row.as_json() for name, row in rows.items()} | {
        "targets": [target.as_json() for target in targets]
    }


def _clock() -> dt.datetime:
    return dt.datetime.fromtimestamp(time.time(), dt.UTC)


def _content(number: int) -> Any:
    from evenhand.ledger.content import Content

    reasons = "The respondent has lived here since childhood. " * 4
    payload = {"form": "closure", "count": number}
    who = {"name": "reviewer one", "door": "bench"}
    return Content(who, payload, reasons, f"case-{number % 500}")


def make(place: str, entries: int) -> None:
    """Make a ledger of many entries, in one transaction for the speed of it."""
    from evenhand.casework.open_ledger import open_ledger
    from evenhand.casework.person import Person
    from evenhand.ledger import append
    from evenhand.ledger.opening import opened

    draft = Path(f"{place}.draft")
    for leftover in (draft, Path(f"{place}.key")):
        leftover.unlink(missing_ok=True)
    person = Person("administrator one", "administrator", "bench")
    open_ledger(str(draft), "bench.example/ledger", Path(f"{place}.key"), person, _clock)
    with opened(str(draft)) as ledger, ledger.store.writing() as session:
        for number in range(entries - 1):
            act = append.Act("determine", "reviewer", _content(number))
            append._added(session, act, ledger.origin, _clock)
    draft.replace(place)


def verify(place: str) -> dict[str, float]:
    """Verify a ledger in full."""
    from evenhand.ledger.opening import opened
    from evenhand.ledger.verifying import verify as whole

    with opened(place) as ledger:
        found: list[Any] = []
        measured = timed(lambda: found.append(whole(ledger)))
    return measured | {"peak_mb": peak_mb(), "notes": {"faults": len(found[0].faults)}}


def own_check(place: str) -> dict[str, float]:
    """Let SQLite look over its own file: pages, indexes, constraints."""
    from evenhand.ledger.opening import opened

    with opened(place) as ledger:
        return timed(ledger.store.damage) | {"peak_mb": peak_mb()}


def one_file(place: str) -> dict[str, float]:
    """Verify an export of the same ledger, content and all, with the one-file verifier."""
    from evenhand.ledger import standalone
    from evenhand.ledger.checkpoint import make_checkpoint
    from evenhand.ledger.exporting import export
    from evenhand.ledger.keys import load_key
    from evenhand.ledger.opening import opened

    out = Path(f"{place}.export")
    key = load_key(Path(f"{place}.key"))
    if not out.exists():
        with opened(place) as ledger:
            signed = make_checkpoint(ledger, [key], None)
            export(ledger, signed, key.verifier, out, content=True)
    measured = timed(lambda: standalone.check_file(str(out), [str(key.verifier)], []))
    return measured | {"peak_mb": peak_mb()}


def floor(place: str) -> dict[str, float]:
    """Read the same rows and hash the same bytes, asking nothing of them."""

    def work() -> None:
        raw = sqlite3.connect(place)
        for _, text, _ in raw.execute("SELECT * FROM entries ORDER BY number"):
            hashlib.sha256(text.encode()).hexdigest()
        for _, name, salt, body in raw.execute("SELECT * FROM parts ORDER BY number, name"):
            hashlib.sha256(f"{salt}\n{name}\n{body}".encode()).hexdigest()
        for _ in raw.execute("SELECT * FROM nodes ORDER BY level, place"):
            pass
        raw.close()

    return timed(work) | {"peak_mb": peak_mb()}


def append(folder: str) -> dict[str, float]:
    """Record acts one by one, each on the disk before the next."""
    from evenhand.ledger import append as adding
    from evenhand.ledger.opening import opened

    place = Path(folder) / "recording.db"
    for leftover in Path(folder).glob("recording.db*"):
        leftover.unlink()
    make(str(place), 1)
    with opened(str(place)) as ledger:
        acts = [adding.Act("determine", "reviewer", _content(n)) for n in range(RECORDED)]
        measured = timed(lambda: [adding.append(ledger, act, _clock) for act in acts])
    return measured | {"peak_mb": peak_mb()}


def insert(folder: str) -> dict[str, float]:
    """Insert rows of the same size one by one, with the same care for the disk."""
    place = os.path.join(folder, "plain.db")
    for leftover in Path(folder).glob("plain.db*"):
        leftover.unlink()
    raw = sqlite3.connect(place, isolation_level=None)
    raw.execute("PRAGMA journal_mode = wal")
    raw.execute("PRAGMA synchronous = full")
    raw.execute("CREATE TABLE plain (number INTEGER PRIMARY KEY, words TEXT)")
    words = "x" * 1500

    def work() -> None:
        for number in range(RECORDED):
            raw.execute("INSERT INTO plain VALUES (?, ?)", (number, words))

    measured = timed(work)
    raw.close()
    return measured | {"peak_mb": peak_mb()}
