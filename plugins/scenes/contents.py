"""What the files of a scene say together, and how their bytes become others."""

import hashlib
import json
from collections.abc import Callable, Collection, Mapping
from typing import Any, Final

from attrs import field

from ...core.contracts.prompts import thawed
from ...core.contracts.scenes import PICTURES, SceneDocument
from ...core.values import frozen
from . import loras, masks, metadata
from .loras import Stack
from .masks import Masks
from .metadata import DEFAULTS, Metadata
from .scene_disk import DOCUMENT, MASKS, PAIRS, POSE, SCENE, STACK
from .scene_json import Damaged, parsed, written

Bytes = Mapping[str, bytes]
LastGood = Callable[[str], bytes | None]
ENTRIES: Final = (*DEFAULTS, "loras", "masks", "pose")


@frozen(kw_only=True)
class Contents:
    """A document with what it was read from. `damaged` are the bytes of files that are no JSON, by name.

    `good` are the bytes that count instead of them, where some are known.
    """

    document: SceneDocument
    data: Bytes = field(factory=dict)
    values: Mapping[str, Any] = field(factory=dict)
    metadata: Metadata = field(factory=Metadata)
    stack: Stack = field(factory=Stack)
    masks: Masks = field(factory=Masks)
    damaged: Bytes = field(factory=dict)
    good: Bytes = field(factory=dict)


def read(name: str, data: Bytes, files: Collection[str], last_good: LastGood) -> Contents:
    """The contents of the files of a scene: `data` are the bytes of those of `DOCUMENT` that are there."""
    values, damaged, good, told = _values(data, last_good)
    about = metadata.decoded(values[SCENE]) if SCENE in values else Metadata()
    stack = _stack(values)
    found = masks.masks_of(values.get(MASKS), files)
    problems = (*told, *about.problems, *stack.problems, *found.problems)
    document = SceneDocument(
        name=name,
        revision=revision_of(data, files),
        **about.values,
        loras=stack.loras,
        masks=found.masks,
        pose=values.get(POSE),
        pictures=tuple(one for one in PICTURES if f"{one}.png" in files),
        read_only=about.read_only or found.read_only,
        problems=problems,
    )
    return Contents(
        document=document,
        data=data,
        values=values,
        metadata=about,
        stack=stack,
        masks=found,
        damaged=damaged,
        good=good,
    )


def revision_of(data: Bytes, files: Collection[str]) -> str:
    """A hash of the files of a document, and of the names of its masks: a mask that comes or goes is a change."""
    made = hashlib.sha256()
    for name in sorted(files):
        if name.endswith((masks.WITH_BACKGROUND, masks.WITHOUT_BACKGROUND)):
            made.update(f"{name}\0".encode("utf-8", "surrogatepass"))
    for name in DOCUMENT:
        if name in data:
            made.update(f"{name}\0{len(data[name])}\0".encode())
            made.update(data[name])
    return made.hexdigest()[:32]


def changes(before: Contents, wanted: SceneDocument) -> tuple[str, ...]:
    """Which of `ENTRIES` are other ones in `wanted`."""
    now = before.document
    return tuple(key for key in ENTRIES if getattr(now, key) != getattr(wanted, key))


def files_of(before: Contents, wanted: SceneDocument, *, new: bool = False) -> dict[str, bytes]:
    """The files to write so that the scene says what is `wanted`, scene.json last; the good ones over damaged ones."""
    other = set(changes(before, wanted))
    made: dict[str, bytes] = {name: data for name, data in before.good.items() if name in before.damaged}
    if "loras" in other:
        made[STACK] = written(loras.entries_of(wanted.loras, before.stack.unread))
        made[PAIRS] = written(loras.pairs_of(before.values.get(PAIRS), wanted.loras))
    if "masks" in other:
        made[MASKS] = written(masks.encoded(before.masks, wanted.masks))
    if "pose" in other and wanted.pose is not None:
        made[POSE] = written(thawed(wanted.pose))
    about = {key: getattr(wanted, key) for key in DEFAULTS}
    if new or other or made or SCENE in before.damaged:
        made.pop(SCENE, None)
        made[SCENE] = written(metadata.encoded(before.metadata, about))
    return {name: data for name, data in made.items() if before.data.get(name) != data}


def pose_of(text: str) -> Any:
    """The pose that JSON text holds; None for none (`[]`, or nothing)."""
    return json.loads(text) if text.strip() and text.strip() != "[]" else None


def _values(data: Bytes, last_good: LastGood) -> tuple[dict[str, Any], dict[str, bytes], dict[str, bytes], list[str]]:
    values: dict[str, Any] = {}
    damaged: dict[str, bytes] = {}
    good: dict[str, bytes] = {}
    told: list[str] = []
    for name, content in data.items():
        try:
            values[name] = parsed(content)
        except Damaged as error:
            damaged[name] = content
            what = "there is no good copy of it"
            if (known := _good(last_good(name))) is not None:
                good[name], values[name] = known
                what = "its last good copy counts"
            told.append(f"{name} is damaged ({error}): {what}. The next save sets it aside.")
    return values, damaged, good, told


def _good(data: bytes | None) -> tuple[bytes, Any] | None:
    try:
        return None if data is None else (data, parsed(data))
    except Damaged:
        return None


def _stack(values: Mapping[str, Any]) -> Stack:
    if STACK in values:
        return loras.stack_of(values[STACK])
    return loras.stack_of_pairs(values[PAIRS]) if PAIRS in values else Stack()
