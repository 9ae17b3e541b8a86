"""The life of libraries and collections over HTTP: what is told, once and in order; what goes along; the way back."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from .test_profile_hosts import Feed
from .text_server import KINDS, TextServer, texts_of

Since = Callable[[], list[str]]
V1 = b'{"girl_pos":"a girl",\n "male_pos":"", "n": 5, "\xc3\xa9": "x"}'


@pytest.fixture
def texts(serve_standalone: Callable[..., Any]) -> TextServer:
    """A server with libbers and prompts."""
    return TextServer(serve_standalone())


@pytest.fixture
def since(texts: TextServer) -> Iterator[Since]:
    """`since()`: the events since it was asked last, by name, drafts and texts only."""
    feed = Feed(texts.server)
    count = 0

    def read() -> list[str]:
        nonlocal count
        count += 1
        assert texts.server.post_json("/penstock/pools", {"id": f"mark_{count}"}).status == 201
        seen = feed.until("pool_created")
        return [name for name in seen if name.startswith(("libber", "prompt", "draft"))]

    read()
    yield read
    feed.close()


@pytest.fixture
def version_1(tmp_path: Path) -> Path:
    """A file of version 1, in the folder `beach`."""
    path = tmp_path / "data" / "output" / "scenes" / "beach" / "prompts.json"
    path.parent.mkdir(parents=True)
    path.write_bytes(V1)
    return path


def test_each_operation_on_a_library_is_told_once(texts: TextServer, since: Since) -> None:
    """Saved, then changed; every step of a draft; reading tells nothing; what changes nothing tells nothing."""
    saved = ["libber_saved", "libber_changed"]
    document = texts.libber("hats", a="x")
    assert since() == saved
    draft = texts.opened(document)
    assert since() == ["draft_changed"]
    texts.opened(document)
    texts.read(draft)
    texts.server.get("/penstock/libbers")
    texts.server.get(f"{texts.path(draft)}/differences")
    assert since() == []
    draft = texts.put(draft, a="y")
    texts.server.request("POST", f"{texts.path(draft)}/undo")
    draft = dict(texts.server.request("POST", f"{texts.path(draft)}/redo").json)
    assert since() == ["draft_changed"] * 3
    draft = texts.saved(draft)
    assert sorted(since()) == sorted([*saved, "draft_changed"])
    texts.saved(draft)
    assert since() == []
    assert texts.server.post_json("/penstock/libbers/hats", {"name": "caps"}, "PATCH").status == 200
    assert [name for name in since() if name.startswith("libber")] == ["libber_changed"]
    deleted = texts.server.request("DELETE", "/penstock/libbers/caps").json["id"]
    assert [name for name in since() if name.startswith("libber")] == ["libber_changed"]
    assert texts.server.request("POST", f"/penstock/libber_trash/{deleted}/restore").json["name"] == "caps"
    assert [name for name in since() if name.startswith("libber")] == ["libber_changed"]


@pytest.mark.parametrize("kind", KINDS)
def test_looking_opens_no_draft(texts: TextServer, since: Since, kind: str) -> None:
    """A document is shown as it would be edited, by its file or by the draft that somebody has; nothing is told."""
    document = texts.made(kind, "doc", a="x")
    since()
    seen = texts.server.get(f"/penstock/{document}/drafts").json
    assert (seen["id"], texts_of(seen), seen["dirty"]) == ("", {"a": "x"}, False)
    for path in (f"/penstock/{kind}", f"/penstock/{document}", "/fbtools/libber/list", "/fbtools/libber/keys?name=doc"):
        texts.server.get(path)
    assert since() == []
    draft = texts.put(texts.opened(document), a="y")
    seen = texts.server.get(f"/penstock/{document}/drafts").json
    assert (seen["id"], texts_of(seen), seen["dirty"]) == (draft["id"], {"a": "y"}, True)
    assert texts.server.get(f"/penstock/{kind}/missing/drafts").status == 404


def test_a_draft_goes_along_when_its_library_is_renamed(texts: TextServer) -> None:
    """Same id, same changes, under the new name; saving it writes the new file."""
    draft = texts.put(texts.opened(texts.libber("hats", a="x")), b="y")
    assert texts.server.post_json("/penstock/libbers/hats", {"name": "caps"}, "PATCH").status == 200
    moved = texts.opened("libbers/caps")
    assert (moved["id"], moved["name"], texts.texts(moved)) == (draft["id"], "caps", {"a": "x", "b": "y"})
    texts.saved(moved)
    assert texts.kept("libbers/caps") == {"a": "x", "b": "y"}
    assert texts.server.get("/penstock/libbers/hats").status == 404


def test_a_migration_is_shown_kept_and_told(version_1: Path, texts: TextServer, since: Since) -> None:
    """Before the first save the file stays and the difference shows what was; then the backup has its very bytes."""
    assert texts.server.get("/penstock/prompts/beach").json["migrated"] is True
    draft = texts.opened("prompts/beach")
    assert (draft["migrates"], draft["dirty"]) == (True, False)
    shown = texts.server.get(f"{texts.path(draft)}/differences").json["differences"]
    assert {one["key"]: (one["had"], one["before"]) for one in shown}["prompt:girl_pos"] == (True, "a girl")
    assert version_1.read_bytes() == V1
    assert since() == ["draft_changed"]
    draft = texts.saved(draft)
    assert [name for name in since() if name.startswith("prompt")] == ["prompt_migrated", "prompts_saved"]
    backup = version_1.with_name("prompts.json.v1.backup")
    assert (backup.read_bytes(), draft["migrates"]) == (V1, False)
    assert json.loads(version_1.read_text())["v1_backup"] == json.loads(V1)
    before = version_1.read_bytes()
    assert texts.saved(draft)["revision"] == draft["revision"]
    assert (version_1.read_bytes(), since()) == (before, [])


def test_version_1_comes_back_and_takes_no_changes_unasked(version_1: Path, texts: TextServer, since: Since) -> None:
    """409 while there are unsaved changes, unless they may go; then the bytes are those of once."""
    draft = texts.put(texts.saved(texts.opened("prompts/beach")), mine="new")
    path = "/penstock/prompts/beach/restore_v1"
    assert texts.server.request("POST", path).code == "conflict"
    assert texts.texts(draft)["mine"] == "new"
    since()
    answer = texts.server.post_json(path, {"discard": True})
    assert (answer.status, answer.json["migrated"], version_1.read_bytes()) == (200, True, V1)
    assert sorted(since()) == ["draft_closed", "prompts_restored"]
    assert texts.server.get(texts.path(draft)).status == 404
    assert "mine" not in texts.kept("prompts/beach")
    assert texts.server.request("POST", "/penstock/prompts/hills/restore_v1").status == 404


def test_a_renamed_prompt_is_told_and_compositions_follow(texts: TextServer, since: Since) -> None:
    """One edit, one step; told when it is saved."""
    draft = texts.opened(texts.prompts("beach", a="x", b="y"))
    draft = texts.edited(draft, {"key": "composition:all", "value": ["a", "b"]})
    draft = texts.edited(draft, {"key": "prompt:c", "value": {"value": "x"}, "instead_of": "prompt:a"})
    now = texts.read(draft)
    assert now["entries"]["composition:all"]["value"] == ["c", "b"]
    assert [key for key in now["order"] if key.startswith("prompt:")] == ["prompt:c", "prompt:b"]
    since()
    texts.saved(draft)
    assert [name for name in since() if name.startswith("prompt")] == ["prompt_renamed", "prompts_saved"]
    assert list(texts.kept("prompts/beach")) == ["c", "b"]


def test_a_deleted_collection_comes_back(texts: TextServer, since: Since, tmp_path: Path) -> None:
    """With what was saved; other files of the folder stay where they are."""
    texts.prompts("beach", a="x")
    other = tmp_path / "data/output/scenes/beach/notes.txt"
    other.write_text("mine")
    since()
    trash = texts.server.request("DELETE", "/penstock/prompts/beach").json["trash"]
    assert [name for name in since() if name.startswith("prompt")] == ["prompts_deleted"]
    assert (texts.server.get("/penstock/prompts/beach").status, other.read_text()) == (404, "mine")
    assert texts.server.get("/penstock/prompt_trash").json["deleted"][0]["folder"] == "beach"
    assert texts.server.request("POST", f"/penstock/prompt_trash/{trash}/restore").status == 200
    assert [name for name in since() if name.startswith("prompt")] == ["prompts_restored"]
    assert texts.kept("prompts/beach") == {"a": "x"}
    assert texts.server.request("POST", f"/penstock/prompt_trash/{trash}/restore").status == 404


def test_old_scripts_and_pages_share_one_draft(texts: TextServer) -> None:
    """What fbTools' routes change is the draft that pages show, and the other way round."""
    draft = texts.opened(texts.libber("hats", a="x"))
    session = texts.server.post_json("/fbtools/libber/load", {"name": "hats"}).json["session_id"]
    assert session == draft["id"]
    texts.server.post_json("/fbtools/libber/add_lib", {"name": "hats", "key": "My Key", "value": "y"})
    assert texts.texts(draft) == {"a": "x", "my_key": "y"}
    texts.put(texts.read(draft), a="z")
    assert texts.server.post_json("/fbtools/libber/apply", {"name": "hats", "text": "%a%"}).json["result"] == "z"
    assert texts.server.post_json("/fbtools/libber/save", {"name": "hats"}).json["status"] == "saved"
    assert texts.kept("libbers/hats") == {"a": "z", "my_key": "y"}
