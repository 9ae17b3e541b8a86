"""What the file of a library holds, kept whole: its snippets as they are spelt, and fields that nobody knows.

fbTools writes the snippets as `libs` and calls them `lib_dict` elsewhere: both are read, `libs` first, and written back
where they stood.
"""

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any, Final

from attrs import field

from ...core.contracts.libbers import DELIMITER, MAX_DEPTH, Libber
from ...core.errors import Invalid
from ...core.values import frozen
from .keys import is_key, normalised
from .library_json import Pair, object_text, pairs_of, parse, text_of
from .library_limits import MOST_CHARACTERS, check_count, check_delimiter, is_depth, is_text

FORMAT: Final = 1
SPELLINGS: Final = ("libs", "lib_dict")
MOST_TOLD: Final = 100
"""Problems that are told at most."""

Group = tuple[Pair, ...]
Place = tuple[int, int]
"""The number of a group and of an entry in it."""


class DamagedLibrary(ValueError):
    """Raised for bytes that are no library; the message says why, for people."""


@frozen(kw_only=True)
class Library:
    """The file's object: `groups` are its snippets as they stand there, `fields` everything else in its order."""

    groups: tuple[tuple[str, Group], ...] = ((SPELLINGS[0], ()),)
    fields: Mapping[str, Any] = field(factory=dict)
    losses: tuple[str, ...] = ()

    @property
    def read_only(self) -> bool:
        """Whether a newer Penstock wrote it, or writing it would lose something."""
        given = self.fields.get("format", FORMAT)
        return bool(self.losses) or (type(given) in (int, float) and given > FORMAT)

    @cached_property
    def libber(self) -> Libber:
        """The library that it stands for: of entries whose keys become one, the first that can be used counts."""
        libs = {key: self.groups[number][1][entry][1] for key, (number, entry) in self.places.items()}
        return Libber(libs=libs, delimiter=_delimiter(self.fields), max_depth=_depth(self.fields))

    @cached_property
    def places(self) -> Mapping[str, Place]:
        """Where the entry that counts for each key stands."""
        places: dict[str, Place] = {}
        for place, spelling, value in self.entries():
            if is_usable(spelling, value):
                places.setdefault(normalised(spelling), place)
        return places

    def entries(self) -> Iterator[tuple[Place, str, Any]]:
        """Every entry of every group, with its place, as it is spelt."""
        for number, (_, group) in enumerate(self.groups):
            for entry, (spelling, value) in enumerate(group):
                yield (number, entry), spelling, value

    @cached_property
    def problems(self) -> tuple[str, ...]:
        """What in the file is not used, and why; it is kept there."""
        told = [*self._about_fields(), *self._about_entries()]
        more = len(told) - MOST_TOLD
        return (*told[:MOST_TOLD], f"There are {more:,} more problems of this kind.") if more > 0 else tuple(told)

    def check_size(self) -> None:
        """Raise `TooLarge` for too many snippets; entries that do not count may be as many again."""
        entries = sum(len(group) for _, group in self.groups)
        check_count(max(len(self.places), entries // 2), "The file of a libber")

    def encode(self) -> bytes:
        """The bytes of the file; a lone surrogate in what is only kept is written as its escape."""
        fields = dict(self.fields)
        texts = [("format", text_of(fields.pop("format", FORMAT), "  "))]
        for name, group in self.groups:
            texts.append((name, object_text([(key, text_of(value, "    ")) for key, value in group], "  ")))
        for name, default in (("delimiter", DELIMITER), ("max_depth", MAX_DEPTH)):
            texts.append((name, text_of(fields.pop(name, default), "  ")))
        texts += [(name, text_of(value, "  ")) for name, value in fields.items()]
        return f"{object_text(texts)}\n".encode("utf-8", "backslashreplace")

    def _about_fields(self) -> Iterator[str]:
        given = self.fields
        if self.losses:
            yield f"The file cannot be changed here, because this would be lost: {', '.join(self.losses[:3])}."
        elif self.read_only:
            yield "A newer Penstock wrote this libber: it can be used and not changed."
        for name in SPELLINGS:
            if name in given:
                yield f"{name!r} holds no snippets: it is no object."
        if "delimiter" in given and _delimiter(given) != given["delimiter"]:
            yield f"{_shown(given['delimiter'])} cannot be a delimiter; {DELIMITER} is used."
        if "max_depth" in given and not is_depth(given["max_depth"]):
            yield f"{_shown(given['max_depth'])} cannot be a depth; {MAX_DEPTH} is used."

    def _about_entries(self) -> Iterator[str]:
        places = self.places
        for place, spelling, value in self.entries():
            key = normalised(spelling)
            if not is_key(key):
                yield f"{_shown(spelling)} is no key that a text could refer to."
            elif not is_text(value):
                yield f"The snippet {_shown(spelling)} is no text."
            elif len(value) > MOST_CHARACTERS:
                yield f"The snippet {_shown(spelling)} has more than {MOST_CHARACTERS:,} characters."
            elif places[key] != place and self._text_at(places[key]) != value:
                yield f"The key {_shown(spelling)} stands there more than once as {key!r}; the first one counts."

    def _text_at(self, place: Place) -> Any:
        return self.groups[place[0]][1][place[1]][1]


def is_usable(spelling: str, value: Any) -> bool:
    """Whether an entry of a file is a snippet that texts can refer to."""
    return is_text(value) and len(value) <= MOST_CHARACTERS and is_key(normalised(spelling))


def decode(data: bytes) -> Library:
    """The library that the bytes of a file hold. Raises `DamagedLibrary`, and `TooLarge` for too many snippets.

    What a newer Penstock wrote is never damaged as long as it is an object: its snippets may have become another thing.
    """
    try:
        parsed = parse(data)
    except ValueError as error:
        raise DamagedLibrary(str(error)) from error
    found = parsed.value
    if not isinstance(found, dict):
        raise DamagedLibrary("it is no object")
    groups = tuple((name, pairs_of(found[name])) for name in SPELLINGS if isinstance(found.get(name), dict))
    names = {name for name, _ in groups}
    doubled = sum(all(one is not found[name] for name in names) for one in parsed.doubled)
    losses = (*parsed.losses, *(("fields that stand there twice",) if doubled else ()))
    library = Library(
        groups=groups, fields={name: value for name, value in found.items() if name not in names}, losses=losses
    )
    if not groups and not library.read_only:
        raise DamagedLibrary("it has no snippets, neither as 'libs' nor as 'lib_dict'")
    library.check_size()
    return library


def _delimiter(fields: Mapping[str, Any]) -> str:
    try:
        return check_delimiter(fields.get("delimiter", DELIMITER))
    except Invalid:
        return DELIMITER


def _depth(fields: Mapping[str, Any]) -> int:
    given = fields.get("max_depth", MAX_DEPTH)
    return given if is_depth(given) else MAX_DEPTH


def _shown(value: Any) -> str:
    return ascii(value)[:80]
