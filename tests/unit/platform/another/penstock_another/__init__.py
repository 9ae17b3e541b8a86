"""A plugin as somebody else would write it, with all that a plugin may add; it imports what is public, and no more."""

from penstock import Plugin, hookimpl
from penstock.core.arrays import as_numpy
from penstock.core.commands import CommandArgument, CommandSpec
from penstock.core.contracts.gates import GateAnswer, GateKind
from penstock.core.contracts.pools import Pools, Refusal
from penstock.core.nodes import IMAGE, InputSpec, NodeSpec, OutputSpec
from penstock.core.parameter_rules import ParameterRule, WidgetRule
from penstock.core.routes import RouteSpec
from penstock.core.services import ServiceSpec
from penstock.core.settings import Settings, SettingSpec
from penstock.core.text_functions import TextFunction

PLUGIN = Plugin(name="another", title="Another", version="1.0", requires=("pools",), web="web")


class Counting:
    """A service of its own, found by its type: how many images a pool has, and whether these are many."""

    def __init__(self, pools, settings):
        self.pools, self.settings = pools, settings

    def count(self, pool):
        """As JSON."""
        count = self.pools.store.pool(pool).count
        return {"pool": pool, "count": count, "many": count >= self.settings.get("another.many")}


def count(call):
    """GET /penstock/another/{pool}."""
    return call.services.get(Counting).count(call.path["pool"])


def say(call):
    """`penstock another-count POOL`."""
    call.say(str(call.services.get(Counting).count(call.values["pool"])["count"]))


def darkened(_call, image):
    """Half as bright."""
    return (as_numpy(image) / 2,)


@hookimpl
def penstock_services():
    yield ServiceSpec(contract=Counting, build=lambda found: Counting(found.get(Pools), found.get(Settings)))


@hookimpl
def penstock_settings():
    yield SettingSpec(id="another.many", label="From here on it is many", default=2, minimum=1)


@hookimpl
def penstock_routes():
    yield RouteSpec(name="another.count", method="GET", path="/penstock/another/{pool}", handler=count)


@hookimpl
def penstock_commands():
    yield CommandSpec(name="another-count", summary="Count.", run=say, arguments=(CommandArgument(name="pool"),))


@hookimpl
def penstock_nodes():
    image = {"id": "image", "type": IMAGE}
    inputs, outputs = (InputSpec(**image),), (OutputSpec(**image),)
    yield NodeSpec(
        id="AnotherDark", display_name="Dark", category="Another", inputs=inputs, outputs=outputs, run=darkened
    )


@hookimpl
def penstock_parameter_rules():
    yield ParameterRule(class_type="AnotherSampler", widgets=[WidgetRule(name="noise", role="seed")], complete=True)


@hookimpl
def penstock_text_functions():
    yield TextFunction(name="backwards", run=lambda text: text[::-1], summary="From the end.")


@hookimpl
def penstock_admit_slot(candidate):
    """Nothing that is smaller than 8 pixels."""
    if min(candidate.width, candidate.height) < 8:
        return Refusal(reason=f"{candidate.file_name} is too small.")
    return None


@hookimpl
def penstock_answer_gate(gate):
    """A route that is named for this plugin."""
    if gate.gate.kind == GateKind.IMAGE and "another" in gate.gate.routes:
        return GateAnswer(route=1 + gate.gate.routes.index("another"))
    return None
