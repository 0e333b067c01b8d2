"""A mapping tried on a file's rows: what is counted, what is warned of, what is proposed."""

from __future__ import annotations

import tomllib

import pytest

from evenhand.docket.catalogue import catalogue
from evenhand.docket.proposing import propose_mapping, try_on
from evenhand.records.layout import Layout
from tests.support.sheets import mapping, write_csv

ROWS = 40


def clients(tmp_path, **columns: object):
    """Write a file of forty clients; a column is a list of cells, repeated, or one cell."""
    header = ["Case ID", "Interview date", *(name.replace("_", " ") for name in columns)]
    cells = [value if isinstance(value, list) else [value] for value in columns.values()]
    rows = [(n, "2011-06-01", *(c[n % len(c)] for c in cells)) for n in range(ROWS)]
    return write_csv(tmp_path / "clients.csv", header, rows)


# How days are written in a column, and the form that is proposed for it.
WRITTEN = {
    "as they are read anyway": (["2001-05-31", "2001-06"], ""),
    "month first": (["05/31/1971", "12/30/1980"], "%m/%d/%Y"),
    "day first": (["31/05/1971", "02/12/1980"], "%d/%m/%Y"),
    "with points": (["31.05.1971"], "%d.%m.%Y"),
    "in words": (["31-MAY-1971", "2-Jun-1980"], "%d-%b-%Y"),
    "in one word": (["19710531"], "%Y%m%d"),
    "by month": (["05/1971"], "%m/%Y"),
}


@pytest.mark.parametrize("case", WRITTEN)
def test_the_form_of_dates_is_taken_from_the_rows(tmp_path, load, case):
    """The form that alone reads the most is proposed, and the import then reads every cell."""
    cells, form = WRITTEN[case]
    path = clients(tmp_path, DOB=cells)
    made = propose_mapping(path, Layout())
    assert tomllib.loads(made.text)["fact"]["born_on"].get("date", "") == form
    assert f"# {ROWS} of {ROWS} filled cells can be read" in made.text
    assert made.warnings == ()
    docket = load("tabular", path, mapping=made.text)
    assert docket.notes() == []
    assert "born_on" in docket.known(0)


def test_day_and_month_are_not_guessed_apart(tmp_path):
    """Where day and month could change places in every row, both forms are named, none is taken."""
    made = propose_mapping(clients(tmp_path, DOB=["05/06/1971", "02/12/1980"]), Layout())
    assert "date" not in tomllib.loads(made.text)["fact"]["born_on"]
    assert '# date = "%m/%d/%Y"' in made.text
    assert 'so does "%d/%m/%Y": ask which it is' in made.text
    assert "born_on, column 'DOB': 0 of 40 filled cells can be read." in made.warnings[0]


def test_years_of_two_digits_are_not_guessed(tmp_path):
    """05/31/71 is read as no year at all, and its shape is shown."""
    made = propose_mapping(clients(tmp_path, DOB="05/31/71"), Layout())
    assert "date" not in tomllib.loads(made.text)["fact"]["born_on"]
    assert '# Not read: "99/99/99" (40)' in made.text
    assert made.warnings


def test_words_for_yes_and_no_that_are_not_known_are_warned_of(tmp_path):
    """A column whose words are not read is counted, and words that stand in many rows are shown."""
    made = propose_mapping(clients(tmp_path, USC_child=["Ja", "Ja", "Nein", "y"]), Layout())
    assert "# 10 of 40 filled cells can be read" in made.text
    assert '# Not read: "ja" (20)' in made.text
    assert "usc_child, column 'USC child': 10 of 40" in made.warnings[0]


def test_what_few_rows_say_is_not_shown(tmp_path):
    """A word in fewer than eleven rows could be about one person: it is counted, never printed."""
    cells = ["no, but he keeps his niece", *["Y"] * 3, "N"]
    made = propose_mapping(clients(tmp_path, USC_child=cells, DOB="born at Esperanza"), Layout())
    assert "# 32 of 40 filled cells can be read" in made.text
    assert "niece" not in made.text + "".join(made.warnings)
    assert "esperanza" not in (made.text + "".join(made.warnings)).lower()
    assert '"aaaa aa aaaaaaaaa" (40)' in made.text


def test_most_is_more_than_half(tmp_path):
    """A fact is warned of when fewer than half of its filled cells can be read, blanks aside."""
    half = clients(tmp_path, USC_child=["Y", "Ja", "", "unknown"])
    assert propose_mapping(half, Layout()).warnings == ()
    less = clients(tmp_path, USC_child=["Y", "Ja", "Ja", ""])
    assert len(propose_mapping(less, Layout()).warnings) == 1


def test_columns_that_describe_the_case_are_proposed(tmp_path, load):
    """Nationality, language, judge, state and the others reach the docket's table of cases."""
    path = clients(
        tmp_path, Nationality="HO", Language="SP", Sex="F", Immigration_judge="XYZ",
        Case_status="open", Court="SEA", Office="Seattle", Represented="yes", Court_date="x",
    )  # fmt: skip
    made = propose_mapping(path, Layout())
    case = load("tabular", path, mapping=made.text).by_case("cases")["7"]
    told = {
        "nationality": "HO", "language": "SP", "sex": "F", "judge": "XYZ", "state": "open",
        "court": "SEA", "office": "Seattle", "represented": True,
    }  # fmt: skip
    assert {key: case[key] for key in told} == told
    assert "Court date" in made.text.splitlines()[-1]


def test_a_trial_counts_what_an_import_reads(tmp_path, load):
    """For every fact, the cells that a trial does not read are those an import notes."""
    path = clients(
        tmp_path,
        usc_child=["Y", "n", "", "Ja", "unknown"],
        pregnant=["TRUE", "0", "perhaps"],
        born_on=["1971", "1971-05", "1971-05-31", "05/31/1971", "?", "soon", "1840-01-01"],
        entered_on=["2001-05-31 at the latest", "2001 at the earliest", "2001-13-01", "n/a"],
        convictions=["2", "at least 1", "none", "-1", ""],
    )
    made = propose_mapping(path, Layout())
    facts = tomllib.loads(made.text)["fact"]
    assert len(facts) == 5
    plan = mapping(facts, key="Case ID", recorded_on="Interview date")
    (tmp_path / "plan.toml").write_text(plan)
    trial = try_on(path, tmp_path / "plan.toml").trial
    notes = load("tabular", path, mapping=plan).notes()
    for tried in trial.columns:
        noted = [note for note in notes if tried.what in note and "unreadable" in note]
        assert tried.filled - tried.readable == len(noted), tried
    assert trial.rows == ROWS
    assert len(notes) > ROWS


def test_a_file_without_a_case_number_is_still_proposed(tmp_path):
    """Without a column for the case number the mapping is proposed from the header alone."""
    path = write_csv(tmp_path / "clients.csv", ["Name", "DOB"], [("x", "1971-05-31")])
    made = propose_mapping(path, Layout())
    assert made.trial is None
    assert "# key = " in made.text
    assert "born_on" in made.text


def test_a_mapping_that_was_written_is_tried_as_it_stands(tmp_path):
    """Somebody's own mapping is tried with its own words and forms."""
    path = clients(tmp_path, CHILD=["Ja", "Nein"])
    plan = tmp_path / "mine.toml"
    entry = {"column": "CHILD", "yes": ["ja"], "no": ["nein"]}
    facts = {"usc_child": entry, "pregnant": "CHILD"}
    plan.write_text(mapping(facts, key="Case ID", recorded_on="Interview date"))
    made = try_on(path, plan)
    assert made.trial is not None
    assert made.trial.of("usc_child").readable == ROWS
    assert made.trial.of("recorded_on").readable == ROWS
    assert ["pregnant" in text for text in made.warnings] == [True]
    assert catalogue()["pregnant"].name == made.trial.columns[1].what


def test_a_column_called_row_is_left_aside(tmp_path):
    """A file with a column of the name kept for row numbers is proposed and tried without it."""
    path = write_csv(tmp_path / "a.csv", ["Row", "Case ID", "USC child"], [(1, 7, "Y")])
    made = propose_mapping(path, Layout())
    assert made.trial.of("usc_child").readable == 1
    assert made.text.splitlines()[-1] == "# Columns not used: Row"


def test_a_rejected_row_is_kept_in_the_encoding_of_its_file(tmp_path, load):
    """The raw text of a row without a case number is read as the mapping says the file is."""
    path = tmp_path / "clients.csv"
    path.write_bytes("ID,SEEN,CHILD\n7,2011-06-01,Y\n,2011-06-01,5 € für Zoë\n".encode("cp1252"))
    plan = mapping({"usc_child": "CHILD"}) + '\n[file]\nencoding = "cp1252"\n'
    assert load("tabular", path, mapping=plan).rejects() == [
        (3, "no case number", ",2011-06-01,5 € für Zoë")
    ]
