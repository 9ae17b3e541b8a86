"""docs/workflows.md says what the code does."""

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from attrs import fields

from penstock.adapters.standalone.command import main
from penstock.adapters.standalone.engine import Engine
from penstock.core.application import Application, route_key
from penstock.core.contracts.node_catalog import NodeClasses
from penstock.core.contracts.workflows import Form, ParameterType, Workflows
from penstock.core.events import workflows as events
from penstock.core.events.base import Event
from penstock.core.host import HostPaths
from penstock.core.parameter_rules import ParameterRules
from penstock.plugins.workflows import service_checks, store
from penstock.plugins.workflows.documents import read_graph
from penstock.plugins.workflows.documents.decode import DEEPEST
from penstock.plugins.workflows.documents.schemas import Schemas
from penstock.plugins.workflows.parameters import form_of
from penstock.plugins.workflows.parameters.groups import _BY_ROLE
from penstock.plugins.workflows.parameters.keys import ALIASES
from penstock.plugins.workflows.settings import MAX_MEGABYTES, MAX_NODES

ROOT = Path(__file__).resolve().parents[3]
PAGE = (ROOT / "docs" / "workflows.md").read_text(encoding="utf-8")
SAMPLE = ROOT / "example_workflows" / "workflow_form.json"
EVENTS = [
    one
    for one in vars(events).values()
    if isinstance(one, type) and issubclass(one, Event) and one.__module__ == events.__name__
]


def test_every_route_of_workflows_is_listed(penstock_application: Callable[..., Application]) -> None:
    """Method and path of each route of the plugin, and none that is not there."""
    application = penstock_application()
    ours = [one for one in application.routes if application.owners[route_key(one)] == "workflows"]
    listed = set(re.findall(r"^\| `([A-Z]+ /[^`]*)` \|", PAGE, re.MULTILINE))
    assert listed == {f"{one.method} {one.path}" for one in ours}


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.name)
def test_every_event_of_workflows_is_listed_with_what_it_carries(event: type[Event]) -> None:
    """As `| name | fields | ...`."""
    (row,) = re.findall(rf"^\| `{event.name}` \|.*$", PAGE, re.MULTILINE)
    for field in {one.name for one in fields(event)} - {one.name for one in fields(Event)}:
        assert f"`{field}`" in row


def test_limits_of_workflows_are_those_of_the_code() -> None:
    """What the page says that fits."""
    assert f"| a file | {MAX_MEGABYTES.default} MB (setting `{MAX_MEGABYTES.id}`) |" in PAGE
    assert f"| {MAX_NODES.default:,} (setting `{MAX_NODES.id}`) |" in PAGE
    assert f"| levels of nesting | {DEEPEST} |" in PAGE
    assert f"| a name | {store.MOST_NAME} characters |" in PAGE
    assert f"| tags | {service_checks.MOST_TAGS}, of {service_checks.MOST_TAG} characters each |" in PAGE


def test_roles_and_what_they_are_called_too_are_those_of_the_code() -> None:
    """Every role of a group, every alias."""
    addressing = PAGE.split("## Addressing values")[1].split("## On the command line")[0]
    assert sorted(_BY_ROLE) == sorted(role for role in _BY_ROLE if f"`{role}`" in addressing)
    for alias, roles in ALIASES.items():
        assert f"`{alias}` means {' or '.join(f'`{role}`' for role in roles)}" in addressing


def test_the_commands_are_there() -> None:
    """Every `penstock workflow ...` of the page, and all of them are on it."""
    shown = set(re.findall(r"penstock workflow (\w+)", PAGE))
    assert shown == set(main.commands["workflow"].commands)  # type: ignore[attr-defined]


def test_the_rule_of_the_page_says_what_a_schema_cannot(penstock_application: Callable[..., Application]) -> None:
    """A seed of another name, a label with limits, a widget that is never offered, values without any schema."""
    (block,) = (one for one in re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL) if "penstock_parameter_rules" in one)
    names: dict[str, Any] = {}
    exec(compile(block, "rules.py", "exec"), names)
    plugin = type("Rules", (), {"penstock_parameter_rules": staticmethod(names["penstock_parameter_rules"])})()
    rules = penstock_application(plugin).services.get(ParameterRules)
    form = _form({"nodes": [_my_sampler()], "links": [], "version": 0.4}, {}, rules)
    noise, strength = sorted(form.parameters, key=lambda one: one.field)
    assert (noise.role, noise.type, noise.value, noise.control) == ("seed", ParameterType.SEED, 7, "fixed")
    assert (strength.label, strength.value, strength.maximum) == ("How much", 0.5, 2)


def _my_sampler() -> dict[str, Any]:
    return {
        "id": 4,
        "type": "MySampler",
        "mode": 0,
        "inputs": [],
        "outputs": [],
        "widgets_values": [7, "fixed", 0.5, "on"],
    }


def _form(document: Any, schemas: Mapping[str, Any], rules: ParameterRules) -> Form:
    known = Schemas(schemas)
    classes = NodeClasses(schemas=schemas, here=frozenset(schemas), revision="page")
    return form_of(read_graph(document, known, rules), classes, rules, known)


def test_the_sample_becomes_a_form_and_runs(
    penstock_application: Callable[..., Application], penstock_paths: HostPaths
) -> None:
    """The labels of its picture; a width that is set is the width of the picture that is saved."""
    application = penstock_application()
    workflows = application.services.get(Workflows)
    kept = workflows.import_file(SAMPLE.read_bytes(), file_name=SAMPLE.name)
    assert kept.problems == ()
    labels = [one.label for one in workflows.form(kept.workflow.id).parameters]
    assert {"Frame: Width", "Frame: Height", "Result: File name prefix"} <= set(labels)
    applied = workflows.apply("workflow_form", {"width": 96, "Frame: Height": 40, "filename_prefix": "form"})
    engine = Engine(application.nodes, application.services, penstock_paths)
    outcome = engine.run(dict(applied.prompt))
    assert outcome.ok, outcome.error
    (saved,) = penstock_paths.output.glob("form*.png")
    assert saved.read_bytes()[16:24] == (96).to_bytes(4, "big") + (40).to_bytes(4, "big")


def test_the_guides_lead_to_the_page_of_workflows() -> None:
    """Who reads about Penstock or about plugins finds it."""
    for path in ("README.md", "docs/writing-a-plugin.md"):
        assert "workflows.md" in (ROOT / path).read_text(encoding="utf-8"), path
