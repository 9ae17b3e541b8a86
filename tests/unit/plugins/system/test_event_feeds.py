"""Feeds of events: bounded queues, one a client."""

import json
from collections.abc import Callable, Iterator

import pytest

from penstock.core.dispatch import Dispatcher, HookTable
from penstock.core.events.plugins import PluginEnabled
from penstock.core.faults import FaultLog
from penstock.plugins.system.feeds import CONNECTED, EventFeeds


@pytest.fixture
def dispatcher() -> Iterator[Dispatcher]:
    made = Dispatcher(HookTable({}, FaultLog()), lambda _event: None, epoch="epoch1")
    made.start()
    yield made
    made.stop()


def test_a_feed_begins_with_where_the_events_stand(dispatcher: Dispatcher) -> None:
    """The first message names epoch and number of the last event, so that a client knows what it missed."""
    dispatcher.notify(PluginEnabled(plugin="a"))
    feed = EventFeeds(dispatcher).open()
    name, data = feed.queue.get_nowait() or ("", "")
    assert name == CONNECTED
    assert json.loads(data) == {"epoch": "epoch1", "seq": 1}


def test_every_open_feed_gets_every_event_in_order(dispatcher: Dispatcher) -> None:
    """Two clients read the same events, named and numbered, in the order of publishing."""
    feeds = EventFeeds(dispatcher)
    first, second = feeds.open(), feeds.open()
    for plugin in ("a", "b", "c"):
        dispatcher.notify(PluginEnabled(plugin=plugin))
    assert dispatcher.settle()
    for feed in (first, second):
        feed.queue.get_nowait()
        got = [feed.queue.get_nowait() for _ in range(3)]
        assert [name for name, _ in got if name] == ["penstock.plugin_enabled"] * 3
        assert [(json.loads(data)["plugin"], json.loads(data)["seq"]) for _, data in got] == [
            ("a", 1),
            ("b", 2),
            ("c", 3),
        ]


def test_a_client_that_falls_behind_is_dropped_and_told(dispatcher: Dispatcher) -> None:
    """Beyond its bound a feed ends with None, is forgotten, and the others go on."""
    feeds = EventFeeds(dispatcher, bound=3)
    slow = feeds.open()
    for number in range(5):
        dispatcher.notify(PluginEnabled(plugin=f"p{number}"))
    assert dispatcher.settle()
    assert feeds.count == 0
    assert slow.queue.get_nowait() is None
    assert slow.queue.empty()
    fresh = feeds.open()
    dispatcher.notify(PluginEnabled(plugin="later"))
    assert dispatcher.settle()
    fresh.queue.get_nowait()
    assert json.loads((fresh.queue.get_nowait() or ("", "{}"))[1])["plugin"] == "later"


def test_closing_forgets_the_client(dispatcher: Dispatcher) -> None:
    """A closed feed gets nothing more; closing all ends every one."""
    feeds = EventFeeds(dispatcher)
    gone, stays = feeds.open(), feeds.open()
    gone.close()
    assert feeds.count == 1
    feeds.close()
    assert feeds.count == 0
    assert stays.queue.get_nowait() is None


def test_a_listener_that_raises_costs_nobody_else_an_event(
    dispatcher: Dispatcher, caplog: pytest.LogCaptureFixture
) -> None:
    """One listener's error is logged; the next listener gets the event all the same."""
    heard: list[str] = []

    def fail(_event: object) -> None:
        raise RuntimeError("broken listener")

    listeners: list[Callable[..., None]] = [fail, lambda event: heard.append(event.name)]
    for listener in listeners:
        dispatcher.listen(listener)
    dispatcher.notify(PluginEnabled(plugin="a"))
    assert dispatcher.settle()
    assert heard == ["plugin_enabled"]
    assert "broken listener" in caplog.text
