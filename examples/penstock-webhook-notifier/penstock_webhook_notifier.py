"""Posts events to an address of one's own: a chat, a phone, a script. It never makes Penstock wait."""

import contextlib
import json
import logging
from fnmatch import fnmatch
from queue import Empty, Queue
from urllib.parse import urlsplit

from attrs import define

from penstock import Plugin, hookimpl
from penstock.core.clock import Clock
from penstock.core.dispatch import Dispatcher
from penstock.core.jobs import Background
from penstock.core.routes import RouteSpec
from penstock.core.services import ServiceSpec
from penstock.core.settings import Settings, SettingSpec
from penstock.core.wire import message_of

PLUGIN = Plugin(name="webhook_notifier", title="Webhook notifier", description="Posts events to your own address.")
URL, EVENTS, STYLE = "webhook_notifier.url", "webhook_notifier.events", "webhook_notifier.style"
WANTED = "run_completed run_failed run_lost batch_finished execution_finished gate_armed gate_parked"


@hookimpl
def penstock_settings():
    """Where to, what, and how. An address may hold a secret, so pages do not show it."""
    yield SettingSpec(id=URL, label="Address (http or https)", default="", secret=True)
    yield SettingSpec(id=EVENTS, label="Events, * stands for anything: run_* gate_*", default=WANTED)
    yield SettingSpec(id=STYLE, label="Made for", default="json", options=("json", "slack", "discord"))


@hookimpl
def penstock_services():
    """Built at the start, closed at the stop."""
    yield ServiceSpec(contract=Notifier, build=Notifier, close=lambda notifier: notifier.thread.stop(1.0))


@hookimpl
def penstock_routes():
    """What became of the messages, and a way to try the address."""
    path, of = "/penstock/webhook_notifier", lambda call: call.services.get(Notifier)
    state, test = lambda call: of(call).state, lambda call: of(call).test()
    yield RouteSpec(name="webhook_notifier.state", method="GET", path=path, handler=state, answer=State)
    yield RouteSpec(name="webhook_notifier.test", method="POST", path=f"{path}/test", handler=test, answer=State)


@define
class State:
    """How many messages arrived or were given up since the start; `problem` is the last one, empty for none."""

    delivered: int = 0
    given_up: int = 0
    problem: str = ""


class Notifier:
    """Hears of every event on Penstock's one dispatcher thread, and sends on a thread of its own, in order."""

    def __init__(self, services):
        self.settings, self.clock = services.get(Settings), services.get(Clock)
        self.pauses = (1.0, 10.0, 60.0)  # seconds before each further try
        self.queue, self.state, self.thread = Queue(), State(), Background("webhook-notifier", self.step)
        self.thread.start()
        services.get(Dispatcher).listen(self.hear)

    def hear(self, event):
        """Returns at once. Where a thousand messages wait already, this one is given up."""
        patterns = self.settings.get(EVENTS).replace(",", " ").split()
        wanted = self.settings.get(URL) and any(fnmatch(event.name, pattern) for pattern in patterns)
        if wanted and self.queue.qsize() < 1000:
            self.queue.put((*message_of(event), self.clock.wall_ms()))
        elif wanted:
            self.state.given_up += 1

    def step(self, wait):
        """Send one message; what may go well later is tried again, and what comes after it waits for it."""
        with contextlib.suppress(Empty):
            message = self.queue.get(timeout=wait)
            for pause in (*self.pauses, None):
                status = self.post(*message)
                refused = 300 <= status < 500 and status not in (408, 429)
                if 200 <= status < 300 or refused or pause is None or self.thread.pause(pause):
                    break
            if not 200 <= status < 300:
                self.state.given_up += 1
                logging.getLogger(__name__).warning("The webhook of %s: %s", message[0], self.state.problem)

    def post(self, name, data, when):
        """The status of the answer; 0 where there is none. Redirects are not followed: the address is what it says."""
        import http.client  # it takes a moment, and a start shall not wait for it

        kinds = {"http": http.client.HTTPConnection, "https": http.client.HTTPSConnection}
        body = json.dumps(self.written(name, data, when)).encode()
        try:
            parts = urlsplit(self.settings.get(URL).strip())
            path = "/" + parts._replace(scheme="", netloc="", fragment="").geturl().removeprefix("/")
            with contextlib.closing(kinds[parts.scheme](parts.hostname or "?", parts.port, timeout=10)) as connection:
                connection.request("POST", path, body, {"Content-Type": "application/json"})
                status = connection.getresponse().status
            self.state.problem = "" if 200 <= status < 300 else f"answered with {status}"
            self.state.delivered += 200 <= status < 300
        except (OSError, KeyError, ValueError, http.client.HTTPException) as error:
            told = f" {error}" if isinstance(error, OSError) else ""  # the others quote the address, which is secret
            status, self.state.problem = 0, f"no answer: {type(error).__name__}{told}"
        return status

    def written(self, name, data, when):
        """The message: what a chat shows, or the whole event as JSON."""
        about = data.get("title") or data.get("gate", {}).get("title") or data.get("pool_id") or ""
        said = f"{name.removeprefix('penstock.').replace('_', ' ')} {about}".strip()
        whole = {"type": name, "at": when, "text": said, "data": data}
        return {"slack": {"text": said}, "discord": {"content": said}}.get(self.settings.get(STYLE), whole)

    def test(self):
        """Send one message now, and say what came of it."""
        self.post("penstock.test", {}, self.clock.wall_ms())
        return self.state
