"""What may be shared, with whom, for what: the closed lists, read from purposes.toml."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from evenhand.terms.refusal import Incomplete

Words = Mapping[str, str]  # one text in each language: en, es


@dataclass(frozen=True)
class Shareable:
    """One field that a share may consist of.

    ``details``: it says where somebody can be found. ``unconfirmed``: it may be told of a tie that
    two people have not asserted.
    """

    name: str
    says: Words
    details: bool
    unconfirmed: bool


@dataclass(frozen=True)
class Purpose:
    """For what something may be shared, to whom, and which fields at most."""

    name: str
    says: Words
    recipients: tuple[str, ...]
    fields: tuple[str, ...]


@cache
def shareable() -> Mapping[str, Shareable]:
    """Give every field that may be shared at all."""
    return {
        name: Shareable(name, item["says"], item.get("details", False),
                        item.get("unconfirmed", False))
        for name, item in _file()["field"].items()
    }  # fmt: skip


@cache
def recipients() -> Mapping[str, Words]:
    """Give every kind of recipient."""
    return {name: item["says"] for name, item in _file()["recipient"].items()}


@cache
def purposes() -> Mapping[str, Purpose]:
    """Give every purpose; a purpose that names what there is not is refused at once."""
    found = {
        name: Purpose(name, item["says"], tuple(item["recipients"]), tuple(item["fields"]))
        for name, item in _file()["purpose"].items()
    }
    for purpose in found.values():
        if not {*purpose.recipients} <= {*recipients()} or not {*purpose.fields} <= {*shareable()}:
            raise ValueError(f"the purpose {purpose.name} names what there is not")
    return found


@cache
def _file() -> dict[str, Any]:
    return tomllib.loads(files(__package__).joinpath("purposes.toml").read_text("utf-8"))


def chosen_fields(text: str) -> list[str]:
    """Read fields of a share, written with commas between; in the order of the closed list."""
    named = [part.strip() for part in text.split(",") if part.strip()]
    if unknown := sorted(set(named) - {*shareable()}):
        raise Incomplete(
            f"There is no field of a share called {', '.join(unknown)}.",
            f"A share consists of: {', '.join(shareable())}.",
        )
    if not named:
        raise Incomplete("Name at least one field.", f"One of: {', '.join(shareable())}.")
    return [name for name in shareable() if name in named]
