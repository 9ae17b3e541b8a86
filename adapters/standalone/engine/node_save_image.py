"""SaveImage and PreviewImage, as in ComfyUI: numbered PNG files that carry the graph that made them."""

import io
import json
import random
import string
from collections.abc import Mapping
from typing import Any, Final

import numpy as np
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from ....core.clock import Clock
from ....core.files import Files
from ....core.host import HostPaths
from ....core.nodes import IMAGE, STRING, InputSpec, NodeCall, NodeResult, NodeSpec, OutputSpec
from ....core.values import frozen
from .catalog import BuiltinNode
from .numbered_files import NumberedFiles

_ALIASES: Final = ("save", "export", "write", "download")
_PREVIEW_ALIASES: Final = ("preview", "show", "view", "display")


def save_image(paths: HostPaths, files: Files, clock: Clock) -> BuiltinNode:
    """Into the output folder."""
    writer = _Writer(NumberedFiles(paths.output, "output", files, clock), compress_level=4)

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
    writer = _Writer(NumberedFiles(paths.temp, "temp", files, clock), compress_level=1)
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
    numbered: NumberedFiles
    compress_level: int

    def save(self, call: NodeCall, images: Any, prefix: str) -> NodeResult:
        """One file per image of the batch; the images are passed on."""
        height, width = images.shape[1:3]
        metadata = _metadata(call.prompt, call.extra_pnginfo)
        encoded = (_png(image, metadata, self.compress_level) for image in images)
        return NodeResult(values=(images,), ui={"images": self.numbered.save(prefix, (width, height), encoded)})


def _metadata(prompt: Mapping[str, Any], extra_pnginfo: Mapping[str, Any]) -> PngInfo:
    info = PngInfo()
    info.add_text("prompt", json.dumps(prompt))
    for key, value in extra_pnginfo.items():
        info.add_text(key, json.dumps(value))
    return info


def picture(image: Any) -> Image.Image:
    """An item of an IMAGE with 8 bits."""
    with np.errstate(invalid="ignore"):  # a pixel that is no number is saved as some colour
        pixels = np.clip(255.0 * np.asarray(image), 0, 255).astype(np.uint8)
    return Image.fromarray(pixels[..., 0] if pixels.shape[-1] == 1 else pixels)


def _png(image: Any, metadata: PngInfo, compress_level: int) -> bytes:
    stream = io.BytesIO()
    picture(image).save(stream, "PNG", pnginfo=metadata, compress_level=compress_level)
    return stream.getvalue()
