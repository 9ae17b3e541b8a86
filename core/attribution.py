"""Route handlers of third-party plugins: what they raise by mistake is reported under the plugin's name."""

from collections.abc import Callable
from typing import Any

from attrs import evolve

from .errors import PenstockError, PluginFailed
from .faults import FaultLog
from .routes import RouteCall, RouteSpec


def attributed(plugin: str, spec: RouteSpec, faults: FaultLog) -> RouteSpec:
    """`spec` with a handler whose bugs are `PluginFailed` and stand in the plugin list; its own errors pass."""
    return evolve(spec, handler=_guarded(plugin, spec, faults))


def _guarded(plugin: str, spec: RouteSpec, faults: FaultLog) -> Callable[[RouteCall[Any]], Any]:
    def handle(call: RouteCall[Any]) -> Any:
        try:
            return spec.handler(call)
        except PenstockError:
            raise
        except Exception as error:
            faults.add(plugin, f"route {spec.name}", error)
            raise PluginFailed(
                f"The plugin {plugin} failed: {error}",
                hint="Report it to the author of the plugin, or switch the plugin off.",
                details={"plugin": plugin},
            ) from error

    return handle
