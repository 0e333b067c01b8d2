"""Forms of protection, and the closed list of elements on which a denial can rest."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from evenhand.terms.refusal import Incomplete

FORMS: Mapping[str, str] = {
    "asylum": "asylum",
    "withholding": "withholding of removal",
    "CAT": "protection under the Convention against Torture",
}
ANOTHER, NOT_STATED = "another", "not stated"
_STATUS = ("primary", "secondary", "unverified")


@dataclass(frozen=True)
class Element:
    """One element: what it says, of which forms it can carry a denial, where it is from."""

    id: str
    says: str
    of: tuple[str, ...]
    where: str
    status: str
    notes: str


@cache
def elements() -> Mapping[str, Element]:
    """Give every element, in the order of the list; a list with a slip in it is refused."""
    given = tomllib.loads(files(__package__).joinpath("elements.toml").read_text("utf-8"))
    found = {
        id: Element(id, one["says"], tuple(one.get("of", FORMS)), one["where"], one["status"],
                    one.get("notes", ""))
        for id, one in given["element"].items()
    }  # fmt: skip
    for element in found.values():
        if not set(element.of) <= set(FORMS) or element.status not in _STATUS:
            raise ValueError(f"the element {element.id} names a form or a mark that there is not")
    return found


def carries(element: str, form: str) -> bool:
    """Whether an element can carry the denial of a form; one that is not of the list may."""
    return element not in elements() or form in elements()[element].of


def chosen_forms(text: str) -> list[str]:
    """Read forms of protection, written with commas between; in the order of the list."""
    return _chosen(text, FORMS, "form of protection")


def chosen_elements(text: str, forms: Sequence[str]) -> list[str]:
    """Read the elements of a denial: each can carry it, and each form is carried by one."""
    chosen = _chosen(text, elements(), "element of a denial")
    if NOT_STATED in chosen and len(chosen) > 1:
        raise Incomplete(
            f"An element is named, so the decision is not silent: {', '.join(chosen)}.",
            f"Leave out {NOT_STATED!r}.",
        )
    for one in chosen:
        if not any(carries(one, form) for form in forms):
            raise Incomplete(
                f"A denial of {', '.join(forms)} does not rest on {one}.",
                f"{one} is about {', '.join(elements()[one].of)} ({elements()[one].where}).",
            )
    for form in forms:
        if not any(carries(one, form) for one in chosen):
            raise Incomplete(
                f"None of {', '.join(chosen)} can carry the denial of {form}.",
                f"Name what that rests on too ({ANOTHER!r} in words, or {NOT_STATED!r}), or record "
                "the decision on each form by itself.",
            )
    return chosen


def _chosen(text: str, among: Mapping[str, object], what: str) -> list[str]:
    named = [part.strip() for part in text.split(",") if part.strip()]
    if unknown := sorted(set(named) - set(among)):
        raise Incomplete(
            f"There is no {what} called {', '.join(unknown)}.", f"One of: {', '.join(among)}."
        )
    if not named:
        raise Incomplete(f"Name at least one {what}.", f"One of: {', '.join(among)}.")
    return [one for one in among if one in named]
