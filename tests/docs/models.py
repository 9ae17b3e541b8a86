"""What JSON on the pages claims to be, by the word in `<!-- is: ... -->`: functions that raise where it is not."""

from collections.abc import Callable, Mapping
from typing import Any, Final

MODELS: Final[Mapping[str, Callable[[Any], object]]] = {}
