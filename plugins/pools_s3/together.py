"""Several requests at a time: each one mostly waits."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Final, TypeVar

T = TypeVar("T")
R = TypeVar("R")
_AT_ONCE: Final = 6


def at_once(step: Callable[[T], R], items: Sequence[T]) -> list[R]:
    """`step` for each, several at a time; the first error is raised once all that began have ended."""
    if len(items) < 2:
        return [step(item) for item in items]
    with ThreadPoolExecutor(min(_AT_ONCE, len(items)), "penstock-s3") as workers:
        futures = [workers.submit(step, item) for item in items]
        try:
            return [future.result() for future in futures]
        except BaseException:
            for future in futures:
                future.cancel()
            raise
