"""Refusals: the errors a user can act on, one exit code for each family.

Every refusal says what is wrong, where the missing thing would come from, and what to do.
The command line prints the sentence and ends with the family's code; nothing else is caught.
"""

from __future__ import annotations

from collections.abc import Sequence


class Refusal(Exception):
    """A request that cannot be carried out as asked; the text is shown to the user as it stands.

    ``what`` is the fault in one sentence, ``remedy`` what the user can do about it.
    """

    code = 1
    family = "refused"

    def __init__(self, what: str, remedy: str = "") -> None:
        super().__init__(what if not remedy else f"{what}\n  {remedy}")
        self.what = what
        self.remedy = remedy


class BadInput(Refusal):
    """A file of records is missing, unreadable or not what it is said to be."""

    code = 10
    family = "input"


class BadGuidance(Refusal):
    """An instrument does not pass its checks, or a named one does not exist."""

    code = 11
    family = "guidance"


class BadDocket(Refusal):
    """A docket or a findings file is missing, incomplete or was made from other inputs."""

    code = 12
    family = "docket"


class Unaccounted(Refusal):
    """Rows read are not rows loaded plus rows rejected: the run is stopped, nothing is kept."""

    code = 13
    family = "accounting"


class NoRoom(Refusal):
    """The disk is full or cannot be written; what was there before is still there."""

    code = 14
    family = "storage"


class BadLedger(Refusal):
    """A ledger is missing, is not one, or does not verify; or an entry cannot be recorded in it."""

    code = 15
    family = "ledger"


class NoKey(Refusal):
    """The key that signs checkpoints is missing, unreadable, or not this ledger's."""

    code = 16
    family = "key"


class Overtaken(Refusal):
    """Somebody recorded an act on the same case first; what this act rested on has changed."""

    code = 17
    family = "conflict"


class NotAllowed(Refusal):
    """This person, in this role, may not do this."""

    code = 18
    family = "permission"


class NoEngine(Refusal):
    """The engine asked for is missing, is of another version, or cannot be reached."""

    code = 21
    family = "engine"


class NotNow(Refusal):
    """What must hold before this act does not: the case, the hold or the stay is not so."""

    code = 22
    family = "state"


class Incomplete(Refusal):
    """What the act must say is missing, or is not written as it must be."""

    code = 23
    family = "incomplete"


class Unsafe(Refusal):
    """What was asked for cannot be published without showing something about a few people.

    ``of`` names the measures that are in the way, as far as it is known, the one most so first.
    ``openly`` is the reason in words that name no cell; empty where there are none but ``what``.
    """

    code = 24
    family = "disclosure"

    def __init__(
        self, what: str, remedy: str = "", *, of: Sequence[str] = (), openly: str = ""
    ) -> None:
        super().__init__(what, remedy)
        self.of = tuple(of)
        self.openly = openly


class NothingToMeasure(Refusal):
    """What a measure counts is not there: no case, no period, no table of what it needs."""

    code = 25
    family = "measure"


class NotReady(Refusal):
    """The workbench's site cannot be opened: nothing to show, a port in use, a wrong setting."""

    code = 26
    family = "site"
