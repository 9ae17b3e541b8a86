"""What scenes, stories and executions do not take: stale, unknown, too large, wrong. A 4xx, and nothing is changed."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from penstock.adapters.testing.corpora.images import hostile_images

from .story_server import KINDS, StoryServer, path_of, picture

REFUSED = (400, 404, 409, 413, 415, 422)


def nested(levels: int) -> Any:
    """A list in a list, so many levels deep."""
    made: Any = "x"
    for _ in range(levels):
        made = [made]
    return made


def put(key: str, value: Any, **more: Any) -> list[dict[str, Any]]:
    """One edit."""
    return [{"key": key, "value": value, **more}]


EDITS: dict[str, dict[str, list[Any]]] = {
    "scenes": {
        "no entry": put("other", "x"),
        "a number as pose": put("pose_name", 5),
        "no depth type": put("depth_type", "deepest"),
        "no pose type": put("pose_type", "x" * 300),
        "a resolution of text": put("resolution", "512"),
        "a resolution below nothing": put("resolution", -1),
        "a resolution beyond all": put("resolution", 10**9),
        "a resolution of truth": put("resolution", True),
        "loras of text": put("loras", "a.safetensors"),
        "a lora of text": put("loras", ["a.safetensors"]),
        "a strength of text": put("loras", [{"lora": "a", "strength_model": "much"}]),
        "loras without end": put("loras", [{"lora": "a"}] * 20_000),
        "a deep lora": put("loras", [{"lora": "a", "unknown": nested(150)}]),
        "a mask without a picture": put("mask:other", {"type": "color"}),
        "half a surrogate": put("description", "\ud800"),
        "ten megabytes": put("description", "x" * 10_000_000),
        "a rename": put("pose_name", "x", instead_of="mask_type"),
    },
    "stories": {
        "no entry": put("other", "x"),
        "an order of text": put("order", "beach"),
        "an order of others": put("order", ["x", "y"]),
        "an order with one twice": put("order", ["{first}", "{first}"]),
        "a scene of text": put("scene:{first}", "beach"),
        "a scene of a path": put("scene:{first}", {"scene_name": "../beach"}),
        "a scene without an id": put("scene:", {"scene_name": "beach"}),
        "a source that is none": put("scene:{first}", {"prompt_source": "dream"}),
        "a key of a number": put("scene:{first}", {"prompt_key": 5}),
        "a switch of text": put("scene:{first}", {"use_pose": "yes"}),
        "a depth of nothing": put("scene:{first}", {"depth_type": "deepest"}),
        "half a surrogate": put("scene:{first}", {"custom_prompt": "\ud800"}),
        "ten megabytes": put("scene:{first}", {"custom_prompt": "x" * 10_000_000}),
        "deep": put("scene:{first}", {"unknown": nested(150)}),
        "a long id": put("scene:" + "x" * 3_000, {"scene_name": "beach"}),
    },
}


@pytest.fixture
def stories(serve_standalone: Callable[..., Any]) -> StoryServer:
    """A server with scenes and stories."""
    return StoryServer(serve_standalone())


def _filled(value: Any, first: str) -> Any:
    """`{first}` is the id of the first scene."""
    if isinstance(value, str):
        return value.replace("{first}", first)
    if isinstance(value, list) and len(value) < 10:
        return [_filled(one, first) for one in value]
    return {key: _filled(one, first) for key, one in value.items()} if isinstance(value, dict) else value


@pytest.mark.parametrize("kind", KINDS)
def test_an_edit_that_could_never_be_saved_is_refused(stories: StoryServer, kind: str) -> None:
    """Every one with the contract's error, and the draft is what it was."""
    draft = stories.opened(stories.made(kind, "doc"))
    first = draft["entries"]["order"]["value"][0] if kind == "stories" else ""
    wrong = []
    for title, edits in EDITS[kind].items():
        answer = stories.edit(draft, *(_filled(edit, first) for edit in edits))
        if answer.status not in REFUSED or not answer.code:
            wrong.append((title, answer.status, answer.body[:200]))
    assert wrong == []
    now = stories.read(draft)
    assert (now["entries"], now["dirty"]) == (draft["entries"], False)


@pytest.mark.parametrize("kind", KINDS)
def test_a_stale_edit_and_a_stale_save_say_what_is_there(stories: StoryServer, kind: str) -> None:
    """Of two writers of one entry the second gets a 409 with both; a save of what changed since is one, too."""
    draft = stories.opened(stories.made(kind, "doc"))
    seen = {"description": draft["entries"]["description"]["revision"]}
    assert stories.edit(draft, *put("description", "first"), seen=seen).status == 200
    stale = stories.edit(draft, *put("description", "second"), seen=seen)
    assert (stale.status, stale.code) == (409, "conflict")
    assert stale.json["error"]["current"]["description"]["value"] == "first"
    assert stories.save(draft).status == 409
    assert stories.kept(f"{kind}/doc")["description"] == ""
    stories.saved(stories.read(draft))
    assert stories.kept(f"{kind}/doc")["description"] == "first"


@pytest.mark.parametrize("kind", KINDS)
def test_what_another_program_saved_is_never_lost(stories: StoryServer, kind: str, tmp_path: Path) -> None:
    """The same entry changed by both: 409 with both versions; the choice decides, and unknown fields stay."""
    draft = stories.described(stories.opened(stories.made(kind, "doc")), "mine")
    name = "scene.json" if kind == "scenes" else "story.json"
    file = tmp_path / "data/output" / kind / "doc" / name
    text = file.read_text("utf-8") if file.exists() else "{}"
    other = text.rstrip().removesuffix("}").rstrip().rstrip(",")
    other = other.replace('"description": "",', "").replace('"description": ""', "").rstrip().rstrip(",")
    comma = "" if other.strip() == "{" else ","
    file.write_text(f'{other}{comma} "description": "theirs", "of_another": [1]}}', "utf-8")
    refused = stories.save(draft)
    assert (refused.status, refused.code) == (409, "conflict"), refused.body
    assert stories.kept(f"{kind}/doc")["description"] == "theirs"
    stories.saved(stories.read(draft), take={"description": "mine"})
    assert stories.kept(f"{kind}/doc")["description"] == "mine"
    assert '"of_another"' in file.read_text("utf-8")


def test_a_file_is_refused_or_is_a_picture(stories: StoryServer) -> None:
    """Pages, bombs and broken files: a 4xx that leaves what is there, or a picture that can be shown small."""
    stories.scene("beach")
    path = "/penstock/scenes/beach/pictures/base"
    wrong, refused = [], 0
    before = stories.server.get(path).body
    for case in hostile_images():
        answer = stories.put("beach", "base", case.data)
        now = stories.server.get(path).body
        if answer.status == 200:
            shown = stories.server.get(f"{path}?side=64").status
            wrong += [] if shown == 200 and now.startswith(b"\x89PNG") else [(case.name, "shown", shown)]
        elif answer.status not in REFUSED or not answer.code or now != before:
            wrong.append((case.name, answer.status, answer.body[:200]))
        else:
            refused += 1
        before = now
    assert wrong == []
    assert refused > 40


def test_a_picture_has_a_name_that_scenes_know(stories: StoryServer) -> None:
    """Any other name, and the thumbnail, which is made from the base picture: refused, and nothing is written."""
    stories.scene("beach")
    before = stories.kept("scenes/beach")
    for name in ("other", "Base", "base.png", "mask:", "mask:../x", "thumbnail", ""):
        assert stories.put("beach", name, picture()).status in (*REFUSED, 405), name
    assert stories.kept("scenes/beach") == before


def test_choices_and_deletions_that_make_no_sense_change_nothing(stories: StoryServer) -> None:
    """Pictures of other scenes, names outside, orders that there are none of, a list without end."""
    stories.made("stories", "tale")
    key = stories.execution("tale", "beach", "hills")
    path = path_of(key)
    before = stories.server.get(path).json
    names = [one["name"] for one in before["images"]]
    picks = [(0, names[1]), (7, names[0]), (-1, names[0]), (10**20, None), (0, "other.png"), (0, "../metadata.json")]
    picks += [(0, f"{names[0]}/"), (0, ""), (0, 5), ("0", names[0]), (True, names[0])]
    deletions: list[Any] = [[], ["../metadata.json"], [names[0], "gone.png"], "x", [5]]
    deletions += [["metadata.json"], [names[0], "000_beach_to_hills.mp4"]]
    deletions += [[f"{at:03d}_x_00.png" for at in range(20_000)]]
    wrong = []
    for order, image in picks:
        answer = stories.server.post_json(f"{path}/picks", {"order": order, "image": image})
        wrong += [] if answer.status in REFUSED and answer.code else [("pick", order, image, answer.status)]
    for one in deletions:
        answer = stories.server.post_json(f"{path}/deletions", {"names": one})
        wrong += [] if answer.status in REFUSED and answer.code else [("delete", str(one)[:60], answer.status)]
    for side in ("0", "63", "1025", "x", "-5", "1e9"):
        answer = stories.server.get(f"{path}/images/{names[0]}?side={side}")
        wrong += [] if answer.status in REFUSED and answer.code else [("side", side, answer.status)]
    assert wrong == []
    assert stories.server.get(path).json == before


@pytest.mark.parametrize("names", [["x"] * 5_001, ["../x"], [""], ["a/b"], [5]])
def test_a_story_of_scenes_that_cannot_be_is_refused(stories: StoryServer, names: list[Any]) -> None:
    """No story is made of too many, or of what is no name."""
    answer = stories.server.post_json("/penstock/stories", {"name": "tale", "scenes": names})
    assert answer.status in REFUSED
    assert stories.server.get("/penstock/stories").json["stories"] == []
