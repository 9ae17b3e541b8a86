"""Answers that gates use again (`repeat`): a JSON file for each place, with the gate as it was when it was answered."""

import json
import logging
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from attrs import evolve, fields

from ...core.clock import Clock
from ...core.contracts.gates import Decided, Gate, GateAnswer
from ...core.errors import Invalid, ReadOnly
from ...core.files import Files
from ...core.host import HostPaths
from ...core.services import Services
from ...core.troubles import DAMAGE
from ...core.values import frozen
from ...core.wire import decode, encode
from .place_files import PlaceFile, PlaceFiles

_LOG: Final = logging.getLogger("penstock.gates")
FORMAT: Final = 1
MAX_BYTES: Final = 64 << 20


@frozen(kw_only=True)
class KeptAnswer:
    """An answer that may be used again. `input_hash` is the SHA-256 (hex) of what came in when it was given."""

    gate: Gate
    answer: GateAnswer
    input_hash: str
    revision: int = 0


class KeptAnswers:
    """The kept answers of all places, as files in `folder`. Blocks; safe on any thread.

    A mask is no part of them: the draft of the place is. Changes raise the errors of the disk. A file that is damaged
    or cannot be read counts as no answer, is logged, and stays until it is replaced or forgotten; what a newer Penstock
    wrote is never replaced (`ReadOnly`).
    """

    def __init__(self, folder: Path, files: Files, first_revision: int = 0) -> None:
        self._kept = PlaceFiles(folder, files, ".json", first_revision)
        self._files = files
        self._gates: dict[str, tuple[int, Gate]] = {}

    def get(self, place: str) -> KeptAnswer | None:
        """The answer that is kept for `place`."""
        while (found := self._kept.latest(place)) is not None:
            try:
                return self._read(found)
            except FileNotFoundError:  # replaced or forgotten in this moment
                continue
        return None

    def all(self) -> Mapping[str, Gate]:
        """Every place with a kept answer, the oldest first: the gate as it was when it was answered.

        Cheap enough for an event loop: a file is read once, since its revision never gets another content.
        """
        known: Mapping[str, tuple[int, Gate | None]] = self._gates
        listed = self._kept.all()
        read: dict[str, tuple[int, Gate | None]] = {place: known.get(place, (0, None)) for place in listed}
        for place, found in listed.items():
            if read[place][0] != found.revision:
                kept = self.get(place)
                read[place] = (0, None) if kept is None else (kept.revision, kept.gate)
        self._gates = {place: (revision, gate) for place, (revision, gate) in read.items() if gate is not None}
        return {place: gate for place, (_, gate) in self._gates.items()}

    def keep(self, place: str, gate: Gate, answer: GateAnswer, input_hash: str) -> None:
        """Keep an answer for `place`, durably, in place of the one before."""
        self._refuse_newer(place)
        kept = KeptAnswer(gate=gate, answer=evolve(answer, mask=None), input_hash=input_hash)
        self._kept.put(place, _text(kept))

    def forget(self, place: str) -> None:
        """Ask again at `place`, durably; nothing happens where no answer is kept."""
        self._refuse_newer(place)
        self._kept.remove(place)

    def revision(self, place: str) -> int:
        """Grows with each change at `place`, the forgetting included; 0 where nothing was ever kept."""
        return self._kept.revision(place)

    def _read(self, found: PlaceFile) -> KeptAnswer | None:
        try:
            data = self._data(found)
            return None if _format(data) > FORMAT else _parsed(data, found.revision)
        except FileNotFoundError:
            raise
        except (OSError, ValueError, TypeError, KeyError, RecursionError, Invalid) as error:
            _LOG.error("The kept answer %s cannot be read and is not used: %s", found.path.name, error, extra=DAMAGE)
            return None

    def _data(self, found: PlaceFile) -> Any:
        return json.loads(self._files.read(found.path, MAX_BYTES))

    def _refuse_newer(self, place: str) -> None:
        found = self._kept.latest(place)
        try:
            newer = found is not None and _format(self._data(found)) > FORMAT
        except (ValueError, TypeError, RecursionError, OSError):
            newer = False
        if newer:
            raise ReadOnly("A newer Penstock kept this answer.", hint="Update Penstock to change it.")


def _text(kept: KeptAnswer) -> bytes:
    data = {"format": FORMAT, "input": kept.input_hash, "gate": encode(kept.gate), "answer": encode(kept.answer)}
    return (json.dumps(data, ensure_ascii=False) + "\n").encode("utf-8", "replace")


def _format(data: Any) -> int:
    return int(data.get("format", 0)) if isinstance(data, dict) else 0


def _parsed(data: Any, revision: int) -> KeptAnswer:
    gate = dict(data["gate"])
    gate["decided"] = None if gate.get("decided") is None else _known(Decided, gate["decided"])
    return KeptAnswer(
        gate=decode(Gate, _known(Gate, gate)),
        answer=decode(GateAnswer, {**_known(GateAnswer, data["answer"]), "mask": None}),
        input_hash=str(data["input"]),
        revision=revision,
    )


def _known(kind: type[Any], data: Mapping[str, Any]) -> dict[str, Any]:
    """Without the fields that a later version of ours added."""
    names = {one.name for one in fields(kind)}
    return {key: value for key, value in data.items() if key in names}


def kept_answers(services: Services) -> KeptAnswers:
    """The kept answers of a host."""
    folder = services.get(HostPaths).private / "gates" / "kept_answers"
    return KeptAnswers(folder, services.get(Files), services.get(Clock).wall_ms())
