"""An office: a ledger with people on its register, and a docket whose cases they act on."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest

from evenhand.docket.snapshot import Docket
from tests.ledger.conftest import cluster, kind, places
from tests.support.office import Office, cases, staffed
from tests.support.recording import Place

__all__ = ["cluster", "kind", "places"]
NUMBERS = [str(number) for number in range(1, 3001)]


@pytest.fixture(scope="session")
def docket(tmp_path_factory: pytest.TempPathFactory) -> Docket:
    """A docket of cases of which nothing is known."""
    return cases(tmp_path_factory.mktemp("office"), NUMBERS)


@pytest.fixture(scope="session")
def staffed_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger with everybody admitted, closed, to be copied."""
    folder = tmp_path_factory.mktemp("staffed")
    with staffed(Place(str(folder / "ledger.db"), "", folder)):
        pass
    return folder / "ledger.db"


def _copied(original: Path, folder: Path) -> Place:
    shutil.copyfile(original, folder / "ledger.db")
    return Place(str(folder / "ledger.db"), "", folder)


@pytest.fixture
def office(tmp_path: Path, staffed_once: Path, docket: Docket) -> Iterator[Office]:
    """An office with a ledger of its own."""
    folder = tmp_path / "office"
    folder.mkdir()
    with _copied(staffed_once, folder).open() as ledger:
        yield Office(ledger, docket)


@pytest.fixture(scope="module")
def busy_office(
    tmp_path_factory: pytest.TempPathFactory, staffed_once: Path, docket: Docket
) -> Iterator[Office]:
    """An office whose ledger the tests of one file share, each with cases of its own."""
    with _copied(staffed_once, tmp_path_factory.mktemp("ledger")).open() as ledger:
        yield Office(ledger, docket)


@pytest.fixture(scope="module")
def next_case() -> Callable[[], str]:
    """Give the number of a case that nobody has touched."""
    numbers = count(1)
    return lambda: str(next(numbers))
