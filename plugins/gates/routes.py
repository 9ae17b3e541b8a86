"""The routes of gates. One that has ended is a 409 with `current`, one that nobody knows a 404; both change nothing."""

from typing import TYPE_CHECKING, Final

from ...core.contracts.gates import Gate
from ...core.later import later
from ...core.routes import BytesAnswer, RouteSpec

if TYPE_CHECKING:
    from . import routes_gates as gates
    from . import routes_pictures as pictures
    from . import routes_shapes as shapes
else:
    gates = later(__package__, "routes_gates")
    pictures = later(__package__, "routes_pictures")
    shapes = later(__package__, "routes_shapes")

_GATE: Final = "/penstock/gates/{gate}"
_MASK_BYTES: Final = 128 << 20


def routes() -> tuple[RouteSpec, ...]:
    """All of `/penstock/gates` and `/penstock/kept_answers`."""
    return (*_gates(), *_endings(), *_pictures(), *_masks(), *_kept())


def _gates() -> tuple[RouteSpec, ...]:
    return (
        RouteSpec(
            name="gates.list",
            method="GET",
            path="/penstock/gates",
            handler=gates.list_gates,
            summary="Every open gate, oldest first. Whoever asks counts as somebody who could answer.",
            answer=shapes.GateList,
        ),
        RouteSpec(
            name="gates.get",
            method="GET",
            path=_GATE,
            handler=gates.get_gate,
            summary="One gate, open or lately ended.",
            answer=Gate,
        ),
        RouteSpec(
            name="gates.answer",
            method="POST",
            path=f"{_GATE}/answer",
            handler=gates.answer,
            summary="Decide an open gate, as JSON or as a form, which may bring the mask; 409 where it has ended, 422 "
            "where the answer does not fit, and the gate stays open.",
            body=shapes.Answer,
            answer=Gate,
            max_bytes=_MASK_BYTES,
        ),
    )


def _endings() -> tuple[RouteSpec, ...]:
    return (
        RouteSpec(
            name="gates.stop",
            method="POST",
            path=f"{_GATE}/stop",
            handler=gates.stop,
            summary="Stop the run that waits at the gate; discard a parked one, and one that was answered only with "
            "`answered`.",
            body=shapes.Stop,
            body_may_be_absent=True,
            answer=Gate,
        ),
        RouteSpec(
            name="gates.park",
            method="POST",
            path=f"{_GATE}/park",
            handler=gates.park,
            summary="Keep the gate for later and let its run go on; 409 where it has ended or cannot be kept.",
            answer=Gate,
            work="heavy",
        ),
        RouteSpec(
            name="gates.requeue",
            method="POST",
            path=f"{_GATE}/requeue",
            handler=gates.requeue,
            summary="Queue the rest again for an answered gate whose run failed or was lost; 409 otherwise.",
            body=shapes.Client,
            body_may_be_absent=True,
            answer=Gate,
        ),
    )


def _pictures() -> tuple[RouteSpec, ...]:
    return (
        RouteSpec(
            name="gates.image",
            method="GET",
            path=f"{_GATE}/images/{{index}}",
            handler=pictures.image,
            summary="A candidate as a JPEG of at most ?size= (64 to 4096) pixels a side; 0 is a PNG at full size.",
            query=shapes.PictureSize,
            answer=BytesAnswer,
            work="heavy",
        ),
    )


def _masks() -> tuple[RouteSpec, ...]:
    return (
        RouteSpec(
            name="gates.mask",
            method="GET",
            path=f"{_GATE}/mask",
            handler=pictures.mask,
            summary="The painted draft, an 8-bit gray PNG, white = painted; 404 where nothing is painted.",
            answer=BytesAnswer,
        ),
        RouteSpec(
            name="gates.put_mask",
            method="PUT",
            path=f"{_GATE}/mask",
            handler=pictures.put_mask,
            summary="Set the draft of an open gate: an 8-bit gray PNG of exactly the image's size; 422 otherwise.",
            body=shapes.NewMask,
            answer=Gate,
            work="heavy",
            max_bytes=_MASK_BYTES,
        ),
        RouteSpec(
            name="gates.delete_mask",
            method="DELETE",
            path=f"{_GATE}/mask",
            handler=pictures.delete_mask,
            summary="Clear the draft of an open gate.",
            answer=Gate,
        ),
    )


def _kept() -> tuple[RouteSpec, ...]:
    return (
        RouteSpec(
            name="gates.kept",
            method="GET",
            path="/penstock/kept_answers",
            handler=gates.list_kept,
            summary="The answers that gates use again, by the place of the gate.",
            answer=shapes.KeptList,
        ),
        RouteSpec(
            name="gates.forget",
            method="DELETE",
            path="/penstock/kept_answers/{place}",
            handler=gates.forget,
            summary="Ask again at a place; those that are still kept.",
            answer=shapes.KeptList,
        ),
    )
