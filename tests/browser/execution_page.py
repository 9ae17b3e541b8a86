"""What the tests of executions share: executions as files on the disk, and what a person sees of them."""

import json
from collections.abc import Mapping, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

from attrs import frozen
from PIL import Image, ImageDraw

SCENES = ("opening", "the market", "harbour", "finale")
_COLOURS = ("#38598b", "#7a4b8c", "#2f7d6b", "#a4632f", "#8c2f45")


@frozen
class Made:
    """An execution that a test made."""

    story: str
    exec_id: str
    folder: Path
    job: str = "job1"

    @property
    def route(self) -> str:
        """Its address below the server's."""
        return f"/penstock/executions/{self.story}/{self.job}/{self.exec_id}"

    def page(self, server: Any) -> str:
        """The address of its page."""
        return f"{server.address}/#/executions/{self.story}/{self.job}/{self.exec_id}"

    @property
    def key(self) -> str:
        """As pages write it."""
        return f"{self.story}/{self.job}/{self.exec_id}"

    def save(self, order: int, variant: int, shade: int = 0) -> str:
        """Save a picture as another program does; returns its name."""
        name = f"{order:03d}_{slug(SCENES[order % len(SCENES)])}_{variant:02d}.png"
        (self.folder / "images" / name).write_bytes(picture(f"{order}.{variant}", shade + order))
        return name


def slug(name: str) -> str:
    """As file names have it; for names of the tests only."""
    return name.replace(" ", "_")


def make_execution(
    server: Any,
    story: str,
    exec_id: str = "20261121_101500_abc123",
    *,
    pictures: Mapping[int, int] | Sequence[int] = (3, 3, 2, 0),
    variants: int = 3,
    picks: Mapping[int, str] | None = None,
    finished: int | None = None,
    timestamp: str = "2026-11-21T10:15:00+00:00",
) -> Made:
    """An execution of four scenes with so many pictures of each."""
    folder = server.data / "output" / "stories" / story / "jobs" / "job1" / "executions" / exec_id
    for name in ("input", "images", "videos"):
        (folder / name).mkdir(parents=True)
    made = Made(story, exec_id, folder)
    (folder / "input" / "source_0123456789ab.png").write_bytes(picture("source", 4))
    for order, count in enumerate(pictures) if not isinstance(pictures, Mapping) else pictures.items():
        for variant in range(count):
            made.save(order, variant)
    scenes = [{"order": order, "name": name, "scene_id": f"id{order}"} for order, name in enumerate(SCENES)]
    about = {
        "exec_id": exec_id,
        "input_hash": "0123456789ab",
        "timestamp": timestamp,
        "story_name": story,
        "scene_count": len(scenes),
        "format": 1,
        "job_id": "job1",
        "scenes": scenes,
        "variants": variants,
        "picks": {str(order): name for order, name in (picks or {}).items()},
        "finished": finished,
    }
    (folder / "metadata.json").write_text(json.dumps(about))
    return made


def picture(text: str, colour: int, size: tuple[int, int] = (192, 128)) -> bytes:
    """A picture that can be told from others."""
    image = Image.new("RGB", size, _COLOURS[colour % len(_COLOURS)])
    draw = ImageDraw.Draw(image)
    draw.ellipse(
        [size[0] * 0.3, size[1] * 0.2, size[0] * 0.7, size[1] * 0.8], fill=_COLOURS[(colour + 2) % len(_COLOURS)]
    )
    draw.text((10, 10), text, fill="white", font_size=22)
    buffer = BytesIO()
    image.save(buffer, "PNG")
    return buffer.getvalue()


def tiles(page: Any) -> Any:
    """The pictures of a contact sheet."""
    return page.locator(".penstock-sheet-tile")


def tile(page: Any, scene: str, variant: int) -> Any:
    """One of them; `variant` as file names have it, people count from 1."""
    return page.get_by_role("button", name=f"{scene}, variant {variant + 1}").and_(page.locator(".penstock-sheet-tile"))
