"""Records one act and says so. Run as a program: recording_once.py ADDRESS.

Prints "go" before and, once acknowledged, the entry's number and hash. A refusal ends it with the
code of its family; anything else that goes wrong is a traceback and 1.
"""

from __future__ import annotations

import os
import sys

from evenhand.ledger.append import append
from evenhand.ledger.opening import opened
from evenhand.terms.refusal import Refusal
from tests.support.recording import Clock, determined
from tests.support.recording_forever import said

if __name__ == "__main__":
    try:
        os.write(1, b"go\n")
        with opened(sys.argv[1]) as place:
            made = append(place, determined(1), Clock())
            os.write(1, said(made))
    except Refusal as refusal:
        sys.stderr.write(f"{refusal}\n")
        sys.exit(refusal.code)
