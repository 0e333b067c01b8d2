"""The power goes at any moment: no acknowledged entry is lost.

The control runs the same cuts with ``synchronous = NORMAL``, the setting that is often advised. It
must lose entries: if it did not, the cuts would prove nothing.
"""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from evenhand.ledger import leaf
from evenhand.ledger.append import append
from evenhand.ledger.opening import Ledger
from evenhand.terms.refusal import Refusal
from tests.support.effort import amount
from tests.support.recording import ORIGIN, Clock, Place, begin, determined
from tests.support.recording_forever import wrong_after
from tests.support.weak_disk import Disk, StoreOnWeakDisk

CUTS = amount(200, 2_000)


def _recorded_until_the_cut(path: Path, disk: Disk, setting: str, requests: int) -> dict[int, str]:
    known: dict[int, str] = {}
    store = StoreOnWeakDisk(path, disk, setting)
    disk.left = requests
    with suppress(Refusal):
        for number in range(30):
            made = append(Ledger(store, ORIGIN), determined(number), Clock())
            known[made.number] = leaf.leaf_hash(made.text)
    disk.left = 0  # nothing reaches the platter any more
    store.close()
    return known


def _after_a_cut(whole: Path, folder: Path, setting: str, lots: random.Random) -> list[str]:
    """Record on a copy of a ledger until the power goes; gives what is wrong when it is back."""
    folder.mkdir()
    path = folder / "ledger.db"
    shutil.copy(whole, path)
    disk = Disk()
    known = _recorded_until_the_cut(path, disk, setting, lots.randrange(1, 60))
    for name, image in disk.after_the_cut(lots).items():
        Path(name).write_bytes(image)
    Path(f"{path}-shm").unlink(missing_ok=True)
    wrong = wrong_after(str(path), known)
    shutil.rmtree(folder)
    return wrong


@pytest.fixture
def whole(places: Callable[[str], Place]) -> Path:
    place = begin(places("sqlite"))
    with place.open() as ledger:
        append(ledger, determined(1), Clock())
    return Path(place.address)


def test_a_power_cut_loses_nothing(whole: Path, tmp_path: Path) -> None:
    """With the settings of the product: nothing lost, everything verifies, at every cut."""
    lots = random.Random(4)
    wrong = [_after_a_cut(whole, tmp_path / f"{n}", "full", lots) for n in range(CUTS)]
    assert [one for one in wrong if one] == []


def test_the_cuts_are_hard_enough(whole: Path, tmp_path: Path) -> None:
    """The control: with NORMAL the same cuts lose acknowledged entries (and break nothing else)."""
    lots = random.Random(4)
    wrong = [_after_a_cut(whole, tmp_path / f"{n}", "normal", lots) for n in range(CUTS)]
    said = [what for one in wrong for what in one]
    assert sum("is lost" in what for what in said) > CUTS / 2
    assert all("is lost" in what for what in said)
