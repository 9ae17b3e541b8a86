"""The reference tables of docs/gates.md are those of the code."""

from collections.abc import Callable
from pathlib import Path

import pytest
from attrs import fields

from penstock.core.application import Application, route_key
from penstock.core.contracts.gates import AnsweredBy, CancelReason, Unanswered
from penstock.core.events.gates import GateEvent
from penstock.core.settings import Settings
from penstock.plugins.gates.parked_values import ParkedRun

PAGE = (Path(__file__).resolve().parents[3] / "docs" / "gates.md").read_text(encoding="utf-8")


@pytest.fixture
def application(penstock_application: Callable[..., Application]) -> Application:
    """With the bundled plugins."""
    return penstock_application()


def test_every_route_of_gates_is_listed(application: Application) -> None:
    """Method and path of each, and none that is not there."""
    ours = {f"{one.method} {one.path}" for one in application.routes if application.owners[route_key(one)] == "gates"}
    listed = {cell for cell in PAGE.split("`") if cell.startswith(("GET /", "POST /", "PUT /", "DELETE /"))}
    assert listed == ours


def shown(default: object) -> str:
    """A setting's default as the page writes it."""
    if isinstance(default, bool):
        return "on" if default else "off"
    return f"`{default}`" if isinstance(default, str) else str(default)


def test_every_setting_of_gates_is_listed_with_its_default(application: Application) -> None:
    """As `| id | default | ...`."""
    specs = [one for one in application.services.get(Settings).specs() if one.id.startswith("gates.")]
    assert specs
    for spec in specs:
        assert f"| `{spec.id}` | {shown(spec.default)} |" in PAGE


@pytest.mark.parametrize("node", ["ImageGate", "ImageChooserGate", "TextGate"])
def test_the_common_inputs_are_listed_with_their_values(application: Application, node: str) -> None:
    """The last five inputs of each gate, with every value that they take."""
    (spec,) = (one for one in application.nodes if one.id == node)
    for one in spec.inputs[-5:]:
        values = ", ".join(f"`{option}`" for option in one.options)
        assert f"| `{one.id}` | {values}" in PAGE


def test_the_file_of_a_parked_run_is_described() -> None:
    """Every field of `run.json` stands in docs/data-formats.md."""
    page = (Path(__file__).resolve().parents[3] / "docs" / "data-formats.md").read_text(encoding="utf-8")
    for one in fields(ParkedRun):
        assert f'"{one.name}"' in page


def test_every_way_to_end_is_named() -> None:
    """Events, who decided, why a gate was cancelled, what happens when nobody answers."""
    for event in GateEvent.__subclasses__():
        assert f"| `{event.name}` |" in PAGE
    for word in (*AnsweredBy, *CancelReason, *(choice for choice in Unanswered if choice is not Unanswered.DEFAULT)):
        assert word.value in PAGE
