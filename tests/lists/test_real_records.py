"""The real list of separated children, where it is at hand: every row accounted for."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.support.lists import imported_lists, rows_of

ROOT = Path(__file__).resolve().parents[2]
MAPPING = ROOT / "docs" / "examples" / "separated-children.mapping.toml"
PLACE = os.environ.get("EVENHAND_REAL_RECORDS", "")
LIST = Path(PLACE) / "separated-children" / "separated_children_raw.csv"

pytestmark = pytest.mark.skipif(
    not (PLACE and LIST.exists()), reason="EVENHAND_REAL_RECORDS is not set: no real records here"
)


@pytest.fixture(scope="module")
def real(tmp_path_factory):
    """Import the list once."""
    return imported_lists(tmp_path_factory.mktemp("real"), (MAPPING, LIST))


def test_every_row_is_a_person_or_a_page_row(real):
    """1,667 rows are 1,605 children and 62 rows of column letters."""
    (account,) = real.manifest["inputs"]
    assert (account["read"], account["loaded"]) == (1667, 1605)
    assert account["reasons"] == {"page row": 62}


def test_nearly_every_reason_has_a_category_and_the_rest_keeps_its_text(real):
    """One reason is not in the vocabulary; it is unknown, with its words."""
    unknown = rows_of(real.table("people"), "reason_says", "list_contains(reason, 'unknown')")
    assert len(unknown) == 1
    assert all(row["reason_says"] for row in unknown)


def test_three_spellings_of_one_status_are_one_code(real):
    """Reunited "with Sep Parent" and "with Sep. Parent" are the same; no status is unknown."""
    codes = {r["reunited"] for r in rows_of(real.table("people"), "DISTINCT reunited")}
    assert codes == {"with-parent", "otherwise", "in-care"}
