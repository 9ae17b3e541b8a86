"""Odd files of libraries and prompts that lie in the folder: listed, opened, edited and saved, and nothing is lost."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from .text_server import KINDS, TextServer, edit_of

DEEP = "[" * 60 + "]" * 60
ODD: dict[str, dict[str, str]] = {
    "prompts": {
        "version 1": '{"girl_pos": "a", "male_pos": "", "n": 5, "list": ["x"], "object": {"value": "y"}}',
        "version 1 of odd names": json.dumps({"": "a", "a\nb": "c", "x" * 300: "d", "../e": "f", "ü 🎉": "g"}),
        "version 1 of halves": '{"a": "\\ud800", "\\udfff": "b"}',
        "nothing": "{}",
        "no version": '{"prompts": {"a": "x", "b": {"value": "y", "mine": [1]}}}',
        "lists": '{"version": 2, "prompts": [{"key": "a", "value": "x"}], "compositions": [{"name": "c"}]}',
        "wrong types": '{"version": 2, "prompts": {"a": 5, "b": null, "c": {"value": [], "tags": "t"}, "d": {}}}',
        "unknown fields": '{"version": 2, "prompts": {"a": {"value": "x", "later": {"deep": '
        + DEEP
        + '}}}, "mine": 1}',
        "twice the same": '{"version": 2, "prompts": {"a": "x", "a": "y"}, "compositions": {"c": ["a", 5]}}',
        "a huge number": '{"version": 2, "prompts": {"a": {"value": "x", "n": %s}}}' % ("9" * 5_000),
        "numbers that json has not": '{"version": 2, "prompts": {"a": {"value": "x", "n": NaN}}, "x": -Infinity}',
        "flags of anything": '{"version": 2, "prompts": {}, "scene_flags": {"use_depth": "yes", "n": 1e999}}',
        "utf-16": '\ufeff{"girl_pos": "a"}',
    },
    "libbers": {
        "fbTools' spelling": '{"libs": {"a": "x"}, "delimiter": "%", "max_depth": 10}',
        "the documented one": '{"lib_dict": {"a": "x"}}',
        "both": '{"libs": {"a": "x"}, "lib_dict": {"a": "y", "b": "z"}}',
        "odd keys": '{"libs": {"My Key": "x", "my_key": "y", "": "z", "\\u00e9": "w", "\\ud800": "v"}}',
        "wrong types": '{"libs": {"a": 5, "b": null, "c": ["x"]}, "delimiter": 5, "max_depth": "ten"}',
        "halves": '{"libs": {"a": "\\ud800"}}',
        "unknown fields": '{"libs": {"a": "x"}, "mine": {"deep": ' + DEEP + '}, "n": NaN, "m": 1e999}',
        "twice the same": '{"libs": {"a": "x", "a": "y"}}',
        "a huge number": '{"libs": {"a": "x"}, "n": %s}' % ("9" * 5_000),
        "empty": '{"libs": {}}',
    },
}
NO_FILES = (b"", b"no json", b"[]", b"5", b"\xff\xfe\x00", b'{"libs": ', b"[" * 50_000)


@pytest.fixture
def texts(serve_standalone: Callable[..., Any], data: Path) -> TextServer:
    """A server on that folder."""
    return TextServer(serve_standalone(data=data))


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """The folder in which the odd files lie: those of each kind by number."""
    for kind in KINDS:
        for number, text in enumerate(ODD[kind].values()):
            file = file_of(tmp_path / "data", kind, f"odd{number}")
            file.parent.mkdir(parents=True, exist_ok=True)
            is_wide = text.startswith("\ufeff")
            file.write_bytes(text.removeprefix("\ufeff").encode("utf-16" if is_wide else "utf-8"))
    return tmp_path / "data"


def file_of(data: Path, kind: str, name: str) -> Path:
    """Where a document lies."""
    return data / "output" / (f"libbers/{name}.json" if kind == "libbers" else f"scenes/{name}/prompts.json")


def listed(texts: TextServer, kind: str) -> dict[str, dict[str, Any]]:
    """The documents of a kind by name."""
    found = texts.server.get(f"/penstock/{kind}").json
    return {str(one.get("name", one.get("folder"))): one for one in found.get("libbers", found.get("collections"))}


@pytest.mark.parametrize("kind", KINDS)
def test_odd_files_can_be_edited_and_lose_nothing(texts: TextServer, data: Path, kind: str) -> None:
    """Each opens; after an edit and a save it has what was added beside all that it had; looking changes no byte."""
    wrong = []
    for number, (title, text) in enumerate(ODD[kind].items()):
        name = f"odd{number}"
        file = file_of(data, kind, name)
        before = file.read_bytes()
        answers = [texts.server.get(f"/penstock/{kind}/{name}")]
        answers.append(texts.server.post_json(f"/penstock/{kind}/{name}/drafts", {}))
        if answers[-1].status == 201:
            answers.append(texts.server.get(texts.path(answers[1].json) + "/differences"))
        untouched = file.read_bytes() == before
        if [answer.status for answer in answers] != [200, 201, 200] or not untouched:
            wrong.append((title, untouched, [(answer.status, answer.body[:300]) for answer in answers]))
        elif not answers[1].json["read_only"]:
            texts.saved(texts.edited(answers[1].json, edit_of(kind, "added", "new")))
            if texts.kept(f"{kind}/{name}").get("added") != "new" or not _has_all(file, text):
                wrong.append((title, True, [(200, file.read_bytes()[:300])]))
    assert wrong == []


def _has_all(file: Path, text: str) -> bool:
    """Whether every text of the old file is in the new one."""
    old = json.loads(text.removeprefix("\ufeff"), parse_int=str)
    new = json.dumps(json.loads(file.read_text(), parse_int=str))
    return all(json.dumps(one) in new for one in _leaves(old) if one != "")


def _leaves(value: Any) -> list[str]:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [value] if isinstance(value, str) else [leaf for one in inner for leaf in _leaves(one)]


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_no_file_of_texts_is_told_and_stays(texts: TextServer, data: Path, kind: str) -> None:
    """Listed with its problem, read-only; it cannot be read or edited, and no request writes over its bytes."""
    for number, content in enumerate(NO_FILES):
        name = f"broken{number}"
        file = file_of(data, kind, name)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
        one = listed(texts, kind)[name]
        assert (one["read_only"], one["revision"], bool(one["problems"])) == (True, None, True)
        create = {"name": name} if kind == "libbers" else {"folder": name}
        for answer in (
            texts.server.get(f"/penstock/{kind}/{name}"),
            texts.server.post_json(f"/penstock/{kind}/{name}/drafts", {}),
            texts.server.post_json(f"/penstock/{kind}/{name}/drafts", {"create": True}),
            texts.server.post_json(f"/penstock/{kind}", create),
        ):
            assert answer.status in (409, 413, 422, 423, 503), (content[:20], answer)
            assert answer.code in ("conflict", "too_large", "invalid", "busy", "storage_failed")
        assert file.read_bytes() == content
