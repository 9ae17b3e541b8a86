"""Zoom and pan: where an image stands, and what stays under the pointer."""

from collections.abc import Callable
from typing import Any

import pytest

Evaluate = Callable[[str], Any]
IMPORT = 'import * as view from "./web/library/view_math.js";\n'


def test_fit_shows_the_whole_image_in_the_middle(evaluate: Evaluate) -> None:
    """A fitted image touches the margin on its longer side, stands in the middle, and is not enlarged past `most`."""
    wide, tall, small = evaluate(
        IMPORT
        + """
        const area = { width: 400, height: 200 };
        give([view.fit({ width: 800, height: 100 }, area), view.fit({ width: 100, height: 400 }, area, 20),
              view.fit({ width: 10, height: 10 }, area, 0, 1)]);
        """
    )
    assert wide == {"scale": 0.5, "x": 0, "y": 75}
    assert tall == {"scale": 0.4, "x": 180, "y": 20}
    assert small == {"scale": 1, "x": 195, "y": 95}


@pytest.mark.parametrize("scale", [0.03, 0.6, 1, 1.7, 32])
def test_points_go_there_and_back(evaluate: Evaluate, scale: float) -> None:
    """A pixel's place on the screen leads back to the pixel, at every zoom."""
    body = f"""
        const shown = {{ scale: {scale}, x: -13.25, y: 7.5 }};
        const there = [[0, 0], [4095.5, 0.5], [17, 2048]].map(([x, y]) => view.toScreen(shown, {{ x, y }}));
        give(there.map((point) => view.toImage(shown, point)));
    """
    points = evaluate(IMPORT + body)
    expected = [(0, 0), (4095.5, 0.5), (17, 2048)]
    for point, (x, y) in zip(points, expected, strict=True):
        assert point["x"] == pytest.approx(x, abs=1e-9)
        assert point["y"] == pytest.approx(y, abs=1e-9)


def test_zoom_keeps_what_is_under_the_pointer(evaluate: Evaluate) -> None:
    """Zooming in steps, also against the limits, moves nothing under the pointer."""
    points = evaluate(
        IMPORT
        + """
        const at = { x: 123, y: 45 };
        let shown = { scale: 1, x: 10, y: 20 };
        const seen = [];
        for (const factor of [1.5, 1.5, 100, 0.3, 0.0001]) {
          shown = view.zoomAt(shown, factor, at, { least: 0.05, most: 32 });
          seen.push([view.toImage(shown, at), shown.scale]);
        }
        give(seen);
        """
    )
    for point, scale in points:
        assert (point["x"], point["y"]) == (pytest.approx(113), pytest.approx(25))
        assert 0.05 <= scale <= 32


def test_the_image_cannot_be_lost(evaluate: Evaluate) -> None:
    """However far it is dragged, a strip of the image stays on the screen."""
    seen = evaluate(
        IMPORT
        + """
        const image = { width: 1000, height: 500 }, area = { width: 300, height: 200 };
        const drags = [[9999, 0], [-9999, 0], [0, 9999], [0, -9999], [5, 5]];
        give(drags.map(([dx, dy]) => view.inSight(view.pan({ scale: 1, x: 0, y: 0 }, dx, dy), image, area)));
        """
    )
    assert [(one["x"], one["y"]) for one in seen] == [(252, 0), (-952, 0), (0, 152), (0, -452), (5, 5)]


def test_wheels_and_trackpads(evaluate: Evaluate) -> None:
    """Turning up zooms in, down by as much out; lines count like pixels; a pinch is finer and never jumps."""
    up, down, lines, pinch, jump = evaluate(
        IMPORT
        + """
        give([[-100, 0, false], [100, 0, false], [-3, 1, false], [-2, 0, true], [-500, 0, true]]
          .map(([deltaY, deltaMode, ctrlKey]) => view.wheelFactor({ deltaY, deltaMode, ctrlKey })));
        """
    )
    assert 1.1 < up < 1.3
    assert up * down == pytest.approx(1)
    assert 1.05 < lines < up
    assert 1.01 < pinch < 1.05
    assert jump < 1.5
