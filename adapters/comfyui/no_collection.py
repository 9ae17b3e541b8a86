"""Python's garbage collector, paused while Penstock is loaded."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def no_collection() -> Iterator[None]:
    """Pause the collector where it is on.

    Importing modules makes many objects and no garbage, and one full collection of a process with torch and ComfyUI in
    it takes a quarter of a second: more than all of our start.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
