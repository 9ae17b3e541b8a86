"""Odd requests to what is computed from texts, and to what comes in as a file: a 4xx that says why, or an answer."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from .text_server import TextServer

DOUBLING = {"x0": "y" * 1_000} | {f"x{number}": f"%x{number - 1}%" * 2 for number in range(1, 40)}
"""Each snippet holds the one before twice."""


@pytest.fixture
def texts(serve_standalone: Callable[..., Any]) -> TextServer:
    """A server with a library and a collection."""
    made = TextServer(serve_standalone())
    made.libber("hats", hat="a %colour% hat", colour="red", again="%again%")
    made.prompts("beach", one="x")
    return made


def substitute(texts: TextServer, **body: Any) -> Any:
    """What is answered to a text with the library `hats`, where nothing else is said."""
    return texts.server.post_json("/penstock/libber_substitutions", {"text": "%hat%", "libbers": ["hats"], **body})


def compose(texts: TextServer, **body: Any) -> Any:
    """What is answered to the names of prompts, none where nothing is said."""
    return texts.server.post_json("/penstock/prompt_compositions", {"prompts": {}, "names": [], **body})


def test_a_text_is_replaced_and_told_about(texts: TextServer) -> None:
    """Used, unknown, cycles; several libraries and unsaved snippets; every seed that a node can have."""
    found = substitute(texts, text="%hat% %no% %again%").json
    assert found["text"].startswith("a red hat %no% ")
    assert (found["unknown"], found["cycles"][0][0]) == (["no"], "again")
    assert substitute(texts, libs={"hats": {"colour": "blue"}}).json["text"] == "a blue hat"
    assert substitute(texts, libbers=["new", "hats"], libs={"new": {"hat": "no hat"}}).json["text"] == "no hat"
    texts.libber("many", **{f"k{number}": f"[{number}]" for number in range(50)})
    drawn = [substitute(texts, text="%*%", libbers=["many"], seed=seed).json["text"] for seed in (1, 1, 2, 3, 4)]
    assert drawn[0] == drawn[1]
    assert len(set(drawn)) > 1
    assert substitute(texts, seed=2**63 - 1).status == 200


IRREPLACEABLE: list[tuple[dict[str, Any], int]] = [
    ({"libbers": ["none"]}, 404),
    ({"libbers": ["../hats"]}, 400),
    ({"libbers": "hats"}, 422),
    ({"libbers": ["hats"] * 101}, 413),
    ({"text": None}, 422),
    ({"text": "\ud800"}, 422),
    ({"seed": -1}, 422),
    ({"seed": "1"}, 422),
    ({"seed": 1.0}, 422),
    ({"libs": {"hats": {"colour": 5}}}, 422),
    ({"libs": {"hats": {"colour": "\ud800"}}}, 422),
    ({"libs": ["hats"]}, 422),
    ({"delimiter": ""}, 422),
    ({"max_depth": 101}, 422),
    ({"max_depth": True}, 422),
    ({"text": "%x39%", "libs": {"hats": DOUBLING}, "max_depth": 100}, 413),
    ({"text": "x" * (17 << 20)}, 413),
    ({"other": 1}, 422),
]


def test_what_cannot_be_replaced_is_refused(texts: TextServer) -> None:
    """The contract's JSON."""
    wrong = []
    for body, status in IRREPLACEABLE:
        answer = substitute(texts, **body)
        if answer.status != status or not answer.code:
            wrong.append((str(body)[:80], answer.status, answer.body[:200]))
    assert wrong == []


@pytest.mark.nightly
def test_a_million_references_end_in_an_error(texts: TextServer) -> None:
    """However small each of them is."""
    assert substitute(texts, text="%*%" * 1_500_000).status == 413


NOT_COMPOSED: list[tuple[dict[str, Any], int]] = [
    ({"prompts": []}, 422),
    ({"prompts": {"a": 5}}, 422),
    ({"prompts": {"a": None}}, 422),
    ({"names": "a"}, 422),
    ({"names": [5]}, 422),
    ({"names": ["\ud800"]}, 422),
    ({"names": ["a"] * 5_001}, 413),
    ({"seed": "1"}, 422),
    ({"compositions": {"c": "a"}}, 422),
    ({"other": 1}, 422),
]


def test_what_cannot_be_composed_is_refused(texts: TextServer) -> None:
    """The contract's JSON."""
    wrong = []
    for body, status in NOT_COMPOSED:
        answer = compose(texts, **body)
        if answer.status != status or not answer.code:
            wrong.append((str(body)[:80], answer.status, answer.body[:200]))
    assert wrong == []


def test_compositions_are_bounded_and_told_about(texts: TextServer) -> None:
    """What is missing is said; circles end; a hostile library, and a text as large as the world, end in an error."""
    prompt = {"value": "%hat%", "processing_type": "libber", "libber_name": "hats"}
    found = compose(texts, prompts={"a": prompt, "b": "plain"}, names=["b", "gone", "a"]).json
    assert found["text"] == "plain a red hat"
    assert "gone" in " ".join(found["notes"])
    for name in ("none", "../../etc/passwd", "\n"):
        answer = compose(texts, prompts={"a": {**prompt, "libber_name": name}}, names=["a"])
        assert answer.status == 200 and answer.json["text"] == "%hat%" and answer.json["notes"], answer
    circle = compose(texts, prompts={"a": "x"}, compositions={"c": ["d", "a"], "d": ["c"]}, names=["c"])
    assert circle.status == 200
    texts.server.post_json("/penstock/libbers", {"name": "hostile", "libs": DOUBLING, "max_depth": 100})
    hostile = {"value": "%x39%", "processing_type": "libber", "libber_name": "hostile"}
    assert compose(texts, prompts={"a": hostile}, names=["a"]).status == 413
    many = {f"p{number}": {**hostile, "value": "%x11%"} for number in range(500)}
    assert compose(texts, prompts=many, names=list(many)).status == 413
    assert compose(texts, prompts={"a": "x" * 100_000}, names=["a"] * 5_000).status in (200, 413)


NO_COLLECTIONS = [
    "no json",
    "[]",
    "5",
    '"text"',
    "null",
    '{"prompts": ',
    '{"a": %s}' % ("[" * 5_000 + "]" * 5_000),
    "[" * 100_000,
    "\0",
    '{"a": NaN}',
    '{"a": 1e999}',
]


def test_text_that_is_no_collection_is_refused(texts: TextServer) -> None:
    """It says why."""
    for text in NO_COLLECTIONS:
        answer = texts.server.post_json("/penstock/prompt_collections", {"text": text})
        assert (answer.status in (413, 422), bool(answer.code)) == (True, True), (text[:80], answer)


ODD_COLLECTIONS = [
    "",
    "  ",
    "{}",
    '{"a": "\\ud800"}',
    '{"version": 99, "prompts": {"a": "x"}}',
    '{"version": [], "prompts": []}',
    '{"prompts": {"a": "x", "a": "y"}}',
    '{"prompts": {"": 5, "b": null, "c": {"value": {}, "tags": "x"}}, "compositions": {"d": 5}}',
    '{"girl_pos": 5, "prompts": 7}',
    '{"a": %s}' % ("9" * 5_000),
    "\ufeff{}",
]


def test_an_odd_collection_is_read_whole(texts: TextServer) -> None:
    """What comes of it reads as the same again."""
    for text in ODD_COLLECTIONS:
        answer = texts.server.post_json("/penstock/prompt_collections", {"text": text})
        assert answer.status == 200, (text[:80], answer)
        again = texts.server.post_json("/penstock/prompt_collections", {"text": answer.json["text"]})
        assert (again.json["text"], again.json["prompts"]) == (answer.json["text"], answer.json["prompts"])


IMPORTS = {
    "nothing": (b"", 422),
    "no json": (b"<html>", 422),
    "a list": (b"[]", 422),
    "no snippets": (b'{"delimiter": "%"}', 422),
    "not utf-8": (b'{"libs": {"a": "\xff"}}', 422),
    "deep": (b'{"libs": {"a": %s}}' % (b"[" * 5_000 + b"]" * 5_000), 422),
    "cut": (b'{"libs": {"a": "x"', 422),
    "too many": (json.dumps({"libs": {f"k{number}": "x" for number in range(20_100)}}).encode(), 413),
    "too large": (b'{"libs": {"a": "' + b"x" * (70 << 20) + b'"}}', 413),
}


def test_a_file_that_is_no_library_is_refused(texts: TextServer, tmp_path: Path) -> None:
    """It says why; nothing is there afterwards, neither a library nor a staged file."""
    wrong = []
    for case, (data, status) in IMPORTS.items():
        answer = texts.server.post_form("/penstock/libber_imports", ("file", "new.json", data))
        if answer.status != status or not answer.code:
            wrong.append((case, answer.status, answer.body[:200]))
    assert wrong == []
    assert [one["name"] for one in texts.server.get("/penstock/libbers").json["libbers"]] == ["hats"]
    assert list((tmp_path / "data/user/__penstock/staging").glob("*")) == []


def test_an_imported_library_gets_a_free_name(texts: TextServer) -> None:
    """Of its file or of the form; paths lose their folders or are refused; what is in it comes whole."""
    data = b'{"lib_dict": {"My Key": "x", "n": 5}, "mine": [1]}'

    def send(file_name: str, *more: tuple[str, None, bytes]) -> Any:
        return texts.server.post_form("/penstock/libber_imports", ("file", file_name, data), *more)

    names = [send("hats.json").json["name"], send("hats.json").json["name"], send("../../etc/cron.json").json["name"]]
    assert names[:2] == ["hats 2", "hats 3"]
    assert all("/" not in name and ".." not in name for name in names)
    assert send("x.json", ("name", None, b"mine")).json["libs"] == {"my_key": "x"}
    file = texts.server.get("/penstock/libbers/mine/file")
    assert (json.loads(file.body)["mine"], "mine.json" in file.headers["Content-Disposition"]) == ([1], True)
    for name in (b"../x", b"", b"con", b"a/b"):
        assert (send("x.json", ("name", None, name)).status) == 400


NO_LIBRARIES: list[tuple[dict[str, Any], int]] = [
    ({"libs": {"a b": "x", "A-B": "y"}}, 422),
    ({"libs": {"a": 5}}, 422),
    ({"libs": {"a": "x" * 1_000_001}}, 413),
    ({"libs": {f"k{number}": "" for number in range(10_001)}}, 413),
    ({"libs": {"": "x"}}, 422),
    ({"delimiter": ""}, 422),
    ({"max_depth": 101}, 422),
    ({"max_depth": -1}, 422),
    ({"name": "HATS"}, 409),
    ({"name": "hats"}, 409),
    ({"name": "x" * 65}, 400),
    ({"name": None}, 422),
]


def test_a_library_that_cannot_be_is_not_made(texts: TextServer) -> None:
    """It says why, nothing is there afterwards."""
    wrong = []
    for body, status in NO_LIBRARIES:
        answer = texts.server.post_json("/penstock/libbers", {"name": "new", **body})
        if answer.status != status or not answer.code:
            wrong.append((str(body)[:80], answer.status, answer.body[:200]))
    assert wrong == []
    assert [one["name"] for one in texts.server.get("/penstock/libbers").json["libbers"]] == ["hats"]
