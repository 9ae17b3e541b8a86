"""What fbTools asserts of prompt collections, processing and compositions holds here; where it does not, it is said."""

import json

import pytest

from penstock.core.contracts.prompts import ProcessingType, Prompt, PromptCollection
from penstock.core.errors import Invalid, NotFound
from penstock.plugins.prompts.collection import by_category, find, names, put, remove
from penstock.plugins.prompts.compositions import compose, compose_all, put_composition
from penstock.plugins.prompts.decoding import decode, decode_object
from penstock.plugins.prompts.encoding import bytes_of, encoded

from .conftest import PromptHouse

LEGACY = {
    "girl_pos": "a girl",
    "male_pos": "a man",
    "wan_prompt": "moves",
    "wan_low_prompt": "slowly",
    "four_image_prompt": "four",
}
LIBBERS = {"words": {"%who%": "a knight", "%none%": ""}}


def knights(text: str, libber: str) -> str | None:
    """A stand-in for libbers: replaces what it knows, None where there is no such libber."""
    if libber not in LIBBERS:
        return None
    for key, value in LIBBERS[libber].items():
        text = text.replace(key, value)
    return text


MIXED = PromptCollection(
    prompts={
        "style": Prompt(value="oil painting"),
        "hero": Prompt(value="%who% rides", processing_type=ProcessingType.LIBBER, libber_name="words"),
        "lost": Prompt(value="%who% walks", processing_type=ProcessingType.LIBBER, libber_name="gone"),
        "gap": Prompt(value="%none%", processing_type=ProcessingType.LIBBER, libber_name="words"),
        "raw": Prompt(value="100% %who%", libber_name="words"),
        "empty": Prompt(),
        "日本": Prompt(value="夜"),
    }
)


def test_prompt_metadata() -> None:
    """Optional fields are None, processing is raw; what is given is kept; only what is set is written."""
    assert (Prompt().category, Prompt().description, Prompt().tags, Prompt().libber_name) == (None, None, (), None)
    assert Prompt().processing_type == "raw"
    made = put(PromptCollection(), "a", Prompt(value="A", category="c", description="d", tags=("t",)))
    assert encoded(made)["prompts"]["a"] == {
        "value": "A",
        "processing_type": "raw",
        "category": "c",
        "description": "d",
        "tags": ["t"],
    }
    assert "category" not in encoded(put(made, "a", Prompt(value="B")))["prompts"]["a"]


def test_an_empty_collection() -> None:
    """Version 2, no backup, no flags."""
    made = PromptCollection()
    assert made.version == 2
    assert made.v1_backup is None
    assert encoded(made) == {"version": 2, "prompts": {}, "compositions": {}}


def test_adding_changing_removing() -> None:
    """Upsert, names sorted, 1,000 prompts; there, what is missing is None or False, here it is an error."""
    made = put(put(PromptCollection(), "b", Prompt(value="1")), "a", Prompt(value="2"))
    made = put(made, "b", Prompt(value="3"))
    assert names(made) == ("a", "b")
    assert find(made, "b").value == "3"
    assert names(remove(made, "b")) == ("a",)
    with pytest.raises(NotFound):
        find(made, "c")
    with pytest.raises(NotFound):
        remove(made, "c")
    for number in range(1000):
        made = put(made, f"p{number}", Prompt(value=str(number)))
    assert len(made.prompts) == 1002


def test_odd_values() -> None:
    """Empty values, unicode, ten thousand characters; an empty name is read but, other than there, not made."""
    made = PromptCollection()
    for value in ("", "日本 🐈", "x" * 10_000):
        assert find(put(made, "a", Prompt(value=value)), "a").value == value
    with pytest.raises(Invalid):
        put(made, "", Prompt())
    assert decode_object({"prompts": {"": "x"}}).collection.prompts[""].value == "x"


@pytest.mark.parametrize("version", [{"version": 1}, {}])
def test_version_1_is_migrated(version: dict[str, int]) -> None:
    """All five and every other key; empty text, null, numbers and objects are in the backup only."""
    found = {**LEGACY, "own": "mine", "e": "", "none": None, "n": 5, "o": {"a": 1}, **version}
    made = decode_object(found).collection
    assert {name: prompt.value for name, prompt in made.prompts.items()} == {**LEGACY, "own": "mine"}
    assert set(by_category(made, "legacy")) == {*LEGACY, "own"}
    assert all(prompt.processing_type is ProcessingType.RAW for prompt in made.prompts.values())
    assert encoded(made)["v1_backup"] == found
    assert encoded(put(made, "girl_pos", Prompt(value="other")))["v1_backup"] == found
    assert made.scene_flags is None


def test_files(house: PromptHouse) -> None:
    """Version 2 saved and loaded; a version 1 file migrated, changed and saved keeps its backup."""
    house.put(json.dumps(LEGACY))
    seen = house.files.read("cats")
    made = house.files.save("cats", put(seen.collection, "new", Prompt(value="N")), seen.revision)
    assert house.files.read("cats").collection == made.collection
    assert made.collection.v1_backup == LEGACY
    assert len(made.collection.prompts) == 6


def test_merging_two_collections() -> None:
    """One prompt after the other, the later one wins."""
    made = PromptCollection(prompts={"a": Prompt(value="1"), "b": Prompt(value="1")})
    for name, prompt in PromptCollection(prompts={"b": Prompt(value="2"), "c": Prompt(value="2")}).prompts.items():
        made = put(made, name, prompt)
    assert [prompt.value for prompt in made.prompts.values()] == ["1", "2", "2"]


def test_scene_flags(house: PromptHouse) -> None:
    """Optional; beside prompts, lists, compositions and a backup; kept by files; changed after loading."""
    flags = {"use_depth": True, "use_mask": False, "use_pose": True, "use_canny": False}
    found = {
        "version": 2,
        "prompts": [{"key": "a", "value": "A"}],
        "compositions": [{"name": "c", "prompt_keys": ["a"]}],
        "scene_flags": flags,
        "v1_backup": {"a": "A"},
    }
    house.put(json.dumps(found))
    seen = house.files.read("cats")
    assert seen.collection.scene_flags == flags
    made = house.files.save("cats", put(seen.collection, "b", Prompt()), seen.revision)
    assert json.loads(house.path().read_bytes())["scene_flags"] == flags
    assert made.collection.compositions == {"c": ("a",)}
    assert made.collection.v1_backup == {"a": "A"}


def test_round_trips() -> None:
    """Everything that is known, through bytes."""
    made = put(MIXED, "full", Prompt(value="v", category="c", description="d", tags=("t",), libber_name="words"))
    made = put_composition(made, "all", ["style", "full"])
    assert decode(bytes_of(made)).collection == made


def test_compositions() -> None:
    """Joined by one space in order; missing and empty ones skipped; doubles stay; nothing gives nothing."""
    assert compose(MIXED, ["style", "日本", "nowhere", "empty", "style"]) == "oil painting 夜 oil painting"
    assert compose(MIXED, []) == ""
    spaced = PromptCollection(prompts={"a": Prompt(value="A"), "c": Prompt(value=" C ")})
    assert compose(spaced, ["a", "c", "a"]) == "A  C  A"
    assert compose(spaced, ["c"]) == "C"


def test_compositions_with_libbers() -> None:
    """Replaced where prompt, libber and manager say so; the text stays where any of them is missing."""
    assert compose(MIXED, ["style", "hero"], knights) == "oil painting a knight rides"
    assert compose(MIXED, ["hero"]) == "%who% rides"
    assert compose(MIXED, ["lost"], knights) == "%who% walks"
    assert compose(MIXED, ["raw", "gap", "raw"], knights) == "100% %who% 100% %who%"


def test_several_outputs() -> None:
    """Those of the collection, or those that are asked for."""
    made = put_composition(put_composition(MIXED, "image", ["style", "hero"]), "video", ["hero"])
    assert compose_all(made, substituted=knights) == {"image": "oil painting a knight rides", "video": "a knight rides"}
    assert compose_all(made, {"x": ["日本"], "y": []}) == {"x": "夜", "y": ""}
    assert compose_all(decode_object(LEGACY).collection, {"all": list(LEGACY)}) == {"all": " ".join(LEGACY.values())}
