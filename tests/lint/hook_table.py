"""Writes docs/hooks.md from the hook specs: `python tests/lint/hook_table.py`. A test compares the two."""

import inspect
from pathlib import Path
from types import ModuleType

from penstock.core.hooks import PHASES, kind_of

TARGET = Path(__file__).resolve().parents[2] / "docs" / "hooks.md"


def page() -> str:
    """The whole page."""
    head = "# Hooks\n\nWritten from the specs in `penstock.core.hooks` by `python tests/lint/hook_table.py`.\n"
    return head + "".join(_phase(phase) for phase in PHASES)


def _phase(phase: ModuleType) -> str:
    title = phase.__name__.rpartition(".")[2].capitalize()
    specs = [(name, spec) for name, spec in vars(phase).items() if hasattr(spec, "penstock_kind")]
    return f"\n## {title}\n\n{inspect.getdoc(phase)}\n" + "".join(_hook(name, spec) for name, spec in specs)


def _hook(name: str, spec: object) -> str:
    arguments = ", ".join(inspect.signature(spec).parameters)  # type: ignore[arg-type]
    text = inspect.getdoc(spec) or ""
    prose, found, example = text.partition("Example::")
    block = f"\n```python\n{inspect.cleandoc(example)}\n```\n" if found else ""
    return f"\n### `{name}({arguments})`\n\n**{kind_of(spec).value}** · {prose.strip()}\n{block}"  # type: ignore[arg-type]


if __name__ == "__main__":
    TARGET.write_text(page(), encoding="utf-8")
