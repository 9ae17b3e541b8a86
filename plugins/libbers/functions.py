"""The text functions that come with libbers, in the order in which people are shown them. Each takes linear time."""

import re
from typing import Final

from ...core.text_functions import TextFunction

_FIRST_LETTER: Final = re.compile(r"(?<![\w'\u2019])\w")
_COMMAS: Final = re.compile(r" ?(?:, ?)+")
_NUMBER: Final = r"[-+]?+(?:[0-9]++(?:\.[0-9]++)?+|\.[0-9]++)"
"""Possessive: of a million digits that are no weight each is looked at once."""
_WEIGHTS: Final = re.compile(rf"(?s:\\.)|\(|(?::[ \t]*+{_NUMBER}[ \t]*+)?\)|[^\\():]+|.", re.DOTALL)
_BRACKETS: Final = re.compile(r"\\.|[()]", re.DOTALL)


def titled(text: str) -> str:
    """The first letter of each word large, the others as they are."""
    return _FIRST_LETTER.sub(lambda found: found[0].upper(), text)


def one_line(text: str) -> str:
    """The lines of `text` that are not empty, one blank between them."""
    return " ".join(line for one in text.splitlines() if (line := one.strip()))


def tidied(text: str) -> str:
    """One blank where there were several, no empty place between commas, nothing of both at the ends."""
    return _COMMAS.sub(", ", " ".join(text.split())).strip(" ,")


def unique_tags(text: str) -> str:
    """What stands between commas once, the first stays; capitals do not count. Commas in brackets part nothing."""
    kept: dict[str, str] = {}
    for tag in _tags(text):
        kept.setdefault(tag.casefold(), tag)
    return ", ".join(kept.values())


def without_weights(text: str) -> str:
    r"""`(cat:1.2)` and `((cat))` as `cat`. Brackets that have no partner, and `\(`, stay."""
    made: list[str] = []
    opened: list[int] = []
    for token in _WEIGHTS.findall(text):
        if token == "(":  # noqa: S105 - a bracket
            opened.append(len(made))
        elif token[-1] == ")" and token[0] != "\\" and opened:
            made[opened.pop()] = ""
            continue
        made.append(token)
    return "".join(made)


def escaped(text: str) -> str:
    r"""`(` and `)` as `\(` and `\)`, so that they are no weights; what has a backslash stays."""
    return _BRACKETS.sub(lambda found: found[0] if found[0][0] == "\\" else f"\\{found[0]}", text)


def _tags(text: str) -> list[str]:
    made, depth, begin = [], 0, 0
    for found in re.finditer(r"\\.|[(),]", text, re.DOTALL):
        if found[0] == "," and not depth:
            made.append(text[begin : found.start()].strip())
            begin = found.end()
        elif found[0] in "()":
            depth = max(0, depth + (1 if found[0] == "(" else -1))
    return [tag for tag in (*made, text[begin:].strip()) if tag]


FUNCTIONS: Final = (
    TextFunction(name="upper", run=str.upper, summary="All letters large."),
    TextFunction(name="lower", run=str.lower, summary="All letters small."),
    TextFunction(name="title", run=titled, summary="The first letter of each word large."),
    TextFunction(name="trim", run=str.strip, summary="Without blanks and line breaks at both ends."),
    TextFunction(name="one_line", run=one_line, summary="Its lines as one, empty ones left out."),
    TextFunction(name="tidy", run=tidied, summary="Several blanks or commas as one, none at the ends."),
    TextFunction(name="unique_tags", run=unique_tags, summary="What stands between commas only once."),
    TextFunction(name="no_weights", run=without_weights, summary="(cat:1.2) and ((cat)) as cat."),
    TextFunction(name="escape", run=escaped, summary="( and ) as \\( and \\), so that they are no weights."),
)
