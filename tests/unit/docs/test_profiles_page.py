"""The reference tables of docs/profiles.md are those of the code."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from attrs import fields

from penstock.core.application import Application, route_key
from penstock.core.events import profiles as events
from penstock.core.events.base import Event
from penstock.core.settings import Settings

DOCS = Path(__file__).resolve().parents[3] / "docs"
PAGE = (DOCS / "profiles.md").read_text(encoding="utf-8")


@pytest.fixture
def application(penstock_application: Callable[..., Application]) -> Application:
    """With the bundled plugins."""
    return penstock_application()


def test_every_route_of_profiles_is_listed(application: Application) -> None:
    """Method and path of each, and none that is not there."""
    ours = {
        f"{one.method} {one.path}" for one in application.routes if application.owners[route_key(one)] == "profiles"
    }
    listed = set(re.findall(r"^\| `([A-Z]+ /[^`]*)` \|", PAGE, re.MULTILINE))
    assert listed == ours


def test_every_setting_of_profiles_is_listed_with_its_default(application: Application) -> None:
    """As `| id | default | ...`."""
    specs = [one for one in application.services.get(Settings).specs() if one.id.startswith("profiles.")]
    assert specs
    for spec in specs:
        assert f"| `{spec.id}` | {spec.default} |" in PAGE


@pytest.mark.parametrize(
    "event",
    [one for one in vars(events).values() if isinstance(one, type) and one.__module__ == events.__name__],
    ids=lambda event: event.__name__,
)
def test_every_event_is_listed_with_what_it_carries(event: type[Event]) -> None:
    """As `| name | fields | ...`; the class that all of them share is none."""
    if event is events.ProfileEvent:
        return
    (row,) = re.findall(rf"^\| `{event.name}` \|.*$", PAGE, re.MULTILINE)
    own = {one.name for one in fields(event)} - {one.name for one in fields(events.ProfileEvent)}
    for name in own:
        assert f"`{name}`" in row


def test_the_guides_lead_to_the_page() -> None:
    """Who reads about pools or about plugins finds profiles."""
    for name in ("image-pools.md", "writing-a-plugin.md", "dataset-gates.md"):
        assert "(profiles.md" in (DOCS / name).read_text(encoding="utf-8"), name
