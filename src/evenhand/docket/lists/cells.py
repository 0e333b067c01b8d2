"""How the cells of a list are read: SQL over its text columns, one expression for each type."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from evenhand.docket.intake.tabular_sql import among, bound, count
from evenhand.docket.lists.fields import UNKNOWN_CODE, vocabulary
from evenhand.docket.lists.mapping import FieldColumn, ListMapping
from evenhand.engines.duck import literal, name

# A word for "unknown" that is also a surname is not taken for it where names stand.
_ALSO_NAMES = {"na"}


def text(column: FieldColumn, mapping: ListMapping) -> str:
    """Write a cell without outer blanks, NULL where it says that the value is not known."""
    silent = (*mapping.unknown, *mapping.redacted)
    if column.field.type == "text":
        silent = tuple(word for word in silent if word not in _ALSO_NAMES)
    cell = f"trim({name(column.column)})"
    return f"CASE WHEN NOT {among(name(column.column), ('', *silent))} THEN {cell} END"


def folded(text: str) -> str:
    """Write a text in lower case, without accents, with single blanks and no full stop at its end.

    The vocabulary is written so. U+2010 is the hyphen that page layout puts for the ordinary one.
    """
    single = f"regexp_replace(trim(replace({text}, chr(8208), '-')), '\\s+', ' ', 'g')"
    return f"rtrim(lower(strip_accents({single})), '. ')"


def values(column: FieldColumn) -> Iterator[str]:
    """Write the columns of ``people`` that a field fills, from its working column of text."""
    field = column.field
    cell = name(f"t_{field.name}")
    match field.type:
        case "date":
            for side, made in zip(("low", "high"), field.columns, strict=True):
                yield f"{bound(cell, column.dated, side)} AS {made}"
        case "count":
            yield f"{count(cell, 'low')} AS {field.name}"
        case "number":
            yield f"{_number(cell)} AS {field.name}"
        case "word":
            yield f"{_word(cell, column)} AS {field.name}"
        case "code":
            yield f"{_coded(folded(cell), column)} AS {field.name}"
        case "codes":
            piece = _coded(folded("piece"), column)
            yield (
                f"list_sort(list_distinct(list_transform(list_filter(string_split({cell}, ';'), "
                f"lambda p: trim(p) <> ''), lambda piece: {piece}))) AS {field.name}"
            )
        case _:
            yield f"{cell} AS {field.name}"
    if field.keeps_cell:
        yield f"{cell} AS {field.name}_says"


def unreadable(column: FieldColumn) -> tuple[str, str]:
    """Write when a filled cell gave nothing that can be used, and the reason in words."""
    field = column.field
    made = f"coalesce({', '.join(field.columns)})"
    if field.type == "codes":
        return f"list_contains({field.name}, '{UNKNOWN_CODE}')", "unknown code"
    if field.type == "code":
        return f"{field.name} = '{UNKNOWN_CODE}'", "unknown code"
    reason = {"date": "not a date", "count": "not a count", "number": "not an A-number"}
    return f"{made} IS NULL", reason.get(field.type, "not readable")


def _number(cell: str) -> str:
    digits = f"regexp_replace({cell}, '[^0-9]', '', 'g')"
    whole = f"regexp_full_match({cell}, '(?i)a?[ #:-]*[0-9][0-9 -]*')"
    return (
        f"CASE WHEN {whole} AND length({digits}) IN (8, 9) THEN 'A' || lpad({digits}, 9, '0') END"
    )


def _word(cell: str, column: FieldColumn) -> str:
    spelled = f"upper({folded(cell)})"
    cases = "".join(
        f" WHEN {literal(word)} THEN {literal(code.upper())}" for word, code in column.words.items()
    )
    return f"CASE {folded(cell)}{cases} ELSE {spelled} END" if cases else spelled


def _coded(text: str, column: FieldColumn) -> str:
    words: dict[str, list[str]] = {}
    listed: Mapping[str, tuple[str, ...]] = vocabulary()[column.field.vocabulary]
    for code, spellings in listed.items():
        words.setdefault(code, []).extend(word for word in spellings if word not in column.words)
    for word, code in column.words.items():
        words[code].append(word)
    cases = " ".join(
        f"WHEN {text} IN ({', '.join(map(literal, spellings))}) THEN {literal(code)}"
        for code, spellings in words.items()
        if spellings
    )
    return f"CASE WHEN {text} IS NULL THEN NULL {cases} ELSE {literal(UNKNOWN_CODE)} END"
