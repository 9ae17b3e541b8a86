"""The settings of pools: what uploads may cost."""

from collections.abc import Callable
from typing import Final

from ...core.settings import Settings, SettingSpec
from .image_checks import ImageLimits

SETTINGS: Final = (
    SettingSpec(
        id="pools.max_file_megabytes",
        label="Largest image file (MB)",
        default=100,
        minimum=1,
        maximum=1000,
        description="A larger upload is refused before it is decoded.",
    ),
    SettingSpec(
        id="pools.max_megapixels",
        label="Largest image (megapixels)",
        default=89,
        minimum=1,
        maximum=178,  # where Pillow itself refuses
        description="An image with more pixels is refused. A node needs about 12 bytes of memory for each pixel.",
    ),
    SettingSpec(
        id="pools.max_slots",
        label="Most images in a pool",
        default=100_000,
        minimum=1,
        maximum=1_000_000,
        description="Adding to a pool that holds as many is refused.",
    ),
    SettingSpec(
        id="pools.thumbnail_megabytes",
        label="Disk space for thumbnails (MB)",
        default=512,
        minimum=16,
        maximum=100_000,
        restart=True,
        description="Beyond this the ones not looked at for longest are dropped, and made again when needed.",
    ),
)


def image_limits(settings: Settings) -> ImageLimits:
    """The limits in force for one picture."""
    return ImageLimits(
        max_bytes=int(settings.get("pools.max_file_megabytes")) * 1_000_000,
        max_pixels=int(settings.get("pools.max_megapixels")) * 1_000_000,
    )


def slot_limit(settings: Settings) -> Callable[[], int]:
    """Asks for the most slots that a pool may hold."""
    return lambda: int(settings.get("pools.max_slots"))
