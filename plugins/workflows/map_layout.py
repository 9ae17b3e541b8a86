"""Where the nodes of a document lie: as the page saved them, or in columns by their links for API documents."""

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from attrs import frozen

from ...core.contracts.workflows import WorkflowFormat
from .documents.formats import Recognised
from .documents.loose import identity, items, mapping, mappings, text

MOST_BOXES: Final = 400
MOST_WIRES: Final = 800
TITLE_HEIGHT: Final = 30.0
"""A title stands above the place that a node has in a document."""

_FARTHEST: Final = 1e6
_COLUMN: Final = (280.0, 140.0)
_COLLAPSED: Final = (140.0, 30.0)
_NOTES: Final = ("Note", "MarkdownNote")
"""Texts beside the graph, often larger than all of it."""

_ASLEEP: Final = (2, 4)
"""Modes of nodes that do not run: muted, bypassed."""


@frozen(kw_only=True)
class Box:
    """A node: left, top, width and height in the page's units; `asleep` ones do not run."""

    id: str
    class_type: str
    x: float
    y: float
    width: float
    height: float
    asleep: bool = False


@frozen(kw_only=True)
class Layout:
    """The boxes, and the wires between them: `(from, to)` by their places in `boxes`."""

    boxes: tuple[Box, ...]
    wires: tuple[tuple[int, int], ...]


def layout_of(found: Recognised) -> Layout:
    """Where the nodes of a document lie; at most `MOST_BOXES` of them. What has no sensible place is left out."""
    if found.format is WorkflowFormat.UI:
        boxes = tuple(_saved_boxes(found.graph))[:MOST_BOXES]
        return Layout(boxes=boxes, wires=_placed(boxes, _saved_links(found.graph)))
    boxes = tuple(_columns(found.graph))
    return Layout(boxes=boxes, wires=_placed(boxes, _api_links(found.graph)))


def _placed(boxes: Sequence[Box], links: Iterator[tuple[str, str]]) -> tuple[tuple[int, int], ...]:
    places = {box.id: place for place, box in enumerate(boxes)}
    found = ((places[one], places[other]) for one, other in links if one in places and other in places)
    return tuple(pair for pair, _ in zip(found, range(MOST_WIRES), strict=False))


def _saved_boxes(graph: Mapping[str, Any]) -> Iterator[Box]:
    for node in mappings(graph.get("nodes")):
        place, size = _pair(node.get("pos")), _pair(node.get("size"))
        if place is None or node.get("type") in _NOTES:
            continue
        collapsed = mapping(node.get("flags")).get("collapsed") is True
        width, height = _COLLAPSED if collapsed or size is None else size
        yield Box(
            id=identity(node.get("id")),
            class_type=text(node.get("type")),
            x=place[0],
            y=place[1] - TITLE_HEIGHT,
            width=min(max(width, 40.0), 4000.0),
            height=min(max(height, 20.0), 4000.0) + TITLE_HEIGHT,
            asleep=node.get("mode") in _ASLEEP,
        )


def _pair(value: Any) -> tuple[float, float] | None:
    """Two numbers, which old documents write as an object of "0" and "1"."""
    found = [value.get("0"), value.get("1")] if isinstance(value, dict) else list(items(value)[:2])
    numbers = [one for one in found if isinstance(one, int | float) and not isinstance(one, bool)]
    if len(numbers) != 2 or not all(abs(one) < _FARTHEST for one in numbers):  # NaN is never less
        return None
    return float(numbers[0]), float(numbers[1])


def _saved_links(graph: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for link in items(graph.get("links")):
        if isinstance(link, list | tuple) and len(link) >= 5:
            yield identity(link[1]), identity(link[3])


def _api_links(graph: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name, node in graph.items():
        for value in mapping(mapping(node).get("inputs")).values():
            if isinstance(value, list) and len(value) == 2 and isinstance(value[0], str):
                yield value[0], name


def _columns(graph: Mapping[str, Any]) -> Iterator[Box]:
    """A node stands in the column after the last of those that feed it."""
    names = list(graph)[:MOST_BOXES]
    depths = dict.fromkeys(names, 0)
    links = [link for link in _api_links(graph) if link[0] in depths and link[1] in depths]
    for _ in range(min(len(names), 40)):  # a cycle ends here
        changed = False
        for one, other in links:
            if depths[other] <= depths[one]:
                depths[other], changed = depths[one] + 1, True
        if not changed:
            break
    rows: dict[int, int] = {}
    for name in names:
        column, row = depths[name], rows.get(depths[name], 0)
        rows[column] = row + 1
        width, height = _COLUMN
        yield Box(
            id=name,
            class_type=text(mapping(graph[name]).get("class_type")),
            x=column * width * 1.3,
            y=row * height * 1.4,
            width=width,
            height=height,
        )


def bounds(boxes: Sequence[Box]) -> tuple[float, float, float, float]:
    """Left, top, width and height of all boxes."""
    left, top = min(box.x for box in boxes), min(box.y for box in boxes)
    right = max(box.x + box.width for box in boxes)
    bottom = max(box.y + box.height for box in boxes)
    return left, top, max(right - left, 1.0), max(bottom - top, 1.0)


def is_drawable(layout: Layout) -> bool:
    """Whether there is anything to draw."""
    return bool(layout.boxes) and all(math.isfinite(box.x + box.y) for box in layout.boxes)
