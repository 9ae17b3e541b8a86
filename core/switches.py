"""Switching plugins on and off: stored at once, in force from the next start on."""

from collections.abc import Callable

from attrs import evolve

from .errors import Conflict, NotFound
from .events.base import Event
from .events.plugins import PluginDisabled, PluginEnabled
from .registry import PluginEntry, Registry
from .settings_file import SettingsFile
from .sources import Origin
from .switched_off import StartLimit, SwitchedOff


class PluginSwitches:
    """What the plugin list, the settings dialog and the command line call. Safe on any thread."""

    def __init__(
        self,
        registry: Registry,
        file: SettingsFile,
        notify: Callable[[Event], Event],
        off: SwitchedOff | None = None,
    ) -> None:
        self._registry = registry
        self._file = file
        self._notify = notify
        self._off = off or SwitchedOff()

    def list(self) -> tuple[PluginEntry, ...]:
        """Every plugin that was found at this start."""
        return self._registry.plugins()

    def wanted(self, name: str) -> bool:
        """Whether the plugin is switched on for the next start, if that has the same environment."""
        entry, stored = self._known(name), self._file.read()
        if entry.plugin.essential:
            return True
        forced, _ = self._off.forced(name, entry.origin)
        if forced is not None and (entry.origin is not Origin.FILE or not forced):
            return forced
        approved = entry.origin is not Origin.FILE or stored.approved.get(name) == entry.digest
        return approved and name not in stored.disabled and (not entry.off_by_default or name in stored.enabled)

    def limits(self) -> tuple[StartLimit, ...]:
        """What keeps plugins off at this start whatever is switched: safe mode, the environment."""
        found = self._registry.plugins()
        essential = [one.plugin.name for one in found if one.plugin.essential]
        return self._off.limits({one.plugin.name: one.origin for one in found}, essential)

    def forced(self, name: str) -> str:
        """Why neither pages nor commands can switch the plugin, empty where they can."""
        forced, why = self._off.forced(name, self._known(name).origin)
        return "" if forced is None else why

    def enable(self, name: str) -> None:
        """Switch a plugin on (a file: with the bytes found at this start); `plugin_enabled` where that is news.

        `Conflict` where the environment or safe mode decides.
        """
        entry = self._known(name)
        self._check_free(name)
        if not self.wanted(name):
            approved = {name: entry.digest} if entry.origin is Origin.FILE else {}
            asked = {name} if entry.off_by_default else set()
            self._file.change(
                lambda was: evolve(
                    was,
                    disabled=was.disabled - {name},
                    enabled=was.enabled | asked,
                    approved={**was.approved, **approved},
                )
            )
            self._notify(PluginEnabled(plugin=name))

    def disable(self, name: str) -> None:
        """Switch a plugin off; `Conflict` for one that Penstock cannot do without."""
        if self._known(name).plugin.essential:
            raise Conflict(f"Penstock cannot do without {name}.", field="plugin")
        self._check_free(name)
        if self.wanted(name):
            self._file.change(lambda was: evolve(was, disabled=was.disabled | {name}, enabled=was.enabled - {name}))
            self._notify(PluginDisabled(plugin=name))

    def _check_free(self, name: str) -> None:
        if why := self.forced(name):
            raise Conflict(
                f"{name} cannot be switched now: {why}.",
                hint="Start Penstock without that, then switch it.",
                field="plugin",
            )

    def _known(self, name: str) -> PluginEntry:
        for entry in self._registry.plugins():
            if entry.plugin.name == name:
                return entry
        raise NotFound(f"There is no plugin {name!r}.", field="plugin")
