"""Processes and servers killed while they record: no acknowledged entry is lost, all verifies.

Every run kills a file's writers 200 times, a server's clients 20 times and the server 3 times;
EVENHAND_TESTS=nightly kills clients 60 times and the server 10 times.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from tests.support import recording_forever
from tests.support.cluster import Cluster
from tests.support.effort import amount
from tests.support.recording import Place, begin
from tests.support.recording_forever import acknowledged, wrong_after

ROOT = Path(__file__).parents[2]
PROGRAM = [sys.executable, recording_forever.__file__]
SETTINGS = os.environ | {"PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)])}


def _killed(address: str, times: int, seed: int) -> dict[str, object]:
    done = subprocess.run(
        [*PROGRAM, address, str(times), str(seed), "2"],
        stdout=subprocess.PIPE, text=True, env=SETTINGS, check=True,
    )  # fmt: skip
    return json.loads(done.stdout)


def test_a_killed_writer_of_a_file_loses_nothing(places: Callable[[str], Place]) -> None:
    """Killed 200 times at random moments, two writers at once, each time 25 on one ledger."""
    found = [_killed(begin(places("sqlite")).address, 25, seed) for seed in range(8)]
    assert [one["wrong"] for one in found] == [[]] * 8
    assert sum(one["kills"] for one in found) == 200
    assert sum(one["acknowledged"] for one in found) > 400


def test_a_killed_client_of_a_server_loses_nothing(places: Callable[[str], Place]) -> None:
    """Killed at random moments, two clients at once."""
    times = amount(20, 60)
    found = _killed(begin(places("postgres")).address, times, 7)
    assert found["wrong"] == []
    assert found["acknowledged"] > 2 * times


def test_a_killed_server_loses_nothing(places: Callable[[str], Place], cluster: Cluster) -> None:
    """The server and all its processes killed at once, with two clients at work."""
    place, lots = begin(places("postgres")), random.Random(9)
    known: dict[int, str] = {}
    for _ in range(amount(3, 10)):
        clients = [
            subprocess.Popen([*PROGRAM, place.address], stdout=subprocess.PIPE, env=SETTINGS,
                             stderr=subprocess.DEVNULL)
            for _ in range(2)
        ]  # fmt: skip
        for client in clients:
            assert client.stdout.readline() == b"ready\n"
        time.sleep(lots.uniform(0.05, 0.3))
        cluster.kill()
        for client in clients:
            said, _ = client.communicate(timeout=60)  # they end by themselves: they are refused
            assert client.returncode == 1
            known |= acknowledged(said)
        cluster.start()
        assert wrong_after(place.address, known) == []
    assert len(known) > 10
