"""The pool routes of Dataset Gates: what held there holds here, except its defects, which are named by their number."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from penstock.adapters.testing.fakes import EventRecorder
from penstock.core.application import Application
from penstock.core.contracts.pools import Pools
from penstock.core.contracts.uploads import Upload
from penstock.core.errors import BadImage, BadName, ClientError, NotFound
from penstock.core.host import HostPaths
from penstock.core.wire import encode
from penstock.plugins.compat.grid_pool_shapes import (
    AddForm,
    LabelBody,
    MaskForm,
    OrderBody,
    PoolQuery,
    SlotBody,
)

Start = Callable[..., Application]
Picture = Callable[..., Upload]


@pytest.fixture
def application(penstock_application: Start) -> Application:
    return penstock_application()


@pytest.fixture
def pools(application: Application) -> Pools:
    return application.services.get(Pools)


@pytest.fixture
def ask(application: Application, call_route: Any) -> Callable[..., dict[str, Any]]:
    """`ask("add", body)`: the manifest, as JSON."""

    def ask(name: str, body: Any = None, query: Any = None) -> dict[str, Any]:
        answer: dict[str, Any] = encode(call_route(application, f"grid_pool.{name}", body=body, query=query))
        return answer

    return ask


@pytest.fixture
def abc(ask: Any, picture: Picture) -> None:
    """A pool `p` of the images a, b and c."""
    for number, name in enumerate("abc"):
        ask("add", AddForm(pool_id="p", image=picture(size=(4 + number, 3)), ts=1000 + number))
        ask("label", LabelBody(pool_id="p", index=number, label=name))


def labels(manifest: dict[str, Any]) -> str:
    return "".join(slot["label"] for slot in manifest["slots"])


def test_every_route_is_legacy_and_where_it_was(application: Application) -> None:
    """Old scripts find the same methods and paths; they stand aside for a pack that has them."""
    ours = [spec for spec in application.routes if spec.name.startswith("grid_pool.")]
    found = {(spec.method, spec.path): spec.legacy for spec in ours}
    names = {"add", "remove", "active", "label", "set_mask", "reorder"}
    assert found == {**{("POST", f"/grid_pool/{name}"): True for name in names}, ("GET", "/grid_pool/list"): True}


def test_add_then_list(ask: Any, picture: Picture) -> None:
    """Adding answers the manifest with names from 1 on, the time given, and list answers the same."""
    first = ask("add", AddForm(pool_id="p", image=picture(), ts=123))
    assert first == {
        "active": 0,
        "slots": [{"image": "img_0001.png", "mask": None, "label": "", "added": 123}],
        "next_seq": 2,
    }
    ask("add", AddForm(pool_id="p", image=picture()))
    listed = ask("list", query=PoolQuery(pool_id="p"))
    assert [slot["image"] for slot in listed["slots"]] == ["img_0001.png", "img_0002.png"]
    assert listed["next_seq"] == 3


def test_png_bytes_are_kept_verbatim(ask: Any, picture: Picture, penstock_paths: HostPaths) -> None:
    """What was uploaded is what lies in the pool's folder."""
    upload = picture()
    data = upload.path.read_bytes()
    ask("add", AddForm(pool_id="p", image=upload))
    assert (penstock_paths.input / "grid_pool" / "p" / "img_0001.png").read_bytes() == data


def test_an_absent_pool_id_is_default_and_an_empty_one_an_error(ask: Any, pools: Pools, picture: Picture) -> None:
    """For the form, for JSON and for the query."""
    ask("add", AddForm(image=picture()))
    ask("label", LabelBody(index=0, label="x"))
    assert labels(ask("list", query=PoolQuery())) == "x"
    assert labels(ask("list")) == "x"
    assert pools.store.exists("default")
    with pytest.raises(BadName):
        ask("add", AddForm(image=picture(), pool_id=""))
    with pytest.raises(BadName):
        ask("list", query=PoolQuery(pool_id=""))
    with pytest.raises(BadName):
        ask("remove", SlotBody(index=0, pool_id=""))


def test_a_missing_pool_lists_empty_and_is_not_made(ask: Any, pools: Pools) -> None:
    """As there: an empty manifest."""
    assert ask("list", query=PoolQuery(pool_id="new")) == {"active": 0, "slots": [], "next_seq": 1}
    assert not pools.store.exists("new")


@pytest.mark.usefixtures("abc")
def test_remove_shifts_the_active_position(ask: Any) -> None:
    """The active slot stays active where it is not the one; numbers are not used again."""
    ask("active", SlotBody(pool_id="p", index=2))
    after = ask("remove", SlotBody(pool_id="p", index=0))
    assert (labels(after), after["active"]) == ("bc", 1)


@pytest.mark.usefixtures("abc")
def test_removing_the_active_last_one_clamps(ask: Any) -> None:
    """The one before it becomes active."""
    ask("active", SlotBody(pool_id="p", index=2))
    after = ask("remove", SlotBody(pool_id="p", index=2))
    assert (labels(after), after["active"]) == ("ab", 1)


@pytest.mark.usefixtures("abc")
@pytest.mark.parametrize(("index", "active"), [(1, 1), (99, 2), (-1, 0), (-99, 0)])
def test_active_clamps_both_ways(ask: Any, index: int, active: int) -> None:
    """A position beyond an end is that end."""
    assert ask("active", SlotBody(pool_id="p", index=index))["active"] == active


@pytest.mark.usefixtures("abc")
def test_reorder_moves_slots_and_the_active_one_stays_active(ask: Any) -> None:
    """The order holds old positions."""
    ask("active", SlotBody(pool_id="p", index=0))
    after = ask("reorder", OrderBody(pool_id="p", order=(2, 0, 1)))
    assert (labels(after), after["active"]) == ("cab", 1)


@pytest.mark.usefixtures("abc")
def test_set_mask_stores_what_was_painted(ask: Any, picture: Picture, penstock_paths: HostPaths) -> None:
    """An opaque RGBA picture, as its page sends them, counts by brightness: white is painted."""
    after = ask("set_mask", MaskForm(pool_id="p", index=1, mask=picture((255, 255, 255, 255), (5, 3), mode="RGBA")))
    name = after["slots"][1]["mask"]
    assert name.startswith("img_0002.")
    assert name.endswith(".mask.png")
    with Image.open(penstock_paths.input / "grid_pool" / "p" / name) as mask:
        assert (mask.mode, mask.size, mask.getextrema()) == ("L", (5, 3), (255, 255))


@pytest.mark.usefixtures("abc")
def test_changes_are_those_of_the_service(ask: Any, application: Application, penstock_events: EventRecorder) -> None:
    """Old scripts publish the same events, so that open pages follow them."""
    application.dispatcher.settle()
    before = len(penstock_events.events)
    ask("active", SlotBody(pool_id="p", index=1))
    ask("label", LabelBody(pool_id="p", index=1, label="B"))
    ask("reorder", OrderBody(pool_id="p", order=(1, 0, 2)))
    ask("remove", SlotBody(pool_id="p", index=2))
    assert application.dispatcher.settle()
    assert penstock_events.names[before:] == ["slot_selected", "slot_labelled", "slots_reordered", "slot_removed"]


@pytest.mark.usefixtures("abc")
@pytest.mark.parametrize("index", [3, -1, 10**9])
def test_v_a_position_out_of_range_is_a_4xx(ask: Any, picture: Picture, index: int) -> None:
    """Not a silent 200: remove, label and mask name the position, and nothing changes."""
    before = ask("list", query=PoolQuery(pool_id="p"))
    with pytest.raises(NotFound):
        ask("remove", SlotBody(pool_id="p", index=index))
    with pytest.raises(NotFound):
        ask("label", LabelBody(pool_id="p", index=index, label="x"))
    with pytest.raises(NotFound):
        ask("set_mask", MaskForm(pool_id="p", index=index, mask=picture(255, mode="L")))
    assert ask("list", query=PoolQuery(pool_id="p")) == before


@pytest.mark.usefixtures("abc")
@pytest.mark.parametrize("order", [(), (0, 1), (0, 0, 1), (0, 1, 3), (-1, 0, 1), (0, 1, 2, 2)])
def test_v_an_order_that_is_no_permutation_is_a_4xx(ask: Any, order: tuple[int, ...]) -> None:
    """Not a silent 200, and nothing moves."""
    with pytest.raises(ClientError):
        ask("reorder", OrderBody(pool_id="p", order=order))
    assert labels(ask("list", query=PoolQuery(pool_id="p"))) == "abc"


def test_v_changing_an_unknown_pool_is_a_404_and_creates_nothing(ask: Any, pools: Pools, picture: Picture) -> None:
    """Dataset Gates answered 200 and /active even created it."""
    for name, body in (
        ("remove", SlotBody(pool_id="new", index=0)),
        ("active", SlotBody(pool_id="new", index=0)),
        ("label", LabelBody(pool_id="new", index=0, label="x")),
        ("reorder", OrderBody(pool_id="new", order=())),
        ("set_mask", MaskForm(pool_id="new", index=0, mask=picture(255, mode="L"))),
    ):
        with pytest.raises(NotFound):
            ask(name, body)
    assert not pools.store.exists("new")


@pytest.mark.parametrize("pool_id", ["../../custom_nodes/evil", "/tmp", "..", "a/b", "a\\b", "x\x00", "x" * 300])
def test_s1_s2_a_pool_id_never_leaves_the_store(ask: Any, picture: Picture, pool_id: str) -> None:
    """Neither for writing nor for reading."""
    with pytest.raises(BadName):
        ask("add", AddForm(pool_id=pool_id, image=picture()))
    with pytest.raises(BadName):
        ask("list", query=PoolQuery(pool_id=pool_id))


def test_s8_a_manifest_that_points_elsewhere_is_not_followed(
    ask: Any, penstock_paths: HostPaths, tmp_path: Path, picture: Picture
) -> None:
    """Slots whose file names are paths are not slots; nothing outside is read, written or removed."""
    outside = tmp_path / "evil.py"
    outside.write_text("secret")
    folder = penstock_paths.input / "grid_pool" / "p"
    folder.mkdir(parents=True)
    slots = [{"image": str(outside), "mask": None, "label": "", "added": 1}]
    (folder / "manifest.json").write_text(json.dumps({"active": 0, "slots": slots, "next_seq": 2}))
    listed = ask("list", query=PoolQuery(pool_id="p"))
    assert str(outside) not in json.dumps(listed)
    with pytest.raises(NotFound):
        ask("set_mask", MaskForm(pool_id="p", index=0, mask=picture(255, mode="L")))
    with pytest.raises(NotFound):
        ask("remove", SlotBody(pool_id="p", index=0))
    assert outside.read_text() == "secret"


def test_s12_bytes_that_are_no_image_are_refused(ask: Any, no_picture: Upload, pools: Pools) -> None:
    """They were stored as img_0001.png there and broke the run."""
    with pytest.raises(BadImage):
        ask("add", AddForm(pool_id="p", image=no_picture))
    assert not pools.store.exists("p")


@pytest.mark.usefixtures("abc")
def test_d8_a_mask_without_bytes_keeps_the_old_mask(ask: Any, picture: Picture, tmp_path: Path) -> None:
    """There it cut the mask to nothing."""
    before = ask("set_mask", MaskForm(pool_id="p", index=0, mask=picture(255, mode="L")))
    (tmp_path / "empty").write_bytes(b"")
    with pytest.raises(BadImage):
        ask("set_mask", MaskForm(pool_id="p", index=0, mask=Upload(path=tmp_path / "empty")))
    assert ask("list", query=PoolQuery(pool_id="p")) == before


@pytest.mark.usefixtures("abc")
def test_s11_a_huge_label_is_refused(ask: Any) -> None:
    """A label of 5 MB was accepted and sent back with every answer."""
    with pytest.raises(ClientError):
        ask("label", LabelBody(pool_id="p", index=0, label="x" * 5_000_000))


@pytest.mark.usefixtures("abc")
def test_d9_a_removal_can_be_undone(ask: Any, pools: Pools) -> None:
    """Its image, mask and label come back."""
    ask("remove", SlotBody(pool_id="p", index=1))
    pools.undo("p")
    assert labels(ask("list", query=PoolQuery(pool_id="p"))) == "abc"


def test_a_negative_time_is_refused(ask: Any, picture: Picture) -> None:
    """ts is milliseconds since 1970."""
    with pytest.raises(ClientError):
        ask("add", AddForm(pool_id="p", image=picture(), ts=-1))


def test_active_of_an_empty_pool_is_a_404(ask: Any, pools: Pools) -> None:
    """There is nothing to select."""
    pools.create("p")
    with pytest.raises(NotFound):
        ask("active", SlotBody(pool_id="p", index=0))


def test_d1_a_missing_manifest_is_rebuilt(ask: Any, penstock_paths: HostPaths, picture: Picture) -> None:
    """Images in a folder without one are slots again, and the next upload takes a new name."""
    folder = penstock_paths.input / "grid_pool" / "p"
    folder.mkdir(parents=True)
    for number in (1, 7):
        (folder / f"img_{number:04d}.png").write_bytes(picture().path.read_bytes())
    assert len(ask("list", query=PoolQuery(pool_id="p"))["slots"]) == 2
    after = ask("add", AddForm(pool_id="p", image=picture()))
    assert [slot["image"] for slot in after["slots"]][:2] == ["img_0001.png", "img_0007.png"]
    assert after["slots"][2]["image"] not in ("img_0001.png", "img_0007.png")


def test_a_pool_of_dataset_gates_opens_unchanged(
    ask: Any, application: Application, run_node: Any, penstock_paths: HostPaths, picture: Picture
) -> None:
    """Order, labels, masks, the active slot and its files are what they were."""
    folder = penstock_paths.input / "grid_pool" / "3f2c-uuid"
    folder.mkdir(parents=True)
    for number in (1, 3):
        (folder / f"img_{number:04d}.png").write_bytes(picture((number, 0, 0)).path.read_bytes())
    (folder / "img_0003.mask.png").write_bytes(picture(255, mode="L").path.read_bytes())
    manifest = {
        "active": 1,
        "slots": [
            {"image": "img_0003.png", "mask": "img_0003.mask.png", "label": "drei", "added": 30},
            {"image": "img_0001.png", "mask": None, "label": "eins", "added": 10},
        ],
        "next_seq": 4,
    }
    (folder / "manifest.json").write_text(json.dumps(manifest, indent=2))
    assert ask("list", query=PoolQuery(pool_id="3f2c-uuid")) == manifest
    assert run_node(application, "GridImagePool", index=-1, pool_id="3f2c-uuid")[2:] == (1, 2, "eins")
    assert run_node(application, "GridImagePool", index=0, pool_id="3f2c-uuid")[1].all()


def test_an_empty_folder_of_dataset_gates_is_an_empty_pool(
    application: Application, run_node: Any, penstock_paths: HostPaths, ask: Any, picture: Picture
) -> None:
    """A profile that was just created there is a folder without files: linked, it is empty; images can be added."""
    (penstock_paths.input / "grid_pool" / "fresh").mkdir(parents=True)
    values = run_node(application, "GridImagePool", index=-1, pool_id="", profile="fresh")
    assert values[2:] == (0, 0, "")
    assert run_node(application, "PoolProfile", profile="Fresh", profile_id="fresh") == ("fresh",)
    (penstock_paths.input / "grid_pool" / "other").mkdir()
    assert len(ask("add", AddForm(pool_id="other", image=picture()))["slots"]) == 1
