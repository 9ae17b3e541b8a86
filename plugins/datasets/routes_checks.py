"""What the routes of data sets check before anything is done, each fault with its field."""

import math
from typing import Any, Final, cast

from ...core.contracts.datasets import BucketOptions, Datasets, DatasetSource
from ...core.contracts.pools import Pools
from ...core.errors import Invalid
from ...core.names import check_id
from ...core.routes import RouteCall
from .routes_shapes import Bucket
from .service import DatasetService

DEEPEST: Final = 64
"""Folders below the one that is named, at most; -1 means all."""

MOST: Final = 500
"""Pictures on a page."""

_LARGEST: Final = 8_192


def datasets_of(call: RouteCall[Any]) -> DatasetService:
    """The service of data sets."""
    return cast("DatasetService", call.services.get(Datasets))


def check_depth(depth: int, field: str = "depth") -> int:
    """`depth` if it is -1 to 64, else `Invalid`."""
    return check_within(depth, -1, DEEPEST, field)


def check_page(start: int, limit: int) -> None:
    """`Invalid` where there is no such page."""
    check_within(start, 0, 2**53, "start")
    check_within(limit, 1, MOST, "limit")


def check_source(call: RouteCall[Any], source: DatasetSource) -> DatasetSource:
    """The source, its folder in one spelling: there is one. `Invalid` where it names a folder and a pool."""
    if not source.pool:
        check_depth(source.depth, "source.depth")
        found = datasets_of(call).places.to_load(source.folder, "source.folder")
        return DatasetSource(folder=found.address, depth=source.depth)
    if source.folder or source.depth:
        raise Invalid("A source is a folder or a pool, not both.", field="source")
    return DatasetSource(pool=call.services.get(Pools).store.pool(check_id(source.pool, "source.pool")).id)


def check_options(options: BucketOptions, field: str = "options") -> BucketOptions:
    """`options` if pictures can be fitted with them, else `Invalid`."""
    check_within(options.divisible, 1, _LARGEST, f"{field}.divisible")
    check_within(options.resolution, 1, _LARGEST, f"{field}.resolution")
    if options.resolution < options.divisible:
        raise Invalid(
            "The resolution is smaller than the number that sides are divisible by.",
            hint=f"Take a resolution of at least {options.divisible}.",
            field=f"{field}.resolution",
        )
    if not math.isfinite(options.max_upscale) or options.max_upscale <= 0:
        raise Invalid("max_upscale is a number above 0.", field=f"{field}.max_upscale")
    return options


def check_bucket(bucket: Bucket) -> None:
    """`Invalid` where no picture can have these sides."""
    for side in ("width", "height"):
        check_within(getattr(bucket, side), 1, _LARGEST**2, f"bucket.{side}")


def check_within(value: int, least: int, most: int, field: str) -> int:
    """`value` if it is in this range, else `Invalid`."""
    if not least <= value <= most:
        raise Invalid(f"{field.rpartition('.')[2]} is {least} to {most:,}.", field=field)
    return value
