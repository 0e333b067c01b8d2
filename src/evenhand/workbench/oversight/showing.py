"""What a release says, laid out for a page in the language it is read in.

Words, tables and drawings are those of `evenhand.publish`; nothing is worked out here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from evenhand.casework.inspected import HOLD_OPEN, NO_DECISION, OVERRIDDEN, REFUSED
from evenhand.publish.answer import answers
from evenhand.publish.data.columns import data_files
from evenhand.publish.data.dictionary import READ_ME
from evenhand.publish.folder import CERTIFICATE, SUMS
from evenhand.publish.laid import laid
from evenhand.publish.markup import Html
from evenhand.publish.page.measure_part import exhibit_part, terms
from evenhand.publish.page.page import PAGES, PAPERS
from evenhand.publish.sheet import title
from evenhand.publish.tongue import Phrase, tongue
from evenhand.workbench.oversight.holding import Held
from evenhand.workbench.oversight.releases import Release

# The measure that counts what stands on each of the inspector's lists.
MEASURES: Mapping[str, str] = {
    HOLD_OPEN: "removals-with-a-hold-open",
    NO_DECISION: "removals-without-parental-decision",
    REFUSED: "refused-against-the-finding",
    OVERRIDDEN: "removals-with-a-hold-overridden",
}
MOST_SAID = 2


@dataclass(frozen=True)
class Line:
    """One measure of a release in a list: its question and what came out, in a sentence or two."""

    key: str
    question: Phrase
    answers: tuple[Phrase, ...]
    periods: tuple[Phrase, ...]
    release: Release


@dataclass(frozen=True)
class Shown:
    """One measure laid out: question, answers, its exhibits and its definition as markup."""

    key: str
    question: Phrase
    answers: tuple[Phrase, ...]
    exhibits: tuple[Html, ...]
    definition: Html


def measured(releases: Sequence[Release], language: str) -> list[Line]:
    """Give every measure that any release has, each from the newest that has it."""
    newest: dict[str, Line] = {}
    for release in releases:
        for line in lines_of(release, language):
            newest.setdefault(line.key, line)
    return list(newest.values())


def left_out(releases: Sequence[Release], shown: Sequence[Line]) -> list[tuple[str, str, Release]]:
    """Give what no release has since it could not be made safe: measure, reason, and newest try."""
    found = {line.key: ("", line.release) for line in shown}
    for release in releases:
        for name, why in release.held.left_out.items():
            found.setdefault(name, (why, release))
    return [(name, *told) for name, told in list(found.items())[len(shown) :]]


def lines_of(release: Release, language: str) -> list[Line]:
    """Give the measures of one release, in its order."""
    return [Line(*told, release) for told in _told(release.held, language)]


@lru_cache(maxsize=64)
def _told(
    held: Held, language: str
) -> tuple[tuple[str, Phrase, tuple[Phrase, ...], tuple[Phrase, ...]], ...]:
    """Say what a release says in sentences, once; one of the same checksums says the same."""
    words, made = tongue(language), []
    for one in held.edition.measures:
        of_tables = {table.period for table in one.tables}
        periods = sorted(of_tables | {estimate.period for estimate in one.estimates})
        said = answers(one, words)[:MOST_SAID]
        meant = tuple(words.phrase(period) for period in periods)
        made.append((one.key, words.phrase(one.told.question), said, meant))
    return tuple(made)


def shown(held: Held, key: str, language: str) -> Shown | None:
    """Lay one measure out; nothing where the release does not have it."""
    return _laid(held, language).get(key)


@lru_cache(maxsize=16)
def _laid(held: Held, language: str) -> Mapping[str, Shown]:
    """Lay a release out once; one of the same checksums says the same."""
    words = tongue(language)
    return {
        part.key: Shown(
            part.key,
            part.question,
            part.answers,
            tuple(exhibit_part(exhibit, words) for exhibit in part.exhibits),
            terms(part.terms, words),
        )
        for part in laid(held.edition, held.protection, words).parts
    }


@dataclass(frozen=True)
class Offered:
    """What can be fetched of a release: what it is, the names of its files; a table's title."""

    kind: str
    names: tuple[str, ...]
    title: Phrase | None = None


def offered(held: Held, language: str) -> list[Offered]:
    """Give the files of a release: to read, in the reader's language first; to use; to check."""
    words, other = tongue(language), next(one for one in PAGES if one != language)
    made = [
        Offered(f"{kind}-{each}", (files[each],))
        for each in (language, other)
        for kind, files in (("paper", PAPERS), ("page", PAGES))
    ]
    made.append(Offered("dictionary", (f"data/{READ_ME[language]}",)))
    titles = _titles(held, language)
    for file in data_files(held.edition):
        names = tuple(f"data/{file.name}.{kind}" for kind in ("csv", "parquet"))
        made.append(Offered("table", names, titles.get(file.name) or words.phrase(file.title)))
    return [*made, Offered("certificate", (CERTIFICATE,)), Offered("sums", (SUMS,))]


def _titles(held: Held, language: str) -> dict[str, Phrase]:
    """Give the titles of tables with what each is divided by: a measure has several."""
    return {
        f"{measured.key}-{number}": title(table, tongue(language))
        for measured in held.edition.measures
        for number, table in enumerate(measured.tables, 1)
    }


@dataclass(frozen=True)
class Promise:
    """What the rule of a release is, in words, and what it does not protect."""

    sentences: tuple[Phrase, ...]
    not_protected: tuple[Phrase, ...]


def promise(held: Held, language: str) -> Promise:
    """Give it in the language of the page."""
    words = tongue(language)
    not_protected = tuple(words.phrase(one) for one in held.protection.does_not_protect)
    return Promise(held.protection.sentences(words)[:2], not_protected)
