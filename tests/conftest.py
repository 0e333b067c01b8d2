"""What binds every test: none asserts how long something takes, none fails by luck."""

from __future__ import annotations

from hypothesis import settings

from tests.support.effort import NIGHTLY

# Hypothesis fails an example that takes over 200 ms; on a busy machine any may.
settings.register_profile("everywhere", deadline=None, derandomize=not NIGHTLY)
settings.load_profile("everywhere")
