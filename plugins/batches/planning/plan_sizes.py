"""How much a plan asks for as a whole: small words may ask for more than a machine has."""

from collections.abc import Sequence
from typing import Final

from attrs import define, field

from .plan_faults import PlanFaults

MOST_VALUES: Final = 200_000
"""Values of all axes, once for each parameter that gets them."""

MOST_TEXT: Final = 1_000_000
"""Characters of a text that replacing makes."""

MOST_TEXTS: Final = 20_000_000
"""Characters of all texts that replacing makes."""


@define
class PlanSize:
    """Counts what the axes of one plan ask for, before it is made; a fault is added where it is too much."""

    _faults: PlanFaults
    _values: int = field(default=0, init=False)
    _characters: int = field(default=0, init=False)

    @property
    def is_exceeded(self) -> bool:
        """Whether the axes so far are too much: no other one is to be made."""
        return self._values > MOST_VALUES or self._characters > MOST_TEXTS

    def fits(self, where: str, count: int, parameters: int) -> bool:
        """Whether an axis of so many values for so many parameters still goes in."""
        self._values += count * parameters
        if self._values > MOST_VALUES:
            self._faults.add(where, "too_much", f"All axes together have at most {MOST_VALUES} values.")
        return self._values <= MOST_VALUES

    def fits_replaced(self, where: str, texts: Sequence[str], search: str, replacements: Sequence[str]) -> bool:
        """Whether the texts that these replacements make still go in."""
        for text in texts:
            found = text.count(search)
            for index, new in enumerate(replacements):
                length = len(text) + found * (len(new) - len(search))
                self._characters += length
                if length > MOST_TEXT:
                    message = f"With this replacement the text has {length} characters, more than {MOST_TEXT}."
                    self._faults.add(f"{where}.replacements[{index}]", "too_long", message)
                    return False
        if self._characters > MOST_TEXTS:
            message = f"All replacements together make more than {MOST_TEXTS} characters."
            self._faults.add(where, "too_much", message)
        return self._characters <= MOST_TEXTS
