"""Places for ledgers: a file, and a database on a server of the tests' own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest

from evenhand.ledger import standalone
from tests.support.cluster import REQUIRED, Cluster, binaries
from tests.support.recording import Place, begin


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    programs = binaries()
    if programs is None:
        why = "there is no PostgreSQL server here (apt-get install postgresql)"
        if os.environ.get(REQUIRED):
            pytest.fail(why)
        pytest.skip(why)
    made = Cluster(programs)
    yield made
    made.remove()


@pytest.fixture(params=["sqlite", "postgres"])
def kind(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture
def places(tmp_path: Path, request: pytest.FixtureRequest) -> Callable[[str], Place]:
    """Give new places for a ledger, of either kind."""
    numbers = count(1)

    def new(kind: str) -> Place:
        folder = tmp_path / f"ledger{next(numbers)}"
        folder.mkdir()
        if kind == "sqlite":
            return Place(str(folder / "ledger.db"), "", folder)
        owner, web = request.getfixturevalue("cluster").database()
        return Place(web, owner, folder)

    return new


@pytest.fixture
def file(places: Callable[[str], Place]) -> Place:
    """A ledger in a file, open, with its first entry."""
    return begin(places("sqlite"))


@pytest.fixture
def place(places: Callable[[str], Place], kind: str) -> Place:
    """A ledger of either kind, with its first entry."""
    return begin(places(kind))


@pytest.fixture
def alone() -> Callable[..., subprocess.CompletedProcess[str]]:
    """Run the one-file verifier as a court would: no packages, no settings, nothing of ours."""

    def run(*arguments: object) -> subprocess.CompletedProcess[str]:
        program = Path(standalone.__file__).resolve()
        command = [sys.executable, "-I", "-S", str(program), *map(str, arguments)]
        return subprocess.run(command, capture_output=True, text=True, cwd="/")

    return run
