"""Where parameters stand in the form: their group, their rank, and whether they are folded away."""

from collections.abc import Mapping
from typing import Final

from ....core.contracts.workflows import ParameterType
from ..graph_model import Link
from .entries import Entry, Facts
from .role_names import is_view_size

_GROUPS: Final[Mapping[str, tuple[str, ...]]] = {
    "media": ("image", "mask", "video", "audio"),
    "prompt": ("positive_prompt", "prompt", "negative_prompt", "system_prompt"),
    "size": ("width", "height", "length", "fps", "batch_size"),
    "sampling": (*("seed", "steps", "cfg", "guidance", "sampler", "scheduler", "denoise", "start_step", "end_step"),),
    "models": ("checkpoint", "diffusion_model", "text_encoder", "vae", "controlnet", "upscale_model", "model"),
    "loras": ("lora", "lora_strength"),
    "output": ("filename_prefix",),
}
_GROUP_LABELS: Final[Mapping[str, str]] = {
    "media": "Images and media",
    "prompt": "Prompt",
    "size": "Size",
    "sampling": "Sampling",
    "models": "Models",
    "loras": "LoRAs",
    "output": "Output",
}
_BY_ROLE: Final = {role: group for group, roles in _GROUPS.items() for role in roles}
_BY_PURPOSE: Final = {**_BY_ROLE, "lyrics": "prompt", "frame": "size", "duration": "size"}
_RANKED: Final = (
    *("image", "video", "audio", "mask", "positive_prompt", "prompt", "lyrics", "negative_prompt"),
    *("system_prompt", "seed", "width", "height", "frame", "length", "fps", "duration", "batch_size", "steps", "cfg"),
    *(
        "guidance",
        "sampler",
        "scheduler",
        "denoise",
        "start_step",
        "end_step",
        "choice",
        "checkpoint",
        "diffusion_model",
    ),
    *("lora", "lora_strength", "controlnet", "upscale_model", "model", "text_encoder", "vae"),
)
_ORDER: Final = {role: place for place, role in enumerate(_RANKED)}
_REST: Final = len(_ORDER)
_NUMBERS: Final = frozenset({ParameterType.INTEGER, ParameterType.FLOAT, ParameterType.BOOLEAN, ParameterType.OTHER})
_PLUMBING: Final = ("math", "switch", "compare", "logic", "boolean", "index", "getimagesize", "convert")
_SAVING: Final = ("save", "preview")


def group_of(facts: Facts, entry: Entry, purpose: str, title: str) -> tuple[str, str]:
    """The key of an entry's group, and how it is called in English."""
    if entry.rule and entry.rule.group:
        key = entry.rule.group
        return (key, _GROUP_LABELS[key]) if key in _GROUP_LABELS else (f"node:{key}", key)
    key = _BY_PURPOSE.get(purpose, "") or ("output" if _saves(facts, entry) else "")
    if key:
        return key, _GROUP_LABELS[key]
    owner = _around(entry) or title or entry.class_type
    return f"node:{owner}", owner


def _around(entry: Entry) -> str:
    """The title of the subgraph that holds an entry, or on which it was promoted."""
    if entry.promoted and entry.binding:
        return entry.binding.title
    inside = entry.binding.inside if entry.binding else entry.node.inside if entry.node else ()
    return inside[0] if inside else ""


def _saves(facts: Facts, entry: Entry) -> bool:
    schema = facts.schemas.of(entry.class_type)
    return entry.class_type.lower().startswith(_SAVING) and (schema is None or schema.output_node)


def rank_of(entry: Entry, purpose: str, kind: ParameterType, folded: bool, chosen: int | None) -> tuple[int, ...]:
    """What to sort by: what the author chose for the app, then media and prompts, then what they promoted."""
    place = _ORDER.get(purpose, _ORDER["negative_prompt"] if kind is ParameterType.TEXT else _REST)
    if purpose == "filename_prefix":
        place = _REST + 1
    if place <= _ORDER["lyrics"]:
        return (int(chosen is None), chosen or 0, int(folded), 0, place, int(not entry.promoted))
    return (int(chosen is None), chosen or 0, int(folded), 1, int(not _in_front(entry, purpose)), place)


def _in_front(entry: Entry, role: str) -> bool:
    """Whether it stands among what the author brought out of a subgraph: the seed inside that is shown does, too."""
    return entry.promoted or (role == "seed" and bool(entry.node and entry.node.inside))


class Folding:
    """Which entries of one graph are folded away."""

    def __init__(self, facts: Facts) -> None:
        self._used = _used(facts)

    def folds(self, entry: Entry, role: str, kind: ParameterType) -> bool:
        """Whether an entry is one that few people change."""
        if entry.rule and entry.rule.advanced is not None:
            return entry.rule.advanced
        if not any(place.node in self._used for place in entry.targets):
            return True
        if entry.promoted:
            return entry.options.get("advanced") is True
        return entry.options.get("advanced") is True or _is_view(entry) or _plumbing(entry, role, kind)

    def inner(self, entry: Entry) -> bool:
        """Whether it is inside a subgraph and was not brought out of it."""
        inside = entry.binding.inside if entry.binding else entry.node.inside if entry.node else ()
        return bool(inside) and not entry.promoted


def _is_view(entry: Entry) -> bool:
    """Whether it is how a result is looked at."""
    return entry.name == "viewport_state" or is_view_size(entry)


def _plumbing(entry: Entry, role: str, kind: ParameterType) -> bool:
    if entry.name == "expression" and "math" in entry.class_type.lower():
        return True
    titled = bool(entry.node and entry.node.title) or bool(entry.binding and entry.binding.title)
    if role or titled or kind not in _NUMBERS:
        return False
    return any(word in entry.class_type.lower() for word in _PLUMBING)


def _used(facts: Facts) -> set[str]:
    """The nodes that an output needs. Where no node is known as an output, those count that feed nobody."""
    nodes = facts.graph.nodes
    feeding = {value.node for node in nodes.values() for value in node.inputs.values() if isinstance(value, Link)}
    waiting = [node.id for node in nodes.values() if _is_output(facts, node.class_type, node.id not in feeding)]
    used = set(waiting)
    while waiting:
        for value in nodes[waiting.pop()].inputs.values():
            if isinstance(value, Link) and value.node in nodes and value.node not in used:
                used.add(value.node)
                waiting.append(value.node)
    return used


def _is_output(facts: Facts, class_type: str, last: bool) -> bool:
    schema = facts.schemas.of(class_type)
    return schema.output_node if schema else last
