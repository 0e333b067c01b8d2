"""Progress of long work on stderr, so that nothing mixes with what a command prints."""

from __future__ import annotations

import sys
from typing import Any

from tqdm import tqdm


class Progress:
    """Tells on stderr how far long work is, with the time left; silent where nobody looks.

    Parts that share one total share one bar, so that the time left is that of the whole.
    """

    def __init__(self, *, quiet: bool) -> None:
        self.quiet = quiet
        self._bar: Any = None
        self._what = ""

    def __call__(self, what: str, done: int, of: int) -> None:
        """Note that ``done`` of ``of`` parts are done, and ``what`` is being done now."""
        if self.quiet or not sys.stderr.isatty():
            return
        if self._bar is None or self._bar.total != of or done < self._bar.n:
            self.close()
            # What was done before is not counted in the speed: a run that goes on begins late.
            self._bar = tqdm(
                total=of, initial=done, desc=what, leave=False, file=sys.stderr, **_units(of)
            )
        if what != self._what:
            self._bar.set_description(what)
            self._what = what
        self._bar.update(done - self._bar.n)

    def note(self, sentence: str) -> None:
        """Tell a sentence, beside the bar."""
        self.close()
        print(sentence, file=sys.stderr)

    def step(self, sentence: str) -> None:
        """Tell what is done next, where its parts cannot be counted; silent as the bar is."""
        if not self.quiet and sys.stderr.isatty():
            self.note(sentence)

    def close(self) -> None:
        """Take the bar off the screen."""
        if self._bar is not None:
            self._bar.close()
            self._bar = None


def _units(of: int) -> dict[str, Any]:
    return {"unit_scale": True} if of >= 100_000 else {}
