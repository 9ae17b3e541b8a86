"""A small map of a workflow, drawn as SVG: what a card shows where nobody gave it a picture."""

from typing import Any, Final

from .documents.formats import recognised
from .map_layout import TITLE_HEIGHT, Box, Layout, bounds, is_drawable, layout_of

WIDTH: Final = 320.0
HEIGHT: Final = 200.0
_MARGIN: Final = 16.0
_PLAIN: Final = "#8b94a3"
_KINDS: Final = (
    ("#5b9bd5", ("image", "preview", "video", "audio", "save", "mask", "3d")),
    ("#d9a441", ("loader", "checkpoint", "lora", "unet", "vae", "clipload")),
    ("#6fb07f", ("text", "prompt", "string", "conditioning", "encode")),
    ("#b07fd0", ("sampler", "guider", "scheduler", "noise", "latent", "sigma")),
)
"""Colours by words in the class of a node; the first that fits. They show on dark and on light."""


def map_of(document: Any) -> bytes | None:
    """The map of a decoded document as SVG of 320 x 200; None where there is nothing to draw. Raises `Invalid`."""
    layout = layout_of(recognised(document))
    return _drawn(layout).encode() if is_drawable(layout) else None


def _drawn(layout: Layout) -> str:
    left, top, width, height = bounds(layout.boxes)
    scale = min((WIDTH - 2 * _MARGIN) / width, (HEIGHT - 2 * _MARGIN) / height, 0.25)
    shift_x = (WIDTH - width * scale) / 2 - left * scale
    shift_y = (HEIGHT - height * scale) / 2 - top * scale

    def place(x: float, y: float) -> tuple[float, float]:
        return x * scale + shift_x, y * scale + shift_y

    wires = "".join(_wire(layout.boxes[one], layout.boxes[other], place) for one, other in layout.wires)
    boxes = "".join(_box(box, place(box.x, box.y), scale) for box in layout.boxes)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH:g} {HEIGHT:g}">'
        f'<g fill="none" stroke="{_PLAIN}" stroke-opacity=".8" stroke-width=".9">{wires}</g>{boxes}</svg>'
    )


def _wire(one: Box, other: Box, place: Any) -> str:
    x1, y1 = place(one.x + one.width, one.y + one.height / 3)
    x2, y2 = place(other.x, other.y + other.height / 3)
    bend = max(abs(x2 - x1) / 2, 4.0)
    return f'<path d="M{x1:.1f} {y1:.1f}C{x1 + bend:.1f} {y1:.1f} {x2 - bend:.1f} {y2:.1f} {x2:.1f} {y2:.1f}"/>'


def _box(box: Box, corner: tuple[float, float], scale: float) -> str:
    width, height = max(box.width * scale, 2.0), max(box.height * scale, 2.0)
    head = min(max(TITLE_HEIGHT * scale, 1.5), height)
    place = f'x="{corner[0]:.1f}" y="{corner[1]:.1f}" width="{width:.1f}"'
    return (
        f'<g fill="{_colour(box.class_type)}" opacity="{".35" if box.asleep else "1"}">'
        f'<rect {place} height="{height:.1f}" rx="1.5" fill-opacity=".3"/>'
        f'<rect {place} height="{head:.1f}" rx="1" fill-opacity=".85"/></g>'
    )


def _colour(class_type: str) -> str:
    name = class_type.lower()
    return next((colour for colour, words in _KINDS if any(word in name for word in words)), _PLAIN)
