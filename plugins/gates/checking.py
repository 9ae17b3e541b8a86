"""What fits a gate: questions that can be asked, and answers to them. `Invalid` names the field and what would fit."""

import operator
from collections.abc import Iterable
from typing import Any, Final

from attrs import evolve

from ...core.contracts.gates import Gate, GateAnswer, GateKind, GateQuestion
from ...core.errors import Invalid

MOST_ROUTES: Final = 10
_FIELDS: Final = {GateKind.IMAGE: "route", GateKind.CHOOSER: "selection", GateKind.TEXT: "text"}
_HINTS: Final = {
    GateKind.IMAGE: "Send the number of a route.",
    GateKind.CHOOSER: "Send the positions of the images that go on, counted from 0.",
    GateKind.TEXT: "Send the text that goes on.",
}


LONGEST_TEXT: Final = 1 << 20
"""Bytes of a text in UTF-8: what a route takes as an answer."""


def check_question(question: GateQuestion) -> None:
    """`Invalid` where nobody could answer it."""
    if question.kind is GateKind.TEXT:
        _must(isinstance(question.text, str), "text", "A text gate takes text.", "Link an output that gives text.")
        size = len(question.text.encode("utf-8", "surrogatepass"))
        _must(
            size <= LONGEST_TEXT, "text", f"A text gate takes 1 MiB of text, not {size:,} bytes.", "Shorten the text."
        )
    else:
        shape = tuple(getattr(question.images, "shape", ()))
        _must(
            len(shape) == 4 and all(side > 0 for side in shape),
            "images",
            f"A gate takes images of the shape [B,H,W,C], not {list(shape)}.",
            "Link an output that gives at least one image.",
        )
    if question.kind is GateKind.IMAGE:
        _must(
            1 <= len(question.routes) <= MOST_ROUTES,
            "routes",
            f"A gate has 1 to {MOST_ROUTES} routes, not {len(question.routes)}.",
            "Set the number of routes at the node.",
        )
    _must(question.time_limit >= 0, "time_limit", "A time limit is never negative.", "Set 0 for no limit.")


def checked_answer(gate: Gate, answer: GateAnswer) -> GateAnswer:
    """`answer` as it is kept: the selection in input order, without a mask. `Invalid` where it does not fit."""
    wanted = _FIELDS[gate.kind]
    missing = getattr(answer, wanted) is None
    _must(not missing, wanted, f"This gate is answered with a {wanted}.", _HINTS[gate.kind])
    for name in _FIELDS.values():
        strange = name != wanted and getattr(answer, name) is not None
        _must(not strange, name, f"This gate takes no {name}.", _HINTS[gate.kind])
    if gate.kind is GateKind.IMAGE:
        return evolve(answer, route=_route(gate, answer.route), mask=None)
    if gate.kind is GateKind.CHOOSER:
        return evolve(answer, selection=_selection(gate, answer.selection), mask=None)
    return evolve(answer, text=_text(answer.text), mask=None)


def check_takes_mask(gate: Gate) -> None:
    """`Invalid` where this gate has no use for a mask."""
    _must(gate.kind is GateKind.IMAGE, "mask", "Only image gates take a mask.", "Answer this gate without a mask.")


def checked_array(gate: Gate, mask: Any) -> Any:
    """A plugin's mask as float32 `[H,W]` or `[B,H,W]` of the candidates' size; `Invalid` where it does not fit."""
    import numpy

    from ...core.arrays import as_numpy

    check_takes_mask(gate)
    try:
        array = as_numpy(mask)
    except (TypeError, ValueError) as error:
        raise Invalid("The mask is no array of numbers.", hint="Give float32 0..1.", field="mask") from error
    fitting = ((gate.height, gate.width), (gate.count, gate.height, gate.width))
    _must(
        array.shape in fitting,
        "mask",
        f"The mask has the shape {list(array.shape)}.",
        f"Give {list(fitting[0])} or {list(fitting[1])}.",
    )
    _must(
        bool(numpy.isfinite(array).all() and array.min() >= 0 and array.max() <= 1),
        "mask",
        "The mask has values outside 0..1.",
        "Painted is 1, the rest 0.",
    )
    return array.copy()


def _route(gate: Gate, route: Any) -> int:
    number = _index(route)
    fits = number is not None and 1 <= number <= len(gate.routes)
    _must(fits, "route", f"There is no route {route!r}.", f"Send a whole number from 1 to {len(gate.routes)}.")
    return number or 0


def _selection(gate: Gate, selection: Any) -> tuple[int, ...]:
    hint = f"Send positions from 0 to {gate.count - 1}, each once, at least one."
    iterable = isinstance(selection, Iterable) and not isinstance(selection, str | bytes)
    _must(iterable, "selection", "A selection is a list of positions.", hint)
    numbers = [_index(position) for position in selection]
    _must(bool(numbers), "selection", "Nothing is selected.", hint)
    chosen = sorted({number for number in numbers if number is not None and 0 <= number < gate.count})
    _must(len(chosen) == len(numbers), "selection", "The selection does not fit the images of this gate.", hint)
    return tuple(chosen)


def _text(text: Any) -> str:
    hint = "Send the text that goes on."
    _must(isinstance(text, str), "text", "The text is no text.", hint)
    _must(not any("\ud800" <= char <= "\udfff" for char in text), "text", "A lone surrogate is no text.", hint)
    _must(len(text.encode()) <= LONGEST_TEXT, "text", "The text has more than 1 MiB.", "Shorten it.")
    return str(text)


def _index(value: Any) -> int | None:
    """A whole number, numpy's included; None for anything else, `True` too."""
    if isinstance(value, bool):
        return None
    try:
        return operator.index(value)
    except TypeError:
        return None


def _must(fits: bool, field: str, message: str, hint: str) -> None:
    if not fits:
        raise Invalid(message, hint=hint, field=field)
