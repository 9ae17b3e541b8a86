"""What kind of value an entry takes: by rules, then the schema, then its names and the value itself."""

import re
from typing import Any, Final

from ....core.contracts.workflows import ParameterType
from .entries import Entry

SEED_MAXIMUM: Final = 2**64 - 1
_A_SEED_IS_LARGE: Final = 2**30
_MODEL_FILE: Final = re.compile(r"\.(safetensors|sft|ckpt|pt|pth|gguf|onnx|bin|engine)$", re.IGNORECASE)
_MODEL_NAME: Final = re.compile(
    r"(ckpt|unet|vae|clip|lora|control_net|style_model|gligen|hypernetwork|audio_encoder|photomaker_model|text_encoder)"
    r"_name\d?|text_encoder|diffusion_model"
)
_MEDIA: Final = (
    ("image", ParameterType.IMAGE),
    ("video", ParameterType.VIDEO),
    ("audio", ParameterType.AUDIO),
)
_MEDIA_FILE: Final = (
    (ParameterType.IMAGE, re.compile(r"\.(png|jpe?g|webp|gif|bmp|tiff?|avif)( \[\w+\])?$", re.IGNORECASE)),
    (ParameterType.VIDEO, re.compile(r"\.(mp4|webm|mov|mkv|avi|m4v)( \[\w+\])?$", re.IGNORECASE)),
    (ParameterType.AUDIO, re.compile(r"\.(wav|mp3|flac|ogg|opus|m4a|aac)( \[\w+\])?$", re.IGNORECASE)),
)
_LOADER: Final = re.compile(r"load", re.IGNORECASE)
_MASK_LOADER: Final = re.compile(r"mask", re.IGNORECASE)
_LONG_TEXT: Final = re.compile(r"prompt|text|string|positive(_prompt)?|negative(_prompt)?|lyrics|tags", re.IGNORECASE)
_FRACTION: Final = re.compile(
    r"([a-z_]+_)?(cfg|denoise|guidance|strength|weight|scale|shift|sigma|eta|ratio|factor|percent|duration|seconds)(_[a-z]+)?"
)
"""What is a fraction, also where it is written as 1: without a schema nobody could enter 0.5."""

_LONG: Final = 80
_TYPES: Final = {kind.value: kind for kind in ParameterType}
_SCALARS: Final = (
    (bool, ParameterType.BOOLEAN),
    (int, ParameterType.INTEGER),
    (float, ParameterType.FLOAT),
)


def type_of(entry: Entry) -> ParameterType:
    """The type of an entry."""
    if entry.rule and entry.rule.type in _TYPES:
        return _TYPES[entry.rule.type]
    return _of_schema(entry) or _of_value(entry)


def upload_of(entry: Entry) -> str:
    """What may be sent into an input: `image`, `video`, `audio`, `file`, or nothing."""
    for name, _ in _MEDIA:
        if entry.options.get(f"{name}_upload") or entry.options.get(f"animated_{name}_upload"):
            return name
    return "file" if entry.options.get("file_upload") else ""


def is_model_file(value: Any) -> bool:
    """Whether a value names a file of a model."""
    return isinstance(value, str) and bool(_MODEL_FILE.search(value))


def _of_schema(entry: Entry) -> ParameterType | None:
    kind = entry.schema.kind if entry.schema else ""
    media = _media_of(entry)
    if kind in ("COMBO", "STRING") and media:
        return media
    if kind == "COMBO":
        return ParameterType.MODEL if _is_model(entry) else ParameterType.SELECT
    if kind == "INT":
        return ParameterType.SEED if is_seed(entry) else ParameterType.INTEGER
    if kind == "STRING":
        return ParameterType.TEXT if _is_long(entry) else ParameterType.STRING
    return _PLAIN.get(kind)


_PLAIN: Final = {
    "FLOAT": ParameterType.FLOAT,
    "BOOLEAN": ParameterType.BOOLEAN,
    "COLOR": ParameterType.STRING,
    "COMFY_DYNAMICCOMBO_V3": ParameterType.SELECT,
}


def is_seed(entry: Entry) -> bool:
    """Whether an integer is one that people draw by chance."""
    if entry.name.lower() in ("seed", "noise_seed", "rand_seed"):
        return True
    maximum = entry.options.get("max")
    large = not isinstance(maximum, int | float) or maximum >= _A_SEED_IS_LARGE
    if "seed" in entry.name.lower():
        return large
    # Primitives and counters have the control too: what they feed says what they are.
    told = entry.control is not None and not (entry.binding and entry.binding.kind == "primitive")
    drawn = told or bool(entry.options.get("control_after_generate"))
    return drawn and large and entry.name not in ("value", "index")


def _media_of(entry: Entry) -> ParameterType | None:
    upload = upload_of(entry)
    for name, kind in _MEDIA:
        if upload == name:
            return ParameterType.MASK if kind is ParameterType.IMAGE and _loads_mask(entry) else kind
    return None


def _loads_mask(entry: Entry) -> bool:
    return bool(_MASK_LOADER.search(entry.class_type)) and bool(_LOADER.search(entry.class_type))


def _is_model(entry: Entry) -> bool:
    if _MODEL_NAME.fullmatch(entry.name) or is_model_file(entry.value):
        return True
    choices = (entry.schema.choices if entry.schema else None) or ()
    return bool(choices) and any(is_model_file(one) for one in choices[:20])


def _is_long(entry: Entry) -> bool:
    lines = entry.options.get("multiline")
    return bool(lines) or (isinstance(entry.value, str) and "\n" in entry.value)


def _of_value(entry: Entry) -> ParameterType:
    value = entry.value
    if isinstance(value, str):
        return _of_text(entry, value)
    for python, kind in _SCALARS:
        if isinstance(value, python):
            return _of_whole(entry) if kind is ParameterType.INTEGER else kind
    return ParameterType.OTHER


def _of_whole(entry: Entry) -> ParameterType:
    if _FRACTION.fullmatch(entry.name) or entry.class_type.lower().startswith("primitivefloat"):
        return ParameterType.FLOAT
    return ParameterType.SEED if is_seed(entry) else ParameterType.INTEGER


def _of_text(entry: Entry, value: str) -> ParameterType:
    if _MODEL_NAME.fullmatch(entry.name) or is_model_file(value):
        return ParameterType.MODEL
    loaded = _of_file(entry, value) if _LOADER.search(entry.class_type) else None
    if loaded:
        return loaded
    long = "\n" in value or len(value) > _LONG or bool(_LONG_TEXT.fullmatch(entry.name))
    return ParameterType.TEXT if long else ParameterType.STRING


def _of_file(entry: Entry, value: str) -> ParameterType | None:
    for kind, ending in _MEDIA_FILE:
        if ending.search(value):
            return ParameterType.MASK if kind is ParameterType.IMAGE and _loads_mask(entry) else kind
    return None
