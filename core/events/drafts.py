"""Events about drafts: what people edit and have not saved yet."""

from ..draft_values import DraftNote
from ..values import frozen
from .base import Event


@frozen(kw_only=True)
class DraftChanged(Event):
    """A draft was opened, edited, taken a step back or forth, or saved and goes on; `keys` are the entries touched.

    Empty `keys`: any may have changed (another process did it), read the draft again.
    """

    draft: DraftNote
    keys: tuple[str, ...] = ()


@frozen(kw_only=True)
class DraftClosed(Event):
    """A draft was discarded, or nobody used it for its lifetime (`expired`)."""

    draft: DraftNote
    expired: bool = False
