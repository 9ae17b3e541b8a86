"""The painter on an image of 4096 x 4096."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

from .naming import name_of
from .painter_page import Slot, add_image, open_painter, picture

SIZE = 4096
FRAME_MS = 16

STROKE = """async () => {
  const stage = document.querySelector(".penstock-painter-stage");
  const box = stage.getBoundingClientRect();
  stage.setPointerCapture = () => {};
  const send = (kind, x, y) => stage.dispatchEvent(new PointerEvent(kind, {
    pointerId: 1, pointerType: "mouse", clientX: box.left + x, clientY: box.top + y, buttons: 1, bubbles: true,
    cancelable: true,
  }));
  const real = window.requestAnimationFrame;
  let drawing = 0;
  window.requestAnimationFrame = (draw) => real((now) => {
    const started = performance.now();
    draw(now);
    drawing += performance.now() - started;
  });
  const took = [];
  send("pointerdown", 200, 200);
  for (let at = 0; at < 60; at += 1) {
    drawing = 0;
    const started = performance.now();
    send("pointermove", 205 + at * 6, 205 + 100 * Math.sin(at / 4) + 100);
    const painting = performance.now() - started;
    await new Promise((done) => real(() => real(done)));
    took.push(painting + drawing);
  }
  send("pointerup", 560, 300);
  window.requestAnimationFrame = real;
  return took.sort((one, other) => one - other);
}"""


@pytest.mark.nightly
@pytest.mark.parametrize("percent", [0, 100])
def test_strokes_stay_fluid(
    server: Any, open_page: Callable[..., Any], request: pytest.FixtureRequest, tmp_path: Path, percent: int
) -> None:
    """A step of a stroke of 200 pixels, painted and drawn, takes less than a frame at the median, at both zooms."""
    name = re.sub(r"\W+", "-", name_of(request)).strip("-")
    slot: Slot = add_image(server.address, name, picture(tmp_path / "large.png", SIZE, SIZE))
    painter = open_painter(open_page(slot.page))
    painter.brush(200, softness=50)
    if percent:
        painter.zoom(percent)
    took = painter.page.evaluate(STROKE)
    assert took[len(took) // 2] < FRAME_MS, took
    painter.press("Control+z", "Control+Shift+Z")
    painter.save()
    assert slot.mask.shape == (SIZE, SIZE)
    assert slot.mask.max() == 255
