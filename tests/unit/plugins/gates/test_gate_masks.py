"""Masks that come in: an 8-bit gray PNG of exactly the image's size, whole; everything else is refused."""

import io
import struct
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageFile

from penstock.core.contracts.uploads import Upload
from penstock.core.errors import ClientError, Invalid, PenstockError, StorageFailed, TooLarge
from penstock.plugins.gates import masks_png
from penstock.plugins.gates.masks_png import checked_mask, decode_mask, encode_mask, levels_of, resized

WIDTH, HEIGHT = 7, 5
SIGNATURE = b"\x89PNG\r\n\x1a\n"
Put = Callable[[bytes], Upload]


@pytest.fixture
def put(tmp_path: Path) -> Put:
    """`put(data)`: an upload of these bytes."""

    def put(data: bytes) -> Upload:
        path = tmp_path / "mask.upload"
        path.write_bytes(data)
        return Upload(path=path, file_name="mask.png", size=len(data))

    return put


def levels(seed: int = 1, width: int = WIDTH, height: int = HEIGHT) -> Any:
    return np.random.default_rng(seed).integers(0, 256, (height, width), np.uint8)


def saved(mode: str = "L", size: tuple[int, int] = (WIDTH, HEIGHT), kind: str = "PNG", **options: Any) -> bytes:
    """A picture that is all white."""
    data = io.BytesIO()
    white = {"L": 255, "1": 1, "RGB": (255,) * 3, "RGBA": (255,) * 4, "P": 255, "LA": (255, 255), "I;16": 65535}[mode]
    Image.new(mode, size, white).save(data, kind, **options)
    return data.getvalue()


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def built(rows: bytes, header: tuple[int, ...] = (WIDTH, HEIGHT, 8, 0, 0, 0, 0), *more: bytes) -> bytes:
    """A PNG made by hand: nothing checks that its rows fit its header."""
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", *header))
    return SIGNATURE + head + b"".join(more) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


ROWS = bytes((WIDTH + 1) * HEIGHT)


def test_a_mask_comes_in_as_it_was_painted(put: Put) -> None:
    """Every level of every pixel."""
    painted = levels()
    found = checked_mask(put(encode_mask(painted)), WIDTH, HEIGHT)
    assert (found.dtype, found.shape) == (np.uint8, (HEIGHT, WIDTH))
    assert (found == painted).all()
    assert not found.flags.writeable


def test_harmless_additions_are_read(put: Put) -> None:
    """Text and several pieces of pixels, as other programs write them."""
    text = chunk(b"tEXt", b"Software\0x")
    assert (checked_mask(put(built(ROWS, (WIDTH, HEIGHT, 8, 0, 0, 0, 0), text)), WIDTH, HEIGHT) == 0).all()
    packed = zlib.compress(ROWS)
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 0, 0, 0, 0))
    parts = SIGNATURE + head + chunk(b"IDAT", packed[:5]) + chunk(b"IDAT", packed[5:]) + chunk(b"IEND", b"")
    assert (checked_mask(put(parts), WIDTH, HEIGHT) == 0).all()


WRONG = {
    "empty": b"",
    "text": b"MZ this is no image",
    "signature only": SIGNATURE,
    "jpeg": saved(kind="JPEG"),
    "gif": saved(kind="GIF"),
    "bitmap": saved(kind="BMP"),
    "one bit": saved("1"),
    "16 bits": saved("I;16"),
    "colour": saved("RGB"),
    "colour and transparency": saved("RGBA"),
    "gray and transparency": saved("LA"),
    "palette": saved("P"),
    "wider": saved(size=(WIDTH + 1, HEIGHT)),
    "turned": saved(size=(HEIGHT, WIDTH)),
    "1 x 1": saved(size=(1, 1)),
    "cut": saved()[:-20],
    "cut in its header": saved()[:20],
    "cut in its pixels": saved()[:45],
    "a checksum is wrong": saved()[:-1] + b"x",
    "too few pixels": built(ROWS[:-1]),
    "too many pixels": built(ROWS + b"\0"),
    "far too many pixels": built(bytes(1 << 20)),
    "no pixels": SIGNATURE
    + chunk(b"IHDR", struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 0, 0, 0, 0))
    + chunk(b"IEND", b""),
    "interlaced": built(ROWS, (WIDTH, HEIGHT, 8, 0, 0, 0, 1)),
    "odd compression": built(ROWS, (WIDTH, HEIGHT, 8, 0, 1, 0, 0)),
    "no size": built(b"", (0, 0, 8, 0, 0, 0, 0)),
    "no filter of that kind": built(b"\x09" + ROWS[1:]),
    "huge header": built(ROWS, (2**31 - 1, 2**31 - 1, 8, 0, 0, 0, 0)),
    "not compressed": SIGNATURE
    + chunk(b"IHDR", struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 0, 0, 0, 0))
    + chunk(b"IDAT", ROWS)
    + chunk(b"IEND", b""),
    "header twice": built(
        ROWS, (WIDTH, HEIGHT, 8, 0, 0, 0, 0), chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
    ),
    "behind the first chunk": SIGNATURE + chunk(b"tEXt", b"a\0b") + built(ROWS)[8:],
}


@pytest.mark.parametrize("case", WRONG)
def test_anything_else_is_a_422(put: Put, case: str) -> None:
    """The answer says what is wrong, names the field, and what would fit."""
    with pytest.raises(Invalid) as refused:
        checked_mask(put(WRONG[case]), WIDTH, HEIGHT)
    assert (refused.value.status, refused.value.field) == (422, "mask")
    assert refused.value.hint


def test_a_mask_that_is_cut_is_refused_wherever_others_allow_it(put: Put, monkeypatch: pytest.MonkeyPatch) -> None:
    """Many packs in ComfyUI let Pillow paint over what a cut file lacks, for everybody."""
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", True)
    for case in ("cut", "cut in its pixels", "too few pixels", "no pixels"):
        with pytest.raises(Invalid):
            checked_mask(put(WRONG[case]), WIDTH, HEIGHT)


def test_a_huge_file_is_refused_before_it_is_read(put: Put, monkeypatch: pytest.MonkeyPatch) -> None:
    """By its size on the disk."""
    monkeypatch.setattr(masks_png, "MAX_BYTES", 100)
    with pytest.raises(TooLarge):
        checked_mask(put(bytes(101)), WIDTH, HEIGHT)


def test_another_size_is_never_unpacked(put: Put, monkeypatch: pytest.MonkeyPatch) -> None:
    """A small file may hold a huge picture."""

    def unpack(*_arguments: object) -> None:
        raise AssertionError("unpacked")

    monkeypatch.setattr(masks_png, "decode_mask", unpack)
    with pytest.raises(Invalid):
        checked_mask(put(WRONG["huge header"]), WIDTH, HEIGHT)


def test_a_file_that_is_gone_is_an_error_of_the_disk(tmp_path: Path) -> None:
    """Not a 500."""
    with pytest.raises(StorageFailed):
        checked_mask(Upload(path=tmp_path / "nope"), WIDTH, HEIGHT)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_no_damage_breaks_the_reader(put: Put, data: st.DataObject) -> None:
    """Whatever is changed, cut or added: it is the mask, another mask of that size, or a 4xx."""
    whole = bytearray(encode_mask(levels()))
    for _ in range(data.draw(st.integers(1, 3))):
        place = data.draw(st.integers(0, len(whole) - 1))
        whole[place : place + data.draw(st.integers(0, 2))] = data.draw(st.binary(max_size=3))
    try:
        assert checked_mask(put(bytes(whole)), WIDTH, HEIGHT).shape == (HEIGHT, WIDTH)
    except PenstockError as error:
        assert isinstance(error, ClientError)
        assert 400 <= error.status < 500


@given(st.integers(1, 40), st.integers(1, 40), st.integers(0, 2**31 - 1))
def test_what_is_stored_is_read_again(width: int, height: int, seed: int) -> None:
    """Encoding and decoding change no level."""
    painted = levels(seed, width, height)
    assert (decode_mask(encode_mask(painted)) == painted).all()


def test_masks_of_nodes_and_plugins_become_levels() -> None:
    """Floats 0..1 with or without a batch; of several what is painted in any; what is no number is not painted."""
    assert (levels_of(np.full((2, 3), 0.5, np.float32)) == 128).all()
    batch = np.zeros((2, 2, 3), np.float32)
    batch[0, 0, 0] = batch[1, 1, 2] = 1
    assert np.argwhere(levels_of(batch)).tolist() == [[0, 0], [1, 2]]
    assert levels_of(np.array([[np.nan, np.inf, -np.inf, 2, -1]])).tolist() == [[0, 255, 0, 255, 0]]
    assert (levels_of(levels()) == levels()).all()
    for shape in ((3,), (0, 2), (0, 2, 3), (1, 1, 2, 3)):
        with pytest.raises(Invalid):
            levels_of(np.zeros(shape, np.float32))


def test_a_resized_mask_keeps_its_places() -> None:
    """The left half stays the left half; the same size is the same array."""
    mask = np.zeros((4, 8), np.uint8)
    mask[:, :4] = 255
    larger = resized(mask, 80, 40)
    assert larger.shape == (40, 80)
    assert (larger[:, :35] == 255).all()
    assert (larger[:, 45:] == 0).all()
    assert resized(mask, 8, 4) is mask
