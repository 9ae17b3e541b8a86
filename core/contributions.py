"""Merges what plugins bring along; names that several claim are conflicts, and are named."""

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from .faults import FaultLog
from .registry import Registry
from .sources import Origin

T = TypeVar("T")


def collected(registry: Registry, hook: str, kind: type[T], key: Callable[[T], Any]) -> tuple[tuple[str, T], ...]:
    """`(plugin, contribution)` of every active plugin, sorted by `key`.

    What is no `kind`, has no key that is one, or of a third party is not what a declaration must be, is dropped and
    reported, what `requires` a plugin that is not active is left out. Of several with one key the bundled plugin's
    stays; third parties that claim one key all lose it.
    """
    log = registry.hooks.faults
    active = {plugin.name for plugin in registry.active()}
    bundled = {entry.plugin.name for entry in registry.plugins() if entry.origin is Origin.BUNDLED}
    claims: dict[Any, list[tuple[str, T]]] = {}
    for plugin, value in registry.hooks.collect(hook, kind.__name__):
        if isinstance(value, kind):
            try:
                if plugin not in bundled and (said := _wrong_with(plugin, value)):
                    log.report(plugin, hook, said)
                elif active.issuperset(getattr(value, "requires", ())):
                    claims.setdefault(key(value), []).append((plugin, value))
            except (TypeError, AttributeError) as error:  # fields of wrong types
                log.add(plugin, hook, error)
        else:
            log.report(plugin, hook, f"brings a {type(value).__name__} where a {kind.__name__} is expected")
    kept = [winner for name, found in claims.items() if (winner := _winner(str(name), found, bundled, log))]
    return tuple(sorted(kept, key=lambda pair: str(key(pair[1]))))


def _wrong_with(plugin: str, value: object) -> str:
    from .declaration_checks import wrong_with

    return wrong_with(plugin, value)


def _winner(name: str, found: list[tuple[str, T]], bundled: Iterable[str], log: FaultLog) -> tuple[str, T] | None:
    if len(found) == 1:
        return found[0]
    own = [claim for claim in found if claim[0] in bundled]
    claimants = ", ".join(plugin for plugin, _ in found)
    for plugin, _ in found:
        if not own or plugin != own[0][0]:
            log.report(plugin, "conflict", f"{name} is claimed by {claimants}")
    return own[0] if own else None
