"""What a value of a link changes in a scene: the fields that differ from those that it began with, no others."""

import json
from collections.abc import Iterable
from typing import Any

from attrs import evolve

from ...core.contracts.prompts import PromptCollection, thawed
from ...core.contracts.scenes import SceneDocument, SceneInfo, SceneMask
from .loras import entries_of
from .masks import check_name, file_of
from .metadata import DEFAULTS


def merged(now: SceneDocument, info: SceneInfo, masks: Iterable[str] = ()) -> SceneDocument:
    """`now` with the changes of a value, all of it where there is no scene; `masks` are those that it brings."""
    wanted = info.document
    knows = info.stored is not None and info.stored.name == now.name and now.revision is not None
    base = info.stored if knows else SceneDocument(name=now.name)
    fields = (*DEFAULTS, "loras", "pose")
    other = {key: getattr(wanted, key) for key in fields if getattr(wanted, key) != getattr(base, key)}
    return evolve(now, **other, masks=_masks(now, wanted, masks))


def info_of(document: SceneDocument, folder: str, prompts: PromptCollection, stored: SceneDocument | None) -> SceneInfo:
    """The value of a link for a document."""
    return SceneInfo(
        scene_name=document.name,
        scene_dir=folder,
        document=document,
        prompts=prompts,
        pose_json=pose_json(document.pose),
        lora_stack=tuple(entries_of(document.loras)),
        stored=stored,
    )


def with_document(info: SceneInfo, **changes: Any) -> SceneInfo:
    """A value with other fields of its document; the one that was given stays as it is."""
    document = evolve(info.document, **changes)
    return evolve(
        info, document=document, pose_json=pose_json(document.pose), lora_stack=tuple(entries_of(document.loras))
    )


def with_mask(document: SceneDocument, name: str) -> SceneDocument:
    """A document that has a mask of that name: a new one is transparent and has a background."""
    if any(one.name == name for one in document.masks):
        return document
    made = SceneMask(name=check_name(name), file=file_of(name))
    return evolve(document, masks=(*document.masks, made))


def pose_json(pose: Any) -> str:
    """A pose as text."""
    return "[]" if pose is None else json.dumps(thawed(pose), ensure_ascii=False)


def _masks(now: SceneDocument, wanted: SceneDocument, names: Iterable[str]) -> tuple[SceneMask, ...]:
    known = {one.name: one for one in wanted.masks}
    there = {one.name for one in now.masks}
    new = [known.get(name) or SceneMask(name=name, file=file_of(name)) for name in names if name not in there]
    return (*now.masks, *new)
