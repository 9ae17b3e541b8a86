"""A note of which plugin keeps the pools, beside Penstock's own data: whoever is missing at a later start is missed.

Without it a plugin that cannot be imported, or is off because the settings were lost, would let pools open in folders:
empty ones, into which people then put their pictures.
"""

import json
from pathlib import Path
from typing import Final

from ...core.errors import PenstockError, PluginFailed, from_os_error
from ...core.files import Files
from ...core.host import HostPaths
from ...core.registry import Status
from ...core.services import Services
from ...core.settings_file import SettingsFile
from ...core.switched_off import WITHOUT
from ...core.switches import PluginSwitches

_NAME: Final = "pool_storage.json"
_FORMAT: Final = 1
_MOST_BYTES: Final = 64 << 10


class StorageNote:
    """See the module. Raises the errors of the disk: who cannot read the note does not know where pools are."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._folder: Path = services.get(HostPaths).private
        self._path = self._folder / _NAME
        self._files = services.get(Files)

    def keep(self, plugin: str, title: str) -> None:
        """Note that this plugin keeps the pools."""
        if self._noted() == (plugin, title):
            return
        data = json.dumps({"format": _FORMAT, "plugin": plugin, "title": title}).encode()
        try:
            self._files.make_folder(self._folder)
            self._files.write(self._path, data)
        except OSError as error:
            raise from_os_error(error, "note where pools are kept") from error

    def check_nobody_is_missing(self) -> None:
        """Raise `PluginFailed` where a plugin kept the pools, does not answer now, and was not switched off."""
        noted = self._noted()
        if noted is None:
            return
        plugin, title = noted
        why = self._missing(plugin)
        if why:
            raise PluginFailed(
                f"The plugin {plugin}, which keeps the pools, {why}. {title}".strip(),
                hint="Pools do not open. Mend it, or switch it on. To go back to folders switch it off, or delete "
                f"__penstock/{_NAME} where that cannot be done.",
                details={"plugin": plugin},
            )
        try:
            self._files.discard(self._path)
        except OSError as error:
            raise from_os_error(error, "forget where pools were kept") from error

    def _noted(self) -> tuple[str, str] | None:
        try:
            told = json.loads(self._files.read(self._path, _MOST_BYTES))
            return str(told["plugin"]), str(told["title"])
        except FileNotFoundError:
            return None
        except OSError as error:
            raise from_os_error(error, "read where pools are kept") from error
        except (ValueError, KeyError, TypeError, RecursionError, PenstockError) as error:
            raise PluginFailed(
                f"The note of where pools are kept is damaged: {_NAME}.",
                hint=f"Pools do not open. Delete __penstock/{_NAME}: the next start notes it anew.",
            ) from error

    def _missing(self, plugin: str) -> str:
        """Why the plugin does not answer, empty where the user switched it off."""
        switches = self._services.get(PluginSwitches)
        entry = next((one for one in switches.list() if one.plugin.name == plugin), None)
        if entry is None:
            return "is not installed"
        if self._is_switched_off(plugin, switches):
            return ""
        if entry.status is Status.ACTIVE:
            return "names no place for them"
        return f"takes no part: {entry.reason or entry.status.value}"

    def _is_switched_off(self, plugin: str, switches: PluginSwitches) -> bool:
        if any(limit.by == WITHOUT and plugin in limit.plugins for limit in switches.limits()):
            return True
        return plugin in SettingsFile(self._folder / "settings.json", self._files).read().disabled
