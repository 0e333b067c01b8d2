"""The other side of ``in_new_process``: calls one function and prints what it returns."""

from __future__ import annotations

import importlib
import json
import sys


def main(order: str) -> None:
    """Carry out one order."""
    module, function, given = json.loads(order)
    print(json.dumps(getattr(importlib.import_module(module), function)(**given)))


if __name__ == "__main__":
    main(sys.argv[1])
