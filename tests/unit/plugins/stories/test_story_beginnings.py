"""What the scenes of a new story begin with."""

from penstock.adapters.testing.story_house import StoryHouse
from penstock.core.contracts.prompts import Prompt, PromptCollection
from penstock.plugins.stories.beginnings import placed_scenes


def test_scenes_begin_with_a_prompt_that_they_have(house: StoryHouse) -> None:
    """The first prompt, else the first composition, else none; also in a scene that is not there."""
    house.scenes.make("both", "woven", "bare")
    prompts = {"second": Prompt(value="b"), "first": Prompt(value="a")}
    house.prompts.service.save("both", PromptCollection(prompts=prompts, compositions={"all": ("first",)}), None)
    house.prompts.service.save("woven", PromptCollection(compositions={"all": ()}), None)
    made = placed_scenes(house.service, "tale", ["both", "woven", "bare", "gone", "both"])
    assert [(one.prompt_source, one.prompt_key) for one in made] == [
        ("prompt", "second"),
        ("composition", "all"),
        ("prompt", ""),
        ("prompt", ""),
        ("prompt", "second"),
    ]
    assert len({one.scene_id for one in made}) == 5


def test_a_story_of_such_scenes_runs(house: StoryHouse) -> None:
    """Nothing has to be chosen before."""
    house.scenes.make("both")
    house.prompts.service.save("both", PromptCollection(prompts={"main": Prompt(value="a cat")}), None)
    house.save(*placed_scenes(house.service, "tale", ["both"]))
    (found,) = house.service.read("tale").scenes
    assert house.service.prompts(found).prompt == "a cat"


def test_prompts_that_cannot_be_read_hinder_no_story(house: StoryHouse) -> None:
    """It is made, and says later what is to be chosen."""
    house.scenes.make("bad")
    (house.scenes.folder("bad") / "prompts.json").write_bytes(b"{")
    (made,) = placed_scenes(house.service, "tale", ["bad"])
    assert made.prompt_key == ""
