"""The plugins that come with Penstock, in the order in which they load."""

from collections.abc import Iterator
from itertools import chain
from typing import Final

from .. import __version__
from ..core.sources import Source, bundled, installed

BUNDLED: Final = (
    "penstock.plugins.system",
    "penstock.plugins.pools",
    "penstock.plugins.pools_s3",
    "penstock.plugins.profiles",
    "penstock.plugins.gates",
    "penstock.plugins.libbers",
    "penstock.plugins.prompts",
    "penstock.plugins.pictures",
    "penstock.plugins.datasets",
    "penstock.plugins.scenes",
    "penstock.plugins.stories",
    "penstock.plugins.executions",
    "penstock.plugins.database",
    "penstock.plugins.workflows",
    "penstock.plugins.runs",
    "penstock.plugins.batches",
    "penstock.plugins.compat",
)


ESSENTIAL: Final = ("system",)
"""Those that Penstock cannot do without."""

OFF_BY_DEFAULT: Final = ("pools_s3",)
"""Those that take part once the user switched them on."""


def plugin_sources(*, discover: bool = True) -> Iterator[Source]:
    """The bundled plugins and, where `discover`, those of installed distributions."""
    return chain(bundled(BUNDLED, __version__, ESSENTIAL, OFF_BY_DEFAULT), installed() if discover else ())
