"""Pictures in files, for plugins that keep some: reading as a node's arrays, writing as PNG, small pictures for pages.

All methods block (decoding is CPU work) and are safe on any thread, never call them on an event loop.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Protocol

from attrs import field

from ..values import frozen


@frozen(kw_only=True)
class SmallPicture:
    """A small picture as bytes. `etag` changes whenever the picture does, so that its URL may be cached for ever."""

    data: bytes = field(repr=False)
    etag: str
    content_type: str


@frozen(kw_only=True)
class Picture:
    """A decoded picture. `image` is float32 `[1,H,W,3]` 0..1, upright, no alpha, as by ComfyUI's LoadImage.

    `mask` is float32 `[1,H,W]`, 1.0 where the picture is transparent (LoadImage's mask); zeros for an opaque one.
    """

    image: Any = field(eq=False, repr=False)
    mask: Any = field(eq=False, repr=False)


class Pictures(Protocol):
    """The picture service. Raises `NotFound` where there is no file, `BadImage` for what is no picture, `TooLarge`.

    What cannot be encoded or resized (another shape, another kind) is `Invalid`.
    """

    def read(self, path: Path) -> Picture:
        """The first frame of a picture file as arrays of the caller's own."""
        ...

    def frames(self, path: Path) -> Picture:
        """All frames of the first one's size, as LoadImage loads an animation: `[B,H,W,3]` and `[B,H,W]`.

        What is no animation has one. `TooLarge` where they have too many pixels together.
        """
        ...

    def size(self, path: Path) -> tuple[int, int]:
        """Width and height in pixels, upright, from the header alone."""
        ...

    def png(self, image: Any, text: Mapping[str, str] | None = None) -> bytes:
        """One picture as an 8-bit PNG: `[H,W,3]`, `[H,W,4]` or `[H,W]`, any host's array of 0..1, levels as SaveImage.

        `text` becomes tEXt/iTXt chunks: a picture with `prompt` and `workflow` opens as a graph in ComfyUI.
        """
        ...

    def encoded(self, image: Any, kind: str, quality: int = 95, text: Mapping[str, str] | None = None) -> bytes:
        """As `png`, for `kind` png, jpg or webp; `quality` 1..100 where the kind has one."""
        ...

    def resized(self, image: Any, width: int, height: int, method: str = "lanczos") -> Any:
        """An IMAGE `[B,H,W,C]` at another size, float32 numpy within 0..1.

        `method` is nearest-exact, bilinear, area, bicubic or lanczos.
        """
        ...

    def thumbnail(self, path: Path, side: int = 256) -> SmallPicture:
        """A JPEG of at most `side` pixels (16 to 2048) along the longer side; kept by path, time and size."""
        ...
