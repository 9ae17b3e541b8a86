"""The node PoolExport: what saved workflows have of it, which pool it takes, when it runs again."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from penstock.core.application import Application
from penstock.core.contracts.pools import Pools
from penstock.core.contracts.profiles import Profiles
from penstock.core.contracts.uploads import Upload
from penstock.core.errors import BadName, ClientError, Conflict, Invalid, NotFound
from penstock.core.host import HostPaths
from penstock.core.nodes import Interrupted, NodeResult, NodeSpec

NODE = "PoolExport"
Run = Callable[..., NodeResult]


@pytest.fixture
def application(penstock_application: Callable[..., Application]) -> Application:
    return penstock_application()


@pytest.fixture
def pools(application: Application, picture: Callable[..., Upload]) -> Pools:
    """The pool `abc` with two images, one without a label."""
    pools = application.services.get(Pools)
    pools.add("abc", [picture((1, 2, 3)), picture((4, 5, 6))], labels=["a cat", ""])
    return pools


@pytest.fixture
def spec(application: Application) -> NodeSpec:
    return next(spec for spec in application.nodes if spec.id == NODE)


@pytest.fixture
def run(spec: NodeSpec, application: Application, node_call: Any, pools: Pools) -> Run:
    """`run(pool=..., folder=...)`: the node's result."""

    def made(**inputs: Any) -> NodeResult:
        result = spec.run(node_call(application), **inputs)
        assert isinstance(result, NodeResult)
        return result

    return made


def test_widgets_and_outputs_are_those_of_saved_workflows(spec: NodeSpec) -> None:
    """Their order, types and defaults."""
    assert [(one.id, one.type, one.default) for one in spec.inputs] == [
        ("pool", "STRING", ""),
        ("folder", "STRING", "datasets/export"),
        ("words", "STRING", ""),
        ("labels", "COMBO", "any"),
        ("pictures", "COMBO", "keep"),
        ("masks", "COMBO", "file"),
        ("captions", "COMBO", "txt"),
        ("existing", "COMBO", "number"),
        ("resolution", "INT", 0),
        ("divisible", "INT", 64),
        ("profile", "POOL_PROFILE", ""),
    ]
    options = {one.id: one.options for one in spec.inputs if one.options}
    assert options == {
        "labels": ("any", "with", "without"),
        "pictures": ("keep", "png", "jpg", "webp"),
        "masks": ("file", "folder", "alpha", "none"),
        "captions": ("txt", "caption", "none"),
        "existing": ("number", "replace", "refuse"),
    }
    assert [(one.id, one.type) for one in spec.outputs] == [("folder", "STRING"), ("count", "INT")]
    assert (spec.is_output, spec.category, spec.display_name) == (True, "Penstock/Datasets", "Pool Export")
    assert (spec.inputs[-1].optional, spec.inputs[-1].socket) == (True, True)


def test_it_writes_the_pool(run: Run, penstock_paths: HostPaths) -> None:
    """The output is the folder's absolute path; the page gets its address and the counts."""
    result = run(pool="abc", folder="sets/cats")
    folder = penstock_paths.output / "sets" / "cats"
    assert result.values == (str(folder), 2)
    assert result.ui == {"folder": ["output/sets/cats"], "count": [2], "masks": [0], "captions": [1]}
    assert sorted(path.name for path in folder.iterdir()) == [
        *("0001.png", "0001.txt", "0002.png", "penstock_dataset.json")
    ]


def test_the_options_reach_the_export(run: Run, penstock_paths: HostPaths) -> None:
    """Words, labels, formats and sizes."""
    run(pool="abc", folder="a", words="cat", labels="with", pictures="jpg", captions="caption", masks="none")
    assert sorted(path.name for path in (penstock_paths.output / "a").iterdir()) == [
        *("0001.caption", "0001.jpg", "penstock_dataset.json")
    ]
    run(pool="abc", folder="b", resolution=128, divisible=32)
    found = json.loads((penstock_paths.output / "b" / "penstock_dataset.json").read_text())
    assert found["options"]["fit"] == {"resolution": 128, "divisible": 32, "max_upscale": 1.5}


def test_existing_folders(run: Run) -> None:
    """Numbered by default; what is replaced can be brought back; or refused."""
    first = run(pool="abc", folder="a").values[0]
    assert run(pool="abc", folder="a").values[0] == f"{first}-2"
    assert len(run(pool="abc", folder="a", existing="replace").ui["trash"]) == 1
    with pytest.raises(Conflict):
        run(pool="abc", folder="a", existing="refuse")


def test_a_pool_is_named_by_its_id_or_its_profile(
    run: Run, application: Application, picture: Callable[..., Upload], pools: Pools
) -> None:
    """An id first, then the name of a profile, capitals aside; a linked profile wins over both."""
    cats = application.services.get(Profiles).create("My Cats").id
    pools.add(cats, [picture()])
    assert run(pool="My Cats", folder="a").values[1] == 1
    assert run(pool=" my cats ", folder="a").values[1] == 1
    assert run(pool=cats, folder="a").values[1] == 1
    assert run(pool="abc", folder="a", profile=cats).values[1] == 1
    assert run(pool="abc", folder="a", profile="").values[1] == 2


@pytest.mark.parametrize(
    ("inputs", "error", "field"),
    [
        ({"pool": ""}, Invalid, "pool"),
        ({"pool": "nobody"}, NotFound, "pool"),
        ({"pool": "../abc"}, NotFound, "pool"),
        ({"pool": "abc", "profile": "gone"}, NotFound, "profile"),
        ({"pool": "abc", "profile": 3}, Invalid, "profile"),
        ({"pool": "abc", "profile": "a/b"}, BadName, "profile"),
        ({"pool": "abc", "folder": "/etc/cats"}, BadName, "folder"),
        ({"pool": "abc", "folder": "input/grid_pool/x"}, BadName, "folder"),
        ({"pool": "abc", "folder": ""}, Invalid, "folder"),
        ({"pool": "abc", "words": "horse"}, Invalid, "filter"),
        ({"pool": "abc", "labels": "some"}, Invalid, "labels"),
        ({"pool": "abc", "pictures": "gif"}, Invalid, "pictures"),
        ({"pool": "abc", "pictures": "jpg", "masks": "alpha"}, Invalid, "masks"),
        ({"pool": "abc", "resolution": 63}, Invalid, "resolution"),
        ({"pool": "abc", "resolution": -1}, Invalid, "resolution"),
        ({"pool": "abc", "resolution": 64, "divisible": 128}, Invalid, "resolution"),
    ],
)
def test_what_cannot_be_is_told(
    run: Run, penstock_paths: HostPaths, inputs: Any, error: type[ClientError], field: str
) -> None:
    """With the input at fault, and nothing is written."""
    with pytest.raises(error) as raised:
        run(**inputs)
    assert raised.value.field == field
    assert not penstock_paths.output.exists() or list(penstock_paths.output.iterdir()) == []


def test_saved_values_are_checked_before_the_run(spec: NodeSpec, application: Application, pools: Pools) -> None:
    """What is linked is left to the run."""
    assert spec.validate is not None
    services = application.services
    assert spec.validate(services, pool="abc", folder="a", profile="") is True
    assert spec.validate(services, pool=None, folder=None, profile=None) is True
    assert spec.validate(services, pool="", folder="a", profile=None) is True
    assert "No pool" in str(spec.validate(services, pool="", folder="a", profile=""))
    assert "allowed" in str(spec.validate(services, pool="abc", folder="/etc/x", profile=""))


def test_the_same_is_exported_once(
    run: Run, application: Application, fingerprint_of: Any, pools: Pools, picture: Callable[..., Upload]
) -> None:
    """The fingerprint changes with pictures, masks, labels and order, not with the selection or after the export."""
    inputs: dict[str, Any] = {"pool": "abc", "folder": "a"}
    seen = [fingerprint_of(application, NODE, **inputs)]
    path = Path(run(**inputs).values[0])
    slots = pools.store.order("abc").slots
    pools.select("abc", slots[1])
    assert fingerprint_of(application, NODE, **inputs) == seen[0]
    changes = (
        lambda: pools.label("abc", slots[0], "a dog"),
        lambda: pools.add("abc", [picture()]),
        lambda: pools.set_mask("abc", slots[0], picture(200, mode="L")),
        lambda: pools.move("abc", [slots[0]], None),
        lambda: shutil.rmtree(path),
    )
    for change in changes:
        change()
        seen.append(fingerprint_of(application, NODE, **inputs))
    assert len(set(seen)) == len(seen)
    assert fingerprint_of(application, NODE, **inputs) == seen[-1]


def test_linked_inputs_are_not_known_to_the_fingerprint(
    application: Application, fingerprint_of: Any, pools: Pools, picture: Callable[..., Upload]
) -> None:
    """A linked pool may become any; one that is wrong is left to the run."""
    before = fingerprint_of(application, NODE, pool=None)
    pools.add("other", [picture()])
    assert fingerprint_of(application, NODE, pool=None) != before
    assert fingerprint_of(application, NODE, pool="abc", words=None)
    assert fingerprint_of(application, NODE, pool="abc", profile=None)
    assert fingerprint_of(application, NODE, pool="nobody")


def test_an_interrupt_leaves_nothing(
    spec: NodeSpec, application: Application, node_call: Any, pools: Pools, penstock_paths: HostPaths
) -> None:
    """The run ends as stopped, and no folder is there."""
    call = node_call(application)

    class Stopped:
        services = call.services

        def interrupted(self) -> bool:
            return True

    with pytest.raises(Interrupted):
        spec.run(Stopped(), pool="abc", folder="a/b")
    assert not penstock_paths.output.exists() or list(penstock_paths.output.iterdir()) == []


def test_it_works_without_profiles(penstock_application: Callable[..., Application]) -> None:
    """Where that plugin is off a name is no pool."""
    from penstock.plugins.datasets.nodes_export_pool import pool_named

    application = penstock_application()

    class Without:
        def get(self, contract: Any) -> Any:
            return application.services.get(contract)

        def find(self, contract: Any) -> Any:
            return None

    with pytest.raises(NotFound):
        pool_named(Without(), "Cats")  # type: ignore[arg-type]


@pytest.mark.parametrize("name", ["pool", "folder", "words", "labels", "existing", "resolution", "divisible"])
@pytest.mark.parametrize("value", [["64"], 64.5, {}, b"x"])
def test_linked_values_of_another_type_are_told(run: Run, name: str, value: Any) -> None:
    """Hosts do not check what is linked; the error says which input, and nothing is written."""
    inputs = {"pool": "abc", "resolution": 64, name: value}
    with pytest.raises(Invalid) as error:
        run(**inputs)
    assert error.value.field == name
