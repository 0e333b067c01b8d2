"""What the pages of a release say beside its numbers, as a file: so that they can be shown again.

The numbers are not in it. They stand in the published document, and are taken from there.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from evenhand.disclosure.safe_table import SafeEstimate, SafeTable
from evenhand.publish.edition import Edition, Told, Vintage, edit
from evenhand.terms.refusal import BadInput

EDITION = "edition.json"
FORMAT = 1


def as_file(edition: Edition) -> bytes:
    """Write the words of an edition."""
    said = {
        "format": FORMAT,
        "title": edition.title,
        "vintage": asdict(edition.vintage),
        "measures": [asdict(measured.told) for measured in edition.measures],
    }
    return (json.dumps(said, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode("utf-8")


def read_edition(
    content: bytes, tables: Sequence[SafeTable], estimates: Sequence[SafeEstimate]
) -> Edition:
    """Put an edition together again from its words and from what disclosure control gave back."""
    try:
        said = json.loads(content)
        if said["format"] != FORMAT:
            raise ValueError(said["format"])
        vintage, told = Vintage(**said["vintage"]), [_told(one) for one in said["measures"]]
        title = str(said["title"])
    except (ValueError, KeyError, TypeError):
        raise BadInput(
            f"The words of this release ({EDITION}) are damaged, or of another version.",
            "Publish the measures again.",
        ) from None
    return edit(title, vintage, told, tables, estimates)


def _told(said: Mapping[str, Any]) -> Told:
    sources = tuple((str(says), str(mark)) for says, mark in said["sources"])
    return Told(**{**said, "sources": sources, "cannot_show": tuple(said["cannot_show"])})
