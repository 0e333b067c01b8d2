"""``evenhand families together``: rows that may be one person, and children of one parent."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from pathlib import Path

from evenhand.cli.showing import emit, say, table
from evenhand.cli.words import Subparsers, command
from evenhand.families.run import open_links
from evenhand.families.together import family_groups, same_people

NOTHING_MERGED = "Nothing is merged: every row stands by itself, and people judge each link."


def add_together(inner: Subparsers) -> None:
    """Add the command."""
    made = command(
        inner, "together", "show rows that may be one person, and children of one parent",
        together, NOTHING_MERGED,
    )  # fmt: skip
    made.add_argument("links", type=Path, metavar="LINKS", help="the folder of the links")
    made.add_argument("--most", type=int, default=10, metavar="N", help="how many of each at most")


def together(given: argparse.Namespace) -> int:
    """Show both."""
    links = open_links(given.links)
    people, groups = same_people(links, given.most), family_groups(links, given.most)
    if given.json:
        emit({"same_person": [asdict(p) for p in people], "groups": [asdict(g) for g in groups]})
        return 0
    say("Rows of parents that may be one person:" if people else "No two rows seem one person.")
    if people:
        rows = [
            (p.first_id, p.second_id, "one list" if p.one_list else "two lists", p.probability)
            for p in people
        ]
        say(table(("row", "row", "on", "probability"), rows))
    say("Children proposed for one parent:" if groups else "No parent has two children proposed.")
    for group in groups:
        also = f" (perhaps also {', '.join(group.others)})" if group.others else ""
        children = ", ".join(f"{child} ({said:.3f})" for child, said in group.children)
        say(f"  {group.parent_id}{also}: {children}")
    say(NOTHING_MERGED)
    return 0
