"""What others wrote into a manifest: kept as it is where it can be, never a reason to fail, never believed of a zip."""

import json
import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from penstock.adapters.testing.corpora.manifests import hostile_manifests, manifest
from penstock.adapters.testing.fakes import FakeClock
from penstock.core.errors import Invalid
from penstock.core.files import Files
from penstock.core.ids import RandomIds
from penstock.plugins.pools.manifest import encode
from penstock.plugins.pools.manifest_faults import read_strictly
from penstock.plugins.pools.store import DiskPoolStore

from .conftest import png

CASES = {case.name: case for case in hostile_manifests()}
FILES = ("img_0001.png", "img_0002.png", "img_0001.mask.png")
ODD = {
    "a lone surrogate": b'"\\ud800"',
    "a number that is infinite": b"1e999",
    "NaN": b"NaN",
    "a number of 4000 digits": b"7" * 4000,
    "a deep list": b"[" * 25 + b"]" * 25,
}


@pytest.mark.parametrize("odd", ODD)
@pytest.mark.parametrize("place", ["pool", "slot", "name"])
def test_odd_fields_of_others_stop_nothing(odd: str, place: str, laboratory) -> None:
    """A pool with them opens, is copied and packed, and its manifest is written again, as JSON that anyone reads."""
    store = laboratory.start()
    value = ODD[odd]
    folder = laboratory.root / "q"
    folder.mkdir()
    (folder / "img_0001.png").write_bytes(png(1))
    field = b'"\\udc00": 1' if place == "name" else b'"odd": ' + value
    slot = b'{"image": "img_0001.png"' + (b", " + field if place != "pool" else b"") + b"}"
    more = b", " + field if place != "slot" else b""
    (folder / "manifest.json").write_bytes(b'{"slots": [' + slot + b"]" + more + b"}")
    store.label("q", "img_0001", "mine")
    store.copy("q", "r")
    store.contents("q")
    store.close()
    for name in ("q", "r"):
        data = (laboratory.root / name / "manifest.json").read_bytes()
        assert b"Infinity" not in data
        assert b"NaN" not in data
        assert json.loads(data)["slots"][0]["label"] == "mine"


def test_fields_that_an_older_version_stored_are_written_as_json() -> None:
    """An infinite number in the index, which JSON does not have, counts as none."""
    data = encode(
        [], active=0, next_seq=1, uid="u", revision=0, extra='{"x": Infinity, "y": "\\ud800"}', slot_extras={}
    )
    assert json.loads(data.decode("ascii"))["x"] is None


@pytest.mark.parametrize("name", CASES)
def test_a_hostile_manifest_out_of_a_zip_is_refused_or_true(name: str, laboratory) -> None:
    """Nothing is mended: either every slot is what the manifest says, with its file, or there is no pool."""
    store = laboratory.start()
    folder = store.staging() / "unpacked"
    folder.mkdir()
    for number, file in enumerate(FILES):
        (folder / file).write_bytes(png(number))
    (folder / "manifest.json").write_bytes(CASES[name].data)
    try:
        pool = store.install("q", folder)
    except Invalid as error:
        assert error.faults
        assert folder.is_dir()
        assert not store.exists("q")
        return
    told = json.loads(CASES[name].data)["slots"]
    slots = store.page("q", 0, 100_000).slots
    assert [slot.image for slot in slots] == [entry["image"] for entry in told]
    assert pool.count == len(told)
    for slot in slots:
        assert store.image_path("q", slot.id).is_file()


json_values: st.SearchStrategy[object] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=8,
)
names = st.sampled_from([*FILES, "img_0003.png", "../x.png", "a/b.png", "C:x.png", "x.exe", "pool.db", ""])
fields = ("mask", "label", "added", "id", "width", "height", "label_revision", "mask_revision", "mine")
slots = st.fixed_dictionaries({"image": names}, optional=dict.fromkeys(fields, names | json_values)) | json_values


@settings(max_examples=200)
@given(told=st.lists(slots, max_size=4), active=json_values, next_seq=json_values)
def test_any_json_is_refused_or_becomes_a_pool(told: list[object], active: object, next_seq: object) -> None:
    """Whatever a zip says, the answer is `Invalid` or a pool that can be read, added to and written."""
    data = manifest(*told, active=active, next_seq=next_seq)
    try:
        read_strictly(data, FILES)
    except Invalid as error:
        assert error.faults
        return
    base = Path("/dev/shm") if Path("/dev/shm").is_dir() else None
    with tempfile.TemporaryDirectory(dir=base) as place:
        store = DiskPoolStore(Path(place) / "g", Path(place) / "t", Files(), FakeClock(), RandomIds())
        folder = store.staging() / "unpacked"
        folder.mkdir()
        for number, file in enumerate(FILES):
            (folder / file).write_bytes(png(number))
        (folder / "manifest.json").write_bytes(data)
        pool = store.install("q", folder)
        assert store.pool("q") == pool
        assert pool.count == len(told)
        assert (pool.selected is None) == (pool.count == 0)
        contents = store.contents("q")
        again = store.staging() / "again"
        again.mkdir()
        (again / "manifest.json").write_bytes(contents.manifest)
        for path in contents.files:
            shutil.copyfile(path, again / path.name)
        assert store.install("r", again).count == pool.count
        assert [slot.label for slot in store.page("r").slots] == [slot.label for slot in store.page("q").slots]
        store.close()
