"""What each plugin brought along, for the plugin list."""

from collections.abc import Iterable, Mapping

from .commands import CommandSpec
from .nodes import NodeSpec
from .routes import RouteSpec
from .services import ServiceSpec
from .settings import SettingSpec
from .values import frozen


@frozen(kw_only=True)
class Brought:
    """Node ids, routes as `GET /path`, ids of settings, names of service contracts and of commands; each sorted."""

    nodes: tuple[str, ...] = ()
    routes: tuple[str, ...] = ()
    settings: tuple[str, ...] = ()
    services: tuple[str, ...] = ()
    commands: tuple[str, ...] = ()


def brought_by(
    *,
    nodes: Iterable[tuple[str, NodeSpec]],
    routes: Iterable[tuple[str, RouteSpec]],
    settings: Iterable[tuple[str, SettingSpec]],
    services: Iterable[tuple[str, ServiceSpec[object]]],
    commands: Iterable[tuple[str, CommandSpec]],
) -> Mapping[str, Brought]:
    """By plugin; plugins that brought nothing are left out."""
    kinds = {
        "nodes": [(owner, spec.id) for owner, spec in nodes],
        "routes": [(owner, f"{spec.method} {spec.path}") for owner, spec in routes],
        "settings": [(owner, spec.id) for owner, spec in settings],
        "services": [(owner, spec.contract.__qualname__) for owner, spec in services],
        "commands": [(owner, spec.name) for owner, spec in commands],
    }
    owners = sorted({owner for found in kinds.values() for owner, _ in found})
    return {
        one: Brought(
            **{kind: tuple(sorted(what for owner, what in found if owner == one)) for kind, found in kinds.items()}
        )
        for one in owners
    }
