"""Form I-213: what it states is a fact, what it leaves blank, hides or contradicts is unknown."""

from __future__ import annotations

import datetime as dt
from collections import Counter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evenhand.terms.refusal import BadInput
from evenhand.terms.span import Span
from tests.support.forms import REDACTED, charges, children, crimes, form_text, write_forms
from tests.support.snapshots import imported

US = "UNITED STATES"


@pytest.fixture
def read(tmp_path, load):
    """Import forms and give the snapshot; the form's number is its place in the list."""

    def run(*rows: dict[str, str]):
        return load("i213", write_forms(tmp_path / "forms.csv", list(rows)))

    return run


def test_an_empty_form_says_nothing(read):
    """A form with its number, days and age alone gives an age and no other fact, and no note."""
    docket = read({})
    assert set(docket.known(1)) == {"born_on"}
    assert docket.notes() == []


SPOUSES = [
    # marital status, spouse's citizenship -> citizen spouse, resident spouse
    ({"marital_status_descr": "Married"}, None, None),
    ({"marital_status_descr": "Separated"}, None, None),
    ({"marital_status_descr": "Unknown"}, None, None),
    ({"marital_status_descr": "Single"}, False, False),
    ({"marital_status_descr": "Divorced"}, False, False),
    ({"marital_status_descr": "Widowed"}, False, False),
    ({"spouse_citizenship_country_descr": US}, True, False),
    ({"spouse_citizenship_country_descr": "United States"}, True, False),
    ({"spouse_citizenship_country_descr": "MEXICO"}, False, None),
    ({"spouse_citizenship_country_descr": "UNKNOWN"}, None, None),
    ({"spouse_citizenship_country_descr": REDACTED}, None, None),
    (
        {"marital_status_descr": "Married", "spouse_citizenship_country_descr": "UNKNOWN"},
        None,
        None,
    ),
    ({"marital_status_descr": "Single", "spouse_citizenship_country_descr": US}, None, None),
    ({"marital_status_descr": "Widowed", "spouse_citizenship_country_descr": "CUBA"}, None, None),
    (
        {"marital_status_descr": "Single", "spouse_citizenship_country_descr": "UNKNOWN"},
        False,
        False,
    ),
]


def test_spouse(tables):
    """A citizen spouse is known from a citizenship, or from a status that has no spouse."""
    check(tables, SPOUSES, "usc_spouse", "lpr_spouse")


def test_a_spouse_of_someone_single_is_a_conflict(read):
    """A spouse's citizenship beside a status that has no spouse is unknown, with a note."""
    docket = read({"marital_status_descr": "Single", "spouse_citizenship_country_descr": US})
    assert docket.why(1) == {("usc_spouse", "conflicting", US)}


CHILDREN = [
    ({}, None),
    ({"child_count": children((1, US))}, True),
    ({"child_count": children((1, "united states"))}, True),
    ({"child_count": children((2, "MEXICO"), (1, US))}, True),
    ({"child_count": children((2, "MEXICO"))}, False),
    ({"child_count": children((0, US))}, False),
    ({"child_count": children((1, "UNKNOWN"))}, None),
    ({"child_count": children((1, None))}, None),
    ({"child_count": children((1, None), (1, "MEXICO"))}, None),
    ({"child_count": children((1, None), (1, US))}, True),
    ({"child_count": children((1, REDACTED))}, None),
    ({"child_count": children((None, US))}, None),
    ({"child_count": children(("some", US))}, None),
    ({"child_count": "[]"}, None),
    ({"child_count": REDACTED}, None),
]


def test_children(tables):
    """A citizen child is known from the list of children; one of unknown citizenship decides
    nothing, and a blank or empty list never means no children.
    """
    check(tables, CHILDREN, "usc_child")


MOTHER, FATHER = (f"{parent}_citizenship_country_descr" for parent in ("mother", "father"))
PARENTS = [
    ({MOTHER: US}, True),
    ({MOTHER: "PERU", FATHER: US}, True),
    ({MOTHER: "PERU", FATHER: "PERU"}, False),
    ({FATHER: "PERU"}, None),
    ({MOTHER: "UNKNOWN", FATHER: "PERU"}, None),
    ({MOTHER: US, FATHER: "UNKNOWN"}, True),
    ({}, None),
]


def test_parents(tables):
    """No parent is a citizen only if both parents' citizenship is known."""
    check(tables, PARENTS, "usc_parent")


ENTRIES = [
    # class of admission, charges -> entered unlawfully, violated the admission
    ({"entry_admission_class_descr": "Without Inspection"}, True, None),
    ({"entry_admission_class_descr": "Visitor For Pleasure"}, False, None),
    ({"entry_admission_class_descr": "Unknown Or Not Reported"}, None, None),
    ({"entry_admission_class_descr": REDACTED}, None, None),
    ({}, None, None),
    ({"admin_charges": charges("212a6Ai")}, True, None),
    ({"admin_charges": charges("8 USC 1182", "212a6Ai")}, True, None),
    ({"admin_charges": charges("212a6Aii")}, None, None),
    ({"admin_charges": charges("237a1B")}, None, True),
    ({"admin_charges": charges("237a1Ci")}, None, True),
    ({"entry_admission_class_descr": "Parolee", "admin_charges": charges("212a6Ai")}, None, None),
    (
        {"entry_admission_class_descr": "Visitor For Pleasure", "admin_charges": charges("237a1B")},
        False,
        True,
    ),
    (
        {"entry_admission_class_descr": "Without Inspection", "admin_charges": charges("212a6Ai")},
        True,
        None,
    ),
]


def test_manner_of_entry(tables):
    """An unlawful entry is known from the class of admission or the charge, if they agree."""
    check(tables, ENTRIES, "entered_unlawfully", "violated_admission")


def test_a_class_that_contradicts_the_charge_is_noted(read):
    """Admission beside a charge of being present without admission is noted as conflicting."""
    docket = read(
        {"entry_admission_class_descr": "Visitor For Business", "admin_charges": charges("212a6Ai")}
    )
    assert docket.why(1) == {("entered_unlawfully", "conflicting", "Visitor For Business")}


RECORDS = [
    # charges and disposition -> removed before, re-entered, aggravated felony, order outstanding
    # (an immigration charge of an aggravated felony proves no conviction)
    ({"admin_charges": charges("212a9Aii")}, True, None, None, None),
    ({"admin_charges": charges("212a9CiII")}, True, True, None, None),
    # (C)(i)(I): unlawful presence and re-entry, without any removal
    ({"admin_charges": charges("212a9CiI")}, None, None, None, None),
    ({"admin_charges": charges("212a9Bi")}, None, None, None, None),
    ({"admin_charges": charges("8 USC 1326(b)(1)")}, True, True, None, None),
    ({"admin_charges": charges("8 USC 1325")}, None, None, None, None),
    ({"admin_charges": charges("237a2Aiii")}, None, None, None, None),
    ({"admin_charges": charges("237a2Aii")}, None, None, None, None),
    (
        {"processing_disposition_descr": "REINSTATEMENT OF DEPORT ORDER I-871"},
        True,
        True,
        None,
        None,
    ),
    ({"processing_disposition_descr": "Bag and Baggage"}, None, None, None, True),
    ({"processing_disposition_descr": "Warrant of Arrest/Notice to Appear"}, *[None] * 4),
]


def test_immigration_record(tables):
    """A charge says what its own section says, and nothing of a section that looks like it."""
    facts = ("previously_removed", "reentered_after_removal", "aggravated_felony")
    check(tables, RECORDS, *facts, "removal_order_outstanding")


CRIMES = [
    # criminal charges -> convictions, arrested
    ({}, None, None),
    ({"criminal_charges": "[]"}, None, None),
    ({"criminal_charges": crimes("Convicted")}, Span(1, None), True),
    ({"criminal_charges": crimes("Convicted", "Pending", "Convicted")}, Span(2, None), True),
    ({"criminal_charges": crimes("Pending", "Dismissed")}, None, True),
    ({"criminal_charges": REDACTED}, None, None),
]


def test_criminal_record(tables):
    """Convictions are a least number of what is listed; a blank list is never a clean record."""
    check(tables, CRIMES, "convictions", "arrested")


HEALTH = [
    ({"health_status_comment_text": "Subject states she is pregnant", "gender_code": "F"}, True),
    ({"health_status_comment_text": "PREGNANCY: 4 months", "gender_code": "F"}, True),
    ({"health_status_comment_text": "Subject is not pregnant", "gender_code": "F"}, None),
    ({"health_status_comment_text": "denies being pregnant", "gender_code": "F"}, None),
    ({"health_status_comment_text": "Claims good health", "gender_code": "F"}, None),
    ({"health_status_comment_text": "His wife is pregnant", "gender_code": ""}, None),
    ({"health_status_comment_text": "states that she is pregnant", "gender_code": "M"}, None),
]


def test_health_comments(tables):
    """Pregnancy is known only where the comment says so of the respondent; never as a no."""
    check(tables, HEALTH, "pregnant")


CUSTODY = [
    ({"processing_disposition_descr": "Not in Custody"}, False),
    ({"processing_disposition_descr": "Notice to Appear Released (I-862)"}, False),
    ({"processing_disposition_descr": "Warrant of Arrest/Notice to Appear"}, None),
    ({"processing_disposition_descr": REDACTED}, None),
]


def test_custody(tables):
    """Custody is a no where the disposition says so, and unknown elsewhere."""
    check(tables, CUSTODY, "detained")


@pytest.fixture(scope="module")
def tables(tmp_path_factory):
    """Import the forms of every table above at once; forms are numbered on."""
    folder = tmp_path_factory.mktemp("tables")
    forms = [row[0] for table in TABLES for row in table]
    return imported("i213", write_forms(folder / "forms.csv", forms), folder / "docket")


TABLES = (SPOUSES, CHILDREN, PARENTS, ENTRIES, RECORDS, CRIMES, HEALTH, CUSTODY)


def check(tables, table, *facts: str) -> None:
    """Compare the facts named of each form of a table with the rest of its row."""
    place = next(n for n, other in enumerate(TABLES) if other is table)
    first = 1 + sum(len(other) for other in TABLES[:place])
    for number, (form, *expected) in enumerate(table, first):
        known = tables.known(number)
        assert [known.get(fact) for fact in facts] == expected, form


HIDDEN = {
    "entry_date": "entered_on",
    "entry_admission_class_descr": "entered_unlawfully",
    "spouse_citizenship_country_descr": "usc_spouse",
    "marital_status_descr": "usc_spouse",
    "mother_citizenship_country_descr": "usc_parent",
    "father_citizenship_country_descr": "usc_parent",
    "child_count": "usc_child",
    "criminal_charges": "convictions",
    "admin_charges": "entered_unlawfully",
    "processing_disposition_descr": "detained",
    "age": "born_on",
    "apprehension_date": "born_on",
}


def test_redactions_are_noted_as_redacted(read):
    """A redacted cell gives no fact, and a note with the reason, the column and the words."""
    docket = read(*({column: REDACTED} for column in HIDDEN))
    for number, (column, fact) in enumerate(HIDDEN.items(), 1):
        assert fact not in docket.known(number)
        assert docket.notes(number) == [
            (fact, "redacted", "forms.csv", number + 1, column, REDACTED)
        ]


MALFORMED = {
    "child_count": "usc_child",
    "criminal_charges": "convictions",
    "admin_charges": "entered_unlawfully",
}
NO_LISTS = ['[{"CHILD_COUNT":1', '{"CHILD_COUNT":1}', '"two"', "2", "null", "[1, 2"]


@pytest.mark.parametrize(("column", "fact"), MALFORMED.items())
def test_malformed_json_is_noted(read, column, fact):
    """Text that is no JSON list gives no fact and a note; the other forms are read."""
    docket = read(*({column: text} for text in NO_LISTS), {"child_count": children((1, US))})
    for number, text in enumerate(NO_LISTS, 1):
        assert fact not in docket.known(number)
        assert docket.why(number) == {(fact, "unreadable", text)}
    assert docket.known(len(NO_LISTS) + 1)["usc_child"] is True


DAYS = [
    ({"entry_date": "2009-05-01"}, Span(dt.date(2009, 5, 1), dt.date(2009, 5, 1)), set()),
    ({"entry_date": "2021-12-01"}, Span(dt.date(2021, 12, 1), dt.date(2021, 12, 1)), set()),
    ({"entry_date": "2021-12-02"}, None, {("entered_on", "after the record", "2021-12-02")}),
    ({"entry_date": "2011-02-30"}, None, {("entered_on", "unreadable", "2011-02-30")}),
    ({"entry_date": "0209-05-01"}, None, {("entered_on", "unreadable", "0209-05-01")}),
    ({"entry_date": "05/01/2009"}, None, {("entered_on", "unreadable", "05/01/2009")}),
    ({"entry_date": ""}, None, set()),
]


def test_entry_days(read):
    """An entry that cannot be, or comes after the form was made, is unknown and noted."""
    docket = read(*(row[0] for row in DAYS))
    for number, (form, entered, notes) in enumerate(DAYS, 1):
        assert docket.known(number).get("entered_on") == entered, form
        assert docket.why(number) == notes


def test_rows_without_a_number_or_a_day_are_rejected(tmp_path, load):
    """A form without number or completion day, and a second one of a number, are rejects."""
    rows = [
        {},
        {"row_number": ""},
        {"row_number": "9", "doc_completion_date": "soon", "site_name": "PEÑA"},
        {"row_number": "9", "doc_completion_date": "2021-12-31T00:00:00Z"},
        {"row_number": "1", "age": "50"},
    ]
    path = write_forms(tmp_path / "forms.csv", rows)
    docket = load("i213", path)
    lines = form_text(rows).split("\n")
    assert docket.rejects() == [
        (3, "no case number", lines[2]),
        (4, "no form date", lines[3]),
        (6, "duplicate key", lines[5]),
    ]
    assert sorted(docket.by_case("cases")) == ["1", "9"]
    assert docket.case(9)["recorded_on"] == dt.date(2021, 12, 31)
    account = docket.manifest["inputs"][0]
    assert (account["read"], account["loaded"], account["rejected"]) == (5, 2, 3)


def test_each_case_stands_for_the_day_of_its_form(read):
    """The docket has no day of its own: each case is reviewed as of its form's day."""
    docket = read({}, {"doc_completion_date": "2022-03-04T00:00:00Z"})
    assert docket.manifest["as_of"] is None
    days = [row["as_of"] for row in docket.rows("facts")]
    assert days == [dt.date(2021, 12, 1), dt.date(2022, 3, 4)]


def test_charges_and_crimes_are_kept_in_order(read):
    """Every charge and crime of a form is a row of its own, in the form's order."""
    docket = read(
        {
            "admin_charges": charges("237a1B", "212a6Ai"),
            "criminal_charges": crimes("Pending", "Convicted"),
        }
    )
    assert [row["charge"] for row in docket.rows("charges")] == ["237a1B", "212a6Ai"]
    assert [row["says"] for row in docket.rows("charges")] == ["about 237a1B", "about 212a6Ai"]
    assert [row["offense"] for row in docket.rows("convictions")] == ["Theft"]
    assert [row["disposition"] for row in docket.rows("criminal_charges")] == ["Pending"]


def test_a_file_of_another_kind_is_refused(tmp_path, load):
    """A file without the form's columns is refused, naming some that are missing."""
    path = tmp_path / "other.csv"
    path.write_text("id|name|day|x\n1|a|b|c\n")
    with pytest.raises(BadInput, match="lacks wanted columns: 'row_number'"):
        load("i213", path)


@given(
    st.lists(
        st.lists(st.sampled_from(["Convicted", "Pending", "Dismissed", "", "CONVICTED?"])),
        min_size=1,
        max_size=6,
    )
)
@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_whoever_counts_convictions_counts_convictions(read, cases):
    """Each criminal charge is in one table: a conviction in `convictions`, as the fact counts."""
    docket = read(*({"criminal_charges": crimes(*statuses)} for statuses in cases))
    counted = Counter(row["case_id"] for row in docket.rows("convictions"))
    others = Counter(row["case_id"] for row in docket.rows("criminal_charges"))
    for number, statuses in enumerate(cases, 1):
        assert counted[str(number)] == statuses.count("Convicted")
        assert others[str(number)] == len(statuses) - counted[str(number)]
        known = docket.known(number).get("convictions")
        assert (known.low if known else 0) == counted[str(number)]
    assert all(row["disposition"] != "Convicted" for row in docket.rows("criminal_charges"))
