"""What is said of a zip file that is not taken: always which member is at fault."""

from typing import Final

from ...core.errors import BadArchive, TooLarge

_SHOWN: Final = 120
_DETAIL: Final = 300


def bad_archive(problem: str, member: str = "", hint: str = "") -> BadArchive:
    """`problem` goes on where the member's name ends: "… is encrypted."."""
    return BadArchive(_sentence(problem, member), hint=hint, field="file", details=_details(member))


def archive_too_large(problem: str, member: str = "") -> TooLarge:
    """What is more than the settings allow."""
    hint = "Raise the limit in the settings, or make the file smaller."
    return TooLarge(_sentence(problem, member), hint=hint, field="file", details=_details(member))


def _sentence(problem: str, member: str) -> str:
    shown = repr(member) if len(member) <= _SHOWN else f"{member[:_SHOWN]!r}…"
    return f"In the zip file, {shown} {problem}" if member else f"The zip file {problem}"


def _details(member: str) -> dict[str, object]:
    return {"member": member[:_DETAIL]} if member else {}
