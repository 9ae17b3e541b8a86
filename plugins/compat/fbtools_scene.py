"""What fbTools' scene routes do, on top of drafts: they change what pages show as unsaved, save_metadata saves it."""

import json
from collections.abc import Mapping
from typing import Any, Final

from attrs import evolve

from ...core.contracts.editing import Editing, OpenDraft
from ...core.contracts.prompts import PromptEditing
from ...core.contracts.scenes import SceneEditing, Scenes
from ...core.contracts.stories import Stories
from ...core.draft_values import Edit
from ...core.errors import Busy, Conflict, Invalid
from ...core.names import check_path_name
from ...core.routes import RouteCall
from . import fbtools_scene_shapes as shapes

_TRIES: Final = 5
_PROMPT: Final = "prompt:"
_LORAS: Final = "loras"
_FILES: Final = ("prompts.json", "lora_stack.json", "loras.json", "pose.json")


def update_prompts(call: RouteCall[shapes.PromptsBody]) -> shapes.ChangedPrompts:
    """POST /fbtools/scene/update_prompts."""
    scene = _scene(call)
    editing = call.services.get(PromptEditing)
    draft = editing.open(scene, create=True).draft
    before = draft.content()
    edits = [_prompt_edit(name, value, before) for name, value in call.body.prompts.items()]
    made = editing.edit(scene, draft.id, edits).draft.content() if edits else before
    names = (key.removeprefix(_PROMPT) for key in made if key.startswith(_PROMPT))
    return shapes.ChangedPrompts(scene_name=scene, prompt_names=tuple(sorted(names)))


def _prompt_edit(name: str, value: object, before: Mapping[str, Any]) -> Edit:
    key = _PROMPT + name
    if value is None:
        return Edit(key, removed=True)
    sent = {"value": value} if isinstance(value, str) else value
    if not isinstance(sent, Mapping):
        raise Invalid(f"{name[:80]!r} is neither a text nor an object.", field="prompts")
    return Edit(key, {"value": "", "processing_type": "raw", **(before.get(key) or {}), **sent})


def update_metadata(call: RouteCall[shapes.MetadataBody]) -> shapes.ChangedMetadata:
    """POST /fbtools/scene/update_metadata."""
    sent = {
        "pose_name": call.body.pose_name,
        "mask_type": call.body.mask_type,
        "depth_type": call.body.depth_type,
        "pose_type": call.body.pose_type,
        "resolution": call.body.resolution,
        "description": call.body.description,
        _LORAS: None if call.body.loras is None else list(call.body.loras),
    }
    return _changed(call, [Edit(key, value) for key, value in sent.items() if value is not None])


def update_loras(call: RouteCall[shapes.LorasBody]) -> shapes.ChangedMetadata:
    """POST /fbtools/scene/update_loras: all of them, or some added and removed."""
    body = call.body
    if body.loras is not None and (body.add or body.remove):
        raise Invalid(
            "All loras, or which to add and to remove?", hint="Send loras alone, or without it.", field=_LORAS
        )
    if body.loras is not None:
        return _changed(call, [Edit(_LORAS, list(body.loras))])
    draft = call.services.get(SceneEditing).open(_scene(call)).draft
    found = draft.content()[_LORAS]
    names = {str(one.get("lora")): one for one in body.add}
    gone = set(body.remove)
    stays = [names.pop(str(one.get("lora")), one) for one in found if one.get("lora") not in gone]
    added = [one for one in body.add if str(one.get("lora")) in names]
    return _changed(call, [Edit(_LORAS, [*stays, *added])], {_LORAS: draft.entries[_LORAS].revision})


def _changed(call: RouteCall[Any], edits: list[Edit], seen: Mapping[str, int] | None = None) -> shapes.ChangedMetadata:
    scene, editing = _scene(call), call.services.get(SceneEditing)
    draft = editing.open(scene).draft
    made = editing.edit(scene, draft.id, edits, seen).draft if edits else draft
    return shapes.ChangedMetadata(scene_name=scene, metadata=made.content())


def save_metadata(call: RouteCall[shapes.SaveBody]) -> shapes.SavedMetadata:
    """POST /fbtools/scene/save_metadata: what has unsaved changes; where others changed it too, 409 and nothing."""
    scene, scenes = _scene(call), call.services.get(Scenes)
    pose = _pose(call.body.pose_json)
    _save(call.services.get(PromptEditing), scene)
    _save(call.services.get(SceneEditing), scene)
    now = scenes.get(scene)
    if pose is not None and pose != now.pose:
        scenes.save(evolve(now, pose=pose), now.revision)
    folder = scenes.folder(scene)
    files = tuple(name for name in _FILES if (folder / name).is_file())
    return shapes.SavedMetadata(scene_name=scene, scene_dir=f"output/scenes/{scene}", files=files)


def _pose(text: str | None) -> Any:
    if text is None or not text.strip():
        return None
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Invalid(f"pose_json is no JSON: {error}"[:300], field="pose_json") from error


def _save(editing: Editing, scene: str) -> OpenDraft | None:
    for _ in range(_TRIES):
        if (note := editing.find(scene)) is None or not note.dirty:
            return None
        try:
            editing.save(scene, note.id, note.revision, anew=True)
        except Conflict as error:
            if not isinstance(error.details.get("current"), int):
                raise  # not a change in between, which is to be saved too: others have saved other texts
    raise Busy("Others keep changing the scene.", hint="Try again.")


def list_scenes(call: RouteCall[Any]) -> shapes.StoryScenes:
    """GET /fbtools/scene/list_scenes/{story_dir}: the name of a story."""
    stories = call.services.get(Stories)
    story = check_path_name(call.path["story_dir"], "story_dir")
    found = tuple(one.scene_name for one in stories.read(story).scenes)
    there = set(call.services.get(Scenes).names())
    missing = tuple(dict.fromkeys(name for name in found if name not in there))
    return shapes.StoryScenes(story_name=story, scenes=found, missing=missing, count=len(found))


def _scene(call: RouteCall[Any]) -> str:
    """The scene that a body names, which must be there."""
    body: shapes.SceneBody = call.body
    last = None if body.scene_dir is None else body.scene_dir.replace("\\", "/").rstrip("/").rpartition("/")[2]
    given = {name for name in (body.scene, body.scene_name, last) if name is not None}
    if len(given) != 1:
        raise Invalid("Which scene?", hint="Send its name as scene, scene_name or scene_dir, one only.", field="scene")
    scene = check_path_name(given.pop(), "scene")
    call.services.get(Scenes).get(scene)
    return scene
