"""The page on disclosure control names the attacks that are made, each by a test that there is."""

from __future__ import annotations

import re
from pathlib import Path

TESTS = Path(__file__).parents[1]
PAGE = TESTS.parent / "docs" / "disclosure.md"


def test_every_attack_that_is_named_is_a_test() -> None:
    """No row of the table of attacks names a test that is not there."""
    page = PAGE.read_text("utf-8")
    table = page.split("## Attacks that are tried in tests")[1].split("\n## ")[0]
    rows = [line for line in table.splitlines() if line.startswith("| ")][2:]
    assert len(rows) >= 14  # one for each of the attacks that are to be shipped
    written = "".join(
        path.read_text("utf-8")
        for folder in ("disclosure", "publish")
        for path in (TESTS / folder).glob("test_*.py")
    )
    for row in rows:
        named = re.findall(r"`(test_\w+)`", row)
        assert named, row
        assert [name for name in named if f"def {name}(" not in written] == []
