"""``evenhand site``: what a site of the workbench shows."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from evenhand.casework.person import ROLES
from evenhand.cli import site_releases
from evenhand.cli.acting import DOOR, account
from evenhand.cli.family_acts import add_concordance, add_links, say_nowhere
from evenhand.cli.showing import emit, say
from evenhand.cli.words import Subparsers, command, group
from evenhand.workbench import keeping
from evenhand.workbench.loading import load_site
from evenhand.workbench.queueing import linking
from evenhand.workbench.queueing.loaded import LINKAGE
from evenhand.workbench.queueing.placing import check_site
from evenhand.workbench.serving import prepare


def add_to(commands: Subparsers, says: str) -> None:
    """Add the commands."""
    inner = group(commands, "site", says)
    made = command(inner, "load", "load a docket and its findings into a site, in place of another",
                   load)  # fmt: skip
    made.add_argument("docket", type=Path, metavar="DOCKET", help="the docket")
    made.add_argument("findings", type=Path, metavar="FINDINGS", help="its findings")
    made.add_argument("--site", type=Path, default=Path("site"), metavar="FOLDER",
                      help="the site's folder (default: site); made if not there")  # fmt: skip
    links = command(
        inner, "load-links", "load a linkage of agencies' lists into a site", load_links,
        "It asserts nothing; people put its links on cases, and judge them.",
    )  # fmt: skip
    add_links(links)
    add_concordance(links)
    links.add_argument("--site", type=Path, default=Path("site"), metavar="FOLDER",
                       help="the site's folder (default: site)")  # fmt: skip
    one = command(inner, "admit", "admit a person to a site, with an account to sign in by", admit)
    one.add_argument("name", metavar="NAME", help="the person's name on the register")
    one.add_argument("--account", required=True, metavar="ACCOUNT", help="the account, made new")
    one.add_argument("--as", dest="roles", action="append", required=True, choices=ROLES,
                     help="a role they may act in; may be repeated")  # fmt: skip
    one.add_argument("--office", action="append", default=[], metavar="OFFICE",
                     help="a field office or court whose cases are theirs; may be repeated "
                     "(default: all)")  # fmt: skip
    one.add_argument("--site", type=Path, default=Path("site"), metavar="FOLDER",
                     help="the site's folder (default: site); made if not there")  # fmt: skip
    site_releases.add_to(inner)
    filled = command(inner, "fill", "put made-up work into a new demonstration's site, as `serve` "
                     "does", fill)  # fmt: skip
    filled.add_argument("demo", type=Path, metavar="DIR", help="what `evenhand demo` made")
    filled.add_argument("--site", type=Path, default=Path("site"), metavar="FOLDER",
                        help="the site's folder (default: site)")  # fmt: skip
    keep = command(inner, "backup", "copy accounts, ledger, keys and secrets while the site works",
                   backup)  # fmt: skip
    keep.add_argument("--site", type=Path, default=Path("site"), metavar="FOLDER",
                      help="the site's folder (default: site)")  # fmt: skip
    keep.add_argument("--out", type=Path, required=True, metavar="FOLDER",
                      help="where to put it; made new, for its owner alone")  # fmt: skip
    back = command(inner, "restore", "make a site of a backup, in an empty folder", restore)
    back.add_argument("backup", type=Path, metavar="BACKUP", help="the backup's folder")
    back.add_argument("--site", type=Path, required=True, metavar="FOLDER",
                      help="the site's folder; empty, or made")  # fmt: skip


def load(given: argparse.Namespace) -> int:
    """Load a docket."""
    tell = (lambda text: None) if given.json else say
    prepare(given.site, tell)
    load_site(given.docket, given.findings, lambda what: tell(f"Making {what}"))
    if given.json:
        emit({"site": given.site, "docket": given.docket})
    else:
        say(f"{given.docket} is loaded. A server that runs shows it from the next request on.")
    return 0


def load_links(given: argparse.Namespace) -> int:
    """Load a linkage."""
    check_site(given.site)
    done = linking.load_links(given.lists, given.links, given.cases, given.site / LINKAGE)
    if given.json:
        emit({"site": given.site, "links": done.links, "cases": done.cases,
              "parents_without_a_case": list(done.nowhere)})  # fmt: skip
        return 0
    say(f"{done.links:,} links of {done.cases:,} cases are loaded. No removal waits for them until "
        "they are put on")  # fmt: skip
    say("their cases: on the page Possible links, or by `evenhand families propose`.")
    say_nowhere(done.nowhere)
    return 0


def admit(given: argparse.Namespace) -> int:
    """Admit a person; their first password is shown this once."""
    prepare(given.site, (lambda text: None) if given.json else say)
    from evenhand.workbench.accounts import admitting  # of a site that is open, not before

    done = admitting.admit(given.name, given.account, given.roles, given.office,
                          (DOOR, account()))  # fmt: skip
    if given.json:
        emit({"entry": done.number, "account": given.account, "first_password": done.password})
        return 0
    say(f"Entry {done.number}: admit-person. The first password of {given.account}:")
    say(f"  {done.password}")
    say("It is kept nowhere and is changed at the first sign-in; a second factor is set up then.")
    return 0


def fill(given: argparse.Namespace) -> int:
    """Fill a demonstration."""
    check_site(given.site)
    prepare(given.site, (lambda text: None) if given.json else say)
    from evenhand.cli import demo_site  # of a site that is open, not before

    told: list[str] = []
    demo_site.fill(given.site, given.demo, told.append if given.json else _at_once)
    if given.json:
        emit({"site": given.site, "told": told})
    return 0


def _at_once(text: str) -> None:
    say(text)
    sys.stdout.flush()


def backup(given: argparse.Namespace) -> int:
    """Back a site up."""
    return _told(given, keeping.back_up(given.site, given.out, os.environ), "backed up")


def restore(given: argparse.Namespace) -> int:
    """Restore a site."""
    kept = keeping.restore(given.backup, given.site)
    if not given.json:
        say("Load its docket again: `evenhand site load DOCKET FINDINGS`.")
    return _told(given, kept, "restored")


def _told(given: argparse.Namespace, kept: keeping.Kept, what: str) -> int:
    if given.json:
        emit({"folder": kept.folder, "entries": kept.entries, "elsewhere": list(kept.elsewhere)})
        return 0
    verified = f", {kept.entries} entries verified" if kept.entries is not None else ""
    say(f"The site is {what}: {kept.folder}{verified}.")
    for one in kept.elsewhere:
        say(f"Kept on a server, not here: {one}.")
    return 0
