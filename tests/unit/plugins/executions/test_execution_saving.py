"""A batch is saved in one look at what is there, however many pictures that are."""

from pathlib import Path
from typing import Any, cast

from attrs import define, field

from penstock.adapters.testing.fakes import FakeClock
from penstock.core.files import Files
from penstock.plugins.executions.listings import Listings, image_listings
from penstock.plugins.executions.saving import Saving, Wanted


@define
class Counted:
    """Listings that count how often they are asked."""

    looks: int = 0
    _listings: Any = field(factory=image_listings)

    def of(self, folder: Path) -> Any:
        """The same as without counting."""
        self.looks += 1
        return self._listings.of(folder)


def saving(listings: Counted) -> Saving:
    """Into real folders."""
    return Saving(Files(), FakeClock(), cast("Listings[Any]", listings))


def wanted(count: int) -> Wanted:
    """New pictures of one scene."""
    return Wanted(order=3, scene="a", batch=[lambda n=n: b"%d" % n for n in range(count)], extension=".png")


def test_a_batch_is_placed_in_one_look(tmp_path: Path) -> None:
    """Behind the pictures that are there, in its order."""
    folder = tmp_path / "pictures"
    folder.mkdir()
    saving(Counted()).save(folder, wanted(2))
    listings = Counted()
    saved = saving(listings).save(folder, wanted(40))
    assert listings.looks == 1
    assert saved.names == tuple(f"003_a_{number:02d}.png" for number in range(2, 42))
    assert [(folder / name).read_bytes() for name in saved.names] == [b"%d" % number for number in range(40)]


def test_names_that_others_took_meanwhile_are_left_to_them(tmp_path: Path) -> None:
    """No file is overwritten, and the batch goes on behind it."""
    folder = tmp_path / "pictures"
    folder.mkdir()

    class Crowded(Counted):
        """Another program writes as soon as somebody has looked."""

        def of(self, folder: Path) -> Any:
            found = super().of(folder)
            (folder / "003_a_01.png").write_bytes(b"theirs")
            return found

    saved = saving(Crowded()).save(folder, wanted(3))
    assert saved.names == ("003_a_00.png", "003_a_02.png", "003_a_03.png")
    assert (folder / "003_a_01.png").read_bytes() == b"theirs"
