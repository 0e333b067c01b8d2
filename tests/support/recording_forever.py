"""Records acts without end and says each entry as soon as it is acknowledged. Run as a program.

Usage: recording_forever.py ADDRESS            records until it is killed or refused
       recording_forever.py ADDRESS TIMES SEED WRITERS
Each acknowledged entry is one line: its number and its hash. The second form makes children that
record, kills them at a random moment, verifies the ledger, TIMES times over, and prints a JSON
object of what it found.
"""

from __future__ import annotations

import json
import os
import random
import select
import signal
import sys
import time

from evenhand.cli.acting import clock
from evenhand.ledger import leaf
from evenhand.ledger.append import append
from evenhand.ledger.leaf import Leaf
from evenhand.ledger.opening import opened
from evenhand.ledger.stores.store import ALL_ENTRIES
from evenhand.ledger.verifying import verify
from tests.support.recording import determined


def said(made: Leaf) -> bytes:
    """Write an acknowledgement."""
    return f"{made.number} {leaf.leaf_hash(made.text)}\n".encode()


def record(address: str, out: int) -> None:
    """Record, and acknowledge on ``out``, without end."""
    with opened(address) as ledger:
        os.write(out, b"ready\n")
        number = 0
        while True:
            number += 1
            made = append(ledger, determined(number), clock)
            os.write(out, said(made))


def acknowledged(lines: bytes) -> dict[int, str]:
    """Read acknowledgements; a last line cut short was not given."""
    whole = lines[: lines.rfind(b"\n") + 1].decode().splitlines()
    pairs = (line.split() for line in whole if line != "ready")
    return {int(number): hashed for number, hashed in pairs}


def _child(address: str) -> tuple[int, int]:
    """Start one writer; gives its process and the end of its pipe."""
    into, out = os.pipe()
    process = os.fork()
    if process == 0:
        os.close(into)
        try:
            record(address, out)
        finally:
            os._exit(1)
    os.close(out)
    return process, into


def _killed(address: str, writers: int, lots: random.Random) -> dict[int, str]:
    """Let some writers record a few entries and kill them; gives what they acknowledged."""
    children = [_child(address) for _ in range(writers)]
    lines = {into: b"" for _, into in children}
    enough = lots.randrange(1, 8)
    while b"".join(lines.values()).replace(b"ready\n", b"").count(b"\n") < enough:
        for into in select.select(list(lines), [], [])[0]:
            lines[into] += os.read(into, 4096)
    time.sleep(lots.uniform(0.0, 0.01))  # somewhere within the next entry
    for process, _ in children:
        os.kill(process, signal.SIGKILL)
    found: dict[int, str] = {}
    for process, into in children:
        with os.fdopen(into, "rb") as pipe:
            found |= acknowledged(lines[into] + pipe.read())
        os.waitpid(process, 0)
    return found


def wrong_after(address: str, known: dict[int, str]) -> list[str]:
    """Say what of the acknowledged entries is lost, and what does not verify."""
    with opened(address) as ledger:
        wrong = list(verify(ledger).faults)
        with ledger.store.reading() as session:
            there = {number: hashed for number, _, hashed in session.stream(ALL_ENTRIES)}
    lost = [number for number, hashed in known.items() if there.get(number) != hashed]
    return wrong + [f"entry {number} was acknowledged and is lost" for number in lost]


def main() -> None:
    """Do what the words ask."""
    address, *rest = sys.argv[1:]
    if not rest:
        record(address, 1)
    times, seed, writers = map(int, rest)
    lots, known, wrong = random.Random(seed), {}, []
    for _ in range(times):
        known |= _killed(address, writers, lots)
        wrong += wrong_after(address, known)
    sys.stdout.write(json.dumps({"kills": times, "acknowledged": len(known), "wrong": wrong}))


if __name__ == "__main__":
    main()
