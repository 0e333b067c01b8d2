"""``evenhand asylum file``, ``decide``, ``family``, ``share`` and the rest: claims on record."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from evenhand.asylum.elements import elements
from evenhand.casework.all_acts import ACTS
from evenhand.casework.claim_family import as_objects
from evenhand.casework.claim_page import issue_claim
from evenhand.casework.file_words import LANGUAGES, Words
from evenhand.casework.show_claims import show_claims
from evenhand.cli.acting import acting, add_role, clock
from evenhand.cli.case_words import add_act, add_place
from evenhand.cli.family_reading import check_new, write_page
from evenhand.cli.showing import emit, say, table, wrapped
from evenhand.cli.words import Subparsers, command
from evenhand.docket.snapshot import open_docket
from evenhand.ledger.opening import opened

WORDS = {
    "file-claim": "file", "decide-claim": "decide", "appeal-claim": "appeal",
    "decide-appeal": "decide-appeal", "withdraw-appeal": "withdraw-appeal",
    "withdraw-claim": "withdraw", "reopen-claim": "reopen", "consent-on-claim": "consent",
    "withdraw-claim-consent": "withdraw-consent", "share-claim": "share",
}  # fmt: skip


def add_claims(inner: Subparsers) -> None:
    """Add the commands of claims."""
    for act, word in WORDS.items():
        add_act(inner, word, ACTS[act])
    made = command(inner, "family", "show the claims of the cases linked with one; recorded first",
                   family)  # fmt: skip
    add_place(made)
    made.add_argument("--purpose", required=True, metavar="TEXT", help="why you look")
    made.add_argument("--docket", type=Path, metavar="DOCKET",
                      help="the docket in which the cases stand")  # fmt: skip
    add_role(made)
    made = command(inner, "issue", "write the page that a recorded share of a claim allows", issue)
    add_place(made)
    made.add_argument("--share", type=int, required=True, metavar="N", help="the share's entry")
    made.add_argument("--language", choices=LANGUAGES, default="en", help="the page's language")
    made.add_argument("--docket", type=Path, metavar="DOCKET", help="for the nationality")
    made.add_argument("--out", type=Path, required=True, metavar="FILE.html", help="a new file")
    add_role(made)
    command(inner, "elements", "list the elements on which a denial can rest, with their sources",
            list_elements)  # fmt: skip


def family(given: argparse.Namespace) -> int:
    """Show a family's claims."""
    docket = open_docket(given.docket) if given.docket else None
    with opened(given.ledger) as ledger:
        found = show_claims(ledger, given.case, given.purpose, acting(ledger, given), clock, docket)
    lines = as_objects(found.members)
    if given.json:
        emit({"case": given.case, "linked": max(len(found.members) - 1, 0),
              "judges": len(found.judges), "says": found.says, "members": lines})  # fmt: skip
        return 0
    if not lines:
        say(f"No claim is on the record of case {given.case} that you may see.")
        return 0
    if found.says:
        say(wrapped(found.says))
        say()
    say(
        table(
            ("case", "form", "standing", "result", "judge", "rests on"),
            [_row(line) for line in lines],
        )
    )
    return 0


def _row(line: dict[str, Any]) -> tuple[str, ...]:
    if "form" not in line:
        return (line["case"], line["says"].partition(": ")[2], "", "", "", "")
    rests = ", ".join(line["elements"])
    if line["result"] == "denied" and not rests:
        rests = "not recorded"
    named = (line["result"], line["judge"], rests)
    return (line["case"], line["form"], line["standing"], *(text or "-" for text in named))


def issue(given: argparse.Namespace) -> int:
    """Write the page of a share."""
    check_new(given.out)
    docket = open_docket(given.docket) if given.docket else None
    with opened(given.ledger) as ledger:
        person, words = acting(ledger, given), Words(given.language)
        made = issue_claim(ledger, given.case, given.share, words, person, clock, docket)
    write_page(given.out, made.page)
    if given.json:
        emit({"out": given.out, "sha256": made.sha256})
    else:
        say(f"{given.out}: what share {given.share} allows, and no more. SHA-256 {made.sha256}")
    return 0


def list_elements(given: argparse.Namespace) -> int:
    """Print the closed list."""
    if given.json:
        emit({"elements": [
            {"element": one.id, "says": one.says, "of": one.of, "notes": one.notes,
             "cite": {"where": one.where, "status": one.status}}
            for one in elements().values()
        ]})  # fmt: skip
        return 0
    for one in elements().values():
        say(wrapped(f"{one.id}: {one.says}", "", "  "))
        say(wrapped(f"[{one.where}; {one.status}] of {', '.join(one.of)}", "  ", "  "))
        if one.notes:
            say(wrapped(one.notes, "  ", "  "))
    return 0
