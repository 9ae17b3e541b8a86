"""Story Scene Batch takes the story of its execution where none is chosen, and never mixes two."""

from typing import Any

import pytest

from penstock.core.errors import Conflict, Invalid, NotFound

from .story_world import StoryWorld, place
from .test_story_batch import begun

LINKED = {
    "7": {"class_type": "StorySceneBatch", "inputs": {"exec_id": ["2", 0], "job_id": ["2", 6]}},
    "2": {"class_type": "StoryExecutionInit", "inputs": {"exec_id": "mine", "job_id": "j"}},
}


@pytest.fixture
def two(world: StoryWorld) -> StoryWorld:
    """A second story, and an execution `mine` of the first one in the job `j`."""
    world.story("other", place("x", "dogs"))
    begun(world, job="j", exec_id="mine")
    return world


@pytest.mark.parametrize("job", ["", "j"])
def test_the_story_is_that_of_the_execution(two: StoryWorld, job: str) -> None:
    """Where no other story has one of that id; before the run, too."""
    assert two.valid("StorySceneBatch", story_name="", job_id=job, exec_id="mine") is True
    found = two.run("StorySceneBatch", story_name="", job_id=job, exec_id=" mine ")
    assert {one["story_name"] for one in found["scene_batch"]} == {"tale"}
    assert (found["scene_count"], found["job_id_out"]) == (3, "j")


def test_a_story_need_not_be_chosen_where_an_execution_is_linked(two: StoryWorld) -> None:
    """Its id is known in the run; without one a story has to be chosen."""
    assert two.valid("StorySceneBatch", story_name="", job_id=None, exec_id=None) is True
    said = two.valid("StorySceneBatch", story_name="", job_id=None, exec_id="")
    assert isinstance(said, str)
    assert "No story is chosen" in said
    with pytest.raises(Invalid, match="No story is chosen"):
        two.run("StorySceneBatch", story_name="", exec_id="")


@pytest.mark.parametrize(("job", "where"), [("", "in both"), ("j", "in both")])
def test_an_execution_of_another_story_is_said_to_be_that(two: StoryWorld, job: str, where: str) -> None:
    """In plain words, before the run and in it; no folder is made."""
    wanted: dict[str, Any] = {"story_name": "other", "job_id": job, "exec_id": "mine"}
    said = two.valid("StorySceneBatch", **wanted)
    assert isinstance(said, str)
    assert "'mine' is one of the story 'tale'; Story Scene Batch has 'other'" in said
    assert where in said
    with pytest.raises(Conflict, match="one of the story 'tale'"):
        two.run("StorySceneBatch", **wanted)
    assert not (two.paths.output / "stories" / "other" / "jobs").exists()


def test_an_id_of_two_stories_or_of_none_says_no_story(two: StoryWorld) -> None:
    """Then it has to be chosen; with it each has its own."""
    with pytest.raises(NotFound, match="no execution 'nope'"):
        two.run("StorySceneBatch", story_name="", exec_id="nope")
    begun(two, "other", job="k", exec_id="mine")
    with pytest.raises(Conflict, match="Several stories have an execution 'mine': other, tale"):
        two.run("StorySceneBatch", story_name="", exec_id="mine")
    assert isinstance(two.valid("StorySceneBatch", story_name="", job_id="", exec_id="mine"), str)
    assert two.run("StorySceneBatch", story_name="", exec_id="mine", job_id="k")["scene_count"] == 1
    assert two.run("StorySceneBatch", story_name="other", exec_id="mine")["scene_count"] == 1
    assert two.valid("StorySceneBatch", story_name="tale", job_id="", exec_id="mine") is True


def test_an_execution_that_the_run_will_begin_is_no_error_before_it(two: StoryWorld) -> None:
    """Where the story is chosen, its id may be typed here and there."""
    assert two.valid("StorySceneBatch", story_name="tale", job_id="", exec_id="later") is True


def test_it_runs_again_only_when_the_story_of_its_execution_changes(two: StoryWorld) -> None:
    """Also through a link to an execution that goes on."""
    for given in ({"exec_id": "mine"}, {"exec_id": None, "job_id": None, "prompt": LINKED}):
        before = two.fingerprint("StorySceneBatch", **given)
        assert two.fingerprint("StorySceneBatch", **given) == before
        two.story("other", place("x", "dogs"), place(f"y{len(given)}", "dogs"))
        assert two.fingerprint("StorySceneBatch", **given) == before
        two.prompts("cats", main=f"a cat {len(given)}", other="two cats")
        assert two.fingerprint("StorySceneBatch", **given) != before
