"""A new node starts with its own values, whatever a node that was deleted had under the same id."""

from typing import Any

import pytest

pytestmark = pytest.mark.one_renderer

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

VALUES = "Object.fromEntries(node.widgets.filter(({ serialize }) => serialize !== false).map((w) => [w.name, w.value]))"
ADD = "const node = LiteGraph.createNode(argument.kind); const { id } = argument; if (id) node.id = id;"
OTHER_VALUES = (
    "for (const widget of node.widgets) {"
    "  if (typeof widget.value === 'number') widget.value = 7;"
    "  else if (typeof widget.value === 'boolean') widget.value = !widget.value;"
    "  else if (widget.options?.values) widget.value = widget.options.values.at(-1);"
    "  else widget.value = 'of the deleted node';"
    "}"
)


@pytest.mark.parametrize("kind", ["GridImagePool", "PoolProfile", "ImageGate", "ImageChooserGate", "TextGate"])
def test_a_new_node_starts_with_its_defaults(editor: Any, kind: str) -> None:
    """No widget of a new node has the value of a deleted node that had the same id."""
    first = editor.run(
        f"{ADD} const values = {VALUES}; app.graph.add(node); {OTHER_VALUES} const own = String(node.id);"
        "app.graph.remove(node); return { own, values };",
        {"kind": kind, "id": ""},
    )
    again = editor.run(
        f"{ADD} app.graph.add(node); const values = {VALUES}; return {{ own: String(node.id), values }};",
        {"kind": kind, "id": first["own"]},
    )
    assert again == first


def test_values_given_before_a_node_is_added_stay(editor: Any) -> None:
    """Who makes a node with values of its own, as other packs do, gets it so."""
    value = editor.run(
        f"{ADD} const index = node.widgets.find(({{ name }}) => name === 'index'); index.value = 3;"
        "app.graph.add(node); return index.value;",
        {"kind": "GridImagePool", "id": ""},
    )
    assert value == 3
