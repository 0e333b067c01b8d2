"""Every attack that a reader can make is made here, and those that must succeed do."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import Bounds as Between
from scipy.optimize import LinearConstraint, milp

from evenhand.disclosure import documents
from evenhand.disclosure.audit.attack import attack
from evenhand.disclosure.audit.auditing import audit
from evenhand.disclosure.audit.bounds import Bounds
from evenhand.disclosure.audit.knowledge import known
from evenhand.disclosure.audit.tightening import tighten
from evenhand.disclosure.rule import Promise
from evenhand.terms.refusal import Unsafe
from tests.support.effort import amount
from tests.support.readers import range_of, with_hidden
from tests.support.safe import counted, released

TEXTBOOK = {
    ("a", "x"): 20, ("a", "y"): 50, ("a", "z"): 10,
    ("b", "x"): 8, ("b", "y"): 19, ("b", "z"): 22,
    ("c", "x"): 17, ("c", "y"): 32, ("c", "z"): 12,
}  # fmt: skip
OUTCOMES = ("granted", "denied", "closed", "withdrawn", "other")


def _court_years(courts: int, years: int, seed: int = 5) -> dict[tuple[str, ...], int]:
    made = np.random.default_rng(seed)
    sizes = np.exp(made.normal(4.2, 1.2, courts))
    shares = made.dirichlet(np.array([10, 4, 1, 2, 1.5]), courts)
    return {
        (f"c{c:02d}", f"{2010 + y}", outcome): int(n)
        for c in range(courts)
        for y in range(years)
        for outcome, n in zip(
            OUTCOMES, made.multinomial(made.poisson(sizes[c]), shares[c]), strict=True
        )
    }


CUBE = counted(_court_years(7, 3), ("court", "year", "outcome"), period="2010-2012")


def test_the_textbook_table_gives_the_textbook_range() -> None:
    """With 8, 22, 17 and 12 hidden, the 22 is known to lie between 5 and 30, and no closer."""
    table = counted(TEXTBOOK, ("row", "column"))
    document = with_hidden(table, lambda count: count in (8, 22, 17, 12))
    knowledge = known([document])
    low, high = knowledge.limits()
    far, near = np.full(len(low), 1e6), np.full(len(low), -np.inf)
    bounds = Bounds(knowledge.matrix(), low, high, far, near, far)
    cell = knowledge.find("cases decided", "2015", (("column", "z"), ("row", "b")))
    assert cell is not None
    bounds.alone(cell, upward=True)
    bounds.alone(cell, upward=False)
    assert (round(bounds.least[cell]), round(bounds.most[cell])) == (5, 30)
    assert range_of(document["tables"][0], ("b", "z")) == (5, 30)


def test_hiding_small_counts_alone_must_fail() -> None:
    """Without complementary suppression the auditor recovers counts; else the auditor is broken."""
    found = audit(with_hidden(CUBE, lambda count: 0 < count < 11))
    assert not found.passed
    assert found.certificate["recovered"] > 0
    assert found.certificate["cannot_be_protected"]


def test_readers_who_know_that_nothing_hidden_is_nought_find_more() -> None:
    """Where zeros are printed, a hidden cell holds somebody; the audit makes that attack too."""
    cells = {("a", "x"): 1, ("a", "y"): 9, ("b", "x"): 40, ("b", "y"): 30}
    document = with_hidden(counted(cells, ("row", "column")), lambda count: count < 11)
    sums = (["*", "x"], ["*", "y"])
    kept = [cell for cell in document["tables"][0]["cells"] if cell["at"] not in sums]
    document["tables"][0]["cells"] = kept
    document["tables"][0]["dimensions"][0]["total"] = False
    cells_known = {tuple(c["at"]): c for c in document["tables"][0]["cells"]}
    assert cells_known["a", "x"]["state"] == "hidden"
    found = audit(document)
    assert found.certificate["floors"] == [0, 1]
    assert any(leak.high == 9 for attacked in found.attacks[1:] for leak in attacked.leaks)


@pytest.mark.parametrize("rule", ["exact", "evenhand", "census"])
def test_no_small_cell_is_recovered_or_shown_to_be_few(rule: str) -> None:
    """Judged by another solver on sums written out again: nought recovered, nought below 11."""
    release = released(CUBE, rule=rule)
    table = release.document["tables"][0]
    small = [tuple(c["at"]) for c in table["cells"] if c["state"] != "shown"]
    assert len(small) > 30
    for at in small:
        low, high = range_of(table, at)
        assert high >= 11 - 1e-6, at
        assert high - low >= (4 if rule != "exact" else 1) - 1e-6, at
    assert release.certificate["recovered"] == release.certificate["shown_to_be_few"] == 0
    assert release.certificate["cannot_be_protected"] == []


def test_hidden_small_cells_reach_down_to_nought() -> None:
    """In exact mode no reader learns even that somebody is in a small cell."""
    release = released(CUBE, rule="exact")
    table = release.document["tables"][0]
    truth = _court_years(7, 3)
    for cell in table["cells"]:
        at = tuple(cell["at"])
        if truth.get(at, 99) < 11:
            assert cell["state"] == "hidden"
            low, high = range_of(table, at)
            assert low <= 1e-6
            assert high >= 11 - 1e-6


def test_rounding_is_repaired_where_one_large_cell_gives_the_rest_away() -> None:
    """25 of 33 leave 8: both printed as 30, the others would be known to be 9 at most."""
    cells = {
        ("a", "x"): 25,
        ("a", "y"): 7,
        ("a", "z"): 1,
        ("b", "x"): 60,
        ("b", "y"): 50,
        ("b", "z"): 70,
    }
    release = released(counted(cells, ("court", "outcome")))
    table = release.tables[0]
    assert any(" to " in cell.text for cell in table.cells)
    assert "rounded more coarsely" in table.notes[0]
    for outcome in ("y", "z"):
        assert range_of(release.document["tables"][0], ("a", outcome))[1] >= 11 - 1e-6


def test_tables_safe_alone_are_not_safe_together() -> None:
    """Two tables of the same people, each protected by itself, fail the audit of both at once."""
    truth = _court_years(7, 3)
    by_year = counted(truth, ("court", "year", "outcome"), period="2010-2012")
    halves: dict[tuple[str, ...], int] = {}
    for (court, year, outcome), n in truth.items():
        late = "late" if year >= "2011" else "early"
        halves[court, late, outcome] = halves.get((court, late, outcome), 0) + n
    by_half = counted(halves, ("court", "half", "outcome"), period="2010-2012")
    alone = [released(table, rule="exact") for table in (by_year, by_half)]
    together = released(by_year, by_half, rule="exact")
    both = audit(alone[1].document, [alone[0].document])
    joint = audit(together.document)
    assert joint.passed
    shared = {leak.kind for leak in both.leaks}
    conflicts = _conflicts(alone[0].document, alone[1].document)
    assert shared or conflicts
    assert not _conflicts(together.document, together.document)


def _conflicts(one: documents.Document, other: documents.Document) -> list[str]:
    """Cells that one document prints and the other hides."""
    found: dict[str, set[str]] = {}
    for document in (one, other):
        for table in document["tables"]:
            names = [d["name"] for d in table["dimensions"]]
            for cell in table["cells"]:
                at = sorted((n, c) for n, c in zip(names, cell["at"], strict=True) if c != "*")
                found.setdefault(str(at), set()).add(cell["state"])
    return [at for at, states in found.items() if len(states) > 1]


def test_a_month_is_not_given_away_by_two_running_totals() -> None:
    """January to March less January to February is March: each safe alone, together they fail."""
    until_feb = {("north", "closed"): 140, ("north", "open"): 300}
    until_mar = {("north", "closed"): 143, ("north", "open"): 360}
    periods = ("2015-01 to 2015-02", "2015-01 to 2015-03")
    tables = [
        counted(cells, ("court", "outcome"), period=period)
        for cells, period in zip((until_feb, until_mar), periods, strict=True)
    ]
    alone = [released(table) for table in tables]
    found = audit(alone[1].document, [alone[0].document])
    assert "2015-03-01 to 2015-03-31" in " ".join(found.words())
    together = released(*tables)
    assert audit(together.document).passed
    exact = released(*tables, rule="cms").document
    assert audit(exact).passed
    low, high = (
        {c["text"] for t in exact["tables"] for c in t["cells"] if tuple(c["at"]) == at}
        for at in (("north", "closed"), ("north", "open"))
    )
    assert "not shown" in low | high


def test_parts_of_a_population_are_subtracted_from_it() -> None:
    """All less those detained are those who are not, though no table of them is printed."""
    every = counted(
        {("n", "closed"): 24, ("n", "open"): 300}, ("court", "outcome"), population="all"
    )
    held = counted(
        {("n", "closed"): 22, ("n", "open"): 200}, ("court", "outcome"), population="detained"
    )
    wholes = (("all", ("detained", "not detained")),)
    from_both = released(every, held).document
    assert audit(from_both).passed
    assert not audit(
        {**from_both, "wholes": [{"whole": "all", "parts": list(wholes[0][1])}]}
    ).passed
    safe = released(every, held, wholes=wholes)
    assert audit(safe.document).passed


def test_the_same_outcome_for_everybody_is_never_seen() -> None:
    """All 14 of one nationality denied: printed exactly it fails, and no rule prints it so."""
    cells = {("x", "granted"): 0, ("x", "denied"): 14, ("y", "granted"): 90, ("y", "denied"): 200}
    table = counted(cells, ("nationality", "outcome"))
    found = audit(with_hidden(table, lambda count: 0 < count < 11))
    assert found.everybody == ("X, Granted (cases decided, 2015-01-01 to 2015-12-31)",)
    with pytest.raises(Unsafe, match="same outcome for everybody"):
        released(table, rule="cms")
    for rule in ("evenhand", "exact"):
        text = {c.at: c.text for c in released(table, rule=rule).tables[0].cells}
        assert text["x", "granted"] in ("under 15", "not shown")
    enough = {at: n * (10 if at[0] == "x" else 1) for at, n in cells.items()}
    assert released(counted(enough, ("nationality", "outcome")), rule="cms").tables


def test_a_release_is_the_same_whatever_the_order_of_its_input() -> None:
    """Rows, tables and runs: byte for byte the same document."""
    truth = list(_court_years(6, 3).items())
    shuffled = truth[:]
    random.Random(7).shuffle(shuffled)
    names = ("court", "year", "outcome")
    small = counted(TEXTBOOK, ("row", "column"), population="others")
    for rule in ("evenhand", "exact"):
        one = released(counted(dict(truth), names, period="2010-2012"), small, rule=rule)
        other = released(small, counted(dict(shuffled), names, period="2010-2012"), rule=rule)
        assert documents.text(one.document) == documents.text(other.document)
        assert one.certificate == other.certificate


def test_a_table_that_contradicts_another_is_refused() -> None:
    """Two tables of the same people with two totals are a mistake, and are not published."""
    other = {at: n + 1 for at, n in TEXTBOOK.items()}
    with pytest.raises(Unsafe, match="one total comes out twice"):
        released(counted(TEXTBOOK, ("row", "column")), counted(other, ("row", "kind")))


def test_a_release_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of what cannot be audited nothing is published."""
    from evenhand.disclosure import counted as gathering
    from evenhand.disclosure.rule import house

    few = replace(house(), room={"rounded": 10, "suppressed": 10})
    monkeypatch.setattr(gathering, "house", lambda: few)
    with pytest.raises(Unsafe, match="no more than 10 can be protected") as refused:
        released(counted(TEXTBOOK, ("row", "column")))
    assert refused.value.code == 24


def test_a_cell_of_few_families_is_small_however_many_people_it_holds() -> None:
    """Forty people of two families are two families: shown as under a limit, or hidden."""
    cells = {("a", "x"): 40, ("a", "y"): 90, ("b", "x"): 120, ("b", "y"): 200}
    families = {("a", "x"): 2, ("a", "y"): 80, ("b", "x"): 100, ("b", "y"): 150}
    table = counted(cells, ("row", "column"), families=families)
    rounded = released(table).tables[0].cell("a", "x")
    assert (rounded.state, rounded.text) == ("under", "under 50")
    release = released(table, rule="exact")
    assert release.tables[0].cell("a", "x").state == "hidden"
    low, high = range_of(release.document["tables"][0], ("a", "x"))
    assert low <= 1e-6
    assert high >= 44 - 1e-6


@st.composite
def _tables(draw: st.DrawFn) -> dict[tuple[str, ...], int]:
    sizes = draw(st.lists(st.integers(2, 4), min_size=2, max_size=3))
    counts = st.one_of(st.integers(0, 12), st.integers(0, 60), st.integers(0, 900))
    places = [tuple(f"v{i}" for i in at) for at in np.ndindex(*sizes)]
    return dict(
        zip(places, draw(st.lists(counts, min_size=len(places), max_size=len(places))), strict=True)
    )


@settings(max_examples=amount(40, 200), deadline=None, derandomize=amount(1, 0) == 1)
@given(_tables(), st.sampled_from(["evenhand", "exact", "cms", "census"]))
def test_random_tables_are_safe_or_refused(cells: dict[tuple[str, ...], int], rule: str) -> None:
    """Whatever the table, another solver finds nothing; and the default rule refuses none."""
    names = ("court", "outcome", "way")[: len(next(iter(cells)))]
    try:
        release = released(counted(cells, names), rule=rule)
    except Unsafe:
        assert rule in ("exact", "cms")
        return
    table = release.document["tables"][0]
    for cell in table["cells"]:
        if cell["low"] == cell["high"]:
            assert cell["low"] >= 11 or (rule == "cms" and cell["low"] == 0)
            continue
        at = tuple(cell["at"])
        if cell["low"] < 11:
            floor = 1 if rule == "cms" else 0
            low, high = range_of(table, at, floor)
            assert high >= 11 - 1e-4
            assert high - low >= 1 - 1e-4


def _plainly(rows: Any, low: Any, high: Any, unknown: int, whole: int) -> tuple[float, float]:
    """Give the least and the most of one unknown, by a program for each, by another library."""
    ends = []
    for sign in (1.0, -1.0):
        cost = np.zeros(len(low))
        cost[unknown] = sign
        found = milp(
            cost, integrality=np.full(len(low), whole), bounds=Between(low, high),
            constraints=LinearConstraint(rows, 0, 0),
        )  # fmt: skip
        ends.append(sign * found.fun)
    return ends[0], ends[1]


@settings(max_examples=amount(25, 200), deadline=None, derandomize=amount(1, 0) == 1)
@given(_tables(), st.sampled_from(["under 15", "to ten", "exact, small ones hidden"]))
def test_the_attack_finds_what_a_program_for_each_cell_finds(
    cells: dict[tuple[str, ...], int], printed: str
) -> None:
    """Few programs with shared witnesses give the verdict of two programs for every cell."""
    names = ("court", "outcome", "way")[: len(next(iter(cells)))]
    document = with_hidden(counted(cells, names), lambda count: count < 11)
    for cell in document["tables"][0]["cells"] if printed != "exact, small ones hidden" else ():
        count = _count(cells, tuple(cell["at"]))
        middle = (count + 5) // 10 * 10
        cell["low"], cell["high"] = max(0, middle - 5), middle + 4
        if printed == "under 15" and count < 15:
            cell["low"], cell["high"] = 0, 14
        elif printed == "under 15":
            cell["low"] = max(15, cell["low"])
    knowledge = known([document])
    rows, promise = knowledge.matrix(), Promise(11, 4)
    low, high = knowledge.limits()
    found = attack(rows, low, high, promise, unprinted=knowledge.unprinted())
    near_low, near_high = tighten(rows, low, high)
    near_high = np.minimum(near_high, 1e5)
    plain = set()
    for unknown in np.flatnonzero((low < 11) & (low < high)).tolist():
        least, most = _plainly(rows, near_low, near_high, unknown, 0)
        if most < 11 - 1e-4 or most - least < 4 - 1e-4:
            plain.add(unknown)
    by_programs = {leak.number for leak in found.leaks}
    assert plain <= by_programs
    for unknown in by_programs - plain:  # only whole numbers tell
        goal = min(max(11, near_low[unknown] + 4), near_high[unknown])
        assert _plainly(rows, near_low, near_high, unknown, 1)[1] < goal
    assert found.undecided == 0


def _count(cells: dict[tuple[str, ...], int], at: tuple[str, ...]) -> int:
    return sum(
        count
        for place, count in cells.items()
        if all(code in ("*", own) for code, own in zip(at, place, strict=True))
    )


def test_what_was_found_possible_within_narrower_limits_is_not_asked_again() -> None:
    """After a cell is widened the same cells leak, whether witnesses are handed on or not."""
    document = with_hidden(CUBE, lambda count: count < 11)
    knowledge = known([document])
    rows, promise, none = knowledge.matrix(), Promise(11, 4), knowledge.unprinted()
    low, high = knowledge.limits()
    first = attack(rows, low, high, promise, unprinted=none, whole_numbers=False)
    shown = np.flatnonzero(low == high)[::5]
    low[shown], high[shown] = np.maximum(0, low[shown] - 5), high[shown] + 5
    anew = attack(rows, low, high, promise, unprinted=none, whole_numbers=False)
    after = attack(
        rows, low, high, promise, unprinted=none, whole_numbers=False, witnesses=first.witnesses
    )
    assert first.leaks
    said = [[(leak.number, leak.kind) for leak in one.leaks] for one in (anew, after)]
    assert said[0] == said[1]
    assert after.programs < anew.programs


def test_the_attack_agrees_with_itself_in_whole_numbers() -> None:
    """The tightest cells are tried in whole numbers too, and every search is decided."""
    knowledge = known([released(CUBE).document])
    low, high = knowledge.limits()
    none = knowledge.unprinted()
    found = attack(knowledge.matrix(), low, high, Promise(11, 4), unprinted=none)
    assert found.whole_numbers == 50
    assert found.undecided == 0
    assert found.leaks == ()
