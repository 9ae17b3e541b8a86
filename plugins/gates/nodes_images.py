"""Image Gate and Image Chooser Gate: where an image goes, and which images of a batch go on."""

from collections.abc import Sequence
from typing import Any, Final

from ...core.arrays import as_numpy
from ...core.contracts.gates import GateKind, GateQuestion, GateResult, Gates
from ...core.nodes import BLOCKED, IMAGE, INT, MASK, STRING, InputSpec, NodeCall, NodeSpec, OutputSpec
from .nodes_fingerprint import ask, fingerprint
from .nodes_inputs import CATEGORY, WAITING_INPUTS, decision_of, names_of_routes, title_of, waiting_of

MOST_ROUTES: Final = 10
_ROUTER: Final = "Image Gate (Manual Router)"
_CHOOSER: Final = "Image Chooser Gate (Batch)"


def image_gate() -> NodeSpec:
    """Image Gate (Manual Router)."""
    return NodeSpec(
        id="ImageGate",
        display_name=_ROUTER,
        category=CATEGORY,
        description="The run waits at the image until you choose its route, here or in the gate inbox; only what "
        "follows that route runs. You may paint a mask on it.",
        search_aliases=("gate", "router", "switch", "pause", "approve", "human in the loop", "review"),
        inputs=(
            InputSpec(id="image", type=IMAGE, lazy=True, tooltip="The image, or a batch that goes one way as a whole."),
            InputSpec(
                id="routes", type=INT, default=2, minimum=1, maximum=MOST_ROUTES, tooltip="How many routes there are."
            ),
            InputSpec(
                id="route_names",
                type=STRING,
                default="",
                optional=True,
                hidden=True,
                tooltip="The names of the routes, as a JSON list; a missing or empty one is the route's number.",
            ),
            *WAITING_INPUTS,
        ),
        outputs=(
            OutputSpec(id="mask", type=MASK, tooltip="The painted mask, or zeros: as large as the image."),
            *(
                OutputSpec(id=f"route_{number}", type=IMAGE, tooltip="The image, where this route was chosen.")
                for number in range(1, MOST_ROUTES + 1)
            ),
        ),
        run=route,
        fingerprint=fingerprint,
        needs=needs_image,
        not_idempotent=True,
    )


def image_chooser_gate() -> NodeSpec:
    """Image Chooser Gate (Batch)."""
    return NodeSpec(
        id="ImageChooserGate",
        display_name=_CHOOSER,
        category=CATEGORY,
        description="The run waits at the batch until you choose the images that go on, here or in the gate inbox.",
        search_aliases=("gate", "image picker", "filter batch", "choose images", "pause", "review"),
        inputs=(
            InputSpec(id="images", type=IMAGE, lazy=True, tooltip="The batch to choose from."),
            *WAITING_INPUTS,
        ),
        outputs=(OutputSpec(id="images", type=IMAGE, tooltip="The chosen images, untouched, in the batch's order."),),
        run=choose,
        fingerprint=fingerprint,
        needs=needs_images,
        not_idempotent=True,
    )


def needs_image(call: NodeCall, *, decision: str = "", **_inputs: Any) -> Sequence[str]:
    """Nothing where an answer to the parked gate is known: what feeds the gate does not run again."""
    return _needs(call, "image", decision)


def needs_images(call: NodeCall, *, decision: str = "", **_inputs: Any) -> Sequence[str]:
    """As `needs_image`, for the chooser."""
    return _needs(call, "images", decision)


def _needs(call: NodeCall, name: str, decision: str) -> Sequence[str]:
    return () if call.services.get(Gates).decided(decision_of(decision), call) else (name,)


async def route(
    call: NodeCall, *, image: Any = None, routes: int = 2, route_names: str = "", **waiting: Any
) -> tuple[Any, ...]:
    """The mask, and the image on the chosen route; the other routes stop what follows them."""
    question = GateQuestion(
        kind=GateKind.IMAGE,
        title=title_of(call, _ROUTER),
        images=image,
        routes=names_of_routes(route_names, routes),
        **waiting_of(waiting),
    )
    result = await ask(call, question)
    if result.parked:
        return (BLOCKED,) * (1 + MOST_ROUTES)
    chosen = (result.images if number == result.answer.route else BLOCKED for number in range(1, MOST_ROUTES + 1))
    return mask_of(result), *chosen


async def choose(call: NodeCall, *, images: Any = None, **waiting: Any) -> tuple[Any, ...]:
    """The chosen images of the batch."""
    question = GateQuestion(kind=GateKind.CHOOSER, title=title_of(call, _CHOOSER), images=images, **waiting_of(waiting))
    result = await ask(call, question)
    return (BLOCKED if result.parked else chosen_images(result),)


def chosen_images(result: GateResult) -> Any:
    """The chosen ones of `result.images`, in the batch's order, same type and device; all are the very same batch."""
    positions = sorted(result.answer.selection or ())
    if positions == list(range(result.images.shape[0])):
        return result.images
    return result.images[positions]


def mask_of(result: GateResult) -> Any:
    """`[B,H,W]` float32 of the images' size and batch: the mask of the answer, zeros without one."""
    import numpy as np

    shape = tuple(int(size) for size in result.images.shape[:3])
    if result.mask is None:
        return np.zeros(shape, np.float32)
    return np.array(np.broadcast_to(as_numpy(result.mask), shape), np.float32)
