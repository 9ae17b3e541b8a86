"""The show events of Dataset Gates: exact shapes, small pictures, off every loop, and nothing without `compat`."""

import base64
import io
import threading
from collections.abc import Callable
from typing import Any

import pytest
from attrs import evolve
from PIL import Image

from penstock.adapters.testing.waiting_gates import Waiting, WaitingGates
from penstock.core.application import Application
from penstock.core.contracts.gates import GateKind, GateQuestion, GateState
from penstock.core.dispatch import Dispatcher
from penstock.core.errors import Conflict, NotFound
from penstock.core.events.gates import GateArmed
from penstock.core.host import Host
from penstock.plugins.compat.datasete_previews import MOST_PICTURES, DatasetShows, preview_size

Arm = Callable[..., Waiting]
Sent = list[tuple[str, dict[str, Any]]]


@pytest.fixture
def shown(application: Application, sent: Sent) -> Callable[[], Sent]:
    """What was sent in the old protocol so far, once nothing is on its way any more."""

    def shown() -> Sent:
        assert application.services.get(Dispatcher).settle()
        application.services.get(DatasetShows).settle()
        return [(kind, data) for kind, data in sent if kind.startswith("datasete-")]

    return shown


def picture_in(text: str) -> Image.Image:
    """The picture of an event."""
    with Image.open(io.BytesIO(base64.b64decode(text, validate=True))) as image:
        image.load()
        return image


def test_an_image_gate_shows_its_first_image(image_gate: Arm, shown: Callable[[], Sent]) -> None:
    """`{id, image, routes}`, the image a JPEG of 512 pixels."""
    image_gate(routes=4, width=2048, height=1024, node_id="12:3")
    ((kind, data),) = shown()
    assert (kind, set(data), data["id"], data["routes"]) == (
        "datasete-gate-show",
        {"id", "image", "routes"},
        "12:3",
        4,
    )
    image = picture_in(data["image"])
    assert (image.format, image.size) == ("JPEG", (512, 256))
    assert image.size == preview_size(2048, 1024)
    assert len(data["image"]) < 60_000


def test_a_text_gate_shows_its_text(text_gate: Arm, shown: Callable[[], Sent]) -> None:
    """`{id, text}`."""
    text_gate("naïve\n", node_id="5")
    assert shown() == [("datasete-textgate-show", {"id": "5", "text": "naïve\n"})]


def test_a_chooser_shows_every_image(chooser: Arm, shown: Callable[[], Sent]) -> None:
    """`{id, display_id, token, images, count}`, and of each image its index and its own size."""
    one = chooser(count=3, node_id="7")
    ((kind, data),) = shown()
    images = data.pop("images")
    assert (kind, data) == (
        "datasete-image-chooser-show",
        {"id": "7", "display_id": "7", "token": one.gate.token, "count": 3},
    )
    assert [(one["index"], one["width"], one["height"]) for one in images] == [(0, 4, 2), (1, 4, 2), (2, 4, 2)]
    assert {(picture_in(one["image"]).format, picture_in(one["image"]).size) for one in images} == {("JPEG", (4, 2))}


def test_a_large_batch_is_told_in_part(chooser: Arm, shown: Callable[[], Sent]) -> None:
    """No event is larger than a page can take: `count` tells the rest."""
    chooser(count=MOST_PICTURES + 5)
    ((_, data),) = shown()
    assert (len(data["images"]), data["count"]) == (MOST_PICTURES, MOST_PICTURES + 5)


class SlowPictures:
    """Gates of which one waits; its picture is made when `let` is set, `making` is set while it is."""

    def __init__(self, gate: Any) -> None:
        self.gate = gate
        self.making, self.let = threading.Event(), threading.Event()
        self.thread = ""

    def get(self, token: str) -> Any:
        if token != self.gate.token:
            raise NotFound("gone")
        return self.gate

    def picture(self, _token: str, _index: int, _size: int) -> bytes:
        self.thread = threading.current_thread().name
        self.making.set()
        assert self.let.wait(10)
        if self.gate.state is not GateState.ARMED:
            raise Conflict("ended")
        return b"jpeg"


@pytest.fixture
def slow(image_gate: Arm) -> SlowPictures:
    return SlowPictures(image_gate().gate)


def test_pictures_are_made_on_a_thread_of_their_own(slow: SlowPictures) -> None:
    """Neither the dispatcher nor anybody's loop waits for them."""
    told: Sent = []
    shows = DatasetShows(lambda: slow, lambda kind, data: told.append((kind, dict(data))))  # type: ignore[arg-type, return-value]
    shows.begin(GateArmed(gate=slow.gate))
    assert slow.making.wait(10)
    assert slow.thread.startswith("penstock-show")
    assert told == []
    slow.let.set()
    shows.settle()
    shows.close()
    assert [kind for kind, _ in told] == ["datasete-gate-show"]


@pytest.mark.parametrize("state", [GateState.ANSWERED, GateState.CANCELLED, GateState.PARKED])
def test_a_gate_that_ended_meanwhile_is_not_shown(
    slow: SlowPictures, caplog: pytest.LogCaptureFixture, state: GateState
) -> None:
    """A page that showed it would wait for ever; it is no error either."""
    told: Sent = []
    shows = DatasetShows(lambda: slow, lambda kind, data: told.append((kind, dict(data))))  # type: ignore[arg-type, return-value]
    shows.begin(GateArmed(gate=slow.gate))
    assert slow.making.wait(10)
    slow.gate = evolve(slow.gate, state=state)
    slow.let.set()
    shows.begin(GateArmed(gate=slow.gate))
    shows.settle()
    shows.close()
    shows.begin(GateArmed(gate=slow.gate))
    assert told == []
    assert not [record for record in caplog.records if record.levelname == "ERROR"]


def test_without_compat_nothing_listens(
    penstock_application: Callable[..., Application], penstock_host: Host, sent: Sent
) -> None:
    """No service, no thread, no picture, no event."""
    penstock_host.files.make_folder(penstock_host.paths.private)
    penstock_host.files.write(
        penstock_host.paths.private / "settings.json", b'{"format": 1, "disabled_plugins": ["compat"]}'
    )
    host = evolve(penstock_host, send=lambda kind, data: sent.append((kind, dict(data))))
    application = penstock_application(host=host)
    assert application.services.find(DatasetShows) is None
    with WaitingGates(application.services) as gates:
        gates.ask(GateQuestion(kind=GateKind.TEXT, title="Text", text="a"))
        assert application.services.get(Dispatcher).settle()
        assert {kind for kind, _ in sent} == {"penstock.gate_armed"}
    assert not [thread.name for thread in threading.enumerate() if thread.name.startswith("penstock-show")]
