"""Writes the code into docs/examples.md: `python tests/lint/examples_page.py`. A test compares the two.

Behind each line `<!-- code: FILE -->` stands the text of that file.
"""

import re
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[2]
TARGET: Final = ROOT / "docs" / "examples.md"
_PLACE: Final = re.compile(r"(?P<mark><!-- code: (?P<file>[^ ]+) -->\n)(\n?```\w+\n.*?\n```\n)?", re.DOTALL)
_LANGUAGES: Final = {".py": "python", ".js": "js"}


def page(text: str) -> str:
    """The page with the code as it is now."""
    return _PLACE.sub(_with_code, text)


def _with_code(found: re.Match[str]) -> str:
    file = ROOT / found["file"]
    return f"{found['mark']}```{_LANGUAGES[file.suffix]}\n{file.read_text(encoding='utf-8').rstrip()}\n```\n"


if __name__ == "__main__":
    TARGET.write_text(page(TARGET.read_text(encoding="utf-8")), encoding="utf-8")
