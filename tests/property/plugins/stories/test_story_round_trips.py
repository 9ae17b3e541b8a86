"""Generated files: all content is kept, doing it again changes nothing, ids stay what they are."""

import json
import tempfile
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from penstock.adapters.testing.story_house import StoryHouse, fbtools_story
from penstock.core.contracts.stories import StoryInfo
from penstock.core.draft_values import texts_of
from penstock.plugins.stories.decoding import Decoded, decode
from penstock.plugins.stories.documents import entries_of, story_of
from penstock.plugins.stories.encoding import bytes_of

from .story_values import NAMES, STORIES

NOT_CONTENT = {
    "'prompt_type'",
    "'mask_type'",
    "'version'",
    "'story_name'",
    "'story_dir'",
    "'scene_order'",
    "'scene_id'",
    "''",
}


def info_of(found: Decoded) -> StoryInfo:
    return StoryInfo(story_name="tale", scenes=found.scenes, description=found.description, unknown=found.unknown)


def read(found: Any) -> Decoded:
    return decode("tale", json.dumps(found).encode(), {})


def atoms(value: Any) -> set[str]:
    """The names and plain values that stand in a value, without its shape."""
    if isinstance(value, dict):
        return {atom for name, inner in value.items() for atom in (repr(name), *atoms(inner))}
    if isinstance(value, list):
        return {atom for inner in value for atom in atoms(inner)}
    return {repr(value)}


def content(found: dict[str, Any]) -> dict[str, Any]:
    """What a save has to keep: not where the story is, nor ids, orders and old fields that are replaced."""
    told = {key: value for key, value in found.items() if key not in ("version", "story_name", "story_dir")}
    ours = ("scene_id", "scene_order", "mask_type", "mask_name", "mask_background", "prompt_type", "prompt_source")
    scenes = [
        {key: value for key, value in one.items() if key not in (*ours, "prompt_key")}
        if isinstance(one, dict) and isinstance(one.get("scene_name"), str) and one["scene_name"]
        else one
        for one in told["scenes"]
    ]
    return {**told, "scenes": scenes}


@settings(max_examples=60)
@given(STORIES)
def test_what_stood_in_a_file_stands_in_what_is_written(found: dict[str, Any]) -> None:
    """And reading that again gives the same story: with ids, of version 2, the same bytes when it is written again."""
    decoded = read(found)
    data = bytes_of(info_of(decoded), "/here")
    again = decode("tale", data, {})
    assert not again.migrated
    assert not again.bare
    assert again.scenes == decoded.scenes
    assert bytes_of(info_of(again), "/here") == data
    assert atoms(content(found)) - NOT_CONTENT <= atoms(json.loads(data))


@settings(max_examples=40)
@given(STORIES)
def test_a_draft_holds_a_whole_story(found: dict[str, Any]) -> None:
    """Its entries are JSON, and make up the same scenes in the same order."""
    story = info_of(read(found))
    entries = {key: json.loads(text) for key, text in texts_of(entries_of(story)).items()}
    assert story_of("tale", entries).scenes == story.scenes


@settings(max_examples=40)
@given(st.lists(NAMES, max_size=8), st.randoms(use_true_random=False))
def test_ids_outlive_another_order(names: list[str], chance: Any) -> None:
    """The nth place of a scene has its nth id, whatever stands between."""
    before = read(fbtools_story(*names)).scenes
    turned = list(names)
    chance.shuffle(turned)
    after = read(fbtools_story(*turned)).scenes
    for name in set(names):
        assert [one.scene_id for one in before if one.scene_name == name] == [
            one.scene_id for one in after if one.scene_name == name
        ]
    assert len({one.scene_id for one in before}) == len(names)


@settings(max_examples=40)
@given(STORIES)
def test_a_file_of_others_through_its_whole_life(found: dict[str, Any]) -> None:
    """Read: nothing is written. Saved: the old bytes are kept where it was of version 1. Saved again: nothing."""
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as folder:
        house = StoryHouse(Path(folder))
        path = house.put(found)
        data = path.read_bytes()
        seen = house.service.read("tale")
        assert path.read_bytes() == data
        migrated = house.service.look_at("tale").decoded
        saved = house.service.save(seen, seen.revision)
        written = path.read_bytes()
        assert saved.scenes == seen.scenes
        backup = path.with_name("story.json.v1.backup")
        assert backup.exists() == (migrated is not None and migrated.migrated)
        assert not backup.exists() or backup.read_bytes() == data
        assert house.service.save(saved, saved.revision) == saved
        assert path.read_bytes() == written
