"""Libraries against a model: two processes, programs that write, damage and remove files, failing disks, kills."""

import errno
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from penstock.adapters.testing.library_house import LibraryHouse
from penstock.core.contracts.libbers import Libber
from penstock.core.errors import Conflict, NotFound, PenstockError
from penstock.plugins.libbers.library_files import LibraryFiles

NAMES = st.sampled_from(["Cats", "CATS", "dogs", "Big Ones.v2"])
TEXTS = st.sampled_from(["", "x", "%b%", "ä\n", "\U0001f600"])
LIBS = st.dictionaries(st.sampled_from(["a", "b", "my_key", "0"]), TEXTS, max_size=4)
LIBBERS = st.builds(Libber, libs=LIBS, delimiter=st.sampled_from(["%", "<<"]), max_depth=st.integers(0, 100))
FOREIGN = st.fixed_dictionaries(
    {"more": st.integers()},
    optional={"libs": LIBS, "lib_dict": st.dictionaries(st.sampled_from(["A", "My Key", "x.y"]), TEXTS, max_size=3)},
).filter(lambda content: len(content) > 1)
ERRORS = st.sampled_from([errno.ENOSPC, errno.EIO, errno.EACCES])


class LibraryMachine(RuleBasedStateMachine):
    """`libraries` and `trash` are what people were told; `unknown` the fields that other programs put into files."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.mkdtemp(dir="/dev/shm" if Path("/dev/shm").is_dir() else None)
        self.house = LibraryHouse(Path(self.folder))
        self.libraries: dict[str, Libber] = {}
        self.trash: dict[str, tuple[str, Libber]] = {}
        self.unknown: dict[str, Any] = {}
        self.seen: dict[str, str] = {}
        self.has_failed = False

    def teardown(self) -> None:
        shutil.rmtree(self.folder)

    # --- what the rules are made of ---

    def named(self, name: str) -> str | None:
        """The library that is found under a name."""
        return next((one for one in self.libraries if one.lower() == name.lower()), None)

    def tried(self, step: Callable[[LibraryFiles], Any], fault: tuple[int, int] | None) -> Any:
        """What a process answers, None where the disk failed it: then nothing may have changed."""
        calls = self.house.calls
        calls.fail = (calls.count + fault[0], fault[1]) if fault else None
        try:
            return step(self.house.libraries)
        except PenstockError as error:
            failed = calls.fail is not None and calls.count >= calls.fail[0]
            if not failed or isinstance(error, Conflict | NotFound):
                raise
            self.has_failed = True
            return None
        finally:
            calls.fail = None

    def known(self, data: st.DataObject) -> str:
        return data.draw(st.sampled_from(sorted(self.libraries)))

    faults = st.one_of(st.none(), st.none(), st.tuples(st.integers(1, 12), ERRORS))

    # --- what people do ---

    @rule(name=NAMES, libber=LIBBERS, fault=faults)
    def create(self, name: str, libber: Libber, fault: tuple[int, int] | None) -> None:
        """A new library, or a conflict where the name is taken in any case."""
        try:
            made = self.tried(lambda files: files.save(name, libber, None), fault)
        except Conflict:
            assert self.named(name)
            return
        if made:
            assert self.named(name) is None
            self.libraries[name] = libber
            self.unknown[name] = None

    @precondition(lambda self: self.libraries)
    @rule(data=st.data(), libber=LIBBERS, fault=faults)
    def change(self, data: st.DataObject, libber: Libber, fault: tuple[int, int] | None) -> None:
        """A library is changed by who saw it as it is."""
        name = self.known(data)
        seen = self.house.libraries.get(name).revision
        if self.tried(lambda files: files.save(name.upper(), libber, seen), fault):
            self.libraries[name] = libber
            self.seen[name] = seen

    @precondition(lambda self: self.libraries)
    @rule(data=st.data(), libber=LIBBERS)
    def change_stale(self, data: st.DataObject, libber: Libber) -> None:
        """Who saw another revision is told the current one, and changes nothing."""
        name = self.known(data)
        current = self.house.libraries.get(name)
        seen = self.seen.get(name, "0" * 32)
        if seen == current.revision:
            return
        try:
            self.house.libraries.save(name, libber, seen)
        except Conflict as stale:
            told = stale.details["current"]
            assert isinstance(told, dict) and told["revision"] == current.revision
        else:
            raise AssertionError("a stale change was stored")

    @precondition(lambda self: self.libraries)
    @rule(data=st.data(), new=NAMES, fault=faults)
    def rename(self, data: st.DataObject, new: str, fault: tuple[int, int] | None) -> None:
        """A library gets another name, or a conflict where it is taken by another."""
        name = self.known(data)
        try:
            done = self.tried(lambda files: files.rename(name, new), fault)
        except Conflict:
            assert self.named(new) not in (None, name)
            return
        if done:
            assert self.named(new) in (None, name)
            for told in (self.libraries, self.unknown):
                told[new] = told.pop(name)  # type: ignore[attr-defined]

    @precondition(lambda self: self.libraries)
    @rule(data=st.data(), fault=faults)
    def delete(self, data: st.DataObject, fault: tuple[int, int] | None) -> None:
        """A library goes to the trash."""
        name = self.known(data)
        deleted = self.tried(lambda files: files.delete(name), fault)
        if deleted:
            assert deleted.name == name
            self.trash[deleted.id] = (name, self.libraries.pop(name))
            self.unknown.pop(name)

    @precondition(lambda self: self.trash)
    @rule(data=st.data(), fault=faults)
    def restore(self, data: st.DataObject, fault: tuple[int, int] | None) -> None:
        """It comes back under its name, or a conflict where that is taken."""
        trash_id = data.draw(st.sampled_from(sorted(self.trash)))
        name, libber = self.trash[trash_id]
        try:
            restored = self.tried(lambda files: files.restore(trash_id), fault)
        except Conflict:
            assert self.named(name)
            return
        if restored:
            assert restored == name and self.named(name) is None
            self.libraries[name] = libber
            self.unknown[name] = self.house.held(self.file(name)).get("more")
            del self.trash[trash_id]

    @rule(days=st.sampled_from([1, 20, 31]))
    def wait(self, days: int) -> None:
        """After 30 days what was deleted is gone, not before."""
        self.house.clock.advance(days * 24 * 3600)
        now = self.house.clock.wall_ms()
        old = [one for one in self.trash if int(one.split(".")[0]) < now - 30 * 24 * 3600 * 1000]
        assert self.house.libraries.expire() == len(old)
        for trash_id in old:
            del self.trash[trash_id]

    # --- what others do ---

    @rule(name=NAMES, content=FOREIGN)
    def write_elsewhere(self, name: str, content: dict[str, Any]) -> None:
        """fbTools or an editor writes a file, over ours too; it counts from then on."""
        name = self.named(name) or name
        self.house.put(self.file(name), content)
        libs = dict(content.get("libs", {}))
        for spelt, text in content.get("lib_dict", {}).items():
            if spelt != "x.y":
                libs.setdefault({"A": "a", "My Key": "my_key"}[spelt], text)
        self.libraries[name] = Libber(libs=libs)
        self.unknown[name] = content["more"]

    @precondition(lambda self: self.libraries)
    @rule(data=st.data())
    def remove_elsewhere(self, data: st.DataObject) -> None:
        """Somebody removes a file: the library is gone, and does not come back by itself."""
        name = self.known(data)
        (self.house.files / self.file(name)).unlink()
        del self.libraries[name], self.unknown[name]

    @precondition(lambda self: self.libraries)
    @rule(data=st.data(), share=st.floats(0, 0.99))
    def damage(self, data: st.DataObject, share: float) -> None:
        """A file is cut short after it was read: what it held is there again at once, the rest is kept."""
        name = self.known(data)
        path = self.house.files / self.file(name)
        self.house.libraries.get(name)
        whole = path.read_bytes().rstrip()
        kept = len(list(self.house.files.glob("*.corrupt-*")))
        path.write_bytes(whole[: int(len(whole) * share)])
        assert self.house.libraries.get(name).libber == self.libraries[name]
        assert len(list(self.house.files.glob("*.corrupt-*"))) == kept + 1

    @rule(power=st.booleans())
    def kill(self, *, power: bool) -> None:
        """The process dies, or the power goes: everything that was answered is there at the next start.

        What failed and was taken back may have been done after all when the power goes before the next sync.
        """
        self.house = self.house.kill(power=power and not self.has_failed)
        self.has_failed = False
        self.house.libraries.expire()

    @rule()
    def take_turns(self) -> None:
        """Another process on the same folder goes on."""
        self.house.libraries = self.house.opened()

    # --- what must hold ---

    @invariant()
    def everything_is_there(self) -> None:
        """Exactly the libraries of the model, with all that other programs put into their files."""
        names = self.house.libraries.names()
        assert sorted(names) == sorted(self.libraries)
        for name in names:
            found = self.house.libraries.get(name)
            assert (found.name, found.libber) == (name, self.libraries[name])
            assert self.house.held(self.file(name)).get("more") == self.unknown[name]

    @invariant()
    def the_trash_is_whole(self) -> None:
        """Exactly what was deleted is in the trash, each under its name."""
        assert {one.id: one.name for one in self.house.libraries.deleted()} == {
            trash_id: name for trash_id, (name, _) in self.trash.items()
        }

    def file(self, name: str) -> str:
        """The file of a library."""
        return f"{name}.json"


TestLibraries = LibraryMachine.TestCase
TestLibraries.settings = settings(stateful_step_count=25)
