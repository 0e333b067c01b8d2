"""``evenhand facts``: what guidance may read, and where each fact comes from."""

from __future__ import annotations

import argparse
from dataclasses import asdict

from evenhand.cli.showing import emit, say, wrapped
from evenhand.cli.words import Subparsers, command
from evenhand.docket.catalogue import Fact, catalogue
from evenhand.terms.refusal import BadGuidance


def add_to(commands: Subparsers, says: str) -> None:
    """Add the command."""
    made = command(commands, "facts", says, run)
    made.add_argument(
        "fact", nargs="*", metavar="FACT", help="show only these facts (default: all)"
    )


def run(given: argparse.Namespace) -> int:
    """Print the catalogue, or some of its facts."""
    for name in given.fact:
        if name not in catalogue():
            raise BadGuidance(
                f"There is no fact {name!r}.",
                f"{catalogue().nearest(name)}Without a name all facts are listed.",
            )
    chosen = [catalogue()[name] for name in given.fact] or list(catalogue().values())
    if given.json:
        emit({"facts": [asdict(fact) for fact in chosen]})
        return 0
    for fact in chosen:
        _show(fact)
    say(f"{len(chosen)} facts, in the order in which a reviewer asks.")
    return 0


def _show(fact: Fact) -> None:
    unit = f", {fact.unit}" if fact.unit else ""
    say(f"{fact.name}  ({fact.type}{unit}; {fact.kind}; {fact.protection})")
    say(wrapped(fact.asks, "    "))
    if fact.rule:
        say(wrapped(f"computed: {fact.rule}", "    "))
    for source, columns in fact.sources.items():
        say(wrapped(f"{source}: {columns}", "    ", "        "))
