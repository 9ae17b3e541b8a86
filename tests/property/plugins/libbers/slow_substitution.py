"""Substitution without any cleverness: one character after the other, nothing remembered."""

from collections.abc import Callable, Sequence

from penstock.core.contracts.libbers import Libber

KEY_CHARACTERS = set("abcdefghijklmnopqrstuvwxyz0123456789_")
Draw = Callable[[int], tuple[int, str] | None]


def slow_substitution(text: str, libbers: Sequence[Libber], mark: str, max_depth: int, draw: Draw) -> str:
    """The text with its references replaced."""
    return _replaced(text, libbers, mark, max_depth, draw, 0)


def _replaced(text: str, libbers: Sequence[Libber], mark: str, max_depth: int, draw: Draw, depth: int) -> str:
    made, at = "", 0
    while at < len(text):
        slashes = _slashes(text, at) if "\\" not in mark else 0
        if slashes and text.startswith(mark, at + slashes):
            made += "\\" * (slashes // 2) + (mark if slashes % 2 else "")
            at += slashes + (len(mark) if slashes % 2 else 0)
            if slashes % 2:
                continue
        elif slashes:
            made += "\\" * slashes
            at += slashes
            continue
        found = _reference(text, at, mark)
        if found is None:
            made += text[at]
            at += 1
            continue
        key, number, end = found
        place, key_there = (0, key) if depth >= max_depth else _answer(key, number, libbers, draw)
        if place:
            value = libbers[place - 1].libs[key_there]
            made += _replaced(value, libbers, mark, max_depth, draw, depth + 1)
        else:
            made += text[at:end]
        at = end
    return made


def _answer(key: str, number: int, libbers: Sequence[Libber], draw: Draw) -> tuple[int, str]:
    if key == "*":
        return draw(number) or (0, "")
    if number:
        known = number <= len(libbers) and bool(libbers[number - 1].libs.get(key))
        return (number if known else 0), key
    for place, libber in enumerate(libbers, 1):
        if key in libber.libs:
            return place, key
    return 0, key


def _slashes(text: str, at: int) -> int:
    count = 0
    while text[at + count : at + count + 1] == "\\":
        count += 1
    return count


def _reference(text: str, at: int, mark: str) -> tuple[str, int, int] | None:
    """Key, number and end of the reference that begins here; the longest key counts."""
    if not text.startswith(mark, at):
        return None
    start = at + len(mark)
    longest = start
    while longest < len(text) and text[longest] in KEY_CHARACTERS:
        longest += 1
    ends = list(range(longest, start, -1))
    if not ends and text[start : start + 1] == "*" and "*" not in mark:
        ends = [start + 1]
    for end in ends:
        for digits in (3, 2, 1, 0) if ":" not in mark else (0,):
            number = text[end + 1 : end + 1 + digits]
            is_number = len(number) == digits and number.isascii() and number.isdigit() and number[0] != "0"
            if digits and not (text[end : end + 1] == ":" and is_number):
                continue
            behind = end + (1 + digits if digits else 0)
            if text.startswith(mark, behind):
                return text[start:end], int(number or 0), behind + len(mark)
    return None
