"""The routes of pools: resources, small answers, stale revisions, files by tag."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from penstock.core.application import Application
from penstock.core.contracts.pools import ChangeKind, Pools
from penstock.core.contracts.uploads import Upload
from penstock.core.errors import BadImage, BadName, ClientError, Conflict, NotFound, TooLarge
from penstock.core.routes import BytesAnswer, FileAnswer
from penstock.core.wire import encode
from penstock.plugins.pools import routes_shapes as shapes

Picture = Callable[..., Upload]
Ask = Callable[..., Any]


@pytest.fixture
def application(penstock_application: Callable[..., Application]) -> Application:
    return penstock_application()


@pytest.fixture
def pools(application: Application) -> Pools:
    return application.services.get(Pools)


@pytest.fixture
def ask(application: Application, call_route: Any) -> Ask:
    """`ask("slots.label", body, slot=...)` on the pool `p`."""

    def ask(name: str, body: Any = None, *, query: Any = None, **path: str) -> Any:
        return call_route(application, name, body=body, query=query, **{"pool": "p", **path})

    return ask


@pytest.fixture
def ids(ask: Ask, picture: Picture) -> list[str]:
    """The slot ids of a pool `p` of three images."""
    added = ask("slots.add", shapes.NewImages(images=(picture(), picture(), picture()), labels=("a", "b")))
    return [result.slot.id for result in added.results]


def size(answer: Any) -> int:
    """Bytes of the answer's JSON."""
    return len(json.dumps(encode(answer), separators=(",", ":")))


def test_a_pool_is_made_listed_deleted_and_restored(ask: Ask) -> None:
    """Each step answers the state that it left behind."""
    assert ask("pools.create", shapes.NewPool(id="p")).id == "p"
    minted = ask("pools.create", shapes.NewPool())
    assert {pool.id for pool in ask("pools.list").pools} == {"p", minted.id}
    with pytest.raises(Conflict):
        ask("pools.create", shapes.NewPool(id="p"))
    deleted = ask("pools.delete")
    with pytest.raises(NotFound):
        ask("pools.get")
    assert ask("pools.restore", trash=deleted.trash).id == "p"
    assert ask("pools.get").count == 0
    with pytest.raises(NotFound):
        ask("pools.restore", trash="nothing")


def test_a_pool_that_does_not_exist_is_a_404_and_adding_makes_it(ask: Ask, picture: Picture) -> None:
    """Pages show it as empty; the first image creates it."""
    with pytest.raises(NotFound):
        ask("slots.list")
    added = ask("slots.add", shapes.NewImages(images=(picture(),)))
    assert added.pool.count == 1
    assert ask("slots.list").pool.selected == added.results[0].slot.id


def test_slots_come_in_pages(ask: Ask, ids: list[str]) -> None:
    """From a position on, at most so many, with the state they were read in."""
    page = ask("slots.list", query=shapes.SlotRange(start=1, limit=1))
    assert [slot.id for slot in page.slots] == [ids[1]]
    assert (page.start, page.pool.count) == (1, 3)
    assert ask("slots.list", query=shapes.SlotRange(start=9)).slots == ()
    for wrong in (shapes.SlotRange(start=-1), shapes.SlotRange(limit=0), shapes.SlotRange(limit=1001)):
        with pytest.raises(ClientError):
            ask("slots.list", query=wrong)


def test_one_bad_file_alone_is_its_error(ask: Ask, no_picture: Upload) -> None:
    """A request in which nothing was good is a 4xx, not a 200 with bad news."""
    with pytest.raises(BadImage) as refused:
        ask("slots.add", shapes.NewImages(images=(no_picture,)))
    assert refused.value.details == {}
    with pytest.raises(BadImage) as refused:
        ask("slots.add", shapes.NewImages(images=(no_picture, no_picture)))
    results = refused.value.details["results"]
    assert isinstance(results, list)
    assert [result["file_name"] for result in results] == ["notes.png", "notes.png"]


def test_a_bad_file_among_good_ones_is_a_result(ask: Ask, picture: Picture, no_picture: Upload) -> None:
    """The good ones are stored."""
    added = ask("slots.add", shapes.NewImages(images=(picture(), no_picture)))
    assert [result.error is None for result in added.results] == [True, False]
    assert added.pool.count == 1


def test_a_request_without_or_with_too_many_images_is_refused(ask: Ask, picture: Picture) -> None:
    """None at all is a mistake; more than a thousand are for several requests."""
    with pytest.raises(ClientError):
        ask("slots.add", shapes.NewImages(images=()))
    with pytest.raises(TooLarge):
        ask("slots.add", shapes.NewImages(images=(picture(),) * 1001))


def test_answers_to_changes_are_small(ask: Ask, pools: Pools, picture: Picture) -> None:
    """At most 1 kB, however long the label, the name and the list are."""
    long = "ä" * 4000
    pools.add("p", [picture(name="n" * 255) for _ in range(30)], labels=[long] * 30)
    ids = [slot.id for slot in pools.store.page("p").slots]
    answers = [
        ask("slots.label", shapes.NewLabel(label=long + ""), slot=ids[0]),
        ask("slots.label", shapes.NewLabel(label=long[1:]), slot=ids[0]),
        ask("slots.select", shapes.Selection(slot=ids[3])),
        ask("slots.move", shapes.Move(slots=tuple(reversed(ids)))),
        ask("slots.put_mask", shapes.NewMask(mask=picture(255, mode="L")), slot=ids[1]),
        ask("slots.delete_mask", slot=ids[1]),
        ask("slots.remove", shapes.Removal(slots=tuple(ids[5:]))),
        ask("slots.remove_one", slot=ids[0]),
        ask("pools.undo", shapes.Undo()),
        ask("pools.redo"),
        ask("pools.detach", shapes.Detach()),
        ask("slots.add", shapes.NewImages(images=(picture(name="n" * 255),), labels=(long,))),
    ]
    assert max(size(answer) for answer in answers) <= 1000


def test_a_stale_label_is_a_conflict_with_the_current_state(ask: Ask, ids: list[str]) -> None:
    """The writer learns what is there now; nothing is overwritten."""
    first = ask("slots.label", shapes.NewLabel(label="one", revision=0), slot=ids[0])
    assert first.slot.label_revision == 1
    with pytest.raises(Conflict) as refused:
        ask("slots.label", shapes.NewLabel(label="two", revision=0), slot=ids[0])
    assert "one" in json.dumps(encode(dict(refused.value.details)))
    assert ask("slots.list").slots[0].label == "one"


def test_a_stale_mask_is_a_conflict(ask: Ask, ids: list[str], picture: Picture) -> None:
    """For painting and for clearing."""
    ask("slots.put_mask", shapes.NewMask(mask=picture(255, mode="L"), revision=0), slot=ids[0])
    with pytest.raises(Conflict):
        ask("slots.put_mask", shapes.NewMask(mask=picture(0, mode="L"), revision=0), slot=ids[0])
    with pytest.raises(Conflict):
        ask("slots.delete_mask", query=shapes.SeenRevision(revision=0), slot=ids[0])
    cleared = ask("slots.delete_mask", query=shapes.SeenRevision(revision=1), slot=ids[0])
    assert (cleared.kind, cleared.slot.has_mask) == (ChangeKind.MASK_CLEARED, False)


def test_undo_names_a_change(ask: Ask, ids: list[str]) -> None:
    """The change of an answer is what brings it back; redo does it again."""
    removed = ask("slots.remove", shapes.Removal(slots=(ids[0], ids[2])))
    assert (removed.kind, removed.count, removed.slot) == (ChangeKind.REMOVED, 2, None)
    ask("slots.label", shapes.NewLabel(label="later"), slot=ids[1])
    undone = ask("pools.undo", shapes.Undo(change=removed.change))
    assert (undone.kind, undone.reverts) == (ChangeKind.ADDED, removed.change)
    assert [slot.id for slot in ask("slots.list").slots] == ids
    ask("pools.redo")
    assert [slot.id for slot in ask("slots.list").slots] == [ids[1]]
    with pytest.raises(NotFound):
        ask("pools.redo")


def test_moving_is_before_a_slot_or_to_the_end(ask: Ask, ids: list[str]) -> None:
    """In the order of the request; a slot named twice or not at all is refused."""
    one, two, three = ids
    ask("slots.move", shapes.Move(slots=(three,), before=one))
    assert [slot.id for slot in ask("slots.list").slots] == [three, one, two]
    ask("slots.move", shapes.Move(slots=(one, three)))
    assert [slot.id for slot in ask("slots.list").slots] == [two, one, three]
    for wrong in (shapes.Move(slots=()), shapes.Move(slots=(one, one))):
        with pytest.raises(ClientError):
            ask("slots.move", wrong)
    with pytest.raises(ClientError):
        ask("slots.remove", shapes.Removal(slots=()))


def test_pictures_are_immutable_under_their_tag(ask: Ask, ids: list[str], picture: Picture) -> None:
    """With the right ?v= they may be kept for ever; without or with another they are checked by their ETag."""
    mask = ask("slots.put_mask", shapes.NewMask(mask=picture(255, mode="L")), slot=ids[0])
    slot = ask("slots.list").slots[0]
    assert slot.image_tag
    assert slot.mask_tag == mask.slot.mask_tag != ""
    for name, tag in (
        ("slots.image", slot.image_tag),
        ("slots.thumbnail", slot.image_tag),
        ("slots.mask", slot.mask_tag),
    ):
        named = ask(name, query=shapes.Version(v=tag), slot=slot.id)
        assert named.immutable
        assert named.etag
        assert not ask(name, query=shapes.Version(v="other"), slot=slot.id).immutable
        assert not ask(name, query=shapes.Version(), slot=slot.id).immutable


def test_pictures_are_files_of_the_pool(ask: Ask, ids: list[str]) -> None:
    """The image is the stored PNG, the thumbnail a JPEG, no mask is a 404."""
    image = ask("slots.image", slot=ids[0])
    assert isinstance(image, FileAnswer)
    assert image.content_type == "image/png"
    assert image.path.read_bytes().startswith(b"\x89PNG")
    thumbnail = ask("slots.thumbnail", slot=ids[0])
    assert isinstance(thumbnail, BytesAnswer)
    assert thumbnail.data.startswith(b"\xff\xd8")
    with pytest.raises(NotFound):
        ask("slots.mask", slot=ids[0])


def test_a_new_mask_has_a_new_tag(ask: Ask, ids: list[str], picture: Picture) -> None:
    """So that no cache shows the old one."""
    tags = {
        ask("slots.put_mask", shapes.NewMask(mask=picture(level, mode="L")), slot=ids[0]).slot.mask_tag
        for level in (255, 0, 128)
    }
    assert len(tags) == 3


@pytest.mark.parametrize(
    "name",
    ["slots.list", "slots.label", "slots.select", "slots.image", "slots.thumbnail", "slots.mask", "slots.remove_one"],
)
def test_unknown_slots_and_pools_are_404s_and_paths_400s(ask: Ask, ids: list[str], name: str) -> None:
    """For each route that addresses them."""
    bodies: dict[str, Any] = {
        "slots.label": shapes.NewLabel(label="x"),
        "slots.select": shapes.Selection(slot="nothing"),
    }
    body = bodies.get(name)
    with pytest.raises(NotFound):
        ask(name, body, pool="nothing", slot="nothing")
    with pytest.raises(BadName):
        ask(name, body, pool="../p", slot=ids[0])
    if name != "slots.list":
        for slot in ("nothing", "../img_0001.png", "", "\x00"):
            with pytest.raises((NotFound, BadName)):
                ask(name, body, slot=slot)
