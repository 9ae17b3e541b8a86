"""What is no plugin's alone: drafts, settings, the trash, marks, the files of ComfyUI's user."""

from pathlib import Path
from typing import Any, Final

from attrs import frozen

from penstock.adapters.standalone.comfy_user import UserFiles, WriteQuery
from penstock.adapters.testing.fakes import FakeClock
from penstock.adapters.testing.file_faults import FaultyCalls
from penstock.adapters.testing.invariants.settings import SPECS
from penstock.core.draft_values import Edit
from penstock.core.drafts import Drafts
from penstock.core.files import Files
from penstock.core.ids import RandomIds
from penstock.core.settings_file import LayeredSettings, SettingsFile
from penstock.core.trash import Trash
from penstock.plugins.batches.pending import Pending as BatchesPending
from penstock.plugins.runs.waiting import Pending as RunsPending

from .file_tables import Process, Step, Table, single

# --- drafts -----------------------------------------------------------------------------------------------------------


def _open_drafts(folder: Path, calls: FaultyCalls) -> Process:
    return Process(Drafts(folder / "drafts", Files(calls), FakeClock(), RandomIds()), calls)


def _one(drafts: Drafts) -> str:
    return next(one.id for one in drafts.list("prompts") if one.name == "one")


def _prepare_drafts(drafts: Drafts) -> None:
    one = drafts.open("prompts", "one", {"a": 1, "b": {"c": 2}}, None).id
    drafts.open("prompts", "two", {"n": "two"}, None)
    for value in (2, 3, 4):
        drafts.edit(one, [Edit("a", value)])
    drafts.undo(one)


def _seen_drafts(drafts: Drafts) -> Any:
    """By name: revision, entries, and whether there is something to undo and to redo."""
    found = {}
    for note in drafts.list("prompts"):
        draft = drafts.get(note.id)
        found[note.name] = (draft.base, draft.revision, dict(draft.entries), draft.can_undo, draft.can_redo)
    assert drafts.problems() == ()
    return found


def _rebase(drafts: Drafts) -> None:
    with drafts.holding(_one(drafts)) as held:
        held.keep_attempts([{"a": "3"}])
        texts = {"a": "3", "other": "4"}
        held.replace(held.state.rebased("saved", texts, texts))


def _go_on_with_drafts(drafts: Drafts, _found: Any) -> None:
    draft = drafts.open("prompts", "one", {}, None)
    assert drafts.edit(draft.id, [Edit("on", 1)]).revision == draft.revision + 1


_EDITS: Final = [Edit("a", 9), Edit("b", removed=True), Edit("z", 1)]

DRAFTS: Final = Table(
    name="drafts",
    start=_open_drafts,
    prepare=_prepare_drafts,
    seen=_seen_drafts,
    go_on=_go_on_with_drafts,
    operations=single(
        {
            "open": lambda drafts: drafts.open("prompts", "new", {"n": 1}, "r"),
            "edit": lambda drafts: drafts.edit(_one(drafts), _EDITS),
            "rename an entry": lambda drafts: drafts.edit(_one(drafts), [Edit("z", 9, instead_of="a")]),
            "undo": lambda drafts: drafts.undo(_one(drafts)),
            "redo": lambda drafts: drafts.redo(_one(drafts)),
            "rebase": _rebase,
            "close": lambda drafts: drafts.close(_one(drafts)),
        }
    ),
)

# --- settings ---------------------------------------------------------------------------------------------------------


def _open_settings(folder: Path, calls: FaultyCalls) -> Process:
    made = LayeredSettings(SettingsFile(folder / "user" / "settings.json", Files(calls)), SPECS, {}, {})
    return Process(made, calls)


SETTINGS: Final = Table(
    name="settings",
    start=_open_settings,
    prepare=lambda settings: settings.set("tested.text", "before"),
    seen=lambda settings: {spec.id: settings.get(spec.id) for spec in SPECS},
    go_on=lambda settings, _: settings.set("tested.count", 5),
    operations=single(
        {
            "set": lambda settings: settings.set("tested.word", "b"),
            "set again": lambda settings: settings.set("tested.text", "after"),
        }
    ),
)

# --- the trash --------------------------------------------------------------------------------------------------------


@frozen
class _Bin:
    """A trash, and the folder of what is put into it."""

    trash: Trash
    folder: Path


def _open_trash(folder: Path, calls: FaultyCalls) -> Process:
    trash = Trash(folder / "trash", folder / "beside", Files(calls), FakeClock(), RandomIds())
    return Process(_Bin(trash, folder / "things"), calls)


def _prepare_trash(made: _Bin) -> None:
    (made.folder / "folder").mkdir(parents=True)
    (made.folder / "folder" / "inside").write_bytes(b"inside")
    for name in ("file", "kept", "gone", "dropped"):
        (made.folder / name).write_bytes(name.encode())
    for name in ("gone", "dropped"):
        made.trash.put(made.folder / name, "things", name)


def _trashed(made: _Bin, name: str) -> Any:
    return next(one for one in made.trash.deleted("things") if one.note == (name,))


def _seen_trash(made: _Bin) -> Any:
    made.trash.expire("things")
    there = {
        path.relative_to(made.folder).as_posix(): path.read_bytes() for path in made.folder.rglob("*") if path.is_file()
    }
    return there, sorted((one.note, one.names) for one in made.trash.deleted("things"))


def _fits_trash(found: Any, allowed: Any) -> bool:
    """A file that moves is linked first and unlinked then: for a while it is at both places, and nowhere is less."""
    before, after = allowed[0], allowed[-1]
    both = {**before[0], **after[0]}
    return found in allowed or (
        found[0] in (before[0], after[0], both) and set(map(str, found[1])) >= _lasting(allowed)
    )


def _lasting(allowed: Any) -> set[str]:
    return set(map(str, allowed[0][1])) & set(map(str, allowed[-1][1]))


def _go_on_with_trash(made: _Bin, _found: Any) -> None:
    (made.folder / "later").write_bytes(b"later")
    made.trash.restore(made.trash.put(made.folder / "later", "things", "later"), made.folder / "later")
    assert (made.folder / "later").read_bytes() == b"later"


TRASH: Final = Table(
    name="trash",
    start=_open_trash,
    prepare=_prepare_trash,
    seen=_seen_trash,
    go_on=_go_on_with_trash,
    fits=_fits_trash,
    operations=single(
        {
            "put a file": lambda made: made.trash.put(made.folder / "file", "things", "file"),
            "put a folder": lambda made: made.trash.put(made.folder / "folder", "things", "folder"),
            "keep": lambda made: made.trash.keep(made.folder / "kept", "things", "kept"),
            "restore": lambda made: made.trash.restore(_trashed(made, "gone"), made.folder / "gone"),
            "drop": lambda made: made.trash.drop(_trashed(made, "dropped")),
        }
    ),
)

# --- marks of what waits, files of the user ---------------------------------------------------------------------------


@frozen
class _Little:
    """Small files that are no store's: marks, and what ComfyUI's frontend keeps."""

    batches: BatchesPending
    runs: RunsPending
    users: UserFiles


def _open_little(folder: Path, calls: FaultyCalls) -> Process:
    files = Files(calls)
    made = _Little(
        BatchesPending(folder / "marks" / "batches", files),
        RunsPending(folder / "marks" / "runs", files),
        UserFiles(folder / "default", files),
    )
    return Process(made, calls)


def _write(name: str, data: bytes = b"{}") -> Step:
    return lambda made: made.users.write(name, data, WriteQuery())


def _prepare_little(made: _Little) -> None:
    for name in ("workflows/mine.json", "workflows/other.json", "gone.json"):
        _write(name, name.encode())(made)
    made.users.store_settings({"a": 1})


def _seen_little(made: _Little) -> Any:
    root = made.users.root
    found = [path for path in root.rglob("*") if path.is_file() and path.suffix != ".part"]
    return made.runs.is_set, {path.relative_to(root).as_posix(): path.read_bytes() for path in found}


LITTLE: Final = Table(
    name="user files",
    start=_open_little,
    prepare=_prepare_little,
    seen=_seen_little,
    go_on=lambda made, _: _write("later.json")(made),
    operations=single(
        {
            "write": _write("workflows/new.json"),
            "write over": _write("workflows/mine.json", b"other"),
            "move": lambda made: made.users.move("workflows/mine.json", "workflows/moved.json", WriteQuery()),
            "move over": lambda made: made.users.move(
                "workflows/mine.json", "workflows/other.json", WriteQuery(overwrite=True)
            ),
            "delete": lambda made: made.users.delete("gone.json"),
            "store settings": lambda made: made.users.store_settings({"b": 2}),
            "mark what waits": lambda made: made.runs.set(),
        }
    ),
)
