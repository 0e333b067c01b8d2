"""What a case's proceedings come to: letters decoded in their place, and the last one counts."""

from __future__ import annotations

import csv
import random
from importlib.resources import files

from tests.support.court import Court

# case type, DEC_CODE, OTHER_COMP -> what it means. The same letter means another thing elsewhere.
MEANINGS = [
    ("RMV", "T", "", "Terminated"),
    ("RMV", "", "T", "Transfer"),
    ("RMV", "X", "", "Remove"),
    ("RMV", "", "X", "ZERO BOND"),
    ("EXC", "A", "", "Admit"),
    ("CFR", "A", "", "Affirmed - DHS Decision and no Credible Fear"),
    ("AOC", "A", "", "Abandonment"),
    ("RMV", "", "A", "Administrative Closing - Other"),
    ("RMV", "V", "", "Voluntary Departure"),
    ("CFR", "V", "", "Vacate - DHS Decision and Credible Fear"),
    ("RMV", "O", "", "Other"),
    ("RMV", "", "O", "Other Administrative Completion"),
    ("DEP", "D", "", "Deport"),
    ("AOC", "D", "", "Deny"),
    ("CDR", "D", "", "DISMISSED"),
    ("AOC", "C", "", "Conditional Grant"),
    ("RMV", "", "C", "Change of Venue"),
    ("AOC", "", "P", "Temporary Protected Status"),
]


def shipped_codes() -> list[dict[str, str]]:
    """Read the shipped table of decisions."""
    path = files("evenhand.docket").joinpath("codes/court_decisions.csv")
    return list(csv.DictReader(path.read_text("utf-8").splitlines()))


def test_letters_are_decoded_in_their_place(court, load):
    """A decision is decoded by case type, column and letter together, never by letter alone."""
    for number, (kind, decision, other, _) in enumerate(MEANINGS, 1):
        court.case(number, CASE_TYPE=kind)
        court.proceeding(
            number, CASE_TYPE=kind, DEC_CODE=decision, OTHER_COMP=other, COMP_DATE="2011-05-02"
        )
    cases = load("eoir", court.write()).by_case("cases")
    found = [
        (kind, decision, other, cases[str(number)]["outcome_says"])
        for number, (kind, decision, other, _) in enumerate(MEANINGS, 1)
    ]
    assert found == [(kind, decision, other, says) for kind, decision, other, says in MEANINGS]


def test_the_code_table_has_one_meaning_a_place():
    """No place of the shipped code table (case type, column, letter) has two meanings."""
    places = [(row["case_type"], row["column"], row["code"]) for row in shipped_codes()]
    assert len(places) == len(set(places)) > 150


def test_every_shipped_code_is_decoded(court, load):
    """Each place of the code table, put into a docket, comes out with its own words."""
    codes = shipped_codes()
    for number, row in enumerate(codes, 1):
        column = {"C": "DEC_CODE", "O": "OTHER_COMP"}[row["column"]]
        court.case(number, CASE_TYPE=row["case_type"])
        court.proceeding(
            number,
            **{"CASE_TYPE": row["case_type"], column: row["code"], "COMP_DATE": "2011-05-02"},
        )
    cases = load("eoir", court.write()).by_case("cases")
    for number, row in enumerate(codes, 1):
        assert cases[str(number)]["outcome_says"] == row["says"], row


UNKNOWN = [
    ("RMV", "Z", "", "unknown code"),
    ("RMV", "", "Z", "unknown code"),
    ("RMV", "x", "", "unknown code"),
    ("RMV", "2011-05-02 00:00:00.000", "", "shifted value"),
    ("RMV", "2011-05-02 00:00:00.000", "T", "shifted value"),
    ("BND", "X", "", "unknown code"),
    ("DCC", "", "A", "unknown code"),
    ("", "X", "", "unknown code"),
]


def test_an_unknown_code_is_kept_and_never_decoded(court, load):
    """A letter that has no meaning in its place is kept as outcome and noted, without words."""
    for number, (kind, decision, other, _) in enumerate(UNKNOWN, 1):
        court.case(number, CASE_TYPE=kind)
        court.proceeding(
            number, CASE_TYPE=kind, DEC_CODE=decision, OTHER_COMP=other, COMP_DATE="2011-05-02"
        )
    docket = load("eoir", court.write())
    for number, (kind, decision, other, why) in enumerate(UNKNOWN, 1):
        case, column = docket.case(number), "DEC_CODE" if decision else "OTHER_COMP"
        assert case["outcome"] == (decision or other), kind
        assert (case["outcome_says"], case["state"]) == (None, "unknown code"), (kind, decision)
        noted = [n[1:] for n in docket.notes(number) if n[4] == column]
        assert noted == [(why, "B_TblProceeding", number + 1, column, decision or other)]


def test_a_case_type_that_no_list_has_is_noted(court, load):
    """A case type under which no decision can be decoded is noted where it stands."""
    court.case(1, CASE_TYPE="AOL").case(2).proceeding(1).proceeding(2, CASE_TYPE="0")
    assert [n[1:] for n in load("eoir", court.write()).notes()] == [
        ("unknown code", "A_TblCase", 2, "CASE_TYPE", "AOL"),
        ("unknown code", "B_TblProceeding", 3, "CASE_TYPE", "0"),
    ]


STATES = [
    ("pending, never completed", [{}], "pending", None),
    (
        "completed",
        [{"DEC_CODE": "X", "COMP_DATE": "2011-05-02"}],
        "completed",
        "Remove",
    ),
    (
        "reopened: a newer proceeding is open",
        [{"DEC_CODE": "X", "COMP_DATE": "2008-05-02"}, {"OSC_DATE": "2011-01-01"}],
        "pending",
        None,
    ),
    (
        "reopened, written before the one that was closed",
        [{"OSC_DATE": "2011-01-01"}, {"DEC_CODE": "X", "COMP_DATE": "2008-05-02"}],
        "pending",
        None,
    ),
    (
        "transferred, and completed at the new court",
        [
            {"OTHER_COMP": "T", "COMP_DATE": "2009-03-01", "BASE_CITY_CODE": "SEA"},
            {"DEC_CODE": "R", "COMP_DATE": "2010-06-01", "BASE_CITY_CODE": "MIA"},
        ],
        "completed",
        "Relief Granted",
    ),
    (
        "transferred, and nothing since",
        [{"OTHER_COMP": "C", "COMP_DATE": "2009-03-01"}],
        "transferred",
        "Change of Venue",
    ),
    (
        "administratively closed is not completed",
        [{"OTHER_COMP": "A", "COMP_DATE": "2011-03-01"}],
        "administratively closed",
        "Administrative Closing - Other",
    ),
    (
        "closed by prosecutorial discretion",
        [{"OTHER_COMP": "Y", "COMP_DATE": "2011-11-20"}],
        "administratively closed",
        "Prosecutorial Discretion - Admin Close",
    ),
    (
        "closed, then recalendared and removed",
        [
            {"OTHER_COMP": "A", "COMP_DATE": "2009-03-01"},
            {"DEC_CODE": "X", "COMP_DATE": "2011-06-01"},
        ],
        "completed",
        "Remove",
    ),
    (
        "same day: the decision goes before the administrative ending",
        [
            {"DEC_CODE": "X", "COMP_DATE": "2011-06-01"},
            {"OTHER_COMP": "T", "COMP_DATE": "2011-06-01"},
        ],
        "completed",
        "Remove",
    ),
    (
        "same day, same code: the later number",
        [
            {"DEC_CODE": "X", "COMP_DATE": "2011-06-01", "BASE_CITY_CODE": "MIA"},
            {"DEC_CODE": "X", "COMP_DATE": "2011-06-01", "BASE_CITY_CODE": "DET"},
        ],
        "completed",
        "Remove",
    ),
    (
        "completed on a day that cannot be read",
        [{"DEC_CODE": "X", "COMP_DATE": "2011-02-30"}],
        "completed",
        "Remove",
    ),
    (
        "open, and another completed on a day that cannot be read: not over",
        [{"DEC_CODE": "X", "COMP_DATE": "2011-02-30"}, {}],
        "pending",
        None,
    ),
    (
        "a day that cannot be read comes after those that can",
        [
            {"DEC_CODE": "X", "COMP_DATE": "2011-02-30"},
            {"DEC_CODE": "R", "COMP_DATE": "2011-06-01"},
        ],
        "completed",
        "Remove",
    ),
    (
        "two that cannot be read: the letter decides, as on one day",
        [
            {"DEC_CODE": "X", "COMP_DATE": "2011-02-30"},
            {"DEC_CODE": "R", "COMP_DATE": "2011-02-31"},
        ],
        "completed",
        "Remove",
    ),
    (
        "closed again after it was reopened: not over",
        [
            {"DEC_CODE": "X", "COMP_DATE": "2008-05-02"},
            {"OTHER_COMP": "A", "COMP_DATE": "2011-06-01"},
        ],
        "administratively closed",
        "Administrative Closing - Other",
    ),
    ("no proceeding at all", [], "no proceeding", None),
]


def test_the_last_proceeding_counts(court, load):
    """State and outcome of a case are those of its last proceeding, an open one being last."""
    for number, (_, proceedings, _, _) in enumerate(STATES, 1):
        court.case(number)
        for cells in proceedings:
            court.proceeding(number, **cells)
    cases = load("eoir", court.write()).by_case("cases")
    found = [
        (says, cases[str(number)]["state"], cases[str(number)]["outcome_says"])
        for number, (says, *_) in enumerate(STATES, 1)
    ]
    assert found == [(says, state, outcome) for says, _, state, outcome in STATES]


def test_the_outcome_does_not_depend_on_the_order_of_rows(tmp_path, load):
    """However the rows of the file lie, each case has the same state, outcome, court and day."""
    rows = [
        (number, {"IDNPROCEEDING": 1000 * number + place, "BASE_CITY_CODE": f"C{place}", **cells})
        for number, (_, proceedings, _, _) in enumerate(STATES, 1)
        for place, cells in enumerate(proceedings)
    ]
    lots, found = random.Random(5), []
    for turn in range(4):
        court = Court(tmp_path / f"court-{turn}")
        for number in range(1, len(STATES) + 1):
            court.case(number)
        for number, cells in rows if turn == 0 else lots.sample(rows, len(rows)):
            court.proceeding(number, **cells)
        cases = load("eoir", court.write()).rows("cases")
        told = ("case_id", "state", "outcome", "outcome_says", "outcome_on", "court")
        found.append([tuple(case[column] for column in told) for case in cases])
    assert found[1:] == [found[0]] * 3
    assert {case[1] for case in found[0]} > {"pending", "completed", "administratively closed"}


def test_the_court_of_a_case_is_that_of_its_last_proceeding(court, load):
    """After a transfer, court and judge are the new ones, and the proceedings keep both."""
    court.case(1)
    court.proceeding(1, OTHER_COMP="T", COMP_DATE="2009-03-01", IJ_CODE="OLD")
    court.proceeding(1, BASE_CITY_CODE="MIA", IJ_CODE="NEW")
    docket = load("eoir", court.write())
    assert (docket.case(1)["court"], docket.case(1)["judge"]) == ("MIA", "NEW")
    assert [p["court"] for p in docket.rows("proceedings")] == ["SEA", "MIA"]


# custody history (in order of entry), last proceeding, case -> in custody?
CUSTODY = [
    (["D"], "N", "N", True),
    (["D", "R"], "D", "D", False),
    (["R", "D"], "", "", True),
    ([], "D", "N", True),
    ([], "", "D", True),
    ([], "", "R", False),
    ([], "", "", None),
    ([""], "D", "N", True),
    (["U"], "D", "D", None),
    ([], "SP", "D", None),
    ([], "", "MAN", None),
]


def test_custody_history_goes_before_proceeding_before_case(court, load):
    """Custody is the newest of the history, else the last proceeding's, else the case's."""
    for number, (history, proceeding, case, _) in enumerate(CUSTODY, 1):
        court.case(number, CUSTODY=case).proceeding(number, CUSTODY=proceeding)
        # Written backwards: the number says which is newest, not the place in the file.
        for place, code in reversed(list(enumerate(history, 1))):
            key = 10 * number + place
            court.add("tbl_CustodyHistory", IDNCUSTODY=key, IDNCASE=number, CUSTODY=code)
    docket = load("eoir", court.write())
    for number, (history, proceeding, case, detained) in enumerate(CUSTODY, 1):
        assert docket.known(number).get("detained") is detained, CUSTODY[number - 1]
        odd = {code for code in (*history, proceeding, case) if code and code not in "DNR"}
        assert docket.why(number) == {("detained", "unknown code", code) for code in odd}


def test_a_note_on_custody_names_the_row_it_stands_in(court, load):
    """An unknown custody code is noted at its own file and row, not at the case's."""
    court.case(1).case(2, CUSTODY="ENG").proceeding(1).proceeding(2, CUSTODY="SP")
    court.add("tbl_CustodyHistory", IDNCUSTODY=7, IDNCASE=1, CUSTODY="U")
    docket = load("eoir", court.write())
    assert [n[2:] for n in docket.notes()] == [
        ("A_TblCase", 3, "CUSTODY", "ENG"),
        ("B_TblProceeding", 3, "CUSTODY", "SP"),
        ("tbl_CustodyHistory", 2, "CUSTODY", "U"),
    ]


CHARGES = [
    ("212a6Ai", "S", {"entered_unlawfully"}),
    ("212a06Ai", "S", {"entered_unlawfully"}),
    ("(212)(a)(06)(A)(i)", "s", {"entered_unlawfully"}),
    ("212a6Ai", "W", set()),
    ("212a6Ai", "", set()),
    ("212a6Aii", "S", set()),
    ("212a6Ci", "S", set()),
    ("237a1B", "S", {"violated_admission"}),
    ("237a01Ci", "S", {"violated_admission"}),
    ("237a1D", "S", set()),
    ("237a2Aiii", "S", {"aggravated_felony"}),
    ("237a02Aiii", "S", {"aggravated_felony"}),
    ("237a2Aii", "S", set()),
    ("<A>", "S", set()),
]


def test_only_sustained_charges_say_something(court, load):
    """A charge makes a fact only when sustained, only its own, and only ever a yes."""
    for number, (charge, status, _) in enumerate(CHARGES, 1):
        court.case(number).proceeding(number)
        court.add(
            "B_TblProceedCharges",
            IDNPRCDCHG=number, IDNCASE=number, IDNPROCEEDING=100 + number,
            CHARGE=charge, CHG_STATUS=status,
        )  # fmt: skip
    docket = load("eoir", court.write())
    told = ("entered_unlawfully", "violated_admission", "aggravated_felony")
    for number, (charge, status, facts) in enumerate(CHARGES, 1):
        known = docket.known(number)
        assert {f: known[f] for f in told if f in known} == dict.fromkeys(facts, True), (
            charge,
            status,
        )


def test_relief_is_pending_while_an_application_is_undecided(court, load):
    """Relief is pending if an application has no decision; without any application, unknown."""
    decided = {1: [], 2: [""], 3: ["G"], 4: ["G", ""]}
    for case, decisions in decided.items():
        court.case(case).proceeding(case)
        for place, decision in enumerate(decisions):
            court.add(
                "tbl_Court_Appln",
                IDNPROCEEDINGAPPLN=10 * case + place, IDNCASE=case, APPL_DEC=decision,
            )  # fmt: skip
    docket = load("eoir", court.write())
    assert [docket.known(case).get("relief_pending") for case in decided] == [
        None,
        True,
        False,
        True,
    ]
