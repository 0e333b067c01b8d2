"""The published form of a release: plain data, the same bytes for the same release."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any

from evenhand.disclosure.rule import Rule
from evenhand.disclosure.safe_table import SafeEstimate, SafeTable

FORMAT = 1
Document = dict[str, Any]


def document(
    rule: Rule,
    tables: Iterable[SafeTable],
    estimates: Iterable[SafeEstimate],
    wholes: Sequence[tuple[str, tuple[str, ...]]] = (),
) -> Document:
    """Give the document of a release.

    ``wholes`` says which populations are made up of which others: (whole, parts).
    """
    return {
        "format": FORMAT,
        "rule": {
            "id": rule.id,
            "title": rule.title,
            "says": rule.says,
            "mode": rule.mode,
            "zeros": rule.zeros,
            "promise": asdict(rule.promise),
            "source": rule.source,
            "mark": rule.mark,
            "does_not_protect": list(rule.does_not_protect),
        },
        "wholes": [{"whole": whole, "parts": list(parts)} for whole, parts in sorted(wholes)],
        "tables": [plain(table) for table in tables],
        "estimates": [plain(estimate) for estimate in estimates],
    }


def text(document: Document) -> str:
    """Write a document; the same content gives the same bytes."""
    return json.dumps(document, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def plain(value: SafeTable | SafeEstimate) -> dict[str, Any]:
    """Give a safe value as plain data, without what stands once for the whole document."""
    content = asdict(value)
    del content["seal"], content["rule"], content["rule_id"]
    found: dict[str, Any] = json.loads(json.dumps(content))
    return found
