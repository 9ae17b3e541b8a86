"""The node Pool Profile in the course of a day."""

from typing import Any

import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")


def test_a_new_node_has_no_profile(editor: Any) -> None:
    """A new node has no profile, also where a deleted one of the same number had: it is not its successor."""
    node = editor.add("PoolProfile")
    chosen = "app.graph.getNodeById(argument).widgets.find((one) => one.name === 'profile_id')"
    editor.run(f"{chosen}.value = 'gone'; app.graph.getNodeById(argument).onConfigure?.({{}});", node)
    editor.run("app.graph.clear();")
    again = editor.add("PoolProfile")
    assert editor.widget(again, "profile_id") == ""
    select = editor.page.locator(".penstock-picker select")
    assert select.input_value() == ""
