"""Loading an instrument: what is refused, and what the refusal says."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from evenhand.guidance.instrument import Instrument, read_instrument
from evenhand.guidance.library import find
from evenhand.terms.refusal import BadGuidance
from tests.support.tiny import CITE, SINCE, SMALL, loaded, parameter, text_of, tiny

GOOD = text_of([("F1", "A", "a and n > few"), ("F2", "B", "b")], parameters="[parameter.few]\n"
               f"2011-01-01 = {{ value = 3, {CITE} }}")  # fmt: skip


def _refusal(folder: Path, text: str) -> BadGuidance:
    """Load a text that must be refused, reading its conditions too."""
    with pytest.raises(BadGuidance) as refused:
        loaded(folder, text).on(SINCE)
    return refused.value


def test_a_sound_instrument_is_loaded(tmp_path: Path) -> None:
    """What the refusals below spoil is sound to begin with."""
    instrument = loaded(tmp_path, GOOD)
    conditions = instrument.on(SINCE)
    assert list(conditions.factors) == ["F1", "F2"]
    assert conditions.lists == {"A": ("F1",), "B": ("F2",)}
    assert instrument.factors["F1"].weighs == "against"


# What is replaced, by what, and what the refusal must say.
SPOILT = [
    ("not TOML", 'title = "Tiny"', "title = Tiny", "is not TOML"),
    ("no id", 'id = "tiny"\n', "", "the entry 'id' is missing"),
    ("no title", 'title = "Tiny"\n', "", "the entry 'title' is missing"),
    ("no date", "from = 2011-01-01", "", "the entry 'from' is missing"),
    ("no condition", 'when = """b"""', "", "the entry 'when' is missing"),
    ("no bearing", 'bearing = "for"\n', "", "the entry 'bearing' is missing"),
    (
        "a fact unheard of",
        '"""b"""',
        '"""bb"""',
        "tiny, F2: column 1 of 'bb': there is no fact and no factor 'bb'",
    ),
    ("a fact where a list is due", "any(A)", "any(a)", "'a' is not a list of this instrument"),
    ("a list in a factor", '"""b"""', '"""any(A)"""', "'A' is not a list of this instrument"),
    ("a list not declared", 'list = "B"', 'list = "Z"', "factor F2 is in list 'Z'"),
    ("two factors of one name", 'id = "F2"', 'id = "F1"', "two entries are called factor F1"),
    ("two classes of one name", 'id = "adverse"', 'id = "both"', "called class both"),
    ("a status unheard of", 'status = "primary"', 'status = "sure"', "has no citation"),
    ("a citation of nothing", 'where = "item 1"', 'where = ""', "has no citation"),
    ("a citation as text", CITE, 'cite = "item 1"', "has no citation"),
    ("a weight unheard of", 'weighs = "for"', 'weighs = "5"', "list B needs weighs = one of for"),
    ("a bearing unheard of", 'bearing = "for"', 'bearing = "good"', "favourable bears 'good'"),
    ("a parameter of no day", "2011-01-01 = { value", "soon = { value", "isoformat string: 'soon'"),
    ("a parameter without a value", "value = 3, ", "", "the entry 'value' is missing"),
    ("a moment for a number", "value = 3", "value = 2011-01-01T00:00:00", "a whole number or"),
    ("a word unheard of in a list", 'weighs = "for" }', 'weighs = "for", x = 1 }', "'x'"),
]


@pytest.mark.parametrize(("spoilt", "old", "new", "says"), SPOILT, ids=[row[0] for row in SPOILT])
def test_a_spoilt_instrument_is_refused(
    tmp_path: Path, spoilt: str, old: str, new: str, says: str
) -> None:
    """A refusal names the item that is wrong, and what is wrong with it."""
    assert old in GOOD
    assert says in str(_refusal(tmp_path, GOOD.replace(old, new))), spoilt


def test_a_parameter_without_any_value_is_refused(tmp_path: Path) -> None:
    """A parameter must have a value from some day on."""
    text = text_of([("F1", "A", "n > few")], parameters="[parameter.few]")
    assert "parameter few has no value" in str(_refusal(tmp_path, text))


def test_every_item_needs_its_own_citation(tmp_path: Path) -> None:
    """A factor, a class or a parameter without a citation is refused, each by its name."""
    parts = GOOD.split(CITE)
    wanted = ["parameter few", "factor F1", "factor F2", "class both", "class adverse"]
    for n, what in enumerate(wanted, 1):
        text = 'note = "none"'.join((CITE.join(parts[:n]), CITE.join(parts[n:])))
        said = str(_refusal(tmp_path / str(n), text))
        assert said.split(": ")[1].startswith(f"{what} has no citation"), said


CIRCLES = [
    ("itself", [("F1", "A", "F1")]),
    ("two in a circle", [("F1", "A", "a and F2"), ("F2", "B", "not F1")]),
    ("three in a circle", [("F1", "A", "F2"), ("F2", "A", "F3 or a"), ("F3", "B", "F1")]),
]


@pytest.mark.parametrize(("circle", "factors"), CIRCLES, ids=[name for name, _ in CIRCLES])
def test_factors_may_not_depend_on_themselves(
    tmp_path: Path, circle: str, factors: list[tuple[str, str, str]]
) -> None:
    """A circle of factors is refused, and the remedy is to state one over facts."""
    refused = _refusal(tmp_path, text_of(factors))
    assert "depends on itself" in refused.what, circle
    assert "State it over facts" in refused.remedy


def test_a_diamond_is_no_circle(tmp_path: Path) -> None:
    """Two factors may lean on the same third."""
    factors = [("F1", "A", "a"), ("F2", "A", "F1 and b"), ("F3", "A", "F1 and c"),
               ("F4", "B", "F2 or F3")]  # fmt: skip
    assert tiny(tmp_path, factors).on(SINCE).factors.keys() == {"F1", "F2", "F3", "F4"}


def test_a_folder_without_an_instrument_is_refused(tmp_path: Path) -> None:
    """The refusal says which file was looked for."""
    with pytest.raises(BadGuidance, match=r"No instrument\.toml"):
        read_instrument(tmp_path, SMALL)


def test_an_instrument_in_another_writing_is_refused(tmp_path: Path) -> None:
    """Bytes that are no UTF-8 are refused, not guessed."""
    (tmp_path / "instrument.toml").write_bytes(GOOD.replace("Tiny", "Tin\u00fd").encode("latin-1"))
    with pytest.raises(BadGuidance, match="is not TOML"):
        read_instrument(tmp_path, SMALL)


def test_an_unknown_id_is_refused_with_those_that_exist(tmp_path: Path) -> None:
    """Who misspells an id is told the ids there are."""
    with pytest.raises(BadGuidance, match=r"ice-2011-11-17.*\.") as refused:
        find(["ice-2011-11-18"])
    assert "There is no instrument ice-2011-11-18" in refused.value.what


def test_the_fingerprint_is_over_both_files(tmp_path: Path) -> None:
    """Changing the conditions or the examples makes another version; nothing else does."""
    first = loaded(tmp_path, GOOD)
    assert loaded(tmp_path, GOOD).full_version == first.full_version
    assert loaded(tmp_path, GOOD + "\n# a remark").fingerprint != first.fingerprint
    loaded(tmp_path, GOOD)
    (tmp_path / "examples.toml").write_text("as_of = 2011-01-01\n", "utf-8")
    assert read_instrument(tmp_path, SMALL).fingerprint != first.fingerprint


@pytest.mark.parametrize(
    ("day", "covered"),
    [("2011-03-01", False), ("2011-03-02", True), ("2015-01-04", True), ("2015-01-05", False)],
)
def test_the_last_day_in_force_is_the_day_before_the_ending(day: str, covered: bool) -> None:
    """An instrument governs from its first day on, and no longer on the day that ended it."""
    (instrument,) = find(["ice-2011-03-02"])
    assert instrument.in_force.covers(dt.date.fromisoformat(day)) is covered


WRONG_VALUES = [
    ("n > few", '"3"'),
    ("n > few", '"0 OR true"'),
    ("n > few", "[3]"),
    ("n > few", "2.5"),
    ("n > few", "true"),
    ("n > few", "-1"),
    ("years_since(x) > few", "true"),
    ("x > few", "2011-01-01T00:00:00"),
]


@pytest.mark.parametrize(("when", "value"), WRONG_VALUES)
def test_a_parameter_is_a_whole_number_or_a_date(tmp_path: Path, when: str, value: str) -> None:
    """Any other value is refused by the loader, before a condition is compiled with it."""
    text = text_of([("F1", "A", when)], parameters=parameter("few", d2011_01_01=value))
    _refusal(tmp_path, text)


@pytest.mark.parametrize("when", ["a", "any(A) and a", "not a", "n > 3"])
def test_a_class_speaks_of_lists_and_factors_only(tmp_path: Path, when: str) -> None:
    """A class that reads a fact is refused: facts are for factors, which have citations."""
    classes = [("first", when, "for"), ("last", "otherwise", "none")]
    _refusal(tmp_path, text_of([("F1", "A", "b")], classes))


def test_the_days_in_force_are_days(tmp_path: Path) -> None:
    """A text in place of a date is refused by the loader."""
    _refusal(tmp_path, GOOD.replace("from = 2011-01-01", 'from = "2011-01-01"'))


@pytest.mark.parametrize(
    ("old", "new"),
    [('list = "B"', 'list = "B"\nweights = 1'), ('bearing = "for"', 'bearing = "for"\nmay = 1')],
)
def test_a_misspelt_entry_is_refused(tmp_path: Path, old: str, new: str) -> None:
    """An entry that means nothing is refused, so that a misspelling is never without effect."""
    _refusal(tmp_path, GOOD.replace(old, new, 1))


def test_a_factor_may_not_be_called_like_a_fact(tmp_path: Path) -> None:
    """One word never means two things."""
    _refusal(tmp_path, text_of([("a", "A", "b"), ("F2", "B", "a")]))


@pytest.fixture
def dated(tmp_path: Path) -> Instrument:
    """Give an instrument whose parameter changed twice."""
    values = parameter("few", d2011_01_01=3, d2013_01_01=2, d2012_01_01=1)
    return tiny(tmp_path, [("F1", "A", "n > few")], parameters=values)


@pytest.mark.parametrize(
    ("day", "value"),
    [
        ("2010-06-01", 3),  # before the first: a counterfactual with the first value
        ("2011-01-01", 3),
        ("2011-12-31", 3),
        ("2012-01-01", 1),
        ("2012-12-31", 1),
        ("2013-01-01", 2),
        ("2020-01-01", 2),
    ],
)
def test_the_value_in_force_on_the_day_holds(dated: Instrument, day: str, value: int) -> None:
    """A parameter changes on its day, in whatever order its values are written."""
    assert dated.parameters["few"].on(dt.date.fromisoformat(day)) == value
