"""The board of a story: scenes added, moved, duplicated and taken out, all of a scene edited in place and saved."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
from playwright.sync_api import expect

from .conftest import RunningServer
from .naming import name_of
from .prompt_page import saved_value
from .standalone_page import ask
from .story_page import Board, entry, open_board, put_scene, put_scenes, put_story, saved, saved_names


@pytest.fixture
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A server of the test's own, with scenes."""
    running = RunningServer(tmp_path_factory.mktemp("board"))
    put_scenes(running)
    running.start()
    yield running
    running.stop()


@pytest.fixture
def story(server: Any, request: pytest.FixtureRequest) -> str:
    """A story of the test's own: beach, forest, town."""
    return put_story(server, name_of(request).removeprefix("test_")[:60])


@pytest.fixture
def board(server: Any, story: str, open_page: Callable[..., Any]) -> Board:
    """Its board."""
    return open_board(open_page, server, story)


def test_cards_show_their_scenes(board: Board) -> None:
    """A card has the picture, the place, the name and the prompt of its scene."""
    board.expect_names("beach", "forest", "town")
    card = board.card("forest")
    expect(card).to_have_attribute("aria-label", "2. forest, a hero at the forest")
    expect(card.locator("img")).to_have_js_property("naturalWidth", 96)
    expect(card.locator(".penstock-board-card-order")).to_have_text("2")


def test_scenes_are_moved_by_mouse_and_key(server: Any, story: str, board: Board) -> None:
    """A dragged card goes where it is dropped, Alt with an arrow moves one; saved, the file has that order."""
    board.drag("town", "beach")
    board.expect_names("town", "beach", "forest")
    board.drag("town", "forest", after=True)
    board.expect_names("beach", "forest", "town")
    board.card("beach").click()
    board.page.keyboard.press("Alt+ArrowRight")
    board.expect_names("forest", "beach", "town")
    expect(board.root.get_by_text("beach is at place 2 of 3")).to_be_attached()
    expect(board.card("beach")).to_be_focused()
    board.page.keyboard.press("Alt+End")
    board.expect_names("forest", "town", "beach")
    board.save()
    assert saved_names(server, story) == ["forest", "town", "beach"]
    assert [scene["scene_order"] for scene in saved(server, story)] == [0, 1, 2]


def test_escape_drops_a_card_where_it_was(board: Board) -> None:
    """A drag that is given up changes nothing."""
    box = board.box("town")
    board.page.mouse.move(box["x"] + 40, box["y"] + 40)
    board.page.mouse.down()
    board.page.mouse.move(box["x"] - 200, box["y"] + 60, steps=4)
    expect(board.page.locator(".penstock-board-card-ghost")).to_have_text("3. town")
    board.page.keyboard.press("Escape")
    board.page.mouse.up()
    expect(board.page.locator(".penstock-board-card-ghost")).to_have_count(0)
    board.expect_names("beach", "forest", "town")
    board.expect_state("Saved")


def test_several_scenes_are_added_at_once(server: Any, story: str, board: Board) -> None:
    """Scenes that are chosen stand behind the chosen card in the order of choosing, each with its first prompt."""
    board.card("beach").click()
    board.add("cave", "castle")
    board.expect_names("beach", "cave", "castle", "forest", "town")
    expect(board.card("cave")).to_be_focused()
    expect(board.card("castle")).to_contain_text("a hero at the castle")
    board.save()
    assert saved_names(server, story) == ["beach", "cave", "castle", "forest", "town"]
    assert [scene["prompt_key"] for scene in saved(server, story)] == ["hero"] * 5


def test_scenes_are_duplicated_and_taken_out(server: Any, story: str, board: Board) -> None:
    """A copy stands beside its scene with an id of its own; what is taken out comes back by Undo and by Ctrl+Z."""
    board.card("forest").click()
    board.page.keyboard.press("Control+d")
    board.expect_names("beach", "forest", "forest", "town")
    board.card("beach").click()
    board.page.keyboard.press("Delete")
    board.expect_names("forest", "forest", "town")
    board.page.get_by_role("button", name="Undo").last.click()
    board.expect_names("beach", "forest", "forest", "town")
    board.card("town").click()
    board.page.keyboard.press("Delete")
    board.expect_names("beach", "forest", "forest")
    board.page.keyboard.press("Control+z")
    board.expect_names("beach", "forest", "forest", "town")
    board.save()
    assert len({scene["scene_id"] for scene in saved(server, story)}) == 4


def test_all_of_a_scene_is_edited(server: Any, story: str, board: Board) -> None:
    """Source, text, video text, depth and the switches of a scene are changed in its details, and saved."""
    board.card("forest").click()
    detail = board.detail
    detail.get_by_label("Where the prompt comes from").select_option("custom")
    board.field("Text of this place in the story").fill("a bear sleeps")
    detail.get_by_label("Where the video prompt comes from").select_option("custom")
    board.field("Video text of this place in the story").fill("it wakes up")
    detail.get_by_label("Depth", exact=True).check()
    detail.get_by_label("Kind of depth").select_option("midas")
    detail.get_by_label("Edges").check()
    expect(board.card("forest")).to_contain_text("a bear sleeps")
    expect(board.card("forest")).to_contain_text("Depth · Edges")
    expect(detail.locator(".penstock-story-final")).to_have_text(["a bear sleeps", "it wakes up"])
    board.save()
    (_, scene, _) = saved(server, story)
    wanted = {"custom_prompt": "a bear sleeps", "video_custom_prompt": "it wakes up", "depth_type": "midas"}
    wanted |= {"prompt_source": "custom", "use_depth": True, "use_canny": True, "use_pose": False}
    assert {key: scene[key] for key in wanted} == wanted


def test_prompts_of_scenes_are_edited_in_place(server: Any, story: str, open_page: Callable[..., Any]) -> None:
    """The text of a scene's prompt is changed on the board, in the prompts of the scene; one save saves both."""
    scene = put_scene(server, "edited in place")
    put_story(server, story, [entry(scene, 0), entry("town", 1), entry(scene, 2, prompt_key="light")])
    board = open_board(open_page, server, story)
    board.cards.first.click()
    expect(board.field("hero")).to_have_value("a hero at the edited in place")
    board.field("hero").fill("a queen")
    expect(board.cards.first).to_contain_text("a queen")
    expect(board.detail.get_by_text("are not saved: runs do not have them yet")).to_be_visible()
    assert saved_value(server, "edited%20in%20place", "hero") == "a hero at the edited in place"
    board.page.keyboard.press("Alt+ArrowDown")  # a text field keeps it
    board.expect_state("Unsaved changes (1)")
    board.save()
    assert saved_value(server, "edited%20in%20place", "hero") == "a queen"
    expect(board.detail.locator(".penstock-story-final").first).to_have_text("a queen")
    board.cards.first.focus()
    board.page.keyboard.press("Control+z")
    expect(board.field("hero")).to_have_value("a hero at the edited in place")


def test_compositions_are_shown_by_their_prompts(board: Board) -> None:
    """Each prompt of a composition can be edited, and the finished text is shown."""
    board.card("town").click()
    board.detail.get_by_label("Where the prompt comes from").select_option("composition")
    expect(board.field("hero")).to_have_value("a hero at the town")
    expect(board.field("light")).to_have_value("soft light")
    expect(board.detail.locator(".penstock-story-final").first).to_have_text("a hero at the town soft light")


def test_what_is_missing_is_marked_with_a_way_out(server: Any, story: str, open_page: Callable[..., Any]) -> None:
    """A scene or a prompt that is not there is told on the card; another scene, another or a new prompt mends it."""
    put_story(server, story, [entry("nowhere", 0), entry("town", 1, prompt_key="gone")])
    board = open_board(open_page, server, story)
    expect(board.card("nowhere")).to_contain_text("There is no scene “nowhere”")
    board.card("nowhere").click()
    board.detail.get_by_role("combobox", name="Scene", exact=True).click()
    board.page.get_by_role("option", name="harbour", exact=True).click()
    board.expect_names("harbour", "town")
    expect(board.card("town")).to_contain_text("The scene has no prompt “gone”.")
    board.card("town").click()
    board.detail.get_by_role("combobox", name="Prompt", exact=True).click()
    board.page.get_by_role("option", name="light", exact=True).click()
    expect(board.card("town")).to_contain_text("soft light")
    expect(board.root.locator(".penstock-board-card[data-fault]")).to_have_count(0)
    board.save()
    assert saved_names(server, story) == ["harbour", "town"]


def test_a_deleted_scene_is_restored_from_the_story(server: Any, story: str, open_page: Callable[..., Any]) -> None:
    """What is missing is said once, and comes back from the trash where it is."""
    put_scene(server, "lighthouse")
    put_story(server, story, [entry("lighthouse", 0), entry("town", 1)])
    ask(server, "DELETE", "/penstock/scenes/lighthouse")
    board = open_board(open_page, server, story)
    board.card("lighthouse").click()
    told = board.detail.get_by_text("There is no").locator("visible=true")
    expect(told).to_have_count(1)
    board.detail.get_by_role("button", name="Restore the scene").click()
    expect(told).to_have_count(0)
    expect(board.detail.get_by_role("button", name="Restore the scene")).to_be_hidden()
    expect(board.card("lighthouse").locator("img")).to_be_visible()


def test_a_scene_is_made_where_scenes_are_added(server: Any, board: Board) -> None:
    """The dialog makes one by name and takes it; a scene whose own text is empty says so."""
    board.page.get_by_role("button", name="Add scenes").first.click()
    board.page.get_by_role("button", name="New scene").click()
    name = board.page.get_by_role("dialog", name="New scene").get_by_role("textbox")
    name.fill("made here")
    name.press("Enter")
    board.page.get_by_role("button", name="Add 1 scene").click()
    expect(board.card("made here")).to_be_visible()
    board.card("forest").click()
    board.detail.get_by_role("combobox", name="Where the prompt comes from").select_option("custom")
    expect(board.card("forest")).to_contain_text("Its own text is empty.")


def test_a_reload_in_the_middle_loses_nothing(board: Board) -> None:
    """What was typed last is there after a reload, also what the server had not answered; so is the chosen card."""
    board.card("town").click()
    board.detail.get_by_label("Where the prompt comes from").select_option("custom")
    board.page.keyboard.press("Tab")
    board.page.route("**/drafts**", lambda route: route.abort())
    board.field("Text of this place in the story").fill("a knight")
    board.card("beach").click()
    board.page.unroute("**/drafts**")
    board.page.reload()
    expect(board.card("town")).to_contain_text("a knight")
    expect(board.card("beach")).to_have_attribute("aria-current", "true")
    board.expect_state("Unsaved changes (1)")


def test_a_scene_is_edited_by_key_alone(server: Any, story: str, board: Board) -> None:
    """Enter leads from a card into its details, Escape back to it; the story's description is a text like others."""
    board.card("beach").focus()
    board.page.keyboard.press("ArrowRight")
    board.page.keyboard.press("Enter")
    expect(board.detail.get_by_role("heading", name="2 · forest")).to_be_focused()
    board.field("hero").focus()
    board.page.keyboard.type("again ")
    board.page.keyboard.press("Escape")
    expect(board.card("forest")).to_be_focused()
    expect(board.card("forest")).to_contain_text("again")
    board.root.get_by_role("textbox", name="Description").fill("How it began")
    board.expect_state("Unsaved changes (2)")
    board.save()
    assert ask(server, "GET", f"/penstock/stories/{story}")["description"] == "How it began"


def test_prompts_of_version_1_are_only_looked_at(server: Any, story: str, open_page: Callable[..., Any]) -> None:
    """A scene with a file of version 1 is shown and its story saved: that file stays byte for byte."""
    scene = put_scene(server, "old prompts")
    path = server.data / "output" / "scenes" / scene / "prompts.json"
    path.write_text('{"girl_pos": "a girl", "male_pos": ""}')
    before = path.read_bytes()
    put_story(server, story, [entry(scene, 0, prompt_key="girl_pos"), entry("town", 1)])
    board = open_board(open_page, server, story)
    board.card(scene).click()
    expect(board.field("girl_pos")).to_have_value("a girl")
    board.detail.get_by_label("Depth", exact=True).check()
    board.expect_state("Unsaved changes (1)")
    board.save()
    assert path.read_bytes() == before
    assert saved(server, story)[0]["use_depth"] is True
