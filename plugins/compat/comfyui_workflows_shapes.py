"""What the old routes of runs and batches take and answer, in their own words."""

from collections.abc import Mapping
from typing import Any

from attrs import field, frozen


@frozen(kw_only=True)
class ExecuteBody:
    """Parameters by role, address or label."""

    parameters: Mapping[str, Any] = field(factory=dict)


@frozen(kw_only=True)
class Executed:
    """A run that was stored."""

    promptId: str  # noqa: N815
    generationId: str  # noqa: N815
    status: str


@frozen(kw_only=True)
class BatchBody:
    """`count` is 1..20; a variation is a list of values, or for a seed one of random, increment, fixed."""

    count: int
    variations: Mapping[str, Any] = field(factory=dict)
    parameters: Mapping[str, Any] = field(factory=dict)


@frozen(kw_only=True)
class GenerationShape:
    """A run of a batch; `parameters` by address."""

    generationId: str  # noqa: N815
    promptId: str  # noqa: N815
    parameters: Mapping[str, Any]


@frozen(kw_only=True)
class BatchStarted:
    """A batch that was stored."""

    batchId: str  # noqa: N815
    total: int
    generations: tuple[GenerationShape, ...]
