"""The words of a case file in one language, read from file_words.toml."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

LANGUAGES = ("en", "es")


@dataclass(frozen=True)
class Words:
    """The words in one language."""

    language: str

    def title(self, name: str) -> str:
        """Give a heading."""
        return told()["title"][name][self.language]

    def text(self, name: str) -> str:
        """Give a sentence."""
        return told()["text"][name][self.language]

    def label(self, name: str) -> str:
        """Give what stands before a value."""
        return told()["label"][name][self.language]

    def word(self, word: str) -> str:
        """Give a word of the closed lists."""
        return told()["word"][word][self.language]


@cache
def told() -> Mapping[str, Mapping[str, Mapping[str, str]]]:
    """Give every word, by kind and name, in each language."""
    text = files(__package__).joinpath("file_words.toml").read_text("utf-8")
    found: Mapping[str, Mapping[str, Mapping[str, str]]] = tomllib.loads(text)
    return found
