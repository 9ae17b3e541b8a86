"""What the outputs in a server's history are: files and texts, in order, each once."""

from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any, Final

from attrs import field

from ...core.values import frozen

MOST: Final = 1000
"""Outputs of one run that are kept."""
LONGEST_TEXT: Final = 1 << 20

_KINDS: Final = {
    "image": ("png", "jpg", "jpeg", "webp", "gif", "bmp", "tif", "tiff", "avif", "svg", "exr", "hdr"),
    "video": ("mp4", "webm", "mkv", "mov", "avi", "m4v"),
    "audio": ("flac", "mp3", "wav", "ogg", "opus", "m4a", "aac"),
}
_KIND_OF: Final = {ending: kind for kind, endings in _KINDS.items() for ending in endings}
_TYPES: Final = {
    **{ending: f"image/{ending}" for ending in ("png", "jpeg", "webp", "gif", "bmp", "tiff", "avif")},
    "jpg": "image/jpeg",
    "tif": "image/tiff",
    "svg": "image/svg+xml",
    "mp4": "video/mp4",
    "m4v": "video/mp4",
    "webm": "video/webm",
    "mov": "video/quicktime",
    "mkv": "video/x-matroska",
    "avi": "video/x-msvideo",
    "flac": "audio/flac",
    "mp3": "audio/mpeg",
    "wav": "audio/wav",
    "ogg": "audio/ogg",
    "opus": "audio/ogg",
    "m4a": "audio/mp4",
    "aac": "audio/aac",
    "txt": "text/plain",
    "json": "application/json",
}
_SHOWN_AS: Final = {"temp", "output"}


@frozen(kw_only=True)
class Found:
    """One output. `item` names a file for its server, None for a text."""

    node: str
    kind: str
    name: str = ""
    text: str = ""
    item: Mapping[str, Any] | None = field(default=None, repr=False)

    @property
    def content_type(self) -> str:
        """By the name alone: a server's file is never believed to be more."""
        return _TYPES.get(_ending(self.name), "application/octet-stream" if self.item is not None else "text/plain")

    @property
    def temporary(self) -> bool:
        """A preview that nobody asked to save."""
        return self.item is not None and self.item["type"] == "temp"


def outputs_in(history: Mapping[str, Any]) -> tuple[Found, ...]:
    """The outputs of a history, node by node, what was saved before previews.

    Wrong shapes are skipped; files of the input folder are no results.
    """
    found: dict[object, Found] = {}
    for node, shown in history.items():
        for one in _of_node(str(node), shown):
            key = (one.node, one.text) if one.item is None else tuple(one.item.values())
            if len(found) < MOST:
                found.setdefault(key, one)
    return tuple(sorted(found.values(), key=lambda one: one.temporary))


def _of_node(node: str, shown: Any) -> Iterator[Found]:
    for name, items in shown.items() if isinstance(shown, Mapping) else ():
        for item in items if isinstance(items, list | tuple) else ():
            if isinstance(item, str) and name in ("text", "string", "texts"):
                yield Found(node=node, kind="text", text=item[:LONGEST_TEXT])
            elif isinstance(item, Mapping) and isinstance(item.get("filename"), str) and item["filename"]:
                yield from _file(node, item)


def _file(node: str, item: Mapping[str, Any]) -> Iterator[Found]:
    where = item.get("type") or "output"
    subfolder = item.get("subfolder")
    if isinstance(where, str) and where in _SHOWN_AS and _is_text(item["filename"]):
        name = PurePosixPath(item["filename"].replace("\\", "/")).name
        plain = {
            "filename": item["filename"],
            "subfolder": subfolder if isinstance(subfolder, str) and _is_text(subfolder) else "",
            "type": where,
        }
        yield Found(node=node, kind=_KIND_OF.get(_ending(name), "file"), name=name, item=plain)


def _is_text(name: str) -> bool:
    """Whether it can be asked for: half a character cannot."""
    return not any("\ud800" <= character <= "\udfff" for character in name)


def _ending(name: str) -> str:
    return PurePosixPath(name).suffix.lower().lstrip(".")
