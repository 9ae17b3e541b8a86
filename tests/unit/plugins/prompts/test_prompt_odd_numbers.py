"""Files that hold NaN or Infinity, as Python's programs write them: shown with a problem, and never written over."""

import pytest

from penstock.adapters.testing.prompt_house import WholePrompts
from penstock.core.draft_values import json_text
from penstock.plugins.prompts.documents import PromptDocuments

ODD = {
    "in a prompt": ('{"version": 2, "prompts": {"a": {"value": "x", "n": [{"m": NaN}]}}}', "'a'"),
    "in the flags": ('{"version": 2, "prompts": {"a": "x"}, "scene_flags": {"n": -Infinity}}', "'scene_flags'"),
    "too large": ('{"version": 2, "prompts": {"a": {"value": "x", "n": 1e999}}}', "'a'"),
}


@pytest.mark.parametrize("case", ODD)
def test_a_number_that_json_has_not_makes_a_document_read_only(whole: WholePrompts, case: str) -> None:
    """Its entries fit into a draft all the same; the problem says where it stands."""
    text, place = ODD[case]
    whole.put("odd", text.encode())
    found = PromptDocuments(lambda: whole.service).read("odd")
    assert (found.read_only, place in found.problems[-1]) == (True, True)
    assert found.entries["prompt:a"]["value"] == "x"
    assert all(json_text(value) for value in found.entries.values())


def test_where_no_draft_holds_it_such_a_number_hinders_nobody(whole: WholePrompts) -> None:
    """In the backup of version 1 and in unknown fields of the file it stays; other numbers are numbers."""
    whole.put("fine", b'{"version": 2, "prompts": {"a": {"value": "", "n": 1.5}}, "x": NaN, "v1_backup": {"n": NaN}}')
    found = PromptDocuments(lambda: whole.service).read("fine")
    assert (found.read_only, found.entries["prompt:a"]["n"]) == (False, 1.5)


def test_many_of_them_are_not_all_told(whole: WholePrompts) -> None:
    """Twenty sentences are enough."""
    prompts = ",".join(f'"p{number}": {{"value": "", "n": NaN}}' for number in range(50))
    whole.put("odd", f'{{"version": 2, "prompts": {{{prompts}}}}}'.encode())
    assert len(PromptDocuments(lambda: whole.service).read("odd").problems) == 20
