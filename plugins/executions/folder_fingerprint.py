"""What the result of a node depends on that reads a folder: its pictures, and the choices among them."""

import hashlib
import os
from collections.abc import Iterator, Set
from pathlib import Path

from ...core.errors import PenstockError
from ...core.file_signatures import file_signature
from ...core.nodes import NodeCall
from .nodes_inputs import executions_of, never_again
from .nodes_links import words
from .places import EXECUTIONS, IMAGES, INPUT, METADATA, OUTPUT, VIDEOS
from .service import ExecutionService


def folder_fingerprint(call: NodeCall, folder: str | None) -> str:
    """Changes whenever a folder's pictures, or the choices among them, do.

    A linked folder (None) may be any: then it changes whenever a file is added to or taken from any folder of
    pictures, or one is chosen; and where one is written over in an execution, or a job, that the graph names. What
    cannot be read is told by the run.
    """
    service = executions_of(call.services)
    try:
        if folder is None:
            return _hash(_all(service, words(call.prompt)))
        path, key = service.store.places.of_a_run(folder), service.store.places.key_of(folder)
        if key is None:
            return _hash([_files(path)])
        return _hash([_signed(service.store.places.execution(key), (IMAGES, VIDEOS, METADATA), exactly=True)])
    except PenstockError:
        return never_again()


def _files(folder: Path) -> list[tuple[str, int, int]]:
    try:
        with os.scandir(folder) as entries:
            found = [(one.name, one.stat(follow_symlinks=False)) for one in entries]
    except OSError:
        return []
    return sorted((name, state.st_mtime_ns, state.st_size) for name, state in found)


def _all(service: ExecutionService, named: Set[str]) -> Iterator[object]:
    places = service.store.places
    for story in places.stories():
        for job in places.job_names(story):
            home = places.jobs(story) / job
            for inside in _folders(home):
                if inside.name == EXECUTIONS:
                    yield from (
                        _signed(one, (IMAGES, VIDEOS, METADATA), exactly=one.name in named) for one in _folders(inside)
                    )
                else:
                    yield _signed(inside, (INPUT, OUTPUT), exactly=job in named)


def _signed(home: Path, names: tuple[str, ...], *, exactly: bool) -> tuple[object, ...]:
    """Folders and files of a run by their times; `exactly`: what is in the folders, too."""
    files = [_files(home / name) for name in names if exactly and name != METADATA]
    return str(home), *(file_signature(home / name) for name in names), *files


def _folders(folder: Path) -> list[Path]:
    try:
        with os.scandir(folder) as entries:
            return sorted(Path(one.path) for one in entries if one.is_dir(follow_symlinks=False))
    except OSError:
        return []


def _hash(found: Iterator[object] | list[object]) -> str:
    digest = hashlib.sha256()
    for one in found:
        digest.update(repr(one).encode())
    return digest.hexdigest()
