"""Writes docs/hooks.md from the hook specs: `python tests/lint/hook_table.py`. A test compares the two."""

import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
TARGET = HERE.parents[1] / "docs" / "hooks.md"


def page() -> str:
    """The whole page."""
    if str(HERE) not in sys.path:
        sys.path.insert(0, str(HERE))
    from reference import hooks

    return hooks.page()


if __name__ == "__main__":
    TARGET.write_text(page(), encoding="utf-8")
