"""Folder Image Loader: its inputs and outputs, what the page is told, when it runs again, one listing for a run."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from attrs import define, field
from PIL import Image

from penstock.adapters.testing.fakes import CountingIds, FakeClock
from penstock.core.contracts.datasets import Datasets, FolderListing
from penstock.core.errors import EndOfFolder, NotFound
from penstock.core.events.base import Event
from penstock.core.files import Files
from penstock.core.nodes import NodeResult, NodeSpec
from penstock.core.services import Services
from penstock.plugins.datasets import listing, nodes_loader_fingerprint
from penstock.plugins.datasets.nodes_loader import folder_image_loader
from penstock.plugins.datasets.nodes_loader_runs import RunListings
from penstock.plugins.datasets.service_specs import assembled

from ..conftest import Call
from .loader_sets import Sets, levels

LINKED = None


@define
class Loader:
    """The node on a service of its own, its host's folders empty."""

    input: Path
    services: Services = field(factory=Services)
    run_id: str = "run"
    spec: NodeSpec = field(factory=folder_image_loader)

    @property
    def call(self) -> Call:
        return Call(self.services, prompt_id=self.run_id)

    def draw(self, name: str, level: int = 0) -> Path:
        path = self.input / name
        path.parent.mkdir(parents=True, exist_ok=True)
        Image.new("RGB", (4, 3), (level,) * 3).save(path)
        return path

    def run(self, folder: str = "cats", index: int = 0, depth: int = 0) -> NodeResult:
        result = self.spec.run(self.call, folder=folder, index=index, depth=depth)
        assert isinstance(result, NodeResult)
        return result

    def fingerprint(self, **inputs: Any) -> str | None:
        """As a new run asks for it."""
        self.run_id += "'"
        given = {"folder": "cats", "index": 0, "depth": 0, **inputs}
        return self.spec.fingerprint_of(self.services, lambda: self.call, given)


@pytest.fixture
def loader(tmp_path: Path) -> Loader:
    """The node."""
    sets = Sets(tmp_path / "host")
    pools: Any = None
    made = Loader(sets.input)
    events: list[Event] = []
    made.services.put(
        Datasets,
        assembled(
            sets.folders.paths,
            Files(),
            FakeClock(),
            CountingIds(),
            pools,
            sets.pictures,
            events.append,
            lambda: ("", ""),
        ),
    )
    return made


@pytest.fixture
def scans(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of folders that were listed."""
    found: list[str] = []
    real = os.scandir

    def scandir(path: str) -> Any:
        found.append(Path(path).name)
        return real(path)

    monkeypatch.setattr(listing.os, "scandir", scandir)
    return found


def test_inputs_and_outputs_are_those_of_dataset_gates(loader: Loader) -> None:
    """Saved workflows map values and links by place."""
    assert [(one.id, one.type, one.default) for one in loader.spec.inputs] == [
        ("folder", "STRING", ""),
        ("index", "INT", 0),
        ("depth", "INT", 0),
    ]
    index, depth = loader.spec.inputs[1:]
    assert (index.minimum, index.maximum, index.control_after_generate) == (0, 2**64 - 1, "increment")
    assert (depth.minimum, depth.maximum) == (-1, 64)
    outputs = [(one.id, one.type) for one in loader.spec.outputs]
    assert outputs == [
        ("image", "IMAGE"),
        ("text", "STRING"),
        ("mask", "MASK"),
        ("filename", "STRING"),
        ("index", "INT"),
    ]


def test_a_run_gives_one_picture_and_tells_the_page(loader: Loader) -> None:
    """Pixels, caption, mask, stem and place; folder, count, place and name for the strip."""
    loader.draw("cats/a.png", 1)
    loader.draw("cats/in/b.png", 2)
    (loader.input / "cats" / "in" / "b.txt").write_text("a cat")
    result = loader.run(index=1, depth=-1)
    image, text, mask, stem, index = result.values
    assert levels(image) == [[[[2, 2, 2]] * 4] * 3]
    assert (text, levels(mask), stem, index) == ("a cat", [[[0] * 4] * 3], "b", 1)
    assert result.ui == {"folder": ["input/cats"], "count": [2], "index": [1], "name": ["in/b.png"]}


def test_the_run_says_what_is_wrong_and_the_fingerprint_does_not(loader: Loader) -> None:
    """A walk ends by `EndOfFolder`; a host that asks for the fingerprint before it is not disturbed."""
    loader.draw("cats/a.png")
    with pytest.raises(EndOfFolder, match="The only picture of input/cats was used"):
        loader.run(index=1)
    assert loader.fingerprint(index=1) != loader.fingerprint(index=0)
    with pytest.raises(NotFound):
        loader.run(folder="dogs")
    assert loader.fingerprint(folder="/etc")


def test_what_was_wrong_in_one_run_is_no_state_of_another(loader: Loader) -> None:
    """A run may make the folder that it lacked at first: its result must not be found when the folder lacks again."""
    assert loader.fingerprint(folder="dogs") != loader.fingerprint(folder="dogs")


def test_a_folder_that_can_never_be_used_is_said_before_the_run(loader: Loader) -> None:
    """One that is not there yet may be made by the run, a linked one is not known."""
    assert loader.spec.validate is not None
    assert loader.spec.validate(loader.services, folder=LINKED) is True
    assert loader.spec.validate(loader.services, folder="later") is True
    said = loader.spec.validate(loader.services, folder="/etc")
    assert isinstance(said, str)
    assert "allowed" in said


@pytest.mark.parametrize("companion", ["a.png", "a.txt", "a.caption", "a-masklabel.png", "masks/a.png"])
def test_the_fingerprint_is_that_of_the_picture_and_what_belongs_to_it(loader: Loader, companion: str) -> None:
    """It changes when one of these files comes, changes or goes, and with nothing else."""
    loader.draw("cats/a.png")
    loader.draw("cats/b.png")
    path = loader.input / "cats" / companion
    seen = [loader.fingerprint()]
    assert loader.fingerprint() == seen[0]
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(b"one")
    seen.append(loader.fingerprint())
    os.utime(path, ns=(1, 1))
    seen.append(loader.fingerprint())
    path.write_bytes(b"four")
    os.utime(path, ns=(1, 1))
    seen.append(loader.fingerprint())
    assert len(set(seen)) == 4
    (loader.input / "cats" / "b.png").write_bytes(b"another")
    (loader.input / "cats" / "b.txt").write_text("text")
    assert loader.fingerprint() == seen[-1]


def test_the_fingerprint_knows_the_count_and_the_place(loader: Loader) -> None:
    """The page shows how many there are; another index is another picture."""
    loader.draw("cats/a.png")
    loader.draw("cats/b.png")
    before = loader.fingerprint()
    assert before != loader.fingerprint(index=1)
    loader.draw("cats/c.png")
    assert before != loader.fingerprint()


@pytest.mark.parametrize(
    "inputs",
    [{"index": LINKED}, {"index": LINKED, "depth": LINKED}, {"folder": LINKED}, {"folder": LINKED, "index": LINKED}],
)
@pytest.mark.parametrize("changed", ["b.png", "b.txt", "b-masklabel.png", "masks/b.png", "c.png"])
def test_with_linked_inputs_every_picture_that_may_be_meant_counts(
    loader: Loader, inputs: dict[str, Any], changed: str
) -> None:
    """Any picture of the folder with what belongs to it."""
    loader.draw("cats/a.png")
    loader.draw("cats/b.png")
    before = loader.fingerprint(**inputs)
    assert loader.fingerprint(**inputs) == before
    path = loader.input / "cats" / changed
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(b"changed")
    assert loader.fingerprint(**inputs) != before


def test_a_linked_depth_means_all_folders_below(loader: Loader) -> None:
    """Whatever the depth will be, its pictures count."""
    loader.draw("cats/a.png")
    before = loader.fingerprint(depth=LINKED)
    assert loader.fingerprint(depth=LINKED) == before
    loader.draw("cats/in/deep/b.png")
    assert loader.fingerprint(depth=LINKED) != before


def test_with_a_linked_folder_masks_behind_a_link_count(loader: Loader) -> None:
    """Whatever the run may load: their folder may be hidden where it is stored."""
    loader.draw("cats/a.png")
    mask = loader.draw(".painted/a.png")
    (loader.input / "cats" / "masks").symlink_to(mask.parent)
    before = loader.fingerprint(folder=LINKED)
    assert loader.fingerprint(folder=LINKED) == before
    mask.write_bytes(b"changed")
    assert loader.fingerprint(folder=LINKED) != before


@pytest.mark.parametrize("inputs", [{}, {"index": LINKED}, {"folder": LINKED}])
@pytest.mark.parametrize("companion", ["a.png", "a.txt", "masks/a.png"])
def test_a_file_that_was_written_in_place_with_its_old_time_counts(
    loader: Loader, inputs: dict[str, Any], companion: str
) -> None:
    """Copying may keep the time and the length: when the file itself was changed last is asked, too."""
    loader.draw("cats/a.png")
    path = loader.input / "cats" / companion
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(b"one")
    before, state = loader.fingerprint(**inputs), path.stat()
    until = state.st_ctime_ns
    while path.stat().st_ctime_ns == until:  # clocks of disks are coarse
        path.write_bytes(b"two")
        os.utime(path, ns=(state.st_atime_ns, state.st_mtime_ns))
    assert loader.fingerprint(**inputs) != before


def test_with_a_linked_folder_and_too_many_files_the_node_runs_each_time(
    loader: Loader, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Looking at all of them would cost more than the run."""
    loader.draw("cats/a.png")
    monkeypatch.setattr(nodes_loader_fingerprint, "_MOST", 0)
    assert loader.fingerprint(folder=LINKED) != loader.fingerprint(folder=LINKED)


def test_a_folder_is_listed_once_in_a_run(loader: Loader, scans: list[str]) -> None:
    """The fingerprint and each call share the listing; the next run lists it anew."""
    loader.draw("cats/a.png")
    loader.draw("cats/b.png")
    loader.fingerprint()
    loader.run()
    loader.run(index=1)
    assert scans == ["cats"]
    loader.run_id = "next"
    loader.draw("cats/c.png")
    assert loader.run(index=2).ui["count"] == [3]
    assert scans == ["cats"] * 2


def test_each_folder_and_depth_has_its_own_listing_in_a_run(loader: Loader) -> None:
    """Two loaders in one graph do not disturb each other."""
    loader.draw("cats/a.png", 1)
    loader.draw("cats/in/b.png", 2)
    loader.draw("dogs/a.png", 3)
    assert loader.run("cats").ui["count"] == [1]
    assert loader.run("cats", depth=-1).ui["count"] == [2]
    assert loader.run("dogs").ui["count"] == [1]
    assert levels(loader.run("dogs").values[0])[0][0][0] == [3, 3, 3]


def test_listings_of_older_runs_are_forgotten() -> None:
    """What is kept has a bound: two runs, and names; what was just asked for always stays."""
    made: list[str] = []
    runs = RunListings()
    names = tuple(str(number) for number in range(200_000))

    def make(of: str) -> Callable[[], FolderListing]:
        def listed() -> FolderListing:
            made.append(of)
            return FolderListing(address=of, path=Path(of), depth=0, names=names)

        return listed

    for run in ("1", "1", "2", "1", "3", "3", "2"):
        runs.of(run, ("big", 0), make(run))
    assert made == ["1", "2", "1", "3", "2"]
    for _ in range(2):
        runs.of("", ("big", 0), make("none"))
    assert made[-2:] == ["none"] * 2


@pytest.mark.parametrize("folder", ["cats", LINKED])
def test_a_run_of_the_same_name_is_a_run_of_its_own(loader: Loader, folder: str | None) -> None:
    """A prompt may be sent again with its old id: a node's fingerprint is asked for once in a run."""

    def asked(node: str) -> str | None:
        given = {"folder": folder, "index": 5, "depth": 0}
        call = Call(loader.services, prompt_id=loader.run_id, node_id=node)
        return loader.spec.fingerprint_of(loader.services, lambda: call, given)

    loader.draw("cats/a.png")
    before = asked("1")
    assert loader.run().ui["count"] == [1]
    loader.draw("cats/b.png")
    assert loader.run().ui["count"] == [1]
    asked("2")
    asked("")
    asked("")
    assert loader.run().ui["count"] == [1]
    assert asked("1") != before
    assert loader.run().ui["count"] == [2]


def test_what_could_not_be_listed_is_tried_again(loader: Loader) -> None:
    """An error is not kept for the run: a folder may be made by a node before."""
    with pytest.raises(NotFound):
        loader.run()
    loader.draw("cats/a.png")
    assert loader.run().ui["count"] == [1]
