"""What only counsel knows: names, numbers and dates that stand in brackets until they are given."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path

from evenhand.terms.refusal import BadInput

BLANKS = {
    "to": "[the office that is asked]",
    "respondent": "[name of the respondent]",
    "a_number": "[A-number]",
    "court": "[court and judge]",
    "next_hearing": "[date of the next hearing, or none]",
    "attorney": "[name of counsel]",
    "address": "[address of counsel]",
    "signed_on": "[date]",
}


def read_blanks(path: Path) -> dict[str, str]:
    """Read the file in which counsel fills blanks in; raises BadInput, naming what is wrong."""
    try:
        given = tomllib.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as fault:
        raise BadInput(
            f"{path.name} cannot be read: {fault}.",
            'Give a TOML file with lines such as respondent = "...".',
        ) from fault
    unknown = sorted(set(given) - set(BLANKS))
    if unknown:
        raise BadInput(
            f"{path.name} fills in what is no blank: {', '.join(unknown)}.",
            f"The blanks are: {', '.join(BLANKS)}.",
        )
    return {name: str(text) for name, text in given.items()}


def filled(given: Mapping[str, str]) -> dict[str, str]:
    """Give every blank: what was given for it, else its words in brackets."""
    return {name: given.get(name) or words for name, words in BLANKS.items()}


def open_blanks(given: Mapping[str, str]) -> list[str]:
    """Name what is still to be filled in, without the brackets."""
    return [words.strip("[]") for name, words in BLANKS.items() if not given.get(name)]
