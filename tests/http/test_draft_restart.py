"""Drafts and a server that is killed with kill -9: what was answered is there again, what was not is whole or not."""

import json
import os
import threading
import time
from collections.abc import Callable, Iterator
from http.client import HTTPException
from pathlib import Path
from typing import Any

import pytest

from .test_parked_restart import Child
from .text_server import KINDS, TextServer, edit_of

NIGHTLY = os.environ.get("PENSTOCK_PROFILE") == "nightly"
MOMENTS = (0.05, 0.2, 0.45, 0.8) if NIGHTLY else (0.3,)
"""Seconds of writing before the kill."""


@pytest.fixture
def child(tmp_path: Path) -> Iterator[Child]:
    """A server in a process of its own."""
    made = Child(tmp_path / "data")
    made.start()
    yield made
    made.kill()


@pytest.fixture
def texts_of_child(child: Child, connect: Callable[[int], Any]) -> Callable[[], TextServer]:
    """`texts_of_child()`: what asks the server that runs now."""
    return lambda: TextServer(connect(child.port))


class Writer(threading.Thread):
    """Puts entries one after the other until it is not answered any more; `acknowledged` are those that were."""

    def __init__(self, texts: TextServer, draft: dict[str, Any], name: str) -> None:
        super().__init__(name=name)
        self._texts = texts
        self._draft = draft
        self.acknowledged: dict[str, str] = {}
        self.sent: dict[str, str] = {}

    def run(self) -> None:
        """Write."""
        for number in range(100_000):
            key, text = f"{self.name}_{number}", f"text {number} " * 50
            self.sent[key] = text
            try:
                answer = self._texts.edit(self._draft, edit_of(self._draft["kind"], key, text))
            except (OSError, HTTPException):
                return
            assert answer.status == 200, answer
            self.acknowledged[key] = text


@pytest.mark.parametrize("moment", MOMENTS)
def test_no_answered_edit_is_lost(child: Child, texts_of_child: Callable[[], TextServer], moment: float) -> None:
    """Killed while two tabs write to each: every answered edit is in its draft, and none that was not sent."""
    before = texts_of_child()
    drafts = {kind: before.opened(before.made(kind, "doc", a="x")) for kind in KINDS}
    writers = {kind: [Writer(before, drafts[kind], name) for name in ("one", "two")] for kind in KINDS}
    threads = [writer for both in writers.values() for writer in both]
    for writer in threads:
        writer.start()
    child.until(lambda: all(len(writer.acknowledged) > 3 for writer in threads))
    time.sleep(moment)
    child.kill()
    for writer in threads:
        writer.join(30)

    child.start()

    for kind in KINDS:
        _check_written(texts_of_child(), drafts[kind], writers[kind])


def _check_written(texts: TextServer, draft: dict[str, Any], writers: list[Writer]) -> None:
    document = f"{draft['kind']}/{draft['name']}"
    again = texts.opened(document)
    found = texts.texts(again)
    acknowledged = {key: text for writer in writers for key, text in writer.acknowledged.items()}
    sent = {key: text for writer in writers for key, text in writer.sent.items()}
    assert again["id"] == draft["id"]
    assert acknowledged.items() <= found.items() <= ({"a": "x"} | sent).items()
    assert len(found) - 1 - len(acknowledged) <= len(writers)
    assert texts.kept(document) == {"a": "x"}
    assert 0 < 1_800 - again["expires_in"] < 60


def test_history_goes_on_after_kill_9(child: Child, texts_of_child: Callable[[], TextServer]) -> None:
    """What was done before the kill can be undone and done again after it, and saved."""
    before = texts_of_child()
    opened = [before.opened(before.made(kind, "doc", a="x")) for kind in KINDS]
    drafts = [before.put(before.put(draft, a="y"), b="z") for draft in opened]
    child.kill()

    child.start()

    after = texts_of_child()
    for draft in drafts:
        for action, texts in (
            ("undo", {"a": "y"}),
            ("undo", {"a": "x"}),
            ("redo", {"a": "y"}),
            ("redo", {"a": "y", "b": "z"}),
        ):
            assert after.server.request("POST", f"{after.path(draft)}/{action}").status == 200
            assert after.texts(draft) == texts
        after.saved(after.read(draft))
        assert after.kept(f"{draft['kind']}/doc") == {"a": "y", "b": "z"}


class Saver(threading.Thread):
    """Changes and saves one document until it is not answered any more; `saved` are the texts that were."""

    def __init__(self, texts: TextServer, draft: dict[str, Any]) -> None:
        super().__init__(name=f"saves-{draft['kind']}")
        self._texts = texts
        self._draft = draft
        self.saved = [0]

    def run(self) -> None:
        """Save."""
        for number in range(1, 100_000):
            try:
                answer = self._texts.save(self._texts.put(self._draft, a=str(number)))
            except (OSError, HTTPException):
                return
            assert answer.status == 200, answer
            self.saved.append(number)


def test_a_kill_in_the_middle_of_saves_leaves_a_whole_file(
    child: Child, texts_of_child: Callable[[], TextServer]
) -> None:
    """The file is one of those that were saved, and the draft saves on without a conflict with itself."""
    before = texts_of_child()
    savers = [Saver(before, before.opened(before.made(kind, "doc", a="0"))) for kind in KINDS]
    for saver in savers:
        saver.start()
    child.until(lambda: all(len(saver.saved) > 3 for saver in savers))
    child.kill()
    for saver in savers:
        saver.join(30)

    child.start()

    after = texts_of_child()
    for kind, saver in zip(KINDS, savers, strict=True):
        assert int(after.kept(f"{kind}/doc")["a"]) - saver.saved[-1] in (0, 1)
        after.saved(after.put(after.opened(f"{kind}/doc"), b="after"))
        assert after.kept(f"{kind}/doc")["b"] == "after"
        listed = after.server.get(f"/penstock/{kind}").json[{"libbers": kind, "prompts": "collections"}[kind]]
        assert [(one["problems"], one["read_only"]) for one in listed] == [([], False)]


def test_the_sessions_of_old_scripts_survive_too(child: Child, texts_of_child: Callable[[], TextServer]) -> None:
    """fbTools lost them with its process."""
    before = texts_of_child().server
    session = before.post_json("/fbtools/prompts/create", {"legacy_data": {"girl_pos": "a"}}).json["session_id"]
    libber = before.post_json("/fbtools/libber/create", {"name": "mine"}).json["session_id"]
    before.post_json("/fbtools/libber/add_lib", {"libber_session_id": libber, "key": "k", "value": "v"})
    child.kill()

    child.start()

    after = texts_of_child().server
    assert after.get(f"/fbtools/prompts/list_names?session_id={session}").json["prompt_names"] == ["girl_pos"]
    assert after.get(f"/fbtools/libber/keys?libber_session_id={libber}").json["keys"] == ["k"]
    applied = after.post_json(
        "/fbtools/prompts/apply_libber",
        {"libber_session_id": libber, "prompt_collection_json": json.dumps({"prompts": {"p": {"value": "%k%"}}})},
    )
    assert applied.json["collection"]["prompts"]["p"]["value"] == "v"
