"""Takes in a release that was made elsewhere: every cell as its rule prints it, and attacked anew.

Its own certificate says that it was tried with the releases its makers knew of, and is worth what
they are. Here each cell must be one that the rule could have printed, and the whole is tried with
everything on the record of whoever takes it in.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from evenhand.disclosure.audit.auditing import audit
from evenhand.disclosure.documents import Document, document
from evenhand.disclosure.releasing import SafeRelease
from evenhand.disclosure.reopening import Reopened
from evenhand.disclosure.rounding import HIDDEN, Print, at_level, exact, levels
from evenhand.disclosure.rule import Rule, find
from evenhand.disclosure.safe_table import SafeCell
from evenhand.terms.refusal import Unsafe


def received(found: Reopened, before: Sequence[Document]) -> SafeRelease:
    """Give the release as one that may be added to the record, or refuse it."""
    rule = find(found.document["rule"]["id"])
    if found.document["rule"] != document(rule, (), ())["rule"]:
        raise Unsafe(
            f"What this release calls the rule {rule.id} is not that rule here.",
            "Make it again with this version.",
        )
    if wrong := list(_not_so_printed(found, rule)):
        raise Unsafe(
            f"The rule {rule.id} prints no such cells: {'; '.join(wrong[:10])}.",
            "A release is not edited: publish the measures again.",
        )
    tried = audit(found.document, before)
    if not tried.passed:
        raise Unsafe(
            "Beside what was printed before, readers of this release could work out: "
            f"{'; '.join(tried.words()[:10])}.",
            "Make it again with the record of what was printed here (`--record`).",
        )
    return SafeRelease(rule, found.tables, found.estimates, found.document, tried.certificate)


def _not_so_printed(found: Reopened, rule: Rule) -> Iterator[str]:
    """Name the cells that the rule would never print so, whatever their count."""
    for table in found.tables:
        for cell in table.cells:
            said = Print(cell.text, cell.state, cell.low, cell.high, cell.drawn)
            if said not in _possible(cell, rule):
                yield f"{table.title}, {', '.join(table.words(cell))}"


def _possible(cell: SafeCell, rule: Rule) -> list[Print]:
    """Give what the rule prints for the least count that a cell is said to stand for."""
    if rule.mode == "rounded":
        return [at_level(cell.low, rule, level) for level in range(levels(rule))]
    small = 0 < cell.low < rule.promise.never_shown_below
    nought = cell.low == 0 and rule.zeros == "hidden"
    return [HIDDEN] if small or nought else [HIDDEN, exact(cell.low)]
