"""Observe hooks about plugins.

Called for every plugin on the host's one dispatcher thread, after the switch is stored. The result is ignored; an
error is logged with the plugin's name and shown in the plugin list, the switch stands.
"""

from ..events.plugins import PluginDisabled, PluginEnabled
from .markers import observe


@observe
def penstock_plugin_enabled(event: PluginEnabled) -> None:
    """A plugin was switched on; it takes part from the next start on. Since 0.1. Example::

    @hookimpl
    def penstock_plugin_enabled(event):
        print(event.plugin, "takes part from the next start on")
    """


@observe
def penstock_plugin_disabled(event: PluginDisabled) -> None:
    """A plugin was switched off; it is not loaded from the next start on. Since 0.1. Example::

    @hookimpl
    def penstock_plugin_disabled(event):
        print(event.plugin, "is gone from the next start on")
    """
