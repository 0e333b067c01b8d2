"""The court's tables as the docket's: the SELECTs from raw columns to canonical ones."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping

from evenhand.docket.catalogue import Catalogue
from evenhand.docket.loading import with_facts_to_derive
from evenhand.engines.duck import name

# A charge is written 212a6Ai, 212a06Ai or (212)(a)(06)(A)(i): compared without marks and nought.
_SECTION = "replace(lower(regexp_replace(\"CHARGE\", '[^0-9A-Za-z]', '', 'g')), 'a0', 'a')"
# CHG_STATUS S is read as "sustained by the judge": unverified, the codebook lists no meanings.
_SUSTAINED = "upper(\"CHG_STATUS\") = 'S'"

# Each letter in its own column: one that is not known must not lend the other's meaning.
_OUTCOME_SAYS = "CASE WHEN p.decision IS NULL THEN p.other_completion_says ELSE p.decision_says END"

SUPPLIED = (
    "entered_on_earliest",
    "entered_on_latest",
    "born_on_earliest",
    "born_on_latest",
    "permanent_resident",
    "entered_unlawfully",
    "violated_admission",
    "aggravated_felony",
    "detained",
    "relief_pending",
)

_NO_DAY = "DATE '9999-12-31'"
_SHIFTED = "^\\d{4}-\\d{2}-\\d{2}"

# Which table of the docket the rows of each file become, one for one.
BECOMES: Mapping[str, str] = {
    "A_TblCase": "cases",
    "B_TblProceeding": "proceedings",
    "B_TblProceedCharges": "charges",
    "tbl_Court_Appln": "applications",
    "tbl_CustodyHistory": "custody",
    "tbl_Lead_Rider": "ties",
}

# The SELECT of each canonical table that is one of the court's, in a settled order.
WRITTEN: Mapping[str, str] = {
    "proceedings": (
        "SELECT * EXCLUDE (completed_some_day, number) FROM proceedings_made "
        "ORDER BY case_id, proceeding_id"
    ),
    "charges": (
        'SELECT CAST("IDNCASE" AS VARCHAR) AS case_id, "IDNPROCEEDING" AS proceeding_id, '
        '"IDNPRCDCHG" AS charge_id, '
        '"CHARGE" AS charge, "CHG_STATUS" AS status, CAST(NULL AS VARCHAR) AS says, '
        "'B_TblProceedCharges' AS file, row "
        'FROM "B_TblProceedCharges" ORDER BY case_id, row'
    ),
    "applications": (
        'SELECT CAST("IDNCASE" AS VARCHAR) AS case_id, "IDNPROCEEDING" AS proceeding_id, '
        '"IDNPROCEEDINGAPPLN" AS application_id, '
        '"APPL_CODE" AS application, "APPL_RECD_DATE" AS received_on, '
        "\"APPL_DEC\" AS decision, 'tbl_Court_Appln' AS file, row "
        'FROM "tbl_Court_Appln" ORDER BY case_id, row'
    ),
    "custody": (
        'SELECT CAST("IDNCASE" AS VARCHAR) AS case_id, "IDNCUSTODY" AS custody_id, '
        '"CUSTODY" AS custody, '
        '"DATDETAINED" AS detained_on, "DATRELEASED" AS released_on, '
        "'tbl_CustodyHistory' AS file, row "
        'FROM "tbl_CustodyHistory" ORDER BY case_id, row'
    ),
    "ties": (
        'SELECT CAST("idnLeadCase" AS VARCHAR) AS case_id, '
        'CAST("idnRiderCase" AS VARCHAR) AS other_case_id, "idnLeadRider" AS tie_id, '
        "'lead and rider' AS relation, \"datCreatedOn\" AS since, "
        "\"datSeveredOn\" AS severed_on, 'tbl_Lead_Rider' AS file, row "
        'FROM "tbl_Lead_Rider" ORDER BY case_id, row'
    ),
}


class Tables:
    """The statements for one snapshot date."""

    def __init__(self, snapshot: dt.date) -> None:
        self.day = f"DATE '{snapshot}'"

    def proceedings(self) -> str:
        """Write the SELECT of all proceedings, their letters decoded in their place."""
        return (
            'SELECT CAST("IDNCASE" AS VARCHAR) AS case_id, "IDNPROCEEDING" AS proceeding_id, '
            '"BASE_CITY_CODE" AS court, "HEARING_LOC_CODE" AS hearing_location, '
            '"IJ_CODE" AS judge, p."CASE_TYPE" AS case_type, "OSC_DATE" AS charged_on, '
            '"INPUT_DATE" AS entered_in_system_on, "HEARING_DATE" AS hearing_on, '
            '"DEC_CODE" AS decision, "OTHER_COMP" AS other_completion, c.says AS decision_says, '
            'o.says AS other_completion_says, "COMP_DATE" AS completed_on, '
            '"COMP_DATE as given" IS NOT NULL AS completed_some_day, '
            '"ABSENTIA" AS in_absentia, "CUSTODY" AS custody, '
            "'B_TblProceeding' AS file, row, \"IDNCASE\" AS number "
            'FROM "B_TblProceeding" AS p '
            'LEFT JOIN decisions AS c ON c.case_type = p."CASE_TYPE" AND c."column" = \'C\' '
            'AND c.code = p."DEC_CODE" '
            'LEFT JOIN decisions AS o ON o.case_type = p."CASE_TYPE" AND o."column" = \'O\' '
            'AND o.code = p."OTHER_COMP"'
        )

    def last_proceedings(self) -> str:
        """Write the SELECT of each case's last proceeding, whose outcome is the case's.

        Last by completion date, then decision, other completion, number. One completed on a day
        that cannot be read comes after those with a day, and an open one after all: a case is not
        over while any part of it is open. Only cases with several are compared, and only by the
        row: the state that the engine keeps for a group must be small enough for twelve million.
        """
        order = (
            '("COMP_DATE" IS NULL AND "COMP_DATE as given" IS NULL, '
            f'coalesce("COMP_DATE", {_NO_DAY}), coalesce("DEC_CODE", \'\'), '
            'coalesce("OTHER_COMP", \'\'), "IDNPROCEEDING")'
        )
        counted = 'SELECT "IDNCASE" FROM "B_TblProceeding" GROUP BY ALL HAVING count(*)'
        last = (
            f'SELECT arg_max(row, {order}) AS row FROM "B_TblProceeding" '
            f'WHERE "IDNCASE" IN ({counted} > 1) GROUP BY "IDNCASE"'
        )
        return (
            "SELECT number, court, judge, case_type, decision, other_completion, decision_says, "
            "other_completion_says, completed_on, completed_some_day, custody "
            "FROM proceedings_made "
            f"WHERE number IN ({counted} = 1) OR row IN ({last})"
        )

    def cases(self) -> str:
        """Write the SELECT of the cases."""
        custody = (
            'SELECT "IDNCASE" AS number, "CUSTODY" AS custody FROM "tbl_CustodyHistory" '
            'WHERE row IN (SELECT arg_max(row, "IDNCUSTODY") FROM "tbl_CustodyHistory" '
            'GROUP BY "IDNCASE")'
        )
        return f"SELECT * FROM ({self._cases(custody)}) ORDER BY case_id"

    def _cases(self, custody: str) -> str:
        return (
            'SELECT CAST(a."IDNCASE" AS VARCHAR) AS case_id, p.court, CAST(NULL AS VARCHAR) AS '
            'office, coalesce(p.case_type, a."CASE_TYPE") AS case_type, '
            f"{self.day} AS recorded_on, "
            'a."NAT" AS nationality, a."LANG" AS language, a."Sex" AS sex, '
            'coalesce(h.custody, p.custody, a."CUSTODY") AS custody, '
            'a."LATEST_HEARING" AS next_hearing_on, a."LATEST_CAL_TYPE" AS next_hearing_type, '
            '(a."E_28_DATE" IS NOT NULL OR a."E_28_DATE as given" IS NOT NULL) AS represented, '
            "p.judge, "
            "CASE WHEN p.number IS NULL THEN 'no proceeding' "
            "WHEN p.completed_on IS NULL AND NOT p.completed_some_day THEN 'pending' "
            f"WHEN {_OUTCOME_SAYS} IS NULL THEN 'unknown code' "
            "WHEN p.decision IS NULL AND p.other_completion IN ('A', 'B', 'Y', 'M') "
            "THEN 'administratively closed' "
            "WHEN p.decision IS NULL AND p.other_completion IN ('C', 'T') THEN 'transferred' "
            "ELSE 'completed' END AS state, "
            "coalesce(p.decision, p.other_completion) AS outcome, "
            f"{_OUTCOME_SAYS} AS outcome_says, "
            "p.completed_on AS outcome_on, 'A_TblCase' AS file, a.row "
            'FROM "A_TblCase" AS a '
            'LEFT JOIN last_proceedings AS p ON p.number = a."IDNCASE" '
            f'LEFT JOIN ({custody}) AS h ON h.number = a."IDNCASE"'
        )

    def supplied(self) -> str:
        """Write the SELECT of what the court's files say of the facts they say anything about."""
        return (
            "SELECT c.case_id, 'A_TblCase' AS file, a.row, "
            f"{self.day} AS recorded_on, "
            f"{self._as_known('DATE_OF_ENTRY')} AS entered_on_earliest, "
            f"{self._as_known('DATE_OF_ENTRY')} AS entered_on_latest, "
            f"{self._born('make_date(y, m, 1)')} AS born_on_earliest, "
            f"{self._born('last_day(make_date(y, m, 1))')} AS born_on_latest, "
            "CASE WHEN lower(a.\"LPR\") IN ('1', 'true', 'y') THEN true END AS permanent_resident, "
            "s.entered_unlawfully, s.violated_admission, s.aggravated_felony, "
            "CASE c.custody WHEN 'D' THEN true WHEN 'N' THEN false WHEN 'R' THEN false END "
            "AS detained, r.relief_pending "
            'FROM "A_TblCase" AS a '
            'JOIN cases_made AS c ON CAST(c.case_id AS BIGINT) = a."IDNCASE" '
            f'LEFT JOIN ({_SUSTAINED_CHARGES}) AS s ON s.number = a."IDNCASE" '
            f'LEFT JOIN ({_RELIEF}) AS r ON r.number = a."IDNCASE"'
        )

    def facts(self, catalogue: Catalogue) -> str:
        """Write the SELECT of what they say of the facts, over ``supplied`` kept as a table."""
        return (
            "SELECT case_id, file, row, recorded_on, "
            f"{with_facts_to_derive(SUPPLIED, catalogue)} FROM supplied"
        )

    def _as_known(self, column: str) -> str:
        return f'CASE WHEN a."{column}" <= {self.day} THEN a."{column}" END'

    def _born(self, text: str) -> str:
        """Write a bound of the birth date, which the court gives as month and year (5/1980)."""
        parts = (
            "SELECT TRY_CAST(split_part(a.\"C_BIRTHDATE\", '/', 1) AS INTEGER) AS m, "
            "TRY_CAST(split_part(a.\"C_BIRTHDATE\", '/', 2) AS INTEGER) AS y"
        )
        whole = f"m BETWEEN 1 AND 12 AND y BETWEEN 1850 AND year({self.day})"
        return (
            f"(SELECT CASE WHEN {whole} THEN CASE WHEN make_date(y, m, 1) <= {self.day} "
            f"THEN {text} END END FROM ({parts}))"
        )

    def notes(self, dates: Iterable[tuple[str, str, str]]) -> str:
        """Write the SELECT of values that could not be used, and why.

        ``dates``: every column of days read, as (table, its column of the case, column).
        """
        parts = [_unreadable(*column) for column in dates]
        parts += [
            "SELECT CAST(\"IDNCASE\" AS VARCHAR), 'entered_on', 'after the snapshot', 'eoir', "
            "'A_TblCase', row, 'DATE_OF_ENTRY', CAST(\"DATE_OF_ENTRY\" AS VARCHAR) "
            f'FROM "A_TblCase" WHERE "DATE_OF_ENTRY" > {self.day}',
            "SELECT CAST(\"IDNCASE\" AS VARCHAR), NULL, 'after the snapshot', 'eoir', "
            "'B_TblProceeding', row, 'INPUT_DATE', CAST(\"INPUT_DATE\" AS VARCHAR) "
            f'FROM "B_TblProceeding" WHERE "INPUT_DATE" > {self.day}',
            "SELECT CAST(\"IDNCASE\" AS VARCHAR), 'born_on', 'unreadable', 'eoir', 'A_TblCase', "
            'row, \'C_BIRTHDATE\', "C_BIRTHDATE" FROM "A_TblCase" AS a '
            f'WHERE "C_BIRTHDATE" IS NOT NULL AND {self._born("true")} IS NULL',
        ]
        parts += [
            _unknown_code(table, "CUSTODY", "'detained'", "('D', 'N', 'R')")
            for table in ("A_TblCase", "B_TblProceeding", "tbl_CustodyHistory")
        ]
        parts += [
            _unknown_code(table, "CASE_TYPE", "NULL", "(SELECT case_type FROM decisions)")
            for table in ("A_TblCase", "B_TblProceeding")
        ]
        for column, says in (
            ("decision", "decision_says"),
            ("other_completion", "other_completion_says"),
        ):
            raw = "DEC_CODE" if column == "decision" else "OTHER_COMP"
            parts.append(
                f"SELECT case_id, NULL, CASE WHEN regexp_matches({column}, '{_SHIFTED}') "
                f"THEN 'shifted value' ELSE 'unknown code' END, 'eoir', file, row, '{raw}', "
                f"{column} FROM proceedings_made WHERE {column} IS NOT NULL AND {says} IS NULL"
            )
        return " UNION ALL ".join(parts)


def _unreadable(table: str, case: str, column: str) -> str:
    raw = name(f"{column} as given")
    fact = "'entered_on'" if column == "DATE_OF_ENTRY" else "NULL"
    return (
        f"SELECT CAST({name(case)} AS VARCHAR), {fact}, 'unreadable', 'eoir', '{table}', row, "
        f"'{column}', {raw} FROM {name(table)} WHERE {raw} IS NOT NULL"
    )


def _unknown_code(table: str, column: str, fact: str, known: str) -> str:
    return (
        f"SELECT CAST(\"IDNCASE\" AS VARCHAR), {fact}, 'unknown code', 'eoir', '{table}', row, "
        f"'{column}', {name(column)} FROM {name(table)} WHERE {name(column)} NOT IN {known}"
    )


_SUSTAINED_CHARGES = (
    'SELECT "IDNCASE" AS number, '
    "max(CASE WHEN section = '212a6ai' THEN true END) AS entered_unlawfully, "
    "max(CASE WHEN section IN ('237a1b', '237a1ci') THEN true END) "
    "AS violated_admission, "
    "max(CASE WHEN starts_with(section, '237a2aiii') OR starts_with(section, '237a2a3') THEN true "
    "END) AS aggravated_felony "
    f'FROM (SELECT "IDNCASE", {_SECTION} AS section FROM "B_TblProceedCharges" WHERE {_SUSTAINED}) '
    "GROUP BY ALL"
)
_RELIEF = (
    'SELECT "IDNCASE" AS number, bool_or("APPL_DEC" IS NULL) AS relief_pending '
    'FROM "tbl_Court_Appln" GROUP BY ALL'
)
