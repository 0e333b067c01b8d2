"""The words of the command line, and how a refusal becomes an exit code."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence

from evenhand import __version__
from evenhand.cli import demo, docket, doctor, explain, facts, findings, guidance, review
from evenhand.cli.showing import emit
from evenhand.terms.refusal import NoRoom, Refusal

COMMANDS = (demo, docket, review, explain, findings, guidance, facts, doctor)

CODES = """exit codes:
  0   done
  2   the words of the command are not understood
  10  a file of records is missing, unreadable, or not what it is said to be
  11  an instrument does not pass its checks, or does not exist
  12  a docket or findings file is missing, damaged, or made from other inputs
  13  rows read are not rows loaded plus rows rejected; nothing was kept
  14  the disk is full or cannot be written; what was there before is still there
  15  the engine asked for is missing, does not fit, or cannot be reached
  130 interrupted; nothing half-done was kept"""


def parser() -> argparse.ArgumentParser:
    """Build the parser of all commands."""
    top = argparse.ArgumentParser(
        prog="evenhand",
        description="Reads a removal docket case by case under the written guidance in force.",
        epilog=CODES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    top.add_argument("--version", action="version", version=f"evenhand {__version__}")
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for module in COMMANDS:
        module.add_to(commands)
    return top


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; gives its exit code."""
    given = parser().parse_args(argv)
    try:
        code = int(given.run(given) or 0)
        sys.stdout.flush()  # here, where a reader who has left is still no fault
        return code
    except Refusal as refusal:
        return _refused(refusal, as_json=given.json)
    except KeyboardInterrupt:
        print("Interrupted; nothing half-done was kept.", file=sys.stderr)
        return 130
    except RuntimeError as error:
        # Ctrl-C inside the engine comes back as this, with nothing but its text to tell it by.
        if "interrupted" not in str(error).lower():
            raise
        print("Interrupted; nothing half-done was kept.", file=sys.stderr)
        return 130
    except BrokenPipeError:
        # The reader (head, less) has seen enough; Python would complain once more at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:
        where = f" ({error.filename})" if error.filename else ""
        return _refused(NoRoom(f"{error.strerror or error}{where}."), as_json=given.json)


def _refused(refusal: Refusal, *, as_json: bool) -> int:
    if as_json:
        emit({"error": refusal.what, "remedy": refusal.remedy, "family": refusal.family})
    print(f"evenhand: {refusal}", file=sys.stderr)
    return refusal.code
