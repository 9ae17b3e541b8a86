"""What the painter shows is what is painted."""

import io
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

from .naming import name_of
from .painter_page import DRAWN, Painter, Slot, add_image, open_painter, picture

DRAWN_PIXELS = """() => {
  const canvas = document.querySelector(".penstock-painter-stage canvas");
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  let sum = 17;
  for (const value of data) sum = (sum * 31 + value) % 1000003;
  return [sum, data.some((value) => value > 0)];
}"""


@pytest.fixture
def painter(server: Any, request: pytest.FixtureRequest, tmp_path: Path, open_page: Callable[..., Any]) -> Painter:
    """The painter on an image of 300 x 200."""
    name = re.sub(r"\W+", "-", name_of(request).removeprefix("test_")).strip("-")
    slot: Slot = add_image(server.address, name, picture(tmp_path / "image.png", 300, 200))
    return open_painter(open_page(slot.page))


def shown_at(painter: Painter, points: list[tuple[float, float]]) -> list[tuple[int, ...]]:
    """The colours on the screen at points of the image."""
    painter.page.mouse.move(5, 400)
    painter.page.evaluate(DRAWN)
    pixels = np.asarray(Image.open(io.BytesIO(painter.page.screenshot())).convert("RGB"))
    places = [painter.at(*point) for point in points]
    return [tuple(int(value) for value in pixels[int(y), int(x)]) for x, y in places]


@pytest.mark.parametrize("percent", [170, *(pytest.param(zoom, marks=pytest.mark.nightly) for zoom in (60, 800))])
def test_the_mask_stands_where_it_was_painted(painter: Painter, percent: int) -> None:
    """A rectangle is white in the view of the mask alone, up to its edges, and coloured over the image."""
    painter.zoom(percent)
    painter.pick("r")
    painter.draw((140.5, 90.5), (150, 95), (169.5, 109.5))
    inside, outside = [(141, 91), (155, 100), (169, 109)], [(138, 100), (155, 88), (172, 100), (155, 112)]
    red = shown_at(painter, [(142, 100), (166, 100), (138, 100)])
    assert red[0] != red[2]
    assert red[0][1] > 40, "the image is seen through the mask"
    painter.root.get_by_label("Mask only").check()
    assert shown_at(painter, inside) == [(255, 255, 255)] * 3
    assert shown_at(painter, outside) == [(0, 0, 0)] * 4


@pytest.mark.parametrize("percent", [60, pytest.param(170, marks=pytest.mark.nightly)])
def test_parts_are_drawn_like_the_whole(painter: Painter, percent: int) -> None:
    """Strokes drawn piece by piece look exactly as when everything is drawn anew."""
    painter.zoom(percent)
    painter.brush(31, softness=60, strength=70)
    painter.draw((60, 60), (131, 77), (152, 133), (231, 54))
    painter.draw((90, 120), (180, 90), button="right")
    painter.page.evaluate(DRAWN)
    before = painter.page.evaluate(DRAWN_PIXELS)
    painter.press("o", "o")
    painter.page.evaluate(DRAWN)
    assert painter.page.evaluate(DRAWN_PIXELS) == before
    assert before[1]
