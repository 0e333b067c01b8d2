"""The forms of discretion, as the memorandum of June 2011 lists them."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files


@cache
def forms() -> Mapping[str, str]:
    """Give each form's word and what it is."""
    text = files(__package__).joinpath("forms.toml").read_text("utf-8")
    given: dict[str, str] = tomllib.loads(text)["form"]
    return given
