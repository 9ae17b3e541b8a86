"""Several tabs and programs on one story: no edit is lost, moves are made again, one field is decided by the user."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
from playwright.sync_api import expect

from .conftest import RunningServer
from .naming import name_of, of_try
from .standalone_page import ask
from .story_page import (
    WAIT_MS,
    Board,
    entry,
    open_board,
    put_scene,
    put_scenes,
    put_story,
    saved,
    saved_names,
    story_file,
)


@pytest.fixture
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A server of the test's own, with scenes."""
    running = RunningServer(tmp_path_factory.mktemp("tabs"))
    put_scenes(running)
    running.start()
    yield running
    running.stop()


@pytest.fixture
def story(server: Any, request: pytest.FixtureRequest) -> str:
    """A story of the test's own: beach, forest, town."""
    return put_story(server, name_of(request).removeprefix("test_")[:60])


@pytest.fixture
def tabs(server: Any, story: str, open_page: Callable[..., Any]) -> tuple[Board, Board]:
    """Two tabs with its board."""
    return open_board(open_page, server, story), open_board(open_page, server, story)


def hold(board: Board) -> Callable[[], None]:
    """Keeps what a tab sends and hears about drafts from now on, until what this returns is called."""
    board.page.route("**/drafts**", lambda route: route.abort())

    def let_go() -> None:
        board.page.unroute("**/drafts**")

    return let_go


def write(board: Board, scene: str, text: str) -> None:
    """Give a scene a text of its own."""
    board.card(scene).click()
    board.detail.get_by_label("Where the prompt comes from").select_option("custom")
    board.field("Text of this place in the story").fill(text)
    board.card(scene).click()
    expect(board.card(scene)).to_contain_text(text)


def test_tabs_show_each_others_edits(server: Any, story: str, tabs: tuple[Board, Board]) -> None:
    """What one tab does the other shows, as unsaved; either saves all of it."""
    one, other = tabs
    write(one, "town", "a knight")
    expect(other.card("town")).to_contain_text("a knight", timeout=WAIT_MS)  # drawn anew, a card is not there to grasp
    other.drag("town", "beach")
    for board in tabs:
        board.expect_names("town", "beach", "forest")
        expect(board.card("town")).to_contain_text("a knight")
        board.expect_state("Unsaved changes (2)")
    one.card("town").click()
    one.save()
    other.expect_state("Saved")
    assert saved_names(server, story) == ["town", "beach", "forest"]
    assert saved(server, story)[0]["custom_prompt"] == "a knight"


def test_moves_of_two_tabs_are_both_made(server: Any, story: str, tabs: tuple[Board, Board]) -> None:
    """Two tabs move other scenes before they hear of each other: both moves count, and nobody is asked."""
    one, other = tabs
    let_go = hold(one)
    one.card("beach").click()
    one.page.keyboard.press("Alt+End")
    one.expect_names("forest", "town", "beach")
    other.card("town").click()
    other.add("cave")
    other.card("forest").click()
    other.page.keyboard.press("Delete")
    other.expect_names("beach", "town", "cave")
    other.expect_state("Unsaved changes (3)")
    let_go()
    for board in tabs:
        board.expect_names("town", "beach", "cave")
    expect(one.page.get_by_role("dialog")).to_have_count(0)
    other.save()
    assert saved_names(server, story) == ["town", "beach", "cave"]


def test_other_fields_of_one_scene_are_both_kept(server: Any, story: str, tabs: tuple[Board, Board]) -> None:
    """Two tabs change other fields of one scene before they hear of each other: the scene has both."""
    one, other = tabs
    let_go = hold(one)
    write(one, "town", "a knight")
    one.detail.get_by_label("Pose", exact=True).check()
    other.card("town").click()
    other.detail.get_by_label("Edges").check()
    other.expect_state("Unsaved changes (1)")
    let_go()
    expect(other.card("town")).to_contain_text("a knight", timeout=WAIT_MS)
    for board in tabs:
        expect(board.card("town")).to_contain_text("Pose · Edges")
    other.save()
    scene = saved(server, story)[2]
    assert (scene["custom_prompt"], scene["use_pose"], scene["use_canny"]) == ("a knight", True, True)


def test_of_one_text_the_user_decides(server: Any, story: str, tabs: tuple[Board, Board]) -> None:
    """Two tabs write the same text before they hear of each other: a dialog shows both, and what is chosen stays."""
    one, other = tabs
    let_go = hold(one)
    write(one, "town", "a knight")
    write(other, "town", "a dragon")
    other.expect_state("Unsaved changes (1)")
    let_go()
    dialog = one.page.get_by_role("dialog")
    expect(dialog).to_contain_text("a dragon", timeout=WAIT_MS)
    expect(dialog).to_contain_text("a knight")
    dialog.get_by_label("Mine").check()
    dialog.get_by_role("button", name="Keep these").click()
    for board in tabs:
        expect(board.card("town")).to_contain_text("a knight")
    other.save()
    assert saved(server, story)[2]["custom_prompt"] == "a knight"


def test_what_another_program_saved_is_merged(server: Any, story: str, open_page: Callable[..., Any]) -> None:
    """FBTools writes the file while a scene is being edited: the save keeps both, and the board shows it."""
    board = open_board(open_page, server, story)
    write(board, "town", "a knight")
    board.expect_state("Unsaved changes (1)")
    path = story_file(server, story)
    content = json.loads(path.read_text())
    content["scenes"][0]["custom_prompt"] = "from elsewhere"
    content["scenes"][0]["prompt_source"] = "custom"
    path.write_text(json.dumps(content))
    board.save()
    expect(board.card("beach")).to_contain_text("from elsewhere")
    assert [scene["custom_prompt"] for scene in saved(server, story)] == ["from elsewhere", "", "a knight"]


def test_an_unedited_board_follows_the_file(server: Any, story: str, open_page: Callable[..., Any]) -> None:
    """Another program writes the file: the board shows it within moments."""
    board = open_board(open_page, server, story)
    path = story_file(server, story)
    content = json.loads(path.read_text())
    content["scenes"].pop(0)
    path.write_text(json.dumps(content))
    board.expect_names("forest", "town")
    board.expect_state("Saved")


def test_a_renamed_scene_is_followed(
    server: Any, story: str, open_page: Callable[..., Any], request: pytest.FixtureRequest
) -> None:
    """A scene gets another name while its story is edited: the board shows it under that name, its edits are kept."""
    scene = put_scene(server, "before")
    put_story(server, story, [entry("beach", 0), entry(scene, 1)])
    board = open_board(open_page, server, story)
    write(board, "before", "a knight")
    board.expect_state("Unsaved changes (1)")
    afterwards = of_try(request, "afterwards")
    ask(server, "PATCH", "/penstock/scenes/before", {"name": afterwards})
    board.expect_names("beach", afterwards)
    expect(board.card(afterwards)).to_contain_text("a knight")
    expect(board.root.locator(".penstock-board-card[data-fault]")).to_have_count(0)
    board.card(afterwards).click()
    board.save()
    assert [one["custom_prompt"] for one in saved(server, story)] == ["", "a knight"]
