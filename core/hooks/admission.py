"""Decide hooks that guard a change: asked before anything is stored, in a worker thread, without any lock held.

Plugins are asked in the user's order until one answers. None means "no objection". A plugin that raises refuses the
change with `plugin_failed`, and is named.
"""

from ..contracts.pools import Candidate, Refusal
from .markers import decide


@decide
def penstock_admit_slot(candidate: Candidate) -> Refusal | None:
    """Whether an image may become a slot: return a `Refusal` with the reason that the user reads, or None.

    Called once for each file, after it was decoded and checked, and for each copy of a slot, whose `file_name` is that
    of the image in its pool; where one copy is refused none is made. Since 0.1. Example::

        @hookimpl
        def penstock_admit_slot(candidate):
            if candidate.width < 512:
                return Refusal(reason=f"{candidate.file_name} is only {candidate.width} pixels wide.")
    """
    return None
