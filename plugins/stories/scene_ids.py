"""The ids of scenes at their places: those of the file, else those that are remembered, else the same ones each time.

fbTools leaves ids out when it writes a story. A scene that stands in a story for the nth time then gets the id that it
had there for the nth time, so that ids outlive that and another order.
"""

import unicodedata
import uuid
from collections.abc import Mapping, Sequence
from typing import Any, Final

from attrs import define, field

from .scene_fields import SCENE_ID, SCENE_NAME

LONGEST: Final = 200
Remembered = Mapping[str, Sequence[str]]
"""The ids of each scene's places, by its name, in their order."""

_SPACE: Final = uuid.UUID("6f6e2c0e-3a55-5a0b-9d6c-0d3f0f0d9a11")


def derived(story: str, scene_name: str, nth: int) -> str:
    """The id of a scene that stands in a story for the `nth` time (from 0), where nobody has given it one."""
    return str(uuid.uuid5(_SPACE, "\n".join((story, scene_name, str(nth)))))


def is_scene_id(value: object) -> bool:
    """Whether a value can be an id: 1 to 200 visible characters."""
    return (
        isinstance(value, str)
        and 0 < len(value) <= LONGEST
        and not any(unicodedata.category(char) in ("Cc", "Cs", "Zl", "Zp") for char in value)
    )


def free_id(story: str, scene_name: str, taken: set[str], nth: int = 0) -> str:
    """The first id for a scene of that name, from its `nth` place on, that is not taken."""
    while (made := derived(story, scene_name, nth)) in taken:
        nth += 1
    return made


def ids_of(story: str, scenes: Sequence[Mapping[str, Any]], remembered: Remembered) -> list[str]:
    """An id for each object of a story, in their order, all different."""
    given = _Given(story, remembered)
    for scene in scenes:
        if is_scene_id(scene.get(SCENE_ID)):
            given.taken.add(scene[SCENE_ID])
    return [given.next(scene) for scene in scenes]


def lacks_ids(scenes: Sequence[Mapping[str, Any]], ids: Sequence[str]) -> bool:
    """Whether the objects do not say these ids themselves."""
    return any(scene.get(SCENE_ID) != one for scene, one in zip(scenes, ids, strict=True))


@define
class _Given:
    """What was given so far."""

    story: str
    remembered: Remembered
    taken: set[str] = field(factory=set)
    _done: set[str] = field(factory=set)
    _count: dict[str, int] = field(factory=dict)

    def next(self, scene: Mapping[str, Any]) -> str:
        name = scene[SCENE_NAME]
        nth = self._count[name] = self._count.get(name, -1) + 1
        own = scene.get(SCENE_ID)
        found = str(own) if is_scene_id(own) and own not in self._done else self._missing(name, nth)
        self.taken.add(found)
        self._done.add(found)
        return found

    def _missing(self, name: str, nth: int) -> str:
        known = self.remembered.get(name, ())
        if nth < len(known) and is_scene_id(known[nth]) and known[nth] not in self.taken:
            return known[nth]
        made = derived(self.story, name, nth)
        return made if made not in self.taken else free_id(self.story, name, self.taken)
