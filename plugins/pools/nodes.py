"""The node `GridImagePool`: the selected image of a pool, its mask, its place, the count and the label."""

import hashlib
from typing import Any

from ...core.contracts.pools import Pools, PoolStore
from ...core.errors import ClientError, NotFound, PenstockError
from ...core.names import check_id
from ...core.nodes import IMAGE, INT, MASK, STRING, InputSpec, NodeCall, NodeSpec, OutputSpec
from ...core.services import Services
from .arrays import DecodedImages
from .nodes_fingerprint import Observations
from .nodes_view import SlotView, view_slot

POOL_PROFILE = "POOL_PROFILE"
"""The type of links that carry a pool's id."""

MINIMUM, MAXIMUM = -1, 9999


def grid_image_pool() -> NodeSpec:
    """Image Pool (Grid)."""
    return NodeSpec(
        id="GridImagePool",
        display_name="Image Pool (Grid)",
        category="Penstock/Pools",
        description="A pool of curated images. The selected one flows downstream with its mask and label; click "
        "another one in the grid to switch, without rewiring.",
        search_aliases=("image pool", "gallery", "image grid", "load images", "dataset"),
        inputs=_INPUTS,
        outputs=_OUTPUTS,
        run=run,
        fingerprint=fingerprint,
        validate=validate,
    )


_INPUTS = (
    InputSpec(
        id="index",
        type=INT,
        default=-1,
        minimum=MINIMUM,
        maximum=MAXIMUM,
        step=1,
        tooltip="-1 is the selected image. 0, 1, 2, ... take the image at that place, or the last one.",
    ),
    InputSpec(
        id="pool_id",
        type=STRING,
        default="",
        hidden=True,
        tooltip="The node's own pool: a folder name below input/grid_pool, made when the first image is added.",
    ),
    InputSpec(
        id="profile",
        type=POOL_PROFILE,
        default="",
        optional=True,
        socket=True,
        tooltip="A pool to use instead of the node's own. Nothing is copied; unlink it and the own pool is back.",
    ),
)

_OUTPUTS = (
    OutputSpec(id="image", type=IMAGE, tooltip="The image as Load Image makes it; 1x1 black in an empty pool."),
    OutputSpec(id="mask", type=MASK, tooltip="Its mask, as large as the image: painted is 1, no mask is 0."),
    OutputSpec(id="index", type=INT, tooltip="The place of the image in the pool, 0 is the first."),
    OutputSpec(id="count", type=INT, tooltip="How many images the pool holds."),
    OutputSpec(id="label", type=STRING, tooltip="The label of the image."),
)


def run(call: NodeCall, *, index: int = -1, pool_id: str = "", profile: str = "") -> tuple[Any, ...]:
    """Image, mask, index, count and label of the slot at `index`. `NotFound` names a profile that is gone."""
    store = call.services.get(Pools).store
    used = effective_pool(store, pool_id, profile)
    if not used:
        return _nothing()
    while True:
        seen = view_slot(store, used, index)
        call.services.get(Observations).token((used, index), seen.state)
        try:
            return _outputs(call.services.get(DecodedImages), seen)
        except PenstockError:
            if view_slot(store, used, index).state == seen.state:
                raise  # else the slot was removed or changed while it was read


def _outputs(decoded: DecodedImages, seen: SlotView) -> tuple[Any, ...]:
    if seen.slot is None or seen.image is None:
        return _nothing()
    image = decoded.image(seen.image)
    mask = decoded.mask(seen.mask, image.shape[1], image.shape[2])
    return image, mask, seen.position, seen.count, seen.slot.label


def _nothing() -> tuple[Any, ...]:
    import numpy as np

    return np.zeros((1, 1, 1, 3), np.float32), np.zeros((1, 1, 1), np.float32), 0, 0, ""


def effective_pool(store: PoolStore, pool_id: str, profile: Any) -> str:
    """The id of the pool that a run uses: `profile` where it is given, else `pool_id`; empty where there is none.

    Raises `BadName` for what is no id and `NotFound` for a profile that does not exist (any more).
    """
    if profile is None or profile == "":
        return check_id(pool_id, "pool_id") if pool_id else ""
    if not isinstance(profile, str):
        raise ClientError(f"profile takes the id of a pool, not a {type(profile).__name__}.", field="profile")
    try:
        return store.pool(check_id(profile, "profile")).id
    except NotFound as error:
        raise NotFound(
            f"The pool {profile!r} of the linked profile does not exist (any more).",
            hint="Choose another profile, restore the deleted one, or unlink the profile to use the node's own pool.",
            field="profile",
        ) from error


def validate(services: Services, *, pool_id: str | None = None, profile: str | None = None) -> bool | str:
    """True, or what is wrong with the ids that are saved with the workflow; what is linked is checked by the run."""
    try:
        effective_pool(services.get(Pools).store, pool_id or "", profile)
    except PenstockError as error:
        return f"{error.message} {error.hint}".strip()
    return True


def fingerprint(
    services: Services, *, index: int | None = None, pool_id: str | None = None, profile: str | None = ""
) -> str:
    """Changes whenever the outputs would; None stands for a linked input.

    - Nothing linked: exactly what the slot's outputs depend on, see `Observations`.
    - `index` linked: any change of the pool.
    - `profile` linked: whatever feeds it carries its pool's revision in its own fingerprint, as Pool Profile does; the
      own pool counts too, since an empty profile is ignored.
    - `pool_id` linked: any change of any pool, since nothing says which one it will be.
    """
    store = services.get(Pools).store
    try:
        if pool_id is None:
            return f"{index}/" + ",".join(_any_change(store, pool.id) for pool in store.pools())
        used = effective_pool(store, pool_id, profile)
        if used and index is not None and profile is not None:
            seen = view_slot(store, used, index)
            return services.get(Observations).token((used, index), seen.state)
        return f"{index}/{profile is None}/{_any_change(store, used)}"
    except PenstockError:
        return services.get(Observations).never_again()  # the run says what is wrong, or succeeds by then


def _any_change(store: PoolStore, pool_id: str) -> str:
    """Changes with every change of the pool; the selected file tells a pool from its successor of the same id."""
    if not pool_id:
        return ""
    try:
        pool = store.pool(pool_id)
    except NotFound:
        return f"{pool_id}:none"
    try:
        state = repr(view_slot(store, pool_id, MINIMUM).state)
    except NotFound:
        state = "its file is gone"
    return f"{pool_id}:{pool.revision}:{hashlib.sha256(state.encode('utf-8', 'surrogatepass')).hexdigest()[:16]}"
