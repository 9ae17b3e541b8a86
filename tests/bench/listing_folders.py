"""D1: the pictures of a large folder in natural order, beside one plain pass over it and the same sort."""

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from bench.baseline_folders import plain_listing
from bench.table import Row, costs
from bench.timing import Contender, interleaved
from bench.workbench import Bench

from penstock.core.host import HostPaths
from penstock.plugins.datasets.folders import Folders
from penstock.plugins.datasets.listing import list_images

SETS: Final = ("flat", "captioned")


def d1(bench: Bench) -> Iterator[Row]:
    """A folder of pictures, and one where each picture has a caption and every tenth a mask."""
    pictures = bench.size(100_000, 5_000)
    folders = host(bench.fresh("folders"))
    for name in SETS:
        plant(folders.paths.input / name, pictures, companions=name == "captioned")
        series = interleaved(
            {
                "plain": Contender(run=lambda name=name: plain_listing(folders.paths.input / name)),
                "ours": Contender(run=lambda name=name: ours(folders, name)),
            },
            bench.size(5, 3),
        )
        what = f"{pictures:,} pictures of a folder, {name}"
        yield costs("D1", what, series["plain"], series["ours"], 2, "one pass, the same sort")


def host(root: Path) -> Folders:
    """A host's folders, empty."""
    paths = HostPaths(**{name: root / name for name in ("input", "output", "temp", "user")})
    for path in (paths.input, paths.output, paths.temp, paths.user):
        path.mkdir()
    return Folders(paths, lambda: ("", ""))


def plant(folder: Path, pictures: int, *, companions: bool) -> None:
    """Empty files (only names are read), made in an order that is not theirs."""
    numbers = list(range(pictures))
    random.Random(1).shuffle(numbers)
    (folder / "masks").mkdir(parents=True)
    for number in numbers:
        (folder / f"picture_{number}.png").touch()
        if companions:
            (folder / f"picture_{number}.txt").touch()
        if companions and number % 10 == 0:
            (folder / f"picture_{number}-masklabel.png").touch()


def ours(folders: Folders, name: str) -> tuple[str, ...]:
    """Our listing."""
    return list_images(folders, name).names


GOALS = {"D1": d1}
