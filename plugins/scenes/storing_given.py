"""Storing what a node is given for a scene: all of it at first, later only what is other than this node gave before."""

from collections.abc import Collection, Mapping
from typing import Any

from attrs import evolve

from ...core.contracts.prompts import Prompt, PromptCollection
from ...core.contracts.scenes import SceneDocument, SceneInfo, Scenes
from ...core.errors import NotFound
from ...core.files import Files
from ...core.nodes import NodeCall, NodeResult
from ...core.services import Services
from . import giving
from .given_notes import GivenNotes, hash_of
from .merging import with_document
from .metadata import DEFAULTS
from .picture_files import MASK

_FIELDS = (*DEFAULTS, "loras", "pose")


def stored(call: NodeCall, info: SceneInfo, prompts: PromptCollection, prompt_name: str, seed: int) -> NodeResult:
    """Store a scene with prompts that were given, and give it out as it is then.

    `ui.text` has the texts and numbers of the scene that somebody edited and that the node has written over.
    """
    services = call.services
    giving.check_prompt(services, info.scene_name, prompts, prompt_name)
    scenes, before = services.get(Scenes), _now(services, info.scene_name)
    notes, given = GivenNotes(scenes.folder(info.scene_name), services.get(Files)), _hashes(info, prompts)
    kept = notes.known(call.node_id, given) & _there(before, given)
    told = _written_over(notes, before, given, kept)
    scenes.save_info(_without(info, kept))
    giving.save_prompts(services, info.scene_name, _prompts_without(prompts, kept))
    notes.note(call.node_id, {item: made for item, made in given.items() if item not in kept})
    made = scenes.info(info.scene_name)
    text = giving.text_of(services, made, prompt_name, seed)
    ui = {"scene": [made.scene_name]}
    return NodeResult(values=(made, made.scene_name, text), ui={**ui, "text": ["\n".join(told)]} if told else ui)


def _now(services: Services, scene: str) -> SceneInfo | None:
    try:
        return services.get(Scenes).info(scene)
    except NotFound:
        return None


def _written_over(
    notes: GivenNotes, before: SceneInfo | None, given: Mapping[str, str], kept: Collection[str]
) -> list[str]:
    """What the items were that are written now, and that somebody else than a node has made so."""
    if before is None:
        return []
    empty = SceneDocument(name=before.scene_name)
    values = {f"field:{key}": getattr(before.document, key) for key in _FIELDS}
    values = {item: one for item, one in values.items() if one != getattr(empty, item.removeprefix("field:"))}
    values |= {f"prompt:{name}": one for name, one in before.prompts.prompts.items()}
    values |= {f"composition:{name}": one for name, one in before.prompts.compositions.items()}
    now = {item: hash_of(repr(one)) for item, one in values.items() if item in given and item not in kept}
    edited = notes.edited({item: made for item, made in now.items() if made != given[item]})
    return [f"{item.partition(':')[2]} was: {_shown(values[item])}" for item in now if item in edited]


def _shown(value: Any) -> str:
    return value.value if isinstance(value, Prompt) else str(value)


def _base(info: SceneInfo) -> SceneDocument:
    return info.stored or SceneDocument(name=info.scene_name)


def _hashes(info: SceneInfo, prompts: PromptCollection) -> dict[str, str]:
    """The hashes of all that is given: fields that are other than stored, pictures, masks, prompts."""
    fields = [key for key in _FIELDS if getattr(info.document, key) != getattr(_base(info), key)]
    made = {f"field:{key}": hash_of(repr(getattr(info.document, key))) for key in fields}
    made |= {f"picture:{name}": hash_of(one) for name, one in info.images.items() if one is not None}
    made |= {f"{MASK}{name}": hash_of(one) for name, one in info.mask_images.items()}
    made |= {f"prompt:{name}": hash_of(repr(one)) for name, one in prompts.prompts.items()}
    return made | {f"composition:{name}": hash_of(repr(one)) for name, one in prompts.compositions.items()}


def _there(found: SceneInfo | None, given: Collection[str]) -> frozenset[str]:
    """Which of these items the scene has now: what somebody took away is given again."""
    if found is None:
        return frozenset()
    masks = (f"{MASK}{one.name}" for one in found.document.masks)
    pictures = (f"picture:{name}" for name in found.document.pictures)
    prompts = (f"prompt:{name}" for name in found.prompts.prompts)
    compositions = (f"composition:{name}" for name in found.prompts.compositions)
    fields = (f"field:{key}" for key in _FIELDS)
    return frozenset(given) & frozenset((*fields, *pictures, *masks, *prompts, *compositions))


def _without(info: SceneInfo, kept: Collection[str]) -> SceneInfo:
    fields: dict[str, Any] = {key: getattr(_base(info), key) for key in _FIELDS if f"field:{key}" in kept}
    return evolve(
        with_document(info, **fields),
        images={name: one for name, one in info.images.items() if f"picture:{name}" not in kept},
        mask_images={name: one for name, one in info.mask_images.items() if f"{MASK}{name}" not in kept},
    )


def _prompts_without(prompts: PromptCollection, kept: Collection[str]) -> PromptCollection:
    return evolve(
        prompts,
        prompts={name: one for name, one in prompts.prompts.items() if f"prompt:{name}" not in kept},
        compositions={name: one for name, one in prompts.compositions.items() if f"composition:{name}" not in kept},
    )
