"""Tiny instruments over a tiny catalogue: what a test writes when a real document is too big."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

from evenhand.docket.catalogue import Catalogue, read_catalogue
from evenhand.guidance.instrument import Instrument, read_instrument

_FACT = """[{name}]
asks = "{name}?"
type = "{type}"
kind = "{kind}"
protection = "open"
{more}
"""


def _fact(name: str, type: str, kind: str = "recorded", more: str = "") -> str:
    return _FACT.format(name=name, type=type, kind=kind, more=more)


# Yes-no facts a to d, j and k for a person to judge, counts n and m, dates x and y, and one
# fact that rests on a protected attribute.
SMALL: Catalogue = read_catalogue(
    "".join(
        (
            _fact("x", "date"),
            _fact("a", "yes-no"),
            _fact("n", "count", more='unit = "times"'),
            _fact("b", "yes-no"),
            _fact("j", "yes-no", "judged"),
            _fact("c", "yes-no"),
            _fact("y", "date"),
            _fact("d", "yes-no"),
            _fact("m", "count", more='unit = "times"'),
            _fact("k", "yes-no", "judged"),
            _fact("faith", "yes-no", more='attribute = "religion"'),
        )
    )
)

CITE = 'cite = { where = "item 1", status = "primary" }'
LISTS = 'A = { says = "against", weighs = "against" }\nB = { says = "for", weighs = "for" }'
SINCE = dt.date(2011, 1, 1)

Factors = Sequence[tuple[str, str, str]]  # id, list, condition
Classes = Sequence[tuple[str, str, str]]  # id, condition, bearing

FOUR: Classes = (
    ("both", "any(A) and any(B)", "person decides"),
    ("adverse", "any(A)", "against"),
    ("favourable", "any(B)", "for"),
    ("neither", "otherwise", "none"),
)


def text_of(
    factors: Factors, classes: Classes = FOUR, *, parameters: str = "", lists: str = LISTS
) -> str:
    """Write the text of an instrument.toml."""
    head = (
        f'id = "tiny"\ntitle = "Tiny"\ncitation = "Tiny 1"\nissuer = "nobody"\nversion = 1\n'
        f"in_force = {{ from = {SINCE} }}\n\n[lists]\n{lists}\n\n{parameters}\n"
    )
    items = [
        f'[[factor]]\nid = "{id}"\nsays = "{id}"\nlist = "{list}"\n{CITE}\nwhen = """{when}"""\n'
        for id, list, when in factors
    ]
    rows = [
        f'[[class]]\nid = "{id}"\nsays = "{id}"\nbearing = "{bearing}"\n{CITE}\nwhen = "{when}"\n'
        for id, when, bearing in classes
    ]
    return "\n".join((head, *items, *rows))


def tiny(
    folder: Path,
    factors: Factors,
    classes: Classes = FOUR,
    *,
    parameters: str = "",
    lists: str = LISTS,
    catalogue: Catalogue = SMALL,
) -> Instrument:
    """Write an instrument into ``folder`` and load it."""
    return loaded(folder, text_of(factors, classes, parameters=parameters, lists=lists), catalogue)


def loaded(folder: Path, text: str, catalogue: Catalogue = SMALL) -> Instrument:
    """Write the given text as an instrument and load it."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "instrument.toml").write_text(text, "utf-8")
    return read_instrument(folder, catalogue)


def parameter(id: str, **values: object) -> str:
    """Write a parameter's entry; values by day, as ``d2011_01_01=3``."""
    lines = [
        f"{day[1:].replace('_', '-')} = {{ value = {value}, {CITE} }}"
        for day, value in values.items()
    ]
    return f"[parameter.{id}]\n" + "\n".join(lines)
