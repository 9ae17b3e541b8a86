"""`<user>/__penstock/settings.json`: the only truth about settings and plugin switches."""

import contextlib
import json
import logging
import math
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
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
_KNOWN: Final = frozenset({"format", "values", "disabled_plugins", "enabled_plugins", "plugin_order", "enabled_files"})


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


@frozen(kw_only=True)
class _Look:
    """What was found: `odd` are the fields that are no good, `data` all the bytes; without `stored` nothing is good."""

    stored: Stored | None = None
    odd: tuple[str, ...] = ()
    data: bytes = b""

    @property
    def damage(self) -> str:
        """Where the damage is, for people; empty where there is none."""
        if self.stored is None:
            return "damaged"
        return f"damaged in {', '.join(self.odd)}" if self.odd else ""


class SettingsFile:
    """Reads and writes the file, whole and atomically. Safe on any thread."""

    def __init__(self, path: Path, files: Files) -> None:
        self._path = path
        self._files = files
        self._lock = threading.Lock()
        self._told = ""

    def read(self) -> Stored:
        """What is stored; empty where there is no file. What is damaged, or is no file, is set aside and reported.

        Fields that are good go on counting. Where nothing can be set aside now, that is reported, and the file stays.
        Raises `StorageFailed` or `ReadOnly` where the disk refuses to be read.
        """
        found = self._look()
        if found.stored and not found.damage:
            self._told = ""
            return found.stored
        try:
            return self.mend()
        except PenstockError as error:
            if found.damage != self._told:
                _LOG.error("%s is %s, and could not be mended: %s", self._path.name, found.damage, error, extra=DAMAGE)
            self._told = found.damage
        return self._look().stored or Stored()

    def mend(self) -> Stored:
        """`read` that raises where what is damaged cannot be set aside, `Busy` after 5 s."""
        with self._alone():
            return self._mended()

    def is_sound(self) -> bool:
        """Whether `read` would set nothing aside. Changes nothing; raises as it does."""
        return not self._look().damage

    def change(self, step: Callable[[Stored], Stored]) -> Stored:
        """Write `step(what is stored)` durably, while no other process does; `Busy` after 5 s.

        `ReadOnly` where a newer Penstock wrote the file.
        """
        with self._alone():
            stored = self._mended()
            if stored.read_only:
                raise ReadOnly("A newer Penstock wrote the settings.", hint="Update Penstock to change them.")
            changed = step(stored)
            try:
                self._files.make_folder(self._path.parent)
                self._files.write(self._path, _text(changed))
            except OSError as error:
                raise from_os_error(error, "store the settings") from error
            return changed

    @contextlib.contextmanager
    def _alone(self) -> Iterator[None]:
        """While no thread and no other process writes the file. Not re-entrant."""
        lock = self._path.parent / file_locks.FOLDER / f"{self._path.stem}.lock"
        busy = "Another program is changing the settings."
        with self._lock, file_locks.held(self._files, lock, busy=busy, what="the settings"):
            yield

    def _mended(self) -> Stored:
        """`mend` for who is alone: only then is what is set aside what was found damaged, and nothing newer."""
        found = self._look()
        if found.stored and not found.damage:
            return found.stored
        try:
            kept = aside(self._path, self._path.lstat().st_mtime_ns)
            if found.stored is None:
                self._files.move(self._path, kept)
            else:
                self._replace(found.data, found.stored, kept)
        except OSError as error:
            raise from_os_error(error, "set the damaged settings aside") from error
        used = "defaults are used" if found.stored is None else "the rest is used"
        _LOG.error("%s is %s; it is kept as %s, %s.", self._path.name, found.damage, kept.name, used, extra=DAMAGE)
        return found.stored or Stored()

    def _replace(self, data: bytes, stored: Stored, kept: Path) -> None:
        """The copy comes first, and goes only where the file is still what it was."""
        self._files.write(kept, data)
        try:
            self._files.write(self._path, _text(stored))
        except OSError:
            with contextlib.suppress(OSError):  # the first error is the one to report
                if read_file(self._path, LARGEST) == data:
                    self._files.discard(kept)
            raise

    def _look(self) -> _Look:
        """What the file holds now; changes nothing."""
        try:
            data = read_file(self._path, LARGEST)
            return _parsed(json.loads(data), data)
        except FileNotFoundError:
            return _Look(stored=Stored())
        except (NoFile, ValueError, RecursionError):
            return _Look()
        except OSError as error:
            raise from_os_error(error, "read the settings") from error


def _parsed(parsed: object, data: bytes) -> _Look:
    """Each field by itself. In a file of a newer Penstock nothing is odd: there it may well mean something."""
    if not isinstance(parsed, dict):
        return _Look()
    odd: list[str] = []
    newer = _is_newer(parsed.get("format", FORMAT), odd)
    stored = Stored(
        values=_object(parsed, "values", odd),
        disabled=frozenset(_names(parsed, "disabled_plugins", odd)),
        enabled=frozenset(_names(parsed, "enabled_plugins", odd)),
        order=_names(parsed, "plugin_order", odd),
        approved=_texts(parsed, "enabled_files", odd),
        unknown={key: value for key, value in parsed.items() if key not in _KNOWN},
        read_only=newer,
    )
    return _Look(stored=stored, odd=() if newer else tuple(dict.fromkeys(odd)), data=data)


def _is_newer(number: object, odd: list[str]) -> bool:
    """Also `2.1` and `"2"` are newer; what is no finite number is odd."""
    try:
        found = float(number) if isinstance(number, int | float | str) else math.nan
    except (ValueError, OverflowError):
        found = math.nan
    if not math.isfinite(found):
        odd.append("format")
    return math.isfinite(found) and found > FORMAT


def _object(parsed: Mapping[str, Any], name: str, odd: list[str]) -> dict[str, Any]:
    value = parsed.get(name, {})
    if isinstance(value, dict):
        return dict(value)
    odd.append(name)
    return {}


def _texts(parsed: Mapping[str, Any], name: str, odd: list[str]) -> dict[str, str]:
    found = _object(parsed, name, odd)
    texts = {key: value for key, value in found.items() if isinstance(value, str)}
    if len(texts) < len(found):
        odd.append(name)
    return texts


def _names(parsed: Mapping[str, Any], name: str, odd: list[str]) -> tuple[str, ...]:
    value = parsed.get(name, [])
    listed = value if isinstance(value, list) else []
    names = tuple(one for one in listed if isinstance(one, str))
    if listed is not value or len(names) < len(listed):
        odd.append(name)
    return names


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
    text = json.dumps(data, indent=2, ensure_ascii=False) + "\n"
    return text.encode(errors="backslashreplace")  # half a character becomes \udxxx, which JSON reads as the same


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
