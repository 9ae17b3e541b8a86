"""From the bytes of story.json to a story: what does not fit is kept and told, never dropped."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from attrs import field

from ...core.contracts.prompts import deep_frozen
from ...core.contracts.stories import StoryScene
from ...core.errors import TooLarge
from ...core.values import frozen
from .scene_fields import SCENE_NAME, SCENE_ORDER, is_old, is_text, migrated, misread, scene_of
from .scene_ids import Remembered, ids_of, lacks_ids

VERSION: Final = 2
FORMAT: Final = 1
MOST_BYTES: Final = 32 << 20
LONGEST_DESCRIPTION: Final = 10_000
DEEPEST: Final = 90
"""Levels: a draft holds 100, with its own around them."""

_LONGEST_SCENE: Final = 1_000
_KNOWN: Final = frozenset({"version", "format", "story_name", "story_dir", "description", "scenes"})
_MOST_TOLD: Final = 50


class DamagedStory(ValueError):
    """Raised for bytes that are no story.json; the message says why, for people."""


@frozen(kw_only=True)
class Decoded:
    """What was read. `migrated`: the file has fields of version 1; `bare`: it does not say the ids of its scenes.

    `before` are the objects of the file by scene id, as they stand there.
    """

    scenes: tuple[StoryScene, ...] = ()
    description: str = ""
    unknown: Mapping[str, Any] = field(converter=deep_frozen)
    migrated: bool = False
    bare: bool = False
    read_only: bool = False
    problems: tuple[str, ...] = ()
    before: Mapping[str, Any]


def decode(story: str, data: bytes, remembered: Remembered) -> Decoded:
    """The story of that name that the bytes of a file hold. Raises `DamagedStory`, `TooLarge`."""
    if len(data) > MOST_BYTES:
        raise TooLarge(f"A story has at most {MOST_BYTES >> 20} MiB.")
    found = _object(data)
    version = _version(found)
    given = found.get("scenes", [])
    if not isinstance(given, list):
        raise DamagedStory("its scenes are no list")
    entries = _sorted([one for one in given if _is_scene(one)])
    odd = [one for one in given if not _is_scene(one)]
    ids = ids_of(story, entries, remembered)
    scenes = tuple(scene_of(one, migrated(entry, version)) for one, entry in zip(ids, entries, strict=True))
    description = found.get("description", "")
    unknown = {name: value for name, value in found.items() if name not in _KNOWN}
    if odd:
        unknown["scenes"] = odd
    if not is_text(description, LONGEST_DESCRIPTION):
        unknown["description"], description = description, ""
    return Decoded(
        scenes=scenes,
        description=description,
        unknown=unknown,
        migrated=version < VERSION or any(is_old(entry, version) for entry in entries),
        bare=lacks_ids(entries, ids),
        read_only=version > VERSION or _is_newer(found.get("format")),
        problems=tuple(_told(scenes, unknown)),
        before=dict(zip(ids, entries, strict=True)),
    )


def _object(data: bytes) -> dict[str, Any]:
    try:
        found = json.loads(data, parse_int=_whole_number, parse_constant=_no_constant)
    except RecursionError as error:
        raise DamagedStory("it is nested too deeply") from error
    except ValueError as error:
        raise DamagedStory("it is not JSON" if data.strip() else "it is empty") from error
    if not isinstance(found, dict):
        raise DamagedStory("it is no JSON object")
    if _is_deep(found):
        raise DamagedStory("it is nested too deeply")
    return found


def _version(found: Mapping[str, Any]) -> int:
    """Files of fbTools' first version say none; what is no number is read as the version that is written now."""
    given = found.get("version", 1)
    if isinstance(given, bool) or not isinstance(given, int | float):
        return VERSION
    return int(given) if given < VERSION else VERSION if given == VERSION else VERSION + 1


def _is_newer(given: object) -> bool:
    return isinstance(given, int | float) and not isinstance(given, bool) and given > FORMAT


def _is_scene(one: object) -> bool:
    return isinstance(one, dict) and bool(one.get(SCENE_NAME)) and is_text(one[SCENE_NAME], _LONGEST_SCENE)


def _sorted(entries: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """By their order; one that has none follows the one before it."""
    keyed: list[tuple[float, int, dict[str, Any]]] = []
    last = float("-inf")
    for place, entry in enumerate(entries):
        order = entry.get(SCENE_ORDER)
        if isinstance(order, int | float) and not isinstance(order, bool):
            last = order
        keyed.append((last, place, entry))
    return [entry for _, _, entry in sorted(keyed, key=lambda one: one[:2])]


def _told(scenes: Sequence[StoryScene], unknown: Mapping[str, Any]) -> Iterator[str]:
    told = [
        f"Scene {order} ({scene.scene_name[:60]}): {', '.join(fields)} cannot be read and stays as it is."
        for order, scene in enumerate(scenes)
        if (fields := misread(scene))
    ]
    yield from told[:_MOST_TOLD]
    if len(told) > _MOST_TOLD:
        yield f"And {len(told) - _MOST_TOLD:,} more of this kind."
    if "scenes" in unknown:
        count = len(unknown["scenes"])
        yield f"{count} entr{'y is no scene and stays' if count == 1 else 'ies are no scenes and stay'} in the file."
    if "description" in unknown:
        yield "The description cannot be read and stays as it is."


def _whole_number(digits: str) -> int | str:
    """Python takes no number of thousands of digits; they are kept as text."""
    try:
        return int(digits)
    except ValueError:
        return digits


def _no_constant(word: str) -> Any:
    """Some programs write NaN and Infinity, for which JSON has no word: kept as null would lose them."""
    return word


def _is_deep(value: Any) -> bool:
    level = [value]
    for _ in range(DEEPEST):
        level = [inner for one in level for inner in _inside(one)]
        if not level:
            return False
    return True


def _inside(value: Any) -> Iterator[Any]:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return (one for one in inner if isinstance(one, dict | list))
