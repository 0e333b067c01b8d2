"""``evenhand ledger verify, checkpoint, receipt, check, export, backup, verifier``."""

from __future__ import annotations

import argparse
import os
import shutil
from dataclasses import asdict
from pathlib import Path

from evenhand.casework.read_content import read_content
from evenhand.cli.acting import acting, add_role, clock
from evenhand.cli.showing import emit, say, wrapped
from evenhand.cli.words import Subparsers, command
from evenhand.ledger import checkpoint as points
from evenhand.ledger import standalone
from evenhand.ledger.checkpoint import make_checkpoint
from evenhand.ledger.content import PART_NAMES
from evenhand.ledger.exporting import back_up, export
from evenhand.ledger.keys import load_key, read_verifier
from evenhand.ledger.opening import is_server, opened
from evenhand.ledger.reading import entry
from evenhand.ledger.receipt import Receipt, faults, make_receipt
from evenhand.ledger.verifying import Verdict, verify
from evenhand.terms.refusal import BadInput, BadLedger, NoKey

PLACE = "the ledger's file, or postgresql://account@server/database"


def add_key(made: argparse.ArgumentParser) -> None:
    """Add the word for the signing key's file."""
    made.add_argument("--key", type=Path, metavar="FILE", help="the signing key (LEDGER.key)")


def add_checkpoints(made: argparse.ArgumentParser) -> None:
    """Add the word for the folder of checkpoints."""
    made.add_argument(
        "--checkpoints", type=Path, metavar="DIR",
        help="the folder of signed checkpoints (LEDGER.checkpoints)",
    )  # fmt: skip


def key_file(given: argparse.Namespace) -> Path:
    """Give the file of the signing key."""
    if given.key is None and is_server(given.ledger):
        raise NoKey("A ledger on a server has its key elsewhere.", "Name its file with --key.")
    return given.key or Path(f"{given.ledger}.key")


def checkpoints(given: argparse.Namespace) -> Path:
    """Give the folder of checkpoints."""
    if given.checkpoints is None and is_server(given.ledger):
        raise BadInput(
            "A ledger on a server has its checkpoints elsewhere.",
            "Name their folder with --checkpoints.",
        )
    return given.checkpoints or Path(f"{given.ledger}.checkpoints")


def add_to(inner: Subparsers) -> None:
    """Add the commands."""
    made = command(inner, "verify", "verify every entry, and hold the ledger against proofs", run)
    made.add_argument("ledger", metavar="LEDGER", help=PLACE)
    add_checkpoints(made)
    made.add_argument("--receipt", type=Path, action="append", default=[], metavar="FILE",
                      help="a receipt that must still hold; may be repeated")  # fmt: skip
    _add_trusted(made)
    made = command(inner, "checkpoint", "sign the ledger as it stands", checkpoint)
    made.add_argument("ledger", metavar="LEDGER", help=PLACE)
    add_key(made)
    add_checkpoints(made)
    made = command(inner, "receipt", "prove one entry to somebody outside", receipt)
    made.add_argument("ledger", metavar="LEDGER", help=PLACE)
    made.add_argument("number", type=int, metavar="N", help="the entry")
    made.add_argument("--out", type=Path, required=True, metavar="FILE", help="where to write it")
    _add_opening(made)
    add_key(made)
    add_checkpoints(made)
    made = command(inner, "check", "check a receipt without the ledger", check)
    made.add_argument("receipt", type=Path, metavar="RECEIPT", help="the file")
    _add_trusted(made)
    made = command(inner, "export", "write the whole ledger for others to verify", export_all)
    made.add_argument("ledger", metavar="LEDGER", help=PLACE)
    made.add_argument("--out", type=Path, required=True, metavar="FILE", help="where to write it")
    add_key(made)
    add_checkpoints(made)
    made = command(inner, "backup", "copy a ledger while it is in use, and verify the copy", backup)
    made.add_argument("ledger", metavar="LEDGER", help="the ledger's file")
    made.add_argument("--out", type=Path, required=True, metavar="FILE", help="where to write it")
    made = command(inner, "verifier", "write the one-file verifier for courts", verifier)
    made.add_argument(
        "--out", type=Path, required=True, metavar="FILE.py", help="where to write it"
    )


def _add_trusted(made: argparse.ArgumentParser) -> None:
    made.add_argument("--trust", action="append", default=[], metavar="KEY",
                      help="the public key the office publishes; may be repeated")  # fmt: skip


def _add_opening(made: argparse.ArgumentParser) -> None:
    made.add_argument("--open", action="append", default=[], choices=PART_NAMES,
                      help="a part to show in it; showing is recorded as a reading")  # fmt: skip
    made.add_argument("--purpose", default="", metavar="TEXT", help="with --open: why")
    add_role(made)


def run(given: argparse.Namespace) -> int:
    """Verify a ledger; the code of the ledger's family if anything does not hold."""
    folder = given.checkpoints
    if folder is None and not is_server(given.ledger):
        folder = checkpoints(given)
    known = [points.read(path) for path in points.files(folder)] if folder else []
    receipts = [_receipt(path) for path in given.receipt]
    with opened(given.ledger) as ledger:
        verdict = verify(ledger, known, receipts, [read_verifier(text) for text in given.trust])
    if given.json:
        emit({"holds": not verdict.faults, **asdict(verdict)})
    else:
        _tell(verdict)
    return BadLedger.code if verdict.faults else 0


def _tell(verdict: Verdict) -> None:
    for wrong in verdict.faults:
        say(wrapped(f"WRONG   {wrong}", "", "        "))
    if verdict.more:
        say(f"WRONG   and {verdict.more:,} more")
    for remark in verdict.remarks:
        say(wrapped(f"remark  {remark}", "", "        "))
    say(
        f"{verdict.entries:,} entries, {verdict.parts:,} parts ({verdict.destroyed:,} destroyed "
        f"by later entries), held against {verdict.checkpoints:,} checkpoints."
    )
    if verdict.clock_behind:
        say(f"For {verdict.clock_behind:,} entries the clock was behind the entry before.")
    say(f"Root {verdict.root}")
    say("THE LEDGER DOES NOT HOLD." if verdict.faults else "The ledger holds.")


def checkpoint(given: argparse.Namespace) -> int:
    """Sign the ledger as it stands."""
    folder = checkpoints(given)
    with opened(given.ledger) as ledger:
        made = make_checkpoint(ledger, [load_key(key_file(given))], folder)
    path = folder / f"{made.size:012}.note"
    if given.json:
        emit({"size": made.size, "root": made.root.hex(), "checkpoint": made.written, "out": path})
        return 0
    say(made.written.rstrip())
    say(f"\nWritten to {path}. Lodge a copy where nobody who runs the ledger can change it.")
    return 0


def receipt(given: argparse.Namespace) -> int:
    """Write a receipt; opening parts is recorded first."""
    if given.out.exists():
        raise BadInput(f"{given.out} is there already.", "Name another file.")
    signer = load_key(key_file(given))
    with opened(given.ledger) as ledger:
        if given.open:
            who = acting(ledger, given)
            [shown] = read_content(ledger, [given.number], given.open, given.purpose, who, clock)
        else:
            shown = entry(ledger, given.number)
        signed = make_checkpoint(ledger, [signer], checkpoints(given))
        made = make_receipt(ledger, shown, given.open, signed, signer.verifier)
    given.out.write_text(made.written(), "utf-8")
    gone = sorted(set(given.open) & set(shown.destroyed))
    if given.json:
        emit({"entry": given.number, "size": signed.size, "opened": [p.name for p in made.parts],
              "destroyed": gone, "out": given.out})  # fmt: skip
        return 0
    say(f"Receipt of entry {given.number}, in a ledger of {signed.size:,}: {given.out}")
    for name in gone:
        say(f"The part {name} was destroyed by entry {shown.destroyed[name]}.")
    return 0


def check(given: argparse.Namespace) -> int:
    """Check a receipt by itself."""
    found = _receipt(given.receipt)
    keys = [read_verifier(text) for text in given.trust or [found.key]]
    wrong = faults(found, keys)
    if given.json:
        emit({"holds": not wrong, "faults": wrong, "entry": found.leaf.number,
              "origin": found.checkpoint.origin, "key": [str(key) for key in keys],
              "opened": {part.name: part.value for part in found.parts}})  # fmt: skip
        return BadLedger.code if wrong else 0
    for fault in wrong:
        say(f"WRONG   {fault}")
    say(found.leaf.text.rstrip())
    for part in found.parts:
        say(wrapped(f"{part.name}: {part.body}", "", "    "))
    if not given.trust:
        say(f"Key {found.key}: compare it with the one the office publishes, or give --trust.")
    say("THE RECEIPT DOES NOT HOLD." if wrong else "The receipt holds.")
    return BadLedger.code if wrong else 0


def _receipt(path: Path) -> Receipt:
    try:
        return Receipt.parse(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError) as wrong:
        raise BadLedger(f"{path} cannot be read: {wrong}.", "Get the file again.") from None


def export_all(given: argparse.Namespace) -> int:
    """Export a ledger without its content."""
    signer = load_key(key_file(given))
    with opened(given.ledger) as ledger:
        signed = make_checkpoint(ledger, [signer], checkpoints(given))
        export(ledger, signed, signer.verifier, given.out, content=False)
    if given.json:
        emit({"entries": signed.size, "out": given.out})
    else:
        say(f"{signed.size:,} entries, without content, in {given.out}.")
    return 0


def backup(given: argparse.Namespace) -> int:
    """Back a ledger up."""
    verdict = back_up(given.ledger, given.out)
    if given.json:
        emit({"entries": verdict.entries, "root": verdict.root, "out": given.out})
    else:
        say(f"{verdict.entries:,} entries, verified, in {given.out}. It holds all content: "
            "guard it as you guard the ledger.")  # fmt: skip
    return 0


def verifier(given: argparse.Namespace) -> int:
    """Write the one-file verifier."""
    if given.out.exists():
        raise BadInput(f"{given.out} is there already.", "Name another file.")
    shutil.copyfile(os.fspath(standalone.__file__), given.out)
    if given.json:
        emit({"out": given.out})
    else:
        say(f"{given.out}: run it with any python3, version 3.9 or newer.")
    return 0
