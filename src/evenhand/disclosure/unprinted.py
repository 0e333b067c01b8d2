"""The counts that no reader may find, each with the words of its cell, and the numbers they may.

A number beside the words of a cell is that cell's count, unless the release itself prints the
number for something whose words stand there as well.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from evenhand.disclosure.counted import Counted
from evenhand.disclosure.file_texts import Entry
from evenhand.disclosure.grid import Key
from evenhand.disclosure.periods import days
from evenhand.disclosure.releasing import SafeRelease
from evenhand.disclosure.safe_table import TOTAL

NUMBER = re.compile(
    r"(?<![\w.#-])(?<!\d,)"
    r"(?:\d{1,3}(?:,\d{3})+(?!\w|,\d|\.\d|-\d)|\d+(?!\w|\.\d|-\d|,\d{3}(?!\d)))"
)
NEAR = 80  # letters around a cell's words within which its count would be read as its count
BARE = frozenset({"yes", "no"})  # codes whose words are everyday words: they answer a question
Words = frozenset[str]


def numbers(text: str) -> list[int]:
    """Give the whole numbers of a text."""
    return [int(found[0].replace(",", "")) for found in NUMBER.finditer(text)]


@dataclass
class _ByNumber:
    """For each number the places it is of, under the word that is shared by the fewest of them."""

    places: dict[float, dict[str, list[Words]]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(list))
    )
    anywhere: set[float] = field(default_factory=set)

    def add(self, number: float, by: str, words: Words) -> None:
        if words:
            self.places[number][by].append(words)
        else:
            self.anywhere.add(number)

    def within(self, number: float, said: Words) -> Words | None:
        """Give the words of a place with this number that are all among those that are said."""
        by_word: Mapping[str, list[Words]] = self.places.get(number, {})
        for by in said & by_word.keys():
            for words in by_word[by]:
                if words <= said:
                    return words
        return None

    def stand(self, number: float, text: str) -> bool:
        """Whether all words of some place with this number stand in a text."""
        return any(
            _stands(text, by) and any(all(_stands(text, w) for w in words) for words in places)
            for by, places in self.places.get(number, {}).items()
        )


class Unprinted:
    """All that is looked for in a file, and all that may stand there."""

    def __init__(
        self,
        counted: Counted,
        release: SafeRelease,
        tongue: Callable[[str], str],
        others: Iterable[Callable[[str], str]] = (),
    ) -> None:
        """Put together counts by their cells' words, and printed numbers by theirs.

        ``tongue`` gives a word of the tables in the language that is looked for; in ``others`` a
        value's words may stand too, and the digits in them count nobody. What is printed in any of
        them is printed: codes are the same in all, so that a line in one is read in each.
        """
        self._tongues = (tongue, *others)
        self.printed: set[float] = set()
        self._kinds: dict[str, int] = defaultdict(int)
        self._codes: dict[str, set[str]] = defaultdict(set)
        self._named: set[str] = set()
        self._asked: dict[str, set[str]] = defaultdict(set)
        self._said = _ByNumber()
        self._secret = _ByNumber()
        self.of: dict[Words, set[str]] = defaultdict(set)  # the measures that count such a cell
        self._tongue = tongue
        for grid in counted.grids:
            for dimension in grid.table.dimensions:
                for value in dimension.values:
                    word = tongue(value.says)
                    self._codes[value.code].add(word)
                    self._kinds[word] = max(self._kinds[word], len(dimension.values))
                    if value.code in BARE and value.says.casefold() == value.code:
                        self._asked[word].add(tongue(dimension.says))
                    self._named |= {one(value.says) for one in self._tongues}
        self._take_printed(release)
        self._take_secrets(counted, release)
        self._by_digits: dict[str, list[tuple[str, int]]] = defaultdict(list)
        for said in self._named:
            if not said.isdecimal() or days(said):
                for found in re.finditer(r"\d+", said):
                    self._by_digits[found[0]].append((said, found.start()))

    def _take_printed(self, release: SafeRelease) -> None:
        for table in release.tables:
            self._named.add(table.period)
            for cell in table.cells:
                pairs = zip(cell.at, table.words(cell), strict=True)
                words = [says for code, says in pairs if code != TOTAL]
                told = [n for n in (cell.low, cell.high, cell.drawn) if n is not None]
                self._may(words, [*told, *numbers(cell.text)])
        for estimate in release.estimates:
            self._named.add(estimate.period)
            drawn = (estimate.drawn, estimate.drawn_low, estimate.drawn_high, estimate.step)
            texts = (estimate.text, estimate.low_text, estimate.high_text)
            said = [n for text in texts for n in numbers(text)]
            says = (estimate.says, estimate.why_not)
            self._named |= {one(text) for text in says for one in self._tongues}
            words = [says for _, says in estimate.about]
            self._may(words, [*said, *(n for n in drawn if n is not None)])

    def _may(self, says: Sequence[str], told: Iterable[float]) -> None:
        known = {float(n) for n in told}
        self.printed |= known
        for words in {frozenset(one(word) for word in says) for one in self._tongues}:
            for number in known:
                self._said.add(number, self._rarest(words), words)

    def _take_secrets(self, counted: Counted, release: SafeRelease) -> None:
        """Take in each cell's count that is not printed exactly by some table."""
        shown: set[Key] = set()
        for table, grid in zip(release.tables, counted.grids, strict=True):
            exact = {cell.at for cell in table.cells if cell.low == cell.high}
            shown |= {key for key, at in zip(grid.keys, grid.places, strict=True) if at in exact}
        for grid in counted.grids:
            says = [{v.code: v.says for v in d.values} for d in grid.table.dimensions]
            for key, at in zip(grid.keys, grid.places, strict=True):
                pairs = zip(says, at, strict=True)
                words = frozenset(self._tongue(one[code]) for one, code in pairs if code != TOTAL)
                if key not in shown and words and counted.counts[key]:
                    self._secret.add(float(counted.counts[key]), self._rarest(words), words)
                    self.of[words].add(grid.table.measure)

    def _rarest(self, words: Words) -> str:
        """Give the word of the dimension with the most values: it stands in the fewest places."""
        return max(sorted(words), key=lambda word: self._kinds[word], default="")

    def beside_words(self, text: str) -> Iterator[Words]:
        """Give the cells whose counts stand in a text with all their words near."""
        for found in NUMBER.finditer(text):
            number = float(found[0].replace(",", ""))
            if number not in self._secret.places or number in self._said.anywhere:
                continue
            if re.match(r"\s*%", text[found.end() :]) or self._is_named(text, found.start()):
                continue
            for words in self._near(text, found.start(), found.end(), number):
                if found[0] not in words:
                    yield words

    def _near(self, text: str, start: int, end: int, number: float) -> Iterator[Words]:
        wide = text[max(0, start - 2 * NEAR) : end + 2 * NEAR]
        for by, places in self._secret.places[number].items():
            if not _stands(wide, by):
                continue
            for words in places:
                around = _around(text, start, end, words)
                if around and not self._said.stand(number, around) and self._answers(words, text):
                    yield words

    def _answers(self, words: Words, text: str) -> bool:
        """Whether words say of whom: a bare "no" does only beside its question, or as a label."""
        if not words <= self._asked.keys():
            return True
        questions = (question for word in words for question in self._asked[word])
        return _only(text, words) or any(_stands(text, question) for question in questions)

    def _is_named(self, text: str, at: int) -> bool:
        """Whether digits are part of a value's words or of a period, and count nobody."""
        digits = re.compile(r"\d+").match(text, at)
        return bool(digits) and any(
            at >= offset and _begins(text[at - offset :], said)
            for said, offset in self._by_digits.get(digits[0] if digits else "", ())
        )

    def in_entry(self, entry: Entry) -> Iterator[Words]:
        """Give the cells whose counts stand in one row or object with their words or codes."""
        told, counts = entry
        plain = {word.replace(",", "") for word in told if not self._is_value(word)}
        counts = counts | {float(word) for word in plain if word.isdecimal()}
        said = told.union(*(self._codes[word] for word in told if word in self._codes))
        for number in counts:
            if number in self._secret.places and number not in self._said.anywhere:
                hit = self._secret.within(number, said)
                if hit is not None and self._said.within(number, said) is None:
                    yield hit

    def _is_value(self, word: str) -> bool:
        return word in self._codes or word in self._named


def _around(text: str, start: int, end: int, words: Words) -> str:
    """Give the stretch in which a number stands near a cell's words, all of them; else nothing."""
    for word in words:
        for found in _whole(word).finditer(
            text, max(0, start - NEAR - len(word)), end + NEAR + len(word)
        ):
            left, right = max(0, found.start() - NEAR), found.end() + NEAR
            stretch = text[left:right]
            if left <= start and end <= right and all(_stands(stretch, w) for w in words):
                return text[max(0, min(left, start - NEAR)) : max(right, end + NEAR)]
    return ""


def _begins(text: str, said: str) -> bool:
    """Whether a text begins with a value's words, or is their beginning, as where a label wraps."""
    cut = said.startswith(text) and re.search(r"[^\W\d_]", text) is not None
    return cut or text.startswith(said)


def _only(text: str, words: Words) -> bool:
    """Whether a text holds these words and numbers, and no other word."""
    return set(re.findall(r"[^\W\d_]+", text)) <= {one for w in words for one in w.split()}


def _stands(text: str, word: str) -> bool:
    return word in text and _whole(word).search(text) is not None


@cache
def _whole(word: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![^\W_]){re.escape(word)}(?![^\W_])")
