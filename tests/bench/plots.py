"""A picture of a goal as SVG: a bar a row, from the line of the goal to what was reached, earlier runs as dots.

Written by hand rather than by a plotting library: the same figures must give the same bytes whatever is installed, so
that a test can compare; and ours needs no more than bars.
"""

from collections.abc import Iterator, Sequence
from html import escape
from math import floor, log10
from typing import Final

from attrs import frozen
from bench.margins import margin
from bench.results import Result
from bench.table import Row, number

_LEFT: Final = 400
_WIDE: Final = 420
_RIGHT: Final = 80
_LINE: Final = 22
_TOP: Final = 44
_MOST_DOTS: Final = 5


@frozen
class _Scale:
    """Powers of ten from `low` to `high` over the width."""

    low: int
    high: int

    def x(self, value: float) -> float:
        """Where a margin stands."""
        share = (log10(value) - self.low) / (self.high - self.low)
        return round(_LEFT + _WIDE * min(max(share, 0), 1), 1)


def plot(goal: str, results: Sequence[Result]) -> str:
    """The last of `results` as bars, the ones before it as dots; an empty text where no row has a margin."""
    rows = [row for row in results[-1].of([goal]) if margin(row) is not None]
    if not rows:
        return ""
    dots = {_key(row): _earlier(row, results[:-1]) for row in rows}
    scale = _scale([value for row in rows for value in (_margin(row), *dots[_key(row)])])
    height = _TOP + _LINE * len(rows) + 12
    width = _LEFT + _WIDE + _RIGHT
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img"'
        ' font-family="sans-serif" font-size="12">',
        f"<title>{escape(goal)}: how far each row is from its goal</title>",
        f'<rect width="{width}" height="{height}" fill="#ffffff"/>',
        *_axis(scale, height),
    ]
    for place, row in enumerate(rows):
        parts += _bar(row, dots[_key(row)], scale, _TOP + _LINE * place)
    return "\n".join([*parts, "</svg>"]) + "\n"


def _axis(scale: _Scale, height: int) -> Iterator[str]:
    yield f'<text x="{_LEFT}" y="16" fill="#444444">times as good as the goal</text>'
    for power in range(scale.low, scale.high + 1):
        x = scale.x(10.0**power)
        colour = "#333333" if power == 0 else "#dddddd"
        yield f'<line x1="{x}" y1="36" x2="{x}" y2="{height - 8}" stroke="{colour}"/>'
        yield f'<text x="{x}" y="32" text-anchor="middle" fill="#666666">{number(10.0**power)}</text>'


def _bar(row: Row, dots: Sequence[float], scale: _Scale, top: int) -> Iterator[str]:
    value = _margin(row)
    start, end = scale.x(1.0), scale.x(value)
    colour = "#2a7f6f" if row.met else "#b3402a"
    middle = top + 11
    label = _short(f"{row.what} ({row.rival})" if row.rival else row.what)
    left, wide = min(start, end), max(round(abs(end - start), 1), 1.5)
    yield f'<text x="{_LEFT - 10}" y="{middle + 4}" text-anchor="end" fill="#222222">{escape(label)}</text>'
    yield f'<rect x="{left}" y="{top + 3}" width="{wide}" height="{_LINE - 7}" fill="{colour}"/>'
    for dot in dots:
        yield f'<circle cx="{scale.x(dot)}" cy="{middle}" r="2.5" fill="#ffffff" stroke="#222222"/>'
    yield f'<text x="{max(start, end) + 6}" y="{middle + 4}" fill="#222222">{number(value)}</text>'


def _earlier(row: Row, results: Sequence[Result]) -> list[float]:
    """The margins of the same row in the runs before."""
    same = [found for result in results for found in result.rows if _key(found) == _key(row)]
    return [value for found in same if (value := margin(found)) is not None][-_MOST_DOTS:]


def _key(row: Row) -> tuple[str, str, str]:
    return row.goal, row.what, row.rival


def _margin(row: Row) -> float:
    return margin(row) or 1e-9


def _scale(values: Sequence[float]) -> _Scale:
    """A decade on each side of the goal at least, three below it at most."""
    low = max(min(-1, floor(log10(min(values)))), -3)
    return _Scale(low, max(1, floor(log10(max(values))) + 1))


def _short(text: str, most: int = 62) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"
