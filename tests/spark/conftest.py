"""One Spark session for all of these tests: two threads, no pages, nothing but this machine."""

from __future__ import annotations

import os
from collections.abc import Iterator
from importlib.util import find_spec

import pytest

from evenhand.engines.spark import Session, started
from evenhand.engines.variables import given_to_children

# Half of the time here would go into compiling again, and better, what runs only a few times,
# and into shuffling a few rows in the usual 200 parts.
QUICK = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Dspark.sql.shuffle.partitions=2"


@pytest.fixture(scope="session")
def session() -> Iterator[Session]:
    """Give the session; without pyspark the tests are skipped, or fail where CI demands them."""
    if find_spec("pyspark") is None:
        if os.environ.get("EVENHAND_REQUIRE_SPARK"):
            pytest.fail("EVENHAND_REQUIRE_SPARK is set, and pyspark is not installed")
        pytest.skip("pyspark is not installed: pip install 'evenhand[spark]'")
    with given_to_children(JDK_JAVA_OPTIONS=QUICK), started("local[2]") as made:
        yield made
