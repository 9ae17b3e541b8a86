"""The fields of a scene in story.json, once for reading, writing and checking. Pure."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from ...core.contracts.prompts import LONGEST_NAME, LONGEST_VALUE, thawed
from ...core.contracts.scenes import DEPTH_TYPES, POSE_TYPES
from ...core.contracts.stories import PROMPT_SOURCES, VIDEO_PROMPT_SOURCES, StoryScene
from ...core.values import frozen

SCENE_ID: Final = "scene_id"
SCENE_NAME: Final = "scene_name"
SCENE_ORDER: Final = "scene_order"
OLD_PROMPT: Final = "prompt_type"
OLD_MASK: Final = "mask_type"
_NO_BACKGROUND: Final = "_no_bg"


@frozen(kw_only=True)
class Field:
    """A field: its default, whether a value can be one, and what it may be, for people."""

    name: str
    default: Any
    fits: Callable[[Any], bool]
    allowed: str


def fields() -> tuple[Field, ...]:
    """The fields that people change, in the order in which fbTools writes them."""
    return _FIELDS


def is_text(value: object, longest: int) -> bool:
    """Whether a value is text that can be stored: no lone surrogates, not too long."""
    return isinstance(value, str) and len(value) <= longest and not any("\ud800" <= char <= "\udfff" for char in value)


def _text(name: str, longest: int) -> Field:
    return Field(
        name=name,
        default="",
        fits=lambda value: is_text(value, longest),
        allowed=f"text of at most {longest:,} characters",
    )


def _one_of(name: str, options: tuple[str, ...], default: str) -> Field:
    return Field(name=name, default=default, fits=lambda value: value in options, allowed=", ".join(options))


def _switch(name: str, *, default: bool) -> Field:
    return Field(name=name, default=default, fits=lambda value: isinstance(value, bool), allowed="true or false")


_FIELDS: Final = (
    _text("mask_name", LONGEST_NAME),
    _switch("mask_background", default=True),
    _one_of("prompt_source", PROMPT_SOURCES, "prompt"),
    _text("prompt_key", LONGEST_NAME),
    _text("custom_prompt", LONGEST_VALUE),
    _one_of("video_prompt_source", VIDEO_PROMPT_SOURCES, "auto"),
    _text("video_prompt_key", LONGEST_NAME),
    _text("video_custom_prompt", LONGEST_VALUE),
    _one_of("depth_type", DEPTH_TYPES, "depth"),
    _one_of("pose_type", POSE_TYPES, "open"),
    _switch("use_depth", default=False),
    _switch("use_mask", default=False),
    _switch("use_pose", default=False),
    _switch("use_canny", default=False),
)
_NAMES: Final = frozenset(field.name for field in _FIELDS)
_OURS: Final = frozenset({SCENE_ID, SCENE_NAME, SCENE_ORDER})


def scene_of(scene_id: str, found: Mapping[str, Any]) -> StoryScene:
    """The scene that an object of story.json stands for; what cannot be read stays in `unknown` as it was."""
    read = {field.name: found[field.name] for field in _FIELDS if field.name in found and field.fits(found[field.name])}
    unknown = {name: value for name, value in found.items() if name not in read and name not in _OURS}
    return StoryScene(scene_id=scene_id, scene_name=found.get(SCENE_NAME, ""), unknown=unknown, **read)


def entry_of(scene: StoryScene) -> dict[str, Any]:
    """The object of a scene, without its id and its order; nothing in it is shared."""
    made: dict[str, Any] = {SCENE_NAME: scene.scene_name}
    for field in _FIELDS:
        value = getattr(scene, field.name)
        kept = field.name in scene.unknown and value == field.default
        made[field.name] = thawed(scene.unknown[field.name]) if kept else value
    return {**{name: thawed(value) for name, value in scene.unknown.items() if name not in _NAMES | _OURS}, **made}


def misread(scene: StoryScene) -> tuple[str, ...]:
    """The known fields that hold what they cannot, sorted."""
    return tuple(sorted(_NAMES & set(scene.unknown)))


def migrated(found: Mapping[str, Any], version: int) -> dict[str, Any]:
    """An object of story.json with the fields of version 2 in the place of `prompt_type` and `mask_type`."""
    made = dict(found)
    made.update(_prompt(found, version))
    made.update(_mask(found))
    replaced = set(_old_fields(found, version))
    return {name: value for name, value in made.items() if name not in replaced}


def is_old(found: Mapping[str, Any], version: int) -> bool:
    """Whether an object of story.json has fields of version 1 that count."""
    return any(True for _ in _old_fields(found, version))


def _old_fields(found: Mapping[str, Any], version: int) -> Iterator[str]:
    if _prompt(found, version):
        yield OLD_PROMPT
    if found.get(OLD_MASK) and isinstance(found[OLD_MASK], str):
        yield OLD_MASK  # even beside a mask_name: where that is emptied later, fbTools would go by this one


def _prompt(found: Mapping[str, Any], version: int) -> dict[str, Any]:
    old = found.get(OLD_PROMPT)
    if not isinstance(old, str) or not old or (version > 1 and found.get("prompt_source")):
        return {}
    if old == "custom":
        return {"prompt_source": "custom", "prompt_key": ""}
    return {"prompt_source": "prompt", "prompt_key": old}


def _mask(found: Mapping[str, Any]) -> dict[str, Any]:
    old = found.get(OLD_MASK)
    if not isinstance(old, str) or not old or found.get("mask_name"):
        return {}
    bare = old.removesuffix(_NO_BACKGROUND)
    return {"mask_name": bare, "mask_background": bare == old}
