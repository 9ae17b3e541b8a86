"""Manifests that lie: nothing outside the pool is read, written or deleted, and the honest part is kept."""

import os
import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from penstock.adapters.testing.corpora.manifests import hostile_manifests, manifest
from penstock.core.errors import PenstockError
from penstock.plugins.pools.manifest import Unreadable, decode

CASES = {case.name: case for case in hostile_manifests() if case.name != "a newer format"}


def snapshot(folder: Path) -> dict[str, tuple[bytes, int, int]]:
    """Every file of a folder tree with its bytes, its time and its mode."""
    return {
        str(path.relative_to(folder)): (path.read_bytes(), path.stat().st_mtime_ns, path.stat().st_mode)
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.fixture
def surroundings(laboratory) -> Path:
    """A pool with one image, and files around it that a hostile manifest could reach for."""
    shutil.rmtree(laboratory.pool)
    laboratory.pool.mkdir()
    store = laboratory.start()
    shutil.copy(laboratory.staged(store, 1), laboratory.pool / "img_0001.png")
    other = laboratory.root / "other"
    other.mkdir()
    shutil.copy(laboratory.staged(store, 2), other / "img_0001.png")
    (laboratory.folder / "secret.txt").write_text("secret")
    (laboratory.root / "secret.txt").write_text("secret")
    store.close()
    laboratory.stores.clear()
    shutil.rmtree(laboratory.root / ".staging")
    return laboratory.folder


@pytest.mark.parametrize("name", CASES)
def test_a_hostile_manifest_reaches_nothing_outside(name: str, laboratory, surroundings: Path):
    """Whatever is done with such a pool stays inside its folder, and every refusal is one of ours."""
    case = CASES[name]
    (laboratory.pool / "manifest.json").write_bytes(case.data)
    outside = {path: state for path, state in snapshot(surroundings).items() if "/p/" not in f"/{path}"}
    store = laboratory.start()
    slots = store.page("p", 0, 100_000).slots
    assert set(case.labels) <= {slot.label for slot in slots}
    for slot in (*slots[:3], *slots[-1:]):
        for use in (
            lambda slot=slot: store.image_path("p", slot.id),
            lambda slot=slot: store.mask_path("p", slot.id),
            lambda slot=slot: store.select("p", slot.id),
            lambda slot=slot: store.label("p", slot.id, "labelled"),
            lambda slot=slot: store.set_mask("p", slot.id, laboratory.staged(store)),
            lambda slot=slot: store.clear_mask("p", slot.id),
        ):
            try:
                path = use()
            except PenstockError as error:
                assert error.status in (404, 409)
            else:
                assert not isinstance(path, Path) or path.parent == laboratory.pool
    if slots:
        store.remove("p", [slot.id for slot in slots])
        store.undo("p")
        assert len(store.page("p", 0, 100_000).slots) == len(slots)
    store.add("p", [laboratory.image(store, "new")])
    store.settle()
    assert (laboratory.pool / "pool.db").is_file()
    now = {path: state for path, state in snapshot(surroundings).items() if "/p/" not in f"/{path}"}
    assert {path: now.get(path) for path in outside} == outside
    again = laboratory.start()
    assert again.page("p", 0, 100_000).slots[-1].label == "new"


@pytest.mark.parametrize("kind", ["link to a file", "link to a folder", "broken link", "pipe", "folder"])
def test_what_is_no_plain_file_is_no_image(kind: str, laboratory, surroundings: Path):
    """A manifest may name a link or a pipe that lies in the folder: it is dropped, not opened."""
    image, mask = laboratory.pool / "img_0002.png", laboratory.pool / "img_0001.mask.png"
    for path in (image, mask):
        {
            "link to a file": lambda path=path: path.symlink_to(surroundings / "secret.txt"),
            "link to a folder": lambda path=path: path.symlink_to(laboratory.root),
            "broken link": lambda path=path: path.symlink_to("nowhere"),
            "pipe": lambda path=path: os.mkfifo(path),
            "folder": lambda path=path: path.mkdir(),
        }[kind]()
    one = {"image": "img_0001.png", "mask": "img_0001.mask.png", "label": "one", "added": 1}
    (laboratory.pool / "manifest.json").write_bytes(manifest(one, {**one, "image": "img_0002.png", "mask": None}))
    store = laboratory.start()
    slots = store.page("p").slots
    assert [(slot.image, slot.mask, slot.label) for slot in slots] == [("img_0001.png", None, "one")]
    store.remove("p", ["img_0001"])
    assert os.path.lexists(image)
    assert (surroundings / "secret.txt").read_text() == "secret"


@pytest.mark.parametrize("kind", ["link", "pipe", "folder"])
def test_a_manifest_that_is_no_plain_file_is_set_aside(kind: str, laboratory, surroundings: Path):
    """A link, a pipe or a folder in the manifest's place is moved out of the way, not followed, not waited for."""
    path = laboratory.pool / "manifest.json"
    (laboratory.root / "other" / "manifest.json").write_bytes(manifest({"image": "img_0001.png", "label": "theirs"}))
    {
        "link": lambda: path.symlink_to(laboratory.root / "other" / "manifest.json"),
        "pipe": lambda: os.mkfifo(path),
        "folder": path.mkdir,
    }[kind]()
    store = laboratory.start()
    assert [(slot.image, slot.label) for slot in store.page("p").slots] == [("img_0001.png", "")]
    store.add("p", [laboratory.image(store)])
    store.close()
    assert path.is_file()
    assert not path.is_symlink()


def test_a_manifest_is_kept_aside_before_it_is_replaced(laboratory, surroundings: Path):
    """Where something had to be left out the original bytes stay beside the pool's files."""
    data = manifest({"image": "../secret.txt", "mask": None, "label": "lost", "added": 1})
    (laboratory.pool / "manifest.json").write_bytes(data)
    store = laboratory.start()
    store.add("p", [laboratory.image(store)])
    store.close()
    assert [path.read_bytes() for path in laboratory.pool.glob("manifest.json.corrupt-*")] == [data]


def test_a_huge_manifest_is_not_read_into_memory(laboratory, surroundings: Path):
    """A manifest beyond all reason is set aside; the images are still there."""
    with (laboratory.pool / "manifest.json").open("wb") as stream:
        stream.truncate(100 << 20)
    store = laboratory.start()
    assert [slot.image for slot in store.page("p").slots] == ["img_0001.png"]
    assert [path.stat().st_size for path in laboratory.pool.glob("manifest.json.corrupt-*")] == [100 << 20]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=300)
@given(data=st.binary(max_size=200) | st.builds(lambda text: text.encode("utf-8", "replace"), st.text(max_size=200)))
def test_any_bytes_are_read_or_refused(data: bytes):
    """Decoding ends in a manifest or in `Unreadable`, never in another error."""
    try:
        found = decode(data)
    except Unreadable:
        return
    assert 0 <= found.active <= max(len(found.entries) - 1, 0)


json_values: st.SearchStrategy[object] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=10,
)
names = st.sampled_from(["img_0001.png", "img_0002.png", "../x.png", "a/b.png", "C:x.png", "x.exe", "pool.db", ""])
fields = ("image", "mask", "label", "added", "id", "width", "height", "label_revision", "mask_revision", "mine")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=300)
@given(
    slots=st.lists(
        st.dictionaries(st.sampled_from(fields), names | json_values, max_size=6)
        | st.fixed_dictionaries({"image": names}, optional=dict.fromkeys(fields[1:], json_values))
        | json_values,
        max_size=5,
    ),
    active=json_values,
    next_seq=json_values,
)
def test_any_json_gives_only_harmless_entries(slots: list[object], active: object, next_seq: object):
    """What is taken from a manifest is always of the right type, in its bounds, and one path component."""
    found = decode(manifest(*slots, active=active, next_seq=next_seq))
    assert 0 <= found.active <= max(len(found.entries) - 1, 0)
    assert found.next_seq >= 0
    for entry in found.entries:
        assert entry.image in ("img_0001.png", "img_0002.png") or entry.image.lower().endswith((".png", ".jpg"))
        for name in (entry.image, entry.mask or "x.png"):
            assert Path(name).name == name
            assert not set(name) & set("/\\:\0")
        assert len((entry.label or "").encode("utf-32-le")) <= 4 * 4_000
