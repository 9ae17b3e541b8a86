"""I1 and I3: from a picture's file to the array that leaves a node."""

import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

from bench.baseline_images import load_image
from bench.pictures import saved
from bench.table import Row, Wanted, count, faster, ratio, unmeasured
from bench.timing import Contender, interleaved
from bench.workbench import Bench

from penstock.plugins.pools.arrays import DecodedImages, image_array, load_rgb


def folder_of(bench: Bench) -> Path:
    """Where the pictures of this run are."""
    return bench.once("pictures", partial(bench.fresh, "pictures"))


def ours(path: Path) -> Any:
    """A picture that was not read before."""
    return image_array(load_rgb(path))


def _loaders(bench: Bench) -> dict[str, Callable[[Path], Any]]:
    made: dict[str, Callable[[Path], Any]] = {"ours": ours, "baseline": load_image}
    if bench.peer is not None:
        try:
            made["peer"] = bench.peer.imaging.load_image_tensor
        except ImportError as error:
            bench.say(f"the peer's images are left out: {error}")
    return made


def i1(bench: Bench) -> Iterator[Row]:
    """Reading with Pillow alone, bit for bit the same."""
    cases = [(1024, "PNG", 1.05), (4096, "PNG", 1.15), (4096, "JPEG", 1.4)]
    for side, kind, times in bench.size(cases, cases[:1]):
        path = saved(folder_of(bench), side, kind)
        loaders = _loaders(bench)
        calls = 8 if side == 1024 else 2
        contenders = {name: Contender(run=partial(load, path), calls=calls) for name, load in loaders.items()}
        series = interleaved(contenders, rounds=bench.size(7 if side == 1024 else 4, 3))
        for rival in [name for name in loaders if name != "ours"]:
            yield faster("I1", f"{side} x {side} {kind}", series[rival], series["ours"], times, rival)
        yield count("I1", f"{side} x {side} {kind}: values that differ", _differing(path), Wanted(0, 0), "", "baseline")


def _differing(path: Path) -> int:
    return int((ours(path) != load_image(path)).sum())


def i2(_bench: Bench) -> Iterator[Row]:
    """Reading with a decoder that somebody installed beside Pillow."""
    yield unmeasured("I2", "with an optional fast decoder", "Penstock reads pictures with Pillow alone")


def i3(bench: Bench) -> Iterator[Row]:
    """Memory, the same picture again, and several at a time."""
    yield from _peaks(bench)
    kept = DecodedImages()
    for side in bench.size((1024, 4096), (1024,)):
        path = saved(folder_of(bench), side, "PNG")
        again = {
            "ours": Contender(run=partial(kept.image, path), calls=10),
            "baseline": Contender(run=partial(load_image, path), calls=2),
        }
        series = interleaved(again, rounds=bench.size(7, 3))
        yield faster("I3", f"the same {side} x {side} PNG again", series["baseline"], series["ours"], 12)
    paths = several(bench, "PNG", bench.size(16, 8))
    loads = {
        "ours": Contender(run=partial(on_two_threads, ours, paths)),
        "baseline": Contender(run=lambda: [load_image(path) for path in paths]),
    }
    series = interleaved(loads, rounds=bench.size(7, 3))
    yield faster("I3", f"{len(paths)} images, ours on 2 threads", series["baseline"], series["ours"], 1.5)


def several(bench: Bench, kind: str, many: int) -> list[Path]:
    """Different files of photographs of 1024 x 1024 (four photographs, copied)."""
    folder = folder_of(bench)
    made = [saved(folder, 1024, kind, seed) for seed in range(1, 5)]
    copies = [folder / f"copy_{number}.{kind.lower()}" for number in range(many)]
    for number, copy in enumerate(copies):
        shutil.copyfile(made[number % len(made)], copy)
    return copies


def on_two_threads(work: Callable[[Path], Any], paths: list[Path]) -> None:
    """All of them, two at a time, each let go of when it is done."""
    with ThreadPoolExecutor(2) as workers:
        for done in workers.map(lambda path: work(path) is not None, paths):
            if not done:
                raise AssertionError("a picture came out empty")


def _peaks(bench: Bench) -> Iterator[Row]:
    side = bench.size(4096, 2048)
    path = saved(folder_of(bench), side, "PNG")
    what = f"peak memory, {side} x {side} PNG"
    if sys.platform != "linux":
        yield unmeasured("I3", what, "only Linux lets a process start its peak anew")
        return
    theirs, mine = (_peak(name, path) for name in ("baseline", "ours"))
    yield ratio("I3", what, theirs / 1e6, mine / 1e6, Wanted(at_most=0.6), "baseline", " MB")


def _peak(name: str, path: Path) -> int:
    script = Path(__file__).with_name("memory_child.py")
    done = subprocess.run([sys.executable, str(script), name, str(path)], check=True, capture_output=True, text=True)
    return int(done.stdout)


GOALS = {"I1": i1, "I2": i2, "I3": i3}
