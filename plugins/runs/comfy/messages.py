"""What comes through a server's websocket: JSON texts and binary frames, believed in nothing."""

import json
import struct
from collections.abc import Mapping
from typing import Any, Final

from attrs import field

from ....core.values import frozen

_LONGEST: Final = 1 << 20
"""Bytes of a text that is read: longer ones carry whole results, which the history has too."""

_LARGEST_PREVIEW: Final = 16 << 20
_PREVIEW, _PREVIEW_WITH_METADATA = 1, 4
_SIGNATURES: Final = ((b"\xff\xd8\xff", "image/jpeg"), (b"\x89PNG\r\n\x1a\n", "image/png"))


@frozen
class Message:
    """An event by its name."""

    name: str
    data: Mapping[str, Any] = field(repr=False)

    @property
    def prompt_id(self) -> str:
        """The prompt that it is about, empty where it does not say."""
        return _text(self.data.get("prompt_id"))

    @property
    def node(self) -> str:
        """The node that it is about, empty where there is none."""
        return _text(self.data.get("node"))


@frozen
class Preview:
    """A small picture of what a node does; of the prompt that runs where it names none."""

    picture: bytes = field(repr=False)
    content_type: str
    prompt_id: str = ""


def read_text(text: str) -> Message | None:
    """The event in a text; None where it is none, or too long to be worth it."""
    if len(text) > _LONGEST:
        return None
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return None
    name, data = (found.get("type"), found.get("data")) if isinstance(found, dict) else (None, None)
    return Message(name, data) if isinstance(name, str) and isinstance(data, dict) else None


def read_frame(frame: bytes) -> Preview | None:
    """The preview in a binary frame; None for every other kind of frame, and for what is cut off."""
    if not 8 < len(frame) <= _LARGEST_PREVIEW:
        return None
    kind, number = struct.unpack_from(">II", frame)
    if kind == _PREVIEW:
        return _picture(frame[8:], "")
    if kind == _PREVIEW_WITH_METADATA and number <= len(frame) - 8:
        said = _metadata(frame[8 : 8 + number])
        return _picture(frame[8 + number :], _text(said.get("prompt_id")))
    return None


def number(value: object) -> float:
    """A number of steps; 0 for anything that is none."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return 0.0
    return value if 0 <= value < 1e15 else 0.0


def _picture(picture: bytes, prompt_id: str) -> Preview | None:
    """The kind is read from the picture itself, not from what the frame says."""
    for signature, content_type in _SIGNATURES:
        if picture.startswith(signature):
            return Preview(picture, content_type, prompt_id)
    return None


def _metadata(text: bytes) -> Mapping[str, Any]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _text(value: object) -> str:
    return str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""
