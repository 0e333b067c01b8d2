"""Form I-213 (Record of Deportable/Inadmissible Alien) as released: one row per person apprehended.

What the form leaves blank is unknown. A charge that names a crime proves no conviction: that is
for a court's record. Blank charges are not "no record" (two rows in a hundred
state any), and "claims good health" is what a person said at an arrest, not a medical finding.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from evenhand.docket.building import Building
from evenhand.docket.facts import add_source, write_facts
from evenhand.docket.loading import load, trimmed, with_facts_to_derive
from evenhand.engines.duck import literal
from evenhand.records.account import Account, SourceFile, fingerprint
from evenhand.records.layout import as_delivered
from evenhand.records.lines import raw_rows
from evenhand.records.quoted import open_quoted

SOURCE = "i213"
COLUMNS = (
    "row_number",
    "site_name",
    "doc_completion_date",
    "processing_disposition_descr",
    "citizenship_country_descr",
    "gender_code",
    "age",
    "marital_status_descr",
    "occupation_text",
    "apprehension_date",
    "entry_date",
    "entry_admission_class_descr",
    "mother_citizenship_country_descr",
    "father_citizenship_country_descr",
    "spouse_citizenship_country_descr",
    "health_status_comment_text",
    "admin_charges",
    "criminal_charges",
    "child_count",
)
_REDACTED = "'(b)('"
_UNKNOWN_CLASS = "('UNKNOWN OR NOT REPORTED', 'UNKNOWN', 'N/A', 'NONE')"


def import_i213(building: Building, path: Path) -> dict[str, Any]:
    """Read a file of I-213 records into the building; gives manifest entries.

    Each case is later reviewed as of the day its form was completed.
    """
    source = fingerprint(path)
    with as_delivered("I-213 records", "divided by bars, in UTF-8, with the header in line 1"):
        reading = open_quoted(source, delimiter="|", columns=COLUMNS)
    texts = ", ".join(f"{_value(column)} AS {column}" for column in COLUMNS)
    raw = ", ".join(f"{trimmed(column)} AS {column}_as_given" for column in COLUMNS)
    load(building.con, "forms", reading, building.rejects, f"row, {texts}, {raw}")
    building.accounts.append((SOURCE, source, reading.account))
    _take_out(building, source, reading.account)
    file = literal(source.name)
    building.con.execute(f"CREATE TEMP TABLE dated AS {_DATED}")
    building.con.execute(f"CREATE TEMP TABLE charged AS {_CHARGED}")
    building.con.execute(f"CREATE TEMP TABLE cases_made AS {_CASES.format(file=file)}")
    building.write("cases", "SELECT * FROM cases_made ORDER BY case_id")
    building.write(
        "charges",
        "SELECT case_id, CAST(NULL AS BIGINT) AS proceeding_id, "
        "CAST(NULL AS BIGINT) AS charge_id, section AS charge, "
        f"CAST(NULL AS VARCHAR) AS status, says, {file} AS file, row FROM charged "
        "ORDER BY case_id, place",
    )
    building.con.execute(f"CREATE TEMP TABLE crimes AS {_CRIMES.format(file=file)}")
    for table, select in _CRIME_TABLES.items():
        building.write(table, select)
    building.con.execute(
        "CREATE TEMP TABLE given AS SELECT case_id, file, row, recorded_on, "
        f"{with_facts_to_derive(_SUPPLIED, building.catalogue)} FROM ({_FACTS.format(file=file)})"
    )
    building.con.execute(f"INSERT INTO notes {_notes(file)}")
    made = add_source(building, 1, SOURCE, "given")
    write_facts(building, [(SOURCE, made)], None)
    return {"as_of": None, "as_of_from": "the day each form was completed", "sources": [SOURCE]}


def _value(column: str) -> str:
    """Write a column's value; a redaction is no value (the note keeps its words)."""
    text = trimmed(column)
    return f"CASE WHEN NOT starts_with({text}, {_REDACTED}) THEN {text} END"


def _take_out(building: Building, source: SourceFile, account: Account) -> None:
    """Reject rows without a number or form date, and those whose number stood before."""
    # One after the other: a form without a date must not shut out the one that has it.
    tests = {
        ("no case number", "row_number is empty"): "row_number IS NULL",
        ("no form date", "doc_completion_date cannot be read"): (
            f"{_day('doc_completion_date')} IS NULL"
        ),
        ("duplicate key", "row_number stands earlier in the file"): (
            "row > (SELECT min(row) FROM forms AS f WHERE f.row_number = forms.row_number)"
        ),
    }
    rows: dict[int, tuple[str, str]] = {}
    for reason, test in tests.items():
        found = building.con.execute(f"DELETE FROM forms WHERE {test} RETURNING row").fetchall()
        rows |= {row: reason for (row,) in found}
    if rows:
        building.reject_rows(source, account, rows, raw_rows(source, rows, encoding="utf-8"))


def _day(column: str) -> str:
    """Write a day as the form gives it; a cast alone would take 'infinity' and the year 20011."""
    whole = f"{column} LIKE '____-__-__%' AND {column} >= '1850'"
    return f"CASE WHEN {whole} THEN TRY_CAST(left({column}, 10) AS DATE) END"


def _list(column: str) -> str:
    """Write a column that holds a JSON array as a list; anything else is NULL."""
    return f"TRY_CAST(TRY_CAST({column} AS JSON) AS JSON[])"


_DATED = f"""
SELECT *, row_number AS case_id, {_day("doc_completion_date")} AS recorded_on,
       {_day("entry_date")} AS entry_day, {_day("apprehension_date")} AS apprehended_on,
       CASE WHEN regexp_full_match(age, '[0-9]{{1,3}}') AND CAST(age AS INTEGER) < 130
            THEN CAST(age AS INTEGER) END AS years,
       {_list("admin_charges")} AS charge_list, {_list("criminal_charges")} AS crime_list,
       {_list("child_count")} AS child_list,
       upper(entry_admission_class_descr) AS admission_class
FROM forms
"""

# One row per immigration charge: an array of objects, as the form's release writes them.
_CHARGED = """
SELECT case_id, row, place, charge ->> 'CHARGE_SECTION_CODE' AS section,
       charge ->> 'CHARGE_DESCRIPTION' AS says,
       lower(regexp_replace(charge ->> 'CHARGE_SECTION_CODE', '[^0-9A-Za-z]', '', 'g')) AS plain
FROM (SELECT case_id, row, unnest(charge_list) AS charge,
             generate_subscripts(charge_list, 1) AS place FROM dated)
"""

_CASES = """
SELECT case_id, CAST(NULL AS VARCHAR) AS court, site_name AS office,
       CAST(NULL AS VARCHAR) AS case_type, recorded_on, citizenship_country_descr AS nationality,
       CAST(NULL AS VARCHAR) AS language, gender_code AS sex,
       processing_disposition_descr AS custody, CAST(NULL AS DATE) AS next_hearing_on,
       CAST(NULL AS VARCHAR) AS next_hearing_type, CAST(NULL AS BOOLEAN) AS represented,
       CAST(NULL AS VARCHAR) AS judge, CAST(NULL AS VARCHAR) AS state,
       CAST(NULL AS VARCHAR) AS outcome, processing_disposition_descr AS outcome_says,
       CAST(NULL AS DATE) AS outcome_on, {file} AS file, row
FROM dated
"""

_CRIMES = """
SELECT case_id, place, crime ->> 'NCIC_CATEGORY' AS offense,
       TRY_CAST(crime ->> 'CHARGE_DATE' AS DATE) AS charged_on,
       crime ->> 'CHARGE_STATUS' AS disposition, {file} AS file, row
FROM (SELECT case_id, row, unnest(crime_list) AS crime,
             generate_subscripts(crime_list, 1) AS place FROM dated)
"""
# A charge that ended otherwise, or has not ended, stands in a table of its own: whoever counts the
# rows of ``convictions`` counts convictions.
_CRIME_TABLES = {
    "convictions": (
        "SELECT case_id, offense, charged_on, file, row FROM crimes "
        "WHERE disposition = 'Convicted' ORDER BY case_id, place"
    ),
    "criminal_charges": (
        "SELECT case_id, offense, charged_on, disposition, file, row FROM crimes "
        "WHERE disposition IS DISTINCT FROM 'Convicted' ORDER BY case_id, place"
    ),
}

_SUPPLIED = (
    "entered_on_earliest",
    "entered_on_latest",
    "entered_unlawfully",
    "violated_admission",
    "born_on_earliest",
    "born_on_latest",
    "usc_spouse",
    "lpr_spouse",
    "usc_child",
    "usc_parent",
    "pregnant",
    "in_school",
    "detained",
    "convictions_least",
    "arrested",
    "previously_removed",
    "reentered_after_removal",
    "removal_order_outstanding",
)

_FACTS = (
    """
SELECT d.case_id, {file} AS file, d.row, d.recorded_on,
       CASE WHEN entry_day <= d.recorded_on THEN entry_day END AS entered_on_earliest,
       CASE WHEN entry_day <= d.recorded_on THEN entry_day END AS entered_on_latest,
       CASE WHEN admitted AND (c.without_admission OR without_inspection) THEN NULL
            WHEN c.without_admission OR without_inspection THEN true
            WHEN admitted THEN false END AS entered_unlawfully,
       c.violated AS violated_admission,
       CAST(apprehended_on - to_years(years + 1) AS DATE) + 1 AS born_on_earliest,
       CAST(apprehended_on - to_years(years) AS DATE) AS born_on_latest,
       CASE WHEN spouse IS NOT NULL AND no_spouse THEN NULL
            WHEN spouse IS NOT NULL THEN spouse = 'UNITED STATES'
            WHEN no_spouse THEN false END AS usc_spouse,
       CASE WHEN spouse IS NOT NULL AND no_spouse THEN NULL
            WHEN spouse = 'UNITED STATES' OR no_spouse THEN false END AS lpr_spouse,
       k.citizen AS usc_child,
       CASE WHEN mother = 'UNITED STATES' OR father = 'UNITED STATES' THEN true
            WHEN mother IS NOT NULL AND father IS NOT NULL THEN false END AS usc_parent,
       CASE WHEN regexp_matches(lower(health_status_comment_text), 'pregnan')
             AND NOT regexp_matches(lower(health_status_comment_text),
                                    '(not|denie[sd]|no) .{{0,12}}pregnan')
             AND NOT regexp_matches(lower(health_status_comment_text),
                                    'wife|girlfriend|spouse|partner|fianc|daughter|sister|mother')
             AND gender_code IS DISTINCT FROM 'M'
            THEN true END AS pregnant,
       CASE WHEN upper(occupation_text) = 'STUDENT' THEN true END AS in_school,
       CASE WHEN processing_disposition_descr = 'Not in Custody'
              OR starts_with(processing_disposition_descr, 'Notice to Appear Released')
            THEN false END AS detained,
       nullif(o.convicted, 0) AS convictions_least,
       CASE WHEN o.entries > 0 THEN true END AS arrested,
       CASE WHEN c.removed OR reinstated THEN true END AS previously_removed,
       CASE WHEN c.reentered OR reinstated THEN true END AS reentered_after_removal,
       CASE WHEN processing_disposition_descr = 'Bag and Baggage' THEN true END
           AS removal_order_outstanding
FROM (SELECT *, admission_class = 'WITHOUT INSPECTION' AS without_inspection,
             admission_class NOT IN """
    + _UNKNOWN_CLASS
    + """
                 AND admission_class <> 'WITHOUT INSPECTION' AS admitted,
             nullif(upper(spouse_citizenship_country_descr), 'UNKNOWN') AS spouse,
             nullif(upper(mother_citizenship_country_descr), 'UNKNOWN') AS mother,
             nullif(upper(father_citizenship_country_descr), 'UNKNOWN') AS father,
             marital_status_descr IN ('Single', 'Divorced', 'Widowed') AS no_spouse,
             processing_disposition_descr = 'REINSTATEMENT OF DEPORT ORDER I-871' AS reinstated
      FROM dated) AS d
LEFT JOIN (SELECT case_id, max(CASE WHEN plain = '212a6ai' THEN true END) AS without_admission,
                  max(CASE WHEN plain IN ('237a1b', '237a1ci') THEN true END) AS violated,
                  max(CASE WHEN starts_with(plain, '212a9a') THEN true END) AS removed,
                  max(CASE WHEN starts_with(plain, '212a9ciii') OR starts_with(plain, '8usc1326')
                      THEN true END) AS reentered
           FROM charged GROUP BY case_id) AS c USING (case_id)
LEFT JOIN (SELECT case_id, CASE WHEN bool_or(citizen) THEN true
                                WHEN count(*) = count(citizen) THEN false END AS citizen
           FROM (SELECT case_id, CASE WHEN number = 0 THEN false
                                      WHEN country = 'UNITED STATES' THEN number > 0
                                      WHEN country NOT IN """
    + _UNKNOWN_CLASS
    + """ AND NOT starts_with(country, '(B)(') THEN false END AS citizen
                 FROM (SELECT case_id, upper(child ->> 'CITIZENSHIP') AS country,
                              TRY_CAST(child ->> 'CHILD_COUNT' AS INTEGER) AS number
                       FROM (SELECT case_id, unnest(child_list) AS child FROM dated)))
           GROUP BY case_id) AS k USING (case_id)
LEFT JOIN (SELECT case_id, count(*) AS entries,
                  count(*) FILTER (disposition = 'Convicted') AS convicted
           FROM crimes GROUP BY case_id) AS o USING (case_id)
"""
)


def _notes(file: str) -> str:
    """Write the SELECT of values that could not be used, and why."""
    read = (
        ("entered_on", "entry_date", "entry_day"),
        ("born_on", "age", "years"),
        ("born_on", "apprehension_date", "apprehended_on"),
        ("usc_child", "child_count", "child_list"),
        ("convictions", "criminal_charges", "crime_list"),
        ("entered_unlawfully", "admin_charges", "charge_list"),
    )
    note = (
        "SELECT case_id, '{fact}', '{reason}', 'i213', {file}, row, '{column}', {column}_as_given "
        "FROM dated WHERE {test}"
    )
    parts = [
        note.format(
            fact=fact,
            reason="unreadable",
            file=file,
            column=column,
            test=f"{column} IS NOT NULL AND {value} IS NULL",
        )
        for fact, column, value in read
    ]
    later = "entry_day > recorded_on"
    parts.append(
        note.format(
            fact="entered_on", reason="after the record", file=file, column="entry_date", test=later
        )
    )
    redactable = (
        ("entered_on", "entry_date"),
        ("entered_unlawfully", "entry_admission_class_descr"),
        ("usc_spouse", "spouse_citizenship_country_descr"),
        ("usc_spouse", "marital_status_descr"),
        ("usc_parent", "mother_citizenship_country_descr"),
        ("usc_parent", "father_citizenship_country_descr"),
        ("usc_child", "child_count"),
        ("convictions", "criminal_charges"),
        ("entered_unlawfully", "admin_charges"),
        ("detained", "processing_disposition_descr"),
        ("born_on", "age"),
        ("born_on", "apprehension_date"),
    )
    for fact, column in redactable:
        test = f"starts_with({column}_as_given, {_REDACTED})"
        parts.append(note.format(fact=fact, reason="redacted", file=file, column=column, test=test))
    parts.append(
        f"SELECT d.case_id, 'entered_unlawfully', 'conflicting', 'i213', {file}, d.row, "
        "'entry_admission_class_descr', entry_admission_class_descr_as_given FROM dated d WHERE "
        f"admission_class NOT IN {_UNKNOWN_CLASS} AND admission_class <> 'WITHOUT INSPECTION' "
        "AND case_id IN (SELECT case_id FROM charged WHERE plain = '212a6ai')"
    )
    parts.append(
        note.format(
            fact="usc_spouse",
            reason="conflicting",
            file=file,
            column="spouse_citizenship_country_descr",
            test="marital_status_descr IN ('Single', 'Divorced', 'Widowed') "
            "AND upper(spouse_citizenship_country_descr) <> 'UNKNOWN'",
        )
    )
    return " UNION ALL ".join(parts)
