"""What parameters are called: users' titles, promoted labels, the schema's names, else the field in words."""

import re
from collections import Counter
from collections.abc import Sequence
from typing import Final

from .entries import Entry, Facts

_WORDS: Final = {
    "cfg": "CFG",
    "fps": "FPS",
    "ckpt_name": "Checkpoint",
    "unet_name": "Diffusion model",
    "clip_name": "Text encoder",
    "clip_name1": "Text encoder 1",
    "clip_name2": "Text encoder 2",
    "clip_name3": "Text encoder 3",
    "clip_name4": "Text encoder 4",
    "vae_name": "VAE",
    "lora_name": "LoRA",
    "control_net_name": "ControlNet",
    "sampler_name": "Sampler",
    "noise_seed": "Seed",
    "filename_prefix": "File name prefix",
    "start_at_step": "Start at step",
    "end_at_step": "End at step",
    "strength_model": "Model strength",
    "strength_clip": "CLIP strength",
    "timesignature": "Time signature",
    "keyscale": "Key and scale",
    "bpm": "BPM",
    "pbr": "PBR",
    "img_compression": "Image compression",
    "bg_color": "Background color",
    "bg_removal_name": "Background removal model",
}
_CAPITALS: Final = re.compile(
    r"\b(cfg|pbr|bpm|fps|vae|clip|lora|llm|hdr|uv|rgb|url|id|ai|3d|2d|t5xxl)\b", re.IGNORECASE
)
_SPELLED: Final = {"lora": "LoRA"}
_ROLES: Final = {
    "positive_prompt": "Positive prompt",
    "negative_prompt": "Negative prompt",
    "prompt": "Prompt",
    "width": "Width",
    "height": "Height",
    "length": "Length",
    "fps": "FPS",
    "seed": "Seed",
    "steps": "Steps",
    "cfg": "CFG",
    "batch_size": "Batch size",
    "checkpoint": "Checkpoint",
    "diffusion_model": "Diffusion model",
    "text_encoder": "Text encoder",
    "vae": "VAE",
    "lora": "LoRA",
    "controlnet": "ControlNet",
    "upscale_model": "Upscale model",
}
_SAYS_NOTHING: Final = re.compile(r"(text|value|string|prompt|model_name)(_\d+)?", re.IGNORECASE)
_STANDS_FOR: Final = frozenset(
    {
        *("image", "mask", "video", "audio", "positive_prompt", "negative_prompt", "prompt", "system_prompt"),
        *("checkpoint", "diffusion_model", "text_encoder", "vae", "lora", "controlnet", "upscale_model", "model"),
    }
)
"""What a node's title may stand for alone, beside fields that say nothing."""
_LIKE_A_FIELD: Final = re.compile(r"[a-z0-9_]+|[A-Za-z0-9]+(_[A-Za-z0-9]+)+")
_LONGEST: Final = 120


def in_words(name: str) -> str:
    """A field's name as people read it: `start_percent` is "Start percent"."""
    last = name.rpartition(".")[2]
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", last).replace("_", " ").strip()
    words = _WORDS.get(last.lower()) or _capitals(spaced[:1].upper() + spaced[1:])
    return words[:_LONGEST] or name[:_LONGEST]


def _capitals(words: str) -> str:
    """Words with their abbreviations as people write them."""
    return _CAPITALS.sub(lambda found: _SPELLED.get(found[0].lower(), found[0].upper()), words)


def labels_of(facts: Facts, entries: Sequence[Entry], roles: Sequence[str], folded: Sequence[bool]) -> list[str]:
    """The labels of entries, all different; `roles` and `folded` (advanced) are theirs."""
    seen = Counter(_owner(entry) for entry, hidden in zip(entries, folded, strict=True) if not hidden)
    every = Counter(_owner(entry) for entry in entries)
    plain = [
        _label(entry, role, every[_owner(entry)] == 1 or (seen[_owner(entry)] == 1 and not hidden))
        for entry, role, hidden in zip(entries, roles, folded, strict=True)
    ]
    plain = [
        node_title(facts, entry) or label if label == "Value" else label
        for entry, label in zip(entries, plain, strict=True)
    ]
    return _distinct(facts, entries, plain, folded)


def node_title(facts: Facts, entry: Entry) -> str:
    """The title that a user set on what holds the value, else how the server calls its class."""
    if entry.binding and entry.binding.title:
        return _cut(entry.binding.title)
    return _cut(entry.node.title or facts.display_name(entry.node.class_type)) if entry.node else ""


def _owner(entry: Entry) -> str:
    return entry.place.node


def _label(entry: Entry, role: str, alone: bool) -> str:
    own = _own_label(entry, role)
    title = _user_title(entry)
    if not title:
        return own
    nameless = _SAYS_NOTHING.fullmatch(entry.name) or _SAYS_NOTHING.fullmatch(entry.place.field)
    readable = nameless or role in _STANDS_FOR or own.casefold() in title.casefold()
    return title if alone and readable else _prefixed(title, own)


def _user_title(entry: Entry) -> str:
    """A title that somebody wrote on the node; the instance of a subgraph always has one, which says less."""
    if entry.binding:
        return _readable(entry.binding.title) if entry.binding.kind == "primitive" else ""
    return _readable(entry.node.title) if entry.node else ""


def _own_label(entry: Entry, role: str) -> str:
    told = entry.binding.label if entry.binding else entry.widget.label if entry.widget else ""
    if told and told != entry.place.field:
        return _readable(told)
    if entry.rule and entry.rule.label:
        return entry.rule.label
    named = entry.options.get("display_name")
    if isinstance(named, str) and named:
        return _readable(named)
    field = entry.place.field if entry.promoted else entry.name
    return _said_by_role(entry, field, role) or in_words(field)


def _said_by_role(entry: Entry, field: str, role: str) -> str:
    """A better name than a field that says nothing: "Value" of a node that somebody named, or that is the width."""
    if not _SAYS_NOTHING.fullmatch(field):
        return ""
    titled = entry.node.title if entry.node and entry.binding else ""
    return _cut(titled) or _ROLES.get(role, "")


def _readable(told: str) -> str:
    """What a user or an author wrote, in words where it is written like a field."""
    return in_words(told) if _LIKE_A_FIELD.fullmatch(told) else _cut(told)


def _cut(text: str) -> str:
    return " ".join(text.split())[:_LONGEST]


def _distinct(facts: Facts, entries: Sequence[Entry], labels: Sequence[str], folded: Sequence[bool]) -> list[str]:
    """Labels that differ in more than capitals: with the node's title where that helps, then with its number.

    What is folded gives way to what is in sight.
    """
    titled = [_prefixed(node_title(facts, entry), label) for entry, label in zip(entries, labels, strict=True)]
    tries = _widened(labels, titled, folded)
    numbered = [_numbered(facts, entry, label) for entry, label in zip(entries, labels, strict=True)]
    tries = _widened(tries, numbered, folded)
    addresses = [entry.place.address for entry in entries]
    tries = _widened(tries, addresses, folded)
    return _widened(tries, addresses, [True] * len(tries))


def _numbered(facts: Facts, entry: Entry, label: str) -> str:
    title = node_title(facts, entry)
    own = label[len(title) + 2 :] if label.casefold().startswith(f"{title.casefold()}: ") else label
    return _prefixed(f"{title} #{entry.place.node}".strip(), "" if own.casefold() == title.casefold() else own)


def _widened(labels: Sequence[str], wider: Sequence[str], folded: Sequence[bool]) -> list[str]:
    """`wider` ones in the place of all labels that several have, of which the folded ones do not count for others."""
    spoken = [label.strip().casefold() for label in labels]
    every = Counter(spoken)
    seen = Counter(one for one, hidden in zip(spoken, folded, strict=True) if not hidden)
    return [
        wide if (every if hidden else seen)[one] > 1 else label
        for label, wide, one, hidden in zip(labels, wider, spoken, folded, strict=True)
    ]


def _prefixed(title: str, label: str) -> str:
    if not title or not label or label.casefold() == title.casefold():
        return label or title
    if label == "Value":
        return title
    return label if label.casefold().startswith(f"{title.casefold()}:") else f"{title}: {label}"
