"""Opens a release that went through this package before: its tables and estimates, sealed again.

A seal is of one process. What was written to a folder is opened by the published document that the
certificate names by its hash, and by nothing else; a document that does not come out again byte
for byte, or whose certificate found something, is refused. No count is here that was not printed.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from evenhand.disclosure.documents import FORMAT, Document, plain, text
from evenhand.disclosure.safe_table import (
    SafeCell,
    SafeDimension,
    SafeEstimate,
    SafeTable,
    SafeValue,
)
from evenhand.disclosure.sealing import KEY
from evenhand.terms.refusal import Unsafe

DOCUMENT = "release.json"  # the published document, in every release
# What a certificate counts: a release that has any of them is none.
FOUND = ("recovered", "shown_to_be_few", "rates_giving_counts", "same_outcome_for_everybody")


@dataclass(frozen=True)
class Reopened:
    """What a release printed, with the document that says it and its certificate."""

    tables: tuple[SafeTable, ...]
    estimates: tuple[SafeEstimate, ...]
    document: Document
    certificate: Mapping[str, Any]


def reopened(printed: bytes, certificate: bytes) -> Reopened:
    """Open what a release printed; ``certificate`` is the one that was written with it."""
    try:
        return _reopened(printed, json.loads(certificate))
    except (ValueError, KeyError, TypeError) as wrong:
        raise Unsafe(
            f"The document of this release cannot be read ({type(wrong).__name__}).",
            "Publish the measures again.",
        ) from None


def _reopened(printed: bytes, certificate: Mapping[str, Any]) -> Reopened:
    document: Document = json.loads(printed)
    if document["format"] != FORMAT:
        raise Unsafe("This release was made by another version.", "Publish the measures again.")
    if certificate["files"][DOCUMENT] != hashlib.sha256(printed).hexdigest():
        raise Unsafe(
            f"The certificate of this release is of another {DOCUMENT}.",
            "A release is not edited: publish the measures again.",
        )
    if certificate["rule"] != document["rule"] or not passed(certificate):
        raise Unsafe(
            "The certificate of this release does not say that nothing was found.",
            "Publish the measures again; what cannot be protected is named there.",
        )
    rule = {"rule": document["rule"]["says"], "rule_id": document["rule"]["id"]}
    tables = tuple(_table(one, rule) for one in document["tables"])
    estimates = tuple(_estimate(one, rule) for one in document["estimates"])
    again = {**document, "tables": [*map(plain, tables)], "estimates": [*map(plain, estimates)]}
    if text(again).encode("utf-8") != printed:
        raise Unsafe(f"{DOCUMENT} is not as it is written.", "Publish the measures again.")
    return Reopened(tables, estimates, document, certificate)


def passed(certificate: Mapping[str, Any]) -> bool:
    """Whether a certificate says that nothing was found."""
    return not certificate["cannot_be_protected"] and not any(certificate[one] for one in FOUND)


def _table(said: Mapping[str, Any], rule: Mapping[str, str]) -> SafeTable:
    dimensions = tuple(
        SafeDimension(**{**one, "values": tuple(SafeValue(**value) for value in one["values"])})
        for one in said["dimensions"]
    )
    cells = tuple(SafeCell(**{**one, "at": tuple(one["at"])}) for one in said["cells"])
    lists = {name: tuple(said[name]) for name in ("notes", "limits")}
    made = {**said, **lists, **rule, "dimensions": dimensions, "cells": cells}
    return SafeTable(**made, key=KEY)


def _estimate(said: Mapping[str, Any], rule: Mapping[str, str]) -> SafeEstimate:
    places = {name: tuple((one, other) for one, other in said[name]) for name in ("at", "about")}
    return SafeEstimate(**{**said, **places, **rule}, key=KEY)
