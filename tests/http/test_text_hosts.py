"""Libbers, prompts and their drafts of two hosts on one data folder."""

import json
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from .test_parked_restart import Child
from .test_profile_hosts import Feed
from .text_server import KINDS, TextServer, edit_of, texts_of

Serve = Callable[..., Any]
Hosts = tuple[TextServer, TextServer]
TOLD_WITHIN = 1.0
"""Seconds in which a host shows what the other one did."""

CHANGED_ELSEWHERE = {"libbers": "libber_changed", "prompts": "prompts_changed_elsewhere"}


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """The folder that both work on."""
    return tmp_path / "shared"


@pytest.fixture
def child(data: Path) -> Iterator[Child]:
    """A server in a process of its own."""
    made = Child(data)
    made.start()
    yield made
    made.kill()


@pytest.fixture
def hosts(serve_standalone: Serve, data: Path, child: Child, connect: Callable[[int], Any]) -> Hosts:
    """A server in this process and one in another, on one folder."""
    return TextServer(serve_standalone(data=data)), TextServer(connect(child.port))


@pytest.fixture
def told(hosts: Hosts) -> Iterator[Callable[..., Any]]:
    """`told(watching, event, act)`: what `act` answers; that host must tell its tabs in time."""
    feeds = {id(host): Feed(host.server) for host in hosts}

    def wait(watching: TextServer, event: str, act: Callable[[], Any]) -> Any:
        answer = act()
        done = time.monotonic()
        seen = feeds[id(watching)].until(event)
        assert time.monotonic() - done < TOLD_WITHIN, seen
        return answer

    yield wait
    for feed in feeds.values():
        feed.close()


def test_each_host_shows_the_others_drafts_and_files_within_a_second(hosts: Hosts, told: Callable[..., Any]) -> None:
    """Opened, edited, undone, saved, discarded: the draft is the same on both, and tabs are told to read it again."""
    for kind in KINDS:
        _lives(hosts, told, kind)


def _lives(hosts: Hosts, told: Callable[..., Any], kind: str) -> None:
    for acting, watching in (hosts, hosts[::-1]):
        name = f"doc {acting.server.port}"
        document = told(watching, CHANGED_ELSEWHERE[kind], partial(acting.made, kind, name))
        assert watching.kept(document) == {}
        draft = told(watching, "draft_changed", partial(acting.opened, document))
        assert watching.opened(document)["id"] == draft["id"]
        draft = told(watching, "draft_changed", partial(acting.put, draft, a="y", b="z"))
        assert watching.texts(draft) == {"a": "y", "b": "z"}
        told(watching, "draft_changed", partial(acting.server.request, "POST", f"{acting.path(draft)}/undo"))
        assert watching.texts(draft) == {}
        draft = told(watching, "draft_changed", partial(acting.put, draft, c="w"))
        told(watching, CHANGED_ELSEWHERE[kind], partial(acting.saved, draft))
        assert watching.kept(document) == {"c": "w"}
        assert watching.read(draft)["dirty"] is False
        told(watching, "draft_closed", partial(acting.server.request, "DELETE", acting.path(draft)))
        assert watching.server.get(watching.path(draft)).code == "not_found"


def test_both_edit_one_draft_and_nothing_is_lost(hosts: Hosts) -> None:
    """Forty entries put by both at once are forty entries, all saved by one of them."""
    for kind in KINDS:
        _edited_by_both(hosts, kind)


def _edited_by_both(hosts: Hosts, kind: str) -> None:
    document = hosts[0].made(kind, "doc", a="x")
    draft = hosts[0].opened(document)

    def put(number: int) -> int:
        return int(hosts[number % 2].edit(draft, edit_of(kind, f"k{number}", str(number))).status)

    with ThreadPoolExecutor(8) as threads:
        assert set(threads.map(put, range(40))) == {200}

    expected = {"a": "x"} | {f"k{number}": str(number) for number in range(40)}
    assert hosts[0].texts(draft) == hosts[1].texts(draft) == expected
    hosts[1].saved(hosts[1].read(draft))
    assert hosts[0].kept(document) == expected


def test_of_two_writes_of_what_both_saw_one_is_stale(hosts: Hosts) -> None:
    """One gets the entry, the other a 409 with both versions; it decides, and its second try is taken."""
    for kind in KINDS:
        _written_twice(hosts, kind)


def _written_twice(hosts: Hosts, kind: str) -> None:
    draft = hosts[0].opened(hosts[0].made(kind, "doc", a="x"))
    edit = edit_of(kind, "a", "")
    key = edit["key"]
    seen = {key: draft["entries"][key]["revision"]}

    def put(number: int) -> Any:
        return hosts[number].edit(draft, edit_of(kind, "a", f"from {number}"), seen=seen)

    with ThreadPoolExecutor(2) as threads:
        answers = list(threads.map(put, range(2)))

    assert sorted(answer.status for answer in answers) == [200, 409]
    winner, loser = sorted(range(2), key=lambda number: answers[number].status)
    error = answers[loser].json["error"]
    assert f"from {winner}" in json.dumps(error["current"][key])
    assert f"from {loser}" in json.dumps(error["sent"][key])
    again = hosts[loser].edit(draft, edit_of(kind, "a", "both"), seen={key: error["current"][key]["revision"]})
    assert (again.status, hosts[winner].texts(draft)) == (200, {"a": "both"})


def test_a_file_that_another_program_wrote_is_told_and_merged(
    hosts: Hosts, told: Callable[..., Any], data: Path
) -> None:
    """Both hosts tell their tabs; what nobody else changed is merged, the rest is a 409 with both versions by key."""
    for kind in KINDS:
        _merged(hosts, told, data, kind)


def _merged(hosts: Hosts, told: Callable[..., Any], data: Path, kind: str) -> None:
    document = hosts[0].made(kind, "doc", a="x", b="y")
    draft = hosts[0].put(hosts[0].opened(document), a="mine", c="new")
    file = data / "output" / ("libbers/doc.json" if kind == "libbers" else "scenes/doc/prompts.json")

    def write(**texts: str) -> None:
        found = json.loads(file.read_text())
        held = found["libs" if kind == "libbers" else "prompts"]
        held |= {name: text if kind == "libbers" else {"value": text} for name, text in texts.items()}
        file.write_text(json.dumps(found))

    told(hosts[1], CHANGED_ELSEWHERE[kind], partial(write, b="theirs"))
    saved = hosts[0].saved(draft)
    key, other = edit_of(kind, "b", "")["key"], edit_of(kind, "a", "")["key"]
    assert (saved["merged"], saved["dirty"]) == ([key], False)
    assert hosts[1].kept(document) == {"a": "mine", "b": "theirs", "c": "new"}
    draft = hosts[0].put(saved, a="mine again")
    told(hosts[1], CHANGED_ELSEWHERE[kind], partial(write, a="theirs"))
    refused = hosts[0].save(draft)
    assert (refused.status, refused.code) == (409, "conflict")
    assert set(refused.json["error"]["current"]) == set(refused.json["error"]["sent"]) == {other}
    assert hosts[1].kept(document)["a"] == "theirs"
    taken = hosts[0].saved(draft, take={other: "theirs"})
    assert (texts_of(hosts[0].read(taken))["a"], taken["dirty"]) == ("theirs", False)
