"""Which stories a scene stands in."""

import threading
from collections.abc import Callable, Mapping

from attrs import define, field

from ...core.names import natural_order

Found = Mapping[str, tuple[str, ...]]
"""Names of scenes by story."""


@define
class SceneUses:
    """The stories of each scene, computed again where a file is another. Safe on any thread.

    `signatures` tells those of all stories, `scenes` the names of a story's scenes (none where it cannot be read).
    """

    signatures: Callable[[], Mapping[str, object]]
    scenes: Callable[[str], tuple[str, ...]]
    _lock: threading.Lock = field(factory=threading.Lock, init=False)
    _known: dict[str, tuple[object, frozenset[str]]] = field(factory=dict, init=False)

    def of(self, scene: str) -> tuple[str, ...]:
        """The stories, sorted."""
        found = self.signatures()
        with self._lock:
            known = dict(self._known)
        now = {story: self._of(story, signature, known.get(story)) for story, signature in found.items()}
        with self._lock:
            self._known = now
        return tuple(sorted((story for story, (_, scenes) in now.items() if scene in scenes), key=natural_order))

    def _of(
        self, story: str, signature: object, known: tuple[object, frozenset[str]] | None
    ) -> tuple[object, frozenset[str]]:
        if known is not None and known[0] == signature:
            return known
        return signature, frozenset(self.scenes(story))
