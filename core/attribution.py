"""Route handlers of third-party plugins: what they do wrong is reported under the plugin's name."""

from typing import Any

from attrs import evolve, field

from .errors import PenstockError, PluginFailed
from .faults import FaultLog
from .routes import RouteCall, RouteSpec
from .values import frozen


def attributed(plugin: str, spec: RouteSpec, faults: FaultLog) -> RouteSpec:
    """`spec` with a handler whose bugs are `PluginFailed` and stand in the plugin list; its own errors pass."""
    return evolve(spec, handler=Attributed(plugin, spec, faults))


@frozen
class Attributed:
    """The handler of a third party's route. Who encodes its answer tells it where that cannot be done."""

    plugin: str
    spec: RouteSpec
    _faults: FaultLog = field(repr=False)

    def __call__(self, call: RouteCall[Any]) -> Any:
        """The plugin's answer; its own errors pass, what else it raises is `PluginFailed`, and kept."""
        try:
            return self.spec.handler(call)
        except PenstockError:
            raise
        except Exception as error:
            self._faults.add(self.plugin, f"route {self.spec.name}", error)
            raise self._failed(str(error)) from error

    def unsendable(self, result: object, error: Exception) -> PluginFailed:
        """What is raised where `result` cannot be sent because of `error`: it is no JSON, for one. Kept as a fault."""
        what = f"the answer of the route {self.spec.name}, a {type(result).__name__}, cannot be sent: {error}"
        self._faults.report(self.plugin, f"route {self.spec.name}", what)
        return self._failed(what)

    def _failed(self, what: str) -> PluginFailed:
        return PluginFailed(
            f"The plugin {self.plugin} failed: {what}",
            hint="Report it to the author of the plugin, or switch the plugin off.",
            details={"plugin": self.plugin},
        )
