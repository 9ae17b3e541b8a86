"""`<user>/__penstock/settings.json`: the only truth about settings and plugin switches."""

import json
import logging
import threading
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, Final

from attrs import evolve, field

from . import file_locks
from .errors import ClientError, Conflict, NotFound, PenstockError, ReadOnly, from_os_error
from .files import Files, NoFile, read_file
from .settings import HIDDEN, SettingSpec, SettingValue
from .troubles import DAMAGE, aside
from .values import frozen

_LOG: Final = logging.getLogger("penstock.settings")
FORMAT: Final = 1
LARGEST: Final = 16 << 20
"""Bytes of a file that can be settings."""


@frozen(kw_only=True)
class Stored:
    """What the file holds. `unknown` are fields of others, kept as they are."""

    values: Mapping[str, Any] = field(factory=dict)
    disabled: frozenset[str] = frozenset()
    enabled: frozenset[str] = frozenset()
    """Those that are off by default and were switched on."""
    order: tuple[str, ...] = ()
    approved: Mapping[str, str] = field(factory=dict)
    unknown: Mapping[str, Any] = field(factory=dict)
    read_only: bool = False


class SettingsFile:
    """Reads and writes the file, whole and atomically. Safe on any thread."""

    def __init__(self, path: Path, files: Files) -> None:
        self._path = path
        self._files = files
        self._lock = threading.Lock()

    def read(self) -> Stored:
        """What is stored; empty where there is no file. What is damaged, or is no file, is set aside and reported.

        Raises `StorageFailed` or `ReadOnly` where the disk refuses.
        """
        try:
            return self._read()
        except OSError as error:
            raise from_os_error(error, "read the settings") from error

    def is_sound(self) -> bool:
        """Whether `read` would set nothing aside. Changes nothing; raises as it does."""
        try:
            return self._found() is not None
        except OSError as error:
            raise from_os_error(error, "read the settings") from error

    def _read(self) -> Stored:
        found = self._found()
        if found is None:
            kept = aside(self._path, self._path.lstat().st_mtime_ns)
            told = "%s is damaged; it is kept as %s, defaults are used."
            _LOG.error(told, self._path.name, kept.name, extra=DAMAGE)
            self._files.move(self._path, kept)
        return found or Stored()

    def _found(self) -> Stored | None:
        """None for what is damaged."""
        try:
            return _parsed(json.loads(read_file(self._path, LARGEST)))
        except FileNotFoundError:
            return Stored()
        except (NoFile, ValueError, RecursionError, TypeError, OverflowError):
            return None

    def change(self, step: Callable[[Stored], Stored]) -> Stored:
        """Write `step(what is stored)` durably, while no other process does; `Busy` after 5 s.

        `ReadOnly` where a newer Penstock wrote the file.
        """
        lock = self._path.parent / file_locks.FOLDER / f"{self._path.stem}.lock"
        busy = "Another program is changing the settings."
        with self._lock, file_locks.held(self._files, lock, busy=busy, what="the settings"):
            stored = self.read()
            if stored.read_only:
                raise ReadOnly("A newer Penstock wrote the settings.", hint="Update Penstock to change them.")
            changed = step(stored)
            try:
                self._files.make_folder(self._path.parent)
                self._files.write(self._path, _text(changed))
            except OSError as error:
                raise from_os_error(error, "store the settings") from error
            return changed


def _parsed(data: object) -> Stored:
    if not isinstance(data, dict):
        raise TypeError("settings are a JSON object")
    known = {"format", "values", "disabled_plugins", "enabled_plugins", "plugin_order", "enabled_files"}
    return Stored(
        values=dict(data.get("values", {})),
        disabled=frozenset(str(name) for name in data.get("disabled_plugins", [])),
        enabled=frozenset(str(name) for name in data.get("enabled_plugins", [])),
        order=tuple(str(name) for name in data.get("plugin_order", [])),
        approved={str(name): str(digest) for name, digest in dict(data.get("enabled_files", {})).items()},
        unknown={key: value for key, value in data.items() if key not in known},
        read_only=int(data.get("format", FORMAT)) > FORMAT,
    )


def _text(stored: Stored) -> bytes:
    data = {
        **stored.unknown,
        "format": FORMAT,
        "values": dict(stored.values),
        "disabled_plugins": sorted(stored.disabled),
        "enabled_plugins": sorted(stored.enabled),
        "plugin_order": list(stored.order),
        "enabled_files": dict(stored.approved),
    }
    return (json.dumps(data, indent=2, ensure_ascii=False) + "\n").encode()


class LayeredSettings:
    """The `Settings` service: environment over command line over file over default."""

    def __init__(
        self,
        file: SettingsFile,
        specs: Iterable[SettingSpec],
        overrides: Mapping[str, str],
        environment: Mapping[str, str],
    ) -> None:
        self._file = file
        self._specs = {spec.id: spec for spec in sorted(specs, key=lambda spec: spec.id)}
        self._overrides = overrides
        self._environment = environment
        self._stored = file.read()
        self._watchers: list[Callable[[str, SettingValue], None]] = []

    def specs(self) -> tuple[SettingSpec, ...]:
        """Every setting, by id."""
        return tuple(self._specs.values())

    def get(self, setting_id: str) -> SettingValue:
        """The value in force; a stored value that no longer fits counts as not stored, and is logged."""
        spec = self._spec(setting_id)
        forced = self.forced(setting_id)
        if forced is not None:
            return forced
        try:
            return spec.check(self._stored.values.get(setting_id, spec.default))
        except ClientError as error:
            _LOG.warning("The stored value of %s is not used: %s", setting_id, error)
            return spec.default

    def forced(self, setting_id: str) -> SettingValue | None:
        """The value that the environment or the command line sets, None where neither does."""
        spec = self._spec(setting_id)
        text = self._environment.get(spec.variable, self._overrides.get(setting_id))
        return None if text is None else spec.parse(text)

    def set(self, setting_id: str, value: object) -> SettingValue:
        """Store a value durably and tell the watchers."""
        spec = self._spec(setting_id)
        checked = spec.check(value)
        if spec.secret and checked == HIDDEN:
            raise ClientError(f"{setting_id} is shown as {HIDDEN}, and that is not its value.", field=setting_id)
        if (forced := self.forced(setting_id)) is not None:
            raise Conflict(
                f"{setting_id} is set by the environment or the command line.",
                hint=f"Remove {spec.variable} first.",
                details={"current": spec.shown(forced)},
            )
        try:
            self._stored = self._file.change(lambda was: evolve(was, values={**was.values, setting_id: checked}))
        except PenstockError:
            self._follow(setting_id)
            raise
        self._tell(setting_id, checked)
        return checked

    def _follow(self, setting_id: str) -> None:
        """A disk that refuses even the undoing has the new value: the next start finds it, so it is in force."""
        before = self.get(setting_id)
        try:
            self._stored = self._file.read()
        except PenstockError:  # the first error is the one to report
            return
        if (found := self.get(setting_id)) != before:
            self._tell(setting_id, found)

    def _tell(self, setting_id: str, value: SettingValue) -> None:
        for watcher in tuple(self._watchers):
            watcher(setting_id, value)

    def watch(self, callback: Callable[[str, SettingValue], None]) -> None:
        """Call `callback` after each change."""
        self._watchers.append(callback)

    def _spec(self, setting_id: str) -> SettingSpec:
        if setting_id not in self._specs:
            raise NotFound(f"There is no setting {setting_id!r}.", field="setting")
        return self._specs[setting_id]


def check_overrides(settings: LayeredSettings) -> tuple[PenstockError, ...]:
    """What is wrong with the values from the environment and the command line; said once, at the start."""
    faults: list[PenstockError] = []
    for spec in settings.specs():
        try:
            settings.forced(spec.id)
        except PenstockError as error:
            faults.append(error)
    return tuple(faults)
