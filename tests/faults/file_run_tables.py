"""Executions, exports, saved data sets, pictures of the engine: what nodes and runs leave on the disk."""

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from PIL import Image

from penstock.adapters.standalone.engine.numbered_files import NumberedFiles
from penstock.adapters.testing.execution_house import ExecutionHouse, picture
from penstock.adapters.testing.export_house import ExportHouse, tree
from penstock.adapters.testing.fakes import FakeClock
from penstock.adapters.testing.file_faults import FaultyCalls
from penstock.adapters.testing.saving_house import SavingHouse, text
from penstock.core.contracts.executions import Execution, ExecutionKey
from penstock.core.files import Files
from penstock.core.ids import RandomIds
from penstock.plugins.batches.results.kept_files import KeptFiles

from .file_tables import Process, Step, Table, first_of, is_one_of, single

# --- executions -------------------------------------------------------------------------------------------------------

_MINE: Final = ExecutionKey("tale", "j", "mine")
_GONE: Final = ExecutionKey("tale", "j", "gone")
_OLD: Final = {"000_a_00.png": b"old a", "000_a_01.png": b"old b"}
_ALONE: Final = frozenset((name,) for name in _OLD)


def _open_executions(folder: Path, calls: FaultyCalls) -> Process:
    return Process(ExecutionHouse(folder, calls=calls, ids=RandomIds()), calls)  # type: ignore[arg-type]


def _mine(house: ExecutionHouse) -> Execution:
    return house.executions.get(_MINE)


def _prepare_executions(house: ExecutionHouse) -> None:
    for key in (_MINE, _GONE):
        found = house.begin(["A", "B"], job="j", exec_id=key.exec_id)
        house.save(found, 0, *_OLD.values())
    house.executions.delete(_GONE)
    (house.root / "tale/jobs/j/executions/left/input").mkdir(parents=True)


def _seen_executions(house: ExecutionHouse) -> Any:
    """Executions with how they are and their pictures; the trash. Each has its source whole, once somebody looked."""
    house.executions.look()
    found = {}
    for one in house.executions.list():
        assert not one.problems
        assert house.executions.store.source(one.key).read_bytes() == f"png {picture()[0].shape}".encode()
        name = one.key.exec_id if "_" not in one.key.exec_id else "minted"
        pictures = {path.name: path.read_bytes() for path in sorted(one.images_dir.glob("*.png"))}
        found[name] = (len(one.scenes), one.variants, dict(one.picks), one.finished is not None, pictures)
    return found, sorted(one.names for one in house.executions.deleted())


def _fits_executions(found: Any, allowed: Any) -> bool:
    """Pictures come and go one by one, each whole: what is not there any more is in the trash, by its name."""
    if is_one_of(found, allowed):
        return True
    before, after = allowed[0], allowed[-1]
    if not set(before[0]) & set(after[0]) <= set(found[0]) or not set(found[1]) <= {*before[1], *after[1], *_ALONE}:
        return False
    trash = {name for names in found[1] for name in names}
    return all(_fits_execution(name, one, before[0], after[0], trash) for name, one in found[0].items())


def _fits_execution(name: str, found: Any, before: Any, after: Any, trash: set[str]) -> bool:
    was, becomes = before.get(name, after.get(name)), after.get(name, before.get(name))
    if was is None or becomes is None:
        return False
    pictures = {**was[4], **becomes[4]}
    return (
        all(one in (was[place], becomes[place]) for place, one in enumerate(found[:4]))
        and set(was[4]) <= {*found[4], *trash}
        and all(pictures.get(file) == data for file, data in found[4].items())
    )


def _go_on_with_executions(house: ExecutionHouse, _found: Any) -> None:
    found = house.begin(["A", "B"], job="j", exec_id="afterwards")
    house.save(found, 0, b"later")
    assert list(house.files(found).values()) == [b"later"]


EXECUTIONS: Final = Table(
    name="executions",
    start=_open_executions,
    prepare=_prepare_executions,
    seen=_seen_executions,
    go_on=_go_on_with_executions,
    fits=_fits_executions,
    operations={
        **single(
            {
                "start": lambda house: house.begin(["A"], job="j"),
                "start with an id": lambda house: house.begin(["A"], job="j", exec_id="given"),
                "finish what a crash left": lambda house: house.begin(["A"], job="j", exec_id="left"),
                "save": lambda house: house.save(_mine(house), 1, b"one", b"two", b"three"),
                "want": lambda house: house.executions.want(_MINE, 2),
                "pick": lambda house: house.executions.pick(_MINE, 0, "000_a_01.png"),
                "delete pictures": lambda house: house.executions.delete_images(_MINE, list(_OLD)),
                "delete": lambda house: house.executions.delete(_MINE),
                "restore": lambda house: house.executions.restore(first_of(house.executions.deleted()).trash),
            }
        ),
        "finish": (
            lambda house: house.executions.want(_MINE, 1),
            lambda house: house.save(_mine(house), 1, b"one", variants=1),
        ),
    },
)

# --- exports ----------------------------------------------------------------------------------------------------------


def _open_exports(folder: Path, calls: FaultyCalls) -> Process:
    house = ExportHouse(folder).start(calls)

    def let_go() -> None:
        house.let_go()
        house.pools.database.abandon()

    return Process(house, house.pools.calls, let_go, house.close)


def _prepare_exports(house: ExportHouse) -> None:
    house.add("cats", Image.new("RGB", (3, 2), (9, 8, 7)), "a cat", mask=Image.new("L", (3, 2), 200))
    house.add("cats", Image.new("RGB", (2, 2), (1, 2, 3)), "")
    house.export(folder="sets/gone")
    shutil.rmtree(house.export(folder="sets/gone", existing="replace").path)
    house.export(captions="none")
    house.export(existing="replace")


def _restore_export(folder: str) -> Step:
    """Of several the first by its files: what was replaced in the same moment is in the order of ids."""

    def files(house: ExportHouse, trash: str) -> list[tuple[str, bytes]]:
        return sorted((one.name, one.read_bytes()) for one in house.output.rglob(f"*{trash}*/**/*") if one.is_file())

    def restore(house: ExportHouse) -> None:
        found = [one.id for one in house.datasets.trash() if one.folder == folder]
        house.datasets.restore(sorted(found, key=lambda trash: files(house, trash))[0])

    return restore


def _seen_exports(house: ExportHouse) -> Any:
    """Every file that people see, without times, and what is in the trash."""
    house.datasets.exporting.tidy()
    recovered = [one.folder for one in house.datasets.trash()]
    seen: Mapping[str, bytes] = {
        name: b"" if name.endswith("penstock_dataset.json") else data
        for name, data in tree(house.output).items()
        if not name.startswith(".penstock-trash")
    }
    return seen, sorted(recovered)


EXPORTS: Final = Table(
    name="exports",
    start=_open_exports,
    prepare=_prepare_exports,
    seen=_seen_exports,
    go_on=lambda house, _: house.export(folder="sets/afterwards"),
    operations=single(
        {
            "a new folder": lambda house: house.export(folder="sets/new"),
            "a numbered folder": lambda house: house.export(existing="number"),
            "a replaced folder": lambda house: house.export(existing="replace", masks="folder"),
            "a restored folder": _restore_export("output/sets/gone"),
            "restored to the place of another": _restore_export("output/sets/cats"),
        }
    ),
)

# --- images with texts ------------------------------------------------------------------------------------------------

_TEXTS: Final = (text("a cat"), text("{}", "facts", ".json"))


def _open_saving(folder: Path, calls: FaultyCalls) -> Process:
    house = SavingHouse(folder)
    house.begin_again(calls)
    return Process(house, calls, house.die)


def _seen_saved(house: SavingHouse) -> Any:
    """Every file, the hidden ones too."""
    house.saving.journal.recover()
    return {
        path.relative_to(house.paths.output).as_posix(): path.read_bytes()
        for path in house.paths.output.rglob("*")
        if path.is_file()
    }


SAVING: Final = Table(
    name="saved sets",
    start=_open_saving,
    prepare=lambda house: house.save(1, "old/cat", sidecars=_TEXTS),
    seen=_seen_saved,
    go_on=lambda house, _: house.save(1, "later/cat", sidecars=_TEXTS),
    operations=single(
        {
            "save": lambda house: house.save(2, "new/cat", sidecars=_TEXTS),
            "save beside": lambda house: house.save(1, "old/cat", sidecars=_TEXTS),
        }
    ),
)

# --- pictures of the engine, files of batches -------------------------------------------------------------------------


def _open_numbered(folder: Path, calls: FaultyCalls) -> Process:
    files, clock = Files(calls), FakeClock()
    return Process(
        (
            NumberedFiles(folder / "output", "output", files, clock),
            KeptFiles(folder / "kept", files, clock, RandomIds()),
        ),
        calls,
    )


def _seen_numbered(both: Any) -> Any:
    found = [path for one in both for path in one.folder.rglob("*") if path.is_file() and path.suffix != ".part"]
    return sorted(("kept" in path.parts, path.read_bytes()) for path in found)


def _save_numbered(both: Any) -> None:
    both[0].save("deep/cat", (8, 8), [b"a picture"])


ENGINE: Final = Table(
    name="engine",
    start=_open_numbered,
    prepare=lambda both: both[0].save("deep/cat", (8, 8), [b"the first"]),
    seen=_seen_numbered,
    go_on=lambda both, _: _save_numbered(both),
    operations=single(
        {
            "save an image": _save_numbered,
            "keep a file of a batch": lambda both: both[1].new(".png", lambda staged: staged.write(b"x" * 100)),
        }
    ),
)
