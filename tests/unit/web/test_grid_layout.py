"""Where cells stand, which are on the screen, and where arrow keys lead."""

from collections.abc import Callable
from typing import Any

import pytest

Evaluate = Callable[[str], Any]


def test_few_cells_are_in_the_document(evaluate: Evaluate) -> None:
    """Of a thousand or ten thousand images only what is on the screen, and two rows around, is built."""
    shown = evaluate(
        """
        import { gridLayout, visiblePositions } from "./web/pools/layout.js";
        const sizes = [[1000, 340, 300], [1000, 1400, 800], [10000, 3800, 2100]];
        give(sizes.map(([count, width, height]) => {
          const layout = gridLayout(count, width, height, 92);
          return [0, 5000, layout.height].map((top) => visiblePositions(layout, count, top, height));
        }));
        """
    )
    for positions in shown:
        for window in positions:
            assert 0 <= window["start"] <= window["end"]
            assert window["end"] - window["start"] <= 300
    assert shown[0][0]["start"] == 0
    assert shown[0][2]["end"] == 1000


def test_cells_fill_the_width(evaluate: Evaluate) -> None:
    """Whatever the width, cells are at least as wide as asked, never wider than the area, and there are two or more."""
    rows = evaluate(
        """
        import { gridLayout } from "./web/pools/layout.js";
        give([150, 300, 340, 999, 1400].map((width) => ({ width, ...gridLayout(10, width, 400, 92) })));
        """
    )
    for row in rows:
        used = row["columns"] * row["size"] + (row["columns"] - 1) * row["gap"]
        assert row["columns"] >= 2
        assert used <= row["width"]
        assert row["width"] - used < row["columns"]


@pytest.mark.parametrize(
    ("key", "position", "lands"),
    [
        ("ArrowRight", 0, 1),
        ("ArrowRight", 9, 9),
        ("ArrowLeft", 0, 0),
        ("ArrowDown", 2, 5),
        ("ArrowDown", 8, 8),
        ("ArrowUp", 4, 1),
        ("Home", 7, 0),
        ("End", 0, 9),
        ("PageDown", 1, 9),
        ("a", 1, None),
    ],
)
def test_keys_move(evaluate: Evaluate, key: str, position: int, lands: int | None) -> None:
    """Arrow keys move by a cell or a row and stay inside a pool of ten in three columns."""
    body = f'import {{ moveFocus }} from "./web/pools/layout.js"; give(moveFocus("{key}", {position}, 3, 10));'
    assert evaluate(body) == lands
