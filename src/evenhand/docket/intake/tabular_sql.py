"""How cells of an office's own file are read: SQL over its text columns.

The import and the trial of a mapping use these same expressions, so that what a trial calls
readable is what an import reads.
"""

from __future__ import annotations

from evenhand.docket.catalogue import Catalogue
from evenhand.docket.mapping import EACH_ROW, FactColumn, Mapping
from evenhand.engines.duck import literal, name


def case_number(mapping: Mapping) -> str:
    """Write the number of a row's case: the key's, or the row's own place."""
    if mapping.key == EACH_ROW:
        return "CAST(row AS VARCHAR)"
    return f"trim({name(mapping.key)})"


def one_of(column: str, words: tuple[str, ...]) -> str:
    """Write the test that a column says one of some words."""
    return among(name(column), words)


def among(text: str, words: tuple[str, ...]) -> str:
    """Write the test that a text is one of some words, whatever its case and outer blanks."""
    listed = ", ".join(literal(word) for word in words)
    return f"lower(trim({text})) IN ({listed})" if words else "false"


def values(catalogue: Catalogue, column: FactColumn) -> list[str]:
    """Write a fact's column, or its two, as read from the file's."""
    fact = catalogue[column.fact]
    if fact.type == "yes-no":
        yes, no = one_of(column.column, column.yes), one_of(column.column, column.no)
        return [f"CASE WHEN {yes} THEN true WHEN {no} THEN false END AS {name(fact.name)}"]
    low, high = (name(part) for part in fact.columns)
    text = text_column(column)
    if fact.type == "date":
        return [f"{bound(text, column, side)} AS {c}" for side, c in (("low", low), ("high", high))]
    return [f"{count(text, side)} AS {c}" for side, c in (("low", low), ("high", high))]


def text_column(column: FactColumn) -> str:
    """Name the working column that holds a date's or count's words, without those for unknown."""
    return name(f"{column.fact} text")


def with_texts(catalogue: Catalogue, mapping: Mapping, table: str = "rows") -> str:
    """Write those columns, worked out once a row; gives the table's rows with them."""
    texts = [
        f"CASE WHEN NOT {one_of(c.column, mapping.unknown)} THEN trim({name(c.column)}) END "
        f"AS {text_column(c)}"
        for c in mapping.columns
        if catalogue[c.fact].is_span
    ]
    return f"(SELECT *, {', '.join(texts)} FROM {table})" if texts else table


def record_day(column: str, form: str) -> str:
    """Write the day on which a row was recorded."""
    text = f"trim({name(column)})"
    if form:
        return whole_day(text, form)
    return f"coalesce({whole_day(text, '')}, {whole_day(text, '%m/%d/%Y')})"


def whole_day(text: str, form: str) -> str:
    """Write a day read from a text; a year before 1850 is a slip (05/31/01), not a year."""
    if form:
        day = f"CAST(try_strptime({text}, {literal(form)}) AS DATE)"
    else:
        # A cast alone would take 'infinity', 'epoch' and the year 20011.
        iso = f"regexp_matches({text}, '^\\d{{4}}[-/]\\d{{1,2}}[-/]\\d{{1,2}}([ T]|$)')"
        day = f"CASE WHEN {iso} THEN TRY_CAST({text} AS DATE) END"
    return f"CASE WHEN {day} >= DATE '1850-01-01' THEN {day} END"


def bound(text: str, column: FactColumn, side: str) -> str:
    """Write one end of a date: exact, or what a month or a year alone leaves open."""
    stripped = f"regexp_replace({text}, ' at the (latest|earliest)$', '')"
    exact = whole_day(stripped, column.date)
    if side == "high" and column.gives == "month":
        exact = f"last_day({exact})"
    if side == "high" and column.gives == "year":
        exact = f"make_date(year({exact}), 12, 31)"
    year, month = f"TRY_CAST({stripped} AS INTEGER)", f"TRY_CAST({stripped} || '-01' AS DATE)"
    is_year = f"regexp_full_match({stripped}, '(18[5-9]|19\\d|2\\d\\d)\\d')"
    is_month = f"regexp_full_match({stripped}, '\\d{{4}}-\\d{{1,2}}') AND {stripped} >= '1850'"
    if side == "low":
        partial = f"WHEN {is_year} THEN make_date({year}, 1, 1) WHEN {is_month} THEN {month}"
        open_end = "% at the latest"
    else:
        partial = (
            f"WHEN {is_year} THEN make_date({year}, 12, 31) WHEN {is_month} THEN last_day({month})"
        )
        open_end = "% at the earliest"
    # Nearly every value is a whole day: the costly forms are tried on the few that are not.
    whole = whole_day(text, column.date)
    first = f"WHEN {whole} IS NOT NULL THEN {exact.replace(stripped, text)}"
    return f"CASE {first} WHEN {text} LIKE '{open_end}' THEN NULL {partial} ELSE {exact} END"


def count(text: str, side: str) -> str:
    """Write one end of a count: exact, or what "at least" and "at most" leave open."""
    digits = f"regexp_extract({text}, '^(?:at (?:least|most) )?([0-9]+)(?:\\.0+)?$', 1)"
    number = f"TRY_CAST({digits} AS SMALLINT)"
    if side == "low":
        bound = f"CASE WHEN {text} LIKE 'at most %' THEN 0 ELSE {number} END"
    else:
        bound = f"CASE WHEN {text} LIKE 'at least %' THEN NULL ELSE {number} END"
    return f"CASE WHEN {number} >= 0 THEN {bound} END"
