"""What the names of fields say about their roles: the last thing that is asked."""

import re
from collections.abc import Mapping
from typing import Final

from ....core.contracts.workflows import ParameterType
from .entries import Entry

_NUMBERS: Final[Mapping[str, str]] = {
    "steps": "steps",
    "cfg": "cfg",
    "cfg_scale": "cfg",
    "guidance": "guidance",
    "guidance_scale": "guidance",
    "denoise": "denoise",
    "start_at_step": "start_step",
    "end_at_step": "end_step",
    "width": "width",
    "height": "height",
    "length": "length",
    "num_frames": "length",
    "frames": "length",
    "video_frames": "length",
    "frame_count": "length",
    "fps": "fps",
    "frame_rate": "fps",
    "batch_size": "batch_size",
    "seed": "seed",
    "noise_seed": "seed",
}
_CHOICES: Final[Mapping[str, str]] = {"sampler_name": "sampler", "sampler": "sampler", "scheduler": "scheduler"}
_MODELS: Final[Mapping[str, str]] = {
    "ckpt_name": "checkpoint",
    "unet_name": "diffusion_model",
    "diffusion_model": "diffusion_model",
    "clip_name": "text_encoder",
    "clip_name1": "text_encoder",
    "clip_name2": "text_encoder",
    "clip_name3": "text_encoder",
    "clip_name4": "text_encoder",
    "text_encoder": "text_encoder",
    "text_encoder_name": "text_encoder",
    "vae_name": "vae",
    "lora_name": "lora",
    "control_net_name": "controlnet",
}
_LORA_STRENGTHS: Final = frozenset({"strength_model", "strength_clip", "lora_strength", "strength"})
_MEDIA: Final = frozenset({ParameterType.IMAGE, ParameterType.MASK, ParameterType.VIDEO, ParameterType.AUDIO})
_NUMERIC: Final = frozenset({ParameterType.INTEGER, ParameterType.FLOAT})
_TEXTS: Final = frozenset({ParameterType.TEXT, ParameterType.STRING})
_POSITIVE: Final = frozenset({"prompt", "positive", "positive_prompt", "text_positive", "text_prompt", "prompt_text"})
_NEGATIVE: Final = frozenset({"negative", "negative_prompt", "text_negative", "neg_prompt"})

_SYSTEM: Final = re.compile(r"system[ _-]?(prompt|message|instruction)")
NO_PROMPT: Final = re.compile(
    r"delimiter|separator|joiner|find|replace|(regex_)?pattern|system_prompt|lyrics|language|filename_prefix|format"
    r"|expression|suffix|template"
)
"""Names of texts that are part of no prompt, whatever they are linked with."""


def is_system_prompt(entry: Entry) -> bool:
    """Whether a text tells a language model how to write prompts, by the names of its field, node and subgraph."""
    name = entry.name.lower()
    if _SYSTEM.fullmatch(name):
        return True
    titles = _title(entry)
    plain = name not in _POSITIVE and name not in _NEGATIVE and not NO_PROMPT.fullmatch(name)
    around = entry.binding.title.casefold() if entry.binding else ""
    return plain and bool(_SYSTEM.search(titles)) and "negative" not in titles + around


def role_of_name(name: str) -> str:
    """The role of a number by the name of its field, or empty."""
    return _NUMBERS.get(name.lower(), "")


def named_role(entry: Entry, kind: ParameterType) -> str:
    """The role that an entry's names, class and title speak of, or empty."""
    name = entry.name.lower()
    if kind in _MEDIA:
        return kind.value
    if kind is ParameterType.SEED:
        return "seed"
    if kind is ParameterType.MODEL:
        return _model_role(entry, name)
    if kind in _NUMERIC and is_view_size(entry):
        return ""
    if kind in _NUMERIC:
        return "lora_strength" if _strengthens_lora(entry, name) else _NUMBERS.get(name, "")
    if kind is ParameterType.SELECT:
        return _CHOICES.get(name, "")
    if kind is ParameterType.STRING and name in _CHOICES:
        return _CHOICES[name]
    return _text_role(entry, name) if kind in _TEXTS else ""


def is_view_size(entry: Entry) -> bool:
    """Whether it is how large a node shows its result, not how large that is."""
    return entry.name in ("width", "height") and entry.class_type.lower().startswith(("preview", "save"))


def _model_role(entry: Entry, name: str) -> str:
    if name == "model_name" and "upscale" in entry.class_type.lower():
        return "upscale_model"
    if "lora" in name or (name not in _MODELS and "lora" in entry.class_type.lower()):
        return "lora"
    return _MODELS.get(name, "model")


def _strengthens_lora(entry: Entry, name: str) -> bool:
    return name in _LORA_STRENGTHS and (name == "lora_strength" or "lora" in entry.class_type.lower())


def _text_role(entry: Entry, name: str) -> str:
    if name == "filename_prefix":
        return "filename_prefix"
    if name in _NEGATIVE:
        return "negative_prompt"
    if name in _POSITIVE:
        return "positive_prompt"
    if NO_PROMPT.fullmatch(name):
        return ""
    title = _title(entry)
    if "negative" in title:
        return "negative_prompt"
    if "positive" in title:
        return "positive_prompt"
    return (
        "prompt" if name == "text" and "encode" in entry.class_type.lower() else "prompt" if "prompt" in title else ""
    )


def _title(entry: Entry) -> str:
    named = entry.binding.label or entry.binding.field if entry.binding else ""
    title = entry.node.title if entry.node else ""
    own = entry.binding.title if entry.binding and entry.binding.kind == "primitive" else ""
    return f"{named} {title} {own}".casefold()
