"""The bridge to ComfyUI's mask editor: what it opens, what is taken back, and what is refused."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from attrs import define, evolve
from PIL import Image

from penstock.adapters.testing.corpora.names import hostile_names
from penstock.core.application import Application
from penstock.core.contracts.pools import ChangeKind, Pools
from penstock.core.contracts.uploads import Upload
from penstock.core.errors import BadImage, ClientError, Conflict, NotFound
from penstock.core.host import HostPaths
from penstock.plugins.pools import mask_editor_routes as shapes

Picture = Callable[..., Upload]
LAYERS = ("mask", "paint", "painted", "painted-masked")
SIZE = (5, 4)
COLOUR = (200, 100, 50)


@define
class Bridge:
    """The routes on the one slot of a pool `p`, and the editor that saves files."""

    application: Application
    call_route: Callable[..., Any]
    slot: str

    @property
    def paths(self) -> HostPaths:
        """The host's folders."""
        return self.application.services.get(HostPaths)

    @property
    def pools(self) -> Pools:
        """The pool service."""
        return self.application.services.get(Pools)

    def ask(self, name: str, **more: Any) -> Any:
        """The answer of a route."""
        return self.call_route(self.application, name, pool="p", slot=self.slot, **more)

    def open(self) -> Image.Image:
        """The picture that the editor would open."""
        answer = self.ask("slots.open_mask_editor")
        assert (answer.subfolder, answer.type) == ("", "temp")
        with Image.open(self.paths.temp / answer.filename) as image:
            return image.copy()

    def save(self, alpha: int, folder: Path, stamp: str = "1700000000123", mode: str = "RGBA") -> shapes.EditorResult:
        """What the editor leaves when all is painted down to `alpha`."""
        folder.mkdir(exist_ok=True)
        for layer in LAYERS:
            made = Image.new(mode, SIZE, (9, 9, 9, alpha) if mode == "RGBA" else 9)
            made.save(folder / f"clipspace-{layer}-{stamp}.png")
        subfolder = "clipspace" if folder.name == "clipspace" else ""
        kind = "temp" if self.paths.temp in (folder, folder.parent) else "input"
        return shapes.EditorResult(filename=f"clipspace-painted-masked-{stamp}.png", subfolder=subfolder, type=kind)

    def take_back(self, result: shapes.EditorResult) -> Any:
        """Hand a file of the editor to the slot."""
        return self.ask("slots.mask_from_editor", body=result)

    def levels(self) -> set[int]:
        """The levels of the slot's mask."""
        path = self.pools.store.mask_path("p", self.slot)
        assert path is not None
        with Image.open(path) as image:
            return set(np.unique(np.asarray(image)).tolist())

    def left(self) -> list[str]:
        """The files in the folders that the editor and the bridge use."""
        folders = (self.paths.input, self.paths.input / "clipspace", self.paths.temp, self.paths.temp / "clipspace")
        return sorted(path.name for folder in folders for path in folder.glob("*.png"))


@pytest.fixture
def bridge(penstock_application: Callable[..., Application], call_route: Any, picture: Picture) -> Bridge:
    application = penstock_application()
    (added,) = application.services.get(Pools).add("p", [picture(COLOUR, SIZE)])
    assert added.slot is not None
    return Bridge(application, call_route, added.slot.id)


def test_the_picture_has_the_mask_as_transparency(bridge: Bridge, picture: Picture) -> None:
    """The editor opens the image's colours, opaque without a mask, else transparent where it is painted."""
    made = np.asarray(bridge.open())
    assert made.shape == (4, 5, 4)
    assert (made == (*COLOUR, 255)).all()
    bridge.pools.set_mask("p", bridge.slot, picture(200, SIZE, "L"))
    assert (np.asarray(bridge.open()) == (*COLOUR, 55)).all()


def test_another_mask_is_another_picture(bridge: Bridge, picture: Picture) -> None:
    """A browser never shows the editor an older picture from its cache."""
    before = bridge.ask("slots.open_mask_editor").filename
    assert bridge.ask("slots.open_mask_editor").filename == before
    bridge.pools.set_mask("p", bridge.slot, picture(200, SIZE, "L"))
    assert bridge.ask("slots.open_mask_editor").filename != before


@pytest.mark.parametrize("place", ["input", "input/clipspace", "temp", "temp/clipspace"])
def test_what_the_editor_saved_becomes_the_mask(bridge: Bridge, place: str) -> None:
    """Painted is 255 - alpha, wherever a frontend saves; the files of the editor and the opened one are gone."""
    kind, _, sub = place.partition("/")
    folder = getattr(bridge.paths, kind) / sub
    opened = bridge.ask("slots.open_mask_editor").filename
    result = bridge.save(alpha=30, folder=folder)
    changed = bridge.take_back(evolve(result, opened=opened))
    assert changed.kind is ChangeKind.MASK_SAVED
    assert bridge.levels() == {225}
    assert bridge.left() == []


def test_opened_and_saved_again_is_the_same(bridge: Bridge, picture: Picture) -> None:
    """A mask that goes through the editor untouched comes back level by level."""
    levels = np.arange(20, dtype=np.uint8).reshape(4, 5) * 13
    upload = picture()
    Image.fromarray(levels).save(upload.path, "PNG")
    bridge.pools.set_mask("p", bridge.slot, upload)
    bridge.open().save(bridge.paths.input / "clipspace-painted-masked-7.png")
    bridge.take_back(shapes.EditorResult(filename="clipspace-painted-masked-7.png"))
    path = bridge.pools.store.mask_path("p", bridge.slot)
    assert path is not None
    with Image.open(path) as image:
        assert np.array_equal(np.asarray(image), levels)


def test_a_stale_save_is_refused_and_kept(bridge: Bridge, picture: Picture) -> None:
    """Who painted meanwhile wins until the user says otherwise; then the kept files are taken."""
    result = bridge.save(alpha=0, folder=bridge.paths.input)
    bridge.pools.set_mask("p", bridge.slot, picture(90, SIZE, "L"))
    with pytest.raises(Conflict):
        bridge.take_back(shapes.EditorResult(filename=result.filename, revision=0))
    assert bridge.levels() == {90}
    bridge.take_back(result)
    assert bridge.levels() == {255}


def test_cancelling_leaves_nothing(bridge: Bridge) -> None:
    """Closing deletes the opened picture, and the editor's files where they are named; the mask stays as it was."""
    opened = bridge.ask("slots.open_mask_editor").filename
    bridge.ask("slots.close_mask_editor", query=shapes.EditorLeftovers(opened=opened))
    assert bridge.left() == []
    result = bridge.save(alpha=0, folder=bridge.paths.input)
    bridge.ask("slots.close_mask_editor", query=shapes.EditorLeftovers(filename=result.filename))
    assert bridge.left() == []
    assert bridge.pools.store.mask_path("p", bridge.slot) is None


def test_a_picture_without_transparency_is_no_mask(bridge: Bridge) -> None:
    """Colours never become a mask, and nothing is deleted."""
    result = bridge.save(alpha=0, folder=bridge.paths.input, mode="RGB")
    with pytest.raises(BadImage):
        bridge.take_back(result)
    assert len(bridge.left()) == len(LAYERS)


def test_only_the_editors_own_names_are_taken(bridge: Bridge) -> None:
    """Other names, places and kinds are refused, and the files stay."""
    good = bridge.save(alpha=0, folder=bridge.paths.input)
    wrong = [
        {"filename": name}
        for name in (
            "photo.png",
            "clipspace-painted-1700000000123.png",
            "clipspace-mask-1700000000123.png",
            "clipspace-painted-masked-.png",
            "clipspace-painted-masked-1٣.png",
            "clipspace-painted-masked-1700000000123.png\n",
            "../input/clipspace-painted-masked-1700000000123.png",
            "clipspace-painted-masked-1700000000123.png/../x.png",
            *(hostile.name for hostile in hostile_names() if hostile.name),
        )
    ]
    wrong += [{"filename": good.filename, "subfolder": sub} for sub in ("..", "/", "grid_pool", "clipspace/..", "\0")]
    wrong += [{"filename": good.filename, "opened": name} for name in ("../x.png", "photo.png", "penstock-mask-.png")]
    wrong += [{"filename": good.filename, "type": kind} for kind in ("output", "user", "", "../input")]
    for values in wrong:
        with pytest.raises(ClientError):
            bridge.take_back(shapes.EditorResult(**values))
        with pytest.raises(ClientError):
            bridge.ask("slots.close_mask_editor", query=shapes.EditorLeftovers(**{"filename": "x", **values}))
    assert len(bridge.left()) == len(LAYERS)


def test_a_link_is_not_followed(bridge: Bridge, tmp_path: Path) -> None:
    """A name that leads elsewhere, inside or outside the folder, is refused, and what it leads to stays."""
    outside = tmp_path / "outside.png"
    inside = bridge.paths.input / "mine.png"
    for number, target in enumerate((outside, inside)):
        Image.new("RGBA", SIZE).save(target)
        (bridge.paths.input / f"clipspace-painted-masked-{number}.png").symlink_to(target)
        with pytest.raises(ClientError):
            bridge.take_back(shapes.EditorResult(filename=f"clipspace-painted-masked-{number}.png"))
        assert target.exists()
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (bridge.paths.input / "clipspace").symlink_to(elsewhere)
    Image.new("RGBA", SIZE).save(elsewhere / "clipspace-painted-masked-9.png")
    with pytest.raises(ClientError):
        bridge.take_back(shapes.EditorResult(filename="clipspace-painted-masked-9.png", subfolder="clipspace"))
    assert (elsewhere / "clipspace-painted-masked-9.png").exists()


def test_unknown_slots_and_files_are_not_found(bridge: Bridge) -> None:
    """A slot that is gone and a file that is not there are a 404."""
    with pytest.raises(NotFound):
        bridge.take_back(shapes.EditorResult(filename="clipspace-painted-masked-5.png"))
    bridge.slot = "gone"
    with pytest.raises(NotFound):
        bridge.ask("slots.open_mask_editor")
