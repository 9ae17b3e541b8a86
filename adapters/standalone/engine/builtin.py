"""The nodes of ComfyUI that the engine brings along, so that graphs with Penstock's nodes can begin and end."""

from ....core.clock import Clock
from ....core.files import Files
from ....core.host import HostPaths
from .catalog import BuiltinNode
from .node_image_batch import image_batch
from .node_images import empty_image, image_invert, mask_to_image
from .node_load_image import load_image
from .node_save_animation import save_animated_webp
from .node_save_image import preview_image, save_image
from .node_scale import image_scale


def builtin_nodes(paths: HostPaths, files: Files, clock: Clock) -> tuple[BuiltinNode, ...]:
    """They read from `paths.input` and write to `paths.output` and `paths.temp`."""
    return (
        load_image(paths),
        save_image(paths, files, clock),
        preview_image(paths, files, clock),
        save_animated_webp(paths, files, clock),
        empty_image(),
        image_invert(),
        image_scale(),
        image_batch(),
        mask_to_image(),
    )
