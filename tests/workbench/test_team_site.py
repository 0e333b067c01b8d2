"""A team's site, on a real PostgreSQL behind what stands for a proxy, from nothing to an act."""

from __future__ import annotations

import base64
import hmac
import http.client
import json
import os
import re
import socket
import subprocess
import sys
import time
from html import unescape
from http.cookies import SimpleCookie
from urllib.parse import urlencode

import psycopg
import pytest

from evenhand.ledger.opening import opened
from evenhand.ledger.reading import leaves
from evenhand.ledger.verifying import verify
from tests.ledger.conftest import cluster
from tests.workbench.conftest import small_demo

__all__ = ["cluster"]
HOST = "review.example"
OWN = "a password of their own"


def code_of(secret: str) -> str:
    """Give the code of the moment, as an authenticator app works it out (RFC 6238)."""
    moment = (int(time.time()) // 30).to_bytes(8, "big")
    digest = hmac.digest(base64.b32decode(secret), moment, "sha1")
    at = digest[-1] & 15
    return f"{(int.from_bytes(digest[at : at + 4], 'big') & 0x7FFFFFFF) % 10**6:06}"


class Person:
    """Somebody's browser, as far as a form needs one: cookies, and the token of each form."""

    def __init__(self, port: int) -> None:
        self.port, self.cookies, self.secret = port, SimpleCookie(), ""

    def ask(self, path: str, form: dict[str, str] | None = None, *, tls: bool = True):
        """Ask as the proxy passes it on; gives status, headers and text."""
        sent = {
            "Host": HOST,
            "Cookie": "; ".join(f"{k}={v.value}" for k, v in self.cookies.items()),
        }
        if tls:
            sent |= {"X-Forwarded-Proto": "https", "X-Forwarded-For": "192.0.2.7"}
        body = None
        if form is not None:
            body = urlencode({"csrfmiddlewaretoken": self.token, **form})
            sent |= {"Content-Type": "application/x-www-form-urlencoded",
                     "Referer": f"https://{HOST}{path}"}  # fmt: skip
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        line.request("GET" if form is None else "POST", path, body, sent)
        answer = line.getresponse()
        text = answer.read().decode("utf-8", "replace")
        for cookie in answer.headers.get_all("Set-Cookie", []):
            self.cookies.load(cookie)
        line.close()
        self.token = (re.findall(r'name="csrfmiddlewaretoken" value="([^"]+)"', text) or [""])[0]
        return answer.status, answer.headers, text

    def send(self, path: str, form: dict[str, str], shown: str = "") -> str:
        """Open a page, send its form; gives where that leads."""
        self.ask(shown or path)
        status, headers, text = self.ask(path, form)
        assert status == 302, re.findall(r'class="[^"]*error[^"]*"[^>]*>([^<]+)', text)
        return headers["Location"]

    def come_in(self, account: str, first: str) -> None:
        """Sign in for the first time: a password of one's own, then a second factor."""
        self.send("/accounts/login/", {"login": account, "password": first})
        assert self.ask("/queue/")[1]["Location"].startswith("/accounts/password/change/")
        self.send("/accounts/password/change/",
                  {"oldpassword": first, "password1": OWN, "password2": OWN})  # fmt: skip
        again = self.ask("/accounts/2fa/totp/activate/")[1]["Location"]
        assert again.startswith("/accounts/reauthenticate/")
        page = self.ask(self.send(again, {"password": OWN}))[2]
        secret = re.search(r"\b[A-Z2-7]{32}\b", unescape(page))[0]
        # Each showing of the form has a secret of its own.
        status, *_ = self.ask("/accounts/2fa/totp/activate/", {"code": code_of(secret)})
        assert status == 302


@pytest.fixture(scope="module")
def team(cluster, tmp_path_factory):
    """A site as docs/deployment.md makes it; gives its port, folder, addresses, first password."""
    root = tmp_path_factory.mktemp("team")
    demo, site = small_demo(root / "demo", 60), root / "site"
    owner, web = cluster.database()
    tables, _ = cluster.database()
    environ = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "EVENHAND_HOSTS": HOST,
               "EVENHAND_DATABASE": tables, "EVENHAND_LEDGER": web}  # fmt: skip

    def run(*words: object) -> str:
        command = [sys.executable, "-m", "evenhand", *map(str, words)]
        done = subprocess.run(command, env=environ, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    site.mkdir(mode=0o700)
    (site / "site.toml").write_text("proxies = 1\n")
    run(
        "ledger",
        "create",
        web,
        "--owner",
        owner,
        "--origin",
        "review.example/ledger",
        "--key",
        site / "ledger.db.key",
        "--name",
        "Opener One",
        "--role",
        "administrator",
    )
    run("site", "load", demo / "docket", demo / "findings.parquet", "--site", site)
    made = json.loads(run("site", "admit", "Administrator One", "--account", "a.one",
                          "--as", "administrator", "--site", site, "--json"))  # fmt: skip
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen(
        [sys.executable, "-m", "evenhand", "serve", "--port", str(port), "--site", str(site)],
        env=environ, stdout=subprocess.DEVNULL,
    )  # fmt: skip
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        with socket.socket() as tried:
            if tried.connect_ex(("127.0.0.1", port)) == 0:
                break
        time.sleep(0.1)
    yield port, site, (tables, web), made["first_password"]
    server.terminate()
    server.wait(10)


def test_a_team_begins_and_works_on_postgresql(team):
    """The first administrator admits a reviewer by the pages, who takes a case; accounts and entry
    are on the server and nowhere else, and the ledger verifies."""
    port, site, (tables, web), password = team
    administrator, reviewer = Person(port), Person(port)
    administrator.come_in("a.one", password)
    administrator.ask("/people/account/")
    page = administrator.ask("/people/account/", {"account": "r.one"})[2]
    first = re.search(r'<p class="eh-code"><code>([^<]+)</code>', page)[1]
    administrator.send("/people/admit/", {"name": "Reviewer One", "account": "r.one",
                                          "role": "reviewer", "office": ""})  # fmt: skip
    assert administrator.ask("/queue/")[0] == 403
    reviewer.come_in("r.one", first)
    page = reviewer.ask("/queue/")[2]
    case = re.search(r'scope="row"><a href="(/cases/[^"?]+)', page)[1]
    assert reviewer.ask(case)[0] == 200
    assert reviewer.send(f"{case}acts/take/", {"reasons": ""}).startswith(case)
    assert "Reviewer One" in reviewer.ask(case)[2]
    with psycopg.connect(tables) as connection:
        found = connection.execute("SELECT account FROM workbench_user ORDER BY 1").fetchall()
    assert found == [("a.one",), ("r.one",)]
    assert list(site.glob("*.db")) == []
    with opened(web) as ledger:
        assert [leaf.act for leaf in leaves(ledger) if leaf.act == "take"] == ["take"]
        assert verify(ledger).faults == []


def test_without_tls_there_is_no_page(team):
    """A request that the proxy did not take over TLS is sent there; cookies are for TLS alone."""
    port = team[0]
    status, headers, _ = Person(port).ask("/accounts/login/", tls=False)
    assert (status, headers["Location"]) == (301, f"https://{HOST}/accounts/login/")
    _, headers, _ = Person(port).ask("/accounts/login/")
    assert headers["Strict-Transport-Security"]
    assert all("Secure" in cookie for cookie in headers.get_all("Set-Cookie"))
