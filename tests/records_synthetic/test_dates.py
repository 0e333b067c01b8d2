"""The days of a case hang together."""

from __future__ import annotations

from itertools import pairwise

AS_OF = "2012-01-13"


def day(cell: str) -> str:
    """Give the day of a cell; days written year first sort as text."""
    return cell[:10]


def in_order(*cells: str) -> bool:
    """Say whether the days that are known come in this order."""
    known = [day(cell) for cell in cells if cell]
    return known == sorted(known)


def test_entry_precedes_the_charge_and_the_hearing(docket):
    """A respondent entered before being charged, and was charged before being heard."""
    for number, rows in docket.proceedings.items():
        case = docket.cases.get(number)
        if case:
            for row in rows:
                assert in_order(case["DATE_OF_ENTRY"], row["OSC_DATE"], row["HEARING_DATE"])
                assert in_order(row["OSC_DATE"], row["INPUT_DATE"], row["COMP_DATE"])


def test_a_completed_proceeding_was_heard_before_it_ended(docket):
    """The first hearing of a proceeding lies between its start and its end, in the past."""
    for rows in docket.proceedings.values():
        for row in rows:
            if row["COMP_DATE"]:
                assert in_order(row["INPUT_DATE"], row["HEARING_DATE"], row["COMP_DATE"])
                assert day(row["COMP_DATE"]) <= AS_OF


def test_proceedings_of_a_case_follow_each_other(docket):
    """Each proceeding but the last has ended before the next begins, by transfer or otherwise."""
    several = [rows for rows in docket.proceedings.values() if len(rows) > 1]
    assert several
    for rows in several:
        for earlier, later in pairwise(rows):
            assert earlier["DEC_CODE"] or earlier["OTHER_COMP"]
            assert in_order(earlier["COMP_DATE"], later["INPUT_DATE"])
            moved = bool(earlier["TRANSFER_TO"])
            assert moved == bool(later["PREV_HEARING_BASE"])
            if moved:
                assert earlier["OTHER_COMP"] in "CT"
                assert later["PREV_HEARING_BASE"] == earlier["BASE_CITY_CODE"]


def test_only_a_last_proceeding_is_open(docket):
    """A proceeding has an end if, and only if, it has a decision or another completion."""
    for rows in docket.proceedings.values():
        for row in rows:
            assert bool(row["COMP_DATE"]) == bool(row["DEC_CODE"] or row["OTHER_COMP"])


def test_pending_cases_are_still_to_be_heard(docket):
    """The latest hearing of a pending case lies ahead, that of a completed one behind."""
    pending = 0
    for number, rows in docket.proceedings.items():
        latest = docket.cases.get(number, {}).get("LATEST_HEARING", "")
        is_open = not rows[-1]["COMP_DATE"]
        pending += is_open
        if latest:
            assert (day(latest) > AS_OF) == is_open
    assert 0.22 < pending / len(docket.proceedings) < 0.30


def test_old_kinds_of_case_are_old(docket):
    """Deportation and exclusion cases were begun before the law changed on April 1, 1997."""
    old = [rows[0] for rows in docket.proceedings.values() if rows[0]["CASE_TYPE"] in "DEP EXC"]
    assert len(old) > 300
    assert all(day(row["OSC_DATE"]) <= "1997-04-01" for row in old)


def test_custody_has_its_days(docket):
    """Who was held has a day of it, who was released a later one, nobody else any."""
    for row in docket.rows("tbl_CustodyHistory"):
        assert bool(row["DATDETAINED"]) == (row["CUSTODY"] in "DR")
        assert bool(row["DATRELEASED"]) == (row["CUSTODY"] == "R")
        assert in_order(row["DATDETAINED"], row["DATRELEASED"])


def test_applications_were_filed_in_time(docket):
    """An application was received after the charge and not after the day of the docket."""
    for row in docket.rows("tbl_Court_Appln"):
        first = docket.proceedings.get(row["IDNCASE"], [{"OSC_DATE": ""}])[0]
        assert in_order(first["OSC_DATE"], row["APPL_RECD_DATE"], AS_OF)


def test_the_files_reach_up_to_the_day_of_the_docket(docket):
    """The last proceeding was entered on the very day of the docket, and none after it."""
    assert max(day(row["INPUT_DATE"]) for row in docket.rows("B_TblProceeding")) == AS_OF
