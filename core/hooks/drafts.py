"""Observe hooks about drafts: what people edit and have not saved yet.

Called for every plugin after the change is durable and all locks are released, in the order of the changes, on the
host's one dispatcher thread. The result is ignored; an error is logged with the plugin's name and shown in the plugin
list, the change stands. Saving a draft has events of its own, those of the document.
"""

from ..events.drafts import DraftChanged, DraftClosed
from .markers import observe


@observe
def penstock_draft_changed(event: DraftChanged) -> None:
    """A draft was opened, edited, taken a step back or forth, or saved. Since 0.1. Example::

    @hookimpl
    def penstock_draft_changed(event):
        print(event.draft.kind, event.draft.name, "has unsaved changes" if event.draft.dirty else "is as saved")
    """


@observe
def penstock_draft_closed(event: DraftClosed) -> None:
    """A draft was discarded, or nobody used it for 30 minutes. Since 0.1. Example::

    @hookimpl
    def penstock_draft_closed(event):
        print(event.draft.name, "expired" if event.expired else "was discarded")
    """
