"""What no draft takes: stale, unknown, too large, too deep, of the wrong type. A 4xx, and nothing is changed."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from .text_server import KINDS, TextServer, edit_of

JSON = {"Content-Type": "application/json"}
TEN_MEGABYTES = "x" * 10_000_000
DEEP = b"[" * 5_000 + b"]" * 5_000
REFUSED = (400, 409, 413, 415, 422)


def nested(levels: int) -> Any:
    """A list in a list, so many levels deep."""
    made: Any = "x"
    for _ in range(levels):
        made = [made]
    return made


def put(key: str, value: Any, **more: Any) -> dict[str, Any]:
    """One edit."""
    return {"key": key, "value": value, **more}


ANY_EDITS: dict[str, list[Any]] = {
    "no kind of entry": [put("x", "y")],
    "no key": [put("", "y")],
    "a key without a name": [put("lib:", "y"), put("prompt:", {"value": ""})],
    "a long key": [put("lib:" + "x" * 2_000, "y")],
    "a removed entry that is not there": [{"key": "other", "removed": True}],
    "half a surrogate in a key": [put("lib:\ud800", "y")],
    "no edit": [5],
    "no text as key": [put(5, "y")],  # type: ignore[arg-type]
    "removed, somehow": [{"key": "a", "removed": "yes"}],
    "an unknown field": [put("lib:a", "y", force=True)],
    "a rename of what is not there": [put("lib:new", "y", instead_of="lib:gone")],
    "a rename of no text": [put("lib:new", "y", instead_of=5)],
    "ten megabytes": [put("lib:a", TEN_MEGABYTES)],
    "ten megabytes of a prompt": [put("prompt:a", {"value": TEN_MEGABYTES})],
    "ten megabytes of a key": [put(TEN_MEGABYTES, "x")],
    "deep": [put("prompt:a", {"value": "x", "unknown": nested(150)})],
}
EDITS: dict[str, dict[str, list[Any]]] = {
    "libbers": {
        "a number": [put("lib:a", 5)],
        "nothing": [put("lib:a", None)],
        "an object": [put("lib:a", {"value": "x"})],
        "half a surrogate": [put("lib:a", "\ud800")],
        "a snippet too long": [put("lib:a", "x" * 1_000_001)],
        "a key that no text refers to": [put("lib:a.b", "y")],
        "a delimiter of nothing": [put("delimiter", "")],
        "a delimiter of a number": [put("delimiter", 5)],
        "a depth too deep": [put("max_depth", 101)],
        "a depth below nothing": [put("max_depth", -1)],
        "a depth and a half": [put("max_depth", 1.5)],
        "a true depth": [put("max_depth", True)],
        "a rename onto another": [put("lib:b", "y", instead_of="lib:a")],
        "one good and one bad": [put("lib:good", "x"), put("lib:bad", 5)],
    },
    "prompts": {
        "text": [put("prompt:a", "x")],
        "nothing": [put("prompt:a", None)],
        "no text as value": [put("prompt:a", {"value": 5})],
        "a value too long": [put("prompt:a", {"value": "x" * 100_001})],
        "half a surrogate": [put("prompt:a", {"value": "\ud800"})],
        "a name of control characters": [put("prompt:a\nb", {"value": "x"})],
        "a name too long": [put("prompt:" + "x" * 201, {"value": "x"})],
        "a libber that is a path": [put("prompt:a", {"value": "", "libber_name": "../../etc/passwd"})],
        "a composition of numbers": [put("composition:c", [1, 2])],
        "a composition of text": [put("composition:c", "ab")],
        "flags of a list": [put("flags", [1])],
        "a rename onto another": [put("prompt:b", {"value": "y"}, instead_of="prompt:a")],
        "one good and one bad": [put("prompt:good", {"value": "x"}), put("prompt:bad", 5)],
    },
}


@pytest.fixture
def texts(serve_standalone: Callable[..., Any]) -> TextServer:
    """A server with libbers and prompts."""
    return TextServer(serve_standalone())


@pytest.fixture
def drafts(texts: TextServer) -> dict[str, dict[str, Any]]:
    """The draft of a document of each kind, with two entries and nothing changed."""
    return {kind: texts.opened(texts.made(kind, "doc", a="x", b="%a%")) for kind in KINDS}


def state(texts: TextServer, draft: dict[str, Any]) -> dict[str, Any]:
    """All that a refused request must leave."""
    found = texts.read(draft)
    del found["expires_in"]
    return {**found, "kept": texts.kept(f"{draft['kind']}/{draft['name']}")}


@pytest.mark.parametrize("kind", KINDS)
def test_edits_that_could_never_be_saved_are_refused(
    texts: TextServer, drafts: dict[str, dict[str, Any]], kind: str
) -> None:
    """Each names its field or its fault; a step is made whole or not at all."""
    draft = drafts[kind]
    before, wrong = state(texts, draft), []
    for title, edits in (*ANY_EDITS.items(), *EDITS[kind].items()):
        answer = texts.edit(draft, *edits)
        if answer.status not in REFUSED or not answer.code or state(texts, draft) != before:
            wrong.append((title, answer.status, answer.body[:300]))
    assert wrong == []


RAW: dict[str, bytes] = {
    "not a number": b'{"edits": [{"key": "lib:a", "value": NaN}]}',
    "endless": b'{"edits": [{"key": "prompt:a", "value": {"value": "", "x": Infinity}}]}',
    "a huge number": b'{"edits": [{"key": "prompt:a", "value": {"value": "", "x": %s}}]}' % (b"9" * 5_000),
    "too deep": b'{"edits": [{"key": "prompt:a", "value": %s}]}' % DEEP,
    "twice the same key": b'{"edits": [], "edits": []}',
    "a list": b"[]",
    "no list": b'{"edits": {"key": "lib:a", "value": "x"}}',
    "nothing": b"",
    "no edits": b"{}",
    "seen of text": b'{"edits": [{"key": "lib:a", "value": "x"}], "seen": {"lib:a": "1"}}',
    "seen of a list": b'{"edits": [{"key": "lib:a", "value": "x"}], "seen": ["lib:a"]}',
    "too much": b'{"edits": [{"key": "lib:a", "value": "%s"}]}' % (b"x" * (17 << 20)),
}


@pytest.mark.parametrize("kind", KINDS)
def test_bodies_that_are_no_edits_are_refused(texts: TextServer, drafts: dict[str, dict[str, Any]], kind: str) -> None:
    """Malformed ones, and right ones that say that they are something else."""
    draft = drafts[kind]
    before, wrong = state(texts, draft), []
    good = b'{"edits": [{"key": "lib:a", "value": "x"}]}'
    cases = [(title, body, JSON) for title, body in RAW.items()]
    cases += [(kind_of, good, {"Content-Type": kind_of}) for kind_of in ("text/plain", "application/xml")]
    for title, body, headers in [*cases, ("no type", good, {})]:
        answer = texts.server.request("PATCH", texts.path(draft), body, headers)
        if answer.status not in REFUSED or not answer.code or state(texts, draft) != before:
            wrong.append((title, answer.status, answer.body[:300]))
    assert wrong == []


@pytest.mark.parametrize("kind", KINDS)
def test_unknown_drafts_are_not_found(texts: TextServer, drafts: dict[str, dict[str, Any]], kind: str) -> None:
    """No such id, that of another document, that of another kind; hostile ids are no names."""
    other = texts.opened(texts.made(kind, "other", z="y"))
    foreign = drafts[next(one for one in KINDS if one != kind)]
    before = [state(texts, one) for one in (*drafts.values(), other)]
    for unknown in ("nothing", other["id"], foreign["id"]):
        path = texts.path({**drafts[kind], "id": unknown})
        for method, end, body in (
            ("GET", "", None),
            ("GET", "/differences", None),
            ("PATCH", "", {"edits": []}),
            ("POST", "/undo", None),
            ("POST", "/redo", None),
            ("POST", "/save", {"revision": 1}),
            ("DELETE", "", None),
        ):
            data = None if body is None else json.dumps(body)
            answer = texts.server.request(method, path + end, data, JSON if data else {})
            assert (answer.status, answer.code) == (404, "not_found"), (method, end, unknown)
    assert [state(texts, one) for one in (*drafts.values(), other)] == before
    missing = texts.server.post_json(f"/penstock/{kind}/missing/drafts", {})
    assert (missing.status, missing.code) == (404, "not_found")


@pytest.mark.parametrize("kind", KINDS)
def test_stale_revisions_are_conflicts(texts: TextServer, drafts: dict[str, dict[str, Any]], kind: str) -> None:
    """A save, a discard and an edit of what was seen earlier: 409 with what is there now; nothing is changed."""
    stale = drafts[kind]
    draft = texts.put(stale, a="theirs")
    before = state(texts, draft)
    key = next(iter(draft["entries"]))
    edit = put(key, draft["entries"][key]["value"])
    for answer in (
        texts.save(stale),
        texts.server.request("DELETE", f"{texts.path(draft)}?revision={stale['revision']}"),
    ):
        assert (answer.status, answer.code, answer.json["error"]["current"]) == (409, "conflict", draft["revision"])
    for seen in (stale["entries"][key]["revision"], 0, 10**6, -1):
        answer = texts.edit(draft, edit, seen={key: seen})
        assert (answer.status, answer.code) == (409, "conflict")
        assert answer.json["error"]["current"][key]["revision"] == draft["entries"][key]["revision"]
        assert answer.json["error"]["sent"][key]["revision"] == seen
    assert state(texts, draft) == before
    assert texts.edit(draft, edit, seen={key: draft["entries"][key]["revision"]}).status == 200


@pytest.mark.parametrize("kind", KINDS)
def test_steps_that_there_are_none_of_are_conflicts(
    texts: TextServer, drafts: dict[str, dict[str, Any]], kind: str
) -> None:
    """Nothing to undo, nothing to do again; revisions and decisions that are none are refused."""
    draft = drafts[kind]
    before = state(texts, draft)
    for action in ("undo", "redo"):
        answer = texts.server.request("POST", f"{texts.path(draft)}/{action}")
        assert (answer.status, answer.code) == (409, "conflict")
    for body in ({}, {"revision": "1"}, {"revision": None}, {"revision": 1, "take": {"a": "ours"}}):
        assert texts.server.post_json(f"{texts.path(draft)}/save", body).status == 422
    for query in ("since=x", "since=-1", "since=1.5", "other=1"):
        assert texts.server.get(f"{texts.path(draft)}?{query}").status in (400, 422)
    assert state(texts, draft) == before


def test_what_a_newer_penstock_wrote_is_never_written_over(texts: TextServer, tmp_path: Path) -> None:
    """It is shown, edits and saves of it are 403, its bytes stay."""
    files = {
        "libbers": (tmp_path / "data/output/libbers/newer.json", '{"format": 2, "libs": {"a": "x"}}'),
        "prompts": (tmp_path / "data/output/scenes/newer/prompts.json", '{"version": 3, "prompts": {"a": "x"}}'),
    }
    for kind, (file, text) in files.items():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
        assert texts.kept(f"{kind}/newer") == {"a": "x"}
        opened = texts.server.post_json(f"/penstock/{kind}/newer/drafts", {})
        assert opened.json["read_only"] is True
        answers = [texts.edit(opened.json, put("max_depth", 1) if kind == "libbers" else put("composition:c", []))]
        answers.append(texts.save(opened.json))
        assert [(answer.status, answer.code) for answer in answers] == [(403, "read_only")] * 2
        assert file.read_text() == text


@pytest.mark.parametrize(("kind", "most"), [("libbers", 10_000), ("prompts", 5_000)])
def test_too_many_entries_are_said_when_they_are_saved(texts: TextServer, kind: str, most: int) -> None:
    """A 413 that says how many; the file stays, and what is few enough again is saved."""
    document = texts.made(kind, "doc")
    draft = texts.put(texts.opened(document), **{f"k{number}": "x" for number in range(most)})
    draft = texts.put(draft, one_more="x")
    refused = texts.save(draft)
    assert (refused.status, refused.code, f"{most:,}" in refused.json["error"]["message"]) == (413, "too_large", True)
    assert texts.kept(document) == {}
    texts.saved(texts.edited(draft, {"key": edit_of(kind, "one_more", "")["key"], "removed": True}))
    assert len(texts.kept(document)) == most
