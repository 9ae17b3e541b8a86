"""A picture gives back the very workflow that ComfyUI wrote into it, and a hostile one costs nothing."""

import io
import json
import tracemalloc
import zlib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, PngImagePlugin

from penstock.core.errors import BadImage, PenstockError, TooLarge
from penstock.plugins.workflows.carriers import Carried, carried
from penstock.plugins.workflows.carriers_png import SIGNATURE

LIMIT = 1 << 20
WORKFLOW = {"nodes": [{"id": 1, "widgets_values": [2**64 - 1, "Größe 猫"]}], "links": []}
PROMPT = {"1": {"class_type": "KSampler", "inputs": {"seed": 2**64 - 1}}}


def png(**texts: str) -> bytes:
    """A PNG as ComfyUI's SaveImage writes it."""
    information = PngImagePlugin.PngInfo()
    for key, text in texts.items():
        information.add_text(key, text)
    made = io.BytesIO()
    Image.new("RGB", (2, 2)).save(made, "PNG", pnginfo=information)
    return made.getvalue()


def with_exif(kind: str, **texts: str) -> bytes:
    """A WebP or JPEG with the texts where ComfyUI puts them: from Model and Make downwards."""
    image = Image.new("RGB", (2, 2))
    exif = image.getexif()
    for tag, (key, text) in zip((0x0110, 0x010F), texts.items(), strict=False):
        exif[tag] = f"{key}:{text}"
    made = io.BytesIO()
    image.save(made, kind, exif=exif)
    return made.getvalue()


def chunk(kind: bytes, content: bytes) -> bytes:
    """A chunk of a PNG."""
    return len(content).to_bytes(4) + kind + content + zlib.crc32(content, zlib.crc32(kind)).to_bytes(4)


def with_chunk(kind: bytes, content: bytes) -> bytes:
    """A PNG with this chunk before its pixels."""
    whole = png()
    return whole[:33] + chunk(kind, content) + whole[33:]


@pytest.mark.parametrize("make", [png, lambda **texts: with_exif("WEBP", **texts), lambda **t: with_exif("JPEG", **t)])
def test_both_texts_come_back(make: Any) -> None:
    """Of every kind of picture, with seeds and letters as they were."""
    found = carried(make(prompt=json.dumps(PROMPT), workflow=json.dumps(WORKFLOW)), LIMIT)
    assert found is not None
    assert found.workflow is not None
    assert found.prompt is not None
    assert json.loads(found.workflow) == WORKFLOW
    assert json.loads(found.prompt) == PROMPT


@pytest.mark.parametrize("make", [png, lambda: with_exif("WEBP"), lambda: with_exif("JPEG")])
def test_a_picture_without_texts_carries_nothing(make: Any) -> None:
    """It is a picture all the same."""
    found = carried(make(), LIMIT)
    assert found is not None
    assert (found.workflow, found.prompt) == (None, None)


@pytest.mark.parametrize("data", [b"", b"{}", b"GIF89a", b"RIFF\x00\x00\x00\x00WAVE"])
def test_what_is_no_picture_is_none(data: bytes) -> None:
    """JSON, other files, beginnings of pictures."""
    assert carried(data, LIMIT) is None


def test_every_kind_of_text_chunk_is_read() -> None:
    """Plain, compressed, in UTF-8 and in both; letters beyond Latin-1 included."""
    text = json.dumps(WORKFLOW, ensure_ascii=False).encode()
    latin = json.dumps(WORKFLOW).encode()
    for data in (
        with_chunk(b"tEXt", b"workflow\x00" + latin),
        with_chunk(b"zTXt", b"workflow\x00\x00" + zlib.compress(latin)),
        with_chunk(b"iTXt", b"workflow\x00\x00\x00de\x00Ablauf\x00" + text),
        with_chunk(b"iTXt", b"Workflow\x00\x01\x00\x00\x00" + zlib.compress(text)),
    ):
        found = carried(data, LIMIT)
        assert found is not None
        assert found.workflow is not None
        assert json.loads(found.workflow) == WORKFLOW


def test_a_file_that_is_cut_off_behind_its_texts_is_good_enough() -> None:
    """The pixels are not looked at."""
    found = carried(png(workflow="{}")[:-30], LIMIT)
    assert found == Carried(b"{}", None, ".png")


def test_damaged_metadata_is_refused() -> None:
    """A wrong checksum, a chunk that ends behind the file, broken compression."""
    whole = png(workflow="{}")
    place = whole.index(b"workflow")
    for data in (
        whole[: place + 9] + b"[" + whole[place + 10 :],
        whole[: place + 5],
        with_chunk(b"zTXt", b"workflow\x00\x00" + zlib.compress(b"{}" * 99)[:-6]),
        with_chunk(b"zTXt", b"workflow\x00\x00nothing"),
    ):
        with pytest.raises(BadImage):
            carried(data, LIMIT)


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "JPEG"])
@pytest.mark.parametrize("fifth", [None, b"\xff"])
def test_a_picture_that_is_cut_off_before_its_texts_is_named_damaged(kind: str, fifth: bytes | None) -> None:
    """It is not said to be text that is none."""
    stream = io.BytesIO()
    Image.new("RGB", (64, 64), "red").save(stream, kind)
    data = stream.getvalue()[:40]
    if fifth is not None:
        data = data[:4] + fifth + data[5:]
    with pytest.raises(BadImage, match="damaged or cut off"):
        carried(data, 1000)


def test_a_bomb_is_refused_before_it_goes_off() -> None:
    """A small chunk that unpacks to a gigabyte costs about the limit."""
    bomb = with_chunk(b"zTXt", b"workflow\x00\x00" + zlib.compress(b" " * (256 << 20), 9))
    tracemalloc.start()
    with pytest.raises(TooLarge):
        carried(bomb, LIMIT)
    assert tracemalloc.get_traced_memory()[1] < 8 * LIMIT
    tracemalloc.stop()


def test_texts_beyond_the_limit_are_refused() -> None:
    """In chunks and in EXIF."""
    for data in (png(workflow="x" * 2000), with_exif("WEBP", workflow="x" * 2000)):
        with pytest.raises(TooLarge):
            carried(data, 1000)


def test_entries_of_exif_that_lie_are_passed_over() -> None:
    """Places behind the end, a directory that is its own details, 65,535 entries for one large value."""
    entry = (0x010F).to_bytes(2, "little") + (2).to_bytes(2, "little")
    large = b"II*\x00\x08\x00\x00\x00" + b"\xff\xff"
    value = len(large) + 12 * 0xFFFF
    text = b"workflow:{}" + b" " * LIMIT
    many = large + (entry + len(text).to_bytes(4, "little") + value.to_bytes(4, "little")) * 0xFFFF + text
    itself = b"II*\x00\x08\x00\x00\x00\x01\x00" + b"\x69\x87\x04\x00\x01\x00\x00\x00\x08\x00\x00\x00"
    behind = b"MM\x00*\x00\x00\x00\x08\x00\x01" + b"\x01\x0f\x00\x02\xff\xff\xff\xff\xff\xff\xff\x00"
    for exif, expected in ((many, b"{}"), (itself, None), (behind, None), (b"II*\x00", None), (b"", None)):
        data = b"RIFF\x00\x00\x00\x00WEBPEXIF" + len(exif).to_bytes(4, "little") + exif
        tracemalloc.start()
        found = carried(data, 2 * LIMIT)
        assert tracemalloc.get_traced_memory()[1] < 10 * LIMIT
        tracemalloc.stop()
        assert found is not None
        assert (found.workflow.strip() if found.workflow else None) == expected


@given(st.binary(max_size=300), st.sampled_from((SIGNATURE, b"RIFF\x00\x00\x00\x00WEBP", b"\xff\xd8\xff", b"")))
def test_no_bytes_break_it(data: bytes, begin: bytes) -> None:
    """Whatever comes in is a picture, none, or an error of the client."""
    try:
        carried(begin + data, 1000)
    except PenstockError as error:
        assert error.status < 500


@given(st.integers(0, 400), st.binary(min_size=1, max_size=4), st.sampled_from(("PNG", "WEBP", "JPEG")))
def test_no_change_of_a_good_picture_breaks_it(place: int, change: bytes, kind: str) -> None:
    """A few bytes anywhere are other ones."""
    whole = png(workflow="{}", prompt="{}") if kind == "PNG" else with_exif(kind, workflow="{}", prompt="{}")
    place %= len(whole)
    try:
        carried(whole[:place] + change + whole[place + len(change) :], 1000)
    except PenstockError as error:
        assert error.status < 500
