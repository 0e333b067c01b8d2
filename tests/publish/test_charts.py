"""The charts: each value where its number says, what is hidden open, forms beside colours."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand.publish.charts import curves, dots, funnel
from evenhand.publish.charts.drawing import (
    COLOURS,
    DASHES,
    PAPER,
    SHAPES,
    Frame,
    Scale,
    folded,
    scale_for,
)

NUMBERS = st.floats(-1e6, 1e6, allow_nan=False).map(lambda x: round(x, 1))
FRAMES = (dots.WIDE, dots.NARROW)


def _attributes(svg: str, tag: str, class_: str) -> list[dict[str, str]]:
    found = re.findall(rf'<{tag} ([^>]*class="[^"]*{class_}[^"]*"[^>]*)>', svg)
    return [dict(re.findall(r'([\w-]+)="([^"]*)"', attributes)) for attributes in found]


def _begin(path: dict[str, str]) -> tuple[float, float]:
    x, y = re.match(r"M(-?[\d.]+),(-?[\d.]+)", path["d"]).groups()
    return float(x), float(y)


@given(st.lists(NUMBERS, min_size=1, max_size=9))
def test_a_scale_holds_every_value_and_nought(values: Sequence[float]) -> None:
    """Whatever is drawn lies within the scale, in the order of its size; the ends are round."""
    scale = scale_for(values, 300)
    assert scale.low <= min(0, *values) <= max(0, *values) <= scale.high + 1e-6
    places = [scale.at(value) for value in sorted(values)]
    assert places == sorted(places)
    assert all(0 <= place <= 300 for place in places)
    ticks = scale.ticks(4)
    assert 2 <= len(ticks) <= 6
    assert any(tick == 0 for tick in ticks)
    assert len({round(b - a, 4) for a, b in pairwise(ticks)}) == 1


@given(st.lists(st.floats(0, 100).map(round), min_size=1, max_size=9))
def test_a_scale_of_percents_ends_at_100(values: Sequence[float]) -> None:
    """No scale of shares goes beyond all."""
    assert scale_for(values, 100, whole=True).high <= 100


@given(st.text(min_size=0, max_size=120), st.integers(40, 400), st.integers(1, 3))
def test_words_are_folded_or_cut_and_never_lost_silently(words: str, width: int, most: int) -> None:
    """Folded words fill no more lines than asked; what is cut ends with dots."""
    lines = folded(words, width, most)
    assert 1 <= len(lines) <= most
    if not lines[-1].endswith("…"):
        assert "".join("".join(lines).split()) == "".join("".join(folded(words, 1e9, 1)).split())


@pytest.mark.parametrize("frame", FRAMES)
def test_a_dot_stands_on_its_interval(frame: Frame) -> None:
    """The dot lies where its number says, between the ends of the line of its interval."""
    marks = [dots.Mark("one", "40", 40, 30, 55), dots.Mark("two", "80", 80, 70, 90)]
    svg = dots.dots(marks, frame, "percent", whole=True, counts=False)
    scale = Scale(0, 100, frame.across)
    found = [_begin(path)[0] + 4.5 for path in _attributes(svg, "path", "f-0")]
    assert found == [pytest.approx(frame.left + scale.at(v), abs=0.02) for v in (40, 80)]
    lines = [path for path in _attributes(svg, "path", "s-0") if path["fill"] == "none"]
    ends = [tuple(float(x) for x in re.findall(r"[ML]([\d.]+),", line["d"])[:2]) for line in lines]
    wanted = [(30, 55), (70, 90)]
    assert ends == [tuple(pytest.approx(frame.left + scale.at(v), abs=0.02) for v in w)
                    for w in wanted]  # fmt: skip


@pytest.mark.parametrize("frame", FRAMES)
def test_what_is_not_shown_is_open_and_at_the_beginning(frame: Frame) -> None:
    """A hidden number is an open diamond at nought, one under a limit an open dashed bar to it."""
    marks = [
        dots.Mark("shown", "40", 40),
        dots.Mark("hidden", "not shown"),
        dots.Mark("under", "under 15", under=14),
    ]
    svg = dots.dots(marks, frame, "people", whole=False, counts=True)
    (diamond,) = _attributes(svg, "path", "p-ink")
    assert diamond["fill"] == PAPER
    assert _begin(diamond)[0] == pytest.approx(frame.left)
    filled, under = _attributes(svg, "rect", "s-0")
    assert filled["fill"] == COLOURS[0]
    assert (under["fill"], under["stroke-dasharray"]) == ("none", "3 2")
    assert float(under["width"]) == pytest.approx(float(filled["width"]) * 14 / 40, abs=0.02)


def test_a_line_is_broken_where_a_value_is_hidden() -> None:
    """Over a hidden month no line is drawn, and an open mark stands on the axis."""
    values = tuple(curves.Value(v) for v in (10, 20, None, 30, 40))
    svg = curves.curves([curves.Curve("a", values)], list("abcde"), curves.WIDE, "people",
                        whole=False)  # fmt: skip
    runs = [path for path in _attributes(svg, "path", "s-0") if path["fill"] == "none"]
    assert [path["d"].count("L") for path in runs] == [1, 1]
    (hidden,) = _attributes(svg, "path", "p-0")
    (nought,) = [path for path in _attributes(svg, "path", "s-ink") if path["d"].count("L") == 1
                 and float(re.findall(r"L([\d.]+)", path["d"])[0]) > 600]  # fmt: skip
    assert _begin(hidden)[1] == pytest.approx(_begin(nought)[1], abs=0.02)


def test_lines_differ_in_more_than_colour() -> None:
    """Each line has its own colour, dash and mark, and its name stands beside them."""
    lines = [curves.Curve(name, tuple(curves.Value(v + n) for v in (1, 2, 3)))
             for n, name in enumerate(("one", "two", "three", "four"))]  # fmt: skip
    svg = curves.curves(lines, ["a", "b", "c"], curves.WIDE, "people", whole=False)
    runs = [path for path in re.findall(r"<path [^>]*>", svg) if path.count("L") == 2]
    assert len({re.search(r'stroke="([^"]*)"', run)[1] for run in runs}) == 4
    assert len({(re.search(r'stroke-dasharray="([^"]*)"', run) or "-")[0] for run in runs}) == 4
    assert len(set(SHAPES)) == len(set(DASHES)) == len(set(COLOURS)) == curves.MOST
    assert all(f">{line.name}</text>" in svg for line in lines)


def _light(colour: str) -> float:
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("colour", COLOURS)
def test_marks_stand_out_from_paper(colour: str) -> None:
    """Every colour has at least the contrast of text (4.5 to 1) on white paper."""
    assert (1 + 0.05) / (_light(colour) + 0.05) >= 4.5


def test_a_funnel_marks_what_chance_does_not_explain() -> None:
    """A rate far from the middle on many cases is a triangle; on few cases the same is a circle."""
    usual = [funnel.Point(n, 30) for n in (1_000, 2_000, 4_000, 8_000)]
    few, many = funnel.Point(15, 50), funnel.Point(2_000, 38)
    middle = funnel.centre([*usual, few, many])
    assert not funnel.outside(few, middle)
    assert funnel.outside(many, middle)
    names = funnel.Names("cases", "percent", "middle", "inner", "outer")
    svg = funnel.funnel([*usual, few, many], funnel.WIDE, names)
    assert len(_attributes(svg, "path", "f-1")) == 1
    assert len(_attributes(svg, "path", "f-0")) == 5


def test_a_funnel_of_nobody_is_drawn() -> None:
    """All rates nought: the middle is nought, nothing lies outside, and nothing breaks."""
    points = [funnel.Point(100, 0)] * 5
    assert funnel.centre(points) == 0
    names = funnel.Names("cases", "percent", "middle", "inner", "outer")
    assert "<svg" in funnel.funnel(points, funnel.NARROW, names)
    assert not any(funnel.outside(point, 0) for point in points)


@given(st.text(alphabet=st.sampled_from("<>&\"'\u202e\x00ab; ]"), min_size=1, max_size=30))
def test_a_label_is_never_markup(label: str) -> None:
    """Whatever a label holds, the drawing is well-formed and runs nothing."""
    svg = dots.dots([dots.Mark(label, label, 1)], dots.NARROW, label, whole=False, counts=True)
    tags = {element.tag.split("}")[1] for element in ET.fromstring(svg).iter()}
    assert tags <= {"svg", "line", "rect", "path", "text"}
    assert "\u202e" not in svg
