"""A third party hears of everything: one plugin observes every hook, and each event arrives whole and in order."""

from collections.abc import Callable
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from penstock import Plugin, hookimpl
from penstock.adapters.testing import strategies
from penstock.core.application import Application
from penstock.core.dispatch import Dispatcher
from penstock.core.events.base import Event, event_types
from penstock.core.hooks import PHASES, HookKind, kind_of
from penstock.core.registry import Status

HOOKS = {
    name.removeprefix("penstock_")
    for phase in PHASES
    for name, spec in vars(phase).items()
    if name.startswith("penstock_") and kind_of(spec) is HookKind.OBSERVE
}
KINDS = sorted((kind for kind in event_types() if kind.name in HOOKS), key=lambda kind: kind.name)


class Everything:
    """A plugin that implements each observe hook there is."""

    PLUGIN = Plugin(name="everything", title="Hears of everything", version="1.0")

    def __init__(self) -> None:
        self.heard: list[tuple[str, Event]] = []
        for name in HOOKS:
            setattr(self, f"penstock_{name}", hookimpl(self._observer(name)))

    def _observer(self, name: str) -> Callable[[Any], None]:
        def observe(event: Any) -> None:
            self.heard.append((name, event))

        return observe


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_every_event_reaches_a_plugin_that_observes_all(
    penstock_application: Callable[..., Application], data: st.DataObject
) -> None:
    """Under its own hook, with every field, numbered in the order in which they happened."""
    plugin = Everything()
    application = penstock_application(plugin)
    entry = next(one for one in application.registry.plugins() if one.plugin.name == "everything")
    assert (entry.status, len(entry.hooks)) == (Status.ACTIVE, len(HOOKS))
    assert {kind.name for kind in KINDS} == HOOKS
    application.dispatcher.settle()
    plugin.heard.clear()
    told = [application.services.get(Dispatcher).notify(data.draw(strategies.of(kind))) for kind in KINDS]
    assert application.dispatcher.settle()
    assert plugin.heard == [(event.name, event) for event in told]
    numbers = [event.seq for _, event in plugin.heard]
    assert numbers == sorted(set(numbers))
    assert application.registry.hooks.faults.of("everything") == ()
