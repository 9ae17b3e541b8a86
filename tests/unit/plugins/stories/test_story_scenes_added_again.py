"""Executions go on with scenes that were taken out of their story and added again: these have other ids."""

import numpy
import pytest

from penstock.core.contracts.executions import Execution, ExecutionScene
from penstock.core.errors import Conflict

from .story_world import StoryWorld, place


@pytest.fixture
def begun(world: StoryWorld) -> Execution:
    """An execution of the story of cats, dogs, and cats again."""
    places = enumerate(world.stories.read("tale").scenes)
    scenes = [ExecutionScene(order=order, name=one.scene_name, scene_id=one.scene_id) for order, one in places]
    return world.executions.start("tale", scenes, numpy.zeros((1, 2, 2, 3), dtype=numpy.float32))[0]


def batch(world: StoryWorld, execution: Execution) -> list[tuple[str, int, str]]:
    """The scenes of a batch that goes on: their ids, orders, texts."""
    found = world.run("StorySceneBatch", story_name="tale", exec_id=execution.key.exec_id)["scene_batch"]
    return [(one["scene_id"], one["scene_order"], one["positive_prompt"]) for one in found]


def test_a_scene_that_was_added_again_is_run_and_told(world: StoryWorld, begun: Execution) -> None:
    """It has its order of then, though it stands elsewhere now; scenes whose ids are there are these."""
    world.story("tale", place("a", "cats"), place("c", "cats", prompt_key="other"), place("new", "dogs"))
    assert batch(world, begun) == [("a", 0, "a cat"), ("new", 1, "a dog"), ("c", 2, "two cats")]
    assert "'dogs' (order 1)" in str(world.shown["text"])
    assert "were added since" not in str(world.shown["text"])


def test_of_several_the_one_at_its_place_is_taken(world: StoryWorld, begun: Execution) -> None:
    """And none twice, nor one that the execution knows by its id."""
    world.story("tale", place("x", "cats"), place("b", "dogs"), place("y", "cats", prompt_key="other"))
    assert batch(world, begun) == [("x", 0, "a cat"), ("b", 1, "a dog"), ("y", 2, "two cats")]
    world.story("tale", place("b", "dogs"), place("a", "cats"))
    with pytest.raises(Conflict, match="'cats'"):
        batch(world, begun)


def test_one_that_moved_is_taken_where_none_is_at_the_place(world: StoryWorld, begun: Execution) -> None:
    """The first that is left."""
    world.story("tale", place("b", "dogs"), place("z", "cats", prompt_key="other"), place("a", "cats"))
    assert batch(world, begun) == [("a", 0, "a cat"), ("b", 1, "a dog"), ("z", 2, "two cats")]
