"""The example of docs/writing-a-plugin.md that keeps rows."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from penstock.core.application import Application

GUIDE = (Path(__file__).resolve().parents[3] / "docs" / "writing-a-plugin.md").read_text(encoding="utf-8")


def test_the_rows_of_the_guide_are_kept(penstock_application: Callable[..., Application], tmp_path: Path) -> None:
    """Its revision makes the table at the first use, what is written is read."""
    rows, revision = re.findall(r"```python\n(.*?)```", GUIDE.split("## Rows in the database")[1], re.DOTALL)[:2]
    (tmp_path / "migrations").mkdir()
    (tmp_path / "migrations" / "revision_0001.py").write_text(revision, encoding="utf-8")
    names: dict[str, Any] = {"__file__": str(tmp_path / "captions.py")}
    exec(compile(rows, "captions.py", "exec"), names)
    services = penstock_application().services
    names["remember"](services, "fox.png", "a red fox")
    assert names["caption_of"](services, "fox.png") == "a red fox"
    assert names["caption_of"](services, "cat.png") is None
