"""A process that opens folders with something in a file's place, one after the other; killed where it hangs."""

import multiprocessing
import os
import shutil
from collections.abc import Iterator
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Final

from attrs import frozen

from penstock.adapters.standalone.doctor import examine
from penstock.adapters.standalone.paths import data_paths
from penstock.adapters.testing.route_client import RouteClient

from .corrupt_targets import TARGETS
from .damages import Listening
from .full_folder import opened

PATIENCE: Final = 25.0
"""Seconds without a word after which a process hangs, even on a busy machine."""

KINDS: Final = ("pipe", "folder", "loop")
LOOKS: Final = tuple(dict.fromkeys(look for target in TARGETS for look in target.looks))
WRITES: Final = tuple({target.write: None for target in TARGETS})


@frozen
class Obstacle:
    """What is in the place of the file `name`."""

    name: str
    kind: str

    def put(self, folder: Path) -> None:
        """Take the file away and make it."""
        path = folder / self.name
        path.unlink()
        if self.kind == "pipe":
            os.mkfifo(path)
        elif self.kind == "folder":
            path.mkdir()
        else:
            path.symlink_to(path)


def found_wrong(full: Path, obstacles: list[Obstacle]) -> dict[Obstacle, list[str]]:
    """What is wrong with each: of one that hangs that it does."""
    wrong: dict[Obstacle, list[str]] = {}
    left = list(obstacles)
    while left:
        told = dict(_told(full, left))
        wrong.update(told)
        left = left[len(told) :]
        if left:
            wrong[left.pop(0)] = ["it hangs, or ended the process"]
    return {obstacle: said for obstacle, said in wrong.items() if said}


def _told(full: Path, obstacles: list[Obstacle]) -> Iterator[tuple[Obstacle, list[str]]]:
    context = multiprocessing.get_context("forkserver")
    words, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_try_all, args=(full, obstacles, theirs), daemon=True)
    process.start()
    theirs.close()
    try:
        for obstacle in obstacles:
            if not words.poll(PATIENCE):
                return
            yield obstacle, words.recv()
    except EOFError:
        return
    finally:
        process.kill()
        process.join(30)
        words.close()


def _try_all(full: Path, obstacles: list[Obstacle], words: Connection) -> None:
    for obstacle in obstacles:
        try:
            words.send(_try(full, obstacle))
        except Exception as error:
            words.send([repr(error)])


def _try(full: Path, obstacle: Obstacle) -> list[str]:
    """Open it, ask for every list, write to every store; then look at it as the doctor does."""
    folder = full.with_name(f"try-{os.getpid()}")
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(full, folder)
    obstacle.put(folder)
    with Listening() as heard, opened(folder) as application:
        client = RouteClient(application)
        answers = [(look, client.get(look)) for look in LOOKS]
        answers += [(write.__qualname__, write(client)) for write in WRITES]
    wrong = [f"{path} {answer.status} {answer.json}" for path, answer in answers if answer.status >= 500]
    list(examine(data_paths(folder), mend=False))
    list(examine(data_paths(folder), mend=True))
    shutil.rmtree(folder)
    return wrong + heard.tracebacks
