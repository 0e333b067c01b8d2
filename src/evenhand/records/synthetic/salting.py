"""Turns the SQL of a file into a statement: salts for its columns, its blank rates, its values."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from importlib.resources import files

SALT = re.compile(r"@(?:(\w+)\.)?(\w+)")
RATE = re.compile(r"%(?:(\w+)\.)?([A-Za-z_]\w*)")
VALUE = re.compile(r"\$(\w+)")
COMMENT = re.compile(r"--[^\n]*")


def read(name: str) -> str:
    """Give the text of a file of this package."""
    return files(__package__).joinpath(name).read_text("utf-8")


def number(*parts: object) -> int:
    """Give a whole number under 2**32 that depends on every part and on nothing else."""
    text = "/".join(map(str, parts)).encode()
    return int.from_bytes(hashlib.sha256(text).digest()[:4], "big")


def salts(seed: int, scope: str, column: str) -> str:
    """Write the two salts of a column of a file as SQL: any number, and an odd multiplier."""
    first, second = number(seed, scope, column, "k"), number(seed, scope, column, "m")
    return f"{first}::UBIGINT, {second | 1}::UBIGINT"


class Salter:
    """Fills in the statements of one docket, which has one seed."""

    def __init__(self, seed: int, blanks: Mapping[str, Mapping[str, float]]) -> None:
        self._seed = seed
        self._blanks = blanks

    def fill(self, sql: str, scope: str, values: Mapping[str, object]) -> str:
        """Replace ``@column`` by its salts, ``%COLUMN`` by its blank rate, ``$name`` by a value.

        Both may name another file first, as in ``@file.column``; a value may itself hold salts.
        """
        sql = COMMENT.sub("", sql)
        sql = RATE.sub(lambda found: f"{self._blanks[found[1] or scope][found[2]]:.4f}", sql)
        sql = VALUE.sub(lambda found: str(values[found[1]]), sql)
        return SALT.sub(lambda found: salts(self._seed, found[1] or scope, found[2]), sql)
