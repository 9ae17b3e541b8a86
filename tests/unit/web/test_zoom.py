"""Which image the zoom view is on while the pool changes, and which images stand in its strip."""

from collections.abc import Callable
from typing import Any

import pytest

Evaluate = Callable[[str], Any]

# A pool of which everything is read; `p.ids` is its order.
POOL = """
import { Place } from "./web/pools/zoom_place.js";
class FakePool {
  status = "ready";
  constructor(...ids) { this.ids = ids; }
  get state() { return { count: this.ids.length }; }
  slotAt(position) { return this.ids[position] && { id: this.ids[position] }; }
  positionOf(id) { return this.ids.indexOf(id); }
}
const p = new FakePool("a", "b", "c", "d");
const place = new Place(p, 1);
const seen = () => [place.slot?.id, place.position];
"""


def test_place_follows_its_image(evaluate: Evaluate) -> None:
    """Images that come and go before the one shown change its position, not what is shown."""
    body = 'p.ids = ["x", "y", "a", "b"]; const removed = place.follow(); give([...seen(), removed]);'
    assert evaluate(POOL + body) == ["b", 3, False]


def test_next_image_takes_the_place_of_one_removed_elsewhere(evaluate: Evaluate) -> None:
    """Where somebody else removes the image shown, the next one is shown, and that is said."""
    body = 'p.ids = ["a", "c", "d"]; const removed = place.follow(); give([...seen(), removed]);'
    assert evaluate(POOL + body) == ["c", 1, True]


def test_last_image_gives_way_to_the_one_before(evaluate: Evaluate) -> None:
    """Without a next image the one before is shown."""
    body = 'place.go(3); place.removing(); p.ids = ["a", "b", "c"]; place.follow(); give(seen());'
    assert evaluate(POOL + body) == ["c", 2]


def test_own_removal_is_no_surprise_and_undo_shows_the_image_again(evaluate: Evaluate) -> None:
    """What the view itself removed is not reported; when it comes back it is shown, only this once."""
    body = """
    place.removing();
    p.ids = ["a", "c", "d"];
    const removed = place.follow();
    place.go(2);
    p.ids = ["a", "b", "c", "d"];
    place.follow();
    const back = seen();
    place.go(3);
    place.follow();
    give([removed, back, seen()]);
    """
    assert evaluate(POOL + body) == [False, ["b", 1], ["d", 3]]


def test_refused_removal_leaves_no_trace(evaluate: Evaluate) -> None:
    """An image that the server kept is reported when somebody else removes it later."""
    body = """
    place.removing();
    place.kept("b");
    p.ids = ["a", "c", "d"];
    give([place.follow(), ...seen()]);
    """
    assert evaluate(POOL + body) == [True, "c", 1]


def test_image_that_is_not_read_keeps_the_last_one(evaluate: Evaluate) -> None:
    """While the next image is not read, the one that left stays on the screen."""
    body = """
    p.ids = ["a", undefined, "d"];
    const removed = place.follow();
    const waiting = seen();
    p.ids = ["a", "c", "d"];
    place.follow();
    give([removed, waiting, seen()]);
    """
    assert evaluate(POOL + body) == [False, ["b", 1], ["c", 1]]


@pytest.mark.parametrize(("pool", "empty"), [("p.ids = [];", True), ("p.status = 'missing';", True), ("", False)])
def test_empty_pool_is_told(evaluate: Evaluate, pool: str, empty: bool) -> None:
    """A pool without images, or that was deleted, has nothing to show."""
    assert evaluate(f"{POOL} {pool} give(place.isEmpty);") is empty


@pytest.mark.parametrize(
    ("count", "current", "width", "expected"),
    [(3, 1, 1400, [0, 3]), (340, 0, 620, [0, 10]), (340, 170, 620, [165, 175]), (340, 339, 620, [330, 340])],
)
def test_strip_has_the_image_in_the_middle(
    evaluate: Evaluate, count: int, current: int, width: int, expected: list[int]
) -> None:
    """The strip holds what fits, with the image shown in the middle except near the ends."""
    window = evaluate(
        'import { stripWindow } from "./web/pools/zoom_strip.js";'
        f"const {{ start, end }} = stripWindow({count}, {current}, {width}); give([start, end]);"
    )
    assert window == expected


def test_strip_stays_small(evaluate: Evaluate) -> None:
    """However wide the screen, and however many images, at most thirty are in the strip."""
    assert evaluate('import { stripWindow } from "./web/pools/zoom_strip.js"; give(stripWindow(9999, 500, 9999));') == {
        "start": 486,
        "end": 515,
    }
