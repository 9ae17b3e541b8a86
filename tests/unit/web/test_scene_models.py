"""What the browser knows of scenes: the same pictures as the server, and how entries and files are called."""

from collections.abc import Callable
from typing import Any

import pytest

from penstock.core.contracts.scenes import DEPTH_IMAGES, PICTURES, POSE_IMAGES

Evaluate = Callable[[str], Any]

NAMES = (
    'import { DEPTH_PICTURES, PICTURES, POSE_TYPES, depthPicture, posePicture } from "./web/scenes/picture_names.js";\n'
)
FILES = 'import { pictureOf } from "./web/scenes/given_files.js";\n'
WORDS = 'import { entryNames, entryTexts } from "./web/scenes/entry_words.js";\n'


def test_pictures_are_those_of_the_server(evaluate: Evaluate) -> None:
    """Every picture of a scene has a place, and each type of depth and pose its picture."""
    given = "give([PICTURES, DEPTH_PICTURES, POSE_TYPES.map((type) => [type, posePicture(type)])]);"
    pictures, depths, poses = evaluate(NAMES + given)
    assert sorted(pictures) == sorted(PICTURES)
    assert depths == dict(DEPTH_IMAGES)
    assert dict(poses) == dict(POSE_IMAGES)


def test_unknown_types_show_the_first_picture(evaluate: Evaluate) -> None:
    """A type that another program wrote and nobody knows is shown as the usual one."""
    assert evaluate(NAMES + 'give([depthPicture("new"), posePicture("")]);') == ["depth", "pose_open"]


@pytest.mark.parametrize(
    ("name", "picture"),
    [
        ("depth_any.png", "depth_any"),
        ("Pose Open (2).jpg", "pose_open"),
        ("BASE.webp", "base"),
        ("pose-dw.png", "pose_dw"),
        ("base.old.png", ""),
        ("holiday.png", ""),
        ("__proto__", ""),
        ("", ""),
    ],
)
def test_files_are_called_after_pictures(evaluate: Evaluate, name: str, picture: str) -> None:
    """A file goes to the picture that it is called after, in any spelling; other names say nothing."""
    assert evaluate(f"{FILES} give(pictureOf({name!r}));") == picture


def test_entries_are_shown_as_people_call_them(evaluate: Evaluate) -> None:
    """Dialogs show loras as lines, prompts as their text, masks and prompts by their names."""
    body = """
    const t = (key, values) => key + (values ? ` ${values.name}` : "");
    const nameOf = entryNames(t);
    const loras = [{ lora: "a", strength_model: 0.5, model_target: "Qwen" }, { lora: "b", enabled: false }];
    const names = ["prompt:hero: x", "mask:girl", "loras"].map(nameOf);
    give([...names, entryTexts(loras), entryTexts({ value: "v" })]);
    """
    hero, mask, loras, lines, text = evaluate(WORDS + body)
    assert (hero, mask, loras, text) == ("hero: x", "scenes.mask.called girl", "scenes.lora.title", "v")
    assert lines.split("\n") == ["a  0.5  1  Qwen", "b  1  1  (off)"]
