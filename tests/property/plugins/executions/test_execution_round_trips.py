"""What one node names, every other reads: namer, resolver, collector, saver, video namer, for names of every kind."""

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from attrs import define
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from penstock.adapters.testing.corpora import strategies
from penstock.adapters.testing.execution_house import ExecutionHouse
from penstock.core.contracts.executions import Execution, Executions, ExecutionScene
from penstock.core.errors import PenstockError
from penstock.core.execution_names import parse_image, parse_video, slug
from penstock.core.nodes import NodeResult
from penstock.core.services import Services
from penstock.plugins.executions.nodes import nodes

names = st.one_of(
    st.text(min_size=1, max_size=200),
    strategies.names(),
    st.sampled_from(
        ["to", "TO TO", "a to b", "A-B", "a.b", "con", "NUL.txt", "x" * 200, "日本", "é", "e\u0301", "00", "_"]
    ),
).filter(str.strip)
orders = st.integers(min_value=0, max_value=9_999)
variants = st.integers(min_value=0, max_value=999)
profile = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@define
class Call:
    """As much of a run as these nodes ask for."""

    services: Services
    prompt: Any = None
    metadata: Any = None

    def interrupted(self) -> bool:
        return False


@define
class World:
    """An execution, and its nodes."""

    house: ExecutionHouse
    found: Execution
    services: Services

    def run(self, node: str, **inputs: Any) -> tuple[Any, ...]:
        spec = next(spec for spec in nodes() if spec.id == node)
        made: Any = spec.run(Call(self.services), **inputs)  # type: ignore[arg-type]
        return made.values if isinstance(made, NodeResult) else made


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    """One execution for all examples: each takes away what it made."""
    with tempfile.TemporaryDirectory() as folder:
        house = ExecutionHouse(Path(folder))
        services = Services()
        services.put(Executions, house.executions)
        yield World(house, house.begin(["A"], job="j"), services)


def only_file(world: World, data: bytes, path: str) -> None:
    """The folder of pictures holds just this file."""
    for old in world.found.images_dir.iterdir():
        old.unlink()
    Path(path).write_bytes(data)


@profile
@given(name=names, order=orders, variant=variants, extension=st.sampled_from([".png", "jpg", ".webp"]))
def test_what_is_named_is_collected(world: World, name: str, order: int, variant: int, extension: str) -> None:
    """Namer and resolver say where; a file that is written there is found by the collector, under its scene."""
    (prefix,) = world.run("StoryImageNamer", scene_order=order, scene_name=name, variant_index=variant)
    folder = str(world.found.images_dir)
    paths = world.run("StoryPathResolver", exec_images_dir=folder, filename_prefix=prefix, extension=extension)
    assert Path(paths[1]).parent == world.found.images_dir
    only_file(world, b"x", paths[1])
    for filters in ({}, {"scene_order_filter": order}, {"scene_name_filter": name}):
        found, count, groups = world.run("StoryImageCollector", exec_images_dir=folder, **filters)
        assert (found, count, groups) == ([paths[1]], 1, {order: [paths[1]]})
    (image,) = world.house.executions.images(world.found.key)
    assert (image.order, image.scene, image.variant) == (order, slug(name), variant)


@profile
@given(name=names, order=orders, count=st.integers(min_value=1, max_value=3))
def test_what_is_saved_is_collected(world: World, name: str, order: int, count: int) -> None:
    """Pictures that are saved as variants are found in their order, with their bytes."""
    for old in world.found.images_dir.iterdir():
        old.unlink()
    data = [bytes([index]) for index in range(count)]
    scene = ExecutionScene(order=order, name=name)
    saved = world.house.executions.save_images(world.found.key, scene, [lambda one=one: one for one in data], "png")  # type: ignore[misc]
    found, _, _ = world.run("StoryImageCollector", exec_images_dir=str(world.found.images_dir))
    assert [Path(path).read_bytes() for path in found] == data
    assert [one.variant for one in saved.images] == list(range(count))
    assert all(parse_image(one.name) for one in saved.images)


@profile
@given(name=names, following=st.one_of(st.just(""), names), order=orders)
def test_videos_are_found_with_both_scenes(world: World, name: str, following: str, order: int) -> None:
    """A video that is written where namer and resolver say is listed with both its scenes, with a counter too."""
    (prefix,) = world.run("StoryVideoNamer", scene_order=order, scene_name=name, next_scene_name=following)
    paths = world.run(
        "StoryVideoPathResolver", exec_videos_dir=str(world.found.videos_dir), filename_prefix=prefix, extension="mp4"
    )
    for path in world.found.videos_dir.iterdir():
        path.unlink()
    Path(paths[1]).write_bytes(b"v")
    Path(f"{paths[2]}_00001_.webp").write_bytes(b"v")
    videos = world.house.executions.store.videos(world.found.key)
    wanted = slug(following) if following else ""
    assert [(one.says.order, one.says.scene, one.says.next_scene) for one in videos] == [
        (order, slug(name), wanted)
    ] * 2
    assert parse_video(Path(paths[1]).name) is not None


@profile
@given(folder=strategies.names(), prefix=strategies.names(), parts=st.lists(strategies.names(), max_size=6))
def test_no_folder_and_no_prefix_leads_out(world: World, folder: str, prefix: str, parts: list[str]) -> None:
    """Whatever a workflow says: the path is below the stories, or it is refused."""
    root = world.house.root.resolve()
    for given_folder in (folder, f"stories/{folder}", "/".join(("stories", *parts)), str(root / "tale") + "/" + folder):
        try:
            paths = world.run(
                "StoryPathResolver", exec_images_dir=given_folder, filename_prefix=prefix, extension=".png"
            )
        except PenstockError:
            continue
        assert Path(paths[1]).resolve().is_relative_to(root)
        assert Path(paths[1]).resolve() != root
