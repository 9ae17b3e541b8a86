"""Substitution without any cleverness: one character after the other, nothing remembered."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from attrs import frozen

from penstock.core.contracts.libbers import Libber

KEY_CHARACTERS = set("abcdefghijklmnopqrstuvwxyz0123456789_")
MOST_FUNCTIONS = 16
Draw = Callable[[int], tuple[int, str] | None]
Functions = Mapping[str, Callable[[str], str | None]]


@frozen
class Slow:
    """What texts are made of; a function returns None where it fails."""

    libbers: Sequence[Libber]
    mark: str
    max_depth: int
    draw: Draw
    functions: Functions

    def replaced(self, text: str, depth: int = 0) -> str:
        """The text with its references replaced."""
        made, at, mark = "", 0, self.mark
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
            found = next(self.references(text, at), None)
            if found is None:
                made += text[at]
                at += 1
                continue
            value = self.value(*found[:3], depth)
            made += text[at : found[3]] if value is None else value
            at = found[3]
        return made

    def value(self, key: str, number: int, named: Sequence[str], depth: int) -> str | None:
        """What stands in the place of a reference, None for itself."""
        place, key_there = (0, key) if depth >= self.max_depth else self.answer(key, number)
        if not place:
            return None
        value: str | None = self.replaced(self.libbers[place - 1].libs[key_there], depth + 1)
        for name in named:
            value = None if value is None else self.functions[name](value)
        return value

    def answer(self, key: str, number: int) -> tuple[int, str]:
        """The library that answers, 0 for none, and its key."""
        if key == "*":
            return self.draw(number) or (0, "")
        if number:
            known = number <= len(self.libbers) and bool(self.libbers[number - 1].libs.get(key))
            return (number if known else 0), key
        for place, libber in enumerate(self.libbers, 1):
            if key in libber.libs:
                return place, key
        return 0, key

    def references(self, text: str, at: int) -> Iterator[tuple[str, int, Sequence[str], int]]:
        """Key, number, functions and end of what may begin here; the longest key, number and names come first."""
        if not text.startswith(self.mark, at):
            return
        start = at + len(self.mark)
        longest = start
        while longest < len(text) and text[longest] in KEY_CHARACTERS:
            longest += 1
        ends = list(range(longest, start, -1))
        if not ends and text[start : start + 1] == "*" and "*" not in self.mark:
            ends = [start + 1]
        for end in ends:
            for digits in (3, 2, 1, 0) if ":" not in self.mark else (0,):
                number = text[end + 1 : end + 1 + digits]
                is_number = len(number) == digits and number.isascii() and number.isdigit() and number[0] != "0"
                if digits and not (text[end : end + 1] == ":" and is_number):
                    continue
                for named, behind in self.chains(text, end + (1 + digits if digits else 0), ()):
                    if text.startswith(self.mark, behind):
                        yield text[start:end], int(number or 0), named, behind + len(self.mark)

    def chains(self, text: str, at: int, named: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], int]]:
        """Functions that are named from here on, and where they end; the longest first."""
        if "|" not in self.mark and len(named) < MOST_FUNCTIONS:
            for name in sorted(self.functions, key=len, reverse=True):
                if text.startswith(f"|{name}", at):
                    yield from self.chains(text, at + 1 + len(name), (*named, name))
        yield named, at


def _slashes(text: str, at: int) -> int:
    count = 0
    while text[at + count : at + count + 1] == "\\":
        count += 1
    return count
