"""A ComfyUI server that is wrong in every way in which real ones were seen to be, on purpose and when told."""

from .faults import Fault, Faults, Happened
from .frames import picture
from .quirks import CURRENT, OLD, OLDEST, Quirks
from .server import FakeComfyUI
from .worker import Executed, meaning_of

__all__ = [
    "CURRENT",
    "OLD",
    "OLDEST",
    "Executed",
    "FakeComfyUI",
    "Fault",
    "Faults",
    "Happened",
    "Quirks",
    "meaning_of",
    "picture",
]
