"""Do reviewers agree, beyond chance? Several measures side by side, since each misleads somewhere.

Kappa and alpha fall where nearly all files get the same rating, however well reviewers agree (19
of 20 files alike can give a kappa of a quarter); AC1 does not. Raw agreement rises with it. So all
are printed. Files rated alike are counted together: a pattern says how many reviewers chose each
rating.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from evenhand.measures.estimators.answers import Figure, NoAnswer
from evenhand.measures.estimators.numbers import Counts, Reals, counts, quantiles

DRAWS = 2_000
NONE_TWICE = NoAnswer("No file was rated by two reviewers.")
ONE_RATING = NoAnswer("All ratings are the same, so chance would agree as well.")


@dataclass(frozen=True)
class Ratings:
    """How many reviewers gave each rating (columns), by pattern, and how many files have it.

    A file that a reviewer did not rate has fewer ratings; columns hold all ratings that there are,
    given or not.
    """

    patterns: Counts
    files: Counts

    @classmethod
    def make(cls, patterns: npt.ArrayLike, files: npt.ArrayLike | None = None) -> Ratings:
        """Make ratings of patterns; without ``files`` each pattern is one file."""
        found = counts("ratings", np.atleast_2d(patterns))
        many = np.ones(len(found)) if files is None else files
        whole = counts("files", many)
        if whole.shape != (len(found),) or found.shape[1] < 2:
            raise ValueError("each pattern needs its number of files, and two ratings at least")
        there = (whole > 0) & (found.sum(axis=1) > 0)
        return cls(found[there], whole[there])

    @classmethod
    def of_pairs(cls, table: npt.ArrayLike) -> Ratings:
        """Make ratings of a square table: files by the first and by the second one's rating."""
        square = _square(table)
        first, second = np.divmod(np.arange(square.size), len(square))
        patterns = np.eye(len(square))[first] + np.eye(len(square))[second]
        return cls.make(patterns, square.ravel())


Measured = Callable[[Counts, Reals], Reals]
# A measure of agreement takes patterns and draws of files (draws by patterns), and gives one number
# for each draw: not a number where the draw holds no answer.


def raw(ratings: Ratings, *, seed: int, draws: int = DRAWS) -> Figure | NoAnswer:
    """Give the share of pairs of ratings of one file that are alike."""
    return _answer(ratings, _raw, seed, draws)


def ac1(ratings: Ratings, *, seed: int, draws: int = DRAWS) -> Figure | NoAnswer:
    """Give Gwet's AC1 (2008): chance agrees only on files that are hard to rate."""
    return _answer(ratings, _ac1, seed, draws)


def fleiss_kappa(ratings: Ratings, *, seed: int, draws: int = DRAWS) -> Figure | NoAnswer:
    """Give Fleiss's kappa (1971), with ratings that are missing as Gwet allows for them."""
    return _answer(ratings, _fleiss, seed, draws)


def alpha(
    ratings: Ratings,
    *,
    seed: int,
    distance: str = "nominal",
    values: npt.ArrayLike | None = None,
    draws: int = DRAWS,
) -> Figure | NoAnswer:
    """Give Krippendorff's alpha; missing ratings are allowed for.

    ``distance`` is nominal (alike or not) or interval (the square of how far ``values`` lie apart).
    """
    apart = distances(ratings.patterns.shape[1], distance, values)
    return _answer(ratings, lambda patterns, files: _alpha(patterns, files, apart), seed, draws)


def distances(ratings: int, distance: str, values: npt.ArrayLike | None = None) -> Reals:
    """Give how far any two ratings lie apart."""
    if distance == "nominal":
        return 1.0 - np.eye(ratings)
    if distance != "interval":
        raise ValueError(f"no such distance: {distance}")
    given = np.arange(ratings) if values is None else np.asarray(values)
    if given.shape != (ratings,):
        raise ValueError("each rating needs its value")
    return np.subtract.outer(given, given).astype(np.float64) ** 2


def cohen_kappa(
    table: npt.ArrayLike, *, seed: int, weights: str = "none", draws: int = DRAWS
) -> Figure | NoAnswer:
    """Give Cohen's kappa of two reviewers, each with ratings of their own habit.

    ``weights`` none, linear or quadratic: how much a rating further off counts, of ordered ratings.
    """
    square = _square(table)
    steps = np.abs(np.subtract.outer(np.arange(len(square)), np.arange(len(square))))
    kinds = {"none": steps > 0, "linear": steps, "quadratic": steps**2}
    if weights not in kinds:
        raise ValueError(f"no such weights: {weights}")
    apart = kinds[weights].astype(np.float64)
    if square.sum() == 0:
        return NONE_TWICE
    patterns, files = np.arange(square.size), square.ravel()

    def kappa(_: Counts, drawn: Reals) -> Reals:
        shaped = drawn.reshape(-1, *square.shape)
        total = shaped.sum(axis=(1, 2))
        seen = (shaped * apart).sum(axis=(1, 2)) / total
        first, second = shaped.sum(axis=2) / total[:, None], shaped.sum(axis=1) / total[:, None]
        return _beyond(1 - seen, 1 - np.einsum("di,dj,ij->d", first, second, apart))

    return _with_interval(kappa, patterns, files, seed, draws)


def _square(table: npt.ArrayLike) -> Counts:
    square = counts("files", table)
    if square.ndim != 2 or square.shape[0] != square.shape[1] or len(square) < 2:
        raise ValueError("two reviewers' ratings make a square table")
    return square


def _answer(ratings: Ratings, measured: Measured, seed: int, draws: int) -> Figure | NoAnswer:
    if not (ratings.patterns.sum(axis=1) > 1).any():
        return NONE_TWICE
    return _with_interval(measured, ratings.patterns, ratings.files, seed, draws)


def _with_interval(
    measured: Measured, patterns: Counts, files: Counts, seed: int, draws: int
) -> Figure | NoAnswer:
    """Measure, and measure again on as many files drawn from these (bootstrap over files)."""
    value = float(measured(patterns, files[None, :].astype(np.float64))[0])
    if not np.isfinite(value):
        return ONE_RATING
    if files.sum() < 2:
        return NoAnswer("One file shows nothing of how reviewers agree.")
    chance = np.random.default_rng(seed)
    many = int(files.sum())
    again = measured(patterns, chance.multinomial(many, files / many, draws).astype(np.float64))
    again = again[np.isfinite(again)]
    if len(again) < 0.9 * draws:
        return NoAnswer("Too few files differ for an interval of how reviewers agree.")
    low, high = quantiles(again, 0.95)
    return Figure(value, min(low, value), max(high, value))


def _beyond(seen: Reals, by_chance: Reals) -> Reals:
    """Give agreement beyond chance; no number where chance always agrees."""
    room = 1 - by_chance
    found: Reals = np.divide(
        seen - by_chance, room, out=np.full(seen.shape, np.nan), where=room > 1e-12
    )
    return found


def _alike(patterns: Counts) -> tuple[Reals, npt.NDArray[np.bool_]]:
    """Give the share of alike pairs of each pattern, and which patterns have a pair."""
    many = patterns.sum(axis=1)
    twice = many > 1
    pairs = np.maximum(many * (many - 1), 1)
    return (patterns * (patterns - 1)).sum(axis=1) / pairs, twice


def _raw(patterns: Counts, files: Reals) -> Reals:
    alike, twice = _alike(patterns)
    rated = files[:, twice].sum(axis=1)
    found: Reals = np.divide(
        files[:, twice] @ alike[twice], rated, out=np.full(len(files), np.nan), where=rated > 0
    )
    return found


def _shares(patterns: Counts, files: Reals) -> Reals:
    """Give how often each rating is given, each file counting once (draws by ratings)."""
    own = patterns / patterns.sum(axis=1, keepdims=True)
    shares: Reals = files @ own / files.sum(axis=1, keepdims=True)
    return shares


def _ac1(patterns: Counts, files: Reals) -> Reals:
    shares = _shares(patterns, files)
    chance = (shares * (1 - shares)).sum(axis=1) / (patterns.shape[1] - 1)
    return _beyond(_raw(patterns, files), chance)


def _fleiss(patterns: Counts, files: Reals) -> Reals:
    return _beyond(_raw(patterns, files), (_shares(patterns, files) ** 2).sum(axis=1))


def _alpha(patterns: Counts, files: Reals, apart: Reals) -> Reals:
    many = patterns.sum(axis=1)
    twice = many > 1
    patterns, many, files = patterns[twice], many[twice], files[:, twice]
    within = np.einsum("pi,pj,ij->p", patterns, patterns, apart) / (many - 1)
    given, total = files @ patterns, files @ many
    seen = np.divide(files @ within, total, out=np.zeros(len(files)), where=total > 0)
    pairs = np.maximum(total * (total - 1), 1)
    due = np.einsum("di,dj,ij->d", given, given, apart) / pairs
    ratio: Reals = np.divide(seen, due, out=np.full(len(files), np.nan), where=due > 0)
    return 1 - ratio
