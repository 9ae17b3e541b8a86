"""Observe hooks about libbers: libraries of text snippets.

Called for every plugin after the change is durable and all locks are released, in the order of the changes, on the
host's one dispatcher thread. The result is ignored; an error is logged with the plugin's name and shown in the plugin
list, the change stands.
"""

from ..events.libbers import LibberChanged, LibberSaved
from .markers import observe


@observe
def penstock_libber_saved(event: LibberSaved) -> None:
    """A library was stored. Since 0.1. Example::

    @hookimpl
    def penstock_libber_saved(event):
        print(event.libber, "has", len(event.added), "new snippets")
    """


@observe
def penstock_libber_changed(event: LibberChanged) -> None:
    """What texts get from a library may be another now, whoever changed it, and how. Since 0.1. Example::

    @hookimpl
    def penstock_libber_changed(event):
        print(event.libber, "was", event.change.value)
    """
