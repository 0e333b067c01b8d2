"""The court's files as they are given: which ones, how they are called, how they are written."""

from __future__ import annotations

import gzip
import shutil

import pytest

from evenhand.terms.refusal import BadInput, Refusal


@pytest.fixture
def filled(court):
    """Give a folder with a row or two in every table."""
    court.case(1, NAT="GT", Sex="F", DATE_OF_ENTRY="2009-05-01").case(2, Sex="M")
    court.proceeding(1, DEC_CODE="X", COMP_DATE="2011-05-02").proceeding(2)
    court.add(
        "B_TblProceedCharges", IDNPRCDCHG=1, IDNCASE=1, IDNPROCEEDING=101,
        CHARGE="212a6Ai", CHG_STATUS="S",
    )  # fmt: skip
    court.add("tbl_Court_Appln", IDNPROCEEDINGAPPLN=1, IDNCASE=2, APPL_CODE="ASYL")
    court.add("tbl_CustodyHistory", IDNCUSTODY=1, IDNCASE=2, CUSTODY="D")
    court.add("tbl_Lead_Rider", idnLeadRider=1, idnLeadCase=1, idnRiderCase=2)
    return court


def refusal(load, *paths, **options) -> str:
    """Import what must be refused, and give the refusal's text."""
    with pytest.raises(BadInput) as caught:
        load("eoir", list(paths), **options)
    return str(caught.value)


def test_files_given_singly_are_the_folder(filled, load):
    """The files named one by one, in any order, give the tables that their folder gives."""
    folder = filled.write()
    whole = load("eoir", folder).bytes()
    singly = load("eoir", sorted(folder.iterdir(), reverse=True)).bytes()
    tables = [name for name in whole if name.endswith(".parquet")]
    assert len(tables) >= 9
    assert [name for name in tables if whole[name] != singly[name]] == []


def test_the_case_of_headers_and_file_names_does_not_matter(filled, load):
    """Headers and file names in lower or upper case give the same facts."""
    folder = filled.write()
    expected = load("eoir", folder)
    for turn in (str.lower, str.upper):
        other = folder.with_name(f"{turn('Turned')}")
        other.mkdir()
        for path in folder.iterdir():
            header, rest = path.read_bytes().split(b"\r\n", 1)
            turned = turn(header.decode()).encode()
            (other / turn(path.name)).write_bytes(turned + b"\r\n" + rest)
        found = load("eoir", other)
        assert found.rows("facts") == expected.rows("facts")
        assert found.rows("cases") == expected.rows("cases")


def test_the_old_name_of_sex_is_understood(filled, load):
    """A release with GENDER in place of Sex is read alike; one with neither knows no sex."""
    header = filled.header("A_TblCase")
    text = filled.text("A_TblCase")
    gender = text.replace("\tSex\t", "\tGENDER\t", 1)
    cases = load("eoir", filled.write(A_TblCase=gender)).by_case("cases")
    assert [cases[n]["sex"] for n in "12"] == ["F", "M"]
    neither = filled.text("A_TblCase", [name for name in header if name != "Sex"])
    cases = load("eoir", filled.write(A_TblCase=neither)).by_case("cases")
    assert [cases[n]["sex"] for n in "12"] == [None, None]


@pytest.mark.parametrize("column", ["LPR", "C_BIRTHDATE"])
def test_a_column_that_some_releases_lack_is_unknown(filled, load, column):
    """Without an optional column the import goes on, and what it would say is unknown."""
    header = [name for name in filled.header("A_TblCase") if name != column]
    docket = load("eoir", filled.write(A_TblCase=filled.text("A_TblCase", header)))
    assert docket.manifest["tables"]["cases"] == 2
    assert {"permanent_resident", "born_on"}.isdisjoint(docket.known(1))


def test_a_needed_column_that_is_missing_is_named(filled, load):
    """A file without a column the docket needs is refused by the names of both."""
    header = [name for name in filled.header("B_TblProceeding") if name != "COMP_DATE"]
    folder = filled.write(B_TblProceeding=filled.text("B_TblProceeding", header))
    said = refusal(load, folder)
    assert "B_TblProceeding.csv" in said
    assert "COMP_DATE" in said


@pytest.mark.parametrize("table", ["A_TblCase", "B_TblProceeding"])
def test_without_cases_or_proceedings_there_is_no_docket(filled, load, table):
    """A folder without a required table is refused, naming it and what to give."""
    folder = filled.write()
    (folder / f"{table}.csv").unlink()
    said = refusal(load, folder)
    assert table in said
    assert "Name the folder" in said


def test_a_table_given_twice_is_refused(filled, load):
    """One table in two files is refused: which of them is right is not for Evenhand to guess."""
    folder = filled.write()
    shutil.copy(folder / "A_TblCase.csv", folder / "a_tblcase.txt")
    assert "A_TblCase was given twice" in refusal(load, folder)
    files = [folder / "A_TblCase.csv", folder / "B_TblProceeding.csv", folder / "A_TblCase.csv"]
    assert "A_TblCase was given twice" in refusal(load, *files)


def test_an_unknown_file_is_refused_by_name_and_left_in_a_folder(filled, load):
    """A file that is none of the court's is refused when named, and listed when in a folder."""
    folder = filled.write()
    stray = folder / "tbl_schedule.csv"
    stray.write_text("IDNSCHEDULE\tIDNCASE\r\n")
    assert load("eoir", folder).manifest["not_read"] == ["tbl_schedule.csv"]
    said = refusal(load, *sorted(folder.iterdir()))
    assert "tbl_schedule.csv is none of the court's tables" in said
    assert "A_TblCase" in said


def test_a_place_that_is_not_there_is_said_to_be_missing(tmp_path, load):
    """A misspelt folder is refused as missing, not as an unknown table."""
    assert "There is no file or folder" in refusal(load, tmp_path / "recrods")


def test_tables_not_given_are_named_and_unknown(filled, load):
    """Without the optional tables the import goes on, names them, and guesses nothing."""
    folder = filled.write()
    for name in ("B_TblProceedCharges", "tbl_Court_Appln", "tbl_CustodyHistory", "tbl_Lead_Rider"):
        (folder / f"{name}.csv").unlink()
    docket = load("eoir", folder)
    assert docket.manifest["not_given"] == [
        "B_TblProceedCharges",
        "tbl_Court_Appln",
        "tbl_CustodyHistory",
        "tbl_Lead_Rider",
    ]
    assert {"entered_unlawfully", "relief_pending"}.isdisjoint({*docket.known(1), *docket.known(2)})


def test_a_table_with_a_header_only_is_a_table_without_rows(filled, load):
    """An optional file that has a header and no row is read as such: nothing, and no refusal."""
    folder = filled.write(
        tbl_CustodyHistory=filled.text("tbl_CustodyHistory").split("\n")[0] + "\n"
    )
    docket = load("eoir", folder)
    account = next(i for i in docket.manifest["inputs"] if i["name"] == "tbl_CustodyHistory.csv")
    assert (account["read"], docket.rows("custody")) == (0, [])


def test_an_empty_file_is_refused(filled, load):
    """A file of no bytes is a failed delivery, and refused by name."""
    assert "tbl_CustodyHistory.csv is empty" in refusal(load, filled.write(tbl_CustodyHistory=b""))


def test_nul_bytes_are_taken_out_and_counted(filled, load):
    """NUL bytes inside cells are removed, the row is loaded, and the account tells of it."""
    text = filled.text("A_TblCase").encode().replace(b"GT", b"G\0T")
    docket = load("eoir", filled.write(A_TblCase=text))
    assert docket.case(1)["nationality"] == "GT"
    account = next(i for i in docket.manifest["inputs"] if i["name"] == "A_TblCase.csv")
    assert (account["cleaned"], account["rejected"]) == (1, 0)


def test_a_wrong_delimiter_is_refused(filled, load):
    """A file divided by commas is refused with the reason, not read as one column."""
    said = refusal(load, filled.write(A_TblCase=filled.text("A_TblCase").replace("\t", ",")))
    assert "A_TblCase.csv" in said
    assert "comma" in said


def test_utf16_is_refused_with_the_remedy(filled, load):
    """A file saved as Excel's 'Unicode Text' is refused, and told how to save it."""
    said = refusal(load, filled.write(A_TblCase=filled.text("A_TblCase").encode("utf-16")))
    assert "UTF-16" in said


def test_any_byte_is_read_as_latin_1(filled, load):
    """Letters beyond ASCII are read in the court's encoding, whatever they are."""
    text = filled.text("B_TblProceeding").replace("SEA", "CAÑ\xa0É")
    docket = load("eoir", filled.write(B_TblProceeding=text.encode("latin-1")))
    assert docket.case(1)["court"] == "CAÑ\xa0É"


def test_ragged_rows_are_rejected_not_repaired(filled, load):
    """A row with a field too many or too few is rejected whole, and the rows around it stand."""
    lines = filled.text("A_TblCase").split("\r\n")
    lines[1:1] = ["77\tRMV\tMX", "78" + "\t" * len(filled.header("A_TblCase"))]
    docket = load("eoir", filled.write(A_TblCase="\r\n".join(lines)))
    assert sorted(docket.by_case("cases")) == ["1", "2"]
    found = docket.rejects("A_TblCase.csv")
    assert [r[:2] for r in found] == [(2, "too few fields"), (3, "too many fields")]
    assert [r[2] for r in found] == lines[1:3]


def count_file(filled, load, counted: str):
    """Import a folder of two cases whose Count.txt says otherwise."""
    folder = filled.write()
    (folder / "Count.txt").write_text(f"A_TblCase\t{counted}\r\nB_TblProceeding\t2\r\n")
    return load("eoir", folder)


def test_a_truncated_file_is_refused(filled, load, tmp_path):
    """A file with clearly fewer rows than Count.txt tells is refused, and nothing is kept."""
    with pytest.raises(Refusal) as caught:
        count_file(filled, load, "12,345")
    said = str(caught.value)
    assert "A_TblCase.csv holds 2 rows; Count.txt says 12,345: it is cut off." in said
    assert "Nothing was kept" in said
    assert not list(tmp_path.glob("*snapshot*"))


def test_a_right_count_is_kept_in_the_manifest(filled, load):
    """Where Count.txt agrees, the manifest shows both numbers for each file."""
    manifest = count_file(filled, load, "2").manifest
    assert manifest["count_file"] == {"A_TblCase.csv": [2, 2], "B_TblProceeding.csv": [2, 2]}


def test_packed_files_are_read(filled, load):
    """Files packed with gzip are read like the files themselves."""
    folder = filled.write()
    expected = load("eoir", folder).rows("facts")
    for path in list(folder.iterdir()):
        (folder / f"{path.name}.gz").write_bytes(gzip.compress(path.read_bytes()))
        path.unlink()
    assert load("eoir", folder).rows("facts") == expected


def test_no_readable_day_at_all_asks_for_one(filled, load):
    """Where no proceeding has a readable INPUT_DATE, the day must be said; it is never guessed."""
    for row in filled.rows["B_TblProceeding"]:
        row["INPUT_DATE"] = "2011-02-30"
    assert "--dated" in refusal(load, filled.write(), dated=None)
