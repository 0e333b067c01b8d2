"""Proposing a mapping: which column of a file is probably which fact, tried on its rows."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from evenhand.docket.catalogue import Catalogue, Fact, catalogue
from evenhand.docket.intake.trying import Trial, Tried, try_mapping
from evenhand.docket.mapping import DESCRIPTIONS, NO, YES, FactColumn, Mapping, read_mapping
from evenhand.records.account import fingerprint
from evenhand.records.layout import Layout
from evenhand.records.opening import open_laid_out

# Words in a header that point to a fact, most telling first; compared without case and marks.
_HINTS: dict[str, tuple[str, ...]] = {
    "entered_on": ("last entry", "entry date", "date of entry", "entered"),
    "present_since": ("in us since", "present since", "arrived", "arrival"),
    "born_on": ("date of birth", "birth date", "dob", "born"),
    "entered_unlawfully": ("entered unlawfully", "without inspection", "ewi"),
    "usc_child": ("us citizen child", "usc child", "citizen child"),
    "usc_spouse": ("us citizen spouse", "usc spouse", "citizen spouse"),
    "usc_parent": ("us citizen parent", "usc parent", "citizen parent"),
    "detained": ("detained", "in custody", "custody"),
    "previously_removed": ("prior removal", "previously removed", "prior deportation"),
    "felony_convictions": ("felony convictions", "felonies"),
    "misdemeanor_convictions": ("misdemeanor convictions", "misdemeanors"),
    "convictions": ("convictions", "number of convictions"),
    "honorably_discharged": ("veteran", "honorable discharge"),
    "serious_illness": ("serious illness", "serious health"),
    "domestic_violence_victim": ("domestic violence", "dv victim"),
    "permanent_resident": ("permanent resident", "lpr", "green card"),
}
# Those that mean a setting only if the whole name says so: "court date" is no court.
_WHOLE = {"court": ("court",), "state": ("status", "state")}
_KEYS = ("case id", "case number", "case no", "idncase", "a number", "id", "row number", "case")
# The settings of a mapping that name a column, with the words that point to it.
_SETTINGS: dict[str, tuple[str, ...]] = {
    "office": ("field office", "office", "site"),
    "recorded_on": (
        "interview date", "intake date", "recorded on", "date recorded", "document date",
    ),
    "nationality": ("nationality", "citizenship", "country of citizenship", "nat"),
    "language": ("primary language", "language", "lang"),
    "sex": ("sex", "gender"),
    "court": ("immigration court", "base city"),
    "judge": ("immigration judge", "ij name", "judge", "ij"),
    "state": ("case status", "case state", "stage of proceedings", "state of the case"),
    "represented": ("represented", "has attorney", "attorney on record", "has counsel"),
}  # fmt: skip


@dataclass(frozen=True)
class Proposal:
    """A mapping in words, the ``header`` it was made from, and what it makes of the rows."""

    text: str
    header: tuple[str, ...]
    trial: Trial | None
    warnings: tuple[str, ...]


def propose_mapping(path: Path, layout: Layout, known: Catalogue | None = None) -> Proposal:
    """Propose a mapping from a file's header, and try it on every row.

    What is not certain stands in the text as a comment. Without a column for the case number
    there is nothing to try yet.
    """
    known = known or catalogue()
    source = fingerprint(path)
    header = open_laid_out(source, layout, ()).header
    plan = propose(source.name, header, known, layout)
    trial = try_mapping(source, plan, known) if plan.key else None
    if trial:
        plan, trial = with_forms(plan, trial)
    text = written(plan, source.name, header, known, trial)
    return Proposal(text, header, trial, tuple(warnings(plan, trial)) if trial else ())


def try_on(path: Path, mapping: Path, known: Catalogue | None = None) -> Proposal:
    """Try a mapping that somebody wrote on every row of a file."""
    known = known or catalogue()
    plan = read_mapping(mapping, known)
    source = fingerprint(path)
    trial = try_mapping(source, plan, known)
    header = open_laid_out(source, plan.file, ()).header
    return Proposal(plan.text, header, trial, tuple(warnings(plan, trial)))


def propose(file: str, header: Sequence[str], known: Catalogue, layout: Layout) -> Mapping:
    """Choose columns by their names alone; ``key`` is empty if none looks like a case number."""
    # A column called row cannot be read: that name is kept for the row's number.
    usable = [column for column in header if column.strip().lower() != "row"]
    taken: set[str] = set()
    key = _best(usable, _KEYS, taken)
    facts = [fact for fact in known.values() if fact.kind != "judged"]
    # A column with a fact's very name is that fact's, whatever else its name contains.
    named = {fact.name: _named(usable, _words(fact), taken) for fact in facts}
    settings = {
        key: _best(usable, words, taken) or _named(usable, _WHOLE.get(key, ()), taken)
        for key, words in _SETTINGS.items()
    }
    columns = []
    for fact in facts:
        if column := named[fact.name] or _best(usable, _words(fact), taken):
            columns.append(FactColumn(fact.name, column, YES[:5], NO[:5]))
    plan = Mapping(name=Path(file).stem.lower(), key=key, columns=tuple(columns), file=layout)
    return replace(plan, **settings)  # type: ignore[arg-type]


def with_forms(plan: Mapping, trial: Trial) -> tuple[Mapping, Trial]:
    """Take the form of dates that reads the most into the mapping, where there is only one."""
    forms = {tried.what: tried.forms[0] for tried in trial.columns if len(tried.forms) == 1}
    columns = tuple(replace(c, date=forms.get(c.fact, c.date)) for c in plan.columns)
    plan = replace(plan, columns=columns, recorded_form=forms.get("recorded_on", ""))
    tried = tuple(t.in_its_form() if t.what in forms else t for t in trial.columns)
    return plan, replace(trial, columns=tried)


def written(
    plan: Mapping, file: str, header: Sequence[str], known: Catalogue, trial: Trial | None
) -> str:
    """Write a proposed mapping as TOML, each line with what the rows say of it."""
    lines = [
        f"# Proposed from the header of {file}. Read every line before you use it.",
        *([_rows_in_words(trial)] if trial else []),
        f"name = {_quoted(plan.name)}",
        f"key = {_quoted(plan.key)}"
        if plan.key
        else '# key = "..."       # the column with the case number',
    ]
    lines += _setting(plan, "recorded_on") + _setting(plan, "recorded_form")
    lines += _notes(trial.of("recorded_on") if trial else None, "recorded_form")
    lines += [line for part in DESCRIPTIONS for line in _setting(plan, part)]
    if said := plan.file.said():
        lines += ["", "[file]", *(f"{key} = {_toml(value)}" for key, value in said.items())]
    for column in plan.columns:
        fact = known[column.fact]
        lines += ["", f"[fact.{fact.name}]   # {fact.asks}", f"column = {_quoted(column.column)}"]
        if not fact.is_span:
            lines += [f"yes = {_quoted(column.yes)}", f"no = {_quoted(column.no)}"]
        if column.date:
            lines.append(f"date = {_quoted(column.date)}")
        lines += _notes(trial.of(fact.name) if trial else None, "date")
    used = set(plan.wanted())
    left = [" ".join(column.split()) for column in header if column not in used]
    lines += ["", "# Columns not used: " + (", ".join(left) or "none")]
    return "\n".join(lines) + "\n"


def _setting(plan: Mapping, key: str) -> list[str]:
    value = getattr(plan, key)
    return [f"{key} = {_quoted(value)}"] if value else []


def _rows_in_words(trial: Trial) -> str:
    rejected = f"; {trial.rejected:,} could not be loaded" if trial.rejected else ""
    return f"# Tried on its {trial.rows:,} rows{rejected}."


def _notes(tried: Tried | None, setting: str) -> Iterator[str]:
    """Write as comments how many cells can be read, and what the others are like."""
    if tried is None:
        return
    yield f"# {_readable(tried)}"
    if tried.forms:
        yield (
            f"# {setting} = {_quoted(tried.forms[0])}   # reads {tried.readable_so:,}, and so does "
            f"{' and '.join(map(_quoted, tried.forms[1:]))}: ask which it is"
        )
    elif tried.unread:
        yield f"# Not read: {_unread(tried)}"


def _readable(tried: Tried) -> str:
    if not tried.filled:
        return "empty in every row"
    return f"{tried.readable:,} of {tried.filled:,} filled cells can be read"


def _unread(tried: Tried) -> str:
    return ", ".join(f"{_quoted(like)} ({count:,})" for like, count in tried.unread)


def warnings(plan: Mapping, trial: Trial) -> Iterator[str]:
    """Say in a sentence what is probably wrong: columns of which most cells cannot be read."""
    for tried in trial.columns:
        if tried.mostly_unreadable:
            like = f" Not read: {_unread(tried)}." if tried.unread else ""
            yield (
                f"{tried.what}, column {tried.column!r}: {_readable(tried)}.{like} "
                f"{_remedy(plan, tried)}"
            )


def _remedy(plan: Mapping, tried: Tried) -> str:
    if tried.what == "recorded_on":
        return 'Say how its days are written: recorded_form = "%d.%m.%Y".'
    fact = catalogue()[tried.what]
    if fact.type == "date":
        return f'Say how its dates are written: date = "%d.%m.%Y" below [fact.{fact.name}].'
    if fact.type == "count":
        return "A count is written 2, at least 2 or at most 2; take the column out if it is none."
    return f"Write its words for yes and no below [fact.{fact.name}], or take the column out."


def _toml(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _quoted(value: str | Sequence[str]) -> str:
    """Write a text, or a list of texts, as TOML, which takes the quotes and escapes of JSON."""
    return json.dumps(value, ensure_ascii=False)


def _words(fact: Fact) -> tuple[str, ...]:
    return (*_HINTS.get(fact.name, ()), fact.name.replace("_", " "))


def _plain(text: str) -> str:
    return " ".join(re.sub(r"[^a-z0-9]+", " ", text.lower()).split())


def _named(header: Iterable[str], words: Iterable[str], taken: set[str]) -> str:
    """Give the first free column whose name is one of the words."""
    free = [column for column in header if column not in taken]
    found = next((c for word in words for c in free if _plain(c) == word), "")
    return _take(found, taken)


def _best(header: Iterable[str], words: Iterable[str], taken: set[str]) -> str:
    """Give the first free column whose name is one of the words, else one that contains one."""
    header, words = list(header), list(words)
    if found := _named(header, words, taken):
        return found
    long = [word for word in words if len(word) > 4]
    free = [column for column in header if column not in taken]
    found = next((c for word in long for c in free if f" {word} " in f" {_plain(c)} "), "")
    return _take(found, taken)


def _take(column: str, taken: set[str]) -> str:
    if column:
        taken.add(column)
    return column
