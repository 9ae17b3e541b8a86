"""SaveAnimatedWEBP, as in ComfyUI: the images of a batch one after the other, in a file that carries its graph."""

import io
import json
from collections.abc import Mapping
from typing import Any, Final

from PIL import Image

from ....core.clock import Clock
from ....core.files import Files
from ....core.host import HostPaths
from ....core.nodes import (
    BOOLEAN,
    COMBO,
    FLOAT,
    IMAGE,
    INT,
    STRING,
    InputSpec,
    NodeCall,
    NodeResult,
    NodeSpec,
    OutputSpec,
)
from .catalog import BuiltinNode
from .node_save_image import picture
from .numbered_files import NumberedFiles

_METHODS: Final[Mapping[str, int]] = {"default": 4, "fastest": 0, "slowest": 6}
_MODEL: Final = 0x0110
_MAKE: Final = 0x010F


def save_animated_webp(paths: HostPaths, files: Files, clock: Clock) -> BuiltinNode:
    """Into the output folder."""
    numbered = NumberedFiles(paths.output, "output", files, clock)

    def run(call: NodeCall, *, images: Any, filename_prefix: str, **options: Any) -> NodeResult:
        height, width = images.shape[1:3]
        encoded = _webp(images, _exif(call.prompt, call.extra_pnginfo), **options)
        items = numbered.save(filename_prefix, (width, height), [encoded], ".webp")
        return NodeResult(values=(images,), ui={"images": items, "animated": [len(images) > 1]})

    spec = NodeSpec(
        id="SaveAnimatedWEBP",
        display_name="Save Animated WEBP",
        category="image",
        inputs=(
            InputSpec(id="images", type=IMAGE),
            InputSpec(id="filename_prefix", type=STRING, default="ComfyUI"),
            InputSpec(id="fps", type=FLOAT, default=6.0, minimum=0.01, maximum=1000.0, step=0.01),
            InputSpec(id="lossless", type=BOOLEAN, default=True),
            InputSpec(id="quality", type=INT, default=80, minimum=0, maximum=100),
            InputSpec(id="method", type=COMBO, options=tuple(_METHODS)),
        ),
        outputs=(OutputSpec(id="images", type=IMAGE),),
        is_output=True,
        run=run,
    )
    return BuiltinNode(spec=spec, python_module="comfy_extras.nodes_images", classic=False)


def _webp(images: Any, exif: Image.Exif, *, fps: float, lossless: bool, quality: int, method: str) -> bytes:
    first, *others = [picture(image) for image in images]
    stream = io.BytesIO()
    first.save(
        stream,
        "WEBP",
        save_all=True,
        append_images=others,
        duration=int(1000.0 / fps),
        lossless=lossless,
        quality=quality,
        method=_METHODS[method],
        exif=exif,
    )
    return stream.getvalue()


def _exif(prompt: Mapping[str, Any], extra_pnginfo: Mapping[str, Any]) -> Image.Exif:
    exif = Image.Exif()
    exif[_MODEL] = f"prompt:{json.dumps(prompt)}"
    for tag, (key, value) in zip(range(_MAKE, 0, -1), extra_pnginfo.items(), strict=False):
        exif[tag] = f"{key}:{json.dumps(value)}"
    return exif
