"""How the tests are shared out among workers: a file at a time, and each renderer of the frontend in one go.

Starting ComfyUI's frontend takes five seconds. A worker that took whole files would start it twice for each of them.
"""

import zlib
from collections import Counter
from collections.abc import Sequence
from typing import Any, Final

from xdist.scheduler import LoadScopeScheduling

_RENDERERS: Final = ("classic", "vue")
_LOOKS: Final = ("dark-1400", "light-390")


def renderer_of(test: str) -> str:
    """The renderer that the test of this id is for; nothing where it needs none."""
    words = test.partition("[")[2].rstrip("]").split("-")
    return next((word for word in words if word in _RENDERERS), "")


def is_other_look(test: str) -> bool:
    """Whether the test of this id is for that of the two looks which its page does not get with each change.

    Half of the tests get the one, half the other, and each always the same.
    """
    name, _, words = test.partition("[")
    return words.rstrip("]") == _LOOKS[zlib.crc32(name.encode()) % 2]


def unit_of(test: str) -> str:
    """What one worker runs in one go: the tests of one file, for one renderer."""
    return f"{test.partition('::')[0]}@{renderer_of(test)}"


def in_turns(tests: Sequence[str]) -> list[str]:
    """Our own pages first, then the classic renderer, then Vue's; in each the largest files first."""
    sizes = Counter(map(unit_of, tests))
    turns = ("", *_RENDERERS)

    def place(test: str) -> tuple[int, int, str]:
        unit = unit_of(test)
        return turns.index(renderer_of(test)), -sizes[unit], unit

    return sorted(tests, key=place)


class ByRenderer(LoadScopeScheduling):  # type: ignore[misc]
    """Deals out units in the order in which they were collected."""

    def __init__(self, config: Any, log: Any) -> None:
        super().__init__(config, log)
        self.config.option.loadscopereorder = False  # xdist's own order would mix the renderers

    def _split_scope(self, nodeid: str) -> str:
        return unit_of(nodeid)
