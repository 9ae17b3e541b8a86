"""What cannot work is told before anything is made: by the validation, or by the first node that can read the graph."""

from typing import Any

import pytest

from penstock.adapters.standalone.engine import Engine
from penstock.core.contracts.executions import Executions
from penstock.core.errors import Conflict

from .story_nodes import STORY, Nodes, images


def graph(story: object, execution: object) -> dict[str, Any]:
    """Story Execution Init (1) and a Story Scene Batch."""
    batch = {"story_name": story, "exec_id": execution}
    return {
        "1": {"class_type": "StoryExecutionInit", "inputs": {}},
        "2": {"class_type": "StorySceneBatch", "inputs": batch},
    }


def test_a_batch_of_another_story_is_told_before_there_is_a_folder(nodes: Nodes) -> None:
    """With both names, and what to do."""
    with pytest.raises(Conflict, match="the story 'tale'; Story Scene Batch has 'Night trip'") as raised:
        nodes.run("StoryExecutionInit", graph("Night trip", ["1", 0]), image=images(), story_info=STORY)
    assert "same story in both" in raised.value.hint
    assert nodes.application.services.get(Executions).list() == ()
    assert not (nodes.output / "stories" / "tale").exists()


@pytest.mark.parametrize(
    ("story", "execution"),
    [
        ("tale", ["1", 0]),
        ("", ["1", 0]),
        (" ", ["1", 0]),
        (["5", 0], ["1", 0]),
        ("Night trip", ["9", 0]),
        ("Night trip", ""),
    ],
)
def test_another_batch_is_no_matter(nodes: Nodes, story: object, execution: object) -> None:
    """The same story, none, one that a link brings; a batch of other executions."""
    made = nodes.run("StoryExecutionInit", graph(story, execution), image=images(), story_info=STORY)
    assert made.values[0]


@pytest.mark.parametrize(
    "prompt", [{"2": None}, {"2": {"class_type": "StorySceneBatch"}}, {"2": {"inputs": {"exec_id": []}}}]
)
def test_a_graph_that_is_none_is_read_all_the_same(nodes: Nodes, prompt: Any) -> None:
    """The engine says what is wrong with it."""
    assert nodes.run("StoryExecutionInit", prompt, image=images(), story_info=STORY).values[0]


def test_transitions_without_an_execution_are_refused_before_the_run(nodes: Nodes) -> None:
    """Unless a link may bring one."""
    for given in ("", "  "):
        said = nodes.said("StoryTransitions", exec_images_dir=given)
        assert isinstance(said, str)
        assert "Nothing says which execution it is. Choose one" in said
        assert nodes.said("StoryTransitions", exec_images_dir=given, scene_batch=None) is True
    assert nodes.said("StoryTransitions", exec_images_dir=None) is True


def test_an_engine_refuses_transitions_without_an_execution(nodes: Nodes) -> None:
    """In the words of the node, and nothing has run."""
    application = nodes.application
    prompt = {
        "1": {"class_type": "StoryTransitions", "inputs": {"exec_images_dir": ""}},
        "2": {"class_type": "PreviewImage", "inputs": {"images": ["1", 0]}},
    }
    checked = Engine(application.nodes, application.services, application.host.paths).validate(prompt)
    assert "Nothing says which execution it is" in str(checked)
