"""The table of addresses: which there are, and which roles may use each by which method."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from evenhand.casework.person import ROLES

# Whoever has signed in and passed a second factor; has only given a password; is nobody yet.
EVERYONE, SIGNED_IN, ANYONE = "everyone", "signed in", "anyone"
METHODS = ("get", "post")
# What a token may be made for: an address with a scope is opened by tokens and by nothing else.
SCOPES = ("read", "act")


@dataclass(frozen=True)
class Address:
    """One address of the workbench."""

    name: str
    path: str
    allows: Mapping[str, frozenset[str]]
    scopes: Mapping[str, str]

    def for_method(self, method: str | None) -> frozenset[str] | None:
        """Give the roles that may use a method; ``None`` where nobody may. HEAD is a GET."""
        return self.allows.get(_listed(method))

    def scope_for(self, method: str | None) -> str | None:
        """Give the scope that a token needs for a method."""
        return self.scopes.get(_listed(method))


def _listed(method: str | None) -> str:
    return "get" if method == "HEAD" else (method or "").lower()


@cache
def addresses() -> Mapping[str, Address]:
    """Give every address by its name."""
    said = tomllib.loads(files(__package__).joinpath("addresses.toml").read_text("utf-8"))
    return {name: _address(name, row) for name, row in said.items()}


def _address(name: str, row: Mapping[str, object]) -> Address:
    allows = {m: frozenset(str(r) for r in row[m]) for m in METHODS if m in row}  # type: ignore[attr-defined]
    scopes: Mapping[str, str] = row.get("scope", {})  # type: ignore[assignment]
    words = {word for roles in allows.values() for word in roles}
    known = {*ROLES, EVERYONE, SIGNED_IN, ANYONE} if not scopes else {*ROLES}
    wrong_scopes = scopes and (set(scopes) != set(allows) or set(scopes.values()) - set(SCOPES))
    if set(row) - {"path", "scope", *METHODS} or words - known or not allows or wrong_scopes:
        raise ValueError(f"the address {name} names a role or a key that there is not")
    return Address(name, str(row["path"]), allows, scopes)
