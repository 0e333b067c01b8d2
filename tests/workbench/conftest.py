"""A small demonstration site: some hundred made-up cases, its people, and browsers."""

from __future__ import annotations

import datetime as dt
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from evenhand.cli.making_release import MadeRelease
from evenhand.docket.importing import import_records
from evenhand.docket.snapshot import open_docket
from evenhand.guidance.library import find
from evenhand.records.synthetic import make
from evenhand.review.run import review_docket
from tests.support import removals

AS_OF = dt.date(2012, 1, 13)
IDS = ("ice-2011-06-17", "ice-2011-11-17")
CHROMIUM = "/usr/bin/chromium"
UNCHANGED = "static"


def small_demo(folder: Path, cases: int = 300) -> Path:
    """Make what `evenhand demo` makes, small."""
    make(folder / "records", cases=cases, seed=7, pending=0.9)
    import_records("eoir", [folder / "records"], folder / "court", dated=AS_OF)
    import_records(
        "tabular", [folder / "records" / "intake.csv"], folder / "docket",
        mapping=folder / "records" / "intake.mapping.toml", onto=folder / "court",
    )  # fmt: skip
    review_docket(open_docket(folder / "docket"), find(IDS), folder / "findings.parquet")
    return folder


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site's folder; Django is started on it, which a process does once."""
    from evenhand.workbench.serving import prepare

    root = tmp_path_factory.mktemp("workbench")
    site = root / "site"
    prepare(site, lambda text: None, demo=small_demo(root / "demo"))
    _let_go()
    shutil.copytree(site, root / "as made", ignore=shutil.ignore_patterns(UNCHANGED))
    return site


@pytest.fixture(scope="module")
def site(folder: Path) -> Iterator[Path]:
    """The site as it was made, so that no file of tests meets what another one did. Afterwards the
    engine is let go of, so that other tests may read their files.
    """
    yield folder
    _let_go()
    for path in folder.iterdir():
        if path.name != UNCHANGED:
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    shutil.copytree(folder.parent / "as made", folder, dirs_exist_ok=True)


def _let_go() -> None:
    """Let go of every file of the site, and of what this process knows of its ledger."""
    from django.db import connections

    from evenhand.workbench.accounts import people
    from evenhand.workbench.queueing.loaded import close_loaded

    close_loaded()
    connections.close_all()
    people._known.clear()


@dataclass
class Browser:
    """Somebody at the site, without a browser's window."""

    client: Any
    account: str = ""

    def get(self, address: str, **given: Any) -> Any:
        """Ask for a page."""
        return self.client.get(address, **given)

    def post(self, address: str, data: dict[str, str] | None = None) -> Any:
        """Send a form."""
        return self.client.post(address, data or {})


@pytest.fixture(scope="module")
def signed_in(site: Path) -> Callable[..., Browser]:
    """Give whoever is asked for, signed in with a second factor some time ago."""
    known: dict[tuple[str, bool], Browser] = {}
    from django.test import Client

    from evenhand.workbench.models import User

    def sign_in(account: str, *, factor: bool = True, fresh: bool = False) -> Browser:
        if (account, factor) in known and not fresh:
            return known[account, factor]
        client = Client(raise_request_exception=False, HTTP_HOST="localhost")
        user = User.objects.get(account=account)
        client.force_login(user)
        session = client.session
        methods = ["password", "mfa"] if factor else ["password"]
        passed = [{"method": method, "at": 0} for method in methods]
        session["account_authentication_methods"] = passed
        session["account_authentication_methods_user"] = str(user.pk)
        session.save()
        known[account, factor] = Browser(client, account)
        return known[account, factor]

    return sign_in


@pytest.fixture(scope="module")
def with_token(site: Path) -> Iterator[Callable[..., Browser]]:
    """Give a program with a token of whoever is asked for; afterwards the tokens are gone."""
    from django.test import Client

    from evenhand.workbench.access.policy import Actor
    from evenhand.workbench.accounts.people import DOOR, register_now
    from evenhand.workbench.accounts.tokens import make_token
    from evenhand.workbench.models import Token, User

    known: dict[tuple[str, tuple[str, ...]], Browser] = {}

    def give(account: str, *scopes: str) -> Browser:
        wanted = scopes or ("read", "act")
        if (account, wanted) not in known:
            register = register_now()
            actor = Actor(register.person(DOOR, account, None), register)
            user = User.objects.get(account=account)
            sent = f"Bearer {make_token(actor, user, 'a test', wanted, 1)}"
            client = Client(
                raise_request_exception=False, HTTP_HOST="localhost", HTTP_AUTHORIZATION=sent
            )
            known[account, wanted] = Browser(client, account)
        return known[account, wanted]

    yield give
    Token.objects.all().delete()


@pytest.fixture
def nobody(site: Path) -> Browser:
    """Somebody who has not signed in."""
    from django.test import Client

    return Browser(Client(raise_request_exception=False, HTTP_HOST="localhost"))


@pytest.fixture(scope="module")
def cases(site: Path) -> dict[str, list[str]]:
    """Pending cases by office; under "" those without one."""
    from evenhand.workbench.reading.site import loaded_now

    con = loaded_now().session()
    rows = con.execute(
        "SELECT coalesce(office, ''), case_id FROM site.queue WHERE state = 'pending' "
        "ORDER BY place"
    ).fetchall()
    con.close()
    found: dict[str, list[str]] = {}
    for office, case in rows:
        found.setdefault(office, []).append(case)
    return found


@pytest.fixture(scope="module")
def of_the_court(site: Path) -> list[str]:
    """Pending cases of the court in Los Angeles that no office has, the last of the queue first.

    0 and 1 are those of the linkage, 2 of the acts, 3 and 4 of the pictures.
    """
    from evenhand.workbench.reading.site import loaded_now

    con = loaded_now().session()
    rows = con.execute(
        "SELECT case_id FROM site.queue WHERE court = 'LOS' AND office IS NULL "
        "AND state = 'pending' ORDER BY place DESC"
    ).fetchall()
    con.close()
    return [case for (case,) in rows]


@pytest.fixture(scope="session")
def released(folder: Path) -> MadeRelease:
    """A small release of made-up removals; the engine is let go of, for it is measured here."""
    _let_go()
    return removals.release()


@pytest.fixture(scope="module")
def held_release(site: Path, released: MadeRelease) -> str:
    """That release, held by the site; gives the name by which addresses call it."""
    from evenhand.workbench.clock import clock
    from evenhand.workbench.oversight.holding import hold, printed_by

    return hold(site, released.files, released.release, printed_by(site), clock()).name


@pytest.fixture(scope="module")
def served(site: Path) -> Iterator[str]:
    """The site served as `evenhand serve` serves it; gives its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    words = [sys.executable, "-m", "evenhand", "serve", "--port", str(port), "--site", str(site)]
    server = subprocess.Popen(words, stdout=subprocess.DEVNULL, env=_own(os.environ))
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        with socket.socket() as tried:
            if tried.connect_ex(("127.0.0.1", port)) == 0:
                break
        time.sleep(0.1)
    yield f"http://127.0.0.1:{port}"
    server.terminate()
    server.wait(10)


def _own(environ: Any) -> dict[str, str]:
    return {**environ, "PYTHONPATH": os.pathsep.join(sys.path)}


@pytest.fixture(scope="module")
def chromium(served: str) -> Iterator[Any]:
    """A real browser, after the site: while it is open this process must not use Django. Without
    one the test is skipped, unless EVENHAND_REQUIRE_BROWSER=1.
    """
    required = os.environ.get("EVENHAND_REQUIRE_BROWSER") == "1"
    if not Path(CHROMIUM).exists() and not required:
        pytest.skip(f"there is no {CHROMIUM}; EVENHAND_REQUIRE_BROWSER=1 makes this a failure")
    from playwright.sync_api import sync_playwright

    quiet = ("--no-sandbox", "--disable-gpu", "--disable-background-networking",
             "--disable-component-update", "--disable-sync", "--no-first-run",
             "--js-flags=--no-opt")  # fmt: skip # a page does not live for what that would gain
    with sync_playwright() as driver:
        opened = driver.chromium.launch(executable_path=CHROMIUM, args=list(quiet))
        yield opened
        opened.close()
