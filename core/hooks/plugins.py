"""Observe hooks about plugins: called on the dispatcher thread after the setting is stored."""

from ..events.plugins import PluginDisabled, PluginEnabled
from .markers import observe


@observe
def penstock_plugin_enabled(event: PluginEnabled) -> None:
    """A plugin was switched on, for the next start. Errors are logged. Since 0.1."""


@observe
def penstock_plugin_disabled(event: PluginDisabled) -> None:
    """A plugin was switched off, for the next start. Errors are logged. Since 0.1."""
