"""Live events for clients that read server-sent events: one bounded queue each."""

import json
import queue
import threading
from typing import Final

from ...core.dispatch import Dispatcher
from ...core.events.base import Event
from ...core.routes import EventFeed, FeedMessage
from ...core.services import Services, ServiceSpec
from ...core.wire import message_of

BOUND: Final = 256
"""Events that a client may be behind before it is dropped."""

CONNECTED: Final = "penstock.connected"
"""The first message of a feed: `{"epoch", "seq"}` of the event published last, to tell what was missed."""

_Messages = queue.Queue[FeedMessage | None]


class EventFeeds:
    """Hands every published event to every open feed. Safe on any thread, never blocks the one that publishes."""

    def __init__(self, dispatcher: Dispatcher, bound: int = BOUND) -> None:
        self._dispatcher = dispatcher
        self._bound = bound
        self._lock = threading.Lock()
        self._open: list[_Messages] = []
        dispatcher.listen(self._publish)

    @property
    def count(self) -> int:
        """Open feeds."""
        with self._lock:
            return len(self._open)

    def open(self) -> EventFeed:
        """A feed of what is published from now on; its first message is `CONNECTED`."""
        messages: _Messages = queue.Queue(self._bound)
        with self._lock:
            state = {"epoch": self._dispatcher.epoch, "seq": self._dispatcher.seq}
            messages.put_nowait((CONNECTED, json.dumps(state)))
            self._open.append(messages)
        return EventFeed(messages, lambda: self._close(messages))

    def close(self) -> None:
        """End every feed."""
        with self._lock:
            ended, self._open = self._open, []
        for messages in ended:
            _end(messages)

    def _publish(self, event: Event) -> None:
        with self._lock:
            if not self._open:
                return
            name, data = message_of(event)
            message = name, json.dumps(data, separators=(",", ":"))
            behind = [messages for messages in self._open if not _offer(messages, message)]
            self._open = [messages for messages in self._open if messages not in behind]
        for messages in behind:
            _end(messages)

    def _close(self, messages: _Messages) -> None:
        with self._lock:
            self._open = [one for one in self._open if one is not messages]
        _end(messages)


def _offer(messages: _Messages, message: FeedMessage) -> bool:
    try:
        messages.put_nowait(message)
    except queue.Full:
        return False
    return True


def _end(messages: _Messages) -> None:
    """Make room for the end, so that a client that is far behind learns of it next."""
    while not messages.empty():
        try:
            messages.get_nowait()
        except queue.Empty:
            break
    messages.put_nowait(None)


def feeds_service() -> ServiceSpec[object]:
    """Builds `EventFeeds` on the host's dispatcher."""

    def build(services: Services) -> object:
        return EventFeeds(services.get(Dispatcher))

    return ServiceSpec(contract=EventFeeds, build=build, close=EventFeeds.close)  # type: ignore[arg-type]
