"""E1: the pictures of an execution in story order, the first time and again, beside plain ways to list a folder."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import numpy as np
from attrs import define, frozen
from bench.baseline_executions import by_asking, by_pattern
from bench.table import Row, Wanted, costs, count, faster, shown
from bench.timing import Contender, interleaved
from bench.workbench import Bench

from penstock.core.clock import SystemClock
from penstock.core.contracts.executions import ExecutionKey, ExecutionScene
from penstock.core.execution_names import image_name
from penstock.core.files import Files
from penstock.core.host import HostPaths
from penstock.core.ids import RandomIds
from penstock.plugins.executions.service import ExecutionService
from penstock.plugins.executions.service_specs import assembled
from penstock.plugins.pictures.service import PictureService

VARIANTS: Final = 4


@frozen
class Gallery:
    """An execution with pictures (empty files: only their names are read) of these scenes."""

    paths: HostPaths
    key: ExecutionKey
    folder: Path
    scenes: tuple[str, ...]


@define
class Collector:
    """`first` lists by a service that has never seen the folder, `again` by one that has."""

    gallery: Gallery
    _known: ExecutionService

    def first(self) -> list[str]:
        """The names, by order and variant."""
        return names(service_of(self.gallery.paths), self.gallery.key)

    def again(self) -> list[str]:
        """The same, a second time."""
        return names(self._known, self.gallery.key)


def e1(bench: Bench) -> Iterator[Row]:
    """One folder, four ways."""
    pictures = bench.size(10_000, 1_000)
    made = gallery(bench.fresh("executions"), pictures // VARIANTS)
    ours = Collector(made, service_of(made.paths))
    series = interleaved(
        {
            "pattern": Contender(run=lambda: by_pattern(made.folder)),
            "asking": Contender(run=lambda: by_asking(made.folder, made.scenes, VARIANTS)),
            "first": Contender(run=ours.first),
            "again": Contender(run=ours.again),
        },
        bench.size(7, 3),
    )
    what = f"{pictures:,} pictures in story order"
    yield costs("E1", f"{what}, the first time", series["pattern"], series["first"], 20, "one pattern")
    yield shown("E1", f"{what}, the first time", series["asking"], series["first"], "asking for each file")
    yield faster("E1", f"{what}, again", series["first"], series["again"], 1.5, "the first time")
    yield count("E1", f"{what}, the first time: seconds", series["first"].median, Wanted(at_most=1.0))


def gallery(folder: Path, scenes: int) -> Gallery:
    """An execution of so many scenes with `VARIANTS` pictures each, made in an order that is not the story's."""
    paths = HostPaths(**{name: folder / name for name in ("input", "output", "temp", "user")})
    for path in (paths.input, paths.output, paths.temp, paths.user):
        path.mkdir()
    named = tuple(f"scene_{at:04d}" for at in range(scenes))
    wanted = [ExecutionScene(order=order, name=name) for order, name in enumerate(named)]
    execution, _ = service_of(paths).start("story", wanted, np.zeros((1, 8, 8, 3), np.float32), job="job")
    for variant in reversed(range(VARIANTS)):
        for order, name in enumerate(named):
            (execution.images_dir / f"{image_name(order, name, variant)}.png").touch()
    return Gallery(paths, execution.key, execution.images_dir, named)


def service_of(paths: HostPaths) -> ExecutionService:
    """Executions of these folders, as a process has them that has just started."""
    pictures = PictureService(paths.private / "thumbnails", Files())
    return assembled(paths, Files(), SystemClock(), RandomIds(), lambda: pictures, lambda _event: None)


def names(service: ExecutionService, key: ExecutionKey) -> list[str]:
    """What the collector answers."""
    return [one.name for one in service.images(key)]


GOALS = {"E1": e1}
