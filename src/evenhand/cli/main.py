"""The words of the command line, and how a refusal becomes an exit code."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Collection, Sequence

from evenhand import __version__
from evenhand.cli.showing import emit
from evenhand.cli.words import Subparsers
from evenhand.terms.refusal import NoRoom, Refusal

COMMANDS = {
    "demo": "make up a docket of 300,000 cases, import it, review it, report",
    "docket": "turn records into a docket; check it, compare two, map a file",
    "review": "say what guidance makes of every case of a docket",
    "explain": "say what guidance makes of one case, and why, in words",
    "request": "write the request for discretion of one client, and a worksheet for counsel",
    "findings": "write findings with names, for other programs",
    "case": "act on a case: take it, determine it, record a removal; each act is an entry",
    "holds": "say what stands between a case and its removal; list the safeguards; clear one",
    "guidance": "list, show, check and test the guidance documents (instruments)",
    "families": "link agencies' lists of parents and children, for people to judge",
    "asylum": "record claims to protection and their decisions; compute days to file by",
    "facts": "list the facts that guidance may read, and where each is from",
    "ledger": "keep, verify and prove the record of what people did",
    "people": "say who may act, in which roles, under which account",
    "measure": "count what measures ask of a docket: exact, kept inside; rounded sentences here",
    "publish": "make safe what was measured, try to break it, and write it for the public",
    "release": "two people let a publication out: propose, approve or refuse, issue",
    "serve": "open the workbench, in which people do the review, in a browser",
    "site": "load a docket and its findings into a site of the workbench",
    "doctor": "say whether this machine has what Evenhand needs",
}

CODES = """exit codes:
  0   done
  2   the words of the command are not understood
  10  a file of records is missing, unreadable, or not what it is said to be
  11  an instrument does not pass its checks, or does not exist
  12  a docket or findings file is missing, damaged, or made from other inputs
  13  rows read are not rows loaded plus rows rejected; nothing was kept
  14  the disk is full or cannot be written; what was there before is still there
  15  a ledger is missing, is not one, or does not verify; or an entry cannot be recorded in it
  16  the key that signs checkpoints is missing, unreadable, or not this ledger's
  17  somebody else recorded an act on the same case first; yours was not recorded
  18  the person, in this role, may not do this
  19  the later snapshot has lost rows (docket diff --fail-on-loss)
  21  the engine asked for is missing, does not fit, or cannot be reached
  22  the case, the hold or the stay is not in a state in which this can be done
  23  what the act must say is missing, or not written as it must be
  24  something cannot be published without showing it of a few people; nothing was written
  25  nothing to measure: no case, no day or no table of what the measure counts
  26  the site of the workbench cannot be opened: nothing to show, a port in use, a wrong setting
  130 interrupted; nothing half-done was kept"""


def words_of(name: str) -> Callable[[Subparsers, str], None]:
    """Give what adds a command's words. Only here is its module imported, and all it needs.

    The engine and the readers take most of a second to import; a command that needs neither, or
    ``--help``, should not wait for them.
    """
    match name:
        case "demo":
            from evenhand.cli.demo import add_to
        case "docket":
            from evenhand.cli.docket import add_to
        case "review":
            from evenhand.cli.review import add_to
        case "explain":
            from evenhand.cli.explain import add_to
        case "request":
            from evenhand.cli.request import add_to
        case "findings":
            from evenhand.cli.findings import add_to
        case "case":
            from evenhand.cli.case import add_to
        case "holds":
            from evenhand.cli.holds import add_to
        case "families":
            from evenhand.cli.families import add_to
        case "guidance":
            from evenhand.cli.guidance import add_to
        case "asylum":
            from evenhand.cli.asylum import add_to
        case "facts":
            from evenhand.cli.facts import add_to
        case "ledger":
            from evenhand.cli.ledger import add_to
        case "people":
            from evenhand.cli.people import add_to
        case "measure":
            # Models of measures are many small sums, in which the library's own threads only wait
            # for each other; it reads this when it is loaded, so before the import.
            os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
            from evenhand.cli.measure import add_to
        case "publish":
            from evenhand.cli.publish import add_to
        case "release":
            from evenhand.cli.release import add_to
        case "serve":
            from evenhand.cli.serve import add_to
        case "site":
            from evenhand.cli.site import add_to
        case _:
            from evenhand.cli.doctor import add_to
    return add_to


def parser(called: Collection[str] = tuple(COMMANDS)) -> argparse.ArgumentParser:
    """Build the parser: of ``called`` commands with all their words, of others the name alone."""
    top = argparse.ArgumentParser(
        prog="evenhand",
        description="Reads a removal docket case by case under the written guidance in force.",
        epilog=CODES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    top.add_argument("--version", action="version", version=f"evenhand {__version__}")
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, says in COMMANDS.items():
        if name in called:
            words_of(name)(commands, says)
        else:
            commands.add_parser(name, help=says)
    return top


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; gives its exit code."""
    words = sys.argv[1:] if argv is None else argv
    given = parser(words[:1]).parse_args(words)
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
