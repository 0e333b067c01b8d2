"""What an entry is about: parts in one fixed JSON spelling, each under a salt of its own."""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from evenhand.ledger import leaf
from evenhand.terms.refusal import BadLedger

WHO, CASE, PAYLOAD, REASONS = "who", "case", "payload", "reasons"
PART_NAMES = (CASE, PAYLOAD, REASONS, WHO)
SEALED = "sealed"  # what only a key kept elsewhere opens; no command shows this part
SALT = re.compile(r"[0-9a-f]{64}")
LARGEST = (1 << 53) - 1  # what every reader of JSON can hold


@dataclass(frozen=True)
class Part:
    """One part of an entry: its name, its salt and its text."""

    name: str
    salt: str
    body: str

    @property
    def commitment(self) -> str:
        """What the leaf says of it."""
        return leaf.commitment(self.name, self.salt, self.body)

    @property
    def value(self) -> Any:
        """What the text stands for."""
        return json.loads(self.body)


@dataclass(frozen=True)
class Content:
    """What is to be recorded: who acts, on which case, what exactly, and why."""

    who: Mapping[str, Any]
    payload: Mapping[str, Any] = field(default_factory=dict)
    reasons: str = ""
    case: str = ""
    sealed: Mapping[str, str] = field(default_factory=dict)

    def parts(self) -> list[Part]:
        """Give the parts that hold something, each with a new salt."""
        given = {
            CASE: self.case, PAYLOAD: self.payload, REASONS: self.reasons, WHO: self.who,
            SEALED: self.sealed,
        }  # fmt: skip
        return [
            Part(name, secrets.token_hex(32), canonical(value))
            for name, value in given.items()
            if value
        ]


def canonical(value: Any) -> str:
    """Write a value in its one spelling; refuses what two readers could read differently."""
    _check(value)
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def _check(value: Any) -> None:
    if value is None or isinstance(value, bool):
        return
    if isinstance(value, str):
        _check_text(value)
    elif isinstance(value, int):
        if abs(value) > LARGEST:
            raise _unfit("a number too large for every reader", "Write it as text.")
    elif isinstance(value, Mapping):
        _check_keys(value)
        for inner in value.values():
            _check(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            _check(inner)
    else:
        raise _unfit(f"a {type(value).__name__}", "Write dates and fractions as text.")


def _check_text(text: str) -> None:
    try:
        text.encode()
    except UnicodeEncodeError:
        raise _unfit("text that is not valid Unicode", "Type the text again.") from None


def _check_keys(value: Mapping[Any, Any]) -> None:
    for key in value:
        if not isinstance(key, str):
            raise _unfit(f"a name that is a {type(key).__name__}", "Names are text.")
        _check_text(key)


def _unfit(what: str, remedy: str) -> BadLedger:
    return BadLedger(f"An entry cannot hold {what}; nothing was recorded.", remedy)
