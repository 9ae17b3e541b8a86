"""What must be refused."""

from collections.abc import Callable

from ....core.errors import PenstockError


def refused(kind: type[PenstockError], step: Callable[[], object]) -> None:
    """`step` must raise `kind`; that it changed nothing is checked by the invariant after the rule."""
    try:
        step()
    except kind:
        return
    raise AssertionError(f"{kind.__name__} was to be raised")
