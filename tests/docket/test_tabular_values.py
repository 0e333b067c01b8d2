"""Cells of an office's own file: each is read as the mapping says, or unknown and noted."""

from __future__ import annotations

import datetime as dt

import pytest

from evenhand.terms.refusal import BadInput
from evenhand.terms.span import Span
from tests.support.sheets import mapping, write_csv

SEEN = "2011-06-01"


@pytest.fixture
def read(tmp_path, load):
    """Import one column of words, each the cell of a case of its own, numbered from 1."""

    def run(fact: str, words: list[str], how: dict[str, object] | None = None, **settings: object):
        rows = [(number, SEEN, word) for number, word in enumerate(words, 1)]
        path = write_csv(tmp_path / "clients.csv", ["ID", "SEEN", "WORD"], rows)
        text = mapping({fact: {"column": "WORD", **(how or {})}}, **settings)
        return load("tabular", path, mapping=text)

    return run


def compare(docket, fact: str, table: list[tuple]) -> None:
    """Compare each case with its row: the word, what is known, and the reason of a note, if any."""
    for number, (word, known, *why) in enumerate(table, 1):
        assert docket.known(number).get(fact) == known, word
        expected = [(fact, w, "clients.csv", number + 1, "WORD", word) for w in why]
        assert docket.notes(number) == expected, word


def exactly(text: str) -> Span:
    """Give the range of a day that is known."""
    return Span(dt.date.fromisoformat(text), dt.date.fromisoformat(text))


def days(low: str | None, high: str | None) -> Span:
    """Give a range of days."""
    return Span(low and dt.date.fromisoformat(low), high and dt.date.fromisoformat(high))


YES_NO = [
    *[(word, True) for word in ("Y", "yes", "TRUE", "t", "1", "si", "sí", "SÍ", " yes ")],
    *[(word, False) for word in ("N", "no", "False", "F", "0", "No ")],
    *[(word, None) for word in ("", " ", "unk", "UNKNOWN", "?", "n/a", "NA", "none given")],
    *[(word, None, "unreadable") for word in ("maybe", "yes?", "2", "Y/N", "no info", "oui")],
]


def test_yes_and_no(read):
    """The usual words are yes, no or unknown in any case; any other word is noted."""
    words = [row[0] for row in YES_NO]
    compare(read("usc_child", words), "usc_child", YES_NO)


OWN_WORDS = [
    ("EWI", True),
    ("ewi", True),
    ("B-2", False),
    ("dunno", None),
    ("(b)(6)", None, "redacted"),
    ("yes", None, "unreadable"),
    ("", None, "unreadable"),
]


def test_words_of_the_mapping(read):
    """A mapping's own words replace the usual ones, for yes, no, unknown and redacted alike."""
    words = [row[0] for row in OWN_WORDS]
    docket = read(
        "entered_unlawfully",
        words,
        {"yes": ["EWI"], "no": ["b-2", "F-1"]},
        unknown=["dunno"],
        redacted=["(B)(6)"],
    )
    # A blank is never noted, even where the mapping does not call it unknown.
    compare(docket, "entered_unlawfully", [*OWN_WORDS[:-1], ("", None)])


DAYS = [
    ("2001-05-31", exactly("2001-05-31")),
    ("2001-05-31 00:00:00", exactly("2001-05-31")),
    ("2001-5-3", exactly("2001-05-03")),
    ("2001", days("2001-01-01", "2001-12-31")),
    ("2001-05", days("2001-05-01", "2001-05-31")),
    ("2000-2", days("2000-02-01", "2000-02-29")),
    ("2001-05-31 at the latest", days(None, "2001-05-31")),
    ("2001 at the latest", days(None, "2001-12-31")),
    ("2001-02 at the earliest", days("2001-02-01", None)),
    ("2008-02-29", exactly("2008-02-29")),
    ("2009-02-29", None, "unreadable"),
    ("2001-13", None, "unreadable"),
    ("2001-00-10", None, "unreadable"),
    ("05/31/2001", None, "unreadable"),
    ("31.5.2001", None, "unreadable"),
    ("201", None, "unreadable"),
    ("0201", None, "unreadable"),
    ("0201-05-31", None, "unreadable"),
    ("20011-05-31", None, "unreadable"),
    ("infinity", None, "unreadable"),
    ("epoch", None, "unreadable"),
    ("2011-06-01", exactly("2011-06-01")),
    ("2011-06-02", None, "after the record"),
    ("2091", None, "after the record"),
    ("2011", days("2011-01-01", "2011-12-31")),
    ("unknown", None),
]


def test_dates_without_a_form(read):
    """Without a form, days, months, years and open ends are ranges; a later day cannot be."""
    compare(read("entered_on", [row[0] for row in DAYS]), "entered_on", DAYS)


FORMS = {
    "%m/%d/%Y": [
        ("05/31/2001", exactly("2001-05-31")),
        ("5/3/2001", exactly("2001-05-03")),
        ("2001", days("2001-01-01", "2001-12-31")),
        ("05/31/2001 at the latest", days(None, "2001-05-31")),
        ("31/05/2001", None, "unreadable"),
        ("05/31/01", None, "unreadable"),
        ("2001-05-31", None, "unreadable"),
    ],
    "%d.%m.%Y": [("31.05.2001", exactly("2001-05-31")), ("05.31.2001", None, "unreadable")],
    "%d %b %Y": [("31 May 2001", exactly("2001-05-31"))],
    "%m/%Y": [
        ("05/2001", days("2001-05-01", "2001-05-31")),
        ("02/2000 at the latest", days(None, "2000-02-29")),
    ],
    "y %Y": [("y 2001", days("2001-01-01", "2001-12-31"))],
}


@pytest.mark.parametrize("form", FORMS)
def test_dates_in_a_form(read, form):
    """A form of dates is followed to the letter; one without days or months gives a range."""
    table = FORMS[form]
    compare(read("entered_on", [row[0] for row in table], {"date": form}), "entered_on", table)


COUNTS = [
    ("3", Span(3, 3)),
    ("0", Span(0, 0)),
    ("12", Span(12, 12)),
    ("3.0", Span(3, 3)),
    ("at least 2", Span(2, None)),
    ("at most 2", Span(0, 2)),
    ("1.5", None, "unreadable"),
    ("-1", None, "unreadable"),
    ("two", None, "unreadable"),
    ("1e2", None, "unreadable"),
    ("0x2", None, "unreadable"),
    ("99999", None, "unreadable"),
    ("at least", None, "unreadable"),
    ("2 or 3", None, "unreadable"),
    ("unk", None),
]


def test_counts(read):
    """Whole numbers and open ends are read; nothing is rounded, and nothing below zero stands."""
    docket = read("felony_convictions", [row[0] for row in COUNTS])
    compare(docket, "felony_convictions", COUNTS)


# Two rows of one case, and what is known of it then.
PAIRS = {
    "usc_child": [("Y", "Y", True), ("Y", "", True), ("Y", "N", None), ("Y", "maybe", True)],
    "entered_on": [
        ("2001-05-31", "2001-05-31", exactly("2001-05-31")),
        ("2001", "2001-05", days("2001-05-01", "2001-05-31")),
        ("2001", "2002", None),
        ("2001 at the latest", "2000 at the earliest", days("2000-01-01", "2001-12-31")),
        ("2001 at the latest", "2003 at the earliest", None),
    ],
    "convictions": [("2", "2", Span(2, 2)), ("at least 1", "3", Span(3, 3)), ("1", "2", None)],
}


def test_rows_of_one_case_are_brought_together(tmp_path, load):
    """Two rows of a case narrow each other; where they contradict, unknown and both are noted."""
    cases = [(fact, *pair) for fact, pairs in PAIRS.items() for pair in pairs]
    rows = [
        (number, SEEN, *(word if fact == column else "" for column in PAIRS))
        for number, (fact, one, other, _) in enumerate(cases, 1)
        for word in (one, other)
    ]
    path = write_csv(tmp_path / "clients.csv", ["ID", "SEEN", *PAIRS], rows)
    docket = load("tabular", path, mapping=mapping({fact: fact for fact in PAIRS}))
    assert docket.manifest["tables"]["cases"] == len(cases)
    for number, (fact, one, other, known) in enumerate(cases, 1):
        assert docket.known(number).get(fact) == known, (fact, one, other)
        noted = {(f, why, raw) for f, why, raw in docket.why(number) if why == "conflicting"}
        both = {(fact, "conflicting", word) for word in (one, other)}
        assert noted == (both if known is None else set())


def test_a_row_without_a_readable_day_is_rejected(tmp_path, load):
    """A case of which it is not known what day it stands for cannot be reviewed: a reject."""
    rows = [(1, SEEN, "Y"), (2, "soon", "Y"), (3, "", "Y"), (4, "06/02/2011", "N")]
    path = write_csv(tmp_path / "clients.csv", ["ID", "SEEN", "WORD"], rows)
    docket = load("tabular", path, mapping=mapping({"usc_child": "WORD"}))
    assert docket.rejects() == [
        (3, "no record date", "2,soon,Y"),
        (4, "no record date", "3,,Y"),
    ]
    days_ = {row["case_id"]: row["as_of"] for row in docket.rows("facts")}
    assert days_ == {"1": dt.date(2011, 6, 1), "4": dt.date(2011, 6, 2)}
    assert load("tabular", path, mapping=mapping({"usc_child": "WORD"}), dated=SEEN).case(2)


def test_a_day_in_the_form_of_the_mapping(tmp_path, load):
    """The record's own day is read in the form the mapping gives."""
    path = write_csv(tmp_path / "clients.csv", ["ID", "SEEN", "WORD"], [(1, "02.06.2011", "Y")])
    text = mapping({"usc_child": "WORD"}, recorded_form="%d.%m.%Y")
    assert load("tabular", path, mapping=text).case(1)["recorded_on"] == dt.date(2011, 6, 2)


def test_without_any_day_the_import_asks_for_one(tmp_path, load):
    """Where neither the mapping nor --dated gives a day, the import is refused and asks."""
    path = write_csv(tmp_path / "clients.csv", ["ID", "WORD"], [(1, "Y")])
    text = mapping({"usc_child": "WORD"}, recorded_on="")
    with pytest.raises(BadInput, match="--dated"):
        load("tabular", path, mapping=text)
    assert load("tabular", path, mapping=text, dated=SEEN).manifest["as_of"] == SEEN


DESCRIBED = ["office", "court", "nationality", "language", "sex", "state", "judge"]


def test_what_describes_a_case_is_taken_over(tmp_path, load):
    """Office, court and the like come from the columns named, of the first row that has them."""
    header = ["ID", "SEEN", *(name.upper() for name in DESCRIBED), "LAWYER"]
    rows = [
        (1, SEEN, "", *(f"{name} one" for name in DESCRIBED[1:]), "yes"),
        (1, SEEN, "SEA", *(f"{name} two" for name in DESCRIBED[1:]), "yes"),
        (2, SEEN, *[""] * len(DESCRIBED), "N"),
        (3, SEEN, *[""] * len(DESCRIBED), "unk"),
    ]
    path = write_csv(tmp_path / "clients.csv", header, rows)
    own = {name: name.upper() for name in DESCRIBED}
    docket = load("tabular", path, mapping=mapping({}, represented="LAWYER", **own))
    assert [docket.case(1)[name] for name in DESCRIBED] == [
        "SEA",
        *(f"{name} one" for name in DESCRIBED[1:]),
    ]
    assert [docket.case(n)["represented"] for n in (1, 2, 3)] == [True, False, None]


def test_an_extract_has_custody_and_the_day_of_the_outcome(tmp_path, load):
    """Both stand as the file says; a day that cannot be read is noted and not guessed."""
    rows = [(1, SEEN, "Released", "2011-05-31"), (2, SEEN, "", "soon"), (3, SEEN, "D", "")]
    path = write_csv(tmp_path / "clients.csv", ["ID", "SEEN", "HELD", "ENDED"], rows)
    docket = load("tabular", path, mapping=mapping({}, custody="HELD", outcome_on="ENDED"))
    found = [(docket.case(n)["custody"], docket.case(n)["outcome_on"]) for n in (1, 2, 3)]
    assert found == [("Released", dt.date(2011, 5, 31)), (None, None), ("D", None)]
    assert docket.notes(2) == [(None, "unreadable", "clients.csv", 3, "ENDED", "soon")]
    assert docket.notes(3) == []


def test_an_outcomes_day_is_read_in_its_form(tmp_path, load):
    """A form says how the day is written."""
    path = write_csv(tmp_path / "clients.csv", ["ID", "SEEN", "ENDED"], [(1, SEEN, "31.05.2011")])
    text = mapping({}, outcome_on="ENDED", outcome_form="%d.%m.%Y")
    docket = load("tabular", path, mapping=text)
    assert docket.case(1)["outcome_on"] == dt.date(2011, 5, 31)


def test_a_form_that_gives_no_day_is_refused(tmp_path, load):
    """A month is no day of an outcome."""
    path = write_csv(tmp_path / "clients.csv", ["ID", "SEEN", "ENDED"], [(1, SEEN, "05/2011")])
    with pytest.raises(BadInput, match="outcome_form"):
        load("tabular", path, mapping=mapping({}, outcome_on="ENDED", outcome_form="%m/%Y"))


def test_a_named_offense_is_a_conviction_and_a_blank_is_none_that_is_known(tmp_path, load):
    """Blank, "none given" and blacked out make no row: no conviction on record is not "none"."""
    rows = [(n, SEEN, word) for n, word in enumerate(["Burglary", "", "none given", "(b)(6)"], 1)]
    path = write_csv(tmp_path / "clients.csv", ["ID", "SEEN", "OFFENSE"], rows)
    docket = load("tabular", path, mapping=mapping({}, offense="OFFENSE", redacted=["(b)(6)"]))
    assert [(row["case_id"], row["offense"]) for row in docket.rows("convictions")] == [
        ("1", "Burglary")
    ]
    assert all("convictions" not in docket.known(n) for n in (1, 2, 3, 4))


def test_a_file_that_numbers_no_cases_has_one_in_each_row(tmp_path, load):
    """Rows alike are two cases, under their places in the file."""
    rows = [(SEEN, "Mexico"), (SEEN, "Mexico")]
    path = write_csv(tmp_path / "removals.csv", ["SEEN", "FROM"], rows)
    docket = load("tabular", path, mapping=mapping({}, key="(row)", nationality="FROM"))
    assert [row["case_id"] for row in docket.rows("cases")] == ["2", "3"]
