"""Events, as the dispatcher tells them: numbered, of one run of a process."""

from hypothesis import strategies as st

from ....core.events.base import Event, event_types
from ....core.hooks import PHASES
from .building import of


def events(*kinds: type[Event]) -> st.SearchStrategy[Event]:
    """Events of these kinds; without any, of all that have a hook and are known (yours too, once imported)."""
    wanted = kinds or tuple(kind for kind in event_types() if _has_hook(kind))
    return st.one_of([of(kind) for kind in wanted])


def _has_hook(kind: type[Event]) -> bool:
    return any(hasattr(phase, f"penstock_{kind.name}") for phase in PHASES)
