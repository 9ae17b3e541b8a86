"""The services of `compat`: what has to go on by itself."""

from typing import Any, cast

from ...core.services import ServiceSpec
from .datasete_previews import DatasetShows, dataset_shows


def service_specs() -> tuple[ServiceSpec[Any], ...]:
    """The show events."""
    return (
        ServiceSpec(
            contract=DatasetShows,
            build=dataset_shows,
            close=lambda shows: cast("DatasetShows", shows).close(),
        ),
    )
