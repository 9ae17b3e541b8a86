"""The gate routes of Dataset Gates, for scripts and pages written for it; an answer to no waiting gate is a 4xx."""

from typing import TYPE_CHECKING, Final

from ...core.later import later
from ...core.routes import RouteSpec

if TYPE_CHECKING:
    from . import datasete_gates as handlers
    from . import datasete_shapes as shapes
else:
    handlers = later(__package__, "datasete_gates")
    shapes = later(__package__, "datasete_shapes")

_MASK_BYTES: Final = 128 << 20


def routes() -> tuple[RouteSpec, ...]:
    """`/datasete_gate/*`, `/datasete_text_gate/pass`, `/datasete_image_chooser/select`."""
    return (
        RouteSpec(
            name="datasete_gate.choice",
            method="POST",
            path="/datasete_gate/choice",
            handler=handlers.choice,
            summary='Route the image that waits at a node ("1" to "10"), or stop its run (__cancel__).',
            body=shapes.ChoiceForm,
            answer=shapes.Done,
            legacy=True,
        ),
        RouteSpec(
            name="datasete_gate.mask",
            method="POST",
            path="/datasete_gate/mask",
            handler=handlers.mask,
            summary="Set the mask of the image that waits at a node; an empty one clears it.",
            body=shapes.MaskForm,
            answer=shapes.Done,
            work="heavy",
            max_bytes=_MASK_BYTES,
            legacy=True,
        ),
        RouteSpec(
            name="datasete_text_gate.pass",
            method="POST",
            path="/datasete_text_gate/pass",
            handler=handlers.text,
            summary="Pass a text in place of the one that waits at a node.",
            body=shapes.TextForm,
            answer=shapes.Done,
            legacy=True,
        ),
        RouteSpec(
            name="datasete_image_chooser.select",
            method="POST",
            path="/datasete_image_chooser/select",
            handler=handlers.select,
            summary="Choose from the images that wait under a token, or stop their run (action=cancel).",
            body=shapes.SelectForm,
            answer=shapes.Done,
            legacy=True,
        ),
    )
