"""``docket check``: a docket that was changed after its import is found out."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import duckdb
import pytest

from evenhand.docket.checking import check_docket
from evenhand.docket.snapshot import digests, named_by, open_docket
from evenhand.terms.refusal import BadDocket
from tests.support.court import Court
from tests.support.sheets import mapping, write_csv
from tests.support.snapshots import imported


@pytest.fixture(scope="module")
def sound(tmp_path_factory) -> Path:
    """Give a small docket of two sources, with notes, rejects and something in each table."""
    folder = tmp_path_factory.mktemp("sound")
    court = Court(folder / "court")
    for number in range(1, 7):
        court.case(number, CUSTODY="D", DATE_OF_ENTRY="2011-02-30").proceeding(number)
    court.proceeding(99).proceeding(98)
    base = imported("eoir", court.write(), folder / "base", dated="2012-01-13")
    path = write_csv(folder / "office.csv", ["ID", "KID"], [(1, "Y"), (2, "N"), (3, "Y")])
    text = mapping({"usc_child": "KID"}, recorded_on="")
    return imported("tabular", path, folder / "docket", mapping=text, onto=base).folder


@pytest.fixture
def copy(sound, tmp_path) -> Path:
    """Give a copy of the sound docket, to be damaged."""
    return shutil.copytree(sound, tmp_path / "docket")


def test_what_is_damaged_below_was_sound(copy):
    """The docket that the tests below damage passes every check."""
    assert {item["result"] for item in check_docket(open_docket(copy))} == {"right", "told"}


def rewrite(folder: Path, table: str, select: str) -> None:
    """Replace a table of a docket by a SELECT over it."""
    path = folder / f"{table}.parquet"
    new = path.with_name("new.parquet")
    duckdb.sql(f"COPY ({select.format(table=f'read_parquet({str(path)!r})')}) TO {str(new)!r}")
    new.replace(path)


def edit(folder: Path, **entries: object) -> None:
    """Replace entries of a docket's manifest."""
    path = folder / "manifest.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), **entries}))


def test_a_docket_as_imported_is_right(synthetic):
    """A docket that nobody touched passes every check, and the checks say what they looked at."""
    found = check_docket(synthetic.docket.docket)
    assert [item["what"] for item in found if item["result"] != "right"] == [
        "values on which eoir and tabular contradict each other"
    ]
    assert found[-1]["result"] == "told"
    what = [item["what"] for item in found]
    assert "A_TblCase.csv: rows read are loaded or rejected" in what
    assert "intake.csv: rows read are loaded or rejected" in what
    assert "facts say the same packed and unpacked" in what
    assert "values on which eoir and tabular contradict each other" in what


def test_disagreements_of_sources_are_counted(court, load):
    """The check tells in how many values two sources cannot both be right."""
    for number in (1, 2, 3):
        court.case(number, CUSTODY="D", DATE_OF_ENTRY="2001-05-31").proceeding(number)
    base = load("eoir", court.write())
    rows = [(1, "N", "1999"), (2, "Y", "2001"), (3, "", "")]
    path = write_csv(court.folder.parent / "office.csv", ["ID", "HELD", "ENTRY"], rows)
    text = mapping({"detained": "HELD", "entered_on": "ENTRY"}, recorded_on="")
    docket = load("tabular", path, mapping=text, onto=base)
    said = {item["what"]: item["detail"] for item in check_docket(docket.docket)}
    what = "values on which eoir and tabular contradict each other"
    # Case 1 differs in custody, in entry, and so in the derived presence.
    assert said[what] == "2; both are kept, and `explain` shows them"


def damages() -> dict[str, tuple]:
    """Give each damage: how it is done, and what the refusal must say."""
    everything = "SELECT * FROM {table}"
    return {
        "a row removed": ("rewrite", "cases", f"{everything} OFFSET 1", "cases has the rows"),
        "a fact's row removed": (
            "rewrite",
            "facts",
            f"{everything} OFFSET 1",
            "facts has the rows",
        ),
        "a reject removed": (
            "rewrite",
            "rejects",
            f"{everything} OFFSET 1",
            "every reject is kept",
        ),
        "a note removed": ("rewrite", "notes", f"{everything} OFFSET 1", "notes has the rows"),
        "a proceeding doubled": (
            "rewrite",
            "proceedings",
            f"({everything}) UNION ALL ({everything} LIMIT 1)",
            "proceedings has the rows",
        ),
        "a yes turned into a no": (
            "rewrite",
            "facts",
            "SELECT * REPLACE (NOT detained AS detained) FROM {table}",
            "facts say the same packed and unpacked",
        ),
        "a yes made unknown": (
            "rewrite",
            "facts",
            "SELECT * REPLACE (CAST(NULL AS BOOLEAN) AS usc_child) FROM {table}",
            "facts say the same packed and unpacked",
        ),
        "a word changed": (
            "rewrite",
            "facts",
            "SELECT * REPLACE (no_1 | 1 AS no_1) FROM {table}",
            "facts say the same packed and unpacked",
        ),
        "a word taken out": (
            "rewrite",
            "facts",
            "SELECT * REPLACE (CAST(NULL AS BIGINT) AS yes_1) FROM {table}",
            "facts say the same packed and unpacked",
        ),
        "a case twice in place of another": (
            "rewrite",
            "cases",
            "SELECT * REPLACE (CASE WHEN case_id = (SELECT max(case_id) FROM {table}) THEN "
            "(SELECT min(case_id) FROM {table}) ELSE case_id END AS case_id) FROM {table}",
            "no case stands there twice",
        ),
        "a case renamed": (
            "rewrite",
            "cases",
            "SELECT * REPLACE (CASE WHEN case_id = (SELECT max(case_id) FROM {table}) THEN 'new' "
            "ELSE case_id END AS case_id) FROM {table}",
            "every case has its facts",
        ),
        "a day taken from a case": (
            "rewrite",
            "facts",
            "SELECT * REPLACE (CASE WHEN case_id = (SELECT max(case_id) FROM {table}) THEN NULL "
            "ELSE as_of END AS as_of) FROM {table}",
            "every case has its facts and its day",
        ),
        "another day in the manifest": (
            "edit",
            {"as_of": "2011-01-01"},
            "",
            "the docket's name is that of its manifest",
        ),
        "another name in the manifest": (
            "edit",
            {"snapshot": "0" * 16},
            "",
            "the docket's name is that of its manifest",
        ),
        "no inputs in the manifest": (
            "edit",
            {"inputs": []},
            "",
            "the docket's name is that of its manifest",
        ),
    }


@pytest.mark.parametrize("kind", damages())
def test_a_changed_docket_is_found_out(copy, kind):
    """Rows removed, added or changed, and an edited manifest, are refused by what is wrong."""
    how, what, text, words = damages()[kind]
    if how == "rewrite":
        rewrite(copy, what, text)
        # As one would who wants to hide it, so that the check behind this one is tried.
        edit(copy, digests=digests(copy))
    else:
        edit(copy, **what)
    with pytest.raises(BadDocket, match=words) as caught:
        check_docket(open_docket(copy))
    assert "changed after its import, or is damaged" in str(caught.value)


def test_counts_that_do_not_add_up_are_found(copy):
    """A manifest whose rows do not add up is refused even if its name was made to fit."""
    manifest = json.loads((copy / "manifest.json").read_text())
    manifest["inputs"][0]["loaded"] += 1
    edit(copy, inputs=manifest["inputs"], snapshot=named_by(manifest))
    with pytest.raises(
        BadDocket, match=r"does not hold: A_TblCase\.csv: rows read are loaded or rejected"
    ):
        check_docket(open_docket(copy))


def cut_short(folder: Path) -> None:
    """Take the end off a table."""
    path = folder / "facts.parquet"
    path.write_bytes(path.read_bytes()[:-100])


def flip(folder: Path) -> None:
    """Turn one bit of a table round."""
    path = folder / "proceedings.parquet"
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


TOUCHED = {
    "a table cut short": (cut_short, "facts.parquet"),
    "one bit turned round": (flip, "proceedings.parquet"),
    "no rejects": (lambda folder: (folder / "rejects.parquet").unlink(), "rejects.parquet"),
    "a table too many": (
        lambda folder: shutil.copy(folder / "cases.parquet", folder / "people.parquet"),
        "people.parquet",
    ),
    "a date changed": (
        lambda folder: rewrite(
            folder, "facts", "SELECT * REPLACE (as_of - 1 AS entered_on_latest) FROM {table}"
        ),
        "facts.parquet",
    ),
    "an outcome changed": (
        lambda folder: rewrite(folder, "cases", "SELECT * REPLACE ('X' AS outcome) FROM {table}"),
        "cases.parquet",
    ),
    "no digests in the manifest": (lambda folder: edit(folder, digests={}), "cases.parquet"),
}


@pytest.mark.parametrize("kind", TOUCHED)
def test_a_file_that_was_touched_is_named(copy, kind):
    """A file whose bytes are not those written is found and named, whatever was done to it."""
    touch, file = TOUCHED[kind]
    touch(copy)
    with pytest.raises(BadDocket, match="no file was changed since the import") as caught:
        check_docket(open_docket(copy))
    assert file in str(caught.value)
