"""A small court whose every number is known by hand, its findings, and what is asked of both."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from evenhand.docket.importing import import_records
from evenhand.docket.snapshot import Docket, open_docket
from evenhand.guidance.library import find as find_instruments
from evenhand.measures.answers.answering import answer
from evenhand.measures.cells.inputs import Inputs
from evenhand.measures.cells.period import Period
from evenhand.measures.cells.session import Cells, session
from evenhand.measures.library import find
from evenhand.measures.result import Result
from tests.support.court import Court

YEAR = Period(dt.date(2011, 1, 1), dt.date(2012, 1, 1))
INSTRUMENT = "ice-2011-11-17"
# What became of each case, as the court writes it. A case with two lines has two proceedings.
#   case  court  judge  entered      ended        letter in DEC_CODE, letter in OTHER_COMP
SPELLS = """
    1     LOS    ABC    2010-05-01   2011-03-10   -  Y     closed by discretion
    2     LOS    ABC    2010-06-01   2011-04-11   X  -     ordered removed
    3     LOS    ABC    2010-07-01   -            -  -     still open
    4     DEN    XYZ    2010-08-01   2011-05-05   I  -     terminated by discretion
    5     DEN    XYZ    2011-02-01   2011-06-06   R  -     begun in the year; relief granted
    6     DEN    XYZ    2009-01-01   2010-02-02   X  -     over before the year
    7     LOS    ABC    2010-01-05   2011-02-15   -  C     moved to another court ...
    7     DEN    XYZ    2011-02-16   2011-08-08   V  -     ... and granted voluntary departure there
    8     LOS    ABC    2010-01-05   2011-02-20   -  Y     closed by discretion ...
    8     LOS    ABC    2011-06-01   2011-09-09   X  -     ... put back on the calendar, removed
    9     LOS    ABC    2010-05-01   2011-03-10   -  Y     rider of case 1, closed with it
"""
#   case  form of relief, received, decision
APPLICATIONS = """
    2     ASYL   2010-07-01   D
    4     ASYL   2011-01-15   -
    5     ASYL   2011-02-15   G
    5     WCAT   2011-02-15   D
    7     ASYL   2010-02-01   D
    8     ASYL   2011-06-15   W
"""


def _cell(text: str) -> str | None:
    return None if text == "-" else text


def write_court(folder: Path, without: tuple[str, ...] = ()) -> Path:
    """Write the court's files, some cases left out."""
    court, first = Court(folder), {}
    for line in SPELLS.strip().splitlines():
        number, city, judge, entered, ended, decision, other = line.split()[:7]
        if number in without:
            continue
        if number not in first:
            court.case(number, CUSTODY="D" if number == "2" else "N",
                       E_28_DATE="2010-09-01" if number in ("1", "5", "9") else None)  # fmt: skip
        court.proceeding(
            number, BASE_CITY_CODE=city, IJ_CODE=judge, INPUT_DATE=entered, OSC_DATE=entered,
            COMP_DATE=_cell(ended), DEC_CODE=_cell(decision), OTHER_COMP=_cell(other),
        )  # fmt: skip
        first[number] = 100 + court.proceedings
    for place, line in enumerate(APPLICATIONS.strip().splitlines(), 1):
        number, form, received, decision = line.split()
        if number in without:
            continue
        court.add(
            "tbl_Court_Appln", IDNPROCEEDINGAPPLN=place, IDNCASE=number,
            IDNPROCEEDING=first[number], APPL_CODE=form, APPL_RECD_DATE=received,
            APPL_DEC=_cell(decision),
        )  # fmt: skip
    court.add("tbl_Lead_Rider", idnLeadRider=1, idnLeadCase=1, idnRiderCase=9)
    return court.write()


@pytest.fixture(scope="session")
def docket(tmp_path_factory: pytest.TempPathFactory) -> Docket:
    """Import the small court."""
    folder = tmp_path_factory.mktemp("measures")
    write_court(folder / "court")
    import_records("eoir", [folder / "court"], folder / "docket", dated=dt.date(2012, 1, 13))
    return open_docket(folder / "docket")


Open = Callable[..., AbstractContextManager[Cells]]
Ask = Callable[..., Result]


@pytest.fixture
def opened(docket: Docket) -> Open:
    """Open a session over the small court; what is given replaces one of its inputs."""

    @contextmanager
    def open_(**given: object) -> Iterator[Cells]:
        with session(replace(Inputs(YEAR, docket), **given), threads=1) as cells:
            yield cells

    return open_


@pytest.fixture
def ask(docket: Docket) -> Ask:
    """Answer one measure over the small court."""

    def ask_(id: str, **given: object) -> Result:
        (result,) = answer(find([id]), replace(Inputs(YEAR, docket), **given), threads=1)
        return result

    return ask_


@pytest.fixture(scope="session")
def instrument():
    """Give the instrument whose findings are made up."""
    (found,) = find_instruments([INSTRUMENT])
    return found
