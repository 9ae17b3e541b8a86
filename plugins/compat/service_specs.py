"""The services of `compat`: what has to go on by itself."""

from typing import Any, cast

from ...core.contracts.profiles import Profiles
from ...core.services import ServiceSpec
from .datasete_previews import DatasetShows, dataset_shows
from .grid_profiles_exports import FetchedExports


def service_specs() -> tuple[ServiceSpec[Any], ...]:
    """The show events; the zip files of old scripts. They look for what they need only once it is there."""
    return (
        ServiceSpec(
            contract=FetchedExports,
            build=lambda services: FetchedExports(lambda: services.get(Profiles)),
            requires=("profiles",),
        ),
        ServiceSpec(
            contract=DatasetShows,
            build=dataset_shows,
            close=lambda shows: cast("DatasetShows", shows).close(),
            requires=("gates",),
        ),
    )
