"""Events about plugins."""

from ..values import frozen
from .base import Event


@frozen(kw_only=True)
class PluginEnabled(Event):
    """A plugin was switched on; it takes part from the next start on."""

    plugin: str


@frozen(kw_only=True)
class PluginDisabled(Event):
    """A plugin was switched off; it is not loaded from the next start on."""

    plugin: str
