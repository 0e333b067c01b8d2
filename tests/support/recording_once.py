"""Records one act and says so. Run as a program: recording_once.py ADDRESS.

Prints "go" before and, once acknowledged, the entry's number and hash. A refusal ends it with the
code of its family; anything else that goes wrong is a traceback and 1. It is started many times
over, so it imports no more than it needs.
"""

from __future__ import annotations

import datetime as dt
import os
import sys

from evenhand.ledger import leaf
from evenhand.ledger.append import Act, append
from evenhand.ledger.content import Content
from evenhand.ledger.opening import opened
from evenhand.terms.refusal import Refusal

ACT = Act("determine", "reviewer", Content({"name": "reviewer one"}, {"count": 1}, "Why.", "7"))
NOON = dt.datetime(2012, 1, 13, 12, tzinfo=dt.UTC)

if __name__ == "__main__":
    try:
        os.write(1, b"go\n")
        with opened(sys.argv[1]) as place:
            made = append(place, ACT, lambda: NOON)
            os.write(1, f"{made.number} {leaf.leaf_hash(made.text)}\n".encode())
    except Refusal as refusal:
        sys.stderr.write(f"{refusal}\n")
        sys.exit(refusal.code)
