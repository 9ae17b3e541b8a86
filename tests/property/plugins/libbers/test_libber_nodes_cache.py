"""The nodes of libraries in a host that keeps results: what is kept under a fingerprint is what a run would answer."""

import shutil
import tempfile
from pathlib import Path
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from penstock.adapters.testing.libber_house import LibberHouse
from penstock.core.contracts.libbers import Libber, Libbers
from penstock.core.errors import Invalid, PenstockError
from penstock.core.host import HostPaths
from penstock.core.nodes import NodeSpec
from penstock.core.services import Services
from penstock.core.text_functions import TextFunction, TextFunctions
from penstock.plugins.libbers.nodes import nodes

NAMES = st.sampled_from(["Cats", "Dogs", "Eels"])
SNIPPETS = st.sampled_from(["", "1", "%a%", "%b% %*%", "%c:2%", "%%", "%a|mark%"])
LIBBERS = st.builds(
    Libber,
    libs=st.dictionaries(st.sampled_from(["a", "b", "c"]), SNIPPETS, max_size=3),
    max_depth=st.integers(0, 4),
)
APPLY = st.fixed_dictionaries(
    {
        "libber_name": st.sampled_from(["", "Cats", "cats", "Dogs"]),
        "text": st.sampled_from(["x", "%a% %b%", "%*% %c:2% %nobody%", "%a|mark% %*|mark|mark%"]),
        "seed": st.integers(0, 2),
        "more_libbers": st.sampled_from(["", "Dogs", "eels\nCats"]),
    }
)


class Call:
    """A call that knows services and nothing else."""

    def __init__(self, services: Services) -> None:
        self.services = services


class CachingHost(RuleBasedStateMachine):
    """Keeps what nodes answered by their inputs and fingerprints, as ComfyUI and the engine do."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(dir="/dev/shm" if Path("/dev/shm").is_dir() else None))
        self.house = LibberHouse(self.folder)
        self.services = self.started("")
        self.specs: dict[str, NodeSpec] = {spec.id: spec for spec in nodes()}
        self.kept: dict[Any, Any] = {}
        self.graph: dict[str, tuple[str, dict[str, Any]]] = {}
        self.trash: list[str] = []

    def started(self, release: str) -> Services:
        """The services of a host that started with this release of a plugin, whose function marks texts with it."""
        mark = TextFunction(name="mark", run=lambda text: text + release)
        functions = TextFunctions([("marks", mark)] if release else [], releases={"marks": release})
        self.house.libbers.functions = functions
        services = Services()
        services.put(Libbers, self.house.libbers)
        services.put(TextFunctions, functions)
        services.put(HostPaths, HostPaths(**dict.fromkeys(("input", "output", "temp", "user"), self.folder)))
        return services

    def teardown(self) -> None:
        shutil.rmtree(self.folder)

    def ran(self, spec: NodeSpec, inputs: dict[str, Any]) -> Any:
        """What a run answers, or the error that ends it; and what was wrong before it."""
        assert spec.validate is not None
        named = {key: value for key, value in inputs.items() if key in ("libber_name", "more_libbers")}
        valid = spec.validate(self.services, **named)
        try:
            result = spec.run(Call(self.services), **inputs)
        except PenstockError as error:
            assert valid is not True or "damaged" in error.message
            return error.message
        assert valid is True
        return result.values, result.ui  # type: ignore[union-attr]

    @invariant()
    def the_graph_runs(self) -> None:
        """After whatever happened to the files."""
        for node, inputs in self.graph.values():
            self.asked(node, inputs)

    def asked(self, node: str, inputs: dict[str, Any]) -> None:
        """Run where nothing is kept; what is kept must be what a run answers now."""
        spec = self.specs[node]
        assert spec.fingerprint is not None
        linked = {**inputs, "libber_name": None}
        keys = [(node, str(given), str(inputs), spec.fingerprint(self.services, **given)) for given in (inputs, linked)]
        now = self.ran(spec, inputs)
        for key in keys:
            assert self.kept.setdefault(key, now) == now

    @initialize(inputs=APPLY, name=NAMES)
    def begin(self, inputs: dict[str, Any], name: str) -> None:
        """A graph of both nodes."""
        self.graph = {"apply": ("LibberApply", inputs), "manage": ("LibberManager", {"libber_name": name})}

    @rule(inputs=APPLY)
    def apply(self, inputs: dict[str, Any]) -> None:
        """Libber Apply with other inputs."""
        self.graph["apply"] = ("LibberApply", inputs)

    @rule(name=NAMES)
    def manage(self, name: str) -> None:
        """Libber Manager with another name."""
        self.graph["manage"] = ("LibberManager", {"libber_name": name})

    @rule(name=NAMES, libber=LIBBERS)
    def save(self, name: str, libber: Libber) -> None:
        """Somebody saves; a damaged library without a good copy stays as it is."""
        try:
            seen = self.house.libbers.get(name).revision if self.house.libbers.signature(name) else None
            self.house.libbers.save(name, libber, seen)
        except Invalid as error:
            assert "damaged" in error.message

    @rule(name=NAMES, libber=LIBBERS)
    def write(self, name: str, libber: Libber) -> None:
        """Another program writes the file in its place."""
        self.house.put(f"{name}.json", {"libs": dict(libber.libs), "max_depth": libber.max_depth})

    @rule(release=st.sampled_from(["", "1", "2"]))
    def upgrade(self, release: str) -> None:
        """A start with another release of a plugin that brings a function, or without it; results may be kept."""
        self.services = self.started(release)

    @rule(name=NAMES)
    def damage(self, name: str) -> None:
        """Another program leaves half a file: the last good copy counts, or nothing where there is none."""
        self.house.put(f"{name}.json", b'{"libs": {"a"')

    @precondition(lambda self: self.house.libbers.names())
    @rule(data=st.data())
    def delete(self, data: st.DataObject) -> None:
        """To the trash."""
        name = data.draw(st.sampled_from(self.house.libbers.names()))
        self.trash.append(self.house.libbers.delete(name).id)

    @precondition(lambda self: self.trash)
    @rule()
    def restore(self) -> None:
        """And back, where the name is free."""
        try:
            self.house.libbers.restore(self.trash.pop())
        except PenstockError as error:
            assert error.code == "conflict"


TestCachingHost = CachingHost.TestCase
TestCachingHost.settings = settings(
    max_examples=max(40, settings().max_examples // 2), stateful_step_count=25, deadline=None
)
