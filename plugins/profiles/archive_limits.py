"""What a zip file may cost, packed and unpacked."""

from typing import Final

from ...core.names import MAX_LABEL
from ...core.settings import Settings
from ...core.values import frozen

_BYTES_OF_A_PIXEL: Final = 9
"""A photograph grows when it is taken in: PNG stores up to 8 bytes a pixel, and a little more."""


@frozen(kw_only=True)
class ArchiveLimits:
    """The limits in force for one zip file.

    `max_bytes` holds for the file itself and for all that it unpacks to, `max_picture_bytes` for one image or mask.
    `max_ratio` (unpacked to packed) holds for the whole and for every member of more than `small_bytes`: a picture of
    one colour, packed once more, is far beyond it and harmless.
    """

    max_bytes: int = 4096 * 1_000_000
    max_files: int = 50_000
    max_picture_bytes: int = 100 * 1_000_000
    max_ratio: int = 200
    small_bytes: int = 1 << 20
    max_manifest_bytes: int = 32 << 20
    max_meta_bytes: int = 64 << 10

    def manifest_bytes(self, pictures: int) -> int:
        """What the manifest of so many pictures may have: each a label of the largest size, every character escaped."""
        return min(self.max_manifest_bytes, (1 << 20) + (12 * MAX_LABEL + 2_048) * pictures)

    @property
    def max_directory_bytes(self) -> int:
        """What so many members may take in the directory, which is held in memory: names are short."""
        return (1 << 16) + 320 * self.max_files


def archive_limits(settings: Settings) -> ArchiveLimits:
    """The limits that the settings say."""
    return ArchiveLimits(
        max_bytes=int(settings.get("profiles.max_zip_megabytes")) * 1_000_000,
        max_files=int(settings.get("profiles.max_zip_files")),
        max_picture_bytes=max(
            int(settings.get("pools.max_file_megabytes")) * 1_000_000,
            int(settings.get("pools.max_megapixels")) * _BYTES_OF_A_PIXEL * 1_000_000 + (64 << 20),
        ),
    )
