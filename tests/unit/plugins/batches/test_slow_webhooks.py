"""Receivers of webhooks that take their time: nobody else waits for them."""

import http.client
import socket
import threading
import time
from collections.abc import Callable, Iterator

import pytest

from penstock.adapters.testing.batch_house import BatchHouse
from penstock.plugins.batches.webhook_sending import post

URL = "https://example.org/hook"


@pytest.fixture
def dripping() -> Iterator[int]:
    """A receiver that begins an answer and then sends one byte after the other, for ever; its port."""
    over = threading.Event()

    def drip() -> None:
        taken, _ = listener.accept()
        with taken:
            taken.sendall(b"HTTP/1.1 ")
            while not over.wait(0.05):
                try:
                    taken.sendall(b" ")
                except OSError:
                    return

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=drip, daemon=True)
        thread.start()
        yield listener.getsockname()[1]
        over.set()
        thread.join(5)


def test_an_answer_that_drips_is_given_up(dripping: int) -> None:
    """Each byte comes in time, and all of them together never do."""
    before = time.monotonic()
    with pytest.raises((OSError, http.client.HTTPException)):
        post(f"http://127.0.0.1:{dripping}/", b"{}", {}, patience=0.5)
    assert time.monotonic() - before < 30


def test_no_batch_waits_for_a_webhook(own: BatchHouse) -> None:
    """While one is being sent, other batches end and are told, and nothing is sent twice at a time."""
    sending: list[Callable[[], None]] = []
    own.watch.apart = sending.append  # type: ignore[method-assign]
    first = own.start(1, webhook=URL)
    own.runs.end(first.id, 0)
    own.watch.look()
    own.told()
    second = own.start(1, webhook=URL)
    own.runs.end(second.id, 0)
    own.watch.look()
    assert "batch_finished" in own.told()
    assert (len(sending), own.sent) == (1, [])
    assert own.pending.is_set()
    sending.pop()()
    own.watch.look()
    assert len(own.sent) == 2
    assert not own.pending.is_set()


def test_a_stop_sends_no_more(own: BatchHouse) -> None:
    """What was not sent is sent at the next start."""
    sending: list[Callable[[], None]] = []
    own.watch.apart = sending.append  # type: ignore[method-assign]
    made = own.start(1, webhook=URL)
    own.runs.end(made.id, 0)
    own.watch.look()
    own.watch.stop()
    sending.pop()()
    assert own.sent == []
    again = own.another()
    again.watch.start()
    again.watch.look()
    assert len(again.sent) == 1
