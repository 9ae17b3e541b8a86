"""Files that a graph reads from the input folder: those that another server must get before it runs the graph."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from attrs import frozen

from ...core.host import HostPaths

_UPLOADS: Final = {
    "image_upload": "image",
    "animated_image_upload": "image",
    "video_upload": "video",
    "audio_upload": "audio",
}
_LOADERS: Final = {
    ("LoadImage", "image"): "image",
    ("LoadImageMask", "image"): "image",
    ("LoadImageOutput", "image"): "image",
    ("LoadAudio", "audio"): "audio",
    ("LoadVideo", "file"): "video",
    ("VHS_LoadVideo", "video"): "video",
    ("VHS_LoadAudioUpload", "audio"): "audio",
}
"""Inputs that load a file, for servers whose classes are not known."""

_ANNOTATED: Final = re.compile(r"(?P<name>.+) \[(?P<folder>input|output|temp)\]")


@frozen
class Media:
    """A file that `node.name` reads. `kind` is image, video or audio."""

    node: str
    name: str
    file: Path
    kind: str


def media_in(prompt: Mapping[str, Any], schemas: Mapping[str, Any] | None, paths: HostPaths) -> tuple[Media, ...]:
    """The inputs of `prompt` that name a file of this host; what is not here may be on the server. Blocks (stat)."""
    return tuple(
        Media(node, name, file, kind)
        for node, one in prompt.items()
        for name, value in _inputs(one)
        if (kind := _kind(one.get("class_type"), name, schemas)) and (file := _file(paths, value)) is not None
    )


def with_values(prompt: Mapping[str, Any], values: Mapping[tuple[str, str], str]) -> dict[str, Any]:
    """The graph with other values, by node and input."""
    made = dict(prompt)
    for (node, name), value in values.items():
        one = made[node]
        made[node] = {**one, "inputs": {**one["inputs"], name: value}}
    return made


def _inputs(node: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    inputs = node.get("inputs")
    for name, value in inputs.items() if isinstance(inputs, Mapping) else ():
        if isinstance(value, str) and value:
            yield name, value


def _kind(class_type: Any, name: str, schemas: Mapping[str, Any] | None) -> str:
    schema = (schemas or {}).get(class_type)
    if not isinstance(schema, Mapping):
        return _LOADERS.get((class_type, name), "")
    options = _options(schema, name)
    told = next((kind for flag, kind in _UPLOADS.items() if options.get(flag)), "")
    return told or _LOADERS.get((class_type, name), "")


def _options(schema: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    inputs = schema.get("input")
    for part in ("required", "optional"):
        section = inputs.get(part) if isinstance(inputs, Mapping) else None
        spec = section.get(name) if isinstance(section, Mapping) else None
        if isinstance(spec, list | tuple) and len(spec) > 1 and isinstance(spec[1], Mapping):
            return spec[1]
    return {}


def _file(paths: HostPaths, value: str) -> Path | None:
    """The file that a value names, inside the host's folders and through no link."""
    annotated = _ANNOTATED.fullmatch(value)
    folder = annotated["folder"] if annotated else "input"
    path = {"input": paths.input, "output": paths.output, "temp": paths.temp}[folder]
    for part in (annotated["name"] if annotated else value).replace("\\", "/").split("/"):
        if part in ("", ".", "..") or ":" in part or not part.isprintable() or len(part.encode()) > 255:
            return None
        path = path / part
        if path.is_symlink():
            return None
    return path if path.is_file() else None
