"""The pictures of a scene in a run: their size, and what is said of one that is none."""

from typing import Any

import pytest

from penstock.core.errors import BadImage

from .story_world import StoryWorld, place


def picked(world: StoryWorld) -> dict[str, Any]:
    """The first scene of the story."""
    batch = world.run("StorySceneBatch", story_name="tale", job_id="j")["scene_batch"]
    return world.run("StoryScenePick", scene_batch=batch, scene_index=0)


def test_the_size_is_that_of_base_then_depth_then_pose(world: StoryWorld) -> None:
    """As in Scene Select; an upscaled picture counts where there is nothing else."""
    world.story("tale", place("a", "cats"))
    for name, size in (("upscale", (40, 60)), ("pose_open", (12, 16)), ("depth", (8, 10)), ("base", (6, 4))):
        world.picture("cats", name, 0.5, size)
        assert picked(world)["depth_image"].shape == (1, *size, 3)


@pytest.mark.parametrize("data", [b"\x89PNG\r\n\x1a\njunk", b"", b"<html>"])
def test_a_file_that_is_no_picture_is_named(world: StoryWorld, data: bytes) -> None:
    """With its scene: a story may have many."""
    world.story("tale", place("a", "cats"))
    (world.paths.output / "scenes" / "cats" / "base.png").write_bytes(data)
    with pytest.raises(BadImage, match=r"base\.png of the scene 'cats'"):
        picked(world)
