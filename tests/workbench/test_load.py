"""Several reviewers at once over HTTP against the site as it is served: no error, nothing lost.

A few seconds with five; with EVENHAND_TESTS=nightly twenty for five minutes.
"""

from __future__ import annotations

import http.client
import json
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from urllib.parse import urlsplit

import pytest

from tests.support.effort import amount
from tests.support.office import ACCOUNT

REVIEWERS, SECONDS = amount(5, 20), amount(4, 300)
ACCOUNTS = ("reviewer", "second-reviewer", "supervisor", "headquarters")
# An act that may be done again and again.
ACT = {"given": ACCOUNT, "reasons": "Heard by telephone."}


@dataclass
class Reviewer:
    """One person at work: pages by a session, acts by a token, each request timed."""

    address: str
    cookie: str
    token: str
    references: list[str]
    told: list[tuple[str, int, float]] = field(default_factory=list)
    acknowledged: dict[int, str] = field(default_factory=dict)

    def ask(self, method: str, path: str, told: object = None) -> tuple[int, bytes]:
        """Send one request over a connection of its own."""
        begun, server = time.perf_counter(), urlsplit(self.address)
        sent = {"Content-Type": "application/json", "Authorization": f"Bearer {self.token}",
                "Cookie": f"sessionid={self.cookie}"}  # fmt: skip
        line = http.client.HTTPConnection(server.hostname, server.port, timeout=60)
        line.request(method, path, json.dumps(told) if told else None, sent)
        answer = line.getresponse()
        status, body = answer.status, answer.read()
        line.close()
        kind = "act" if method == "POST" else path.split("/")[1]
        self.told.append((kind, status, time.perf_counter() - begun))
        return status, body

    def work(self, until: float) -> None:
        """Look at the queue, open one's own cases, record an account on each, over and over."""
        while time.monotonic() < until:
            for reference in self.references:
                self.ask("GET", "/queue/")
                self.ask("GET", f"/cases/{reference}/")
                head = json.loads(self.ask("GET", f"/api/v1/cases/{reference}/")[1])["head"]
                status, body = self.ask(
                    "POST", f"/api/v1/cases/{reference}/acts/account/",
                    {"seen": head, **ACT},
                )  # fmt: skip
                if status == 201:
                    self.acknowledged[json.loads(body)["entry"]] = reference


@pytest.fixture(scope="module")
def reviewers(served, signed_in, with_token, cases) -> list[Reviewer]:
    """People with cases of their own; each account works at several desks."""
    from evenhand.workbench.access.references import sealed

    free: Iterator[str] = iter(cases["Los Angeles"])
    made = []
    for number in range(REVIEWERS):
        account = ACCOUNTS[number % len(ACCOUNTS)]
        someone = signed_in(account)
        sent = with_token(account).client.defaults["HTTP_AUTHORIZATION"]
        made.append(Reviewer(
            served, someone.client.cookies["sessionid"].value, sent.removeprefix("Bearer "),
            [sealed(case) for case in islice(free, 1)],
        ))  # fmt: skip
    return made


def test_reviewers_at_once_lose_nothing(reviewers, site, capsys):
    """No request fails; every acknowledged entry is on the ledger, on its case; it verifies."""
    from evenhand.ledger.opening import opened
    from evenhand.ledger.reading import entry
    from evenhand.ledger.verifying import verify
    from evenhand.workbench.access.references import unsealed

    assert all(one.references for one in reviewers)
    until = time.monotonic() + SECONDS
    threads = [threading.Thread(target=one.work, args=(until,)) for one in reviewers]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    told = [line for one in reviewers for line in one.told]
    assert [line for line in told if line[1] not in (200, 201)] == []
    acknowledged = [pair for one in reviewers for pair in one.acknowledged.items()]
    assert len(acknowledged) >= REVIEWERS
    assert len({number for number, _ in acknowledged}) == len(acknowledged)
    with opened(str(site / "ledger.db")) as ledger:
        assert verify(ledger).faults == []
        for number, reference in acknowledged:
            assert entry(ledger, number).value("case") == unsealed(reference)
    with capsys.disabled():
        for kind in ("queue", "cases", "api", "act"):
            took = sorted(seconds for what, _, seconds in told if what == kind)
            slow = took[len(took) * 95 // 100]
            sys.stdout.write(f"\n{kind}: {len(took)} requests, p95 {slow:.3f} s")


def test_of_two_on_one_case_exactly_one_wins(reviewers):
    """Both act on what they have seen; one is recorded, the other told by which entry and when."""
    first, second = reviewers[:2]
    reference = first.references[0]
    for _ in range(amount(5, 300)):
        head = json.loads(first.ask("GET", f"/api/v1/cases/{reference}/")[1])["head"]
        gate, answers = threading.Barrier(2), []

        def act(
            one: Reviewer, seen: int = head, gate: threading.Barrier = gate, into: list = answers
        ) -> None:
            gate.wait()
            into.append(one.ask(
                "POST", f"/api/v1/cases/{reference}/acts/account/",
                {"seen": seen, **ACT},
            ))  # fmt: skip

        both = [threading.Thread(target=act, args=(one,)) for one in (first, second)]
        for one in both:
            one.start()
        for one in both:
            one.join()
        (_, won), (status, lost) = sorted(answers, key=lambda answer: answer[0])
        assert sorted(code for code, _ in answers) == [201, 409], answers
        assert status == 409
        said = json.loads(lost)
        assert said["family"] == "conflict"
        assert f"entry {json.loads(won)['entry']}" in said["what"], said
        assert "account" in said["what"]
