"""Merges what plugins bring along; names that several claim are conflicts, and are named."""

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from .faults import FaultLog
from .registry import Registry
from .sources import Origin

T = TypeVar("T")


def collected(registry: Registry, hook: str, kind: type[T], key: Callable[[T], Any]) -> tuple[tuple[str, T], ...]:
    """`(plugin, contribution)` of every active plugin, sorted by `key`.

    What is no `kind`, or has no key that is one, is dropped and reported, what `requires` a plugin that is not active
    is left out. Of several with one key the bundled plugin's stays; third parties that claim one key all lose it.
    """
    log = registry.hooks.faults
    active = {plugin.name for plugin in registry.active()}
    claims: dict[Any, list[tuple[str, T]]] = {}
    for plugin, value in registry.hooks.collect(hook):
        if isinstance(value, kind):
            try:
                if active.issuperset(getattr(value, "requires", ())):
                    claims.setdefault(key(value), []).append((plugin, value))
            except (TypeError, AttributeError) as error:
                log.add(plugin, hook, error)
        else:
            log.report(plugin, hook, f"brings a {type(value).__name__} where a {kind.__name__} is expected")
    bundled = {entry.plugin.name for entry in registry.plugins() if entry.origin is Origin.BUNDLED}
    kept = [winner for name, found in claims.items() if (winner := _winner(str(name), found, bundled, log))]
    return tuple(sorted(kept, key=lambda pair: str(key(pair[1]))))


def _winner(name: str, found: list[tuple[str, T]], bundled: Iterable[str], log: FaultLog) -> tuple[str, T] | None:
    if len(found) == 1:
        return found[0]
    own = [claim for claim in found if claim[0] in bundled]
    claimants = ", ".join(plugin for plugin, _ in found)
    for plugin, _ in found:
        if not own or plugin != own[0][0]:
            log.report(plugin, "conflict", f"{name} is claimed by {claimants}")
    return own[0] if own else None
