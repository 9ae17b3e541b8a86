"""The reference tables of docs/scenes.md and docs/stories.md are those of the code."""

import re
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest
from attrs import fields

from penstock.core.application import Application, route_key
from penstock.core.contracts.scenes import HIGHEST_RESOLUTION, LOWEST_RESOLUTION
from penstock.core.contracts.stories import MOST_SCENES
from penstock.core.draft_values import MOST_BYTES as MOST_CHARACTERS_OF_A_DRAFT
from penstock.core.draft_values import MOST_ENTRIES
from penstock.core.events import executions as execution_events
from penstock.core.events import scenes as scene_events
from penstock.core.events import stories as story_events
from penstock.core.events.base import Event
from penstock.core.execution_names import LONGEST_SLUG, MOST, MOST_SLUG_BYTES, image_name, slug, video_name
from penstock.plugins.pictures.opening import LONGEST_SIDE, MOST_PIXELS
from penstock.plugins.scenes.loras import MOST_LORAS
from penstock.plugins.scenes.scene_json import MOST_BYTES as LARGEST_FILE_OF_A_SCENE
from penstock.plugins.stories.decoding import LONGEST_DESCRIPTION
from penstock.plugins.stories.decoding import MOST_BYTES as LARGEST_STORY

DOCS = Path(__file__).resolve().parents[3] / "docs"
PAGES = {name: (DOCS / f"{name}.md").read_text(encoding="utf-8") for name in ("scenes", "stories")}
PLUGINS = {"scenes": ("scenes",), "stories": ("stories", "executions")}
EVENTS = {"scenes": (scene_events,), "stories": (story_events, execution_events)}


def events_of(module: ModuleType) -> list[type[Event]]:
    """The events that a module declares."""
    return [
        one
        for one in vars(module).values()
        if isinstance(one, type) and issubclass(one, Event) and one.__module__ == module.__name__
    ]


@pytest.mark.parametrize("name", PAGES)
def test_every_route_is_listed(penstock_application: Callable[..., Application], name: str) -> None:
    """Method and path of each route of the plugins, and none that is not there."""
    application = penstock_application()
    ours = {
        f"{one.method} {one.path}" for one in application.routes if application.owners[route_key(one)] in PLUGINS[name]
    }
    assert set(re.findall(r"^\| `([A-Z]+ /[^`]*)` \|", PAGES[name], re.MULTILINE)) == ours


@pytest.mark.parametrize(
    ("name", "event"),
    [(name, event) for name, modules in EVENTS.items() for module in modules for event in events_of(module)],
    ids=lambda value: value if isinstance(value, str) else value.__name__,
)
def test_every_event_is_listed_with_what_it_carries(name: str, event: type[Event]) -> None:
    """As `| name | fields | ...`, but for what all of them carry."""
    (row,) = re.findall(rf"^\| `{event.name}` \|.*$", PAGES[name], re.MULTILINE)
    listed = set(re.findall(r"`([a-z_]+)`", row.split("|")[2]))
    assert listed == {one.name for one in fields(event)} - {one.name for one in fields(Event)} - {
        "scene",
        "story",
        "key",
    } | ({"scene"} if event.name == "execution_image_saved" else set())


def test_scenes_are_called_in_files_as_the_table_says() -> None:
    """Each line of "Names"."""
    (table,) = re.findall(r"\| scene \| in a file's name \| \|\n\|[-|]+\|\n((?:\|.*\|\n)+)", PAGES["stories"])
    for line in table.splitlines():
        names, becomes = (re.findall(r"`([^`]+)`", cell) for cell in line.strip("|").split(" | ")[:2])
        assert {slug(name) for name in names} == set(becomes)


def test_files_are_called_as_the_page_says() -> None:
    """The patterns of the table, and the folder that is shown."""
    page = PAGES["stories"]
    assert f"`{image_name(7, 'a b', 3)}`" == "`{order:03d}_{scene}_{variant:02d}`".format(
        order=7, scene="a_b", variant=3
    )
    assert "| `{order:03d}_{scene}_{variant:02d}` |" in page
    assert video_name(7, "a", "b") == "{order:03d}_{scene}_to_{next}".format(order=7, scene="a", next="b")
    assert "| `{order:03d}_{scene}_to_{next}` |" in page
    assert f"images/{image_name(0, 'Opening')}.png" in page
    assert f"videos/{video_name(0, 'Opening', 'Forest')}_00001_.webp" in page


def test_limits_are_those_of_the_code() -> None:
    """What the guides say that fits."""
    scenes, stories = PAGES["scenes"], PAGES["stories"]
    assert f"| loras of a scene | {MOST_LORAS:,} |" in scenes
    assert f"| a JSON file of a scene | {LARGEST_FILE_OF_A_SCENE >> 20} MiB |" in scenes
    assert f"| a picture | {MOST_PIXELS:,} pixels, {LONGEST_SIDE:,} a side |" in scenes
    assert f"| resolution | {LOWEST_RESOLUTION} to {HIGHEST_RESOLUTION:,}, or 0 |" in scenes
    assert f"| scenes in a story | {MOST_SCENES:,} |" in stories
    assert f"| a story.json | {LARGEST_STORY >> 20} MiB |" in stories
    assert f"| order, variant | 0 to {MOST:,} |" in stories
    assert f"| the slug of a scene in a file's name | {LONGEST_SLUG} characters, {MOST_SLUG_BYTES} bytes |" in stories
    for page in PAGES.values():
        assert f"| one draft | {MOST_ENTRIES:,} entries, {MOST_CHARACTERS_OF_A_DRAFT:,} characters |" in page
        assert f"| description | {LONGEST_DESCRIPTION:,} characters |" in page


@pytest.mark.parametrize(("name", "example"), [("scenes", "edges_of_scenes"), ("stories", "contact_sheet")])
def test_the_pages_show_the_examples_as_they_are(name: str, example: str) -> None:
    """Letter by letter."""
    text = (DOCS / "examples" / f"{example}.py").read_text(encoding="utf-8")
    assert text in re.findall(r"```python\n(.*?)```", PAGES[name], re.DOTALL)


def test_the_guides_lead_to_the_pages() -> None:
    """Who reads about Penstock or about plugins finds both."""
    for path in ("../README.md", "writing-a-plugin.md"):
        page = (DOCS / path).read_text(encoding="utf-8")
        assert "scenes.md" in page, path
        assert "stories.md" in page, path
