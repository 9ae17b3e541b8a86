"""The painter by touch, pen and keys."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
from playwright.sync_api import expect

from .naming import name_of
from .painter_page import DRAWN, Painter, Slot, add_image, open_painter, picture

PEN = """async ([points, type]) => {
  const stage = document.querySelector(".penstock-painter-stage");
  const send = (kind, { x, y, pressure }) => stage.dispatchEvent(new PointerEvent(kind, {
    pointerId: 1, isPrimary: true, pointerType: type, clientX: x, clientY: y, pressure, button: 0, buttons: 1,
    bubbles: true, cancelable: true,
  }));
  stage.setPointerCapture = () => {};
  send("pointerdown", points[0]);
  for (const point of points.slice(1)) send("pointermove", point);
  send("pointerup", points.at(-1));
}"""


@pytest.fixture
def slot(server: Any, request: pytest.FixtureRequest, tmp_path: Path) -> Slot:
    """An image in a pool that no other test uses."""
    name = name_of(request).removeprefix("test_")
    return add_image(server.address, name, picture(tmp_path / "image.png", 300, 200))


@pytest.fixture
def painter(slot: Slot, open_page: Callable[..., Any]) -> Painter:
    """The painter on it, with a mouse."""
    return open_painter(open_page(slot.page))


@pytest.fixture
def phone(slot: Slot, chromium: Any) -> Iterator[Painter]:
    """The painter on a small screen that is touched."""
    context = chromium.new_context(viewport={"width": 390, "height": 760}, has_touch=True, device_scale_factor=2)
    page = context.new_page()
    page.goto(slot.page)
    yield open_painter(page)
    context.close()


def touch(painter: Painter, *moments: list[tuple[float, float]]) -> None:
    """Fingers on the screen, moment by moment; at the end they are lifted."""
    session = painter.page.context.new_cdp_session(painter.page)
    kind = "touchStart"
    for moment in moments:
        fingers = [{"x": x, "y": y, "id": finger} for finger, (x, y) in enumerate(moment)]
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": fingers})
        kind = "touchMove"
    session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    painter.page.evaluate(DRAWN)


def pen(painter: Painter, kind: str, *points: tuple[float, float, float]) -> None:
    """A pen, or a finger, through points of the image, with a pressure at each."""
    places = [(*painter.at(x, y), pressure) for x, y, pressure in points]
    told = [{"x": x, "y": y, "pressure": pressure} for x, y, pressure in places]
    painter.page.evaluate(PEN, [told, kind])


def test_one_finger_paints(phone: Painter, slot: Slot) -> None:
    """One finger paints where it goes; the strip has large targets, and nothing is wider than the screen."""
    phone.press("b")
    phone.set("Size", 20)
    touch(phone, [phone.at(60, 100)], [phone.at(150, 100)], [phone.at(240, 100)])
    boxes = [one.bounding_box() for one in phone.root.locator(".penstock-painter-strip button").all()]
    assert all(box["width"] >= 44 and box["height"] >= 44 for box in boxes)
    assert phone.page.evaluate("document.documentElement.scrollWidth") <= 390
    phone.button("Save").tap()
    expect(phone.root).to_have_count(0)
    assert slot.mask[100, 150] == 255
    assert slot.mask[140, 150] == 0


def test_two_fingers_zoom(phone: Painter, slot: Slot) -> None:
    """Two fingers zoom and pan, and paint nothing, though one of them came first."""
    before = phone.at(150, 100)
    right = phone.at(300, 100)[0] - phone.at(0, 100)[0]
    x, y = before
    touch(phone, [(x - 40, y)], [(x - 40, y), (x + 40, y)], [(x - 80, y + 30), (x + 80, y + 30)])
    assert phone.at(150, 100) == pytest.approx((x, y + 30), abs=3)
    assert phone.at(300, 100)[0] - phone.at(0, 100)[0] == pytest.approx(2 * right, rel=0.05)
    expect(phone.button("Undo")).to_be_disabled()


def test_pen_pressure(painter: Painter, slot: Slot) -> None:
    """A pen that is pressed harder paints wider; by choice stronger; a mouse always paints in full."""
    painter.brush(40)
    pen(painter, "pen", (50, 50, 0.25), (250, 50, 0.25))
    painter.root.get_by_label("Pen pressure").select_option("strength")
    pen(painter, "pen", (50, 150, 0.5), (250, 150, 0.5))
    painter.save()
    assert (slot.mask[:100, 150] > 0).sum() == 10
    assert (slot.mask[100:, 150] > 0).sum() == 40
    assert slot.mask[150, 150] in (127, 128)


def test_a_palm_paints_nothing(painter: Painter, slot: Slot) -> None:
    """After a pen was seen, a hand on the screen moves the image and paints nothing."""
    painter.brush(40)
    pen(painter, "pen", (50, 50, 1), (60, 50, 1))
    before = painter.at(0, 0)
    pen(painter, "touch", (150, 150, 0.5), (200, 160, 0.5))
    painter.page.evaluate(DRAWN)
    assert painter.at(0, 0)[0] > before[0]
    painter.save()
    assert slot.mask[150, 175] == 0
    assert slot.mask[50, 55] == 255


def test_keys(painter: Painter, slot: Slot) -> None:
    """Brackets change size and softness, O hides the mask, X swaps the effect of shapes, Escape first ends a drag."""
    size = painter.root.get_by_role("textbox", name="Size")
    softness = painter.root.get_by_role("textbox", name="Softness")
    painter.brush(50, softness=50)
    painter.press("]")
    expect(size).to_have_value("56")
    painter.press("[", "[", "Shift+[")
    expect(size).to_have_value("45")
    expect(softness).to_have_value("40")
    painter.press("o")
    expect(painter.root.locator("canvas")).to_be_hidden()
    painter.press("o", "r", "x")
    expect(painter.root.get_by_role("radio", name="Erase")).to_have_attribute("aria-checked", "true")
    painter.press("x")
    mouse = painter.page.mouse
    mouse.move(*painter.at(50, 50))
    mouse.down()
    mouse.move(*painter.at(150, 150))
    painter.press("Escape")
    mouse.up()
    expect(painter.root).to_be_visible()
    expect(painter.button("Undo")).to_be_disabled()
    painter.press("Escape")
    expect(painter.root).to_have_count(0)
    expect(painter.page.locator(".penstock-toast")).to_have_count(0)
    expect(painter.page.locator(".penstock-tile").first).to_be_focused()


def test_painting_by_keys_alone(painter: Painter, slot: Slot) -> None:
    """Arrow keys move the brush, P puts it down and lifts it: a line, and a rectangle, without any pointer."""
    painter.brush(8)
    painter.press(*["ArrowLeft"] * 10, "p", *["ArrowRight"] * 20, "p", *["ArrowDown"] * 10)
    painter.press("r", "p", *["Shift+ArrowRight"] * 9, *["Shift+ArrowDown"] * 4, "p")
    painter.save()
    rows, columns = slot.mask.nonzero()
    assert slot.mask[100, 130:170].min() == 255
    assert slot.mask[98, 125] == slot.mask[102, 175] == 0
    below = rows > 110
    assert (columns[below].max() - columns[below].min(), rows[below].max() - rows[below].min()) == (9, 4)


@pytest.mark.nightly
def test_without_storage(slot: Slot, open_page: Callable[..., Any]) -> None:
    """Where the browser blocks its storage, one paints all the same."""
    page = open_page(slot.page)
    page.locator(".penstock-tile").first.wait_for()
    page.evaluate(
        "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('', 'SecurityError'); } })"
    )
    painter = open_painter(page)
    painter.brush(10)
    painter.draw((100, 100))
    painter.save()
    assert slot.mask[100, 100] == 255


def test_everything_is_large_enough_for_fingers(phone: Painter, slot: Slot) -> None:
    """Every control in sight, also of the settings when they are unfolded, is 44 pixels high."""
    phone.press("g")
    phone.button("Settings").tap()
    small = phone.page.evaluate(
        """() => [...document.querySelectorAll(".penstock-painter :is(button, select, input[type=range], label)")]
          .filter((one) => one.checkVisibility() && !one.closest(".penstock-painter-swatches"))
          .map((one) => [one.textContent || one.ariaLabel, one.getBoundingClientRect().height])
          .filter(([, height]) => height < 43.5)"""
    )
    assert small == []
    assert phone.page.evaluate("document.documentElement.scrollWidth") <= 390


def test_what_is_said_moves_nothing(painter: Painter, slot: Slot) -> None:
    """A problem is told above the picture, which stays where it is."""
    before = painter.at(0, 0)
    painter.press("i")
    painter.page.route("**/mask", lambda route: route.abort())
    painter.press("Control+s")
    expect(painter.root.get_by_role("alert")).to_be_visible()
    painter.page.evaluate(DRAWN)
    assert painter.at(0, 0) == before


def test_gestures_come_first_on_a_touch_screen(phone: Painter, slot: Slot) -> None:
    """The help begins with the fingers where there are no keys."""
    phone.button("Keys and gestures").tap()
    expect(phone.page.get_by_role("dialog").get_by_role("heading", level=3).first).to_have_text("Touch")
