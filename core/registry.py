"""Loads plugins and says who they are: enabled, disabled, failed, in conflict. Sealed once it is loaded."""

import inspect
import time
from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum
from types import ModuleType
from typing import Any

import pluggy
from attrs import define, evolve, field

from .dispatch import HookTable, Implementation
from .faults import Fault, FaultLog, worded
from .hooks import PHASES, HookKind, deprecation_of, kind_of
from .hooks.markers import PROJECT
from .plugin import Plugin
from .requirements import circles, in_order
from .slowness import SLOW_START, said_slow
from .sources import Origin, Source
from .switched_off import SwitchedOff
from .values import frozen


class Status(StrEnum):
    """What became of a plugin at this start."""

    ACTIVE = "active"
    DISABLED = "disabled"
    FAILED = "failed"
    UNAPPROVED = "unapproved"
    CONFLICT = "conflict"


class ClaimedTwiceError(ImportError):
    """Raised instead of an import where several third parties claim one plugin name."""


@frozen(kw_only=True)
class PluginEntry:
    """A line of the plugin list."""

    plugin: Plugin
    origin: Origin
    location: str
    status: Status
    distribution: str = ""
    digest: str = ""
    reason: str = ""
    off_by_default: bool = False
    hooks: tuple[str, ...] = ()
    faults: tuple[Fault, ...] = ()


@define
class _Loading:
    source: Source
    plugin: Plugin
    status: Status = Status.ACTIVE
    reason: str = ""
    module: object = None
    hooks: tuple[str, ...] = ()

    def stop(self, status: Status, reason: str) -> None:
        self.status, self.reason, self.module = status, reason, None


@frozen
class Registry:
    """The plugins of this start, in the user's order, and the hooks they implement. Nothing can be added any more."""

    hooks: HookTable
    kinds: Mapping[str, HookKind]
    _loaded: tuple[_Loading, ...] = field(repr=False)

    def plugins(self) -> tuple[PluginEntry, ...]:
        """Every plugin that was found, with the faults so far."""
        return tuple(
            PluginEntry(
                plugin=one.plugin,
                origin=one.source.origin,
                location=one.source.location,
                distribution=one.source.distribution,
                status=one.status,
                digest=one.source.digest,
                reason=one.reason,
                off_by_default=one.source.off_by_default,
                hooks=one.hooks,
                faults=self.hooks.faults.of(one.plugin.name),
            )
            for one in self._loaded
        )

    def active(self) -> tuple[Plugin, ...]:
        """The plugins that take part, each after those that it requires."""
        return tuple(one.plugin for one in self._loaded if one.status is Status.ACTIVE)

    def module(self, name: str) -> object:
        """The loaded module of an active plugin, None where there is none."""
        return next((one.module for one in self._loaded if one.plugin.name == name), None)


def load(sources: Iterable[Source], *, off: SwitchedOff | None = None, faults: FaultLog | None = None) -> Registry:
    """Import, check and register the plugins of `sources`, in this order; sealed when it returns.

    A disabled plugin is never imported. One that cannot be imported, implements a hook that nobody declares, or
    implements one with `async def`, fails alone and says why; those that require it are disabled with the reason.
    """
    log = faults or FaultLog()
    loading = [_imported(source, off or SwitchedOff(), log) for source in _without_twins(sources, log)]
    _refuse_circles(loading, log)
    _require(loading, log)
    manager = pluggy.PluginManager(PROJECT)
    for phase in PHASES:
        manager.add_hookspecs(_specs(phase))
    for one in loading:
        if one.status is Status.ACTIVE and one.plugin.hookspecs is not None:
            _declare(manager, one, log)
    phases = [*PHASES, *(one.plugin.hookspecs for one in loading if one.plugin.hookspecs is not None)]
    specs, old = _all_specs(phases), _deprecated(phases)
    for one in loading:
        if one.status is Status.ACTIVE:
            _register(manager, one, specs, log)
            for name in old.keys() & set(one.hooks):
                log.report(one.plugin.name, "deprecated", f"{name} is {old[name]}")
    _require(loading, log)
    ordered = in_order(loading, name=lambda one: one.plugin.name, requires=lambda one: one.plugin.requires)
    table = _table(manager, [one for one in ordered if one.status is Status.ACTIVE])
    guests = frozenset(one.plugin.name for one in ordered if one.source.origin is not Origin.BUNDLED)
    kinds = {name: kind_of(spec) for name, spec in specs.items()}
    return Registry(HookTable(table, log, guests), kinds, tuple(ordered))


def _without_twins(sources: Iterable[Source], log: FaultLog) -> list[Source]:
    """One source a name: the bundled one wins; third parties that claim one name both lose it."""
    by_name: dict[str, list[Source]] = {}
    for source in sources:
        by_name.setdefault(source.name, []).append(source)
    kept: list[Source] = []
    for name, claimants in by_name.items():
        own = [source for source in claimants if source.origin is Origin.BUNDLED]
        if len(claimants) > 1:
            log.report(name, "conflict", f"The name {name} is claimed by {', '.join(c.location for c in claimants)}.")
        if own or len(claimants) == 1:
            kept.append((own or claimants)[0])
        else:
            kept.append(evolve(claimants[0], load=_conflicting(claimants)))
    return kept


def _conflicting(claimants: list[Source]) -> Callable[[], object]:
    def refuse() -> object:
        raise ClaimedTwiceError(
            f"claimed by {' and '.join(source.location for source in claimants)}; uninstall one of them"
        )

    return refuse


def _imported(source: Source, off: SwitchedOff, log: FaultLog) -> _Loading:
    one = _Loading(source, Plugin(name=source.name, version=source.version))
    log.name_version(source.name, source.version)
    if reason := off.reason(source):
        one.stop(Status.DISABLED, reason)
    elif not source.approved:
        one.stop(Status.UNAPPROVED, "this file was not enabled on this machine, or has changed since")
    else:
        began = time.perf_counter()
        try:
            one.module = source.load()
            declared = getattr(one.module, "PLUGIN", None)
            if isinstance(declared, Plugin):
                one.plugin = evolve(declared, name=source.name, version=declared.version or source.version)
        except ClaimedTwiceError as error:
            one.stop(Status.CONFLICT, str(error))
        except KeyboardInterrupt:
            raise
        except BaseException as error:  # sys.exit() of a module that was written as a script
            log.add(source.name, "import", error)
            one.stop(Status.FAILED, f"could not be imported: {worded(error)}")
        took = time.perf_counter() - began
        if source.origin is not Origin.BUNDLED and took > SLOW_START:
            log.report(source.name, "slow", said_slow("its import", took))
    return one


def _refuse_circles(loading: list[_Loading], log: FaultLog) -> None:
    """Plugins that require each other in a circle cannot be started in any order."""
    active = [one for one in loading if one.status is Status.ACTIVE]
    found = circles(active, name=lambda one: one.plugin.name, requires=lambda one: one.plugin.requires)
    for one in active:
        if way := found.get(one.plugin.name):
            reason = f"requires itself in a circle: {' -> '.join(way)}"
            log.report(one.plugin.name, "requires", reason)
            one.stop(Status.FAILED, reason)


def _require(loading: list[_Loading], log: FaultLog) -> None:
    """Disable what requires something that is not active, until nothing changes any more."""
    changed = True
    while changed:
        changed = False
        active = {one.plugin.name for one in loading if one.status is Status.ACTIVE}
        for one in loading:
            missing = [name for name in one.plugin.requires if name not in active]
            if one.status is Status.ACTIVE and missing:
                reason = f"requires {', '.join(missing)}, which is not active"
                log.report(one.plugin.name, "requires", reason)
                one.stop(Status.DISABLED, reason)
                changed = True


def _declare(manager: pluggy.PluginManager, one: _Loading, log: FaultLog) -> None:
    specs = one.plugin.hookspecs
    prefix = f"{PROJECT}_{one.plugin.name}_"
    strays = [name for name in _declared_in(specs) if not name.startswith(prefix)]
    if strays or specs is None:
        reason = f"declares hooks outside its prefix {prefix}: {', '.join(strays)}"
        log.report(one.plugin.name, "hookspecs", reason)
        one.stop(Status.FAILED, reason)
        return
    manager.add_hookspecs(_specs(specs))


def _specs(phase: ModuleType) -> ModuleType:
    """Its hook specs alone: pluggy looks closely at every name of what it is given, and a phase imports many."""
    specs = ModuleType(phase.__name__)
    for name in _declared_in(phase):
        setattr(specs, name, getattr(phase, name))
    return specs


def _declared_in(specs: ModuleType | None) -> tuple[str, ...]:
    return tuple(name for name, spec in sorted(vars(specs).items()) if hasattr(spec, "penstock_kind")) if specs else ()


def _all_specs(phases: Iterable[ModuleType]) -> dict[str, Callable[..., Any]]:
    return {name: getattr(phase, name) for phase in phases for name in _declared_in(phase)}


def _deprecated(phases: Iterable[ModuleType]) -> dict[str, str]:
    """What is said of each deprecated hook, by its name."""
    said = {name: deprecation_of(getattr(phase, name)) for phase in phases for name in _declared_in(phase)}
    return {name: text for name, text in said.items() if text}


def _register(
    manager: pluggy.PluginManager, one: _Loading, specs: Mapping[str, Callable[..., Any]], log: FaultLog
) -> None:
    names: tuple[str, ...] = ()
    try:
        names = _implemented(manager, one.module)
        if reason := _refused(names, one, specs):
            _fail(one, reason, log)
            return
        manager.register(one.module, one.plugin.name)
        one.hooks = names
        if one.source.origin is not Origin.BUNDLED:
            _tell_oversights(one, specs, log)
    except pluggy.PluginValidationError as error:
        _fail(one, _in_words(error, one.module, names, specs), log)
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # a module may do anything when its names are asked for
        log.add(one.plugin.name, "hooks", error)
        one.stop(Status.FAILED, worded(error))


def _fail(one: _Loading, reason: str, log: FaultLog) -> None:
    log.report(one.plugin.name, "hooks", reason)
    one.stop(Status.FAILED, reason)


def _refused(names: tuple[str, ...], one: _Loading, specs: Mapping[str, Callable[..., Any]]) -> str:
    """Why a plugin that implements hooks by these names cannot take part, empty where it can."""
    if unknown := [name for name in names if name not in specs]:
        from .hook_checks import unknown_hooks

        return unknown_hooks(unknown, specs)
    if pending := [name for name in names if inspect.iscoroutinefunction(getattr(one.module, name))]:
        return f"hooks are never async: {', '.join(pending)}"
    if one.source.origin is Origin.BUNDLED:
        return ""
    from .hook_checks import never_run

    return never_run(one.module, names, specs)


def _in_words(error: Exception, module: object, names: tuple[str, ...], specs: Mapping[str, Callable[..., Any]]) -> str:
    """What pluggy does not take, nearly always an argument, as one line."""
    from .hook_checks import wrong_arguments

    return wrong_arguments(module, names, specs) or str(error).splitlines()[-1]


def _tell_oversights(one: _Loading, specs: Mapping[str, Callable[..., Any]], log: FaultLog) -> None:
    """What takes part, and still does not do what its author wants."""
    from .hook_checks import missing_web, unmarked

    if said := unmarked(one.module, one.hooks, specs):
        log.report(one.plugin.name, "hooks", said)
    if said := missing_web(one.plugin, one.module):
        log.report(one.plugin.name, "web", said)


def _implemented(manager: pluggy.PluginManager, module: Any) -> tuple[str, ...]:
    return tuple(name for name in dir(module) if manager.parse_hookimpl_opts(module, name) is not None)


def _table(manager: pluggy.PluginManager, ordered: list[_Loading]) -> dict[str, tuple[Implementation, ...]]:
    """The implementations of each hook, in the order of the plugins instead of pluggy's last-in-first-out."""
    table: dict[str, list[Implementation]] = {}
    for one in ordered:
        for hook in one.hooks:
            caller = getattr(manager.hook, hook)
            for found in caller.get_hookimpls():
                if found.plugin_name == one.plugin.name:
                    made = Implementation(one.plugin.name, found.function, tuple(found.argnames))
                    table.setdefault(hook, []).append(made)
    return {hook: tuple(found) for hook, found in table.items()}
