"""A picture service of one folder."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from penstock.core.files import Files
from penstock.plugins.pictures.service import PictureService


@pytest.fixture
def pictures(tmp_path: Path) -> PictureService:
    """The service, with an empty folder of thumbnails."""
    return PictureService(tmp_path / "kept", Files())


@pytest.fixture
def drawn(tmp_path: Path) -> Callable[..., Path]:
    """Save a picture of a mode and a colour."""

    def draw(name: str, mode: str = "RGB", size: tuple[int, int] = (4, 2), color: Any = 0, **options: Any) -> Path:
        path = tmp_path / name
        Image.new(mode, size, color).save(path, **options)
        return path

    return draw
