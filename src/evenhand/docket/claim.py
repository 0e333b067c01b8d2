"""One import at a time into one place: a lock beside it, which the system frees with its owner."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from evenhand.terms.refusal import BadDocket, NoRoom

if sys.platform == "win32":
    import msvcrt

    def _take(lock: int) -> None:
        # Far behind the text, which others must be able to read.
        os.lseek(lock, 1 << 20, os.SEEK_SET)
        msvcrt.locking(lock, msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _take(lock: int) -> None:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)


BUSY = (BlockingIOError, PermissionError)


def lock_path(out: Path) -> Path:
    """Give where the lock of a place stands while something is being made there."""
    return out.with_name(f".{out.name}.lock")


@contextmanager
def claimed(out: Path) -> Iterator[int | None]:
    """Hold the only right to make ``out``; gives the number of a dead owner if there was one.

    A lock whose owner was killed is taken over, because the system has freed it. Raises BadDocket
    naming the owner where another is at work, NoRoom where no lock can be made.
    """
    path = lock_path(out)
    with ExitStack() as at_the_end:
        with _undisturbed():
            try:
                path.parent.mkdir(parents=True, exist_ok=True)
                lock = _opened(path, out)
            except OSError as error:
                raise NoRoom(
                    f"Cannot write beside {out}: {error.strerror}.", "Choose another folder."
                ) from None
            at_the_end.callback(_freed, lock, path)
        left = _owner(lock)
        os.lseek(lock, 0, os.SEEK_SET)
        os.ftruncate(lock, 0)
        os.write(lock, f"{os.getpid()}\n".encode())
        yield left


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Let Ctrl-C wait: between a lock's making and its guard it would leave the lock behind."""
    if threading.current_thread() is not threading.main_thread():
        yield  # only the main thread is ever interrupted, and only it may say what happens then
        return
    came: list[int] = []
    before = signal.signal(signal.SIGINT, lambda number, frame: came.append(number))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
    if came:
        signal.raise_signal(came[0])


def _freed(lock: int, path: Path) -> None:
    # While it is still held: once freed, the path may already be another's.
    path.unlink(missing_ok=True)
    os.close(lock)


def _opened(path: Path, out: Path) -> int:
    """Open and lock the file that stands at ``path``; it may be removed by its owner meanwhile."""
    while True:
        lock = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
        try:
            _take(lock)
            if _is_at(lock, path):
                return lock
        except BUSY:
            owner = _owner(lock)
            os.close(lock)
            who = f" (process {owner})" if owner else ""
            raise BadDocket(
                f"Another import into {out} is at work{who}; this one has changed nothing.",
                "Wait until it is done, or name another folder with --out.",
            ) from None
        except BaseException:
            os.close(lock)
            raise
        os.close(lock)


def _is_at(lock: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(lock), path.stat())
    except FileNotFoundError:
        return False


def _owner(lock: int) -> int | None:
    os.lseek(lock, 0, os.SEEK_SET)
    text = os.read(lock, 32).strip()
    return int(text) if text.isdigit() else None
