"""Where images go when they are moved, which are in a range, and what a key is called."""

import json
from collections.abc import Callable
from typing import Any

import pytest

Evaluate = Callable[[str], Any]

# Of ten images the first six were read.
POOL = """
const ids = ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j"];
const pool = {
  asked: 0, state: { count: 10 },
  positionOf: (id) => (ids.indexOf(id) < 6 ? ids.indexOf(id) : -1),
  idAt: (place) => (place < 6 ? ids[place] : null),
  async order() { this.asked += 1; return ids; },
};
"""


@pytest.mark.parametrize(
    ("ids", "way", "before"),
    [
        ("c", "left", "b"),
        ("c", "right", "e"),
        ("c", "up", None),
        ("e", "up", "b"),
        ("b", "down", "f"),
        ("c", "start", "a"),
        ("a", "left", None),
        ("j", "right", None),
        ("a", "start", None),
        ("bd", "right", "f"),
        ("bd", "left", "a"),
        ("ac", "left", "b"),
        ("i", "right", "END"),
        ("c", "end", "END"),
        ("hj", "end", "END"),
        ("ij", "end", None),
    ],
)
def test_ways(evaluate: Evaluate, ids: str, way: str, before: str | None) -> None:
    """A step, a row of three, an end: several images go as one block, and what is there already stays."""
    found = evaluate(
        f'import {{ wayOn }} from "./web/pools/moving.js"; {POOL}'
        f"const target = await wayOn(pool, {json.dumps(list(ids))}, {json.dumps(way)}, 3);"
        'give(target && (target.before ?? "END"));'
    )
    assert found == before


@pytest.mark.parametrize(("index", "before"), [(0, "a"), (1, None), (2, None), (3, "d"), (7, "h"), (10, "END")])
def test_drops(evaluate: Evaluate, index: int, before: str | None) -> None:
    """An image that is dropped beside itself stays; elsewhere it goes before the image that is there."""
    found = evaluate(
        f'import {{ targetAt }} from "./web/pools/moving.js"; {POOL}'
        f'const target = await targetAt(pool, ["b"], {index}); give(target && (target.before ?? "END"));'
    )
    assert found == before


def test_what_was_read_needs_no_question(evaluate: Evaluate) -> None:
    """The server is asked for the order only where something in question was not read."""
    asked = evaluate(
        f'import {{ wayOn }} from "./web/pools/moving.js"; import {{ inOrder }} from "./web/pools/marking.js"; {POOL}'
        'const near = [await inOrder(pool, ["d", "b"]), await wayOn(pool, ["b", "d"], "left", 3), pool.asked];'
        'give([...near, await inOrder(pool, ["h", "b"]), pool.asked]);'
    )
    assert asked == [["b", "d"], {"before": "a"}, 0, ["b", "h"], 1]


def test_ranges(evaluate: Evaluate) -> None:
    """A range keeps what was marked before it, gives back only its own, and reaches over what was not read."""
    marked = evaluate(
        f"""
        import {{ Marking }} from "./web/pools/marking.js"; import {{ Marks }} from "./web/pools/marks.js"; {POOL}
        const marks = new Marks(); const marking = new Marking(marks); const seen = [];
        const note = () => seen.push(marks.ids.toSorted().join(""));
        marking.toggle("a"); marking.rest();
        for (const place of [4, 3, 7]) {{ await marking.extendTo(pool, 2, place); note(); }}
        marking.startAt("f"); await marking.extendTo(pool, 0, 4); note();
        await marking.toggleAll(pool); note(); await marking.toggleAll(pool); note();
        give(seen);
        """
    )
    assert marked == ["acde", "acd", "acdefgh", "ef", "abcdefghij", ""]


def test_places_between_images(evaluate: Evaluate) -> None:
    """The line stands at the nearer side of an image, at the end of a row beside its last, and never outside."""
    found = evaluate(
        """
        import { dropPlace } from "./web/pools/layout.js";
        const layout = { columns: 3, size: 94, gap: 6, rowHeight: 120, height: 480 };
        const points = [[10, 10], [60, 10], [290, 10], [10, 130], [60, 400], [290, 400], [-50, -50], [900, 9000]];
        give(points.map((point) => dropPlace(layout, 10, ...point)).map(({ index, x, y }) => [index, x, y]));
        """
    )
    row = [[0, -3, 0], [1, 97, 0], [3, 297, 0], [3, -3, 120]]
    assert found == [*row, [10, 97, 360], [10, 97, 360], [0, -3, 0], [10, 97, 360]]
