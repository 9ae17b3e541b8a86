"""What the tests of stories share: scenes and stories as other programs write them, and boards in pages."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from attrs import define
from PIL import Image
from playwright.sync_api import expect

from .standalone_page import ask

SCENES = ("beach", "forest", "town", "castle", "cave", "harbour")
ORDER = ["beach", "forest", "town"]
# A tab that was away tries again after up to eight seconds.
WAIT_MS = 15_000
TOLD = ".penstock-board-card-text:not(:empty), .penstock-board-card-fault"
COLOURS = ("teal", "olive", "brown", "purple", "navy", "maroon")


def put_scene(server: Any, name: str, colour: str = "teal", **prompts: str) -> str:
    """A scene with a picture and prompts; returns its name."""
    folder = server.data / "output" / "scenes" / name
    folder.mkdir(parents=True, exist_ok=True)
    Image.new("RGB", (96, 64), colour).save(folder / "base.png")
    texts = prompts or {"hero": f"a hero at the {name}", "light": "soft light"}
    values = {key: {"value": text} for key, text in texts.items()}
    document = {"version": 2, "prompts": values, "compositions": {"both": list(values)}}
    (folder / "prompts.json").write_text(json.dumps(document), encoding="utf-8")
    return name


def put_scenes(server: Any) -> None:
    """The scenes of all tests of stories."""
    for name, colour in zip(SCENES, COLOURS, strict=True):
        put_scene(server, name, colour)


def entry(scene: str, order: int = 0, **fields: Any) -> dict[str, Any]:
    """A scene of a story as fbTools writes it."""
    return {
        "scene_id": f"{order:04d}-{scene}",
        "scene_name": scene,
        "scene_order": order,
        "mask_name": "",
        "mask_background": True,
        "prompt_source": "prompt",
        "prompt_key": "hero",
        "custom_prompt": "",
        "video_prompt_source": "auto",
        "depth_type": "depth",
        "pose_type": "open",
        **fields,
    }


def story_file(server: Any, story: str) -> Path:
    """The file of a story."""
    return Path(server.data) / "output" / "stories" / story / "story.json"


def put_story(server: Any, story: str, scenes: list[dict[str, Any]] | None = None) -> str:
    """A story as another program writes it; returns its name."""
    path = story_file(server, story)
    path.parent.mkdir(parents=True, exist_ok=True)
    given = [entry(name, order) for order, name in enumerate(ORDER)] if scenes is None else scenes
    content = {"version": 2, "story_name": story, "story_dir": str(path.parent), "scenes": given}
    path.write_text(json.dumps(content), encoding="utf-8")
    return story


def saved(server: Any, story: str) -> list[dict[str, Any]]:
    """The saved scenes in their order."""
    return list(ask(server, "GET", f"/penstock/stories/{story}")["scenes"])


def saved_names(server: Any, story: str) -> list[str]:
    """The names of the saved scenes in their order."""
    return [scene["scene_name"] for scene in saved(server, story)]


@define
class Board:
    """What a person sees of a story's board."""

    page: Any
    root: Any

    @property
    def cards(self) -> Any:
        """The scenes."""
        return self.root.locator(".penstock-board-card")

    @property
    def detail(self) -> Any:
        """All of the chosen scene."""
        return self.root.get_by_role("region", name="The chosen scene")

    @property
    def state(self) -> Any:
        """What the board says of its changes."""
        return self.root.locator(".penstock-save-state")

    @property
    def names(self) -> list[str]:
        """The names of the scenes in their order."""
        return list(self.root.locator(".penstock-board-card-name").all_text_contents())

    def card(self, name: str) -> Any:
        """The first card of a scene."""
        return self.cards.filter(has=self.page.locator(f".penstock-board-card-name[title='{name}']")).first

    def expect_names(self, *names: str) -> None:
        """Wait for these scenes in this order."""
        expect(self.root.locator(".penstock-board-card-name")).to_have_text(list(names), timeout=WAIT_MS)

    def expect_state(self, text: str) -> None:
        """Wait for a state, such as Saved."""
        expect(self.state).to_have_text(text, timeout=WAIT_MS)

    def field(self, name: str) -> Any:
        """A text of the chosen scene."""
        return self.detail.get_by_role("textbox", name=name, exact=True)

    def save(self) -> None:
        """Save by key, and wait."""
        self.page.keyboard.press("Control+s")
        self.expect_state("Saved")

    def add(self, *names: str) -> None:
        """Add scenes behind the chosen one."""
        self.root.get_by_role("button", name="Add scenes…").first.click()
        dialog = self.page.get_by_role("dialog", name="Add scenes")
        for name in names:
            dialog.get_by_role("button", name=name, exact=True).click()
        count = f"{len(names)} scenes" if len(names) > 1 else "1 scene"
        dialog.get_by_role("button", name=f"Add {count}").click()
        expect(dialog).to_be_hidden()

    def box(self, name: str) -> Any:
        """Where a card is, once all of it is read: it is drawn anew then."""
        expect(self.card(name).locator(TOLD).first).to_be_visible(timeout=WAIT_MS)
        return self.card(name).bounding_box()

    def drag(self, name: str, onto: str, *, after: bool = False) -> None:
        """Drag a card with the mouse before (or behind) another one."""
        source, target = self.box(name), self.box(onto)
        mouse = self.page.mouse
        mouse.move(source["x"] + source["width"] / 2, source["y"] + source["height"] / 3)
        mouse.down()
        share = 0.9 if after else 0.1
        mouse.move(target["x"] + target["width"] * share, target["y"] + target["height"] * 0.4, steps=6)
        mouse.up()


def board_of(page: Any) -> Board:
    """The board of a page (the first one that is seen), once its story is read."""
    root = page.locator("penstock-story-board:visible").first
    expect(root.locator(".penstock-save-state")).not_to_have_text("Loading…", timeout=WAIT_MS)
    return Board(page, root)


def open_board(open_page: Callable[..., Any], server: Any, story: str, **options: Any) -> Board:
    """A tab with the board of a story."""
    board = board_of(open_page(f"{server.address}/#/stories/{story}", **options))
    expect(board.cards.first.locator(TOLD).first).to_be_visible(timeout=WAIT_MS)
    expect(board.cards.first.locator("img, .penstock-board-card-fault").first).to_be_visible(timeout=WAIT_MS)
    return board
