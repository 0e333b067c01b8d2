"""The ways in which a population is divided: what each is called, and what its codes say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from evenhand.asylum.elements import elements
from evenhand.measures.cells.kinds import (
    ASYLUM,
    BOTH,
    HIGH,
    LOW,
    NO_FINDING,
    NOT_RECORDED,
    OUTCOMES,
    UNPROVEN,
    WAY_SAYS,
)

FEW = "all others"
SEVERAL = "several"
# A judge is named only with so many decisions, a nationality only with so many people.
LEAST_DECISIONS = 100
LEAST_PEOPLE = 50


@dataclass(frozen=True)
class Division:
    """One way to divide: the column, what it is called, what its codes say.

    ``least``: a code with fewer people in the whole population is counted under FEW.
    """

    says: str
    column: str
    codes: Mapping[str, str] = field(default_factory=dict, hash=False)
    least: int = 0


YES_NO = {"yes": "yes", "no": "no"}
DECIDES = {"favourable": "discretion is exercised", "refused": "discretion is refused"}
DIVISIONS: Mapping[str, Division] = {
    "court": Division("court (base city)", "court"),
    "office": Division("field office", "office"),
    "judge": Division("judge, in each court", "court || ' ' || judge", least=LEAST_DECISIONS),
    "nationality": Division("nationality", "nationality", least=LEAST_PEOPLE),
    "month": Division("month", "month"),
    "fiscal_year": Division("fiscal year (from October)", "fiscal_year"),
    "represented": Division(
        "an attorney is on record",
        "represented",
        {"yes": "with an attorney on record", "no": "with no attorney on record"},
    ),
    "custody": Division(
        "custody",
        "custody",
        {
            "detained": "detained throughout",
            "released": "detained and released",
            "never": "never detained",
        },
    ),
    "priority": Division(
        "priority, by the class on the record",
        "priority",
        {
            LOW: "low: the class speaks for the respondent",
            HIGH: "high: the class speaks against the respondent",
            BOTH: "both: the class leaves it to a person",
            UNPROVEN: "unproven: nothing on the record puts the case on either side",
            NO_FINDING: "no finding",
        },
    ),
    "kind": Division("how the case ended", "kind", OUTCOMES),
    "by_discretion": Division("ended by prosecutorial discretion", "by_discretion", YES_NO),
    "removed": Division("ordered removed, or to depart", "removed", YES_NO),
    "relieved": Division("granted relief or protection", "relieved", YES_NO),
    "way": Division("how the case first ended", "way", WAY_SAYS),
    "age": Division(
        "how long the case has been pending",
        "age",
        {
            code: code
            for code in ("under 1 year", "1 to 2 years", "2 to 5 years", "5 years or more")
        },
    ),
    "result": Division("what became of the asylum application", "result", ASYLUM),
    "element": Division(
        "element on which the denial rests",
        "element",
        {
            **{one.id: one.says for one in elements().values()},
            SEVERAL: "more than one element",
            NOT_RECORDED: NOT_RECORDED,
        },
    ),
    "element_named": Division("the denial names an element", "element_named", YES_NO),
    "granted": Division("asylum was granted", "granted", YES_NO),
    "category": Division("case category", "category"),
    "conviction": Division("most serious conviction on record", "conviction", least=LEAST_PEOPLE),
    "has_conviction": Division("a conviction is on record", "has_conviction", YES_NO),
    "half": Division("before or after the change", "half", {"before": "before", "after": "after"}),
    "class": Division("class on the record", "class"),
    "stood_open": Division("a hold stood open", "stood_open", YES_NO),
    "undocumented": Division(
        "a child without a documented parental decision", "undocumented", YES_NO
    ),
    "overridden": Division("a hold was overridden", "overridden", YES_NO),
    "refused_against": Division("refused against the finding", "refused_against", YES_NO),
    "alike": Division("both determined alike, in form and outcome", "alike", YES_NO),
    "first_decides": Division("what the first determined", "first_decides", DECIDES),
    "second_decides": Division("what the second determined", "second_decides", DECIDES),
    "vanished": Division("gone from the later release", "vanished", YES_NO),
    "state": Division("state of the case", "state"),
}


def says_of(division: Division, code: str) -> str:
    """Give the words for a code; codes of the agencies stand for themselves."""
    if code in (NOT_RECORDED, FEW):
        return code
    return division.codes.get(code, code)
