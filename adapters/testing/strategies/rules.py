"""The classes whose fields promise something together, each with its strategy."""

from collections.abc import Callable, Mapping

from . import declared, document_values, pool_values, run_values
from .meanings import Strategy


def rules() -> Mapping[type, Callable[[], Strategy]]:
    """By class."""
    return {**pool_values.rules(), **document_values.rules(), **run_values.rules(), **declared.rules()}
