"""A place is one importer's at a time, and Ctrl-C leaves no lock behind whenever it comes."""

from __future__ import annotations

import itertools
import os
import signal
import sys
import threading
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from evenhand.docket import claim
from evenhand.docket.claim import claimed, lock_path
from evenhand.terms.refusal import BadDocket


class _Interrupting:
    """A Ctrl-C at one line of the claim, the lines counted as they are reached."""

    def __init__(self, at: int) -> None:
        self.at = at
        self.reached = 0

    def __call__(self, frame: FrameType, event: str, _: Any) -> _Interrupting | None:
        if frame.f_code.co_filename != claim.__file__:
            return None
        if event == "line":
            self.reached += 1
            if self.reached == self.at:
                signal.raise_signal(signal.SIGINT)
        return self


def _interrupted(out: Path, at: int) -> bool:
    """Claim a place with a Ctrl-C at that line; False where the claim stood before it came."""
    trace = _Interrupting(at)
    before = sys.gettrace()
    sys.settrace(trace)
    try:
        with claimed(out):
            sys.settrace(before)
            return trace.reached >= at
    finally:
        sys.settrace(before)


def test_ctrl_c_at_any_line_of_the_claim_leaves_no_lock(tmp_path: Path) -> None:
    """At each line in turn until the place is held: the claim ends, nothing lies beside it."""
    for at in itertools.count(1):
        try:
            came = _interrupted(tmp_path / "docket", at)
        except KeyboardInterrupt:
            came = True
        else:
            assert not came, "Ctrl-C was lost"
        assert list(tmp_path.iterdir()) == []
        if not came:
            break
    assert at > 20


def test_a_place_that_another_holds_is_refused_and_stays_the_others(tmp_path: Path) -> None:
    """The second is told who is at work; the first goes on, and its lock goes with it."""
    out = tmp_path / "docket"
    with claimed(out):
        with pytest.raises(BadDocket, match=f"process {os.getpid()}"), claimed(out):
            pass
        assert lock_path(out).exists()
    assert list(tmp_path.iterdir()) == []


def test_a_place_is_claimed_outside_the_main_thread_too(tmp_path: Path) -> None:
    """Where the workbench takes a file in, in a thread that no Ctrl-C reaches."""
    held: list[bool] = []

    def work() -> None:
        with claimed(tmp_path / "docket"):
            held.append(lock_path(tmp_path / "docket").exists())

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert held == [True]
    assert list(tmp_path.iterdir()) == []
