"""At every call that the recording of one act makes to the system: killed, disk error, disk full.

The calls are listed by one traced run; then each is made to fail in turn (strace injects the
fault), and afterwards nothing acknowledged may be missing and everything must verify.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import pytest

from tests.support import recording_once
from tests.support.recording import Place, fill
from tests.support.recording_forever import acknowledged, wrong_after

ROOT = Path(__file__).parents[2]
REQUIRED = "EVENHAND_REQUIRE_STRACE"
CALLS = "openat,pwrite64,write,fdatasync,fsync,ftruncate,unlink,fallocate"
WATCHED = {"openat", "pwrite64", "fdatasync", "fsync", "ftruncate", "unlink", "fallocate"}
FAULTS = ("signal=SIGKILL", "error=EIO", "error=ENOSPC")
SETTINGS = os.environ | {"PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)])}


@pytest.fixture(scope="module", autouse=True)
def _strace() -> None:
    program = shutil.which("strace")
    works = program and subprocess.run([program, "-qq", "-o", os.devnull, "true"]).returncode == 0
    if not works:
        why = "strace is not here, or may not trace (apt-get install strace)"
        if os.environ.get(REQUIRED):
            pytest.fail(why)
        pytest.skip(why)


def _run(path: Path, fault: str = "") -> subprocess.CompletedProcess[bytes]:
    inject = ["-e", f"inject={fault}"] if fault else []
    tracing = ["strace", "-f", "--seccomp-bpf", "-qq", "-o", f"{path.parent}/trace"]
    program = [sys.executable, "-S", recording_once.__file__, str(path)]
    command = [*tracing, "-e", f"trace={CALLS}", *inject, *program]
    return subprocess.run(command, capture_output=True, env=SETTINGS)


def _calls(path: Path) -> list[tuple[str, int]]:
    """Give the calls that concern the ledger's files: which call, and the how-manieth of its kind.

    The program's own loading is over when it says "go"; a call on another file is not watched.
    """
    assert _run(path).returncode == 0
    counts: Counter[str] = Counter()
    found, going = [], False
    for line in (path.parent / "trace").read_text("utf-8", "replace").splitlines():
        match = re.match(r"\d+\s+(\w+)\(", line)
        if match is None:
            continue
        counts[match[1]] += 1
        going = going or '"go\\n"' in line
        if going and match[1] in WATCHED:
            found.append((match[1], counts[match[1]]))
    return found


def _after(whole: str, folder: Path, fault: str) -> tuple[int, list[str]]:
    """Record on a copy with one fault; gives how many were acknowledged, and what is wrong."""
    folder.mkdir()
    path = Path(shutil.copy(whole, folder / "ledger.db"))
    ran = _run(path, fault)
    said = acknowledged(ran.stdout.replace(b"go\n", b"ready\n"))
    wrong = wrong_after(str(path), said)
    if ran.returncode == 1:  # a traceback instead of a refusal
        wrong.append(ran.stderr.decode()[-400:])
    shutil.rmtree(folder)
    return len(said), wrong


def test_a_fault_at_any_call_loses_nothing(file: Place, tmp_path: Path) -> None:
    """Each call, each fault: acknowledged or refused in words, never lost, never half there."""
    with file.open() as ledger:
        fill(ledger, 5)
    (tmp_path / "traced").mkdir()
    calls = _calls(Path(shutil.copy(file.address, tmp_path / "traced" / "ledger.db")))
    assert {"pwrite64", "fdatasync"} <= {name for name, _ in calls}
    faults = [f"{name}:{fault}:when={which}" for name, which in calls for fault in FAULTS]
    folders = [tmp_path / f"fault{number}" for number in range(len(faults))]
    with ThreadPoolExecutor(2) as both_cores:
        found = list(both_cores.map(partial(_after, file.address), folders, faults))
    assert {fault: wrong for fault, (_, wrong) in zip(faults, found, strict=True) if wrong} == {}
    assert len(faults) >= 24
    assert 0 < sum(said for said, _ in found) < len(faults)
