"""SaveImage and PreviewImage, as in ComfyUI: numbered PNG files that carry the graph that made them."""

import io
import json
import os
import random
import string
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

import numpy as np
from attrs import frozen
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from ....core.clock import Clock
from ....core.errors import BadName, from_os_error
from ....core.files import Files
from ....core.host import HostPaths
from ....core.names import contained
from ....core.nodes import IMAGE, STRING, InputSpec, NodeCall, NodeResult, NodeSpec, OutputSpec
from .catalog import BuiltinNode

_ALIASES: Final = ("save", "export", "write", "download")
_PREVIEW_ALIASES: Final = ("preview", "show", "view", "display")


def save_image(paths: HostPaths, files: Files, clock: Clock) -> BuiltinNode:
    """Into the output folder."""
    writer = _Writer(paths.output, "output", files, clock, compress_level=4)

    def run(call: NodeCall, *, images: Any, filename_prefix: str) -> NodeResult:
        return writer.save(call, images, filename_prefix)

    spec = NodeSpec(
        id="SaveImage",
        display_name="Save Image",
        category="image",
        description="Stores the images as numbered PNG files in the output folder, with the graph that made them.",
        search_aliases=_ALIASES,
        inputs=(
            InputSpec(id="images", type=IMAGE, tooltip="The images to save."),
            InputSpec(
                id="filename_prefix",
                type=STRING,
                default="ComfyUI",
                tooltip="What the file names begin with. It may hold %width%, %height%, %year%, %month%, %day%, "
                "%hour%, %minute%, %second% and %batch_num%, and folders.",
            ),
        ),
        outputs=(OutputSpec(id="images", type=IMAGE),),
        is_output=True,
        run=run,
    )
    return BuiltinNode(spec=spec, essentials_category="Basics")


def preview_image(paths: HostPaths, files: Files, clock: Clock) -> BuiltinNode:
    """Into the temporary folder, under names that no other start of the engine uses."""
    writer = _Writer(paths.temp, "temp", files, clock, compress_level=1)
    letters = "".join(random.choices(string.ascii_lowercase, k=5))  # noqa: S311 - a name, no secret
    prefix = f"ComfyUI_temp_{letters}"

    def run(call: NodeCall, *, images: Any) -> NodeResult:
        return writer.save(call, images, prefix)

    spec = NodeSpec(
        id="PreviewImage",
        display_name="Preview Image",
        category="image",
        description="Shows the images and keeps them in the temporary folder only.",
        search_aliases=_PREVIEW_ALIASES,
        inputs=(InputSpec(id="images", type=IMAGE),),
        outputs=(OutputSpec(id="images", type=IMAGE),),
        is_output=True,
        run=run,
    )
    return BuiltinNode(spec=spec, essentials_category="Basics")


@frozen
class _Writer:
    folder: Path
    type: str
    files: Files
    clock: Clock
    compress_level: int

    def save(self, call: NodeCall, images: Any, prefix: str) -> NodeResult:
        """One file per image of the batch; the images are passed on."""
        height, width = images.shape[1:3]
        target = self._target(self._filled(prefix, width, height))
        metadata = _metadata(call.prompt, call.extra_pnginfo)
        items = []
        try:
            self.files.make_folder(target.folder)
            numbers = _free_numbers(target)
            for batch_number, image in enumerate(images):
                data = _png(image, metadata, self.compress_level)
                name = self._write(target, batch_number, numbers, data)
                items.append({"filename": name, "subfolder": target.subfolder, "type": self.type})
        except OSError as error:
            raise from_os_error(error, "save the image") from error
        return NodeResult(values=(images,), ui={"images": items})

    def _filled(self, prefix: str, width: int, height: int) -> str:
        now = time.localtime(self.clock.wall_ms() / 1000)
        values = {
            "width": str(width),
            "height": str(height),
            "year": str(now.tm_year),
            "month": f"{now.tm_mon:02}",
            "day": f"{now.tm_mday:02}",
            "hour": f"{now.tm_hour:02}",
            "minute": f"{now.tm_min:02}",
            "second": f"{now.tm_sec:02}",
        }
        for token, value in values.items():
            prefix = prefix.replace(f"%{token}%", value)
        return prefix

    def _target(self, prefix: str) -> "_Target":
        path = os.path.normpath(prefix)
        subfolder, stem = os.path.split(path)  # text, not yet proven to be a path of ours
        if stem in ("", ".", "..") or any(ord(char) < 32 for char in prefix):
            raise BadName(f"{prefix!r} is no file name to begin with.", field="filename_prefix")
        folder = contained(self.folder, subfolder) if subfolder else self.folder
        return _Target(folder, subfolder, stem)

    def _write(self, target: "_Target", batch_number: int, numbers: Iterator[int], data: bytes) -> str:
        """The name under which `data` was stored; a number that somebody took meanwhile is skipped."""
        stem = target.stem.replace("%batch_num%", str(batch_number))
        with self.files.stage(target.folder) as staged:
            staged.write(data)
        try:
            while True:
                name = f"{stem}_{next(numbers):05}_.png"
                with suppress(FileExistsError):
                    self.files.place(staged.path, target.folder / name)
                    return name
        except OSError:
            self.files.discard(staged.path)
            raise


@frozen
class _Target:
    folder: Path
    subfolder: str
    stem: str


def _free_numbers(target: _Target) -> Iterator[int]:
    """From one above the highest that is in use on."""
    prefix = f"{target.stem}_"
    used = [
        _number(entry.name.removeprefix(prefix)) for entry in target.folder.iterdir() if entry.name.startswith(prefix)
    ]
    number = max(used, default=0)
    while True:
        number += 1
        yield number


def _number(rest: str) -> int:
    digits = rest.split(".")[0].split("_")[0]
    return int(digits) if digits.isascii() and digits.isdigit() else 0


def _metadata(prompt: Mapping[str, Any], extra_pnginfo: Mapping[str, Any]) -> PngInfo:
    info = PngInfo()
    info.add_text("prompt", json.dumps(prompt))
    for key, value in extra_pnginfo.items():
        info.add_text(key, json.dumps(value))
    return info


def _png(image: Any, metadata: PngInfo, compress_level: int) -> bytes:
    with np.errstate(invalid="ignore"):  # a pixel that is no number is saved as some colour
        pixels = np.clip(255.0 * np.asarray(image), 0, 255).astype(np.uint8)
    if pixels.shape[-1] == 1:
        pixels = pixels[..., 0]
    stream = io.BytesIO()
    Image.fromarray(pixels).save(stream, "PNG", pnginfo=metadata, compress_level=compress_level)
    return stream.getvalue()
