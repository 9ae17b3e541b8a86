"""The node `DatasetStatistics`: what a folder or a pool consists of, before it is trained with."""

import json
import secrets
from typing import Any, Final, cast

from ...core.contracts.datasets import Datasets, DatasetSource
from ...core.contracts.pools import Pools
from ...core.errors import BadName, Invalid, NotFound
from ...core.names import check_id
from ...core.nodes import INT, STRING, InputSpec, Interrupted, NodeCall, NodeResult, NodeSpec, OutputSpec
from ...core.services import Services
from ...core.wire import encode
from .nodes_bucket_options import BUCKET_INPUTS, bucket_options
from .service import DatasetService

POOL_PROFILE: Final = "POOL_PROFILE"
"""The type of links that carry a pool's id."""

_DEEPEST: Final = 64


def dataset_statistics() -> NodeSpec:
    """Dataset Statistics."""
    return NodeSpec(
        id="DatasetStatistics",
        display_name="Dataset Statistics",
        category="Penstock/Datasets",
        description="What a folder or a pool holds before it is trained with: sizes, buckets, captions, tags, and what "
        "is likely to go wrong. Counts anew in each run.",
        search_aliases=("dataset", "count images", "buckets", "captions", "tags", "training"),
        is_output=True,
        inputs=_INPUTS,
        outputs=(
            OutputSpec(id="statistics", type=STRING, tooltip="Everything that was counted, as JSON."),
            OutputSpec(id="count", type=INT, tooltip="How many pictures there are."),
        ),
        run=run,
        fingerprint=fingerprint,
        validate=validate,
    )


_INPUTS: Final = (
    InputSpec(
        id="folder",
        type=STRING,
        default="",
        tooltip="A folder: cats or input/cats in the input folder, output/cats in the output folder, or a whole path "
        "that the settings allow. Empty is the input folder.",
    ),
    InputSpec(
        id="depth",
        type=INT,
        default=0,
        minimum=-1,
        maximum=_DEEPEST,
        tooltip="How many levels of folders below are counted, too: 0 none, -1 all.",
    ),
    *BUCKET_INPUTS,
    InputSpec(
        id="profile",
        type=POOL_PROFILE,
        default="",
        optional=True,
        socket=True,
        tooltip="From Pool Profile: its pool is counted in place of the folder.",
    ),
)


def run(
    call: NodeCall,
    *,
    folder: str = "",
    depth: int = 0,
    resolution: int = 1280,
    divisible: int = 64,
    max_upscale: float = 1.5,
    profile: Any = "",
) -> NodeResult:
    """The statistics as JSON, and the count. `NotFound` and `BadName` for a folder or a pool that cannot be used."""
    options = bucket_options(resolution, divisible, max_upscale)
    source = _source(call.services, folder, depth, profile)

    def watched(done: int, total: int) -> None:
        if call.interrupted():
            raise Interrupted
        call.progress(done, max(1, total))

    found = call.services.get(Datasets).statistics(source, options, watched)
    shown = encode(found)
    return NodeResult(
        values=(json.dumps(shown, ensure_ascii=False, indent=2), found.images), ui={"statistics": [shown]}
    )


def _source(services: Services, folder: str, depth: int, profile: Any) -> DatasetSource:
    """The pool of a linked profile, else the folder: an empty profile is none."""
    if profile is not None and profile != "":
        return DatasetSource(pool=_pool(services, profile))
    if not -1 <= depth <= _DEEPEST:
        raise Invalid(f"depth is -1 to {_DEEPEST}, not {depth}.", hint="0 is the folder alone.", field="depth")
    return DatasetSource(folder=folder, depth=depth)


def _pool(services: Services, profile: Any) -> str:
    if not isinstance(profile, str):
        hint = "Link Pool Profile."
        raise Invalid(f"profile takes the id of a pool, not a {type(profile).__name__}.", hint=hint, field="profile")
    try:
        return services.get(Pools).store.pool(check_id(profile, "profile")).id
    except NotFound as error:
        raise NotFound(
            f"The pool {profile!r} of the linked profile does not exist (any more).",
            hint="Choose another profile, restore the deleted one, or unlink it to count the folder.",
            field="profile",
        ) from error


def fingerprint(_services: Services, **_inputs: Any) -> str:
    """Never the same: what was counted may have changed since, and counting again is quick."""
    return secrets.token_hex(16)


def validate(services: Services, *, folder: str | None = None, profile: str | None = None) -> bool | str:
    """What is wrong with a folder that can never be used. One that is not there yet may be made by the run."""
    if folder is None or profile is None or profile:
        return True
    try:
        cast("DatasetService", services.get(Datasets)).places.to_load(folder)
    except NotFound:
        return True
    except BadName as error:
        return f"{error.message} {error.hint}".strip()
    return True
