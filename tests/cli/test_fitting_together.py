"""What goes into a site's release: all together first, less what is in the way, each by name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from evenhand.cli import fitting_together, making_release
from evenhand.cli.fitting_together import fit_together
from evenhand.cli.making_release import Labels, make_release
from evenhand.measures.library import find
from evenhand.measures.result import Result
from evenhand.terms.refusal import Unsafe
from tests.support import editions, removals

LABELS = Labels("A report", "made up", "evenhand")
Tried = list[list[str]]


@pytest.fixture(autouse=True)
def no_files(monkeypatch: pytest.MonkeyPatch) -> None:
    """Which measures are taken is asked here; their pages and documents are not built."""
    monkeypatch.setattr(making_release, "built", lambda edition, protection: {})


@pytest.fixture
def tried(monkeypatch: pytest.MonkeyPatch) -> Tried:
    """Every release that was tried, by its measures."""
    found: Tried = []

    def making(results: Sequence[Result], *given):
        found.append([one.measure.id for one in results])
        return make_release(results, *given)

    monkeypatch.setattr(fitting_together, "make_release", making)
    monkeypatch.setattr(making_release, "make_release", making)
    return found


def _of_one_judge() -> Result:
    """A table of one judge with few decisions, which no rule can print."""
    (measure,) = find(["judges-like-with-like"])
    judge = editions.dimension("judge", "judge", [("J1", "a judge")])
    table = editions._table(measure.id, "Decided by judge", [judge], [(("J1",), 60)], "decided")
    return Result(measure, (table,), ())


def _too_large() -> Result:
    """A table of a few people with more cells than can be protected."""
    (measure,) = find(["office-drift"])
    wide = [editions.dimension(name, name, [(f"{name}{n}", f"{name} {n}") for n in range(260)])
            for name in ("a", "b")]  # fmt: skip
    table = editions._table(measure.id, "Very wide", wide, [(("a0", "b0"), 60)], "wide")
    return Result(measure, (table,), ())


def test_what_goes_together_is_made_once(tried: Tried) -> None:
    """Where nothing is in the way no measure is tried by itself, and each step is told."""
    results, told = removals.results(), list[str]()
    made, refused = fit_together(results, removals.INPUTS, LABELS, (), told.append)
    assert refused == {}
    assert tried == [[one.measure.id for one in results]]
    assert [sentence.split()[0] for sentence in told] == ["Making", "Writing", "Searching"]
    assert made.shown == tuple(removals.MEASURES)


def test_what_is_in_the_way_is_left_out_and_named(tried: Tried) -> None:
    """A judge's few cases keep nothing else back; a measure without numbers is not refused."""
    (counted, *_), (empty,) = removals.results(), find(["pilot"])
    results, told = [counted, _of_one_judge(), Result(empty, (), ())], list[str]()
    made, refused = fit_together(results, removals.INPUTS, LABELS, (), told.append)
    assert list(refused) == ["judges-like-with-like"]
    assert made.shown == ("removals-with-a-hold-open",)
    assert made.left_out == ("pilot",)
    assert len(tried) == 2
    assert any(one.startswith("judges-like-with-like is left out: ") for one in told)


def test_too_many_cells_of_one_measure_leave_room_for_the_others(tried: Tried) -> None:
    """Of several measures the one with the most cells goes; its reason says how many, openly."""
    counted, other = removals.results()
    results = [counted, _too_large(), other]
    made, refused = fit_together(results, removals.INPUTS, LABELS, ())
    assert made.shown == tuple(removals.MEASURES)
    assert list(refused) == ["office-drift"]
    assert "office-drift alone has 68,121" in refused["office-drift"].openly
    assert len(tried) == 2


def test_of_two_that_contradict_each_other_one_is_released(tried: Tried) -> None:
    """One total that comes out twice: the measure that the refusal names is left out."""
    first, second = removals.results()
    (table, *_) = first.tables
    other = replace(table, measure=second.measure.id, cells=table.cells.slice(0, 1))
    results = [replace(first, tables=(table,)), replace(second, tables=(other,), estimates=())]
    made, refused = fit_together(results, removals.INPUTS, LABELS, ())
    assert {*made.shown} | {*refused} == {first.measure.id, second.measure.id}
    assert len(refused) == 1
    assert "counts other people" in next(iter(refused.values())).what
    assert len(tried) == 2


def test_where_nothing_makes_a_release_the_reason_is_said() -> None:
    """Of one as of several: the refusal of what was asked for."""
    for results in ([_of_one_judge()], [_of_one_judge(), Result(find(["pilot"])[0], (), ())]):
        with pytest.raises(Unsafe, match="judge"):
            fit_together(results, removals.INPUTS, LABELS, ())


@pytest.mark.parametrize("alone", [True, False])
def test_a_refusal_that_names_nobody_is_not_the_end(
    monkeypatch: pytest.MonkeyPatch, alone: bool
) -> None:
    """Each is tried by itself; where each makes a release, the remedy names what to choose from."""
    results = [*removals.results(), _of_one_judge()]
    bad = results[1].measure.id

    def making(given: Sequence[Result], *more):
        names = {one.measure.id for one in given}
        if bad in names and (len(names) > 1 or alone):
            raise Unsafe("Something could be worked out.")
        return make_release(given, *more)

    monkeypatch.setattr(fitting_together, "make_release", making)
    monkeypatch.setattr(making_release, "make_release", making)
    if alone:
        made, refused = fit_together(results, removals.INPUTS, LABELS, ())
        assert made.shown == (results[0].measure.id,)
        assert set(refused) == {bad, "judges-like-with-like"}
    else:
        with pytest.raises(Unsafe) as found:
            fit_together(results, removals.INPUTS, LABELS, ())
        assert "Name fewer, with --measure" in found.value.remedy
        assert bad in found.value.remedy


def test_a_raw_count_in_a_file_names_its_measure(monkeypatch: pytest.MonkeyPatch) -> None:
    """A page that carried a count of one measure takes that one out of the release."""
    first, second = removals.results()
    (table, *_) = second.tables
    says = [
        " ".join(next(v.says for v in d.values if v.code == row[d.name]) for d in table.dimensions)
        for row in table.cells.to_pylist()
    ]
    counts = table.cells.column("persons").to_pylist()
    page = "".join(f"<p>{said}: {count}</p>" for said, count in zip(says, counts, strict=True))

    def built(edition, protection):
        own = [one.key for one in edition.measures]
        return {"index.html": page.encode()} if second.measure.id in own else {}

    monkeypatch.setattr(making_release, "built", built)
    made, refused = fit_together([first, second], removals.INPUTS, LABELS, ())
    assert made.shown == (first.measure.id,)
    assert "index.html" in refused[second.measure.id].what
    assert refused[second.measure.id].openly == ""
