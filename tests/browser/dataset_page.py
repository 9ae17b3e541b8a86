"""What the tests of data sets share: a folder of pictures on the disk, and what a person sees of it."""

import random
from pathlib import Path
from typing import Any
from urllib.parse import quote

from PIL import Image, ImageDraw

SIZES = [(96, 96)] * 5 + [(144, 96)] * 4 + [(96, 144)] * 2 + [(320, 64)]
_COLOURS = ("#38598b", "#7a4b8c", "#2f7d6b", "#a4632f", "#8c2f45")
_TAGS = ("cat", "sofa", "outdoor")


def make_folder(server: Any, name: str, sizes: list[tuple[int, int]] | None = None) -> Path:
    """A folder below the input folder: every third picture without a caption, every fourth with a mask."""
    folder = Path(server.data) / "input" / name
    folder.mkdir(parents=True)
    for number, size in enumerate(SIZES if sizes is None else sizes, 1):
        save_picture(folder / f"cat{number}.png", size, number)
        if number % 3:
            (folder / f"cat{number}.txt").write_text(", ".join(_TAGS[: number % 3 + 1]))
        if number % 4 == 0:
            Image.new("L", size, 255).save(folder / f"cat{number}-masklabel.png")
    return folder


def save_picture(path: Path, size: tuple[int, int], number: int) -> None:
    """A picture that can be told from others."""
    image = Image.new("RGB", size, _COLOURS[number % len(_COLOURS)])
    drawing = ImageDraw.Draw(image)
    drawing.text((4, 4), str(number), fill="white")
    chance = random.Random(number)
    drawing.point([(chance.randrange(size[0]), chance.randrange(size[1])) for _ in range(40)], fill="white")
    image.save(path)


def address_of(server: Any, folder: str = "", view: str = "") -> str:
    """The page of a folder."""
    asked = [f"folder={quote(folder, safe='')}" if folder else "", f"view={view}" if view else ""]
    query = "&".join(part for part in asked if part)
    return f"{server.address}/#/datasets" + (f"?{query}" if query else "")


def tiles(page: Any) -> Any:
    """The pictures that are shown."""
    return page.locator(".penstock-dataset-tile")


def buckets(page: Any) -> Any:
    """The buckets that are drawn."""
    return page.locator(".penstock-dataset-bucket")


def place(page: Any, name: str) -> Any:
    """A folder that may be used, at the side."""
    return page.get_by_role("navigation", name="Folders that may be used").get_by_role("button", name=name)
