"""Prompts on a real ComfyUI: composed as saved, migrated without loss and taken back, edited by two hosts."""

import json
import uuid

import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
from live_client import LiveClient
from live_page import load, wait_for_frontend
from live_server import CHECKOUT
from live_texts import LiveDocument, TextNodes
from playwright.sync_api import expect

NOTICE_SECONDS = 5.0
"""A second is promised on a machine that has nothing else to do."""

VERSION_1 = '{"girl_pos": "a girl",\t"male_pos": "", "wan_prompt": "slow", "numbers": [1, 2.50], "ключ": "é"}\r\n'
"""Written by hand: nothing that any program would write like this again."""


def _folder(stem="live"):
    return f"{stem} {uuid.uuid4().hex[:8]}"


def _file(server, folder, name="prompts.json"):
    return server.base.path / "output" / "scenes" / folder / name


def _prompts(tab, folder, **values):
    """A stored collection with these prompts, saved through its draft."""
    made = LiveDocument(tab, f"/penstock/prompts/{folder}")
    made.open(create=True)
    edits = {f"prompt__{name}": {"value": value} for name, value in values.items()}
    assert made.edit(**edits).status == 200
    assert made.save().status == 200
    return made


def _graph(folder, composition=""):
    inputs = {"prompt_collection_json_in": "", "composition": composition, "seed": 0, "collection": folder}
    return {
        "1": {"class_type": "PromptComposer", "inputs": inputs},
        "2": {"class_type": "SuiteShow", "inputs": {"value": ["1", 0]}},
    }


def _composed(tab, folder, composition=""):
    """What a run makes of the stored prompts."""
    run = tab.run(_graph(folder, composition))
    assert run.status == "success", run.error
    return run.outputs["2"]["shown"][0]


def _told(tab, kind, since, **data):
    """The message of this kind with this data, after the tab's first `since` ones."""
    return tab.wait_for(
        lambda one: (
            one["type"] == f"penstock.{kind}"
            and data.items() <= one["data"].items()
            and not any(one is old for old in tab.messages[:since])
        ),
        NOTICE_SECONDS,
    )


@pytest.fixture
def nodes(page):
    """The sample workflow of prompts."""
    load(page, "prompt_composer")
    return TextNodes(page, "penstock-prompt-editor")


def test_version_1_is_migrated_by_the_first_save_and_comes_back_byte_for_byte(tab, server):
    """Opened and run as it is, saved with the old bytes beside it, restored to exactly those."""
    folder = _folder("old")
    file, backup = _file(server, folder), _file(server, folder, "prompts.json.v1.backup")
    file.parent.mkdir(parents=True)
    file.write_bytes(VERSION_1.encode())
    prompts = LiveDocument(tab, f"/penstock/prompts/{folder}")
    assert prompts.saved()["migrated"]
    assert _composed(tab, folder) == "a girl slow é"
    assert file.read_bytes() == VERSION_1.encode()
    since = len(tab.messages)
    assert prompts.open()["migrates"]
    assert prompts.edit(prompt__girl_pos={"value": "a woman"}).status == 200
    assert prompts.save().status == 200
    _told(tab, "prompt_migrated", since, folder=folder, backup=backup.name)
    assert backup.read_bytes() == VERSION_1.encode()
    stored = json.loads(file.read_text(encoding="utf-8"))
    assert (stored["version"], stored["v1_backup"]) == (2, json.loads(VERSION_1))
    assert _composed(tab, folder) == "a woman slow é"
    assert prompts.edit(prompt__more={"value": "more"}).status == 200
    assert tab.request("POST", f"{prompts.path}/restore_v1", json={}).status == 409
    prompts.ask("POST", "/restore_v1", json={"discard": True})
    assert file.read_bytes() == VERSION_1.encode()
    assert _composed(tab, folder) == "a girl slow é"


def test_a_rename_is_one_step_and_compositions_follow(tab):
    """In the draft, in the file and in the next run; one undo takes all of it back."""
    folder = _folder()
    prompts = _prompts(tab, folder, face="a face", light="soft light")
    assert prompts.edit(composition__both=["light", "face"]).status == 200
    assert prompts.save().status == 200
    draft = prompts.open()["id"]
    rename = {"key": "prompt:head", "value": {"value": "a head"}, "instead_of": "prompt:face"}
    prompts.ask("PATCH", f"/drafts/{draft}", json={"edits": [rename]})
    assert prompts.values()["composition:both"] == ["light", "head"]
    prompts.ask("POST", f"/drafts/{draft}/undo", json={})
    assert prompts.values()["composition:both"] == ["light", "face"]
    prompts.ask("POST", f"/drafts/{draft}/redo", json={})
    since = len(tab.messages)
    assert prompts.save().status == 200
    _told(tab, "prompt_renamed", since, folder=folder, old_name="face", new_name="head")
    assert _composed(tab, folder, "both") == "soft light a head"


def test_a_libber_that_is_saved_changes_the_prompts_that_use_it(tab):
    """The composer runs again by itself, and the libber knows who uses it."""
    folder, libber = _folder(), f"words {uuid.uuid4().hex[:8]}"
    made = LiveDocument(tab, f"/penstock/libbers/{libber}")
    assert tab.request("POST", "/penstock/libbers", json={"name": libber, "libs": {"animal": "fox"}}).status == 201
    prompts = _prompts(tab, folder, plain="%animal%")
    filled = {"value": "a %animal%", "processing_type": "libber", "libber_name": libber}
    assert prompts.edit(prompt__filled=filled).status == 200
    assert prompts.save().status == 200
    assert _composed(tab, folder) == "%animal% a fox"
    uses = tab.get(f"/penstock/prompt_uses?libber={libber}")["uses"]
    assert uses == [{"folder": folder, "prompt": "filled", "keys": ["animal"]}]
    assert made.edit(lib__animal="cat").status == 200
    assert made.save().status == 200
    assert _composed(tab, folder) == "%animal% a cat"


def test_two_hosts_edit_one_collection(tab, standalone):
    """Each sees what the other does, stale writes are refused, and what one saves the other runs."""
    folder = _folder()
    here = _prompts(tab, folder, face="a face", light="soft")
    with LiveClient(standalone) as alone:
        there = LiveDocument(alone, here.path)
        assert there.open()["id"] == here.open()["id"]
        since = len(tab.messages)
        assert there.edit(prompt__face={"value": "a head"}).status == 200
        _told(tab, "draft_changed", since)
        seen = here.draft()["entries"]["prompt:face"]["revision"]
        assert here.edit({"prompt:face": seen - 1}, prompt__face={"value": "an eye"}).status == 409
        assert here.edit({"prompt:face": seen}, prompt__face={"value": "an eye"}).status == 200
        since = len(alone.messages)
        assert here.save().status == 200
        _told(alone, "prompts_changed_elsewhere", since, folder=folder)
        assert _composed(alone, folder) == "an eye soft"
    assert _composed(tab, folder) == "an eye soft"


def test_kill_and_restart_lose_nothing_that_was_acknowledged(prepare):
    """After kill -9 in the middle of edits the draft is there under its id, and can be saved and run."""
    server = prepare("prompts")
    server.base.link("penstock")
    server.base.plugin(CHECKOUT / "tests" / "engine_suite" / "suite_nodes.py")
    server.start()
    folder = _folder()
    with LiveClient(server.url) as tab:
        prompts = _prompts(tab, folder, face="a face")
        for word in ("one", "two", "three"):
            assert prompts.edit(prompt__face={"value": word}).status == 200
        draft = prompts.open()["id"]
        server.process.kill()
        server.process.wait(30)
    server.start()
    with LiveClient(server.url) as tab:
        prompts = LiveDocument(tab, prompts.path)
        assert prompts.open()["id"] == draft
        assert prompts.values()["prompt:face"]["value"] == "three"
        assert _composed(tab, folder) == "a face"
        assert prompts.save().status == 200
        assert _composed(tab, folder) == "three"
    server.stop()


def test_names_are_free_and_never_paths(tab, server):
    """A prompt may be called like a path and makes no file; a folder may not."""
    folder = _folder()
    name = "../../../evil\\x/ключ 😀"
    prompts = _prompts(tab, folder, **{name: "kept"})
    assert _composed(tab, folder) == "kept"
    assert sorted(path.name for path in _file(server, folder).parent.iterdir()) == ["prompts.json"]
    for other in ("../evil", "a/b", "", ".", "con", "x" * 65):
        answer = tab.request("POST", "/penstock/prompts", json={"folder": other})
        assert (400 <= answer.status < 500, bool(answer.json()["error"]["code"])) == (True, True), other
    for value in (5, {"value": 5}, {"value": "x", "tags": "warm"}, {"value": "x" * 10_000_000}):
        assert 400 <= prompts.edit(prompt__bad=value).status < 500
    assert list(prompts.saved()["prompts"]) == [name]


def test_the_sample_workflow_composes_what_it_shows(tab, nodes):
    """What is written in the table is in the composer's text at once, and in the run."""
    text = nodes.page.locator(".penstock-composed-text:visible").last
    expect(text).to_contain_text("a lighthouse keeper with a lantern")
    nodes.write("prompt:subject", "value", "a ferryman")
    expect(text).to_contain_text("a ferryman on a pier of wet stone")
    assert nodes.runs(tab) == text.text_content()


def test_a_stored_collection_is_edited_in_the_node_reloaded_saved_and_run(tab, nodes, standalone):
    """The edit is unsaved after a reload, too, shown by the standalone page, and in the run once it is saved."""
    folder = _folder()
    prompts = _prompts(tab, folder, face="a face", light="soft light")
    stored = {"prompt_collection_json_in": "", "collection": folder}
    nodes.set("PromptCollectionEdit", **stored)
    nodes.set("PromptComposer", composition="")
    nodes.write("prompt:light", "value", "hard light")
    nodes.expect_state("Unsaved changes (1)")
    assert nodes.runs(tab) == "a face soft light"
    page = nodes.page
    page.reload()
    wait_for_frontend(page, "PromptComposer")
    load(page, "prompt_composer")
    again = TextNodes(page, "penstock-prompt-editor")
    again.set("PromptCollectionEdit", **stored)
    again.set("PromptComposer", composition="")
    expect(again.cell("prompt:light", "value")).to_have_text("hard light")
    other = page.context.browser.new_page()
    try:
        other.goto(f"{standalone}/penstock/#/prompts/{folder}")
        second = TextNodes(other, "penstock-prompt-editor")
        second.write("prompt:face", "value", "a head")
        expect(again.cell("prompt:face", "value")).to_have_text("a head")
    finally:
        other.close()
    again.save()
    assert again.runs(tab) == "a head hard light"
    assert [one["value"] for one in prompts.saved()["prompts"].values()] == ["a head", "hard light"]
