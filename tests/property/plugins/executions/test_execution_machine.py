"""Executions under everything that may happen to them: two hosts, ComfyUI's own nodes, crashes, the trash."""

import shutil
import tempfile
from pathlib import Path
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, precondition, rule

from penstock.adapters.testing.execution_house import ExecutionHouse
from penstock.adapters.testing.file_faults import Crash
from penstock.core.contracts.executions import Execution, ExecutionKey, ExecutionScene
from penstock.core.errors import Conflict, NotFound
from penstock.core.execution_names import parse_image, slug

NAMES = ("Opening", "a to b", "to", "00")


class ExecutionMachine(RuleBasedStateMachine):
    """`there` is what each execution holds, by name; `trash` what can come back."""

    trashed = Bundle("trashed")

    @initialize()
    def begin(self) -> None:
        """Two hosts on one folder."""
        self.folder = Path(tempfile.mkdtemp(dir="/dev/shm" if Path("/dev/shm").is_dir() else None))
        self.hosts = [ExecutionHouse(self.folder)]
        self.hosts.append(self.hosts[0].another())
        self.there: dict[ExecutionKey, dict[str, bytes]] = {}
        self.wanted: dict[ExecutionKey, int] = {}
        self.picks: dict[ExecutionKey, dict[int, str]] = {}
        self.gone: dict[str, tuple[int, dict[int, str]]] = {}
        self.trash: dict[str, tuple[ExecutionKey, dict[str, bytes], bool]] = {}
        self.count = 0

    def teardown(self) -> None:
        """The folder goes."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def host(self, number: int) -> ExecutionHouse:
        self.hosts[number].clock.advance(1)
        return self.hosts[number]

    def any(self, number: int) -> Execution | None:
        keys = sorted(self.there, key=repr)
        return self.hosts[0].executions.get(keys[number % len(keys)]) if keys else None

    def new_bytes(self) -> bytes:
        self.count += 1
        return f"picture {self.count}".encode()

    @rule(host=st.integers(0, 1), scenes=st.integers(1, 4), exec_id=st.sampled_from(["", "", "mine", "other"]))
    def start(self, host: int, scenes: int, exec_id: str) -> None:
        """Begin one, or go on with one: what it holds stays."""
        found = self.host(host).begin(NAMES[:scenes], job="j", exec_id=exec_id)
        if not exec_id:
            assert found.key not in self.there
        self.there.setdefault(found.key, {})
        self.picks.setdefault(found.key, {})
        self.wanted.setdefault(found.key, 0)

    @rule(host=st.integers(0, 1), value=st.sampled_from([0.25, 0.75]))
    def start_with_another_picture(self, host: int, value: float) -> None:
        """An id that is taken is a conflict."""
        key = ExecutionKey("tale", "j", "mine")
        if key in self.there:
            try:
                self.host(host).begin(NAMES, job="j", exec_id="mine", value=value)
            except Conflict:
                return
            raise AssertionError

    @rule(
        host=st.integers(0, 1),
        at=st.integers(0, 5),
        order=st.integers(0, 3),
        count=st.integers(1, 3),
        wanted=st.integers(0, 3),
    )
    def save(self, host: int, at: int, order: int, count: int, wanted: int) -> None:
        """Save a batch: new names, or the wanted ones that lack."""
        found = self.any(at)
        if found is None:
            return
        batch = [self.new_bytes() for _ in range(count)]
        scene = ExecutionScene(order=order, name=NAMES[order])
        saved = self.host(host).executions.save_images(
            found.key, scene, [lambda one=one: one for one in batch], "png", wanted
        )
        files = self.there[found.key]
        new = [one.name for one in saved.images if one.name not in files]
        assert len(new) == len(saved.images) - saved.kept
        if not wanted:
            assert len(new) == count
        self.note_saved(files, saved.images, batch)

    def note_saved(self, files: dict[str, bytes], images: Any, batch: list[bytes]) -> None:
        for one, data in zip(images, batch, strict=False):
            files.setdefault(one.name, data)

    @rule(host=st.integers(0, 1), at=st.integers(0, 5), after=st.integers(1, 14))
    def save_and_die(self, host: int, at: int, after: int) -> None:
        """The process ends in the middle: what has its name is whole, what was there is as it was."""
        found = self.any(at)
        if found is None:
            return
        house, data = self.host(host), [self.new_bytes(), self.new_bytes()]
        house.calls.crash_after = house.calls.count + after
        try:
            house.save(found, 0, *data, name=NAMES[0])
        except Crash:
            self.hosts[host] = house.another()
        house.calls.crash_after = None
        files = self.there[found.key]
        for name, held in self.on_disk(found.key).items():
            if name not in files:
                assert held in data
                files[name] = held

    @rule(at=st.integers(0, 5), order=st.integers(0, 3), counter=st.integers(1, 3))
    def save_image_of_comfyui(self, at: int, order: int, counter: int) -> None:
        """Another node writes a picture."""
        if (found := self.any(at)) is not None:
            name = f"{order:03d}_{slug(NAMES[order])}_00_{counter:05d}_.png"
            if name not in self.there[found.key]:
                self.there[found.key][name] = self.new_bytes()
                (found.images_dir / name).write_bytes(self.there[found.key][name])

    @rule(host=st.integers(0, 1), at=st.integers(0, 5), variants=st.integers(0, 3))
    def want(self, host: int, at: int, variants: int) -> None:
        """Say how many there shall be."""
        if (found := self.any(at)) is not None:
            assert self.host(host).executions.want(found.key, variants).variants == variants
            self.wanted[found.key] = variants

    @rule(host=st.integers(0, 1), at=st.integers(0, 5), which=st.integers(0, 20))
    def pick(self, host: int, at: int, which: int) -> None:
        """Choose a picture; one that there is none of is not chosen."""
        found = self.any(at)
        if found is None or not self.there[found.key]:
            return
        name = sorted(self.there[found.key])[which % len(self.there[found.key])]
        said = parse_image(name)
        assert said is not None
        self.host(host).executions.pick(found.key, said.order, name)
        self.picks[found.key][said.order] = name

    @rule(
        target=trashed, host=st.integers(0, 1), at=st.integers(0, 5), which=st.integers(0, 20), count=st.integers(1, 3)
    )
    def delete_images(self, host: int, at: int, which: int, count: int) -> str:
        """Some pictures go to the trash."""
        found = self.any(at)
        if found is None or not self.there[found.key]:
            return ""
        files = self.there[found.key]
        names = sorted(files)[which % len(files) :][:count]
        deleted = self.host(host).executions.delete_images(found.key, names)
        self.trash[deleted.trash] = (found.key, {name: files.pop(name) for name in names}, False)
        return deleted.trash

    @rule(target=trashed, host=st.integers(0, 1), at=st.integers(0, 5))
    def delete(self, host: int, at: int) -> str:
        """A whole one goes."""
        found = self.any(at)
        if found is None:
            return ""
        deleted = self.host(host).executions.delete(found.key)
        self.trash[deleted.trash] = (found.key, self.there.pop(found.key), True)
        self.whole(deleted.trash, found.key)
        return deleted.trash

    def whole(self, trash: str, key: ExecutionKey) -> None:
        """What else it said goes with it."""
        self.gone[trash] = self.wanted.pop(key), self.picks.pop(key)

    @rule(host=st.integers(0, 1), trash=trashed)
    def restore(self, host: int, trash: str) -> None:
        """It comes back whole, or not at all where a name is used again or where it was is gone."""
        if trash not in self.trash:
            return
        key, files, whole = self.trash[trash]
        possible = key not in self.there if whole else key in self.there and not files.keys() & self.there[key].keys()
        try:
            assert self.host(host).executions.restore(trash) == key
        except (Conflict, NotFound):
            assert not possible
            return
        assert possible
        del self.trash[trash]
        self.there.setdefault(key, {}).update(files)
        if whole:
            self.wanted[key], self.picks[key] = self.gone[trash]

    @rule(host=st.integers(0, 1))
    def look(self, host: int) -> None:
        """A look changes nothing."""
        self.host(host).executions.look()

    def on_disk(self, key: ExecutionKey) -> dict[str, bytes]:
        folder = self.hosts[0].executions.store.places.execution(key) / "images"
        return {path.name: path.read_bytes() for path in folder.iterdir() if parse_image(path.name)}

    @invariant()
    @precondition(lambda self: hasattr(self, "there"))
    def nothing_is_lost(self) -> None:
        """Every picture has the bytes that it was saved with; both hosts list the same."""
        for house in self.hosts:
            assert {one.key for one in house.executions.list()} == set(self.there)
        for key, files in self.there.items():
            assert self.on_disk(key) == files
            assert {one.name for one in self.hosts[1].executions.images(key)} == set(files)
            found = self.hosts[0].executions.get(key)
            assert found.variants == self.wanted[key]
            assert dict(found.picks) == {o: name for o, name in self.picks[key].items() if name in files}
        assert {one.trash for one in self.hosts[1].executions.deleted()} == set(self.trash)

    @invariant()
    @precondition(lambda self: hasattr(self, "there"))
    def what_lacks_is_known(self) -> None:
        """The scenes that lack pictures are those that have fewer files."""
        for key, files in self.there.items():
            found = self.hosts[0].executions.get(key)
            for variants in (1, 2):
                lacking = self.hosts[1].executions.missing(key, variants)
                counts = [sum(self.fits(name, one) for name in files) for one in found.scenes]
                assert lacking == tuple(order for order, count in enumerate(counts) if count < variants)

    @staticmethod
    def fits(name: str, scene: ExecutionScene) -> bool:
        said = parse_image(name)
        return said is not None and (said.order, said.scene) == (scene.order, slug(scene.name))


ExecutionMachine.TestCase.settings = settings(
    max_examples=max(25, settings().max_examples // 2), stateful_step_count=25, deadline=None
)
TestExecutionMachine = ExecutionMachine.TestCase
