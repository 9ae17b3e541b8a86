"""Webhooks: signed, kept until they are delivered, to allowed origins alone."""

import base64
import hashlib
import hmac
import http.server
import json
import threading
from collections.abc import Iterator

import pytest
from attrs import define, field

from penstock.adapters.testing.batch_house import SECRET, BatchHouse
from penstock.core.contracts.runs import RunStatus
from penstock.core.errors import Invalid
from penstock.plugins.batches.webhook_rules import WebhookRules
from penstock.plugins.batches.webhook_sending import post
from penstock.plugins.batches.webhook_store import PAUSES

URL = "https://example.org/hook?x=1"


def _finished(house: BatchHouse, **options: object) -> str:
    made = house.start(1, webhook=URL, **options)
    house.runs.end(made.id, 0)
    house.watch.look()
    return made.id


def test_the_end_of_a_batch_is_sent_and_signed(house: BatchHouse) -> None:
    """As standardwebhooks.com says: whoever has the secret can check it."""
    batch = _finished(house)
    ((url, body, headers),) = house.sent
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    key = base64.b64decode(SECRET.removeprefix("whsec_"))
    expected = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    assert (url, headers["webhook-signature"]) == (URL, f"v1,{expected}")
    told = json.loads(body)
    assert (told["type"], told["data"]["batch"], told["data"]["counts"]["completed"]) == ("batch.finished", batch, 1)
    assert house.batches.get(batch).webhook_state == "delivered"
    house.watch.look()
    assert not house.pending.is_set()


def test_the_signature_is_that_of_the_standard() -> None:
    """The example of its own documentation."""
    rules = WebhookRules("", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    body = b'{"test": 2432232314}'
    found = rules.signature("msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, body)
    assert found == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_a_failed_cell_is_sent_too(own: BatchHouse) -> None:
    """With why it failed."""
    made = own.start(2, webhook=URL)
    own.runs.end(made.id, 1, RunStatus.FAILED)
    own.watch.look()
    ((_, body, _),) = own.sent
    told = json.loads(body)
    assert (told["type"], told["data"]["place"], told["data"]["error"]["message"]) == ("run.failed", 1, "No memory.")


def test_what_did_not_arrive_is_tried_again_for_hours(own: BatchHouse) -> None:
    """Eight times in all, later and later, over restarts; then it is given up, and says why."""
    own.answer = 500
    batch = _finished(own)
    assert own.batches.get(batch).webhook_state == "waiting"
    for pause in PAUSES:
        own.watch.look()
        before = len(own.sent)
        own.workflows.clock.advance(pause - 0.01)
        own.watch.look()
        assert len(own.sent) == before
        own.workflows.clock.advance(0.02)
        own.watch.look()
        assert len(own.sent) == before + 1
    assert len(own.sent) == 8
    assert own.batches.get(batch).webhook_state == "failed: answered with 500"
    assert len({headers["webhook-id"] for _, _, headers in own.sent}) == 1
    own.workflows.clock.advance(100_000)
    own.watch.wake()
    own.watch.look()
    assert len(own.sent) == 8


def test_a_webhook_outlives_its_process(own: BatchHouse) -> None:
    """The next start sends it."""
    own.answer = 0
    _finished(own)
    again = own.another()
    again.workflows.clock.advance(6)
    own.workflows.clock.advance(6)
    again.watch.start()
    again.watch.look()
    assert len(again.sent) == 1


@pytest.mark.parametrize(
    "url",
    [
        "http://example.org/hook",
        "https://example.org:8443/",
        "https://example.org.evil.test/",
        "https://user:secret@example.org/",
        "https://evil.test/?https://example.org",
        "ftp://example.org/",
        "https://",
        "not an address",
        "https://example.org/a\nb",
        "https://example.org:99999/",
        "https://[::1/",
    ],
)
def test_a_webhook_goes_to_allowed_origins_alone(own: BatchHouse, url: str) -> None:
    """Scheme, host and port are those of the setting; a batch that names another one does not begin."""
    with pytest.raises(Invalid) as error:
        own.start(1, webhook=url)
    assert error.value.field == "webhook"
    assert own.batches.list().batches == ()


def test_an_origin_that_is_forbidden_later_gets_nothing(own: BatchHouse) -> None:
    """The setting counts when it is sent."""
    made = own.start(1, webhook=URL)
    own.origins = ""
    own.runs.end(made.id, 0)
    own.watch.look()
    assert own.sent == []
    assert own.batches.get(made.id).webhook_state == "waiting"


@pytest.mark.parametrize("secret", ["", "whsec_", "whsec_no base64"])
def test_without_a_secret_none_is_sent(secret: str) -> None:
    """It could not be told from one that anybody sent."""
    assert "no secret" in WebhookRules("https://example.org", secret).problem(URL)


@define
class _Server:
    """A server that answers with `status` and notes what it was asked."""

    status: int
    asked: list[tuple[str, bytes]] = field(factory=list)
    port: int = 0


@pytest.fixture
def redirecting() -> Iterator[_Server]:
    """A server that sends everybody elsewhere."""
    found = _Server(status=302)

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            found.asked.append((self.path, self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(found.status)
            self.send_header("Location", f"http://127.0.0.1:{found.port}/elsewhere")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (the name of the base class)
            """Nothing is written."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    found.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield found
    server.shutdown()
    server.server_close()
    thread.join()


def test_a_redirect_is_not_followed(redirecting: _Server) -> None:
    """Its status is an answer that is none."""
    assert post(f"http://127.0.0.1:{redirecting.port}/here?a=b", b"{}", {}) == 302
    assert redirecting.asked == [("/here?a=b", b"{}")]
