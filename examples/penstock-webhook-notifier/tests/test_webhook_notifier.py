"""The notifier against a server on this machine that answers as it is told to."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import penstock_webhook_notifier
import pytest
from penstock_webhook_notifier import EVENTS, STYLE, URL, Notifier

from penstock.core.events.runs import RunCompleted
from penstock.core.settings import Settings


class Receiver(ThreadingHTTPServer):
    """Keeps what it is sent; `answers` are the next statuses, 200 after them."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.bodies, self.paths, self.answers, self.heard = [], [], [], threading.Condition()
        threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True).start()

    def wait_for(self, count):
        """Wait until so many requests have come."""
        with self.heard:
            assert self.heard.wait_for(lambda: len(self.bodies) >= count, 30), self.bodies


class Handler(BaseHTTPRequestHandler):
    """POST alone."""

    def do_POST(self):
        """Keep the body, answer with the next status."""
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        with self.server.heard:
            self.server.bodies.append(body)
            self.server.paths.append(self.path)
            status = self.server.answers.pop(0) if self.server.answers else 200
            self.server.heard.notify_all()
        self.send_response(status)
        self.send_header("Location", "http://127.0.0.1:9/elsewhere")
        self.end_headers()

    def log_message(self, *_words):
        """Quiet."""


@pytest.fixture
def receiver():
    """A server; closed at the end."""
    made = Receiver()
    yield made
    made.shutdown()
    made.server_close()


class House:
    """A started Penstock with the plugin, its address set."""

    def __init__(self, application, client, receiver):
        self.application, self.client, self.receiver = application, client(application), receiver
        self.notifier = application.services.get(Notifier)
        self.notifier.pauses = (0.0, 0.0, 0.0)
        self.settings = application.services.get(Settings)
        self.settings.set(URL, f"http://127.0.0.1:{receiver.server_port}/hook?room=1")

    def tell(self, title="Portraits"):
        """A run was completed."""
        self.application.dispatcher.notify(RunCompleted(run="r1", title=title, outputs=3))
        assert self.application.dispatcher.settle()


@pytest.fixture
def house(penstock_application, penstock_client, receiver):
    """With a server that answers."""
    return House(penstock_application(penstock_webhook_notifier), penstock_client, receiver)


def test_an_event_arrives_whole(house, receiver):
    """With its type, its time, a line for people and all its fields."""
    house.tell()
    receiver.wait_for(1)
    (body,) = receiver.bodies
    assert (body["type"], body["text"], body["data"]["outputs"]) == (
        "penstock.run_completed",
        "run completed Portraits",
        3,
    )
    assert (receiver.paths, body["at"] > 1_600_000_000_000) == (["/hook?room=1"], True)


@pytest.mark.parametrize(("style", "field"), [("slack", "text"), ("discord", "content")])
def test_chats_get_what_they_show(house, receiver, style, field):
    """One field with one line."""
    house.settings.set(STYLE, style)
    house.tell()
    receiver.wait_for(1)
    assert receiver.bodies == [{field: "run completed Portraits"}]


def test_only_what_was_asked_for_is_sent(house, receiver):
    """Names and patterns, with blanks or commas between them."""
    house.settings.set(EVENTS, "gate_*, batch_finished")
    house.tell("not this one")
    house.settings.set(EVENTS, "run_*")
    house.tell("this one")
    receiver.wait_for(1)
    assert [body["data"]["title"] for body in receiver.bodies] == ["this one"]


@pytest.mark.parametrize("status", [500, 503, 429, 408])
def test_what_may_go_well_later_is_tried_again(house, receiver, status):
    """Until it does; the next message waits for it, so that the order stays."""
    receiver.answers = [status, status]
    house.tell("first")
    house.tell("second")
    receiver.wait_for(4)
    assert [body["data"]["title"] for body in receiver.bodies] == ["first", "first", "first", "second"]


@pytest.mark.parametrize("status", [404, 400, 302])
def test_what_is_refused_is_given_up(house, receiver, status):
    """A redirect is no way on: the address is what it says."""
    receiver.answers = [status]
    house.tell("first")
    receiver.wait_for(1)
    house.tell("second")
    receiver.wait_for(2)
    assert [body["data"]["title"] for body in receiver.bodies] == ["first", "second"]
    assert house.notifier.state.given_up == 1


def test_tries_come_to_an_end(house, receiver):
    """After the last one the message is counted, and the next one has its turn."""
    receiver.answers = [500] * 4
    house.tell("first")
    house.tell("second")
    receiver.wait_for(5)
    assert receiver.bodies[-1]["data"]["title"] == "second"
    assert house.notifier.state.given_up == 1


@pytest.mark.parametrize(
    "address", ["http://127.0.0.1:9/", "ftp://here/", "nonsense", "http://", "http://[/", "https://a:b@c:d/"]
)
def test_nobody_there_never_makes_penstock_wait(house, address):
    """Hearing only queues, whatever the address; the problem can be read."""
    house.settings.set(URL, address)
    house.tell()
    answer = house.client.post("/penstock/webhook_notifier/test")
    assert (answer.status, answer.json["problem"][:9]) == (200, "no answer")


def test_a_thousand_may_wait(house, receiver):
    """What comes then is given up, so that memory does not fill while a server is away."""
    house.notifier.thread.stop()
    for _ in range(1003):
        house.application.dispatcher.notify(RunCompleted(run="r1", title="t"))
    assert house.application.dispatcher.settle(30)
    assert (house.notifier.queue.qsize(), house.notifier.state.given_up) == (1000, 3)


def test_the_address_can_be_tried(house, receiver):
    """One message at once, and what came of it."""
    answer = house.client.post("/penstock/webhook_notifier/test")
    assert (answer.json, receiver.bodies[0]["type"]) == (
        {"delivered": 1, "given_up": 0, "problem": ""},
        "penstock.test",
    )


def test_without_an_address_nothing_happens(house, receiver):
    """It is how the plugin is after its installation."""
    house.settings.set(URL, "")
    house.tell()
    assert (house.notifier.queue.qsize(), receiver.bodies) == (0, [])


def test_the_address_is_a_secret(house):
    """Pages and their routes show stars."""
    settings = {one["id"]: one["value"] for one in house.client.get("/penstock/settings").json["settings"]}
    assert settings[URL] == "***"


@pytest.mark.parametrize(
    "address", ["https://127.0.0.1:9/T/SECRET /x", "https://here:SECRET/x", "https://me:SECRET@127.0.0.1:9/"]
)
def test_a_problem_never_quotes_the_address(house, address):
    """What is read by everybody who reaches the port holds no secret."""
    house.settings.set(URL, address)
    problem = house.client.post("/penstock/webhook_notifier/test").json["problem"]
    assert problem.startswith("no answer")
    assert "SECRET" not in problem
