"""Nodes of stories in ComfyUI's frontend, in both renderers: boards, pickers, runs, tabs, reloads, saved workflows."""

from typing import Any

import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
from playwright.sync_api import expect

from .conftest import load
from .naming import name_of
from .story_graph import StoryGraph
from .story_page import WAIT_MS, Board, put_scenes, put_story, saved, saved_names

pytestmark = pytest.mark.one_renderer


@pytest.fixture
def graph(editor: Any, request: pytest.FixtureRequest) -> StoryGraph:
    """An empty graph, and a story of the test's own: beach, forest, town."""
    put_scenes(editor.server)
    name = "".join(letter if letter.isalnum() else "_" for letter in name_of(request).removeprefix("test_"))
    return StoryGraph(editor, put_story(editor.server, name[:60]))


def open_board(graph: StoryGraph) -> Board:
    """The node Story Edit with the story, its scenes read."""
    graph.add("StoryEdit", story_select=graph.story)
    board = graph.board
    expect(board.card("beach")).to_contain_text("a hero at the beach", timeout=WAIT_MS)
    return board


def write(board: Board, scene: str, text: str) -> None:
    """Give a scene a text of its own, and go back to the cards."""
    board.card(scene).click()
    board.detail.get_by_label("Where the prompt comes from").select_option("custom")
    board.field("Text of this place in the story").fill(text)
    board.detail.get_by_role("button", name="Back to the scenes").click()
    expect(board.card(scene)).to_contain_text(text)


def test_runs_see_what_is_saved(graph: StoryGraph) -> None:
    """An edit on the board in the node is no part of a run until it is saved; then the next run has it."""
    board, view = open_board(graph), graph.view()
    write(board, "beach", "a knight")
    board.expect_state("Unsaved changes (1)")
    expect(graph.page.get_by_text("that are not saved are not in runs").first).to_be_visible(timeout=WAIT_MS)
    assert graph.run()[view]["text"][0].endswith("a hero at the beach")
    board.card("beach").focus()
    board.save()
    assert graph.run()[view]["text"][0].endswith("a knight")


def test_cards_are_moved_in_a_node(graph: StoryGraph) -> None:
    """By mouse and by key; ComfyUI's own keys and its canvas do nothing meanwhile."""
    board = open_board(graph)
    board.drag("town", "beach")
    board.expect_names("town", "beach", "forest")
    board.card("town").focus()
    graph.page.keyboard.press("Alt+ArrowDown")
    board.expect_names("beach", "town", "forest")
    expect(board.card("town")).to_be_focused()
    graph.page.keyboard.press("Delete")
    board.expect_names("beach", "forest")
    assert graph.editor.nodes() == ["StoryEdit"]
    graph.page.keyboard.press("Control+z")
    board.expect_names("beach", "town", "forest")
    assert graph.editor.run("return [...app.canvas.ds.offset, ...app.graph.nodes[0].pos].join();") == "0,0,60,100"
    board.save()
    assert saved_names(graph.editor.server, graph.story) == ["beach", "town", "forest"]


def test_a_node_and_a_page_share_a_draft(graph: StoryGraph) -> None:
    """What is done in the node shows on the story's page in another tab, and the other way round."""
    board = open_board(graph)
    write(board, "beach", "a knight")
    tab = graph.page.context.new_page()
    tab.goto(f"{graph.editor.server.address}/penstock/#/stories/{graph.story}")
    other = Board(tab, tab.locator("penstock-story-board"))
    expect(other.card("beach")).to_contain_text("a knight", timeout=WAIT_MS)
    other.card("town").click()
    tab.keyboard.press("Delete")
    board.expect_names("beach", "forest")
    other.card("beach").focus()
    other.save()
    board.expect_state("Saved")
    tab.close()
    scenes = saved(graph.editor.server, graph.story)
    assert [(one["scene_name"], one["custom_prompt"]) for one in scenes] == [("beach", "a knight"), ("forest", "")]


def test_a_saved_workflow_and_an_edit_outlive_a_reload(graph: StoryGraph) -> None:
    """After a reload of the page the workflow has its story, and the story its unsaved changes."""
    write(open_board(graph), "beach", "a knight")
    graph.board.expect_state("Unsaved changes (1)")
    workflow = graph.editor.run("return app.graph.serialize();")
    load(graph.editor)
    graph.editor.run("app.graph.clear(); await app.loadGraphData(argument);", workflow)
    board = graph.board
    expect(board.card("beach")).to_contain_text("a knight", timeout=WAIT_MS)
    board.expect_state("Unsaved changes (1)")
    board.card("beach").focus()
    board.save()
    graph.editor.problems.clear()  # the frontend says much while it is loaded


def test_names_are_picked(graph: StoryGraph) -> None:
    """A story and a scene are picked by name; the small scenes show and choose what is taken."""
    source, view = graph.add("StoryLoad", 60), graph.add("StoryView", 460)
    graph.link(source, 0, view, "story_info")
    graph.choose("Story", graph.story)
    assert graph.editor.widget(source, "story_name") == graph.story
    expect(graph.page.get_by_role("textbox", name="stories_dir")).to_have_count(0)
    graph.expect_tiles(3)
    graph.tiles().nth(1).get_by_role("button").click()
    assert graph.editor.widget(view, "selected_scene") == "forest"
    assert graph.run()[view]["text"][0].endswith("a hero at the forest")
    graph.choose("Scene", "town")
    assert graph.editor.widget(view, "selected_scene") == "town"
    expect(graph.tiles().nth(2)).to_have_attribute("data-taken", "")


def test_a_batch_and_a_pick(graph: StoryGraph) -> None:
    """Job and execution are typed, left open, or linked; the picked scene is chosen by its picture."""
    batch, pick = graph.add("StorySceneBatch", 60, story_name=graph.story), graph.add("StoryScenePick", 520)
    graph.link(batch, 1, pick, "scene_batch")
    graph.expect_tiles(3)
    graph.tiles().nth(2).get_by_role("button").click()
    assert graph.editor.widget(pick, "scene_index") == 2
    job = graph.picker("Job")
    job.fill("first job")
    job.press("Tab")
    assert graph.editor.widget(batch, "job_id") == "first job"
    graph.choose("Job", "A new job each run")
    assert graph.editor.widget(batch, "job_id") == ""
    graph.link(graph.add("StoryExecutionInit", 60, 620), 6, batch, "job_id")
    ours = graph.page.locator(".penstock-story-node").filter(has=graph.page.locator("input[aria-label=Execution]"))
    expect(ours.locator("input[aria-label=Job]")).to_be_hidden()
    expect(ours.locator("input[aria-label=Execution]")).to_be_visible()


@pytest.mark.nightly
def test_a_copied_node_and_an_undone_one(graph: StoryGraph) -> None:
    """A pasted node shows the same story; a node that undo brings back shows its board again."""
    open_board(graph)
    graph.editor.capture()
    copy = "const [node] = app.graph.nodes; const made = node.clone(); made.pos = [640, 100]; app.graph.add(made);"
    graph.editor.run(copy)
    expect(graph.page.locator("penstock-story-board .penstock-board-card:visible")).to_have_count(6, timeout=WAIT_MS)
    graph.editor.run("app.graph.clear();")
    graph.editor.capture()
    graph.editor.undo_to("StoryEdit")
    expect(graph.board.card("beach")).to_contain_text("a hero at the beach", timeout=WAIT_MS)


def test_a_new_story_begins_with_a_prompt(graph: StoryGraph) -> None:
    """A scene that is picked for a new story brings its first prompt; saved, the story runs."""
    create = graph.add("StoryCreate", 60, story_name=f"{graph.story} two")
    graph.choose("Scene", "forest")
    graph.page.wait_for_function(
        "(id) => app.graph.getNodeById(id).widgets.find(({ name }) => name === 'prompt_key').value === 'hero'",
        arg=create,
    )
    save = graph.add("StorySave", 520)
    graph.link(create, 0, save, "story_info")
    assert "1 scene" in graph.run()[save]["text"][0]
    assert saved_names(graph.editor.server, f"{graph.story}%20two") == ["forest"]


@pytest.mark.nightly
@pytest.mark.usefixtures("leave_no_subgraph")
def test_nodes_in_a_subgraph(graph: StoryGraph) -> None:
    """Inside a subgraph a board is edited and a story picked as outside of it."""
    graph.add("StoryEdit", 60, story_select=graph.story)
    graph.view()
    graph.editor.run(
        "app.graph.convertToSubgraph(new Set(app.graph.nodes));"
        "const host = app.graph.nodes.find((one) => one.subgraph); app.canvas.openSubgraph(host.subgraph, host);"
    )
    board = graph.board
    expect(board.card("beach")).to_contain_text("a hero at the beach", timeout=WAIT_MS)
    board.card("beach").focus()
    graph.page.keyboard.press("Alt+End")
    board.expect_names("forest", "town", "beach")
    board.save()
    expect(graph.tiles().last).to_have_attribute("title", "3. beach", timeout=WAIT_MS)
    graph.tiles().nth(1).get_by_role("button").click()
    expect(graph.tiles().nth(1)).to_have_attribute("data-taken", "")


def test_a_batch_shows_the_story_of_the_execution_that_is_linked(graph: StoryGraph) -> None:
    """Where none is chosen in it; one that is chosen there goes before."""
    edit, begin = graph.add("StoryEdit", story_select=graph.story), graph.add("StoryExecutionInit", 560)
    graph.link(edit, 0, begin, "story_info")
    batch = graph.add("StorySceneBatch", 980)
    choose = graph.page.get_by_text("Choose a story, or make a new one.").last
    expect(choose).to_be_visible(timeout=WAIT_MS)
    graph.link(begin, 0, batch, "exec_id")
    expect(choose).not_to_be_visible(timeout=WAIT_MS)
    linked = graph.page.locator(".penstock-story-node-linked", has_text=graph.story)
    expect(linked.last).to_be_visible(timeout=WAIT_MS)
    graph.choose("Story", graph.story)
    expect(linked.last).to_be_hidden(timeout=WAIT_MS)
