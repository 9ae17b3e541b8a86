"""How types, docstrings and tables are written in Markdown."""

import inspect
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Final

_MODULES: Final = re.compile(r"\b(?:[a-z_]+\.)+(?=[A-Za-z])")


def head(page: str) -> str:
    """How a page begins, from the folder `heads`."""
    return (Path(__file__).parent / "heads" / f"{page}.md").read_text(encoding="utf-8")


def type_text(kind: Any) -> str:
    """A type as people write it: `tuple[Slot, ...]`, `str | None`."""
    if isinstance(kind, str):
        return kind
    if kind is type(None):
        return "None"
    text = kind.__name__ if isinstance(kind, type) and not getattr(kind, "__args__", None) else str(kind)
    return _MODULES.sub("", text)


def cell(text: str) -> str:
    """Text as the cell of a table: one line, no bar of its own."""
    return " ".join(text.split()).replace("|", "\\|")


def code(text: str) -> str:
    """Text as code in a cell of a table, empty for none; in code a bar stays as it is."""
    return f"`{' '.join(text.split())}`" if text else ""


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table, empty without rows; the cells are Markdown already."""
    lines = [f"| {' | '.join(row)} |" for row in rows]
    if not lines:
        return ""
    return "\n".join([f"| {' | '.join(head)} |", "|" + "---|" * len(head), *lines]) + "\n"


def docstring(thing: object) -> str:
    """What a docstring says, its examples as Python blocks; empty where attrs or nobody wrote one."""
    own = thing.__dict__.get("__doc__") if isinstance(thing, type) else getattr(thing, "__doc__", None)
    return with_examples(inspect.cleandoc(own)) if own else ""


def with_examples(text: str) -> str:
    """A text with its `Example::` as a Python block; other `::` blocks are code of no language."""
    prose, found, example = text.partition("Example::")
    if not found:
        return text
    return f"{prose.rstrip()}\n\n```python\n{inspect.cleandoc(example)}\n```"
