"""Zip files changed at random, in their bytes and in what they say: imported right, or refused; nothing is left."""

import os
from collections.abc import Callable, Iterator

import pytest
from attrs import evolve
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from penstock.adapters.testing.corpora.names import hostile_names
from penstock.adapters.testing.corpora.zip_bytes import DEFLATED, Piece, zip_of
from penstock.adapters.testing.corpora.zip_parts import MADE, PICTURE, SLOT, image, manifest
from penstock.adapters.testing.profile_house import ProfileHouse
from penstock.core.errors import ClientError

from .zip_houses import house, leftovers

NIGHTLY = os.environ.get("PENSTOCK_PROFILE") == "nightly"
PIECES = (
    MADE[0],
    manifest(SLOT, {**SLOT, "image": "b.png"}),
    image(),
    image("b.png"),
    Piece(name="x.txt", data=b"x" * 99),
)
PACKED = tuple(evolve(piece, method=DEFLATED) for piece in PIECES)
SEEDS = (zip_of(*PIECES), zip_of(*PACKED))
SIZES = (0, 1, 21, 22, 30, 45, 46, 0x7F, 0xFF, 0xFFFE, 0xFFFF, 0x10000, 0x7FFFFFFF, 0xFFFFFFFE, 0xFFFFFFFF)
FIELDS = ("flags", "method", "crc", "packed", "size", "offset", "disk")
Counted = Callable[[bytes], None]
profile = settings(max_examples=2_500 if NIGHTLY else 150, deadline=None, suppress_health_check=list(HealthCheck))


@pytest.fixture(scope="module")
def target() -> Iterator[ProfileHouse]:
    """Where everything is tried."""
    with house() as made:
        yield made


@pytest.fixture
def counted(target: ProfileHouse, figure: Callable[..., None]) -> Iterator[Counted]:
    """`tried`, and the figure of how many there were."""
    count = 0

    def one(data: bytes) -> None:
        nonlocal count
        tried(target, data)
        count += 1

    yield one
    figure("G12", "zip files changed at random", count, "files")


def tried(target: ProfileHouse, data: bytes) -> None:
    """Import; whatever is taken is whole, whatever is not is a 4xx that says why, and nothing is left of it."""
    archive = target.folder / "sent.upload"
    archive.write_bytes(data)
    try:
        came = target.profiles.import_zip(archive, "sent.zip")
    except ClientError as error:
        assert error.message
        assert 400 <= error.status < 500, error
        assert target.profiles.list() == ()
    else:
        slots = target.store.page(came.profile.id).slots
        assert {target.store.image_path(came.profile.id, slot.id).read_bytes() for slot in slots} <= {PICTURE}
        target.store.purge(target.profiles.delete(came.profile.id))
    assert leftovers(target) == []
    assert target.store.pools() == ()
    assert {path.name for path in target.folder.iterdir()} <= {"input", "user", "sent.upload"}


@st.composite
def changed_bytes(draw: st.DrawFn) -> bytes:
    """A sound file with bytes changed, cut out, put in, or put elsewhere; near its end and headers above all."""
    data = bytearray(draw(st.sampled_from(SEEDS)))
    for _ in range(draw(st.integers(1, 4))):
        marks = [place for sign in (b"PK\x01\x02", b"PK\x03\x04", b"PK\x05\x06") if (place := data.find(sign)) >= 0]
        start = draw(st.sampled_from([0, *marks]) | st.integers(0, max(len(data) - 1, 0)))
        place = min(start + draw(st.integers(0, 60)), len(data))
        count = draw(st.integers(0, 40))
        kind = draw(st.sampled_from(["flip", "number", "cut", "put", "copy"]))
        if kind == "flip" and place < len(data):
            data[place] ^= draw(st.integers(1, 255))
        elif kind == "number":
            width = draw(st.sampled_from([2, 4, 8]))
            data[place : place + width] = (draw(st.sampled_from(SIZES)) % (1 << 8 * width)).to_bytes(width, "little")
        elif kind == "cut":
            del data[place : place + count]
        elif kind == "put":
            data[place:place] = draw(st.binary(max_size=40))
        elif kind == "copy":
            data[place:place] = data[start : start + count]
    return bytes(data)


@st.composite
def lying_files(draw: st.DrawFn) -> bytes:
    """A file built of members whose headers, names and kinds lie, with right offsets all around."""
    pieces = list(draw(st.sampled_from([PIECES, PACKED])))
    names = st.sampled_from([case.name for case in hostile_names() if len(case.name) < 300])
    for _ in range(draw(st.integers(1, 3))):
        number = draw(st.integers(0, len(pieces) - 1))
        lie = {draw(st.sampled_from(FIELDS)): draw(st.sampled_from(SIZES))}
        kind = draw(st.sampled_from(["local", "listed", "both", "name", "mode", "twice", "gone", "behind", "data"]))
        piece = pieces[number]
        if kind in ("local", "both"):
            piece = evolve(piece, local=_fitting(lie))
        if kind in ("listed", "both"):
            piece = evolve(piece, listed=_fitting(lie))
        if kind == "name":
            piece = evolve(piece, name=draw(st.sampled_from(["", "pool/", "pool/a/"])) + draw(names))
        if kind == "mode":
            piece = evolve(piece, mode=draw(st.integers(0, 0xFFFFFFFF)))
        if kind == "behind":
            piece = evolve(piece, behind=draw(st.binary(max_size=30)))
        if kind == "data" and number < 2:
            piece = evolve(piece, data=draw(st.binary(max_size=60)))
        pieces[number : number + 1] = {"twice": [piece, piece], "gone": []}.get(kind, [piece])
        pieces = pieces or list(PIECES)
    return zip_of(
        *pieces, prefix=draw(st.sampled_from([b"", b"", b"MZ"])), suffix=draw(st.sampled_from([b"", b"", b"x"]))
    )


def _fitting(lie: dict[str, int]) -> dict[str, int | bytes]:
    narrow = {"flags", "method", "disk"}
    return {name: value & 0xFFFF if name in narrow else value for name, value in lie.items()}


@profile
@given(data=changed_bytes())
def test_a_zip_with_changed_bytes_is_whole_or_refused(counted: Counted, data: bytes) -> None:
    """Damage never becomes a profile with other pictures, an error of ours, or a leftover."""
    counted(data)


@profile
@given(data=lying_files())
def test_a_zip_that_lies_is_whole_or_refused(counted: Counted, data: bytes) -> None:
    """Nor does malice."""
    counted(data)
