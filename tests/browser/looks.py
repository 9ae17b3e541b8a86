"""How pages are looked at: dark and light, wide and narrow."""

from typing import Final

import pytest

_EVERY_DAY: Final = (("dark", 1400), ("light", 390))
_EVERY_NIGHT: Final = (("light", 1400), ("dark", 390))

LOOKS: Final = [*_EVERY_DAY, *(pytest.param(*look, marks=pytest.mark.nightly) for look in _EVERY_NIGHT)]
"""`(scheme, width)` for `parametrize`: each scheme and each width for every change, each with each other at night."""

WHOLE_LOOKS: Final = [*_EVERY_DAY, *(pytest.param(look, marks=pytest.mark.nightly) for look in _EVERY_NIGHT)]
"""The same for a fixture, which gets a look as one value."""
