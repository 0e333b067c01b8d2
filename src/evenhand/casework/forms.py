"""The forms of discretion, as the memorandum of June 2011 lists them."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any


def forms() -> Mapping[str, str]:
    """Give each form's word and what it is."""
    given: dict[str, str] = _read()["form"]
    return given


def forms_cited() -> tuple[str, str]:
    """Give the document that lists them, and how far the list was confirmed."""
    return _read()["citation"], _read()["status"]


@cache
def _read() -> dict[str, Any]:
    return tomllib.loads(files(__package__).joinpath("forms.toml").read_text("utf-8"))
