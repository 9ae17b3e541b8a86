"""Texts put together from prompts, filled from their libbers, with sentences about what was not there."""

from collections.abc import Iterable, Sequence
from typing import Final

from attrs import define, field

from ...core.contracts.libbers import Libbers, Substitution
from ...core.contracts.prompts import Composed, ProcessingType, Prompt, PromptCollection
from ...core.errors import BadName, NotFound, TooLarge

LONGEST: Final = 4_000_000
"""Characters of one composed text."""

LONGEST_TOGETHER: Final = 16_000_000
"""Characters of all the texts that one call composes."""

_MOST_NOTES: Final = 50
_SEEDS_APART: Final = 1 << 64


@define
class Composing:
    """Composes texts of one collection; `notes` collects what is to be said, each sentence once."""

    collection: PromptCollection
    libbers: Libbers | None
    seed: int = 0
    _notes: dict[str, None] = field(factory=dict, init=False)
    _delimiters: dict[str, str | None] = field(factory=dict, init=False)
    _left: int = field(default=LONGEST_TOGETHER, init=False)

    @property
    def notes(self) -> tuple[str, ...]:
        """Sentences for people, in the order of the texts."""
        told = list(self._notes)
        if len(told) > _MOST_NOTES:
            told[_MOST_NOTES:] = [f"And {len(told) - _MOST_NOTES:,} more of this kind."]
        return tuple(told)

    def text(self, names: Iterable[str]) -> str:
        """The prompts of these names, joined by one space and stripped at the ends; `TooLarge`.

        Chance is drawn anew for each place, from the seed and the number of the place.
        """
        made: list[str] = []
        length = 0
        for place, name in enumerate(names):
            value = self._value(place, name)
            length += len(value) + 1
            if length > min(LONGEST, self._left):
                raise TooLarge(
                    f"The prompts together have more than {LONGEST:,} characters.", hint="Compose fewer.", field="names"
                )
            if value:
                made.append(value)
        self._left -= length
        return " ".join(made).strip()

    def _value(self, place: int, name: str) -> str:
        prompt = self.collection.prompts.get(name)
        if prompt is None:
            self._note(f"There is no prompt {shown(name)}.")
            return ""
        if prompt.processing_type is not ProcessingType.LIBBER or not prompt.value:
            return prompt.value
        return self._filled(place, name, prompt)

    def _filled(self, place: int, name: str, prompt: Prompt) -> str:
        libber = prompt.libber_name
        if not libber:
            self._note(f"{shown(name)} wants a libber and names none: it is used as it is.")
            return prompt.value
        delimiter = self._delimiter(libber)
        if delimiter is None or self.libbers is None:
            self._note(f"There is no libber {shown(libber)}: {shown(name)} is used as it is.")
            return prompt.value
        if delimiter not in prompt.value:
            return prompt.value
        try:
            found = self.libbers.substitute(prompt.value, (libber,), self.seed + place * _SEEDS_APART)
        except TooLarge as error:
            raise TooLarge(f"{shown(name)}: {error.message}", hint=error.hint, field="names") from error
        for sentence in said(found):
            self._note(f"{shown(name)}, libber {shown(libber)}: {sentence}")
        return found.text

    def _delimiter(self, libber: str) -> str | None:
        """What stands around references, None where there is no such libber; read once."""
        if libber not in self._delimiters:
            self._delimiters[libber] = self._read_delimiter(libber)
        return self._delimiters[libber]

    def _read_delimiter(self, libber: str) -> str | None:
        if self.libbers is None:
            return None
        try:
            return self.libbers.get(libber).libber.delimiter
        except (NotFound, BadName):  # a file of others may name anything
            return None

    def _note(self, sentence: str) -> None:
        self._notes.setdefault(sentence)


def compose(collection: PromptCollection, names: Sequence[str], libbers: Libbers | None, seed: int = 0) -> Composed:
    """One text; see `Composing.text`."""
    composing = Composing(collection, libbers, seed)
    text = composing.text(names)
    return Composed(text=text, notes=composing.notes)


def said(found: Substitution) -> Iterable[str]:
    """What there is to say of a substitution, a sentence each."""
    if found.unknown:
        yield f"{_listed(found.unknown)} {'is' if len(found.unknown) == 1 else 'are'} not in it."
    if found.too_deep:
        yield f"{_listed(found.too_deep)} would be nested too deeply and stayed."
    if found.unknown_functions:
        yield f"Nobody brings a function that {_listed(found.unknown_functions)} names: it stayed."
    if found.failed:
        yield f"{_listed(found.failed)} stayed, since a function failed: see the list of plugins."
    for cycle in found.cycles[:5]:
        yield f"{' leads to '.join(shown(key) for key in cycle)}, which never ends."


def shown(name: str) -> str:
    """A name in a sentence, not too long."""
    return f'"{name if len(name) <= 60 else name[:59] + "…"}"'


def _listed(keys: Sequence[str]) -> str:
    more = len(keys) - 10
    return ", ".join(shown(key) for key in keys[:10]) + (f" and {more:,} more" if more > 0 else "")
