"""Progress of long work on stderr, so that nothing mixes with what a command prints."""

from __future__ import annotations

import sys
from typing import Any

from tqdm import tqdm


class Progress:
    """Tells on stderr how far long work is, with the time left; silent where nobody looks."""

    def __init__(self, *, quiet: bool) -> None:
        self.quiet = quiet
        self._bar: Any = None
        self._what = ""

    def __call__(self, what: str, done: int, of: int) -> None:
        """Note that ``done`` of ``of`` parts of ``what`` are done."""
        if self.quiet or not sys.stderr.isatty():
            return
        if self._bar is None or self._what != what or self._bar.total != of:
            self.close()
            self._bar = tqdm(total=of, desc=what, leave=False, file=sys.stderr)
            self._what = what
        self._bar.update(done - self._bar.n)

    def close(self) -> None:
        """Take the bar off the screen."""
        if self._bar is not None:
            self._bar.close()
            self._bar = None
