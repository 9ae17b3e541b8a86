"""The baseline is what it is called: the straightforward method, no better and no worse."""

import json
import os

import numpy as np
import pytest
from PIL import Image


@pytest.fixture
def pool(tmp_path):
    """An empty baseline pool."""
    from bench.baseline_pool import BaselinePool

    return BaselinePool(tmp_path)


def test_each_change_leaves_the_whole_manifest_as_json_dump_with_indent_2(pool):
    """The file is, byte for byte, what `json.dump(indent=2)` makes of all slots."""
    for change in (
        lambda: pool.add(b"1", 5),
        lambda: pool.add(b"2"),
        lambda: pool.label(1, "é"),
        lambda: pool.select(1),
    ):
        answer = change()
        assert pool.path.read_text(encoding="utf-8") == json.dumps(answer, indent=2)
    assert answer == {
        "active": 1,
        "slots": [
            {"image": "img_0001.png", "mask": None, "label": "", "added": 5},
            {"image": "img_0002.png", "mask": None, "label": "é", "added": 0},
        ],
        "next_seq": 3,
    }


def test_the_baseline_never_syncs(pool, monkeypatch):
    """No change of the baseline waits for the disk: it is not slowed down for us to win."""

    def refuse(*_arguments: object) -> None:
        raise AssertionError("the baseline synced")

    monkeypatch.setattr(os, "fsync", refuse)
    monkeypatch.setattr(os, "fdatasync", refuse, raising=False)
    pool.add(b"1")
    pool.label(0, "a")
    pool.remove(0)
    assert pool.read()["slots"] == []


def test_every_change_reads_the_manifest_again(pool):
    """What somebody else wrote in between is in the next answer: nothing is kept in memory."""
    pool.add(b"1")
    manifest = json.loads(pool.path.read_text())
    manifest["slots"][0]["label"] = "from outside"
    pool.path.write_text(json.dumps(manifest))
    assert pool.select(0)["slots"][0]["label"] == "from outside"


def test_images_are_pillow_then_float32_then_divided_by_255(tmp_path):
    """The array is `[1,H,W,3]` float32, each value its level over 255."""
    from bench.baseline_images import load_image

    levels = np.arange(2 * 3 * 3, dtype=np.uint8).reshape(2, 3, 3) * 14
    Image.fromarray(levels).save(tmp_path / "a.png")
    loaded = load_image(tmp_path / "a.png")
    assert loaded.shape == (1, 2, 3, 3)
    assert loaded.dtype == np.float32
    assert np.array_equal(loaded[0], levels.astype(np.float32) / np.float32(255))


def test_a_grid_of_the_baseline_sends_the_originals(tmp_path):
    """Its thumbnails are the files themselves."""
    from bench.baseline_images import grid_bytes

    paths = [tmp_path / "a.png", tmp_path / "b.png"]
    for number, path in enumerate(paths, 1):
        path.write_bytes(b"x" * 100 * number)
    assert grid_bytes(paths) == 300


@pytest.mark.parametrize("seed", range(4))
def test_a_story_told_to_the_baseline_is_seen_as_it_was_told(tmp_path, seed):
    """What `look` sees after n steps is what the story expects then: the crash rounds compare like with like."""
    from itertools import islice

    from bench.baseline_pool import BaselinePool
    from bench.contenders import ManifestPool
    from bench.looking import look
    from bench.pictures import dot
    from bench.story import SLOTS, expected, story, tell

    pool = ManifestPool(BaselinePool(tmp_path))
    for number in range(SLOTS):
        pool.add(dot(number))
    for step, _ in islice(story(seed), 60):
        tell(step, pool, dot(step.number))
    seen = look(tmp_path, "baseline")
    assert seen.state == expected(seed, 60)
    assert (seen.missing, seen.strays) == (0, 0)


def test_look_counts_what_does_not_fit_together(pool, tmp_path):
    """A slot without its file is missing; a picture without slot and a temporary are strays."""
    from bench.looking import look
    from bench.pictures import dot

    pool.add(dot(1))
    pool.add(dot(2))
    (tmp_path / "img_0001.png").unlink()
    (tmp_path / "img_0009.png").write_bytes(dot(9))
    (tmp_path / "manifest.json.tmp").write_text("{")
    seen = look(tmp_path, "baseline")
    assert (seen.missing, seen.strays) == (1, 2)


def test_the_smallest_picture_is_a_picture():
    """What fills the pools is a real PNG, different for each number."""
    import io

    from bench.pictures import dot

    with Image.open(io.BytesIO(dot(0x010203))) as image:
        assert image.getpixel((0, 0)) == (1, 2, 3)
    assert dot(1) != dot(2)
