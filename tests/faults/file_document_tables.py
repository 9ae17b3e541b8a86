"""Libraries, prompts, scenes and stories: what changes them, over their public services and their drafts."""

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import numpy
from attrs import evolve

from penstock.adapters.testing.file_faults import FaultyCalls
from penstock.adapters.testing.libber_house import LibberHouse
from penstock.adapters.testing.prompt_house import WholePrompts
from penstock.adapters.testing.scene_house import SceneHouse, png_bytes
from penstock.adapters.testing.story_house import StoryHouse, fbtools_story, scene
from penstock.core.contracts.libbers import Libber
from penstock.core.contracts.prompts import Prompt, PromptCollection
from penstock.core.contracts.scenes import Lora
from penstock.core.draft_values import Edit
from penstock.core.errors import NotFound, from_os_error
from penstock.core.ids import RandomIds
from penstock.plugins.libbers.documents import LIB
from penstock.plugins.prompts.documents import PROMPT
from penstock.plugins.scenes import storing

from .file_tables import Process, Step, Table, first_of, is_one_of, single

RED, BLUE = png_bytes((255, 0, 0)), png_bytes((0, 0, 255))


_DRAFTED: Final = frozenset({"save a draft"})
"""The file is written, and then the draft is noted as saved: where that fails, the next save finds it saved."""


def _opened(house: Callable[..., Any]) -> Callable[[Path, FaultyCalls], Process]:
    return lambda folder, calls: Process(house(folder, calls=calls, ids=RandomIds()), calls)


def _edit_draft(name: str, key: str, value: Any) -> Step:
    def step(house: Any) -> None:
        draft = house.editing.open(name).draft
        house.editing.edit(name, draft.id, [Edit(key, value)])

    return step


def _save_draft(name: str) -> Step:
    def step(house: Any) -> None:
        draft = house.editing.open(name).draft
        house.editing.save(name, draft.id, draft.revision)

    return step


# --- libraries --------------------------------------------------------------------------------------------------------

_CATS: Final = Libber(libs={"a": "x" * 50, "b": "ä"})
_NEW: Final = Libber(libs={"a": "new"})


def _save_libber(name: str) -> Step:
    return lambda house: house.libbers.save(name, _NEW, house.libbers.get(name).revision)


def _prepare_libbers(house: LibberHouse) -> None:
    for name in ("Cats", "Gone", "Drafted"):
        house.libbers.save(name, _CATS, None)
    house.libbers.delete("Gone")
    house.put("Theirs.json", {"lib_dict": {"My Key": "t"}, "more": 1})
    _edit_draft("Drafted", f"{LIB}a", "edited")(house)


def _mend_libber(house: LibberHouse) -> None:
    """Another program leaves half a file: the last good copy takes its place when it is read."""
    house.libbers.get("Cats")
    house.put("Cats.json", b'{"lib')
    house.libbers.get("Cats")


def _seen_libbers(house: LibberHouse) -> Any:
    found = {name: house.libbers.get(name).libber for name in house.libbers.names()}
    return found, sorted(one.name for one in house.libbers.deleted())


def _fits_libbers(found: Any, allowed: Any) -> bool:
    """A library that moves is linked first and unlinked then: for a while it is under both names."""
    if is_one_of(found, allowed):
        return True
    libraries, trash = found
    (before, old), (after, new) = allowed[0], allowed[-1]
    both = {**before, **after}
    return libraries in (before, after, both) and set(trash) <= {*old, *new} and set(both) <= {*libraries, *trash, *new}


def _go_on_with_libbers(house: LibberHouse, _found: Any) -> None:
    house.libbers.save("Afterwards", _NEW, None)
    assert house.libbers.get("Afterwards").libber == _NEW


LIBBERS: Final = Table(
    name="libbers",
    late=_DRAFTED,
    start=_opened(LibberHouse),
    prepare=_prepare_libbers,
    seen=_seen_libbers,
    go_on=_go_on_with_libbers,
    fits=_fits_libbers,
    operations=single(
        {
            "create": lambda house: house.libbers.save("New", _NEW, None),
            "save": _save_libber("Cats"),
            "save what another wrote": _save_libber("Theirs"),
            "add a file": lambda house: house.libbers.add("Added", json.dumps({"lib_dict": {"k": "v"}}).encode()),
            "rename": lambda house: house.libbers.rename("Cats", "Katzen"),
            "mend": _mend_libber,
            "delete": lambda house: house.libbers.delete("Cats"),
            "restore": lambda house: house.libbers.restore(first_of(house.libbers.deleted()).id),
            "save a draft": _save_draft("Drafted"),
        }
    ),
)

# --- prompts ----------------------------------------------------------------------------------------------------------

_V1: Final = b'{ "girl_pos" : "G",\r\n"male_pos":"", "custom": "C\\u00e9", "version": 1 }\n\n'


def _collection(value: str) -> PromptCollection:
    return PromptCollection(prompts={"main": Prompt(value=value)})


def _save_prompts(folder: str) -> Step:
    return lambda house: house.service.save(folder, _collection("new"), house.service.read(folder).revision)


def _prepare_prompts(house: WholePrompts) -> None:
    for folder in ("cats", "gone", "drafted", "migrated"):
        if folder == "migrated":
            house.put(folder, _V1)
        seen = house.service.read(folder).revision
        house.service.save(folder, _collection("old " * 20), seen)
    house.service.delete("gone")
    house.put("old", _V1)
    _edit_draft("drafted", f"{PROMPT}main", {"value": "edited"})(house)


def _mend_prompts(house: WholePrompts) -> None:
    if house.service.read("cats").revision is None:
        raise NotFound("There are no prompts.")
    house.put("cats", b'{"prom')
    house.service.read("cats")


def _seen_prompts(house: WholePrompts) -> Any:
    found = {folder: house.service.read(folder).collection.prompts for folder in house.service.folders()}
    return found, sorted(one.folder for one in house.service.deleted())


def _whole_prompts(house: WholePrompts) -> None:
    """What version 1 held is there byte for byte, in its file or kept beside it."""
    for folder in ("old", "migrated"):
        beside = house.path(folder, "prompts.json.v1.backup")
        assert _V1 in [path.read_bytes() for path in (house.path(folder), beside) if path.is_file()]


PROMPTS: Final = Table(
    name="prompts",
    late=_DRAFTED,
    start=_opened(WholePrompts),
    prepare=_prepare_prompts,
    seen=_seen_prompts,
    go_on=lambda house, _: house.save("afterwards", main="x"),
    whole=_whole_prompts,
    operations=single(
        {
            "create": _save_prompts("new"),
            "save": _save_prompts("cats"),
            "save over version 1": _save_prompts("old"),
            "give version 1 back": lambda house: house.service.restore_v1("migrated"),
            "mend": _mend_prompts,
            "delete": lambda house: house.service.delete("cats"),
            "restore": lambda house: house.service.restore(first_of(house.service.deleted()).trash),
            "save a draft": _save_draft("drafted"),
        }
    ),
)

# --- scenes -----------------------------------------------------------------------------------------------------------


def _prepare_scenes(house: SceneHouse) -> None:
    for name in ("cats", "gone"):
        house.put({"format": 1, "pose_name": "before"}, name)
        house.put([{"lora": "before"}], name, "lora_stack.json")
        house.put({"high": [], "low": []}, name, "loras.json")
        house.put(RED, name, "base.png")
        house.put(RED, name, "hero_mask_bkgd.png")
    house.service.turns.look()
    house.service.delete("gone")
    house.service.create("drafted")
    _edit_draft("drafted", "pose_name", "edited")(house)
    (house.folder / "upload").write_bytes(BLUE)


def _save_scene(house: SceneHouse) -> None:
    house.save(
        lambda now: evolve(
            now, pose_name="after", loras=(Lora(lora="after"),), masks=(evolve(now.masks[0], type="color"),)
        )
    )


def _save_value(house: SceneHouse) -> None:
    info = house.service.info("cats")
    image = numpy.zeros((1, 6, 8, 3), dtype=numpy.float32)
    image[..., 2] = 1.0
    document = evolve(info.document, pose_name="after", loras=(Lora(lora="after"),))
    house.service.save_info(evolve(info, document=document, images={"base": image, "depth": image}))


def _restore_scene(house: SceneHouse) -> None:
    house.service.restore(first_of(house.service.deleted()).trash)


def _scene_files(house: SceneHouse) -> dict[str, bytes]:
    """What scenes hold; thumbnails follow, half-written files are swept, and so is what is hidden."""
    found = {name: data for name, data in house.tree().items() if not name.startswith(".")}
    return {name: data for name, data in found.items() if not name.endswith(("thumbnail.png", ".part", ".tmp"))}


def _seen_scenes(house: SceneHouse) -> Any:
    names = house.service.names()
    for name in names:
        assert house.service.get(name).problems == ()
    return names, _scene_files(house), sorted(one.name for one in house.service.deleted())


def _fits_scenes(found: Any, allowed: Any) -> bool:
    """Each file is the old one or the new one, whole; what is replaced is never away in between."""
    if is_one_of(found, allowed):
        return True
    before, after = allowed[0], allowed[-1]
    files = set(before[1]) & set(after[1])
    return (
        found[0] in (before[0], after[0])
        and found[2] in (before[2], after[2])
        and files <= set(found[1])
        and all(data in (before[1].get(name), after[1].get(name)) for name, data in found[1].items())
    )


def _whole_scenes(house: SceneHouse) -> None:
    """No picture is ever lost: what was there before is in its scene or in the trash."""
    kept = [path for path in house.folder.rglob("*") if path.is_file() and "upload" not in path.name]
    assert sum(path.read_bytes() == RED for path in kept) >= 4


def _go_on_with_scenes(house: SceneHouse, found: Any) -> None:
    for name in found[0]:
        now = house.service.get(name)
        house.service.save(evolve(now, description="goes on"), now.revision)
        assert house.service.get(name).description == "goes on"


SCENES: Final = Table(
    name="scenes",
    late=_DRAFTED,
    start=_opened(SceneHouse),
    prepare=_prepare_scenes,
    seen=_seen_scenes,
    go_on=_go_on_with_scenes,
    fits=_fits_scenes,
    whole=_whole_scenes,
    operations=single(
        {
            "create": lambda house: house.service.create("new"),
            "save": _save_scene,
            "save a value": _save_value,
            "put a picture": lambda house: storing.put_picture(house.service, "cats", "base", house.folder / "upload"),
            "delete a picture": lambda house: storing.delete_picture(house.service, "cats", "base"),
            "rename": lambda house: house.service.rename("cats", "dogs"),
            "delete": lambda house: house.service.delete("cats"),
            "restore": _restore_scene,
            "save a draft": _save_draft("drafted"),
        }
    ),
)

# --- stories ----------------------------------------------------------------------------------------------------------

_OLD: Final = {"story_name": "old", "scenes": [{"scene_name": "cats", "scene_order": 0, "prompt_type": "girl_pos"}]}


def _save_story(story: str) -> Step:
    def step(house: StoryHouse) -> None:
        found = house.service.read(story)
        house.service.save(evolve(found, scenes=(*found.scenes, scene("new", "dogs")), description="d"), found.revision)

    return step


def _prepare_stories(house: StoryHouse) -> None:
    house.scenes.make("cats", "dogs")
    for name in ("tale", "gone", "drafted"):
        house.save(scene("a", "dogs", custom_prompt="x" * 50), scene("b"), story=name)
    house.service.delete("gone")
    _edit_draft("drafted", "scene:a", {"custom_prompt": "edited"})(house)
    house.put(_OLD, "old")
    house.put(fbtools_story("dogs", "cats"), "theirs")


def _follow_scene(house: StoryHouse) -> None:
    """The plugin scenes gives a folder another name, and says what the disk says."""
    try:
        house.rename_scene("dogs", "hounds")
    except OSError as error:
        raise from_os_error(error, "rename the scene") from error


def _mend_story(house: StoryHouse) -> None:
    house.service.read("tale")
    house.put(b'{"story', "tale")
    os.utime(house.path("tale"), (1_000, 1_000))
    house.service.read("tale")


def _seen_stories(house: StoryHouse) -> Any:
    """Every story by its name, and what is in the trash; reading mends. Renames are followed."""
    house.renames.follow()
    found = {name: house.service.read(name).scenes for name in house.service.names()}
    return found, sorted(one.name for one in house.service.deleted()), house.scenes.names()


def _whole_stories(house: StoryHouse) -> None:
    """What version 1 held is kept byte for byte."""
    if house.json("old").get("version") == 2:
        assert json.loads(house.path("old", "story.json.v1.backup").read_bytes()) == _OLD


STORIES: Final = Table(
    name="stories",
    late=_DRAFTED,
    apart=frozenset({"follow a scene"}),
    start=_opened(StoryHouse),
    prepare=_prepare_stories,
    seen=_seen_stories,
    go_on=lambda house, _: house.save(scene("z"), story="afterwards"),
    whole=_whole_stories,
    operations=single(
        {
            "create": lambda house: house.save(scene("n"), story="new"),
            "save": _save_story("tale"),
            "save over version 1": _save_story("old"),
            "save what fbTools wrote": _save_story("theirs"),
            "mend": _mend_story,
            "delete": lambda house: house.service.delete("tale"),
            "restore": lambda house: house.service.restore(first_of(house.service.deleted()).trash),
            "save a draft": _save_draft("drafted"),
            "follow a scene": _follow_scene,
        }
    ),
)
