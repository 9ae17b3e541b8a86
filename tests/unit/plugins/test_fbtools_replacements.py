"""What stands in for the nodes of ComfyUI-FBTools: the ids of both sides are right."""

from collections.abc import Callable

import pytest

from penstock.adapters.testing.corpora.fbtools_nodes import old_nodes
from penstock.core.application import Application
from penstock.core.node_replacements import NodeReplacement
from penstock.core.prompt_replacements import Replacements

OLD = old_nodes()
WANTED = sorted(OLD)


@pytest.fixture
def found(penstock_application: Callable[..., Application]) -> tuple[Application, dict[str, NodeReplacement]]:
    """The application, and its replacements by the old ids."""
    application = penstock_application()
    return application, {one.old_id: one for one in application.services.get(Replacements)}


@pytest.mark.parametrize("old_id", WANTED)
def test_a_node_of_the_other_pack_has_a_stand_in_that_fits(
    found: tuple[Application, dict[str, NodeReplacement]], old_id: str
) -> None:
    """Its widgets are named in their order, its inputs and outputs go to ones that there are, of the same type."""
    application, replacements = found
    assert old_id in replacements
    one, old = replacements[old_id], OLD[old_id]
    new = next(spec for spec in application.nodes if spec.id == one.new_id)
    assert one.old_widgets == old.widgets
    assert set(one.inputs.values()) <= {name for name, _ in old.inputs}
    assert set(one.inputs) | set(one.values) <= {given.id for given in new.inputs}
    kinds = {given.id: given.type for given in new.inputs}
    for new_name, old_name in one.inputs.items():
        assert fits(dict(old.inputs)[old_name], kinds[new_name]), (new_name, old_name)
    for old_slot, new_slot in one.outputs.items():
        assert fits(old.outputs[old_slot][1], new.outputs[new_slot].type), (old_slot, new_slot)


@pytest.mark.parametrize("old_id", WANTED)
def test_nothing_that_has_a_like_is_left_behind(
    found: tuple[Application, dict[str, NodeReplacement]], old_id: str
) -> None:
    """An input or output with the same name and type on both sides is taken over, folders aside."""
    application, replacements = found
    one, old = replacements[old_id], OLD[old_id]
    new = next(spec for spec in application.nodes if spec.id == one.new_id)
    kinds = {given.id: given.type for given in new.inputs}
    same = {name for name, kind in old.inputs if name in kinds and fits(kind, kinds[name])}
    assert same - set(one.inputs) <= {name for name in same if name.endswith("_dir")}
    slots = {output.id: (slot, output.type) for slot, output in enumerate(new.outputs)}
    for slot, (name, kind) in enumerate(old.outputs):
        if name in slots and fits(kind, slots[name][1]):
            assert one.outputs.get(slot) == slots[name][0], name


def fits(old: str, new: str) -> bool:
    """Choices of the other pack may be texts here: names are chosen by pickers."""
    return old == new or "*" in (old, new) or (old, new) == ("COMBO", "STRING")
