"""Choices in prompts, `{red|blue} fox`: one of them is drawn at each run, as ComfyUI's page does when it queues."""

import re
import secrets
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from .documents.schemas import Schemas

Choose = Callable[[Sequence[str]], str]

DEEPEST: Final = 20
"""Choices in choices; a text that goes deeper is left as it is."""
LONGEST: Final = 100_000
"""Characters; a longer text is left as it is."""
_COMMENT: Final = re.compile(r"/[/*]")
_LINE_END: Final = re.compile(r"[\n\r\u2028\u2029]")
_ESCAPED: Final = re.compile(r"\\([{}|])")


def drawn(text: str, choose: Choose = secrets.choice) -> str:
    """`text` with one of each `{a|b}`, without comments (`//`, `/* */`); `\\{`, `\\|`, `\\}` stand for themselves."""
    return _drawn(text, choose) if len(text) <= LONGEST and _depth(text) <= DEEPEST else text


def drawn_prompt(prompt: Mapping[str, Any], schemas: Schemas, choose: Choose = secrets.choice) -> dict[str, Any]:
    """An API graph whose texts are drawn where the schema says so (`dynamicPrompts`); the given one stays as it is."""
    return {identity: _drawn_node(node, schemas, choose) for identity, node in prompt.items()}


def _drawn_node(node: Mapping[str, Any], schemas: Schemas, choose: Choose) -> dict[str, Any]:
    schema = schemas.of(node["class_type"])
    known = schema.inputs(node["inputs"]) if schema else {}
    inputs = {
        name: drawn(value, choose)
        if isinstance(value, str) and name in known and known[name].options.get("dynamicPrompts") is True
        else value
        for name, value in node["inputs"].items()
    }
    return {**node, "inputs": inputs}


def _drawn(text: str, choose: Choose) -> str:
    text = _without_comments(text)
    parts, at = [], 0
    while at < len(text):
        if text[at] == "{":
            options, at = _options(text, at + 1)
            parts.append(_drawn(choose(options), choose))
        else:
            step = 2 if text[at] == "\\" else 1
            parts.append(text[at : at + step])
            at += step
    return _ESCAPED.sub(r"\1", "".join(parts))


def _options(text: str, start: int) -> tuple[list[str], int]:
    """What stands between the bars up to the brace that closes (or the end), and where the text goes on."""
    options: list[str] = []
    begin, at, depth = start, start, 0
    while at < len(text):
        letter = text[at]
        if letter == "}" and not depth:
            return [*options, text[begin:at]], at + 1
        if letter == "|" and not depth:
            options.append(text[begin:at])
            begin = at + 1
        depth += (letter == "{") - (letter == "}")
        at += 2 if letter == "\\" else 1
    return [*options, text[begin:]], len(text)


def _without_comments(text: str) -> str:
    parts, at, look, closes = [], 0, 0, True
    while found := _COMMENT.search(text, look):
        end = _comment_end(text, found, closes)
        if end is None:
            closes, look = False, found.start() + 1
            continue
        parts.append(text[at : found.start()])
        at = look = end
    return "".join([*parts, text[at:]])


def _comment_end(text: str, found: re.Match[str], closes: bool) -> int | None:
    """Where a comment ends; None for one that nothing closes."""
    if found.group() == "//":
        line = _LINE_END.search(text, found.end())
        return line.start() if line else len(text)
    end = text.find("*/", found.end()) if closes else -1
    return None if end < 0 else end + 2


def _depth(text: str) -> int:
    depth = deepest = at = 0
    while at < len(text):
        letter = text[at]
        depth = max(0, depth + (letter == "{") - (letter == "}"))
        deepest = max(deepest, depth)
        at += 2 if letter == "\\" else 1
    return deepest
