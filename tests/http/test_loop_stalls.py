"""No callback of ours uses more than 20 ms of CPU on the event loop, whatever is uploaded, listed or shown."""

import asyncio
import gc
import io
import random
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from attrs import define, field
from PIL import Image

from penstock.adapters.testing.waiting_gates import WaitingGates
from penstock.plugins.compat.datasete_previews import DatasetShows

from .gate_server import GateServer
from .text_server import KINDS, TextServer, edit_of

LIMIT = 0.020


@define
class Watched:
    """The CPU time of callbacks on one loop, longest first."""

    loop: asyncio.AbstractEventLoop | None = None
    spent: list[tuple[float, str]] = field(factory=list)
    collected: float = 0.0
    _collecting: float = 0.0

    def collect(self, phase: str, _told: dict[str, int]) -> None:
        """Python's collector looks at everything that the tests hold: that is no work of the callback it came in."""
        if asyncio._get_running_loop() is not self.loop:
            return
        if phase == "start":
            self._collecting = time.thread_time()
        else:
            self.collected += time.thread_time() - self._collecting


@pytest.fixture
def watched(monkeypatch: pytest.MonkeyPatch) -> Iterator[Watched]:
    """Measures each callback by the CPU time of its thread, so that a busy machine does not count."""
    seen = Watched()
    run = asyncio.Handle._run

    def measured(handle: asyncio.Handle) -> None:
        if handle._loop is not seen.loop:
            run(handle)
            return
        before, collected = time.thread_time(), seen.collected
        run(handle)
        spent = time.thread_time() - before - (seen.collected - collected)
        seen.spent.append((spent, repr(handle)[:200]))

    monkeypatch.setattr(asyncio.Handle, "_run", measured)
    gc.callbacks.append(seen.collect)
    yield seen
    gc.callbacks.remove(seen.collect)


def _tell(figure: Callable[..., None], watched: Watched) -> None:
    longest = max(spent for spent, _ in watched.spent) * 1_000
    figure(
        "G10",
        "callbacks on the event loop, by CPU time",
        tried=len(watched.spent),
        unit="callbacks",
        measured={"longest ms": longest},
    )


def noise(width: int, height: int, kind: str) -> bytes:
    """A picture that no format can make small."""
    data = io.BytesIO()
    pixels = random.Random(7).randbytes(width * height * 3)
    Image.frombytes("RGB", (width, height), pixels).save(data, kind)
    return data.getvalue()


def test_uploads_and_answers_leave_the_loop_free(
    serve_standalone: Callable[..., Any], watched: Watched, figure: Callable[..., None]
) -> None:
    """Uploads of large pictures, a page of slots, thumbnails, a graph, and 300 events stall the loop nowhere."""
    server = serve_standalone()
    pictures = [noise(1600, 1200, "PNG"), noise(1600, 1200, "JPEG"), noise(1200, 900, "BMP")]
    watched.loop = server.loop

    for data in pictures:
        assert server.post_form("/penstock/pools/busy/slots", ("images", "a.png", data)).status in (200, 201)
    many = [("images", f"{number}.png", noise(300, 200, "PNG")) for number in range(20)]
    assert server.post_form("/penstock/pools/busy/slots", *many).status in (200, 201)
    slots = server.get("/penstock/pools/busy/slots?limit=100").json["slots"]
    for slot in slots:
        assert server.get(f"/penstock/pools/busy/slots/{slot['id']}/thumbnail").status == 200
        assert server.get(f"/penstock/pools/busy/slots/{slot['id']}/image").status == 200
    server.get("/object_info")
    server.get("/penstock/openapi.json")
    server.post_form("/upload/image", ("image", "big.png", pictures[0]))
    server.get("/view?filename=big.png&type=input&preview=webp")
    for number in range(300):
        server.subject.tabs.send("tested", {"number": number})

    longest = sorted(watched.spent, reverse=True)[:3]
    assert len(watched.spent) > 500
    assert longest[0][0] < LIMIT, longest
    _tell(figure, watched)


def test_gates_leave_the_loop_free(
    serve_standalone: Callable[..., Any], watched: Watched, figure: Callable[..., None]
) -> None:
    """Large candidates, a batch that old pages are shown in one event, previews, masks, answers and their events."""
    server = serve_standalone()
    with WaitingGates(server.subject.application.services) as waiting:
        gates = GateServer(server, waiting)
        watched.loop = server.loop
        one, many = gates.image(width=2048, height=2048), gates.chooser(count=80)
        server.subject.application.services.get(DatasetShows).settle(30)
        for rest in ("/images/0", "/images/0?size=0", "/images/0?size=4096"):
            assert server.get(gates.path(one, rest)).status == 200
        for index in range(8):
            assert server.get(gates.path(many, f"/images/{index}?size=256")).status == 200
        mask = noise_mask(2048, 2048)
        assert gates.answer_form(one, ("route", None, b"1"), ("mask", "m.png", mask)).status == 200
        for number in range(40):
            gates.text(f"text {number} " * 1000, node_id=f"{number}:1")
        assert len(server.get("/penstock/gates").json["gates"]) == 41
        longest = sorted(watched.spent, reverse=True)[:3]
        watched.loop = None

    assert len(watched.spent) > 100
    assert longest[0][0] < LIMIT, longest
    _tell(figure, watched)


def test_texts_leave_the_loop_free(
    serve_standalone: Callable[..., Any], watched: Watched, figure: Callable[..., None]
) -> None:
    """Large drafts, edits of megabytes, texts of megabytes with many references, and what is too large."""
    texts = TextServer(serve_standalone())
    many = {f"k{number}": f"text {number} " * 10 for number in range(5_000)}
    watched.loop = texts.server.loop

    for kind in KINDS:
        draft = texts.put(texts.opened(texts.made(kind, "doc")), **many)
        texts.put(draft, **{f"l{number}": "x" * 90_000 for number in range(40)})
        assert texts.server.get(f"{texts.path(draft)}/differences").status == 200
        draft = texts.read(draft)
        if kind == "libbers":
            texts.saved(draft)
        assert texts.server.get(f"/penstock/{kind}/doc").status == 200
        assert texts.edit(draft, edit_of(kind, "a", "x" * 15_000_000)).status == 413
        assert texts.edit(draft, edit_of(kind, "a", "x" * 20_000_000)).status == 413
    body = {"text": "".join(f"%k{number}% " for number in range(5_000)), "libbers": ["doc"]}
    assert texts.server.post_json("/penstock/libber_substitutions", body).status == 200
    assert texts.server.post_json("/fbtools/libber/apply", {"name": "doc", "text": body["text"]}).status == 200
    file = texts.server.get("/penstock/libbers/doc/file").body
    assert texts.server.post_form("/penstock/libber_imports", ("file", "doc.json", file)).status == 201
    longest = sorted(watched.spent, reverse=True)[:3]
    watched.loop = None

    assert len(watched.spent) > 100
    assert longest[0][0] < LIMIT, longest
    _tell(figure, watched)


def noise_mask(width: int, height: int) -> bytes:
    """A mask that cannot be made small."""
    data = io.BytesIO()
    Image.frombytes("L", (width, height), random.Random(7).randbytes(width * height)).save(data, "PNG")
    return data.getvalue()
