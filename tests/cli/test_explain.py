"""``evenhand explain`` and ``evenhand review``: the day, the instruments, and typed facts."""

from __future__ import annotations

import pytest

from tests.support.court import Court


def typed(tmp_path, text: str):
    """Write a file of typed facts."""
    path = tmp_path / "client.toml"
    path.write_text(text, "utf-8")
    return path


def test_a_case_is_explained_with_its_sources(run, home):
    """A case's explanation names its day, and each fact with its file, row and column."""
    ran = run("explain", home / "docket", "1", "--instrument", "ice-2011-11-17")
    assert ran.code == 0
    assert ran.out.startswith("Case 1, as of 2012-01-13\n")
    assert (
        "entered_on: 2001-05-31\n      eoir: A_TblCase, row 2, A_TblCase DATE_OF_ENTRY" in ran.out
    )
    assert "ice-2011-11-17" in ran.out
    assert "A finding is not a decision: a person decides, and says why." in ran.out


def test_a_case_that_is_not_there_says_where_to_look(run, home):
    """A case number that the docket lacks is refused, and pointed to the rejected rows."""
    ran = run("explain", home / "docket", "999")
    assert (ran.code, ran.out) == (12, "")
    assert "has no case 999." in ran.err
    assert "rejects.parquet" in ran.err


def test_typed_facts_are_explained(run, home):
    """Facts typed by hand give findings; what follows from them says so."""
    found = run("explain", "--facts", home / "client.toml", "--json").json
    assert (found["case"], found["as_of"]) == (None, "2012-04-03")
    facts = {fact["fact"]: fact for fact in found["facts"]}
    assert facts["usc_child"]["from"] == [{"source": "typed by hand"}]
    assert facts["felony_convictions"]["value"] == "0"
    assert facts["felony_convictions"]["from"] != [{"source": "typed by hand"}]
    assert {f["instrument"] for f in found["findings"]} >= {"ice-2011-11-17"}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("usc_child = true", "The day of the review is not known."),
        ("as_of = 2012-04-03\nhas_dog = true", "There is no fact 'has_dog'."),
        ("as_of = 2012-04-03\nusc_child = 1", "usc_child = 1 cannot be read: write true or false"),
        ("as_of = 2012-04-03\nentered_on = true", "entered_on = True cannot be read"),
        ("as_of = 2012-04-03\nconvictions = 'some'", "convictions = 'some' cannot be read"),
        ("as_of = 2012-04-03\nentered_on = '2011-02-30'", "entered_on = '2011-02-30' cannot be"),
        ("as_of = 2012-04-03\nconvictions = -1", "convictions = -1 cannot be read"),
        ("as_of = 2012-04-03\nusc_child = yes", "client.toml is not TOML"),
    ],
)
def test_typed_facts_that_cannot_be_read_are_refused(run, tmp_path, text, words):
    """A typed fact that does not exist or cannot be read is refused by name; none is guessed."""
    ran = run("explain", "--facts", typed(tmp_path, text))
    assert (ran.code, ran.out) == (10, "")
    assert words in ran.err


def test_the_day_on_the_command_line_goes_before_that_in_the_file(run, home):
    """--as-of holds against the day in the file; an instrument not in force then is marked."""
    found = run(
        "explain", "--facts", home / "client.toml", "--as-of", "2015-06-01",
        "--instrument", "ice-2011-11-17", "--json",
    ).json  # fmt: skip
    assert found["as_of"] == "2015-06-01"
    assert [f["in_force"] for f in found["findings"]] == [False]
    plain = run(
        "explain", "--facts", home / "client.toml", "--as-of", "2015-06-01",
        "--instrument", "ice-2011-11-17",
    )  # fmt: skip
    assert "COUNTERFACTUAL: this instrument did not govern on 2015-06-01." in plain.out


def test_without_an_instrument_in_force_the_review_asks_for_one(run, home, tmp_path):
    """Where none was in force on the day, the review is refused and names those that ship."""
    ran = run("review", home / "docket", "--as-of", "2009-01-01", "--out", tmp_path / "f.parquet")
    assert (ran.code, ran.out) == (11, "")
    assert "No shipped instrument was in force on 2009-01-01." in ran.err
    assert "ice-2011-11-17" in ran.err


def test_records_with_days_of_their_own_need_an_instrument_named(run, home, tmp_path):
    """Where each record has its own day no instrument is in force for all: one must be named."""
    ran = run("review", home / "dated", "--out", tmp_path / "f.parquet")
    assert ran.code == 11
    assert "--instrument ID" in ran.err


def test_the_review_without_choice_takes_those_in_force(run, home, tmp_path):
    """Without --instrument a docket is reviewed under every instrument in force on its day."""
    found = run("review", home / "docket", "--out", tmp_path / "f.parquet", "--json").json
    ids = {item["id"] for item in found["instruments"]}
    shipped = run("guidance", "list", "--json").json["instruments"]
    day = "2012-01-13"
    assert ids == {
        i["id"] for i in shipped if i["from"] <= day and (i["until"] == "still" or day < i["until"])
    }
    assert ids


def test_a_shrunk_table_is_shouted(run, home, tmp_path):
    """The comparison of two dockets warns aloud of a table that lost rows, and only of that."""
    smaller = run("docket", "diff", home / "docket", home / "dated")
    assert "WARNING: cases has SHRUNK by 1 rows; 1 of 3 rows have VANISHED." in smaller.out
    assert "WARNING" not in run("docket", "diff", home / "docket", home / "docket").out


VETERAN = """as_of = 2012-01-13
misdemeanor_dui = true
"""


def test_an_adverse_class_that_is_not_settled_says_so(run, home, tmp_path):
    """Where only what weighs against is proven, the explanation says so and names the milder."""
    asked = ("explain", "--instrument", "ice-2011-11-17", "--facts")
    open_ = run(*asked, typed(tmp_path, VETERAN))
    assert "NOT SETTLED: only what weighs against is proven so far; both-lists" in open_.out
    found = run(*asked, typed(tmp_path, VETERAN), "--json").json["findings"][0]
    assert (found["class"], found["milder_classes_possible"]) == (
        "enforcement-priority",
        ["both-lists"],
    )
    proven = run(*asked, typed(tmp_path, VETERAN + "honorably_discharged = true\n"))
    assert "NOT SETTLED" not in proven.out


def test_a_docket_and_typed_facts_are_not_taken_together(run, home):
    """Naming a case and a file of facts is refused: neither is quietly left aside."""
    ran = run("explain", home / "docket", 1, "--facts", home / "client.toml")
    assert ran.code == 10
    assert "Name one of the two" in ran.err


def test_the_help_says_which_instruments_are_asked(run):
    """The help of explain says what is asked where no instrument is named, in both uses."""
    said = " ".join(run("explain", "--help").out.split())
    assert "for a case of a docket every shipped instrument" in said
    assert "with --facts the shipped ones in force on the day of the review" in said


def test_where_no_instrument_is_named_those_of_the_help_are_asked(run, home):
    """The defaults are those that the help tells."""
    shipped = [i["id"] for i in run("guidance", "list", "--json").json["instruments"]]
    case = run("explain", home / "docket", 1, "--json").json
    assert [f["instrument"] for f in case["findings"]] == shipped
    typed = run("explain", "--facts", home / "client.toml", "--as-of", "2016-01-01", "--json").json
    assert [f["instrument"] for f in typed["findings"]] == ["ice-2011-06-17-victims"]
    typed = run("explain", "--facts", home / "client.toml", "--as-of", "2001-01-01", "--json").json
    assert [f["instrument"] for f in typed["findings"]] == shipped
    assert not any(f["in_force"] for f in typed["findings"])


def test_a_value_that_is_no_facts_is_told_of_without_one(run, tmp_path):
    """A note that concerns no fact is shown as odd, not as a value of a fact called None."""
    court = Court(tmp_path / "court")
    court.case(1).proceeding(1, INPUT_DATE="2102-01-13").write()
    out = tmp_path / "docket"
    words = ("docket", "import", "eoir", court.folder, "--dated", "2012-01-13", "--out", out)
    imported = run(*words)
    assert imported.code == 0
    assert "proceedings entered after the docket's day: 1; kept" in imported.out
    said = run("explain", out, 1).out
    assert "odd: '2102-01-13' (after the snapshot), B_TblProceeding, row 2, INPUT_DATE" in said
    assert "None" not in said
