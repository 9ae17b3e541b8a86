"""The reference tables of docs/libbers.md and docs/prompts.md are those of the code."""

import re
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest
from attrs import fields

from penstock.core.application import Application, route_key
from penstock.core.contracts.prompts import LONGEST_NAME, LONGEST_VALUE, MOST_COMPOSITIONS, MOST_PROMPTS
from penstock.core.draft_values import MOST_BYTES as MOST_CHARACTERS_OF_A_DRAFT
from penstock.core.draft_values import MOST_ENTRIES
from penstock.core.events import libbers as libber_events
from penstock.core.events import prompts as prompt_events
from penstock.core.events.base import Event
from penstock.plugins.libbers import library_limits
from penstock.plugins.libbers.substitution import Budget
from penstock.plugins.prompts.composing import LONGEST
from penstock.plugins.prompts.decoding import MOST_BYTES as LARGEST_FILE_OF_PROMPTS

DOCS = Path(__file__).resolve().parents[3] / "docs"
PAGES = {name: (DOCS / f"{name}.md").read_text(encoding="utf-8") for name in ("libbers", "prompts")}


def events_of(module: ModuleType) -> list[type[Event]]:
    """The events that a module declares."""
    return [
        one
        for one in vars(module).values()
        if isinstance(one, type) and issubclass(one, Event) and one.__module__ == module.__name__
    ]


@pytest.mark.parametrize("name", PAGES)
def test_every_route_is_listed(penstock_application: Callable[..., Application], name: str) -> None:
    """Method and path of each route of the plugin, and none that is not there."""
    application = penstock_application()
    ours = {f"{one.method} {one.path}" for one in application.routes if application.owners[route_key(one)] == name}
    assert set(re.findall(r"^\| `([A-Z]+ /[^`]*)` \|", PAGES[name], re.MULTILINE)) == ours


@pytest.mark.parametrize(
    ("name", "event"),
    [("libbers", event) for event in events_of(libber_events)]
    + [("prompts", event) for event in events_of(prompt_events)],
    ids=lambda value: value if isinstance(value, str) else value.__name__,
)
def test_every_event_is_listed_with_what_it_carries(name: str, event: type[Event]) -> None:
    """As `| name | fields | ...`; all events of prompts carry the folder."""
    (row,) = re.findall(rf"^\| `{event.name}` \|.*$", PAGES[name], re.MULTILINE)
    shared = {one.name for one in fields(Event)} | ({"folder"} if name == "prompts" else set())
    for field in {one.name for one in fields(event)} - shared:
        assert f"`{field}`" in row


def test_limits_are_those_of_the_code() -> None:
    """What the guides say that fits."""
    libbers, prompts = PAGES["libbers"], PAGES["prompts"]
    assert f"| snippets in a libber | {library_limits.MOST_LIBS:,} |" in libbers
    assert f"| characters of a snippet | {library_limits.MOST_CHARACTERS:,} |" in libbers
    assert f"| a file | {library_limits.MOST_BYTES >> 20} MiB |" in libbers
    assert f"{Budget().characters:,}\ncharacters" in libbers
    assert f"{Budget().steps:,} references" in libbers
    assert f"| prompts in a collection | {MOST_PROMPTS:,} |" in prompts
    assert f"| compositions in a collection | {MOST_COMPOSITIONS:,}, of" in prompts
    assert f"| a file | {LARGEST_FILE_OF_PROMPTS >> 20} MiB |" in prompts
    assert f"| one composed text | {LONGEST:,} characters |" in prompts
    assert f"1 to {LONGEST_NAME} characters" in prompts
    assert f"up to {LONGEST_VALUE:,} characters" in prompts
    for page in PAGES.values():
        assert f"| one draft | {MOST_ENTRIES:,} entries, {MOST_CHARACTERS_OF_A_DRAFT:,} characters |" in page


def test_the_guides_lead_to_the_pages() -> None:
    """Who reads about Penstock or about plugins finds both."""
    for path in ("../README.md", "writing-a-plugin.md"):
        page = (DOCS / path).read_text(encoding="utf-8")
        assert "libbers.md" in page, path
        assert "prompts.md" in page, path
