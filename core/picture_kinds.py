"""The kinds of pictures that are read, whatever a file is called: no other parser of Pillow ever sees a file.

For some of those it knows Pillow would start programs (EPS). The core imports no Pillow: the caller does.
"""

from collections.abc import Container, Mapping
from importlib import import_module
from types import MappingProxyType
from typing import Final

DECODERS: Final[Mapping[str, str]] = MappingProxyType(
    {"PNG": "Png", "JPEG": "Jpeg", "WEBP": "WebP", "AVIF": "Avif", "GIF": "Gif", "TIFF": "Tiff", "BMP": "Bmp"}
)
"""Each kind by Pillow's name for it, and the first part of the name of its module."""


def load_decoder(kind: str) -> None:
    """Import Pillow's module for a kind, which enters itself into `PIL.Image.OPEN` where it can read it."""
    import_module(f"PIL.{DECODERS[kind]}ImagePlugin")


def readable_kinds(known: Container[str]) -> list[str]:
    """The kinds that this Pillow can read, for `formats` of `Image.open`; `known` is `PIL.Image.OPEN`.

    Older Pillows have no AVIF.
    """
    for kind in DECODERS:
        load_decoder(kind)
    return [kind for kind in DECODERS if kind in known]
