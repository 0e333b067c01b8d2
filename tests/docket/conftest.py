"""Made dockets that several tests read, each made and imported once, and a place to import to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import pytest

from evenhand.records.synthetic import Made, make
from tests.support.court import Court
from tests.support.snapshots import Snapshot, imported

CASES = 3_000
DATED = "2012-01-13"


@dataclass(frozen=True, eq=False)
class Synthetic:
    """A made docket, the court's files of it imported, and the office's file brought onto them."""

    made: Made
    court: Snapshot
    docket: Snapshot

    def lines(self, file: str) -> list[bytes]:
        """Give the lines of a made file as they stand, header first, without line feeds."""
        return (self.made.folder / file).read_bytes().split(b"\n")[:-1]


@pytest.fixture(scope="session")
def synthetic(tmp_path_factory: pytest.TempPathFactory) -> Synthetic:
    """Make a docket of some thousand cases, with every kind of fault, and import it."""
    folder = tmp_path_factory.mktemp("synthetic")
    made = make(folder / "records", cases=CASES, seed=17)
    court = imported("eoir", made.folder, folder / "court", dated=DATED)
    docket = imported(
        "tabular",
        made.folder / "intake.csv",
        folder / "docket",
        mapping=made.folder / "intake.mapping.toml",
        onto=court,
    )
    return Synthetic(made, court, docket)


@pytest.fixture
def court(tmp_path: Path) -> Court:
    """Give an empty folder of court files, to be filled by the test."""
    return Court(tmp_path / "court")


Import = Callable[..., Snapshot]


@pytest.fixture
def load(tmp_path: Path) -> Import:
    """Import into a new snapshot of this test; a court folder is dated unless the test says."""
    places = count(1)

    def run(source: str, files: Path | list[Path], **options: object) -> Snapshot:
        if source == "eoir":
            options.setdefault("dated", DATED)
        return imported(source, files, tmp_path / f"snapshot-{next(places)}", **options)  # type: ignore[arg-type]

    return run
