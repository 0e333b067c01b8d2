"""Runs imports in processes of their own and kills them at work. Run as a program.

Usage: killing.py RECORDS OUT TIMES SEED. Imports once undisturbed into OUT.whole, to know how long
that takes, and then TIMES times more into OUT, each killed at a random moment. Prints a line for
each: 1 or 0 for whether it was killed at work, 1 or 0 for whether OUT then stood; what stands is
removed before the next.
"""

from __future__ import annotations

import datetime as dt
import os
import random
import shutil
import signal
import sys
import time
from pathlib import Path

from evenhand.docket.importing import import_records


def start(records: Path, out: Path) -> int:
    """Start an import in a child process and give its number."""
    child = os.fork()
    if child:
        return child
    code = 1
    try:
        import_records("eoir", [records], out, dated=dt.date(2012, 1, 13))
        code = 0
    finally:
        os._exit(code)


def main() -> None:
    """Import once, then kill one import after another."""
    records, out = Path(sys.argv[1]), Path(sys.argv[2])
    lots = random.Random(int(sys.argv[4]))
    begun = time.monotonic()
    os.waitpid(start(records, out.with_name(f"{out.name}.whole")), 0)
    whole = time.monotonic() - begun
    for _ in range(int(sys.argv[3])):
        child = start(records, out)
        time.sleep(whole * lots.uniform(0.02, 0.98))
        os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        sys.stdout.write(f"{int(os.WIFSIGNALED(status))} {int(out.exists())}\n")
        shutil.rmtree(out, ignore_errors=True)


if __name__ == "__main__":
    main()
