"""The one grammar of file names in executions: whatever is written by it, is read by it.

A picture is `{order:03d}_{slug}_{variant:02d}`, a video `{order:03d}_{slug}_to_{next slug}`, or without the next scene
`{order:03d}_{slug}`. ComfyUI's SaveImage adds `_00001_`, its counter, to a prefix.
"""

import hashlib
import itertools
import re
import unicodedata
from typing import Final

from .errors import BadName
from .values import frozen

MOST: Final = 99_999
"""The highest order, and the highest variant."""
LONGEST_SLUG: Final = 64
MOST_SLUG_BYTES: Final = 112
"""Two slugs, order, counter and extension together stay below 255 bytes."""
IMAGE_EXTENSIONS: Final = (".png", ".jpg", ".jpeg", ".webp")
VIDEO_EXTENSIONS: Final = (".mp4", ".webm", ".mkv", ".mov", ".avi", ".m4v", ".gif", ".webp", ".png")

_BETWEEN: Final = "_to_"
_PLAIN: Final = re.compile(r"[a-z0-9]+(?:_[a-z0-9]+)*")
_PARTS: Final = frozenset({"Lu", "Ll", "Lt", "Lm", "Lo", "Mn", "Mc", "Me", "Nd"})
_NUMBERED: Final = re.compile(
    r"(?P<order>[0-9]{3}|[1-9][0-9]{3,4})_(?P<rest>.+?)(?:_(?P<counter>[0-9]{5}|[1-9][0-9]{5,9})_)?", re.DOTALL
)
_VARIANT: Final = re.compile(r"(?P<slug>.+)_(?P<variant>[0-9]{2}|[1-9][0-9]{2,4})", re.DOTALL)


@frozen
class ImageName:
    """What a picture's file name says. `scene` is a slug; `counter` that of ComfyUI's SaveImage, else None."""

    order: int
    scene: str
    variant: int
    counter: int | None = None


@frozen
class VideoName:
    """What a video's file name says. `next_scene` is a slug, empty where the video leads to no other scene."""

    order: int
    scene: str
    next_scene: str = ""
    counter: int | None = None


def slug(name: str) -> str:
    """A scene's name as it stands in file names: lower-case letters, marks, digits, `_` between words; idempotent.

    `to` among other words is joined to them by `-`, so that `_to_` only ever separates two scenes. What is too long is
    cut and ends with a hash of the whole, and so does what is left of a name without letters or digits.
    """
    if not isinstance(name, str):
        raise BadName(f"{repr(name)[:80]} is not a name of a scene.", field="scene_name")
    words = _words(name)
    if not words:
        return f"scene_{_hash(name)}"
    whole = _joined(words)
    if len(whole) <= LONGEST_SLUG and len(whole.encode()) <= MOST_SLUG_BYTES:
        return whole
    return _joined([*_words(_cut(whole)), _hash(whole)])


def image_name(order: int, scene: str, variant: int = 0) -> str:
    """The name of a picture, without folder and extension. `BadName` for what is no order, name or variant."""
    return f"{_number(order, 'scene_order'):03d}_{slug(scene)}_{_number(variant, 'variant_index'):02d}"


def video_name(order: int, scene: str, next_scene: str = "") -> str:
    """The name of a video from one scene to the next, without folder and extension; `BadName` as `image_name`."""
    named = f"{_number(order, 'scene_order'):03d}_{slug(scene)}"
    return f"{named}{_BETWEEN}{slug(next_scene)}" if next_scene else named


def parse_image(file_name: str) -> ImageName | None:
    """What a picture's file name says, None for any other name. fbTools' `{order:03d}_{slug}.png` is variant 0."""
    parts = _parts(file_name, IMAGE_EXTENSIONS)
    if parts is None:
        return None
    order, rest, counter = parts
    match = _VARIANT.fullmatch(rest)
    if match and is_slug(match["slug"]):
        return ImageName(order, match["slug"], int(match["variant"]), counter)
    flat = slug(rest)
    return ImageName(order, flat, 0, counter) if flat.replace("-", "_") == rest.replace("-", "_") else None


def parse_video(file_name: str) -> VideoName | None:
    """What a video's file name says, None for any other name."""
    parts = _parts(file_name, VIDEO_EXTENSIONS)
    if parts is None:
        return None
    order, rest, counter = parts
    if is_slug(rest):
        return VideoName(order, rest, "", counter)
    scene, between, following = rest.partition(_BETWEEN)
    return VideoName(order, scene, following, counter) if between and is_slug(scene) and is_slug(following) else None


def is_slug(text: str) -> bool:
    """Whether `slug` leaves this as it is."""
    return bool(text) and slug(text) == text


def _parts(file_name: str, extensions: tuple[str, ...]) -> tuple[int, str, int | None] | None:
    stem, dot, ending = file_name.rpartition(".")
    if f"{dot}{ending}".lower() not in extensions:
        return None
    match = _NUMBERED.fullmatch(stem)
    if match is None:
        return None
    counter = match["counter"]
    return int(match["order"]), match["rest"], None if counter is None else int(counter)


def _words(name: str) -> list[str]:
    if len(name) <= LONGEST_SLUG and _PLAIN.fullmatch(name):
        return name.split("_")
    text = _folded(name)
    return "".join(char if unicodedata.category(char) in _PARTS else " " for char in text).split()


def _folded(name: str) -> str:
    """Lower case of one spelling: some lower-case letters are composed anew, so until it stays."""
    text = unicodedata.normalize("NFKC", name)
    while (lower := unicodedata.normalize("NFKC", text.lower())) != text:
        text = lower
    return text


def _joined(words: list[str]) -> str:
    made = words[0]
    for before, word in itertools.pairwise(words):
        made += ("-" if "to" in (before, word) else "_") + word
    return made


def _cut(text: str) -> str:
    """As much of it as leaves room for `_` and a hash."""
    data = text[: LONGEST_SLUG - 9].encode()[: MOST_SLUG_BYTES - 9]
    return data.decode(errors="ignore")


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()[:8]


def _number(value: int, field: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= MOST:
        raise BadName(f"{repr(value)[:40]} cannot stand in a file name.", hint=f"Use 0 to {MOST}.", field=field)
    return value
