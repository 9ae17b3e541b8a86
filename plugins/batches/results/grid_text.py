"""Text in pictures: wrapped to a width, never cut."""

from typing import Any

from attrs import frozen
from PIL import ImageFont

Font = Any


@frozen
class Block:
    """Lines of text and how large they are in pixels."""

    lines: tuple[str, ...]
    width: int
    height: int
    line_height: int


def font_of(size: int, path: str = "") -> Font:
    """A font of a size in pixels: that of a file, else Pillow's own. `OSError` where the file holds none."""
    return ImageFont.truetype(path, size) if path else ImageFont.load_default(size)


def block(text: str, font: Font, width: int) -> Block:
    """`text` in lines of at most `width` pixels; words that are longer are broken."""
    lines = [line for part in text.splitlines() for line in _wrapped(part, font, width)] if text else []
    line_height = _line_height(font)
    widest = max((_length(line, font) for line in lines), default=0)
    return Block(tuple(lines), widest, line_height * len(lines), line_height)


def _wrapped(text: str, font: Font, width: int) -> list[str]:
    lines: list[str] = []
    line = ""
    for word in text.split():
        longer = f"{line} {word}" if line else word
        if _length(longer, font) <= width:
            line = longer
            continue
        if line:
            lines.append(line)
        *full, line = _broken(word, font, width)
        lines.extend(full)
    return [*lines, line] if line else lines


def _broken(word: str, font: Font, width: int) -> list[str]:
    parts = [""]
    for char in word:
        if parts[-1] and _length(parts[-1] + char, font) > width:
            parts.append("")
        parts[-1] += char
    return parts


def _length(text: str, font: Font) -> int:
    return int(font.getlength(text)) + 1


def _line_height(font: Font) -> int:
    top, bottom = font.getmetrics()
    return int((top + bottom) * 1.15) + 1
