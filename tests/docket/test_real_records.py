"""Real records, where they are at hand: EVENHAND_REAL_RECORDS names the folder they lie in."""

from __future__ import annotations

import csv
import gzip
import os
from collections import Counter
from pathlib import Path

import pytest

from evenhand.docket.checking import check_docket
from tests.support.sheets import mapping
from tests.support.snapshots import imported

PLACE = os.environ.get("EVENHAND_REAL_RECORDS", "")
FORMS = "i213-seattle/i213_2021-10_to_2025-01.csv.gz"
DETROIT = "eoir-detroit/cases.csv.gz"
HELD = "Detained Throughout"
DETROIT_MAPPING = mapping(
    {"detained": {"column": "custody", "yes": [HELD], "no": ["Never Detained", "Released"]}},
    name="detroit",
    key="idncase",
    recorded_on="",
    nationality="nationality",
    language="language",
    state="case_outcome",
    judge="last_judge_name",
    represented="represented",
)


def real(name: str) -> Path:
    """Give one of the real files, or skip the test with the reason."""
    if not PLACE:
        pytest.skip("EVENHAND_REAL_RECORDS is not set: no real records here")
    path = Path(PLACE) / name
    if not path.is_file():
        pytest.skip(f"EVENHAND_REAL_RECORDS has no {name}")
    return path


def rows(path: Path, delimiter: str) -> list[dict[str, str]]:
    """Read a packed file with Python alone."""
    csv.field_size_limit(1 << 24)
    with gzip.open(path, "rt", encoding="utf-8", newline="") as text:
        return list(csv.DictReader(text, delimiter=delimiter))


@pytest.fixture(scope="module")
def forms(tmp_path_factory):
    """Import the real I-213 records."""
    return imported("i213", real(FORMS), tmp_path_factory.mktemp("real") / "docket")


def test_every_real_form_is_read_and_loaded(forms):
    """Of the 6,824 real forms 6,824 are read and loaded, and the docket checks out."""
    account = forms.manifest["inputs"][0]
    assert (account["read"], account["loaded"], account["rejected"]) == (6824, 6824, 0)
    assert check_docket(forms.docket)


def test_real_forms_say_what_python_reads_in_them(forms):
    """Nationality, entry, parents and charges of every real form are what Python reads."""
    given = {row["row_number"]: row for row in rows(real(FORMS), "|")}
    facts = forms.by_case("facts")
    assert given.keys() == facts.keys()
    for number, case in forms.by_case("cases").items():
        row, known = given[number], facts[number]
        assert case["nationality"] == (row["citizenship_country_descr"] or None)
        assert str(known["as_of"]) == row["doc_completion_date"][:10]
        entered = row["entry_date"][:10]
        expected = entered if entered and entered <= row["doc_completion_date"][:10] else "None"
        assert str(known["entered_on_latest"]) == expected
        parents = {row[f"{p}_citizenship_country_descr"].upper() for p in ("mother", "father")}
        us = "UNITED STATES" in parents
        assert (known["usc_parent"] is True) == us
        if not us and parents & {"", "UNKNOWN"}:
            assert known["usc_parent"] is None


def test_the_real_detroit_list_imports(tmp_path, load):
    """The derived list of Detroit's court cases imports by a mapping, whole and as it stands."""
    path = real(DETROIT)
    given = rows(path, ",")
    docket = load("tabular", path, mapping=DETROIT_MAPPING, dated="2026-02-01")
    account = docket.manifest["inputs"][0]
    assert account["read"] == account["loaded"] == len(given)
    cases = docket.by_case("cases")
    assert cases.keys() == {row["idncase"] for row in given}
    for row in given[::97]:
        case = cases[row["idncase"]]
        assert case["nationality"] == (row["nationality"] or None)
        assert case["represented"] is {"True": True, "False": False}.get(row["represented"])
    held = {HELD: True, "Never Detained": False, "Released": False}
    expected = Counter(held.get(row["custody"]) for row in given)
    assert Counter(row["detained"] for row in docket.rows("facts")) == expected
    assert check_docket(docket.docket)
