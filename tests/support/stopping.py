"""Runs imports that end at once, as if killed, when they come to one part. Run as a program.

Reads lines of JSON, ``[RECORDS, OUT, PART]``, and does each import in a child of its own; writes
for each the code with which the child ended. It makes nothing itself before it forks, so each child
is as a new process is, without having to load the program again.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import sys
from pathlib import Path

from evenhand.docket.importing import import_records


def stopped(records: str, out: str, part: str) -> None:
    """Import until the part is reached."""

    def tell(what: str, done: int, of: int) -> None:
        if what == part:
            os._exit(9)

    import_records("eoir", [Path(records)], Path(out), dated=dt.date(2012, 1, 13), tell=tell)


def main() -> None:
    """Do one import after the other."""
    for line in sys.stdin:
        child = os.fork()
        if not child:
            code = 1
            try:
                stopped(*json.loads(line))
                code = 0
            finally:
                os._exit(code)
        _, status = os.waitpid(child, 0)
        sys.stdout.write(f"{os.waitstatus_to_exitcode(status)}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
