"""What plugins say of widgets is checked where it is made: a form never fails by it, and neither does a start."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from penstock.core.application import Application
from penstock.core.hooks import hookimpl
from penstock.core.nodes import NodeSpec
from penstock.core.parameter_rules import ParameterRule, ParameterRules, WidgetRule

Start = Callable[..., Application]

WRONG: list[dict[str, Any]] = [
    *({"name": wrong} for wrong in (5, None, ["x"], "")),
    *({"name": "a", field: 5} for field in ("type", "role", "label", "group", "advanced", "hidden", "control")),
    *({"name": "a", field: []} for field in ("type", "role", "label", "group", "default")),
    *({"name": "a", field: "1"} for field in ("minimum", "maximum", "step", "advanced", "hidden", "when", "options")),
    *({"name": "a", field: [1]} for field in ("when", "options")),
    *({"name": "a", field: True} for field in ("minimum", "maximum", "step")),
]


@pytest.mark.parametrize("fields", WRONG, ids=repr)
def test_a_widget_of_wrong_types_is_refused(fields: dict[str, Any]) -> None:
    """At once, in the plugin that makes it."""
    with pytest.raises(TypeError):
        WidgetRule(**fields)


@pytest.mark.parametrize(
    "fields",
    [{"class_type": 5}, {"class_type": ["KSampler"]}, {"class_type": ""}, {"class_type": "A", "complete": "yes"}]
    + [{"class_type": "A", "widgets": wrong} for wrong in (5, [5], ["text"], [None])],
    ids=repr,
)
def test_a_rule_of_wrong_types_is_refused(fields: dict[str, Any]) -> None:
    """The class is text, its widgets are widgets."""
    with pytest.raises(TypeError):
        ParameterRule(**fields)


def test_everything_that_a_rule_may_say_is_taken() -> None:
    """Lists become tuples; limits are whole numbers or fractions."""
    widget = WidgetRule(
        name="a",
        type="float",
        role="cfg",
        label="A",
        group="size",
        advanced=True,
        hidden=False,
        control=True,
        when=["on"],
        default=1.5,
        minimum=0,
        maximum=2.5,
        step=1,
        options=["x", "y"],
    )
    rule = ParameterRule(class_type="A", widgets=[widget], complete=True)
    assert (widget.when, widget.options, rule.widgets) == (("on",), ("x", "y"), (widget,))


@pytest.mark.parametrize("wrong", [{"class_type": ["KSampler"]}, {"class_type": "KSampler", "widgets": [5]}])
def test_a_plugin_with_a_wrong_rule_is_named_and_the_rest_starts(
    penstock_application: Start, wrong: dict[str, Any]
) -> None:
    """Its rules are not there, those of others are."""
    good = ParameterRule(class_type="Good", widgets=[WidgetRule(name="a")])
    bad = SimpleNamespace(penstock_parameter_rules=hookimpl(lambda: [ParameterRule(**wrong)]))
    other = SimpleNamespace(penstock_parameter_rules=hookimpl(lambda: [good]))
    application = penstock_application(bad, other, broken=True)
    assert set(application.services.get(ParameterRules).by_class) == {"Good"}
    assert _first_fault(application) == "penstock_parameter_rules"


def test_a_contribution_whose_name_is_no_name_is_dropped_and_reported(penstock_application: Start) -> None:
    """Of any kind: it costs itself, never the start."""
    odd = NodeSpec(id=["odd"], display_name="Odd", category="x", run=lambda call: ())  # type: ignore[arg-type]
    application = penstock_application(SimpleNamespace(penstock_nodes=hookimpl(lambda: [odd])), broken=True)
    assert "odd" not in str([node.id for node in application.nodes])
    assert _first_fault(application) == "penstock_nodes"


def _first_fault(application: Application) -> str:
    """The hook in which the first plugin of the test failed."""
    return application.registry.hooks.faults.of("tested_0")[0].where
