"""Whatever other programs write into the files of a scene: it opens, is listed, edited and saved, and nothing goes."""

import json
import tempfile
from pathlib import Path
from typing import Any

from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from penstock.adapters.testing.scene_house import SceneHouse, png_bytes
from penstock.core.contracts.scenes import SceneDocument
from penstock.core.draft_values import Edit
from penstock.core.wire import encode
from penstock.plugins.scenes.documents import entries_of_document

SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8)
KEYS = st.sampled_from(
    ["format", "version", "pose_name", "resolution", "depth_type", "masks", "high", "low", "later", "é"]
) | st.text(max_size=5)
VALUES: Any = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4), max_leaves=12
)
FIELDS = ["lora", "strength_model", "model_target", "name", "type", "has_background", "color", "lora_name", "enabled"]
ENTRIES = st.dictionaries(st.sampled_from(FIELDS), VALUES, max_size=4)
MASKS = st.fixed_dictionaries({"masks": st.lists(ENTRIES, max_size=3)})
PAIRS = st.fixed_dictionaries({"high": st.lists(ENTRIES | VALUES, max_size=3), "low": VALUES})
CONTENT = (VALUES | st.lists(ENTRIES, max_size=3) | MASKS | PAIRS).map(json.dumps).map(str.encode) | st.binary(
    max_size=9
)
FILES = st.dictionaries(
    st.sampled_from(["scene.json", "lora_stack.json", "loras.json", "masks.json", "pose.json"]), CONTENT, max_size=5
)


def everything(document: SceneDocument) -> str:
    """All that a page is told of a scene, as it is sent."""
    return json.dumps([entries_of_document(document), encode(document)], allow_nan=False)


@given(files=FILES)
def test_a_scene_of_any_files_opens_and_keeps_them(files: dict[str, bytes]) -> None:
    """A change of the description leaves the other files as they are, or set aside where they are damaged."""
    shared = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=shared if shared.is_dir() else None) as folder:
        house = SceneHouse(Path(folder))
        house.put(png_bytes(), name="hero_mask_bkgd.png")
        for name, data in files.items():
            house.put(data, name=name)
        found = house.service.get("cats")
        everything(found)
        (note,) = house.service.list()
        assert note.revision == found.revision
        assert house.service.info("cats").document == found
        if found.read_only:
            return
        draft = house.editing.open("cats").draft
        draft = house.editing.edit("cats", draft.id, [Edit("description", "mine")]).draft
        house.editing.save("cats", draft.id, draft.revision)
        saved = house.service.get("cats")
        assert evolve(saved, revision="", problems=()) == evolve(found, revision="", problems=(), description="mine")
        kept = [path.read_bytes() for path in house.path().parent.iterdir()]
        for name, data in files.items():
            if name != "scene.json":
                assert data in kept, name
        again = house.save(loras=saved.loras[1:], masks=saved.masks)
        everything(again)
