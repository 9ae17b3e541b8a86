"""What may be stored anew in a story. What a file holds already is read and kept, whatever it is."""

from collections.abc import Mapping, Sequence
from typing import Any

from attrs import evolve

from ...core.contracts.stories import MOST_SCENES, StoryInfo, StoryScene
from ...core.errors import Invalid, TooLarge
from ...core.names import check_path_name
from .decoding import LONGEST_DESCRIPTION
from .scene_fields import SCENE_NAME, entry_of, fields, is_text, misread
from .scene_ids import is_scene_id


def check_entry(value: Any, known: Mapping[str, Any] | None = None) -> Mapping[str, Any]:
    """`value` if it may be stored as a scene in the place of `known`: `BadName`, `Invalid` otherwise.

    What `known` has already may stay as it is.
    """
    if not isinstance(value, Mapping):
        raise Invalid("A scene of a story is an object with a scene_name.", field="value", faults=("value: no object",))
    before = known if known is not None else {}
    name = value.get(SCENE_NAME, before.get(SCENE_NAME))  # what an edit leaves out stays
    if known is None or name != before.get(SCENE_NAME):
        check_path_name(name, SCENE_NAME)
    for field in fields():
        if field.name not in value or field.fits(value[field.name]):
            continue
        if field.name in before and before[field.name] == value[field.name]:
            continue
        raise Invalid(
            f"{repr(value[field.name])[:60]} cannot be the {field.name} of a scene.",
            hint=f"It can be: {field.allowed}.",
            field=field.name,
            faults=(f"{field.name}: not allowed",),
        )
    return value


def check_description(value: object, field: str = "description") -> str:
    """`value` if it can be the description of a story: `Invalid` otherwise."""
    if isinstance(value, str) and is_text(value, LONGEST_DESCRIPTION):
        return value
    raise Invalid(
        f"A description is text of at most {LONGEST_DESCRIPTION:,} characters.", field=field, faults=(f"{field}: no",)
    )


def check_id(value: object, field: str = "key") -> str:
    """`value` if it can be the id of a scene at its place: `Invalid` otherwise."""
    if isinstance(value, str) and is_scene_id(value):
        return value
    raise Invalid(
        f"{repr(value)[:80]} cannot be the id of a scene.",
        hint="Use 1 to 200 characters, a random id best of all.",
        field=field,
        faults=(f"{field}: no id",),
    )


def check_count(before: int, after: int, field: str = "scenes") -> None:
    """Raise `TooLarge` where there would be more scenes than a story has, and more than before."""
    if after > max(before, MOST_SCENES):
        raise TooLarge(f"A story has at most {MOST_SCENES:,} scenes.", hint="Begin another one.", field=field)


def check_changes(before: Sequence[StoryScene], after: StoryInfo) -> None:
    """Raise what is wrong with what `after` has and `before` does not."""
    known = {scene.scene_id: scene for scene in before}
    ids = [check_id(scene.scene_id, "scene_id") for scene in after.scenes]
    if len(set(ids)) < len(ids):
        raise Invalid("Two scenes of a story have one id.", field="scene_id", faults=("scene_id: used twice",))
    for scene in after.scenes:
        was = known.get(scene.scene_id)
        if was != scene:
            check_entry(entry_of(scene), None if was is None else entry_of(was))
    check_count(len(before), len(ids))
    check_description(after.description)


def attached(current: StoryInfo, sent: StoryInfo) -> StoryInfo:
    """`sent` with every unknown field of `current` that it lacks: what a caller does not know it must not lose."""
    known = {scene.scene_id: scene for scene in current.scenes}
    scenes = tuple(_attached(known[one.scene_id], one) if one.scene_id in known else one for one in sent.scenes)
    return evolve(sent, scenes=scenes, unknown={**current.unknown, **sent.unknown})


def _attached(current: StoryScene, sent: StoryScene) -> StoryScene:
    mended = {name for name in misread(current) if getattr(current, name) != getattr(sent, name)}
    missing = {
        name: value for name, value in current.unknown.items() if name not in sent.unknown and name not in mended
    }
    return evolve(sent, unknown={**sent.unknown, **missing}) if missing else sent
