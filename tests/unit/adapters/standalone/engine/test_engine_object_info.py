"""What the page is told about nodes, in ComfyUI's shape."""

import json
from collections.abc import Callable

from penstock.adapters.standalone.engine import Engine
from penstock.core.host import HostPaths
from penstock.core.nodes import (
    BOOLEAN,
    COMBO,
    FLOAT,
    IMAGE,
    INT,
    STRING,
    InputSpec,
    NodeSpec,
    OutputSpec,
)

SPEC = NodeSpec(
    id="Everything",
    display_name="Every Thing",
    category="Penstock/Test",
    description="Has one of each.",
    inputs=(
        InputSpec(id="image", type=IMAGE, tooltip="A picture."),
        InputSpec(id="count", type=INT, default=1, minimum=0, maximum=9, step=1, control_after_generate=True),
        InputSpec(id="share", type=FLOAT, default=0.5, minimum=0, maximum=1, step=0.1, optional=True),
        InputSpec(id="text", type=STRING, default="", multiline=True, display_name="Words"),
        InputSpec(id="wire", type=STRING, socket=True, optional=True),
        InputSpec(id="yes", type=BOOLEAN, default=False, optional=True),
        InputSpec(id="word", type=COMBO, options=("a", "b"), default="a"),
        InputSpec(id="secret", type=STRING, default="", hidden=True),
        InputSpec(id="later", type=IMAGE, lazy=True, optional=True),
        InputSpec(id="seed", type=INT, default=0, optional=True, control_after_generate="fixed"),
    ),
    outputs=(OutputSpec(id="out", type=IMAGE, tooltip="It."), OutputSpec(id="each", type=STRING, is_list=True)),
    run=lambda call, **inputs: (None, []),
    is_output=True,
    experimental=True,
    search_aliases=("all",),
)


def test_a_node_of_ours_in_full(engine_of: Callable[..., Engine]) -> None:
    """Every field that the frontend reads is there, with the values that ComfyUI would send."""
    info = engine_of(SPEC).object_info("Everything")["Everything"]
    assert info["input"]["required"] == {
        "image": ["IMAGE", {"tooltip": "A picture."}],
        "count": ["INT", {"default": 1, "min": 0, "max": 9, "step": 1, "control_after_generate": True}],
        "text": ["STRING", {"display_name": "Words", "default": "", "multiline": True}],
        "word": ["COMBO", {"default": "a", "multiselect": False, "options": ["a", "b"]}],
        "secret": ["STRING", {"hidden": True, "default": "", "multiline": False}],
    }
    assert info["input"]["optional"] == {
        "share": ["FLOAT", {"default": 0.5, "min": 0.0, "max": 1.0, "step": 0.1}],
        "wire": ["STRING", {"forceInput": True, "multiline": False}],
        "yes": ["BOOLEAN", {"default": False}],
        "later": ["IMAGE", {"lazy": True}],
        "seed": ["INT", {"default": 0, "control_after_generate": "fixed"}],
    }
    assert info["input_order"]["required"] == ["image", "count", "text", "word", "secret"]
    assert (info["output"], info["output_is_list"], info["output_name"]) == (
        ["IMAGE", "STRING"],
        [False, True],
        ["out", "each"],
    )
    assert info["output_tooltips"] == ["It.", None]
    assert (info["name"], info["display_name"], info["category"]) == ("Everything", "Every Thing", "Penstock/Test")
    assert (info["python_module"], info["output_node"], info["experimental"], info["deprecated"]) == (
        "custom_nodes.penstock",
        True,
        True,
        False,
    )


def test_the_page_can_load_pictures(engine_of: Callable[..., Engine], paths: HostPaths) -> None:
    """LoadImage lists the pictures of the input folder as they are now, and takes uploads."""
    engine = engine_of()
    for name in ("b.png", "a.webp", "note.txt", "no_suffix"):
        (paths.input / name).write_bytes(b"")
    (paths.input / "folder.png").mkdir()
    info = engine.object_info("LoadImage")["LoadImage"]
    assert info["input"]["required"]["image"] == [["a.webp", "b.png"], {"image_upload": True}]
    assert info["python_module"] == "nodes"


def test_all_nodes_are_json(engine_of: Callable[..., Engine]) -> None:
    """The whole answer survives a round trip through JSON."""
    info = engine_of(SPEC).object_info()
    assert json.loads(json.dumps(info)) == info
    assert set(info) == {
        "Everything",
        "LoadImage",
        "SaveImage",
        "PreviewImage",
        "EmptyImage",
        "ImageInvert",
        "ImageScale",
        "ImageBatch",
        "SaveAnimatedWEBP",
        "MaskToImage",
    }


def test_an_unknown_node_is_an_empty_answer(engine_of: Callable[..., Engine]) -> None:
    """As in ComfyUI, `/object_info/Nobody` is no error."""
    assert engine_of().object_info("Nobody") == {}


def test_nobody_replaces_a_builtin_node(engine_of: Callable[..., Engine]) -> None:
    """A plugin's node with the name of one of ComfyUI's is not used."""
    thief = NodeSpec(id="SaveImage", display_name="Thief", category="x", run=lambda call: ())
    assert engine_of(thief).object_info("SaveImage")["SaveImage"]["display_name"] == "Save Image"
