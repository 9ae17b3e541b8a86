"""Files that a graph reads go to the server that runs it, and no others."""

from pathlib import Path

import pytest

from penstock.core.host import HostPaths
from penstock.plugins.runs.sending_media import media_in, with_values

SCHEMAS = {
    "LoadImage": {"input": {"required": {"image": [["a.png"], {"image_upload": True}]}}},
    "Clip": {"input": {"optional": {"file": ["COMBO", {"video_upload": True}], "note": ["STRING", {}]}}},
}


@pytest.fixture
def paths(tmp_path: Path) -> HostPaths:
    """With a picture in each of some folders."""
    made = HostPaths(**{name: tmp_path / name for name in ("input", "output", "temp", "user")})
    for file in (
        made.input / "a.png",
        made.input / "grid_pool/p1/img_0001.png",
        made.output / "o.png",
        made.user / "s.png",
    ):
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(b"x")
    return made


def found(paths: HostPaths, class_type: str, **inputs: object) -> list[tuple[str, Path, str]]:
    """The files of a graph of one node."""
    graph = {"1": {"class_type": class_type, "inputs": inputs}}
    return [(one.name, one.file, one.kind) for one in media_in(graph, SCHEMAS, paths)]


def test_inputs_that_upload_are_known_by_the_schema(paths: HostPaths) -> None:
    """Pool slots and pictures of the output folder, too; a text that looks like a name is none."""
    assert found(paths, "LoadImage", image="a.png") == [("image", paths.input / "a.png", "image")]
    assert found(paths, "LoadImage", image="grid_pool/p1/img_0001.png")[0][1].is_file()
    assert found(paths, "LoadImage", image="o.png [output]") == [("image", paths.output / "o.png", "image")]
    assert found(paths, "Clip", file="a.png", note="a.png") == [("file", paths.input / "a.png", "video")]
    assert found(paths, "LoadAudio", audio="a.png") == [("audio", paths.input / "a.png", "audio")]


@pytest.mark.parametrize("name", ["gone.png", "../user/s.png", "/etc/passwd", "link.png", "a.png\x00", ["2", 0], 5, ""])
def test_what_is_not_in_the_hosts_folders_is_left_to_the_server(paths: HostPaths, name: object) -> None:
    """It may have a file of that name; nothing leads out, and through no link."""
    (paths.input / "link.png").symlink_to(paths.user / "s.png")
    assert found(paths, "LoadImage", image=name) == []


def test_values_are_replaced_in_a_copy() -> None:
    """The graph that others see stays as it was."""
    graph = {"1": {"class_type": "LoadImage", "inputs": {"image": "a.png", "more": 1}}, "2": {"inputs": {}}}
    made = with_values(graph, {("1", "image"): "penstock/x.png"})
    assert made["1"]["inputs"] == {"image": "penstock/x.png", "more": 1}
    assert graph["1"]["inputs"] == {"image": "a.png", "more": 1}
