"""Widgets that only keep what a node remembers are not seen, whatever renders the nodes."""

from typing import Any

import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

FIELDS = "[...document.querySelectorAll('.lg-node input')].filter((one) => one.checkVisibility()).length"
"""Text and number fields of Vue nodes; nodes on the canvas have none."""


def test_only_the_list_of_profiles_is_seen(editor: Any) -> None:
    """Pool Profile shows its list and not the fields for the name and the id that it keeps."""
    node = editor.add("PoolProfile")
    editor.page.wait_for_function("() => document.querySelectorAll('.penstock-picker').length === 1")
    editor.page.wait_for_function(f"() => {FIELDS} === 0")
    hidden = "return app.graph.getNodeById(argument).widgets.filter((one) => one.hidden && one.options.hidden).length;"
    assert editor.run(hidden, node) == 2
