"""The duplicate finder in a host in memory: pictures go in by the routes, as in both hosts."""

import io

import numpy as np
import pytest
from penstock_duplicate_finder import ACTION, DISTANCE, DuplicateFinder
from PIL import Image, ImageFilter

from penstock.core.contracts.pools import Pools
from penstock.core.settings import Settings


def photograph(seed, size=(96, 64)):
    """A picture with large soft shapes, as photographs have; another one for each seed."""
    noise = np.random.default_rng(seed).integers(0, 256, (9, 13, 3), np.uint8)
    return Image.fromarray(noise).resize(size, Image.Resampling.BICUBIC).filter(ImageFilter.GaussianBlur(1))


def file_of(image, kind="PNG", **options):
    """The picture as bytes of a file."""
    stream = io.BytesIO()
    image.save(stream, kind, **options)
    return stream.getvalue()


class House:
    """A started Penstock with the plugin."""

    def __init__(self, application, client, finder):
        self.application, self.client, self.finder = application, client(application), finder
        self.store = application.services.get(Pools).store
        self.settings = application.services.get(Settings)

    def add(self, *files):
        """Add files to the pool `cats`; the answer, once the plugin has done its part."""
        named = [(f"{place}.png", data) for place, data in enumerate(files)]
        answer = self.client.post("/penstock/pools/cats/slots", {}, {"images": named})
        self.settle()
        return answer

    def settle(self):
        """Wait until the plugin has heard of everything and has done it."""
        assert self.application.dispatcher.settle()
        self.finder.thread.submit(int).result(30)
        assert self.application.dispatcher.settle()

    def labels(self):
        """The labels by slot."""
        return {slot.id: slot.label for slot in self.store.page("cats", 0, 500).slots}


@pytest.fixture
def house(penstock_application, penstock_client):
    """Patient, since this machine may be slow."""
    finder = DuplicateFinder()
    finder.patience = 60
    return House(penstock_application(finder), penstock_client, finder)


def test_a_picture_that_was_saved_again_is_named_in_its_label(house):
    """Smaller and as a JPEG it is still the same picture; another one is none."""
    first, other = photograph(1), photograph(2)
    house.add(file_of(first))
    house.add(file_of(first.resize((48, 32)), "JPEG", quality=60))
    house.add(file_of(other))
    assert house.labels() == {"img_0001": "", "img_0002": "duplicate of img_0001", "img_0003": ""}


def test_of_two_in_one_upload_the_later_one_is_named(house):
    """Both come in together; the first stays as it is."""
    house.add(file_of(photograph(1)), file_of(photograph(1)))
    assert list(house.labels().values()) == ["", "duplicate of img_0001"]


def test_a_label_that_is_there_is_kept(house):
    """The words come after it."""
    pools = house.application.services.get(Pools)
    house.settings.set(ACTION, "off")
    house.add(file_of(photograph(1)), file_of(photograph(1)))
    pools.label("cats", "img_0002", "a cat")
    house.finder.tag("cats", "img_0002")
    assert house.labels()["img_0002"] == "a cat, duplicate of img_0001"


def test_a_near_duplicate_is_refused_with_a_reason(house):
    """It is not stored, and the sender reads which one it looks like."""
    house.settings.set(ACTION, "refuse")
    house.add(file_of(photograph(1)))
    refused = house.add(file_of(photograph(1), "JPEG", quality=70))
    assert refused.error["code"] == "refused"
    assert refused.error["message"] == "0.png looks like img_0001, which is in the pool."
    assert house.add(file_of(photograph(2))).status == 200
    assert list(house.labels()) == ["img_0001", "img_0002"]


def test_a_copy_that_somebody_asks_for_is_made(house):
    """Duplicating a slot is meant; its label stays as it was."""
    house.settings.set(ACTION, "refuse")
    house.add(file_of(photograph(1)))
    house.application.services.get(Pools).duplicate("cats", ["img_0001"])
    house.settle()
    assert house.labels() == {"img_0001": "", "img_0002": ""}


def test_a_pool_that_is_still_being_read_does_not_hold_up_an_upload(house):
    """Without patience the picture comes in, and is named a moment later."""
    house.settings.set(ACTION, "refuse")
    house.add(file_of(photograph(1)))
    house.finder.patience = 0
    house.finder.thread.submit(house.finder.read.clear)
    answer = house.add(file_of(photograph(1)))
    assert answer.status >= 400 or house.labels()["img_0002"] == "duplicate of img_0001"


def test_a_pool_that_was_made_anew_is_read_anew(house):
    """It has the same id and the same revision, and other pictures."""
    house.settings.set(ACTION, "refuse")
    house.add(file_of(photograph(1)))
    house.add(file_of(photograph(2)))
    house.application.services.get(Pools).delete("cats")
    house.add(file_of(photograph(3)))
    house.add(file_of(photograph(4)))
    assert house.add(file_of(photograph(1))).status == 200
    assert list(house.labels().values()) == ["", "", ""]


def test_plain_surfaces_are_never_duplicates(house):
    """A white and a gray picture have nothing to be compared by."""
    house.add(file_of(Image.new("RGB", (32, 32), "white")), file_of(Image.new("RGB", (32, 32), "gray")))
    assert set(house.labels().values()) == {""}


def test_the_distance_is_a_setting(house):
    """A picture with its border cut off counts only where much may differ."""
    cropped = photograph(3).crop((5, 3, 91, 61))
    house.settings.set(DISTANCE, 0)
    house.add(file_of(photograph(3)), file_of(cropped))
    assert house.labels()["img_0002"] == ""
    house.settings.set(DISTANCE, 40)
    house.finder.tag("cats", "img_0002")
    assert house.labels()["img_0002"] == "duplicate of img_0001"


def test_a_file_that_is_gone_costs_only_itself(house):
    """The others are compared all the same."""
    house.add(file_of(photograph(1)), file_of(photograph(2)))
    house.store.image_path("cats", "img_0001").unlink()
    house.finder.known.clear()
    house.add(file_of(photograph(2)))
    assert house.labels()["img_0003"] == "duplicate of img_0002"


def test_the_command_names_what_was_there_before(house):
    """`penstock find-duplicates cats` changes nothing."""
    house.settings.set(ACTION, "off")
    house.add(file_of(photograph(1)), file_of(photograph(2)), file_of(photograph(1)))
    said = []
    call = type("Call", (), {"values": {"pool": "cats"}, "say": staticmethod(said.append)})
    (command,) = [one for one in house.application.commands if one.name == "find-duplicates"]
    command.run(call)
    assert said == ["img_0003 looks like img_0001"]
    assert set(house.labels().values()) == {""}
