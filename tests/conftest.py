"""What binds every test: none asserts how long something takes, none fails by luck.

And which tests share a process where several run at once.
"""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import settings

from tests.support.effort import NIGHTLY

# Hypothesis fails an example that takes over 200 ms; on a busy machine any may.
settings.register_profile("everywhere", deadline=None, derandomize=not NIGHTLY)
settings.load_profile("everywhere")

# One Spark session, which takes long to start and to warm up, serves all files of this folder.
TOGETHER = "tests/spark/"


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Give each process a file at a time, and one of them all that need Spark."""
    if config.getvalue("dist") != "loadfile":
        return None
    from xdist.scheduler import LoadFileScheduling

    class Files(LoadFileScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return TOGETHER if nodeid.startswith(TOGETHER) else super()._split_scope(nodeid)

    return Files(config, log)
