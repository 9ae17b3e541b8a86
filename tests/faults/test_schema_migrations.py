"""Older files become newer ones whole, whatever fails on the way; newer ones are read and never written."""

import contextlib
import errno
import itertools
import json
import shutil
import sqlite3
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

import pytest

from penstock.adapters.testing.fakes import FakeClock
from penstock.adapters.testing.file_faults import ERRORS, Crash, FaultyCalls
from penstock.adapters.testing.invariants.crashes import quick_folder
from penstock.adapters.testing.prompt_house import WholePrompts
from penstock.adapters.testing.route_client import RouteClient
from penstock.adapters.testing.story_house import StoryHouse
from penstock.core.errors import Conflict, PenstockError
from penstock.core.files import Files
from penstock.plugins.prompts.prompt_files import PromptFiles

from .corrupt_targets import TARGETS, Target
from .damages import tried
from .full_folder import fill, opened

PROMPTS_V1: Final = b'{ "girl_pos" : "G",\r\n"male_pos":"", "custom": "C\\u00e9", "n": 5 }\n\n'
STORY_V1: Final = json.dumps(
    {
        "story_name": "tale",
        "scenes": [
            {"scene_name": "cats", "scene_order": 0, "prompt_type": "girl_pos", "mask_type": "girl", "own": [1]}
        ],
    },
    indent=7,
).encode()


@pytest.fixture
def home() -> Iterator[Path]:
    """An empty folder."""
    with quick_folder() as made:
        yield made


class OldPrompts:
    """prompts.json of version 1, and what the first save does with it."""

    name = "output/scenes/cats/prompts.json"
    data = PROMPTS_V1

    def __init__(self, folder: Path, calls: FaultyCalls) -> None:
        self._house = WholePrompts(folder, calls=calls)

    def seen(self) -> Any:
        """What the file says, whichever version it has."""
        found = self._house.service.read("cats").collection
        return dict(found.prompts), found.v1_backup

    def save(self) -> None:
        """The first save, without a change."""
        found = self._house.service.read("cats")
        self._house.service.save("cats", found.collection, found.revision)


class OldStory:
    """story.json of version 1, and what the first save does with it."""

    name = "output/stories/tale/story.json"
    data = STORY_V1

    def __init__(self, folder: Path, calls: FaultyCalls) -> None:
        self._house = StoryHouse(folder, calls=calls)

    def seen(self) -> Any:
        """The scenes, whichever version the file has."""
        found = self._house.service.read("tale")
        return [(one.scene_name, one.prompt_source, one.prompt_key, one.mask_name) for one in found.scenes]

    def save(self) -> None:
        """The first save, without a change."""
        found = self._house.service.read("tale")
        self._house.service.save(found, found.revision)


KINDS: Final = (OldPrompts, OldStory)
ENDS: Final = ("before", "after", "power", *ERRORS)


@pytest.mark.parametrize("kind", KINDS)
def test_a_migration_may_fail_at_every_call(kind: Any, home: Path, figure: Callable[..., None]) -> None:
    """A crash, a power cut or an error at any call of the first save: all that stood there stands there, byte for byte.

    The next process reads the same, migrates, and doing it again changes nothing.
    """
    count = 0
    for end in ENDS:
        for number in itertools.count(1):
            folder = _with(home, kind)
            calls = _calls(end, number)
            try:
                kind(folder, calls).save()
            except (Crash, PenstockError) as error:
                assert not isinstance(error, PenstockError) or error.status != 500, (end, number)
            reached = calls.count >= number
            if end == "power":
                calls.dead = True
                calls.power_loss()
            _check(folder, kind, (end, number))
            if not reached:
                break
            count += 1
    figure("G19", "the first save of a version 1 file failing at every call", count, "points")


def _with(home: Path, kind: Any) -> Path:
    folder = home / "try"
    shutil.rmtree(folder, ignore_errors=True)
    path = folder / kind.name
    path.parent.mkdir(parents=True)
    path.write_bytes(kind.data)
    return folder


def _calls(end: object, number: int) -> FaultyCalls:
    if end == "before":
        return FaultyCalls(crash_before=number)
    if end in ("after", "power"):
        return FaultyCalls(crash_after=number)
    assert isinstance(end, int)
    return FaultyCalls(fail_from=(number, end))


def _check(folder: Path, kind: Any, where: object) -> None:
    path = folder / kind.name
    kept = [one.read_bytes() for one in path.parent.glob(f"{path.name}*")]
    assert kind.data in kept, where
    again = kind(folder, FaultyCalls())
    whole = kind(_fresh(folder, kind), FaultyCalls()).seen()
    assert again.seen() == whole, where
    again.save()
    assert path.with_name(f"{path.name}.v1.backup").read_bytes() == kind.data, where
    written = {one.name: one.read_bytes() for one in path.parent.iterdir() if one.is_file()}
    again.save()
    assert {one.name: one.read_bytes() for one in path.parent.iterdir() if one.is_file()} == written, where
    assert again.seen() == whole, where


def _fresh(folder: Path, kind: Any) -> Path:
    other = folder.with_name("fresh")
    if not other.exists():
        path = other / kind.name
        path.parent.mkdir(parents=True)
        path.write_bytes(kind.data)
    return other


@pytest.mark.parametrize("kind", KINDS)
def test_on_a_disk_that_cannot_be_written_it_is_read(kind: Any, home: Path) -> None:
    """The old file is shown as it would be migrated; a save is refused as read-only, and nothing is changed."""
    folder = _with(home, kind)
    house = kind(folder, FaultyCalls(fail_from=(1, errno.EROFS)))
    assert house.seen() == kind(_fresh(folder, kind), FaultyCalls()).seen()
    with pytest.raises(PenstockError) as refused:
        house.save()
    assert refused.value.status == 403
    assert (folder / kind.name).read_bytes() == kind.data


@pytest.mark.parametrize("kind", KINDS)
def test_several_migrate_at_once(kind: Any, home: Path, figure: Callable[..., None]) -> None:
    """One of them does it; there is one backup, and it is the old file."""
    rounds = 4
    for _ in range(rounds):
        folder = _with(home, kind)
        houses = [kind(folder, FaultyCalls()) for _ in range(4)]
        start = threading.Barrier(len(houses))

        def save(house: Any, start: threading.Barrier = start) -> None:
            start.wait()
            with contextlib.suppress(Conflict):  # another one was first: its answer is another revision
                house.save()

        threads = [threading.Thread(target=save, args=(house,)) for house in houses]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        path = folder / kind.name
        assert [one.read_bytes() for one in path.parent.glob("*.backup*")] == [kind.data]
        assert kind(folder, FaultyCalls()).seen() == kind(_fresh(folder, kind), FaultyCalls()).seen()
    figure("G19", "migrated by several at once", rounds * 4, "saves")


TEXTS: Final = (
    "a girl, 1girl, (masterpiece:1.2)",
    "",
    "%hair% and %eyes%",
    'so called "noise"',
    "a\\nb",
    "ねこ 🐈",
    "  x ",
)
NAMES: Final = ("girl_pos", "girl_neg", "male_pos", "male_neg", "custom", "wan_high_pos", "wan_low_neg")


def real_shapes() -> Iterator[bytes]:
    """Files as fbTools and people wrote them: some names, other indents, other line ends, escaped or not."""
    for number, (indent, ending, escaped) in enumerate(
        itertools.product((None, 1, 2, 4, "\t"), ("", "\n", "\r\n", "\n\n"), (True, False))
    ):
        for turn in range(5):
            found = {
                name: TEXTS[(number + turn * place) % len(TEXTS)] for place, name in enumerate(NAMES[: 7 - turn % 3])
            }
            yield (json.dumps(found, indent=indent, ensure_ascii=escaped) + ending).encode()


def test_files_of_every_real_shape_are_migrated(home: Path, figure: Callable[..., None]) -> None:
    """Every text survives, the old bytes are kept and come back, and a second save changes nothing."""
    files = PromptFiles(home / "root", home / "private", Files(), FakeClock())
    shapes = list(real_shapes())
    for number, data in enumerate(shapes):
        path = home / "root" / f"scene {number}" / "prompts.json"
        path.parent.mkdir(parents=True)
        path.write_bytes(data)
        seen = files.read(path.parent.name)
        texts = {name: text for name, text in json.loads(data).items() if text}
        assert {name: prompt.value for name, prompt in seen.collection.prompts.items()} == texts
        saved = files.save(path.parent.name, seen.collection, seen.revision)
        assert path.with_name("prompts.json.v1.backup").read_bytes() == data
        assert files.save(path.parent.name, saved.collection, saved.revision) == saved
        files.restore_v1(path.parent.name)
        assert path.read_bytes() == data
    figure("G19", "version 1 files of real shapes", len(shapes), "files")


@pytest.fixture(scope="module")
def full() -> Iterator[Path]:
    """A folder in which every store holds something."""
    with quick_folder() as made:
        with opened(made / "full") as application:
            fill(application)
        yield made / "full"


def _newer(data: bytes) -> bytes | None:
    """The file as a newer Penstock writes it; None where it has no format."""
    try:
        found = json.loads(data)
    except ValueError:
        return None
    known = [name for name in ("format", "version") if name in found] if isinstance(found, dict) else []
    return json.dumps({**found, known[0]: 99, "new": {"much": "more"}}).encode() if known else None


OWNED: Final = [one for one in TARGETS if not one.derived and "trash" not in one.pattern]


@pytest.mark.parametrize("target", OWNED, ids=lambda target: target.pattern.replace("user/__penstock/", ""))
def test_what_a_newer_penstock_wrote_is_never_written(target: Target, full: Path, figure: Callable[..., None]) -> None:
    """It is shown where it can be read, refused where it is written, and stays byte for byte; nothing is set aside."""
    name = str(sorted(full.glob(target.pattern))[0].relative_to(full))
    data = _newer((full / name).read_bytes())
    if data is None:
        pytest.skip("a file without a format of its own: its bytes are checked by a sum")
    found = tried(full, name, data, target.looks, target.write)
    assert found.has_kept, found.log
    assert not found.aside, found.log
    assert found.written.status in (200, 403, 404, 409), found.written
    figure("G19", "files of a newer release opened and written to", 1, "files")


def test_an_index_of_a_newer_penstock_is_shown_and_never_written(full: Path, figure: Callable[..., None]) -> None:
    """The pool is shown from its manifest, a change is refused, and the index keeps its version."""
    with quick_folder() as made:
        shutil.copytree(full, made / "copy")
        path = made / "copy" / "input" / "grid_pool" / "cats" / "pool.db"
        with sqlite3.connect(path) as connection:
            connection.execute("PRAGMA user_version = 99")
        connection.close()
        with opened(made / "copy") as application:
            client = RouteClient(application)
            slots = client.get("/penstock/pools/cats/slots").json["slots"]
            refused = client.patch(f"/penstock/pools/cats/slots/{slots[0]['id']}", {"label": "new"})
        assert (len(slots), refused.status) == (4, 403)
        with sqlite3.connect(path) as connection:
            assert connection.execute("PRAGMA user_version").fetchone() == (99,)
        connection.close()
    figure("G19", "files of a newer release opened and written to", 1, "files")
