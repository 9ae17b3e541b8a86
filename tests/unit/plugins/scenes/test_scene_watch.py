"""The watcher of scenes: it hears of other programs, and looks less often the longer a look takes."""

import threading
from collections.abc import Callable
from typing import Any

import pytest

from penstock.adapters.testing.fakes import FakeClock
from penstock.core.application import Application
from penstock.core.contracts.scenes import Scenes
from penstock.core.errors import StorageFailed
from penstock.core.host import HostPaths
from penstock.plugins.scenes.watch import SparingLook


def test_a_look_that_takes_long_comes_less_often() -> None:
    """Forty times as long as it took nobody looks, and 0.7 s at most; a look that fails changes nothing."""
    clock = FakeClock()
    took = iter([0.01, 0.0, 5.0])

    def look() -> None:
        if (seconds := next(took, None)) is None:
            raise StorageFailed("x")
        clock.advance(seconds)

    sparing = SparingLook(look, clock)
    rests = [sparing.rest()]
    for _ in range(3):
        sparing.look()
        rests.append(sparing.rest())
    with pytest.raises(StorageFailed):
        sparing.look()
    assert [*rests, sparing.rest()] == pytest.approx([0.0, 0.4, 0.0, 0.7, 0.7])


def test_an_application_hears_of_other_programs(
    penstock_application: Callable[..., Application], penstock_paths: HostPaths, penstock_events: Any
) -> None:
    """Within a second, and of its own saves by their own events."""
    application = penstock_application()
    told = threading.Event()
    application.dispatcher.listen(lambda event: told.set() if event.name == "scene_changed_elsewhere" else None)
    application.services.get(Scenes).create("mine")
    path = penstock_paths.output / "scenes" / "theirs" / "scene.json"
    path.parent.mkdir()
    path.write_text('{"pose_name": "P"}')
    assert told.wait(10.0)
    found = [event for event in penstock_events.events if event.name.startswith("scene_")]
    assert [(event.name, event.scene) for event in found] == [
        ("scene_saved", "mine"),
        ("scene_changed_elsewhere", "theirs"),
    ]
