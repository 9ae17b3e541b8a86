"""What an entry is about: its role, or, where it has none, what people look for it by."""

import re
from typing import Final

from ....core.contracts.workflows import ParameterType
from .entries import Entry

_DURATION: Final = re.compile(r"(\w+_)?(duration|seconds)(_\w+)?|length_in_seconds")
_SPEAKS_OF_TIME: Final = re.compile(r"\bduration\b|\bseconds\b", re.IGNORECASE)
_FRAME: Final = frozenset({"aspect_ratio", "ratio", "resolution", "size", "image_size", "video_size"})
_SPEAKS_OF_FRAME: Final = re.compile(r"\baspect[ _]ratio\b|\bmega ?pixels?\b", re.IGNORECASE)
_TEXTS: Final = frozenset({ParameterType.TEXT, ParameterType.STRING})
_NUMBERS: Final = frozenset({ParameterType.INTEGER, ParameterType.FLOAT})
_CHOICES: Final = frozenset({ParameterType.SELECT, ParameterType.STRING})


def purpose_of(entry: Entry, role: str, kind: ParameterType) -> str:
    """The role, else `lyrics`, `duration`, `frame` (how large, in other words than width and height), or `choice`.

    A `choice` is what else an author brought out of a subgraph. Empty where it is none of these: also what a choice
    brings (`model.size`) stays beside that choice.
    """
    if role or ("." in entry.place.field and not entry.promoted):
        return role
    name, told = entry.name.lower(), _told(entry)
    if kind in _TEXTS and name == "lyrics":
        return "lyrics"
    if kind in _NUMBERS | _CHOICES and (_DURATION.fullmatch(name) or _SPEAKS_OF_TIME.search(told)):
        return "duration"
    if kind in _CHOICES and (name in _FRAME or _SPEAKS_OF_FRAME.search(told)):
        return "frame"
    if kind in _NUMBERS and (name == "megapixels" or _SPEAKS_OF_FRAME.search(told)):
        return "frame"
    return "choice" if entry.promoted and kind is not ParameterType.MODEL else ""


def _told(entry: Entry) -> str:
    """The words of authors: the label of what they brought out, the title of a primitive."""
    if entry.binding:
        return entry.binding.title if entry.binding.kind == "primitive" else entry.binding.label or entry.binding.field
    return entry.node.title if entry.node and entry.name == "value" else ""
