"""Arguments that several commands share, spelled once."""

from __future__ import annotations

import argparse
import datetime as dt
from collections.abc import Callable
from typing import Any

Subparsers = Any


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


def day(text: str) -> dt.date:
    """Read a date argument."""
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a date (YYYY-MM-DD)") from None
