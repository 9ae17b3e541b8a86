"""LoadImage, as in ComfyUI: a picture from the input folder, and its transparency as a mask."""

import hashlib
import mimetypes
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import numpy as np
from PIL import Image, ImageOps, ImageSequence

from ....core.errors import BadName
from ....core.host import HostPaths
from ....core.names import contained
from ....core.nodes import COMBO, IMAGE, MASK, InputSpec, NodeCall, NodeSpec, OutputSpec
from ....core.picture_kinds import readable_kinds
from ....core.services import Services
from .catalog import BuiltinNode

_NO_MASK_SIDE: Final = 64
"""The side of the black mask of a picture without transparency."""


def load_image(paths: HostPaths) -> BuiltinNode:
    """The node; `paths` are the folders that `name.png [output]` and the like may point to."""

    def fingerprint(_services: Services, *, image: str) -> str:
        return hashlib.sha256(file_named(paths, image).read_bytes()).hexdigest()

    def validate(_services: Services, *, image: str | None) -> bool | str:
        if image is None:
            return True
        try:
            return file_named(paths, image).is_file() or f"Invalid image file: {image}"
        except BadName:
            return f"Invalid image file: {image}"

    def run(_call: NodeCall, *, image: str) -> tuple[Any, Any]:
        return decoded(file_named(paths, image))

    spec = NodeSpec(
        id="LoadImage",
        display_name="Load Image",
        category="image",
        search_aliases=("open", "import", "upload", "read"),
        inputs=(InputSpec(id="image", type=COMBO),),
        outputs=(OutputSpec(id="IMAGE", type=IMAGE), OutputSpec(id="MASK", type=MASK)),
        run=run,
        fingerprint=fingerprint,
        validate=validate,
    )
    return BuiltinNode(
        spec=spec,
        widget_options={"image": {"image_upload": True}},
        listed={"image": _images_in(paths.input)},
        essentials_category="Basics",
    )


def _images_in(folder: Path) -> Callable[[], list[str]]:
    def listed() -> list[str]:
        if not folder.is_dir():
            return []
        return sorted(entry.name for entry in folder.iterdir() if _is_image_name(entry.name) and entry.is_file())

    return listed


def _is_image_name(name: str) -> bool:
    kind, _ = mimetypes.guess_type(name, strict=False)
    return kind is not None and kind.startswith("image/")


def file_named(paths: HostPaths, name: str) -> Path:
    """The file that `name` means: in the input folder, or with ` [output]` or ` [temp]` behind it in that one.

    Raises `BadName` where it leads out of the folder.
    """
    for label, folder in (("output", paths.output), ("input", paths.input), ("temp", paths.temp)):
        suffix = f"[{label}]"
        if name.endswith(suffix):
            return contained(folder, name.removesuffix(suffix).rstrip(" "))
    return contained(paths.input, name)


def decoded(path: Path) -> tuple[Any, Any]:
    """`[B,H,W,3]` and `[B,H,W]` of a file's frames, upright; those of another size than the first are left out."""
    with Image.open(path, formats=readable_kinds(Image.OPEN)) as picture:
        frames = [ImageOps.exif_transpose(frame) for frame in _frames(picture)]
    frames = [frame for frame in frames if frame.size == frames[0].size]
    image = np.stack([_colours(frame) for frame in frames])
    if not any(_has_alpha(frame) for frame in frames):
        return image, np.zeros((len(frames), _NO_MASK_SIDE, _NO_MASK_SIDE), np.float32)
    return image, np.stack([_mask(frame) for frame in frames])


def _frames(picture: Image.Image) -> list[Image.Image]:
    if picture.format == "MPO":  # its further frames are other views of the same scene
        return [picture.copy()]
    return [frame.copy() for frame in ImageSequence.Iterator(picture)]


def _colours(frame: Image.Image) -> Any:
    if frame.mode.startswith("I"):
        gray = np.asarray(frame, np.float32).clip(0, 65_535) / np.float32(65_535)
        return np.repeat(gray[..., None], 3, axis=2)
    return np.asarray(frame.convert("RGB"), np.float32) / np.float32(255)


def _has_alpha(frame: Image.Image) -> bool:
    return frame.has_transparency_data


def _mask(frame: Image.Image) -> Any:
    alpha = np.asarray(frame.convert("RGBA").getchannel("A"), np.float32) / np.float32(255)
    return np.float32(1) - alpha
