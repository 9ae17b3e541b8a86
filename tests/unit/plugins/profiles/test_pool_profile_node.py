"""The node PoolProfile and the registry that it reads."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from penstock.core.application import Application
from penstock.core.contracts.pools import Pools
from penstock.core.contracts.uploads import Upload
from penstock.core.errors import BadName, NotFound
from penstock.core.host import HostPaths
from penstock.plugins.profiles.registry_file import registry_path

Start = Callable[..., Application]
NODE = "PoolProfile"


@pytest.fixture
def application(penstock_application: Start) -> Application:
    return penstock_application()


@pytest.fixture
def pools(application: Application) -> Pools:
    return application.services.get(Pools)


def write_registry(paths: HostPaths, data: object) -> Path:
    path = registry_path(paths)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(data if isinstance(data, str) else json.dumps(data))
    return path


def test_widgets_and_output_are_those_of_saved_workflows(application: Application) -> None:
    """The name, then the hidden id; one output `profile` of type POOL_PROFILE."""
    spec = next(spec for spec in application.nodes if spec.id == NODE)
    assert [(one.id, one.type, one.hidden, one.default) for one in spec.inputs] == [
        ("profile", "STRING", False, ""),
        ("profile_id", "STRING", True, ""),
    ]
    assert [(one.id, one.type) for one in spec.outputs] == [("profile", "POOL_PROFILE")]
    assert spec.display_name == "Pool Profile"


def test_it_hands_on_the_id(application: Application, pools: Pools, run_node: Any) -> None:
    """The id of an existing pool, whatever the name says; empty where none is chosen, whatever the name says."""
    pools.create("abc")
    assert run_node(application, NODE, profile="renamed since", profile_id="abc") == ("abc",)
    assert run_node(application, NODE, profile="", profile_id="") == ("",)
    assert run_node(application, NODE, profile="a name alone decides nothing", profile_id="") == ("",)


def test_a_missing_profile_is_an_error_that_names_it(
    application: Application, run_node: Any, penstock_paths: HostPaths
) -> None:
    """With the name of the registry where it knows one, else with the name that the workflow saved."""
    write_registry(penstock_paths, {"profiles": [{"id": "abc", "name": "Faces", "created": 0}]})
    with pytest.raises(NotFound, match=r"'Faces' \(abc\)"):
        run_node(application, NODE, profile="old name", profile_id="abc")
    with pytest.raises(NotFound, match=r"'Hands' \(xyz\)"):
        run_node(application, NODE, profile="Hands", profile_id="xyz")
    with pytest.raises(BadName):
        run_node(application, NODE, profile="Hands", profile_id="../xyz")


def test_validation_says_it_before_the_run(application: Application, pools: Pools) -> None:
    """A bad or missing id is named; a good, an empty and a linked one pass."""
    validate = next(spec for spec in application.nodes if spec.id == NODE).validate
    assert validate is not None
    pools.create("abc")
    for profile_id in ("abc", "", None):
        assert validate(application.services, profile="x", profile_id=profile_id) is True
    assert "'Hands' (xyz)" in str(validate(application.services, profile="Hands", profile_id="xyz"))
    assert "is not an id" in str(validate(application.services, profile="Hands", profile_id="a/b"))


def test_any_change_of_its_pool_is_another_fingerprint(
    application: Application, pools: Pools, fingerprint_of: Any, picture: Callable[..., Upload]
) -> None:
    """What feeds the pool node carries the revision: selection, label and mask of the profile's pool count."""
    pools.add("abc", [picture(), picture()])
    one, two = (slot.id for slot in pools.store.page("abc").slots)
    changes: list[Callable[[], object]] = [
        lambda: pools.select("abc", two),
        lambda: pools.label("abc", one, "new"),
        lambda: pools.set_mask("abc", two, picture(255, mode="L")),
        lambda: pools.clear_mask("abc", two),
        lambda: pools.move("abc", [one], None),
        lambda: pools.remove("abc", [one]),
        lambda: pools.undo("abc"),
    ]
    seen = [fingerprint_of(application, NODE, profile="n", profile_id="abc")]
    assert fingerprint_of(application, NODE, profile="n", profile_id="abc") == seen[0]
    for change in changes:
        change()
        seen.append(fingerprint_of(application, NODE, profile="n", profile_id="abc"))
    assert len(set(seen)) == len(seen)


def test_what_does_not_concern_it_is_the_same_fingerprint(
    application: Application, pools: Pools, fingerprint_of: Any, picture: Callable[..., Upload]
) -> None:
    """Another pool's change and another name change nothing."""
    pools.create("abc")
    before = fingerprint_of(application, NODE, profile="n", profile_id="abc")
    pools.add("other", [picture()])
    assert fingerprint_of(application, NODE, profile="renamed", profile_id="abc") == before


def test_a_linked_id_may_be_any(
    application: Application, pools: Pools, fingerprint_of: Any, picture: Callable[..., Upload]
) -> None:
    """Then any change of any pool counts."""
    pools.add("other", [picture()])
    before = fingerprint_of(application, NODE, profile="n", profile_id=None)
    assert fingerprint_of(application, NODE, profile="n", profile_id=None) == before
    pools.label("other", pools.store.page("other").slots[0].id, "new")
    assert fingerprint_of(application, NODE, profile="n", profile_id=None) != before


def test_a_missing_profile_is_never_cached(application: Application, fingerprint_of: Any) -> None:
    """Its error must come again at each run."""
    assert len({fingerprint_of(application, NODE, profile="n", profile_id="gone") for _ in range(3)}) == 3


def test_a_damaged_registry_stops_no_profile_that_exists(
    application: Application, pools: Pools, run_node: Any, penstock_paths: HostPaths
) -> None:
    """The pool is the truth; only its name cannot be shown."""
    write_registry(penstock_paths, "{")
    pools.create("abc")
    assert run_node(application, NODE, profile="n", profile_id="abc") == ("abc",)
