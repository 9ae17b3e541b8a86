"""The members that zip files of profiles are made of."""

import json
from typing import Final

from .png_bytes import png
from .zip_bytes import Piece, zip_of

PICTURE: Final = png()
SLOT: Final = {"image": "img_0001.png", "mask": None, "label": "one", "added": 1_700_000_000_000}


def meta(value: object) -> Piece:
    """`profile_meta.json` with this value, or with these bytes."""
    data = value if isinstance(value, bytes) else json.dumps(value).encode()
    return Piece(name="profile_meta.json", data=data)


def manifest(*slots: object, **more: object) -> Piece:
    """`pool/manifest.json` as Dataset Gates writes it."""
    return raw_manifest(json.dumps({"active": 0, "slots": list(slots), "next_seq": 2, **more}).encode())


def raw_manifest(data: bytes) -> Piece:
    """`pool/manifest.json` with these bytes."""
    return Piece(name="pool/manifest.json", data=data)


def image(name: str = "img_0001.png", data: bytes = PICTURE) -> Piece:
    """A picture of the pool."""
    return Piece(name=f"pool/{name}", data=data)


MADE: Final = (meta({"name": "Cats", "format": 1, "created": 1_700_000_000_000}), manifest(SLOT), image())
"""A small profile: name, manifest, one picture."""


def profile(*more: Piece) -> bytes:
    """That profile as a zip file, with more members."""
    return zip_of(*MADE, *more)
