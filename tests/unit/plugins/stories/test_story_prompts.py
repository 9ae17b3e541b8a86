"""The texts of a scene at its place in a story."""

from typing import Any

import pytest

from penstock.adapters.testing.story_house import StoryHouse, fbtools_story, scene
from penstock.core.contracts.prompts import PromptCollection
from penstock.core.contracts.stories import StoryScene
from penstock.core.errors import Invalid, NotFound

PROMPTS = {
    "version": 2,
    "prompts": {
        "main": "a cat",
        "mood": {"value": "%style%", "processing_type": "libber", "libber_name": "styles"},
        "empty": "",
    },
    "compositions": {"both": ["main", "mood"], "half": ["main", "gone"], "lost": ["gone"], "none": []},
}


@pytest.fixture
def cats(house: StoryHouse) -> StoryHouse:
    """A scene with prompts and compositions; one with prompts of version 1."""
    house.prompts.put("cats", PROMPTS)
    house.prompts.put("dogs", {"girl_pos": "G", "male_pos": "", "n": 5})
    house.prompts.libbers.libs["styles"] = {"style": "noir"}
    return house


def texts(house: StoryHouse, name: str = "cats", **changes: Any) -> tuple[str, str]:
    found = house.service.prompts(StoryScene(scene_id="x", scene_name=name, **changes))
    return found.prompt, found.video_prompt


@pytest.mark.parametrize(
    ("source", "key", "text"),
    [
        ("prompt", "main", "a cat"),
        ("prompt", "mood", "noir"),
        ("prompt", "empty", ""),
        ("composition", "both", "a cat noir"),
        ("composition", "half", "a cat"),
        ("composition", "none", ""),
    ],
)
def test_a_text_is_what_was_chosen(cats: StoryHouse, source: str, key: str, text: str) -> None:
    """A prompt of the scene filled from its libber, or its prompts put together; a video takes that of the image."""
    assert texts(cats, prompt_source=source, prompt_key=key) == (text, text)
    video = {"video_prompt_source": source, "video_prompt_key": key}
    assert texts(cats, prompt_source="custom", custom_prompt="own", **video) == ("own", text)


def test_a_text_of_its_own_is_taken_as_it_is(cats: StoryHouse) -> None:
    """Also for videos."""
    custom = {"prompt_source": "custom", "custom_prompt": " a %b% ", "video_prompt_source": "custom"}
    assert texts(cats, **custom, video_custom_prompt="v") == (" a %b% ", "v")


def test_prompts_of_version_1_are_found(cats: StoryHouse) -> None:
    """Those with a text, and empty ones that the old file had."""
    assert texts(cats, "dogs", prompt_key="girl_pos")[0] == "G"
    assert texts(cats, "dogs", prompt_key="male_pos")[0] == ""


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"scene_name": "gone"}, "no scene 'gone'"),
        ({"scene_name": "été"}, "no scene"),
        ({"prompt_key": "nope"}, "no prompt 'nope'"),
        ({"prompt_key": "girl_pos"}, "no prompt 'girl_pos'"),
        ({"prompt_source": "composition", "prompt_key": "nope"}, "no composition 'nope'"),
        ({"prompt_source": "composition", "prompt_key": "lost"}, "no prompt that is there"),
        ({"video_prompt_source": "prompt", "video_prompt_key": "nope"}, "no prompt 'nope'"),
        ({"scene_name": "gone", "prompt_source": "custom"}, "no scene"),
    ],
)
def test_what_is_not_there_is_named(cats: StoryHouse, changes: dict[str, Any], named: str) -> None:
    """Never an empty text in its place, neither in a check nor in a run."""
    wanted = StoryScene(**{"scene_id": "x", "scene_name": "cats", "prompt_key": "main", **changes})
    for ask in (cats.service.prompts, cats.service.check_prompts):
        with pytest.raises(NotFound, match=named):
            ask(wanted)


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"prompt_source": "custom"}, "The prompt of the scene 'cats' is a text of its own, which is empty"),
        ({"prompt_source": "custom", "custom_prompt": " \n"}, "which is empty"),
        ({"prompt_key": "main", "video_prompt_source": "custom"}, "The video prompt of the scene 'cats'"),
    ],
)
def test_a_text_of_its_own_that_is_empty_is_an_error(cats: StoryHouse, changes: dict[str, Any], named: str) -> None:
    """For pictures and for videos: nobody wants a picture of nothing."""
    wanted = StoryScene(**{"scene_id": "x", "scene_name": "cats", **changes})
    for ask in (cats.service.prompts, cats.service.check_prompts):
        with pytest.raises(Invalid, match=named):
            ask(wanted)


@pytest.mark.parametrize("source", ["prompt", "composition"])
def test_a_prompt_that_nobody_chose_is_an_error(cats: StoryHouse, source: str) -> None:
    """For pictures and for videos."""
    with pytest.raises(Invalid, match="No prompt is chosen"):
        texts(cats, prompt_source=source)
    with pytest.raises(Invalid, match="No video prompt"):
        texts(cats, prompt_key="main", video_prompt_source=source)


def test_a_source_that_cannot_be_read_is_an_error(cats: StoryHouse) -> None:
    """It is not taken for another one."""
    cats.put(fbtools_story({"scene_name": "cats", "prompt_source": "magic", "prompt_key": "main"}))
    with pytest.raises(Invalid, match="magic"):
        cats.service.prompts(cats.service.read("tale").scenes[0])


def test_notes_say_what_a_text_lacks(cats: StoryHouse) -> None:
    """A part of a composition, a library."""
    cats.prompts.libbers.libs.clear()
    wanted = StoryScene(
        scene_id="x",
        scene_name="cats",
        prompt_source="composition",
        prompt_key="half",
        video_prompt_source="prompt",
        video_prompt_key="mood",
    )
    notes = " ".join(cats.service.prompts(wanted).notes)
    assert "gone" in notes
    assert "styles" in notes


def test_names_of_prompts_and_uses_of_scenes(cats: StoryHouse) -> None:
    """Of the scenes of these stories, of all; a scene that is gone has none, a story is found by its scenes."""
    cats.save(scene("a", "cats"), scene("b", "gone"))
    cats.save(scene("a", "dogs"), scene("b", "cats"), story="other")
    assert cats.service.prompt_names(["tale"]) == ("empty", "main", "mood")
    assert "girl_pos" in cats.service.prompt_names()
    assert (cats.service.uses("cats"), cats.service.uses("gone"), cats.service.uses("birds")) == (
        ("other", "tale"),
        ("tale",),
        (),
    )
    cats.service.delete("other")
    assert cats.service.uses("cats") == ("tale",)
    assert isinstance(cats.service.collection("cats"), PromptCollection)


def test_prompts_that_were_saved_meanwhile_count(cats: StoryHouse) -> None:
    """What was read before is not used again, also where another program wrote the file."""
    assert texts(cats, prompt_key="main")[0] == "a cat"
    cats.prompts.put("cats", {"version": 2, "prompts": {"main": "another cat"}})
    assert texts(cats, prompt_key="main")[0] == "another cat"
    cats.prompts.service.delete("cats")
    with pytest.raises(NotFound, match="main"):
        texts(cats, prompt_key="main")
