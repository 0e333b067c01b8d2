"""Lists of people are read strictly: every row loaded or rejected, every value with its place."""

from __future__ import annotations

import datetime as dt
import json

import pytest

from evenhand.docket.lists.fields import described
from evenhand.docket.lists.importing import import_lists
from evenhand.docket.lists.mapping import read_list_mapping
from evenhand.docket.lists.snapshot import open_lists
from evenhand.docket.snapshot import open_docket
from evenhand.terms.refusal import BadDocket, BadInput
from tests.support.lists import (
    HER_CHILD,
    PARENT,
    ROSA,
    imported_lists,
    rows_of,
    two_lists,
    write_list,
)

CARE = {"age": "AGE", "care": "STATUS", "reason": "REASON", "referred_on": "REF", "placed_on": "PL"}


def one(lists, where="true"):
    """Give the only row of ``people`` that fits."""
    (row,) = rows_of(lists.table("people"), where=where)
    return row


def test_a_value_is_kept_as_written_beside_what_is_read_from_it(tmp_path):
    """Numbers, days and words are read; the cells stand beside them; the row says where it is."""
    row = one(two_lists(tmp_path, [ROSA | {"number": "200-000-001"}], [HER_CHILD]), "role='parent'")
    assert (row["number"], row["number_says"]) == ("A200000001", "200-000-001")
    assert (row["born_on_low"], row["born_on_high"]) == (dt.date(1985, 3, 4),) * 2
    assert (row["sex"], row["sex_says"], row["country"]) == ("female", "F", "GUATEMALA")
    assert (row["person_id"], row["file"], row["row"]) == ("border:2", "border.csv", 2)


def test_every_column_of_the_table_is_described_with_its_mark(tmp_path):
    """The table has the columns that the fields describe, and no other."""
    row = one(two_lists(tmp_path, [ROSA], []))
    assert set(row) == set(described())
    assert {mark for _, _, mark in described().values()} <= {"open", "personal", "confidential"}


def test_rows_that_a_page_break_repeats_are_rejected_and_the_count_adds_up(tmp_path):
    """Letters over the columns and a header in the middle are no people; empty rows neither."""
    letters = dict(zip(PARENT, "ABCDEFGH", strict=True))
    rows = [ROSA, letters, dict(PARENT), {"given": " "}, ROSA | {"given": "ANA"}]
    lists = imported_lists(tmp_path, write_list(tmp_path, "border", "parents", rows))
    (account,) = lists.manifest["inputs"]
    assert (account["read"], account["loaded"], account["rejected"]) == (5, 2, 3)
    assert account["reasons"] == {"page row": 2, "no value": 1}
    rejects = rows_of(f"'{lists.folder}/rejects.parquet'")
    assert [(r["row"], r["raw"]) for r in rejects if "letters" in r["reason"]] == [
        (3, "A,B,C,D,E,F,G,H")
    ]


def test_a_person_called_a_is_no_page_break(tmp_path):
    """Only a row that holds its letters in every column is taken for the letters of the sheet."""
    rows = [dict(zip(PARENT, "ABCDEFG", strict=False)) | {"apprehended_on": "5/20/2018"}]
    lists = imported_lists(tmp_path, write_list(tmp_path, "border", "parents", rows))
    assert lists.manifest["inputs"][0]["loaded"] == 1


@pytest.mark.parametrize(
    ("cell", "codes"),
    [
        ("Zero Tolerance Policy", ["zero-tolerance"]),
        ("Parent has Criminal\nhistory (US or Home Country)", ["criminal-history"]),
        (
            "Criminal History; sent for\nimmigration proseuction.",
            ["criminal-history", "prosecution"],
        ),
        ("Has cartel/gang affiliation.", ["gang-affiliation"]),
        ("Adult Relative\u2010 Other", ["other-relative"]),
        ("Father was ill, see note", ["unknown"]),
        ("Criminal history; see note", ["criminal-history", "unknown"]),
        ("", None),
    ],
)
def test_a_reason_is_a_category_only_where_that_is_certain(tmp_path, cell, codes):
    """A text is cut at semicolons; what the vocabulary does not have is unknown, and kept."""
    made = write_list(tmp_path, "care", "children", [{"age": "7", "reason": cell}], CARE)
    row = one(imported_lists(tmp_path, made))
    assert row["reason"] == codes
    assert row["reason_says"] == (cell or None)


def test_an_unknown_code_is_noted_with_its_cell(tmp_path):
    """A word that no code has stands in the notes, with file, row and column."""
    made = write_list(tmp_path, "care", "children", [{"age": "7", "care": "ESCAPED"}], CARE)
    (note,) = rows_of(imported_lists(tmp_path, made).table("notes"))
    assert (note["reason"], note["raw"], note["row"], note["col"]) == (
        "unknown code", "ESCAPED", 2, "STATUS",
    )  # fmt: skip


def test_dates_out_of_order_are_flagged_and_kept(tmp_path):
    """A placement before the referral cannot be; both days stay, and the row says so."""
    rows = [{"age": "7", "referred_on": "5/20/2018", "placed_on": "5/18/2018"}]
    lists = imported_lists(tmp_path, write_list(tmp_path, "care", "children", rows, CARE_DATED))
    flags = {f["flag"]: f["says"] for f in rows_of(lists.table("flags"))}
    assert flags["dates out of order"] == "placed_on 2018-05-18 before referred_on 2018-05-20"
    row = one(lists)
    assert (row["placed_on_low"], row["referred_on_low"]) == (
        dt.date(2018, 5, 18), dt.date(2018, 5, 20),
    )  # fmt: skip


CARE_DATED = {"age": "AGE", "referred_on": "REF", "placed_on": "PLACED"}


def test_the_same_person_twice_in_a_list_is_kept_twice_and_flagged(tmp_path):
    """An identical row and a second row of one number are loaded, and each names the first."""
    rows = [ROSA, ROSA, ROSA | {"given": "ROSA"}]
    lists = imported_lists(tmp_path, write_list(tmp_path, "border", "parents", rows))
    assert lists.manifest["inputs"][0]["loaded"] == 3
    flags = {(f["row"], f["flag"], f["says"]) for f in rows_of(lists.table("flags"))}
    assert flags == {
        (3, "same row twice", "first in row 2"),
        (3, "same number twice", "first in row 2"),
        (4, "same number twice", "first in row 2"),
    }


def test_a_child_older_than_the_parent_is_flagged(tmp_path):
    """A row whose child is no younger than the parent it names is kept and flagged."""
    lists = two_lists(tmp_path, [ROSA], [HER_CHILD | {"born_on": "7/8/1980"}])
    assert [f["flag"] for f in rows_of(lists.table("flags"))] == [
        "child not younger than the parent named"
    ]


def test_empty_names_are_loaded_and_flagged(tmp_path):
    """A row with a day and a place but neither name nor number is a person all the same."""
    lists = two_lists(tmp_path, [ROSA, {"sector": "YUMA", "born_on": "1/2/1980"}], [HER_CHILD])
    assert [(f["row"], f["flag"]) for f in rows_of(lists.table("flags"))] == [
        (3, "no name and no number")
    ]


@pytest.mark.parametrize(
    ("cell", "low", "high"),
    [
        ("3/4/1985", "1985-03-04", "1985-03-04"),
        ("1985", "1985-01-01", "1985-12-31"),
        ("about 1985", None, None),
        ("13/13/1985", None, None),
    ],
)
def test_a_partial_day_of_birth_is_a_range(tmp_path, cell, low, high):
    """A year alone is a range of days; what cannot be read is unknown and noted with its text."""
    lists = two_lists(tmp_path, [ROSA | {"born_on": cell}], [])
    row = one(lists)
    assert [d and str(d) for d in (row["born_on_low"], row["born_on_high"])] == [low, high]
    assert row["born_on_says"] == cell
    assert [n["raw"] for n in rows_of(lists.table("notes"))] == ([] if low else [cell])


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ('name = "border"', "neither parents nor children"),
        ('name = "two words"\npeople = "parents"', "not one word"),
        ('name = "b"\npeople = "parents"', "no field is mapped"),
        ('name = "b"\npeople = "parents"\n[field.phone]\ncolumn = "X"', "no field 'phone'"),
        ('name = "b"\npeople = "parents"\n[field.parent_given]\ncolumn = "X"', "lists of children"),
        ('name = "b"\npeople = "parents"\n[field.given]\nkolumn = "X"', "names no column"),
        ('name = "b"\npeople = "parents"\n[field.born_on]\ncolumn = "X"\ndate = "%m/%d/%y"',
         "two digits of the year"),
        ('name = "b"\npeople = "children"\n[field.care]\ncolumn = "X"\nwords = {a = "gone"}',
         "no code 'gone'"),
        ("name = ", "not TOML"),
    ],
)  # fmt: skip
def test_a_mapping_that_cannot_be_meant_is_refused(tmp_path, text, what):
    """The refusal names the entry and says what to do."""
    path = tmp_path / "m.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(BadInput, match=what) as refused:
        read_list_mapping(path)
    assert refused.value.remedy


def test_a_column_that_the_file_lacks_is_refused(tmp_path):
    """The refusal names the column and what the header has; nothing is left behind."""
    mapping, file = write_list(tmp_path, "border", "parents", [ROSA])
    file.write_text(file.read_text().replace("LAST", "APELLIDO"))
    with pytest.raises(BadInput, match="LAST"):
        import_lists([(mapping, file)], tmp_path / "lists")
    assert [p.name for p in tmp_path.iterdir() if "lists" in p.name] == []


def test_two_lists_of_one_name_are_refused(tmp_path):
    """Rows are told apart by their list's name, so two lists cannot share one."""
    made = write_list(tmp_path, "border", "parents", [ROSA])
    with pytest.raises(BadInput, match="Two lists are called border"):
        import_lists([made, made], tmp_path / "lists")


def test_a_list_may_have_words_of_its_own(tmp_path):
    """A mapping's words come to the vocabulary's codes, for its own list only."""
    mapping, file = write_list(
        tmp_path, "care", "children", [{"age": "7", "care": "SHELTER"}], CARE
    )
    text = mapping.read_text().replace(
        '"STATUS"\n', '"STATUS"\nwords = { "Shelter" = "in-care" }\n'
    )
    mapping.write_text(text)
    assert one(imported_lists(tmp_path, (mapping, file)))["care"] == "in-care"


def test_the_same_lists_make_the_same_snapshot(tmp_path):
    """A snapshot is named by what went in, and its tables are the same byte for byte."""
    made = write_list(tmp_path, "border", "parents", [ROSA])
    first = imported_lists(tmp_path, made, out="first")
    second = imported_lists(tmp_path, made, out="second")
    assert first.manifest == second.manifest


def test_lists_are_no_docket_and_a_docket_is_no_list(tmp_path):
    """Each says what the other folder is, and what it is for."""
    lists = two_lists(tmp_path, [ROSA], [])
    with pytest.raises(BadDocket, match="lists of people or links"):
        open_docket(lists.folder)
    folder = tmp_path / "docket"
    folder.mkdir()
    (folder / "manifest.json").write_text(json.dumps({"format": 1}))
    with pytest.raises(BadDocket, match="not a snapshot of lists"):
        open_lists(folder)
