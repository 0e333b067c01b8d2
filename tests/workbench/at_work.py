"""Something on every page of the demonstration's site, for browsers and pictures."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.support.office import REMOVAL
from tests.workbench.test_families import ASSERTED, CLAIM, LEAD, TRIED
from tests.workbench.test_families import do as do_about_family
from tests.workbench.test_linkage import HERS, HIS, load_into
from tests.workbench.test_lists import REFUSED, STAY, do


@contextmanager
def at_work(
    site: Path,
    signed_in: Callable[..., Any],
    cases: Mapping[str, Sequence[str]],
    of_the_court: Sequence[str],
    folder: Path,
) -> Iterator[None]:
    """Have something on each list and in a family, and a linkage."""
    from evenhand.workbench.queueing.loaded import close_loaded

    _acts(signed_in, cases)
    load_into(site, folder, [(HIS, of_the_court[3]), (HERS, of_the_court[4])])
    yield
    close_loaded()
    shutil.rmtree(site / "linkage")


def _acts(signed_in: Callable[..., Any], cases: Mapping[str, Sequence[str]]) -> None:
    reviewer, case, other = signed_in("reviewer"), cases["Los Angeles"][23], cases["Los Angeles"][7]
    for one in (case, other):
        do(reviewer, one, "take")
        do(reviewer, one, "determine", REFUSED)
    do(signed_in("second-reviewer"), case, "second", {**REFUSED, "decides": "favourable"})
    do(signed_in("supervisor"), case, "escalate", {"tried": "both spoke", "reasons": "no end"})
    do(reviewer, case, "grant-stay", {**STAY, "review_on": "2012-09-01", "reasons": "ordered"})
    tracer = signed_in("family-tracing")
    child = {"child": "child-of-another"}  # the same child of two fathers would be contested
    do_about_family(tracer, case, "claim-tie", {**CLAIM, **child})
    do_about_family(tracer, case, "assert-tie", {**ASSERTED, **child})
    do_about_family(tracer, case, "record-lead", LEAD)
    do_about_family(tracer, case, "attempt-contact", TRIED)
    do_about_family(tracer, case, "withhold", {
        "covers": "parent-details", "from_whom": "family-member", "because": "fear of harm",
        "asked_by": "the mother"})  # fmt: skip
    do(tracer, case, "parent-decision", {**child, "choice": "stays", "form": "oral"})
    do(signed_in("headquarters"), cases["Miami"][2], "remove", REMOVAL)


def passes_of(signed_in: Callable[..., Any], names: Iterable[str]) -> dict[str, str]:
    """Give the sessions of some people, of which the messages of what was done are gone."""
    found = {}
    for name in names:
        browser = signed_in(name)
        browser.get("/help/")
        found[name] = browser.client.cookies["sessionid"].value
    return found
