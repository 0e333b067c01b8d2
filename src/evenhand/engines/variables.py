"""Environment variables for the time in which a child process is started."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator


@contextlib.contextmanager
def given_to_children(**variables: str) -> Iterator[None]:
    """Set variables, and set them back: a library that starts a process reads them from there."""
    before = {name: os.environ.get(name) for name in variables}
    os.environ.update(variables)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
