"""Arguments that several commands share, spelled once."""

from __future__ import annotations

import argparse
import datetime as dt
import re
from collections.abc import Callable
from typing import Any

Subparsers = Any
LEAST_MEMORY = 1500 << 20


def command(
    commands: Subparsers,
    name: str,
    says: str,
    run: Callable[[argparse.Namespace], int | None],
    more: str = "",
) -> argparse.ArgumentParser:
    """Add a command with its one-line help, its ``--json``, and the function that runs it.

    ``more``: sentences that its own help adds to the line.
    """
    told = f"{_sentence(says)} {more}".strip()
    made: argparse.ArgumentParser = commands.add_parser(name, help=says, description=told)
    made.add_argument("--json", action="store_true", help="print one JSON object and nothing else")
    made.set_defaults(run=run)
    return made


def group(commands: Subparsers, name: str, says: str) -> Subparsers:
    """Add a command that has commands of its own."""
    made = commands.add_parser(name, help=says, description=_sentence(says))
    made.set_defaults(json=False)
    return made.add_subparsers(dest="what", required=True, metavar="WHAT")


def _sentence(says: str) -> str:
    return f"{says[0].upper()}{says[1:]}."


def size(text: str) -> int:
    """Read an amount of memory, as 8GB or 800MB; the letters mean powers of 1,024."""
    found = re.fullmatch(r"(\d+)\s*([MG])i?B?", text.strip(), re.IGNORECASE)
    if not found:
        raise argparse.ArgumentTypeError(f"{text!r} is not an amount of memory (8GB, 800MB)")
    given = int(found[1]) << {"M": 20, "G": 30}[found[2].upper()]
    if given < LEAST_MEMORY:
        raise argparse.ArgumentTypeError(f"{text!r} is too little; give at least 1500MB")
    return given


def memory(made: argparse.ArgumentParser) -> None:
    """Add the option that bounds the memory of a command; what does not fit goes to disk."""
    made.add_argument(
        "--memory-limit",
        type=size,
        metavar="SIZE",
        help="memory for the whole process, as 4GB (default: 8GB, or 3/4 of a smaller machine's)",
    )


def day(text: str) -> dt.date:
    """Read a date argument."""
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a date (YYYY-MM-DD)") from None
