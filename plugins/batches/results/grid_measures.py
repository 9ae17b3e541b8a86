"""How large everything in a grid is, so that the whole picture keeps to its limit."""

import math
from collections.abc import Callable

from attrs import frozen

from ....core.errors import TooLarge
from .grid_layout import GridLayout
from .grid_text import Block, Font, block

SMALLEST_CELL = 16
MOST_SIDE = 65_000
"""Pixels of a JPEG's side."""

_TRIES = 40


@frozen(kw_only=True)
class Measures:
    """Pixels. `cell` is the box of each picture; row `heights` are at least as high as their labels."""

    cell: tuple[int, int]
    gap: int
    font: Font
    title: Block
    corner: Block
    columns: tuple[Block, ...]
    rows: tuple[Block, ...]
    headings: tuple[Block, ...]
    legend: int
    band: int
    heights: tuple[int, ...]
    width: int
    height: int


def measures(
    layout: GridLayout, title: str, aspect: tuple[int, int], size: int, most: int, font: Callable[[int], Font]
) -> Measures:
    """The largest measures with cells of at most `size` pixels that make at most `most` pixels; `TooLarge`."""
    for _ in range(_TRIES):
        found = _at_size(layout, title, aspect, size, font(_font_size(size)))
        pixels = found.width * found.height
        if pixels <= most and max(found.width, found.height) <= MOST_SIDE:
            return found
        if size <= SMALLEST_CELL:
            break
        shrink = min(0.95, math.sqrt(most / pixels), MOST_SIDE / max(found.width, found.height))
        size = max(SMALLEST_CELL, int(size * shrink))
    raise TooLarge(
        "The picture would be too large, however small its cells are.", hint="Choose one page of it.", field="page"
    )


def _font_size(cell: int) -> int:
    return max(10, min(32, cell // 14))


def _at_size(layout: GridLayout, title: str, aspect: tuple[int, int], size: int, font: Font) -> Measures:
    scale = size / max(aspect)
    cell = (max(1, round(aspect[0] * scale)), max(1, round(aspect[1] * scale)))
    gap = max(2, size // 64)
    columns = tuple(block(text, font, cell[0]) for text in layout.columns)
    legend_width = max(60, min(360, size))
    rows = tuple(block(text, font, legend_width) for text in layout.rows)
    corner = block(_corner(layout), font, legend_width)
    legend = max((one.width for one in (*rows, corner)), default=0)
    legend += 2 * gap if legend else 0
    inner = legend + len(columns) * (cell[0] + gap) + gap
    headings = tuple(block(grid.heading, font, inner) for grid in layout.grids)
    heights = tuple(max(cell[1], one.height) for one in rows)
    band = max((one.height for one in (*columns, corner)), default=0) + gap
    heading = block(title, font, max(inner, 200))
    one_grid = band + sum(height + gap for height in heights) + gap
    tall = heading.height + 2 * gap + sum(one.height + gap + one_grid for one in headings)
    return Measures(
        cell=cell,
        gap=gap,
        font=font,
        title=heading,
        corner=corner,
        columns=columns,
        rows=rows,
        headings=headings,
        legend=legend,
        band=band,
        heights=heights,
        width=max(inner, heading.width + 2 * gap),
        height=tall,
    )


def _corner(layout: GridLayout) -> str:
    """The titles of rows and columns, where they meet."""
    across = f"across: {layout.x_title}" if layout.x_title else ""
    down = f"down: {layout.y_title}" if layout.y_title else ""
    return "\n".join(text for text in (across, down) if text)
