"""The log of runs as live events: one bounded queue for each client, in the order of the log, resumed where it was.

Entries of this process and of others are read from the log itself, so that all clients get all of them, once. What is
not in the log (progress, servers) goes to the clients that are there, without a number.
"""

import json
import logging
import queue
import threading
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final

from attrs import define

from ...core.errors import PenstockError
from ...core.events.base import Event
from ...core.events.runs import RunsChangedElsewhere
from ...core.exact_numbers import exact
from ...core.jobs import Background
from ...core.routes import EventFeed, FeedMessage

if TYPE_CHECKING:
    from .store_ports import LogEntry, RunStoring

_LOG: Final = logging.getLogger("penstock.runs.news")
BOUND: Final = 2048
"""Messages that a client may be behind before it is dropped; it comes back where it was."""

MOST_REPLAYED: Final = 1024
"""Entries that a client gets again; one that missed more reads everything anew."""

FIRST: Final = "penstock.runs"
RESET: Final = "penstock.reset"
_PAGE: Final = 500
_Messages = queue.Queue[FeedMessage | None]


@define(eq=False)
class _Client:
    run: str
    batch: str
    messages: _Messages

    def wants(self, run: str, batch: str) -> bool:
        return (not self.run or run == self.run) and (not self.batch or batch == self.batch)

    def offer(self, message: FeedMessage) -> bool:
        try:
            self.messages.put_nowait(message)
        except queue.Full:
            return False
        return True

    def end(self) -> None:
        """Make room for the end, so that a client that is far behind learns of it next."""
        while not self.messages.empty():
            try:
                self.messages.get_nowait()
            except queue.Empty:
                break
        self.messages.put_nowait(None)


class RunHub:
    """See the module. `store` opens the database where it is not open yet. Safe on any thread."""

    def __init__(self, store: "Callable[[], RunStoring]", notify: Callable[[Event], object]) -> None:
        self._store = store
        self._notify = notify
        self._lock = threading.Lock()
        self._turn = threading.Lock()
        self._clients: list[_Client] = []
        self._seen: int | None = None
        self._kicked = threading.Event()
        self._background = Background("penstock-run-news", self._step, wait=1.0)
        self._started = False

    def start(self) -> None:
        """Tell from now on what others change."""
        with self._lock:
            if self._started:
                return
            self._started = True
        self._seen = self._store().last_seq()
        self._background.start()

    def stop(self) -> None:
        """End every feed."""
        if self._started:
            self._background.ask_to_stop()
            self._kicked.set()
            self._background.stop()
        with self._lock:
            ended, self._clients = self._clients, []
        for client in ended:
            client.end()

    def open(self, *, run: str = "", batch: str = "", after: int | None = None) -> EventFeed:
        """What happens from now on, and before that the entries after `after`; of one run or one batch, or of all.

        The first message is `penstock.runs` {seq}; `penstock.reset` {seq} follows where the log does not reach back.
        """
        store = self._store()
        client = _Client(run, batch, queue.Queue(BOUND))
        with self._turn:  # nothing is told between what is told again and what is told live
            self._pump(store)
            seen = self._seen or 0
            client.offer((FIRST, json.dumps({"seq": seen})))
            if after is not None and not _replayed(store, client, after, seen):
                client.offer((RESET, json.dumps({"seq": seen}), str(seen)))
            with self._lock:
                self._clients.append(client)
        return EventFeed(client.messages, lambda: self._leave(client))

    def kick(self) -> None:
        """The log has grown, here or elsewhere. Returns at once."""
        self._kicked.set()

    def tell(self, name: str, data: Mapping[str, Any], *, run: str = "", batch: str = "") -> None:
        """Tell something that is not in the log. Returns at once."""
        with self._lock:
            if not self._clients:
                return
        self._publish((name, _text(data)), run, batch)

    @property
    def is_watched(self) -> bool:
        """Whether anybody listens."""
        with self._lock:
            return bool(self._clients)

    def _step(self, wait: float) -> None:
        self._kicked.wait(wait)
        if not self._kicked.is_set() or self._background.pause(0):
            return
        self._kicked.clear()
        try:
            with self._turn:
                self._pump(self._store())
        except PenstockError as error:
            _LOG.warning("What happened to runs cannot be told now: %s", error)
            self._background.pause(1.0)
            self._kicked.set()

    def _pump(self, store: "RunStoring") -> None:
        if self._seen is None:
            self._seen = store.last_seq()
        while True:
            entries = store.news(self._seen, limit=_PAGE)
            if entries is None:
                self._seen = store.last_seq()
                self._publish((RESET, json.dumps({"seq": self._seen}), str(self._seen)), "", "", everyone=True)
                return
            for entry in entries:
                self._publish(_message(entry), entry.news.run, entry.news.batch)
                self._seen = entry.news.seq
            self._tell_others(store.owner, entries)
            if len(entries) < _PAGE:
                return

    def _tell_others(self, owner: str, entries: "tuple[LogEntry, ...]") -> None:
        others = [entry.news for entry in entries if entry.writer != owner]
        if others:
            runs = tuple(dict.fromkeys(news.run for news in others if news.run))
            batches = tuple(dict.fromkeys(news.batch for news in others if news.batch))
            self._notify(RunsChangedElsewhere(runs=runs, batches=batches))

    def _publish(self, message: FeedMessage, run: str, batch: str, *, everyone: bool = False) -> None:
        with self._lock:
            behind = [
                client
                for client in self._clients
                if (everyone or client.wants(run, batch)) and not client.offer(message)
            ]
            self._clients = [client for client in self._clients if client not in behind]
        for client in behind:
            client.end()

    def _leave(self, client: _Client) -> None:
        with self._lock:
            self._clients = [one for one in self._clients if one is not client]
        client.end()


def _replayed(store: "RunStoring", client: _Client, after: int, seen: int) -> bool:
    """Whether the client got all that it missed."""
    if after > seen:
        return False
    count = 0
    while after < seen:
        entries = store.news(after, limit=_PAGE)
        if entries is None:
            return False
        for entry in entries:
            if entry.news.seq <= seen and client.wants(entry.news.run, entry.news.batch):
                count += 1
                if count > MOST_REPLAYED:
                    return False
                client.offer(_message(entry))
        if not entries:
            return True
        after = entries[-1].news.seq
    return True


def _message(entry: "LogEntry") -> FeedMessage:
    news = entry.news
    data = {**news.data, "seq": news.seq, "run": news.run, "batch": news.batch}
    return news.name, _text(data), str(news.seq)


def _text(data: Mapping[str, Any]) -> str:
    return json.dumps(exact(data), separators=(",", ":"))
