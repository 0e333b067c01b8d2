"""What can be proved of a safeguard before it is used, what is only tested, and what is wrong."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator

from evenhand.guidance.checks import Check, reachable_answers
from evenhand.guidance.possible import TooEntangled, possible
from evenhand.guidance.tree import NO, conjunction, facts_of, negation
from evenhand.safeguards.examples import NOT_IN_FORCE, read_examples, run_examples
from evenhand.safeguards.safeguard import Safeguard
from evenhand.safeguards.state import Ground, State, before_clearance
from evenhand.terms.answer import Answer

# The day on which dated conditions are looked at; any later than what they name will do.
_ANY_DAY = dt.date(2030, 1, 1)
# Marks that a hold of another mark may rest on: they tell no more than the hold does.
_MILD = ("open", "personal")


def check(safeguard: Safeguard) -> list[Check]:
    """Look a safeguard over, and run its examples on both readers."""
    found = [
        Check("both conditions parse and read only facts of the catalogue", "proved"),
        Check("every source has a citation and says how far it was confirmed", "proved"),
    ]
    rules: tuple[tuple[str, Callable[[Safeguard], Iterator[str]]], ...] = (
        ("it can stand, and it can fall away", _stuck),
        ("the exception can lift it, and not always", _idle_exception),
        ("its basis is told as it is: a law that was seen or cited, or this project's own", _basis),
        ("its mark covers every fact it reads", _mark),
        ("no protected attribute is read", _attributes),
        ("what to ask first are the facts it reads, each once", _asked),
    )
    for what, rule in rules:
        wrong = list(rule(safeguard))
        found += [Check(what, "wrong", detail) for detail in wrong] or [Check(what, "proved")]
    return [*found, *_examples(safeguard), *_remarks(safeguard)]


def _stuck(safeguard: Safeguard) -> Iterator[str]:
    reached = reachable_answers(safeguard.when_tree, _ANY_DAY)
    for answer in (Answer.YES, Answer.NO):
        if answer not in reached:
            yield f"no facts could ever make it {answer}"


def _idle_exception(safeguard: Safeguard) -> Iterator[str]:
    when, unless = safeguard.when_tree, safeguard.unless_tree
    if unless == NO:
        return
    try:
        if possible(conjunction([when, unless]), _ANY_DAY) == NO:
            yield "the exception can never hold where the condition does"
        if possible(conjunction([when, negation(unless)]), _ANY_DAY) == NO:
            yield "the exception always holds where the condition does"
    except TooEntangled as error:
        yield str(error)


def _basis(safeguard: Safeguard) -> Iterator[str]:
    own = [source for source in safeguard.sources if source.status == "own"]
    if safeguard.basis == "law" and (
        own or (safeguard.unknown.status == "own" and safeguard.unknown.holds)
    ):
        yield "it says that a law orders the wait, and rests on this project's own rule"
    if safeguard.basis == "own" and not own and not safeguard.notes:
        yield "it is this project's own rule, and neither a source nor a note says so"


def _mark(safeguard: Safeguard) -> Iterator[str]:
    for fact in safeguard.facts:
        mark = safeguard.catalogue[fact].protection
        if mark not in (*_MILD, safeguard.protection):
            yield f"it is marked {safeguard.protection} and reads {fact}, which is marked {mark}"


def _attributes(safeguard: Safeguard) -> Iterator[str]:
    for fact in safeguard.facts:
        if attribute := safeguard.catalogue[fact].attribute:
            yield f"it reads {fact}, which rests on {attribute}"


def _asked(safeguard: Safeguard) -> Iterator[str]:
    read = set(safeguard.facts)
    if len(set(safeguard.ask_first)) != len(safeguard.ask_first):
        yield "a fact is named twice"
    for fact in sorted(set(safeguard.ask_first) - read):
        yield f"{fact} is not read"
    for fact in sorted(set(facts_of(safeguard.when_tree)) - set(safeguard.ask_first)):
        yield f"{fact} is read and not among what to ask"


def _examples(safeguard: Safeguard) -> Iterator[Check]:
    shown = {example.expect[0] for example in read_examples(safeguard)}
    what = "every state it can have has an example"
    missing = [state for state in _reachable(safeguard) if state not in shown]
    if missing:
        yield Check(what, "wrong", f"no example is {', '.join(missing)}")
    else:
        yield Check(what, "proved")
    outcomes = run_examples(safeguard)
    wrong = [f"{o.example} ({o.reader}): {'; '.join(o.wrong)}" for o in outcomes if o.wrong]
    what = "examples come out as written"
    yield from (Check(what, "wrong", text) for text in wrong)
    if not wrong:
        detail = f"{len(outcomes) // 2} examples, each on the interpreter and on DuckDB"
        yield Check(what, "tested", detail)


def _reachable(safeguard: Safeguard) -> list[str]:
    """Give the states that the ground alone can lead to, and whether it can be out of force."""
    grounds = [Ground.OPEN, Ground.CANNOT_TELL, Ground.NOT]
    grounds += [Ground.LIFTED] if safeguard.unless else []
    holds = safeguard.unknown.holds
    states = [str(before_clearance(ground, unknown_holds=holds)) for ground in grounds]
    return [*states, *([] if safeguard.always else [NOT_IN_FORCE])]


def _remarks(safeguard: Safeguard) -> Iterator[Check]:
    unverified = [s.citation for s in safeguard.sources if s.status == "unverified"]
    if unverified:
        yield Check(
            "sources that were not confirmed are marked so", "remark", "; ".join(unverified)
        )
    if safeguard.basis == "own":
        yield Check("the wait is this project's own rule", "remark", safeguard.says)
    if before_clearance(Ground.CANNOT_TELL, unknown_holds=safeguard.unknown.holds) is State.UNKNOWN:
        yield Check("what is not known holds nothing up", "remark", safeguard.unknown.because)
