"""The profiles' server in memory, for scripts of the tests."""

from pathlib import Path
from typing import Final

_MODULE: Final = Path(__file__).with_suffix(".js")

SERVER: Final = _MODULE.read_text(encoding="utf-8").replace("export ", "") + "\nconst server = new Server();\n"
"""Puts `server`, `bookOf`, `names`, `profile`, `refusal` and `settle` into a script."""
