"""How hard the tests try: quick by default, long with EVENHAND_TESTS=nightly."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

NIGHTLY = os.environ.get("EVENHAND_TESTS") == "nightly"

_slow = (HealthCheck.too_slow,)
# Repeatable by default: a change that breaks nothing must never be stopped by luck.
settings.register_profile(
    "ci", max_examples=150, deadline=None, derandomize=True, suppress_health_check=_slow
)
settings.register_profile("nightly", max_examples=5_000, deadline=None, suppress_health_check=_slow)

# Used as a decorator, so that these profiles bind no other tests.
EFFORT = settings.get_profile("nightly" if NIGHTLY else "ci")


def amount(usual: int, nightly: int) -> int:
    """Give how many random cases to try."""
    return nightly if NIGHTLY else usual
