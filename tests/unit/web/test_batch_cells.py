"""Where the cells of a batch stand: among their axes, and on the screen."""

from collections.abc import Callable
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

Evaluate = Callable[[str], Any]

CELLS = """
import { flowLayout, tableLayout } from "./web/batches/cell_layout.js";
import { CellPlaces, dimensionsOf } from "./web/batches/cell_places.js";
const numbered = (title, length) => Array.from({ length }, (_, at) => `${title}${at}`);
const axis = (title, length) => ({ title, addresses: [title], labels: numbered(title, length) });
const WORDS = { repetition: "Repetition", times: (number) => `#${number}` };
const TILE = { width: 100, height: 120, gap: 10 };
const ALL = { top: -1e6, bottom: 1e6, left: -1e6, right: 1e6 };
"""


def test_places_are_nested_loops(evaluate: Evaluate) -> None:
    """The first group is the outermost loop, repetitions the innermost; positions lead back to places."""
    body = """
    const places = new CellPlaces({ groups: [[axis("a", 2)], [axis("b", 3), axis("c", 2)]], runs: 2, total: 12 });
    const all = Array.from({ length: 12 }, (_, place) => places.at(place));
    give([places.isWhole, all, all.map((at) => places.place(at))]);
    """
    whole, every, back = evaluate(CELLS + body)
    assert whole is True
    assert every == [[a, b, run] for a in range(2) for b in range(3) for run in range(2)]
    assert back == list(range(12))


def test_a_sampled_space_is_learnt(evaluate: Evaluate) -> None:
    """Where not every combination runs the cells themselves say where they stand; the others are not there."""
    body = """
    const places = new CellPlaces({ groups: [[axis("a", 2)], [axis("b", 3)]], runs: 1, total: 2 });
    const before = places.place([1, 2, 0]);
    places.learn([{ place: 0, at: [0, 1, 0] }, { place: 1, at: [1, 2, 0] }]);
    give([places.isWhole, places.at(1), before, places.place([1, 2, 0]), places.place([0, 0, 0])]);
    """
    assert evaluate(CELLS + body) == [False, None, None, 1, None]


def test_dimensions_are_what_differs(evaluate: Evaluate) -> None:
    """Axes side by side are one dimension with joined labels, shorter ones begin anew; one value is no dimension."""
    body = """
    const batch = { groups: [[axis("a", 3), axis("b", 2)], [axis("c", 1)]], runs: 2 };
    give(dimensionsOf(batch, WORDS));
    """
    zipped, repeated = evaluate(CELLS + body)
    assert zipped == {"index": 0, "title": "a · b", "labels": ["a0 · b0", "a1 · b1", "a2 · b0"]}
    assert repeated == {"index": 2, "title": "Repetition", "labels": ["#1", "#2"]}


def test_cells_flow_into_rows(evaluate: Evaluate) -> None:
    """As many columns as fit, none overlaps, and only what a box touches is within it."""
    body = """
    const layout = flowLayout(1000, 545, TILE);
    const points = Array.from({ length: 7 }, (_, place) => layout.at(place));
    give([points, layout.width <= 545, layout.tile, layout.within({ ...ALL, top: 0, bottom: 10 }).length,
      layout.within(ALL).length, layout.at(1000)]);
    """
    points, fits, tile, first_rows, everything, beyond = evaluate(CELLS + body)
    assert [point["y"] for point in points] == [0] * 5 + [tile["height"] + 10] * 2
    assert len({(point["x"], point["y"]) for point in points}) == 7
    assert fits and tile["width"] >= 100
    assert (first_rows, everything, beyond) == (5, 1000, None)


def test_arrows_stay_among_the_cells(evaluate: Evaluate) -> None:
    """Left and right go on in the next row, up and down stop at the edges, and ends are reached by long ways."""
    body = """
    const layout = flowLayout(12, 545, TILE);
    const go = (place, x, y) => layout.next(place, { x, y });
    give([go(4, 1, 0), go(5, -1, 0), go(0, -1, 0), go(11, 1, 0), go(3, 0, 1), go(3, 0, -1), go(9, 0, 1), go(3, 0, 9),
      go(8, 0, -9), go(3, Infinity, 0), go(3, -Infinity, 0)]);
    """
    assert evaluate(CELLS + body) == [5, 4, 0, 11, 8, 3, 9, 8, 3, 11, 0]


def test_a_table_has_gaps(evaluate: Evaluate) -> None:
    """A table shows the cells that are there, and the arrows jump over the places of those that are not."""
    body = """
    const there = { "0,0": 0, "2,0": 1, "2,1": 2 };
    const layout = tableLayout({ columns: 3, rows: 2, place: (column, row) => there[`${column},${row}`] ?? null,
      tile: TILE });
    give([layout.within(ALL), layout.at(1), layout.at(7), layout.next(0, { x: 1, y: 0 }),
      layout.next(0, { x: 0, y: 1 }), layout.next(1, { x: 0, y: 1 }), layout.width]);
    """
    assert evaluate(CELLS + body) == [[0, 1, 2], {"x": 220, "y": 0}, None, 1, 0, 2, 320]


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lengths=st.lists(st.integers(1, 5), min_size=1, max_size=4), runs=st.integers(1, 3))
def test_every_place_has_its_own_position(evaluate: Evaluate, lengths: list[int], runs: int) -> None:
    """For any groups each place has another position, which leads back to it."""
    body = f"""
    const groups = {lengths}.map((length, at) => [axis(String(at), length)]);
    const total = groups.reduce((product, [{{ labels }}]) => product * labels.length, {runs});
    const places = new CellPlaces({{ groups, runs: {runs}, total }});
    const all = Array.from({{ length: total }}, (_, place) => places.at(place).join());
    give([new Set(all).size === total, all.every((at, place) => places.place(at.split(",").map(Number)) === place)]);
    """
    assert evaluate(CELLS + body) == [True, True]
