"""What is to be published: safe tables and estimates, and the words that explain them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from evenhand import __version__
from evenhand.disclosure.safe_table import SafeEstimate, SafeTable, demand
from evenhand.publish.tongue import Phrase, Tongue
from evenhand.terms.refusal import Incomplete


@dataclass(frozen=True)
class Told:
    """What is said of a measure in words. None of it may depend on the counts.

    ``counted`` is the numerator, ``of`` the denominator; each source comes with the mark of how
    far it was confirmed (primary, secondary, unverified).
    """

    measure: str
    question: str
    counted: str
    of: str
    method: str
    sources: tuple[tuple[str, str], ...] = ()
    cannot_show: tuple[str, ...] = ()


@dataclass(frozen=True)
class Vintage:
    """Which records all this is about: what they are, their day, the name of their snapshot."""

    records: str
    dated: str
    snapshot: str

    def terms(self, tongue: Tongue) -> list[tuple[str, tuple[Phrase, ...]]]:
        """Give it as terms with what is said of each."""
        rows = (
            ("about-dated", self.dated),
            ("about-snapshot", self.snapshot),
            ("about-code", f"evenhand {__version__}"),
        )
        return [
            ("about-records", (tongue.phrase(self.records),)),
            *((key, (Phrase(text, tongue.language),)) for key, text in rows),
        ]


@dataclass(frozen=True)
class Measured:
    """One measure with what is published of it."""

    told: Told
    tables: tuple[SafeTable, ...]
    estimates: tuple[SafeEstimate, ...]

    @property
    def key(self) -> str:
        """A name for anchors and files."""
        return self.told.measure


@dataclass(frozen=True)
class Edition:
    """Everything that one publication says."""

    title: str
    vintage: Vintage
    measures: tuple[Measured, ...]

    @property
    def tables(self) -> tuple[SafeTable, ...]:
        """Every table."""
        return tuple(table for measure in self.measures for table in measure.tables)

    @property
    def estimates(self) -> tuple[SafeEstimate, ...]:
        """Every estimate."""
        return tuple(one for measure in self.measures for one in measure.estimates)


def edit(
    title: str,
    vintage: Vintage,
    told: Iterable[Told],
    tables: Sequence[SafeTable],
    estimates: Sequence[SafeEstimate],
) -> Edition:
    """Put an edition together: measures in the order in which ``told`` explains them.

    The order of tables and estimates does not matter. Raises TypeError for anything that
    disclosure control did not make, or that was altered since.
    """
    for table in tables:
        demand(table)
    for estimate in estimates:
        demand(estimate)
    words = {one.measure: one for one in told}
    named = sorted({*(t.measure for t in tables), *(e.measure for e in estimates)})
    lacking = [name for name in named if name not in words]
    if lacking:
        raise Incomplete(
            f"Nothing says what is counted by: {', '.join(lacking)}.",
            "Each measure is published with its question, numerator and denominator.",
        )
    if not named:
        raise Incomplete(
            "There is nothing to publish: no table and no estimate.",
            "Run `evenhand measure run` first, and publish the folder that it wrote.",
        )
    ordered = [one for name, one in words.items() if name in named]
    return Edition(
        title.strip(), vintage, tuple(_measured(one, tables, estimates) for one in ordered)
    )


def _measured(
    told: Told, tables: Iterable[SafeTable], estimates: Iterable[SafeEstimate]
) -> Measured:
    mine = sorted((t for t in tables if t.measure == told.measure), key=lambda t: t.id)
    ours = sorted((e for e in estimates if e.measure == told.measure), key=lambda e: e.id)
    return Measured(told, tuple(mine), tuple(ours))
