"""How a file is laid out, where a person has said so, and the refusals that ask them to say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, fields
from typing import Any

from evenhand.terms.refusal import BadInput

MARKS = {"comma": ",", "bar": "|", "tab": "\t", "semicolon": ";"}
# What can be said, and how: as an option of `docket map`, and in a mapping's table [file].
EXAMPLES = {
    "delimiter": ("--delimiter bar", 'delimiter = "bar"'),
    "quoted": ("--quoted no", "quoted = false"),
    "encoding": ("--encoding cp1252", 'encoding = "cp1252"'),
    "sheet": ('--sheet "Clients"', 'sheet = "Clients"'),
    "header_row": ("--header-row 3", "header_row = 3"),
}
_KINDS = {"delimiter": str, "quoted": bool, "encoding": str, "sheet": str, "header_row": int}


@dataclass(frozen=True)
class Layout:
    """What a person said of a file's layout; None where it is told by what the file holds."""

    delimiter: str | None = None
    quoted: bool | None = None
    encoding: str | None = None
    sheet: str | None = None
    header_row: int | None = None

    def said(self) -> dict[str, Any]:
        """Give what was said, by its name."""
        return {key: value for key, value in asdict(self).items() if value is not None}

    @property
    def mark(self) -> str | None:
        """The delimiter itself, also where its name was given."""
        return MARKS.get(self.delimiter or "", self.delimiter)


def read_layout(entries: Mapping[str, Any]) -> Layout:
    """Make a layout of a mapping's table [file]; ValueError for an entry it cannot have."""
    known = [field.name for field in fields(Layout)]
    for key, value in entries.items():
        if key not in known:
            raise ValueError(f"[file] has no setting {key!r}; it has {', '.join(known)}")
        if type(value) is not _KINDS[key]:
            raise ValueError(f"{key} = {value!r} cannot be read; write {EXAMPLES[key][1]}")
    return Layout(**entries)


class LayoutUnclear(BadInput):
    """A file cannot be read as it was taken to be laid out; a person can say how it is."""

    def __init__(self, what: str, *settings: str, first: str = "Say") -> None:
        options = " or ".join(EXAMPLES[name][0] for name in settings)
        lines = " or ".join(EXAMPLES[name][1] for name in settings)
        super().__init__(
            what, f"{first}, for instance, {options} to `docket map`, or {lines} below [file] "
            "in the mapping."
        )  # fmt: skip


@contextmanager
def as_delivered(whose: str, layout: str) -> Iterator[None]:
    """Read files of one fixed ``layout``: there is nothing to say, only to fetch them again."""
    try:
        yield
    except LayoutUnclear as refusal:
        raise BadInput(
            refusal.what, f"{whose} are {layout}. Fetch the file again, as it was delivered."
        ) from None
