"""Whatever the wall clock says: order comes from numbers, ids are never used twice, nothing is lost or refused."""

import io
import os
import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import pytest
from PIL import Image

from penstock.adapters.testing.invariants.crashes import quick_folder
from penstock.adapters.testing.route_client import RouteClient
from penstock.adapters.testing.waiting_gates import WaitingGates
from penstock.core.contracts.gates import GateKind, GateQuestion, Unanswered
from penstock.core.nodes import Interrupted

from .damages import Listening
from .full_folder import ask, fill, opened, png
from .odd_clocks import SHAPES, OddClock, walking

NIGHTLY: Final = os.environ.get("PENSTOCK_PROFILE") == "nightly"
LISTS: Final = (
    "/penstock/pools/cats/slots",
    "/penstock/pools/cats/order",
    "/penstock/profiles",
    "/penstock/profile_trash",
    "/penstock/libbers",
    "/penstock/libbers/style",
    "/penstock/prompts/mill",
    "/penstock/scenes/opening",
    "/penstock/stories/tale",
    "/penstock/executions",
    "/penstock/workflows",
    "/penstock/gates",
    "/penstock/runs",
    "/penstock/batches",
)


@pytest.fixture
def folder() -> Iterator[Path]:
    """An empty folder."""
    with quick_folder() as made:
        yield made


@pytest.fixture(params=["UTC", "Europe/Berlin"] if NIGHTLY else ["Europe/Berlin"])
def place(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A time zone without and one with summer time."""
    monkeypatch.setenv("TZ", request.param)
    time.tzset()
    yield request.param
    monkeypatch.undo()
    time.tzset()


def shown(client: RouteClient) -> dict[str, str]:
    """What all lists show, but for how long drafts are kept yet."""
    return {path: re.sub(r"'expires_in': [0-9.]+", "", str(ask(client, "GET", path))) for path in LISTS}


@pytest.mark.usefixtures("place")
@pytest.mark.parametrize("first", SHAPES)
def test_every_store_works_under_any_clock(first: str, folder: Path, figure: Callable[..., None]) -> None:
    """What one process made the next one shows the same, in order, days before or after by its clock, and goes on."""
    clocks = [OddClock(SHAPES[first]()), OddClock(walking(2, SHAPES[first]()(0)))]
    with Listening() as heard:
        with opened(folder, clocks[0]) as application:
            fill(application)
            before = shown(RouteClient(application))
        with opened(folder, clocks[1]) as application:
            client = RouteClient(application)
            assert shown(client) == before
            _go_on(client)
    assert not heard.tracebacks
    assert not list(folder.rglob("*.corrupt-*"))
    figure("G7", "every store filled, read and changed under odd clocks", sum(one.looks for one in clocks), "looks")


def _go_on(client: RouteClient) -> None:
    """Numbers, undo, trash, copies and zip files do not mind what time it is."""
    slots = "/penstock/pools/cats/slots"
    old = [slot["id"] for slot in ask(client, "GET", slots)["slots"]]
    pictures = [(f"{shade}.png", png(shade)) for shade in range(100, 110)]
    added = ask(client, "POST", slots, {}, {"images": pictures})
    new = [one["slot"]["id"] for one in added["results"]]
    assert len({*old, *new}) == len(old) + len(new)
    assert [slot["id"] for slot in ask(client, "GET", slots)["slots"]] == old + new
    ask(client, "POST", "/penstock/pools/cats/undo", {})
    assert [slot["id"] for slot in ask(client, "GET", slots)["slots"]] == old
    for number in range(5):
        ask(client, "POST", "/penstock/libbers", {"name": f"n{number}", "libs": {"a": "b"}})
        ask(client, "DELETE", f"/penstock/libbers/n{number}")
    trash = ask(client, "GET", "/penstock/libber_trash")["deleted"]
    assert sorted(one["name"] for one in trash) == [f"n{number}" for number in range(5)]
    assert len({one["id"] for one in trash}) == len(trash)
    for one in trash:
        ask(client, "POST", f"/penstock/libber_trash/{one['id']}/restore")
    (gate,) = ask(client, "GET", "/penstock/gates")["gates"]
    for shade in (255, 128):
        mask = gray(shade)
        ask(client, "PUT", f"/penstock/gates/{gate['token']}/mask", {}, {"mask": [("m.png", mask)]})
        seen = client.get(f"/penstock/gates/{gate['token']}/mask").data
        assert Image.open(io.BytesIO(seen)).convert("L").getextrema() == (shade, shade)
    kept = {one["name"] for one in ask(client, "GET", "/penstock/libbers")["libbers"]}
    assert {f"n{number}" for number in range(5)} <= kept


def gray(shade: int) -> bytes:
    """A mask of the size of the gate's picture."""
    data = io.BytesIO()
    Image.new("L", (6, 4), shade).save(data, "PNG")
    return data.getvalue()


@pytest.mark.parametrize("name", ["a day on", "a day back", "standing still", "wandering"])
def test_a_gate_waits_as_long_as_it_shall(name: str, folder: Path, figure: Callable[..., None]) -> None:
    """Its time limit is measured by what never jumps: it does not end early, and it ends."""
    with opened(folder, OddClock(SHAPES[name]())) as application, WaitingGates(application.services) as waiting:
        asked = time.monotonic()
        one = waiting.ask(GateQuestion(kind=GateKind.TEXT, text="x", time_limit=1, unanswered=Unanswered.STOP))
        with pytest.raises(Interrupted):
            one.result(60)
        waited = time.monotonic() - asked
    assert waited >= 1
    figure("G7", "gates with a time limit under odd clocks", 1, "gates")


@pytest.mark.parametrize("name", SHAPES)
def test_profiles_travel_whatever_the_date(name: str, folder: Path, figure: Callable[..., None]) -> None:
    """A zip file knows the years 1980 to 2107 only: others do not hinder an export, nor the import."""
    with opened(folder, OddClock(SHAPES[name]())) as application:
        client = RouteClient(application)
        fill(application)
        exported = client.get("/grid_pool/profiles/export?id=cats")
        assert exported.status == 200
        ask(client, "POST", "/grid_pool/profiles/import", {}, {"file": [("cats.zip", exported.data)]})
        names = [one["name"] for one in ask(client, "GET", "/penstock/profiles")["profiles"]]
        assert len(names) == 3 and names[0] == "Of cats"
    figure("G7", "profiles exported and imported under odd clocks", 1, "profiles")


def test_damage_after_damage_keeps_every_file_while_the_clock_stands(folder: Path, figure: Callable[..., None]) -> None:
    """Each damaged manifest, registry and settings file has a name of its own."""
    names = ("input/grid_pool/cats/manifest.json", "input/grid_pool/profiles.json", "user/__penstock/settings.json")
    clock = OddClock(SHAPES["standing still"]())
    with opened(folder, clock) as application:
        fill(application)
    rounds = 4
    for number in range(rounds):
        for name in names:
            (folder / name).write_text(f"damage {number}")
        with opened(folder, clock) as application:
            client = RouteClient(application)
            ask(client, "GET", "/penstock/profiles")
            assert len(ask(client, "GET", "/penstock/pools/cats/slots")["slots"]) == 4
    for name in names:
        kept = {path.read_text() for path in (folder / name).parent.glob(f"{Path(name).name}.corrupt-*")}
        assert kept == {f"damage {number}" for number in range(rounds)}, name
    figure("G7", "files set aside while the clock stands still", rounds * len(names), "files")
