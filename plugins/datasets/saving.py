"""Saving images with their texts: planned and checked whole, then staged, then placed by the journal."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from attrs import define

from ...core.events.base import Event
from ...core.files import Files
from ...core.values import frozen
from .folders import Folders
from .journal import Journal


@frozen(kw_only=True)
class SavedSet:
    """One image that was saved, and its texts, in `folder`."""

    folder: Path
    image: str
    texts: tuple[str, ...]


@define
class SavingSidecars:
    """See the module."""

    folders: Folders
    files: Files
    journal: Journal
    notify: Callable[[Event], object]

    def save(
        self,
        images: Sequence[Callable[[], bytes]],
        prefix: str,
        folder: str,
        sidecars: Sequence[Mapping[str, Any]],
        *,
        size: tuple[int, int],
    ) -> tuple[SavedSet, ...]:
        """Save PNG bytes, each image with its texts or not at all; `size` is (width, height) of the images."""
        raise NotImplementedError
