"""The oldest ComfyUI that Penstock runs in."""

import re
from typing import Final

FLOOR: Final = (0, 8, 0)


class TooOld(RuntimeError):
    """Raised when this ComfyUI lacks what Penstock builds on; the message says what to do."""


def check_floor(version: str) -> None:
    """Raise `TooOld` where `version` ("0.33.0", "0.8.0rc1") is below the floor; one that is no version passes."""
    numbers = re.match(r"v?(\d+)\.(\d+)(?:\.(\d+))?", version)
    if numbers is None:
        return
    if tuple(int(number or 0) for number in numbers.groups()) < FLOOR:
        floor = ".".join(str(number) for number in FLOOR)
        raise TooOld(
            f"Penstock needs ComfyUI {floor} or newer, this is {version}. "
            "Update ComfyUI, or remove Penstock from custom_nodes."
        )
