"""The example of every hook runs as it stands in its docstring, and says something of what it is given."""

import inspect
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from penstock.core.application import Application
from penstock.core.events.base import event_types
from penstock.core.hooks import HookKind, kind_of
from penstock.core.services import Services

from .hook_examples import examples, names

sys.path.append(str(Path(__file__).resolve().parents[1] / "lint"))
from reference.running import application as whole
from reference.samples import sample

EXAMPLES = {name: (phase, example) for name, phase, example in examples()}


@pytest.mark.parametrize("hook", EXAMPLES)
def test_a_hook_has_an_example_that_runs(hook: str, capsys: pytest.CaptureFixture[str]) -> None:
    """It implements that hook, takes arguments that the hook has, and works on a likely value of each."""
    phase, example = EXAMPLES[hook]
    assert example, f"{hook} has no example"
    space = names()
    exec(compile(example, hook, "exec"), space)
    assert hasattr(space[hook], "penstock_impl")
    spec = getattr(phase, hook)
    wanted, given = inspect.signature(space[hook]).parameters, inspect.signature(spec).parameters
    assert wanted.keys() <= given.keys()
    answer = space[hook](**{name: _value(hook, given[name]) for name in wanted})
    if kind_of(spec) is HookKind.OBSERVE:
        assert capsys.readouterr().out.strip()
    if kind_of(spec) is HookKind.COLLECT:
        assert list(answer)


def _value(hook: str, parameter: inspect.Parameter) -> Any:
    events = {kind.name: kind for kind in event_types()}
    kind = events.get(hook.removeprefix("penstock_"), parameter.annotation)
    return whole().services if kind is Services else sample(kind, parameter.name)


def test_the_examples_are_plugins(penstock_application: Callable[..., Application]) -> None:
    """All of them at once: the host takes them, none has a fault."""
    plugins = []
    for hook, (_, example) in EXAMPLES.items():
        module, space = ModuleType("captions" if hook == "penstock_settings" else hook), names()
        exec(compile(example, hook, "exec"), space)
        vars(module)[hook] = space[hook]
        plugins.append(module)
    application = penstock_application(*plugins)
    assert not [fault for entry in application.registry.plugins() for fault in entry.faults]
