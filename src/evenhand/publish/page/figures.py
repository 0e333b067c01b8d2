"""Figures on a page: each chart with its name and description, in a wide and a narrow drawing."""

from __future__ import annotations

from evenhand.publish.charts.drawing import Picture
from evenhand.publish.markup import Html, element, escaped
from evenhand.publish.tongue import Tongue


def figure(picture: Picture, tongue: Tongue) -> Html:
    """Write a chart; of its two drawings a page shows the one that fits its width."""
    drawn = [_named(picture, width) for width in ("wide", "narrow")]
    caption = element("figcaption", tongue.says("chart-of", what=picture.title))
    return element("figure", caption, *drawn)


def _named(picture: Picture, width: str) -> Html:
    svg = str(getattr(picture, width))
    key = f"{picture.key}-{width}"
    opening, _, rest = svg.partition(">")
    name = (
        f'{opening} role="img" class="chart {width}-chart" '
        f'aria-labelledby="{escaped(key)}-title {escaped(key)}-desc">'
    )
    title = element("title", picture.title, id=f"{key}-title")
    desc = element("desc", picture.describes, id=f"{key}-desc")
    return Html(f"{name}{title}{desc}{rest}")
