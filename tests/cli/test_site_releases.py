"""What goes into a site's release: what makes one by itself; the rest is named, with its reason."""

from __future__ import annotations

from dataclasses import replace

import pytest

from evenhand.cli import making_release, site_releases
from evenhand.cli.making_release import Labels, refused_alone
from evenhand.measures.library import find
from evenhand.measures.result import Result
from evenhand.terms.refusal import Unsafe
from tests.support import editions, removals

LABELS = Labels("A report", "made up", "evenhand")


@pytest.fixture(autouse=True)
def no_files(monkeypatch: pytest.MonkeyPatch) -> None:
    """Which measures are taken is asked here; their pages and documents are not built."""
    monkeypatch.setattr(making_release, "built", lambda edition, protection: {})


def _of_one_judge() -> Result:
    """A table of one judge with few decisions, which no rule can print."""
    (measure,) = find(["judges-like-with-like"])
    judge = editions.dimension("judge", "judge", [("J1", "a judge")])
    table = editions._table(measure.id, "Decided by judge", [judge], [(("J1",), 60)], "decided")
    return Result(measure, (table,), ())


def test_what_makes_no_release_by_itself_is_left_out_and_named() -> None:
    """A judge's few cases keep nothing else back; a measure without numbers is not refused."""
    (counted, *_), (empty,) = removals.results(), find(["pilot"])
    results = [counted, _of_one_judge(), Result(empty, (), ())]
    made, refused = site_releases._made(results, removals.INPUTS, LABELS, ())
    assert list(refused) == ["judges-like-with-like"]
    assert made.shown == ("removals-with-a-hold-open",)
    assert made.left_out == ("pilot",)


def test_where_nothing_makes_a_release_the_reason_is_said() -> None:
    """Of one as of several: the refusal of what was asked for."""
    for results in ([_of_one_judge()], [_of_one_judge(), Result(find(["pilot"])[0], (), ())]):
        with pytest.raises(Unsafe, match="judge"):
            site_releases._made(results, removals.INPUTS, LABELS, ())


def test_what_does_not_go_together_is_named() -> None:
    """Two that contradict each other are each a release alone; the remedy names them."""
    first, second = removals.results()
    (table, *_) = first.tables
    other = replace(table, measure=second.measure.id, cells=table.cells.slice(0, 1))
    results = [replace(first, tables=(table,)), replace(second, tables=(other,), estimates=())]
    assert refused_alone(results, removals.INPUTS, LABELS, ()) == {}
    with pytest.raises(Unsafe) as refused:
        site_releases._made(results, removals.INPUTS, LABELS, ())
    assert "Name fewer, with --measure" in refused.value.remedy
    assert second.measure.id in refused.value.remedy
