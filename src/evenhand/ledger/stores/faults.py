"""What a database's own errors mean to the person who waits for an entry to be recorded."""

from __future__ import annotations

from evenhand.terms.refusal import BadLedger, NoRoom, Refusal

UNSURE = (
    "It is not known whether the last entry was recorded. Mend the cause, then look with "
    "`evenhand ledger log` before you record it again."
)
NOTHING = "Nothing was recorded."


def guarded(place: str, said: str) -> Refusal:
    """Say that a guard of the database refused."""
    return BadLedger(
        f"The ledger {place} refused: {said}. {NOTHING}",
        "A ledger can only be added to, at its end. Run `evenhand ledger verify`.",
    )


def full(place: str, *, committing: bool) -> Refusal:
    """Say that there is no room."""
    what = f"The disk that holds the ledger {place} is full."
    after = UNSURE if committing else f"{NOTHING} Free some space, then do it again."
    return NoRoom(what, after)


def busy(place: str) -> Refusal:
    """Say that another program holds the ledger."""
    return NoRoom(
        f"The ledger {place} is locked by another program. {NOTHING}",
        "Wait until the backup, import or other session has ended, then do it again.",
    )


def read_only(place: str) -> Refusal:
    """Say that it cannot be written to."""
    return NoRoom(
        f"The ledger {place} is read-only here. {NOTHING}",
        "Give this account the right to write to the file and its folder, or use the account "
        "that may.",
    )


def failing(place: str, said: str, *, committing: bool) -> Refusal:
    """Say that the disk or the connection failed."""
    return NoRoom(f"The ledger {place} cannot be used: {said}.", UNSURE if committing else NOTHING)


def broken(place: str, said: str) -> Refusal:
    """Say that the database finds its own files damaged."""
    return BadLedger(
        f"The ledger {place} is damaged: {said}.",
        "Keep the damaged files as they are, restore the last backup to another place, and run "
        "`evenhand ledger verify` with the checkpoints on it: it says what is missing.",
    )


def missing(place: str) -> Refusal:
    """Say that there is no ledger."""
    return BadLedger(
        f"There is no ledger {place}.",
        "Make one with `evenhand ledger create`, or check the place.",
    )


def another_thing(place: str) -> Refusal:
    """Say that the database holds something else."""
    return BadLedger(
        f"{place} is not a ledger of this version of Evenhand.",
        "Name a ledger made by `evenhand ledger create`.",
    )
