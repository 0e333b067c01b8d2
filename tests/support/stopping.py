"""Runs an import that ends at once, as if killed, when it comes to one part. Run as a program.

Usage: stopping.py RECORDS OUT PART
"""

from __future__ import annotations

import datetime as dt
import os
import sys
from pathlib import Path

from evenhand.docket.importing import import_records


def main() -> None:
    """Import until the part is reached."""
    records, out, part = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]

    def tell(what: str, done: int, of: int) -> None:
        if what == part:
            os._exit(9)

    import_records("eoir", [records], out, dated=dt.date(2012, 1, 13), tell=tell)


if __name__ == "__main__":
    main()
