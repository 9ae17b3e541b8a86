"""A run is repeated when a file changed that its output depends on, and only then."""

import json
from typing import Any

import pytest

from penstock.adapters.testing.prompt_house import WholePrompts
from penstock.core.contracts.libbers import Libbers
from penstock.core.contracts.prompts import Prompts
from penstock.core.services import Services
from penstock.plugins.prompts.nodes import nodes


def fingerprint(whole: WholePrompts, node: str, **inputs: Any) -> str:
    """As a host asks for it: defaults for what is left out, None for what is linked."""
    services = Services()
    services.put(Prompts, whole.service)  # type: ignore[type-abstract]
    found = whole.found()
    assert found is not None
    services.put(Libbers, found)  # type: ignore[type-abstract]
    spec = next(one for one in nodes() if one.id == node)
    assert spec.fingerprint is not None
    return spec.fingerprint(services, **{one.id: one.default for one in spec.inputs} | inputs)


def changes(whole: WholePrompts, node: str, change: Any, **inputs: Any) -> bool:
    """Whether the fingerprint is another after `change`; without one it stays."""
    before = fingerprint(whole, node, **inputs)
    assert fingerprint(whole, node, **inputs) == before
    change()
    return fingerprint(whole, node, **inputs) != before


@pytest.fixture(autouse=True)
def _stored(whole: WholePrompts) -> None:
    """The folder cats uses styles in a composition, beside a prompt of other in none; dogs uses nothing."""
    libber = {"processing_type": "libber", "value": "%mood%"}
    whole.libbers.libs.update({"styles": {"mood": "sad"}, "other": {}, "third": {}})
    prompts = {"a": {**libber, "libber_name": "styles"}, "b": {**libber, "libber_name": "other"}, "r": "raw"}
    whole.put("cats", {"version": 2, "prompts": prompts, "compositions": {"c": ["a"]}})
    whole.save("dogs", a="1")


@pytest.mark.parametrize("node", ["PromptCollectionEdit", "PromptComposer"])
def test_a_stored_collection_counts(whole: WholePrompts, node: str) -> None:
    """Its own file, and no other."""
    assert changes(whole, node, lambda: whole.save("dogs", a="2"), collection="dogs")
    assert not changes(whole, node, lambda: whole.save("dogs", a="3"), collection="cats")
    assert not changes(whole, node, lambda: whole.save("dogs", a="4"), prompt_collection_json_in='{"a": "b"}')
    assert not changes(whole, node, lambda: whole.save("dogs", a="5"))


@pytest.mark.parametrize("node", ["PromptCollectionEdit", "PromptComposer"])
def test_a_linked_collection_may_be_any(whole: WholePrompts, node: str) -> None:
    """Every file counts where a link brings the name of the folder."""
    assert changes(whole, node, lambda: whole.save("dogs", a="2"), collection=None)
    assert changes(whole, node, lambda: whole.save("dogs", a="3"), prompt_collection_json_in=None, collection="dogs")
    assert changes(whole, node, lambda: whole.save("new", a="1"), collection=None)


def test_libbers_of_the_picked_prompts_count(whole: WholePrompts) -> None:
    """Those of the text and of all compositions, whose texts are an output too; no other library."""

    def put(name: str, value: str) -> Any:
        return lambda: whole.libbers.libs[name].update(mood=value)

    assert changes(whole, "PromptComposer", put("styles", "1"), collection="cats")
    assert changes(whole, "PromptComposer", put("styles", "2"), collection="cats", composition="r")
    assert changes(whole, "PromptComposer", put("other", "1"), collection="cats")
    assert not changes(whole, "PromptComposer", put("other", "2"), collection="cats", composition="r")
    assert not changes(whole, "PromptComposer", put("third", "1"), collection="cats")
    assert not changes(whole, "PromptComposer", put("styles", "3"), collection="dogs")


def test_libbers_of_a_linked_collection_all_count(whole: WholePrompts) -> None:
    """Which ones it names is known in the run only."""
    for linked in ("prompt_collection_json_in", "composition", "composition_json", "collection"):
        inputs = {"collection": "dogs", linked: None}
        change = whole.libbers.libs["third"].setdefault
        assert changes(whole, "PromptComposer", lambda linked=linked, put=change: put(linked, "x"), **inputs)


def test_a_libber_that_comes_or_goes_counts(whole: WholePrompts) -> None:
    """A text that could not be filled is made again when it can be."""
    del whole.libbers.libs["styles"]
    back = {"styles": {"mood": "x"}}
    assert changes(whole, "PromptComposer", lambda: whole.libbers.libs.update(back), collection="cats")


def test_what_cannot_be_read_is_never_the_same_twice(whole: WholePrompts) -> None:
    """The run says what is wrong, and is not skipped."""
    whole.put("broken", b"{")
    for inputs in ({"collection": "broken"}, {"prompt_collection_json_in": "["}, {"collection": "../x"}):
        first, second = (fingerprint(whole, "PromptComposer", **inputs) for _ in range(2))
        assert first != second


def test_a_library_in_json_counts(whole: WholePrompts) -> None:
    """A collection that is not stored names its libbers as well."""
    given = json.dumps({"prompts": {"a": {"value": "%x%", "processing_type": "libber", "libber_name": "third"}}})
    change = whole.libbers.libs["third"].update
    assert changes(whole, "PromptComposer", lambda: change(x="1"), prompt_collection_json_in=given)
