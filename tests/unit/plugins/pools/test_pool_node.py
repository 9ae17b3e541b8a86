"""The node GridImagePool: what comes out, and when it has to run again."""

import itertools
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from penstock.core.application import Application
from penstock.core.contracts.pools import Pools
from penstock.core.contracts.uploads import Upload
from penstock.core.errors import BadName, ClientError, NotFound
from penstock.core.nodes import NodeSpec

Start = Callable[..., Application]
Picture = Callable[..., Upload]
Run = Callable[..., tuple[Any, ...]]
Ask = Callable[..., str]
NODE = "GridImagePool"


@pytest.fixture
def application(penstock_application: Start) -> Application:
    return penstock_application()


@pytest.fixture
def pools(application: Application) -> Pools:
    return application.services.get(Pools)


@pytest.fixture
def three(pools: Pools, picture: Picture) -> list[str]:
    """A pool `p` of a red, a green and a blue picture of different sizes; their slot ids."""
    pools.add(
        "p",
        [picture((255, 0, 0), (4, 3)), picture((0, 255, 0), (5, 6)), picture((0, 0, 255), (7, 2))],
        labels=["red", "green", "blue"],
    )
    return [slot.id for slot in pools.store.page("p").slots]


def spec_of(application: Application) -> NodeSpec:
    return next(spec for spec in application.nodes if spec.id == NODE)


def test_inputs_and_outputs_are_those_of_saved_workflows(application: Application) -> None:
    """Ids, order, types, defaults and ranges are API: workflows map values by position."""
    spec = spec_of(application)
    assert [(one.id, one.type, one.hidden, one.optional) for one in spec.inputs] == [
        ("index", "INT", False, False),
        ("pool_id", "STRING", True, False),
        ("profile", "POOL_PROFILE", False, True),
    ]
    assert (spec.inputs[0].default, spec.inputs[0].minimum, spec.inputs[0].maximum) == (-1, -1, 9999)
    assert [(one.id, one.type) for one in spec.outputs] == [
        ("image", "IMAGE"),
        ("mask", "MASK"),
        ("index", "INT"),
        ("count", "INT"),
        ("label", "STRING"),
    ]
    assert (spec.display_name, spec.category) == ("Image Pool (Grid)", "Penstock/Pools")


def test_everything_a_user_sees_is_explained(application: Application) -> None:
    """Each node has a description, each input and output a tooltip."""
    for spec in application.nodes:
        assert spec.description, spec.id
        assert spec.category.startswith("Penstock/")
        for one in (*spec.inputs, *spec.outputs):
            assert one.tooltip, f"{spec.id}.{one.id}"


@pytest.mark.parametrize("pool_id", ["", "p"])
def test_an_empty_pool_is_one_black_pixel(application: Application, run_node: Run, pool_id: str) -> None:
    """Whether the pool does not exist or there is no id yet: 1x1 black, 1x1 zero mask, 0, 0 and no label."""
    image, mask, *rest = run_node(application, NODE, index=-1, pool_id=pool_id)
    assert (image.shape, mask.shape, rest) == ((1, 1, 1, 3), (1, 1, 1), [0, 0, ""])
    assert image.dtype == mask.dtype == np.float32
    assert not image.any()
    assert not mask.any()


def test_a_pool_whose_last_image_was_removed_is_empty_too(
    application: Application, pools: Pools, run_node: Run, three: list[str]
) -> None:
    """What was there does not come out any more."""
    pools.remove("p", three)
    assert run_node(application, NODE, index=1, pool_id="p")[2:] == (0, 0, "")


def test_minus_one_is_the_selected_slot(
    application: Application, pools: Pools, run_node: Run, three: list[str]
) -> None:
    """Its image as RGB 0..1, a zero mask of its size, its place, the count, its label."""
    pools.select("p", three[1])
    image, mask, *rest = run_node(application, NODE, index=-1, pool_id="p")
    assert image.shape == (1, 6, 5, 3)
    assert (image == np.array([0, 1, 0], np.float32)).all()
    assert mask.shape == (1, 6, 5)
    assert not mask.any()
    assert rest == [1, 3, "green"]


@pytest.mark.parametrize(("index", "place"), [(0, 0), (2, 2), (3, 2), (9999, 2)])
def test_an_index_forces_the_place_and_is_clamped(
    application: Application, run_node: Run, three: list[str], index: int, place: int
) -> None:
    """0.. is a place, beyond the end the last one; the selection does not matter."""
    assert run_node(application, NODE, index=index, pool_id="p")[2:] == (place, 3, ["red", "green", "blue"][place])


def test_the_mask_is_white_where_painted_and_as_large_as_the_image(
    application: Application, pools: Pools, run_node: Run, three: list[str], picture: Picture
) -> None:
    """A mask of another size is resized, white is 1.0."""
    pools.set_mask("p", three[0], picture(255, (40, 10), mode="L"))
    image, mask, *_ = run_node(application, NODE, index=0, pool_id="p")
    assert mask.shape == image.shape[:3] == (1, 3, 4)
    assert (mask == 1.0).all()


def test_alpha_never_becomes_the_mask(application: Application, pools: Pools, run_node: Run, picture: Picture) -> None:
    """A transparent image gives its colours and a zero mask."""
    pools.add("t", [picture((10, 20, 30, 0), mode="RGBA")])
    image, mask, *_ = run_node(application, NODE, index=0, pool_id="t")
    assert np.allclose(image[0, 0, 0], np.array([10, 20, 30], np.float32) / 255)
    assert not mask.any()


def test_what_leaves_the_node_is_its_own(application: Application, run_node: Run, three: list[str]) -> None:
    """Writing into an output changes no later output."""
    first = run_node(application, NODE, index=0, pool_id="p")[0]
    first[:] = 0.5
    assert (run_node(application, NODE, index=0, pool_id="p")[0] == np.array([1, 0, 0], np.float32)).all()


def test_a_profile_wins_over_the_own_pool(
    application: Application, pools: Pools, run_node: Run, three: list[str], picture: Picture
) -> None:
    """Any existing pool counts, registered as a profile or not; an empty or left-out profile is ignored."""
    pools.add("other", [picture()], labels=["theirs"])
    assert run_node(application, NODE, index=0, pool_id="p", profile="other")[4] == "theirs"
    assert run_node(application, NODE, index=0, pool_id="p", profile="")[4] == "red"
    assert run_node(application, NODE, index=0, pool_id="p")[4] == "red"
    assert run_node(application, NODE, index=0, pool_id="", profile="other")[4] == "theirs"


def test_a_missing_profile_is_an_error_that_names_it(
    application: Application, pools: Pools, run_node: Run, three: list[str]
) -> None:
    """Never a blank image: neither for one that never was nor for one that was deleted."""
    with pytest.raises(NotFound, match="'gone'"):
        run_node(application, NODE, index=0, pool_id="p", profile="gone")
    pools.create("deleted")
    pools.delete("deleted")
    with pytest.raises(NotFound, match="'deleted'"):
        run_node(application, NODE, index=0, pool_id="p", profile="deleted")


def test_ids_that_are_none_are_named_before_the_run(application: Application, three: list[str]) -> None:
    """Validation says what is wrong with the hidden ids and lets good and linked ones pass."""
    validate = spec_of(application).validate
    assert validate is not None
    for pool_id, profile in (("p", ""), ("", ""), (None, None), ("new", None), ("p", "p"), (None, "p")):
        assert validate(application.services, pool_id=pool_id, profile=profile) is True
    assert "'../x' is not an id" in str(validate(application.services, pool_id="../x", profile=""))
    assert "'gone'" in str(validate(application.services, pool_id="p", profile="gone"))
    assert "is not an id" in str(validate(application.services, pool_id="p", profile="/etc"))


def test_linked_ids_are_checked_by_the_run(application: Application, run_node: Run) -> None:
    """What arrives by a link is checked like anything from outside."""
    with pytest.raises(BadName):
        run_node(application, NODE, index=0, pool_id="../x")
    with pytest.raises(BadName):
        run_node(application, NODE, index=0, pool_id="p", profile="../x")
    with pytest.raises(ClientError):
        run_node(application, NODE, index=0, pool_id="p", profile=["p"])


def test_an_image_whose_file_is_gone_is_an_error(
    application: Application, pools: Pools, run_node: Run, three: list[str]
) -> None:
    """A file that somebody deleted by hand is named, and the node does not hang."""
    pools.store.image_path("p", three[0]).unlink()
    with pytest.raises(NotFound):
        run_node(application, NODE, index=0, pool_id="p")


def _select_other(pools: Pools, ids: list[str], _picture: Picture) -> None:
    pools.select("p", ids[2])


def _label(pools: Pools, ids: list[str], _picture: Picture) -> None:
    pools.label("p", ids[0], "crimson")


def _paint(pools: Pools, ids: list[str], picture: Picture) -> None:
    pools.set_mask("p", ids[0], picture(255, mode="L"))


def _add(pools: Pools, _ids: list[str], picture: Picture) -> None:
    pools.add("p", [picture()])


def _move(pools: Pools, ids: list[str], _picture: Picture) -> None:
    pools.move("p", [ids[0]], None)


def _remove(pools: Pools, ids: list[str], _picture: Picture) -> None:
    pools.remove("p", [ids[0]])


def _touch(pools: Pools, ids: list[str], _picture: Picture) -> None:
    os.utime(pools.store.image_path("p", ids[0]), ns=(1, 1))


CHANGES = [_select_other, _label, _paint, _add, _move, _remove, _touch]


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__.strip("_"))
def test_a_change_of_an_output_is_never_served_from_the_cache(
    application: Application, pools: Pools, fingerprint_of: Ask, three: list[str], picture: Picture, change: Any
) -> None:
    """Selection, label, mask, count, place, another slot, another file: each is another fingerprint."""
    before = fingerprint_of(application, NODE, index=-1, pool_id="p")
    assert fingerprint_of(application, NODE, index=-1, pool_id="p") == before
    change(pools, three, picture)
    assert fingerprint_of(application, NODE, index=-1, pool_id="p") != before


def test_what_changes_no_output_is_served_from_the_cache(
    application: Application, pools: Pools, fingerprint_of: Ask, run_node: Run, three: list[str], picture: Picture
) -> None:
    """Runs, another slot's label and mask, the selection under a forced index, and other pools change nothing."""
    before = fingerprint_of(application, NODE, index=0, pool_id="p")
    run_node(application, NODE, index=0, pool_id="p")
    pools.label("p", three[1], "lime")
    pools.set_mask("p", three[2], picture(255, (7, 2), mode="L"))
    pools.select("p", three[1])
    pools.add("other", [picture()])
    assert fingerprint_of(application, NODE, index=0, pool_id="p") == before


def test_going_back_after_a_run_saw_the_other_slot_is_no_cache_hit(
    application: Application, pools: Pools, fingerprint_of: Ask, run_node: Run, three: list[str]
) -> None:
    """Fingerprint with red, select blue before the run, select red again: the result of blue must not be found."""
    promised = fingerprint_of(application, NODE, index=-1, pool_id="p")
    pools.select("p", three[2])
    assert run_node(application, NODE, index=-1, pool_id="p")[4] == "blue"
    pools.select("p", three[0])
    assert fingerprint_of(application, NODE, index=-1, pool_id="p") != promised


def test_a_pool_that_appears_and_goes_is_noticed(
    application: Application, pools: Pools, fingerprint_of: Ask, picture: Picture
) -> None:
    """The first image, the deletion and the restoration of the pool are changes."""
    seen = [fingerprint_of(application, NODE, index=-1, pool_id="new")]
    pools.add("new", [picture()])
    seen.append(fingerprint_of(application, NODE, index=-1, pool_id="new"))
    trash = pools.delete("new")
    seen.append(fingerprint_of(application, NODE, index=-1, pool_id="new"))
    pools.undelete(trash)
    seen.append(fingerprint_of(application, NODE, index=-1, pool_id="new"))
    assert all(one != two for one, two in itertools.pairwise(seen))


@pytest.mark.parametrize("change", CHANGES[:-1], ids=lambda change: change.__name__.strip("_"))
@pytest.mark.parametrize("linked", ["index", "pool_id"])
def test_with_a_linked_input_any_change_that_could_matter_counts(
    application: Application,
    pools: Pools,
    fingerprint_of: Ask,
    three: list[str],
    picture: Picture,
    linked: str,
    change: Any,
) -> None:
    """A linked index or pool arrives as None: the node runs again after any change of the pool, and only then."""
    inputs: dict[str, Any] = {"index": -1, "pool_id": "p", linked: None}
    before = fingerprint_of(application, NODE, **inputs)
    assert fingerprint_of(application, NODE, **inputs) == before
    change(pools, three, picture)
    assert fingerprint_of(application, NODE, **inputs) != before


@pytest.mark.parametrize("linked", ["index", "pool_id", "profile"])
def test_a_new_pool_of_an_old_id_is_noticed_with_links_too(
    application: Application, pools: Pools, fingerprint_of: Ask, picture: Picture, linked: str
) -> None:
    """Deleted and filled anew with as many images, it is another pool, though its revisions start again."""
    inputs: dict[str, Any] = {"index": -1, "pool_id": "again", linked: None}
    pools.add("again", [picture((1, 2, 3))])
    before = fingerprint_of(application, NODE, **inputs)
    pools.delete("again")
    pools.add("again", [picture((3, 2, 1))])
    assert fingerprint_of(application, NODE, **inputs) != before


def test_a_constant_profile_counts_instead_of_the_own_pool(
    application: Application, pools: Pools, fingerprint_of: Ask, three: list[str], picture: Picture
) -> None:
    """A prompt may hold the id itself: then the fingerprint is that of the profile's pool."""
    pools.add("other", [picture()])
    before = fingerprint_of(application, NODE, index=-1, pool_id="p", profile="other")
    pools.label("p", three[0], "crimson")
    assert fingerprint_of(application, NODE, index=-1, pool_id="p", profile="other") == before
    pools.label("other", pools.store.page("other").slots[0].id, "new")
    assert fingerprint_of(application, NODE, index=-1, pool_id="p", profile="other") != before


def test_what_cannot_be_run_is_never_cached(application: Application, fingerprint_of: Ask) -> None:
    """A missing profile gives another fingerprint each time, so that its error is never replaced by an old result."""
    asked = {fingerprint_of(application, NODE, index=-1, pool_id="p", profile="gone") for _ in range(3)}
    assert len(asked) == 3


def test_loading_the_node_needs_no_pictures_library() -> None:
    """Declaring nodes and routes imports neither Pillow nor numpy nor sqlite3."""
    code = (
        "import sys, penstock.plugins.pools as p; list(p.penstock_nodes()); list(p.penstock_routes());"
        "list(p.penstock_settings()); list(p.penstock_services());"
        "print([m for m in ('PIL', 'numpy', 'torch', 'aiohttp', 'sqlalchemy') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=Path("/"))
    assert done.stdout.strip() == "[]"
