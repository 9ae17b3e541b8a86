"""The reference tables of docs/runs.md and docs/batches.md are those of the code."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import pytest
from attrs import fields

from penstock.adapters.standalone.batch_commands import batches as batch_commands
from penstock.adapters.standalone.run_commands import runs as run_commands
from penstock.core.application import Application, route_key
from penstock.core.contracts.batches import BatchStatus, SeedMode
from penstock.core.contracts.runs import RunStatus
from penstock.core.events import batches as batch_events
from penstock.core.events import runs as run_events
from penstock.core.events.base import Event
from penstock.core.settings import Settings
from penstock.plugins.batches.planning import plan_checks, ranges
from penstock.plugins.batches.webhook_store import PAUSES

ROOT = Path(__file__).resolve().parents[3]
PAGES = {name: (ROOT / "docs" / f"{name}.md").read_text(encoding="utf-8") for name in ("runs", "batches")}


def events() -> Iterator[tuple[str, type[Event], type[Event]]]:
    """The page, the event, and what the events of that page have in common."""
    both: tuple[tuple[str, ModuleType, type[Event]], ...] = (
        ("runs", run_events, run_events.RunEvent),
        ("batches", batch_events, batch_events.BatchEvent),
    )
    for page, module, base in both:
        for one in vars(module).values():
            ours = isinstance(one, type) and issubclass(one, Event) and one.__module__ == module.__name__
            if ours and one is not base:
                yield page, one, base if issubclass(one, base) else Event


@pytest.mark.parametrize("name", PAGES)
def test_every_route_is_listed(penstock_application: Callable[..., Application], name: str) -> None:
    """Method and path of each, and none that is not there."""
    application = penstock_application()
    ours = {f"{one.method} {one.path}" for one in application.routes if application.owners[route_key(one)] == name}
    assert set(re.findall(r"^\| `([A-Z]+ /[^`]*)` \|", PAGES[name], re.MULTILINE)) == ours


@pytest.mark.parametrize("name", PAGES)
def test_every_setting_is_listed_with_its_default(penstock_application: Callable[..., Application], name: str) -> None:
    """As `| id | default | ...`; an empty one is none, a switch is on or off."""
    specs = [one for one in penstock_application().services.get(Settings).specs() if one.id.startswith(f"{name}.")]
    assert specs
    for spec in specs:
        shown = {"True": "on", "False": "off", "": "none"}.get(str(spec.default), spec.default)
        assert f"| `{spec.id}` | {shown} |" in PAGES[name]


@pytest.mark.parametrize(("page", "event", "base"), tuple(events()), ids=lambda one: getattr(one, "__name__", ""))
def test_every_event_is_listed_with_what_it_carries(page: str, event: type[Event], base: type[Event]) -> None:
    """As `| name | fields | ...`, without those that the events of the page share."""
    rows = re.findall(rf"^\| `{event.name}` \| ([^|]*) \|", PAGES[page], re.MULTILINE)
    own = [one.name for one in fields(event) if one.name not in {each.name for each in fields(base)}]
    assert re.findall(r"`(\w+)`", rows[-1]) == own


def test_every_status_and_way_of_seeds_is_explained() -> None:
    """As `| name | ...`."""
    for page, names in (("runs", RunStatus), ("batches", BatchStatus), ("batches", SeedMode)):
        for one in names:
            assert f"| `{one.value}` |" in PAGES[page], one


def test_the_commands_are_there() -> None:
    """Every `penstock runs ...` and `penstock batches ...` of the pages, and all of them are on it."""
    assert set(re.findall(r"^penstock runs (\w+)", PAGES["runs"], re.MULTILINE)) == set(run_commands.commands)
    shown = set(re.findall(r"^penstock batches (\w+)", PAGES["batches"], re.MULTILINE))
    assert shown == set(batch_commands.commands)


def test_the_limits_of_batches_are_those_of_the_code() -> None:
    """What the page says that fits."""
    page = PAGES["batches"]
    assert f"| values of one axis | {ranges.MOST_VALUES:,} |" in page
    assert f"| axes and seed rules | {plan_checks.MOST_AXES} |" in page
    assert f"| repetitions | {plan_checks.MOST_RUNS:,} |" in page
    assert f"{len(PAUSES) + 1} tries" in page


def test_the_guides_lead_to_the_pages() -> None:
    """Who reads about Penstock, plugins or workflows finds them."""
    for path in ("README.md", "docs/writing-a-plugin.md", "docs/workflows.md"):
        text = (ROOT / path).read_text(encoding="utf-8")
        assert "runs.md" in text and "batches.md" in text, path
