"""Libraries, prompts, scenes, stories, and the drafts of all of them."""

import json
from typing import Any

from attrs import evolve
from hypothesis import strategies as st

from ....core.contracts.editing import Difference, Stored
from ....core.contracts.libbers import LARGEST_DEPTH, Libber, LibberDocument
from ....core.contracts.prompts import Prompt, PromptCollection
from ....core.contracts.scenes import (
    DEPTH_TYPES,
    PICTURES,
    POSE_TYPES,
    Lora,
    SceneDocument,
    SceneInfo,
    SceneMask,
    ScenePictureRequest,
)
from ....core.contracts.stories import PROMPT_SOURCES, VIDEO_PROMPT_SOURCES, StoryInfo, StoryScene
from ....core.draft_values import Change, Edit, Entry
from . import node_arrays as arrays
from . import scalars
from .building import built, of
from .meanings import Strategy


def libbers(**fields: Strategy) -> st.SearchStrategy[Libber]:
    """Libraries of snippets, of keys as they are kept; their texts may refer to each other, in circles too."""
    return of(Libber, **fields)


def prompts(**fields: Strategy) -> st.SearchStrategy[Prompt]:
    """Named texts: what they do not have is None, never empty."""
    return of(Prompt, **fields)


def prompt_collections(**fields: Strategy) -> st.SearchStrategy[PromptCollection]:
    """Prompts of one folder; compositions name those that there are."""
    return of(PromptCollection, **fields)


def scene_documents(**fields: Strategy) -> st.SearchStrategy[SceneDocument]:
    """What scenes say of themselves."""
    return of(SceneDocument, **fields)


def story_scenes(**fields: Strategy) -> st.SearchStrategy[StoryScene]:
    """Scenes at their places in stories."""
    return of(StoryScene, **fields)


def stories(**fields: Strategy) -> st.SearchStrategy[StoryInfo]:
    """Stories; no two scenes have one id."""
    return of(StoryInfo, **fields)


def edits(**fields: Strategy) -> st.SearchStrategy[Edit]:
    """Edits of drafts: what is removed brings no value and stands in no other's place."""
    return of(Edit, **fields)


def _keys() -> Strategy:
    return st.from_regex(r"[a-z0-9_]{1,8}", fullmatch=True)


def _libber() -> st.SearchStrategy[Libber]:
    text = scalars.texts() | st.lists(_keys(), max_size=3).map(lambda keys: " ".join(f"%{key}%" for key in keys))
    delimiter = st.sampled_from(["%", "$", "<<", "__"])
    return built(
        Libber,
        libs=st.dictionaries(_keys(), text, max_size=4),
        delimiter=delimiter,
        max_depth=st.integers(0, LARGEST_DEPTH),
    )


def _prompt() -> st.SearchStrategy[Prompt]:
    some = scalars.maybe(scalars.words())
    tags = scalars.unique(scalars.words())
    named = scalars.maybe(scalars.path_names())
    return built(Prompt, category=some, description=some, tags=tags, libber_name=named, unknown=_unknown())


def _unknown() -> Strategy:
    """Fields of other programs: names that none of ours has."""
    return st.dictionaries(scalars.identifiers().map(lambda name: f"x_{name}"), scalars.json_values(3), max_size=2)


@st.composite
def _collection(draw: st.DrawFn) -> PromptCollection:
    named = draw(st.dictionaries(scalars.words(), prompts(), max_size=3))
    made = st.dictionaries(scalars.words(), scalars.unique(st.sampled_from(sorted(named)), least=1), max_size=2)
    flags = scalars.maybe(st.dictionaries(scalars.identifiers(), st.booleans(), max_size=2))
    return PromptCollection(
        prompts=named, compositions=draw(made) if named else {}, scene_flags=draw(flags), unknown=draw(_unknown())
    )


def _mask() -> st.SearchStrategy[SceneMask]:
    def filed(mask: SceneMask) -> SceneMask:
        ending = "bkgd" if mask.has_background else "no_bkgd"
        return evolve(mask, file=f"{mask.name}_mask_{ending}.png")

    name, unknown = scalars.identifiers(), _unknown()
    plain = built(SceneMask, name=name, type=st.just("transparent"), color=st.none(), unknown=unknown)
    color = st.from_regex("#[0-9a-f]{6}", fullmatch=True)
    return (plain | built(SceneMask, name=name, type=st.just("color"), color=color, unknown=unknown)).map(filed)


def _lora() -> st.SearchStrategy[Lora]:
    strength = st.floats(-4, 4)
    name = scalars.file_names(".safetensors")
    return built(Lora, lora=name, strength_model=strength, strength_clip=strength, unknown=_unknown())


def _scene() -> st.SearchStrategy[SceneDocument]:
    return built(
        SceneDocument,
        name=scalars.path_names(),
        depth_type=st.sampled_from(DEPTH_TYPES),
        pose_type=st.sampled_from(POSE_TYPES),
        resolution=st.just(0) | st.integers(16, 16_384),
        loras=st.lists(of(Lora), max_size=2).map(tuple),
        masks=st.lists(of(SceneMask), max_size=2, unique_by=lambda mask: mask.name).map(tuple),
        pictures=scalars.unique(st.sampled_from(PICTURES)),
        problems=st.just(()),
        read_only=st.just(False),  # noqa: FBT003
    )


def _scene_info() -> st.SearchStrategy[SceneInfo]:
    def named(info: SceneInfo, document: SceneDocument) -> SceneInfo:
        return evolve(info, scene_name=document.name, document=document, stored=document)

    info = built(
        SceneInfo,
        images=st.dictionaries(st.sampled_from(PICTURES), arrays.images(batch=1), max_size=1),
        mask_images=st.dictionaries(scalars.identifiers(), arrays.masks(batch=1), max_size=1),
        pose_json=st.lists(scalars.json_objects(), max_size=1).map(json.dumps),
        lora_stack=st.lists(scalars.json_objects(), max_size=1).map(tuple),
        stored=st.none(),
    )
    return st.builds(named, info, scene_documents())


def _story_scene() -> st.SearchStrategy[StoryScene]:
    return built(
        StoryScene,
        mask_name=st.just("") | scalars.identifiers(),
        prompt_source=st.sampled_from(PROMPT_SOURCES),
        video_prompt_source=st.sampled_from(VIDEO_PROMPT_SOURCES),
        depth_type=st.sampled_from(DEPTH_TYPES),
        pose_type=st.sampled_from(POSE_TYPES),
        unknown=_unknown(),
    )


def _story() -> st.SearchStrategy[StoryInfo]:
    scenes = st.lists(story_scenes(), max_size=3, unique_by=lambda scene: scene.scene_id)
    return built(StoryInfo, scenes=scenes.map(tuple), unknown=_unknown(), problems=st.just(()))


def _stored() -> st.SearchStrategy[Stored]:
    there = built(Stored, entries=scalars.json_objects(), revision=scalars.revisions(), before=st.none())
    return there | st.just(Stored(entries={}, revision=None))


def _difference() -> st.SearchStrategy[Difference]:
    def without(value: Difference) -> Difference:
        before, after = value.before if value.had else None, value.after if value.has else None
        return evolve(value, before=before, after=after)

    return built(Difference, key=scalars.words()).filter(lambda value: value.had or value.has).map(without)


def _edit() -> st.SearchStrategy[Edit]:
    key = scalars.words()
    put = built(Edit, key=key, removed=st.just(False), instead_of=scalars.maybe(key))  # noqa: FBT003
    return put | built(Edit, key=key, value=st.none(), removed=st.just(True), instead_of=st.none())  # noqa: FBT003


def rules() -> dict[type, Any]:
    """What holds of several fields together."""
    text = scalars.json_values(3).map(json.dumps)
    return {
        Libber: _libber,
        LibberDocument: lambda: built(LibberDocument, name=scalars.path_names()),
        Prompt: _prompt,
        PromptCollection: _collection,
        SceneMask: _mask,
        Lora: _lora,
        SceneDocument: _scene,
        SceneInfo: _scene_info,
        ScenePictureRequest: lambda: built(
            ScenePictureRequest, picture=st.sampled_from(PICTURES), base=arrays.images(batch=1)
        ),
        StoryScene: _story_scene,
        StoryInfo: _story,
        Stored: _stored,
        Difference: _difference,
        Edit: _edit,
        Entry: lambda: built(Entry, text=text),
        Change: lambda: built(Change, text=scalars.maybe(text)),
    }
