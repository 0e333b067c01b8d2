"""The shapes of what the API takes and gives, as its description tells them."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal

from ninja import Schema
from pydantic import BeforeValidator, ConfigDict, Field, StrictInt, StrictStr


def _whole(number: object) -> object:
    return int(number) if isinstance(number, float) and number.is_integer() else number


# What the converters of the addresses let through, as the description says it.
Slug = Annotated[str, Field(pattern=r"^[-a-zA-Z0-9_]+$")]
Number = Annotated[int, Field(ge=0)]
# JSON has one kind of number: 7.0 is the whole number 7, but "7" and true are none.
Whole = Annotated[StrictInt, BeforeValidator(_whole)]


class Refused(Schema):
    """Why something cannot be done as asked, and what to do about it."""

    what: str
    remedy: str
    family: str


class Faulty(Refused):
    """A refusal that says of single fields what is wrong with them."""

    fields: dict[str, str] = Field(default_factory=dict)


class InQueue(Schema):
    """One case of the queue; ``reference`` is its name in addresses."""

    place: int
    case: str
    reference: str
    court: str | None
    office: str | None
    in_court: str | None
    detained: bool | None
    hearing_on: dt.date | None
    holds: list[str]
    work: str
    holder: str
    mine: bool
    outcome: str = Field(description="The class in words; empty where it is not for this role.")
    may_become: list[str]
    ask: str = Field(description="The first question that can change the class.")


class QueuePage(Schema):
    """A page of the queue; ``after`` is where the next one begins, 0 on the last page."""

    snapshot: str
    cases: int
    detained: int
    soon: int
    rows: list[InQueue]
    after: int


class Wanted(Schema):
    """The number of a case, sent in the body so that no log of addresses has it."""

    model_config = ConfigDict(extra="forbid")
    number: StrictStr = Field(max_length=100)


class Named(Schema):
    """The name of a case in addresses."""

    reference: str


class ActOpen(Schema):
    """An act, and whether it is open to this person now."""

    act: str
    says: str
    open: bool
    refused: Refused | None


class Done(Schema):
    """One entry of a case's history."""

    number: int
    act: str
    at: str
    role: str
    who: str
    said: list[tuple[str, Any]]
    reasons: str
    notes: list[str]


class ClaimLine(Schema):
    """One form of a claim to protection: how it stands, and the acts that are open on it now."""

    says: str
    form: str
    acts: list[str]


class ClaimConsent(Schema):
    """A consent to share a claim."""

    entry: int
    permits: str
    state: str
    acts: list[str]


class Claims(Schema):
    """The claims to protection of a case and of its family, as this person may see them."""

    lines: list[ClaimLine]
    consents: list[ClaimConsent]
    linked: list[str]
    family_says: str
    acts: list[ActOpen]


class Case(Schema):
    """A case as this person may see it. ``head`` is what an act says it has seen."""

    case: str
    reference: str
    place: int
    state: str
    says: str
    owner: list[str]
    holder: str | None
    head: int
    described: dict[str, str]
    as_of: str
    facts: list[dict[str, Any]]
    kept_back: list[str]
    findings: list[dict[str, Any]]
    not_shown: list[dict[str, Any]]
    unusable: list[dict[str, Any]]
    ask_first: list[dict[str, Any]]
    to_judge: list[dict[str, Any]]
    removal: dict[str, Any]
    stays: list[str]
    history: list[Done]
    acts: list[ActOpen]
    claims: Claims | None
    hold_acts: dict[str, list[ActOpen]]


class Asks(Schema):
    """One field of an act."""

    name: str
    says: str
    form: str
    required: bool
    choices: list[str]


class ActForm(Schema):
    """What an act asks, and why it is not open, if it is not."""

    act: str
    says: str
    must_hold: list[str]
    fields: list[Asks]
    reasons: str
    needs_instrument: bool
    refused: Refused | None


class ToRecord(Schema):
    """An act to be recorded. ``seen`` is the ``head`` of the case as it was read."""

    model_config = ConfigDict(extra="forbid")
    seen: Whole = Field(ge=0, lt=10**15)
    given: dict[str, StrictStr] = Field(default_factory=dict)
    reasons: StrictStr = ""
    instrument: StrictStr | None = None


class Recorded(Schema):
    """The entry that an act became."""

    entry: int
    reference: str


class QueueAsked(Schema):
    """Which part of the queue is wanted; what is left out is any."""

    office: str = ""
    court: str = ""
    custody: Literal["", "detained", "not-detained", "unknown"] = ""
    hearing: str = Field("", description="Within so many days, or `none`.")
    in_court: str = "pending"
    work: str = Field("", description="A state of casework, or `mine`.")
    instrument: str = ""
    outcome: str = ""
    possible: str = ""
    decisive: str = ""
    after: int = Field(0, ge=0, lt=10**15)
