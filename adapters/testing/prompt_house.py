"""Prompts on one folder without a host: a disk that may fail, libbers that a test says, events in a list."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, cast

from attrs import define, field

from ...core.contracts.libbers import Libber, LibberDocument, Libbers, Substitution
from ...core.contracts.prompts import Prompt, PromptCollection, PromptDocument
from ...core.drafts import Drafts
from ...core.editing import DocumentEditing
from ...core.errors import NotFound, TooLarge
from ...core.events.base import Event
from ...core.files import Files
from ...core.host import HostPaths
from ...plugins.prompts.documents import PromptDocuments
from ...plugins.prompts.service import PromptService
from ...plugins.prompts.service_specs import assembled
from .fakes import CountingIds, FakeClock
from .file_faults import FaultyCalls


@define
class FakeLibbers:
    """What prompts use of `Libbers`, over mappings: `%key%` becomes its snippet, `%*%` the seed, nothing is nested.

    `asked` are the texts that were substituted.
    """

    libs: dict[str, dict[str, str]] = field(factory=dict)
    asked: list[str] = field(factory=list)

    def names(self) -> tuple[str, ...]:
        """The names, sorted."""
        return tuple(sorted(self.libs))

    def get(self, name: str) -> LibberDocument:
        """A library in any case; `NotFound`."""
        for known, libs in self.libs.items():
            if known.lower() == name.lower():
                return LibberDocument(name=known, libber=Libber(libs=libs), revision=self.signature(known))
        raise NotFound(f"There is no library {name!r}.", field="name")

    def substitute(self, text: str, names: Sequence[str], seed: int = 0) -> Substitution:
        """The text with snippets of the first library; a snippet `bomb` is too large."""
        libs = self.get(names[0]).libber.libs
        self.asked.append(text)
        parts = text.split("%")
        used = [part for part in parts[1::2] if part in libs]
        if "bomb" in used:
            raise TooLarge("With its snippets the text would be too large.", field="text")
        made = [self._part(libs, part, seed) if place % 2 else part for place, part in enumerate(parts)]
        unknown = [part for part in parts[1::2] if part not in libs and part != "*"]
        return Substitution(text="".join(made), used=tuple(used), unknown=tuple(unknown))

    def _part(self, libs: Mapping[str, str], part: str, seed: int) -> str:
        return str(seed) if part == "*" else libs.get(part, f"%{part}%")

    def signature(self, name: str) -> str:
        """The snippets themselves, empty where there are none."""
        return next((json.dumps(libs) for known, libs in self.libs.items() if known.lower() == name.lower()), "")


def _at_once(_seconds: float) -> None:
    """Nobody waits."""


@define
class WholePrompts:
    """`service` and `editing` on `folder`; `told` is what they told. `again()` is another process on the same disk."""

    folder: Path
    clock: FakeClock = field(factory=FakeClock)
    ids: CountingIds = field(factory=CountingIds)
    calls: FaultyCalls = field(factory=FaultyCalls)
    libbers: FakeLibbers = field(factory=FakeLibbers)
    told: list[Event] = field(factory=list)
    service: PromptService = field(init=False)
    editing: DocumentEditing = field(init=False)

    def __attrs_post_init__(self) -> None:
        files = Files(self.calls, pause=_at_once)
        paths = HostPaths(**{name: self.folder / name for name in ("input", "output", "temp", "user")})
        self.service = assembled(paths, files, self.clock, self.ids, self.told.append, self.found)
        self.service.start()
        drafts = Drafts(paths.private / "drafts", files, self.clock, self.ids)
        self.editing = DocumentEditing(PromptDocuments(lambda: self.service), drafts)

    def found(self) -> Libbers | None:
        """The libbers, as the service looks for them."""
        return cast("Libbers", self.libbers)

    def again(self) -> "WholePrompts":
        """The next process, or one beside it."""
        return WholePrompts(self.folder, self.clock, self.ids, libbers=self.libbers)

    def path(self, folder: str, name: str = "prompts.json") -> Path:
        """A file in a folder of prompts."""
        return self.folder / "output" / "scenes" / folder / name

    def put(self, folder: str, content: Any) -> Path:
        """Another program writes the prompts of a folder: bytes, or a value as JSON."""
        path = self.path(folder)
        path.parent.mkdir(parents=True, exist_ok=True)
        made = path.with_name("written.tmp")
        made.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
        return made.replace(path)

    def save(self, folder: str, **values: str) -> PromptDocument:
        """Save these prompts, and only these."""
        collection = PromptCollection(prompts={name: Prompt(value=value) for name, value in values.items()})
        return self.service.save(folder, collection, self.service.read(folder).revision)

    def events(self) -> list[Event]:
        """What was told since this was asked last."""
        told = list(self.told)
        self.told.clear()
        return told

    def names(self) -> list[str]:
        """The names of the events since this was asked last."""
        return [event.name for event in self.events()]
