"""What nodes gave a scene, so that a node that merely runs again writes over nothing that somebody edited since.

`.given.json` in the scene's folder goes where the folder goes: by item (`picture:base`, `prompt:a`) the nodes that gave
it, one behind the other, each with the hash of what it gave. A node that gives the same as before leaves the item as it
is now; one that gives something else writes it, and the nodes behind it write theirs again.
"""

import hashlib
import json
import logging
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from attrs import define

from ...core.arrays import as_numpy
from ...core.files import Files

FILE: Final = ".given.json"
_MOST_BYTES: Final = 4 << 20
_MOST_NODES: Final = 20
_LOG: Final = logging.getLogger("penstock.scenes")

Chains = dict[str, list[list[str]]]
"""The nodes of each item in their order, each with a hash."""


@define
class GivenNotes:
    """The notes of one scene. A file that cannot be read counts as none, one that cannot be written is told in the log:
    the scene is stored all the same."""

    folder: Path
    files: Files

    def known(self, node: str, given: Mapping[str, str]) -> frozenset[str]:
        """The items that this node gave with the same hash before, and that no node before it gave anew since."""
        chains = self._read()
        return frozenset(item for item, made in given.items() if [node, made] in chains.get(item, []))

    def edited(self, now: Mapping[str, str]) -> frozenset[str]:
        """The items whose hashes, as they are now, are of nothing that a node gave."""
        chains = self._read()
        return frozenset(item for item, made in now.items() if made not in [one for _, one in chains.get(item, [])])

    def note(self, node: str, given: Mapping[str, str]) -> None:
        """These items were written by this node."""
        if not given:
            return
        chains = self._read()
        for item, made in given.items():
            chain = chains.get(item, [])
            place = next((at for at, (one, _) in enumerate(chain) if one == node), len(chain))
            chains[item] = [*chain[:place], [node, made]][-_MOST_NODES:]
        try:
            self.files.write(self.folder / FILE, json.dumps({"format": 1, "given": chains}).encode())
        except OSError as error:
            _LOG.warning("%s: what a node gave could not be noted: %s", self.folder.name, error)

    def _read(self) -> Chains:
        try:
            found = json.loads(self.files.read(self.folder / FILE, _MOST_BYTES))
        except (OSError, ValueError, RecursionError):
            return {}
        chains = found.get("given") if isinstance(found, dict) else None
        return {item: chain for item, chain in chains.items() if _is_chain(chain)} if isinstance(chains, dict) else {}


def hash_of(value: Any) -> str:
    """A short hash of a text, of JSON, or of a picture's values."""
    if isinstance(value, str):
        return _short(value.encode("utf-8", "surrogatepass"))
    array = as_numpy(value)
    return _short(str(array.shape).encode(), array.tobytes())


def _short(*parts: bytes) -> str:
    made = hashlib.sha256()
    for part in parts:
        made.update(part)
    return made.hexdigest()[:32]


def _is_chain(chain: Any) -> bool:
    return isinstance(chain, list) and all(
        isinstance(one, list) and len(one) == 2 and all(isinstance(part, str) for part in one) for one in chain
    )
