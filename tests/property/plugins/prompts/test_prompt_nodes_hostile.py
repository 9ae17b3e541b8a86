"""Whatever stands in a workflow: the nodes answer with a collection and a text, or with an error for people."""

import json
from types import SimpleNamespace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from penstock.core.errors import PenstockError
from penstock.core.nodes import NodeResult
from penstock.core.services import Services
from penstock.plugins.prompts.nodes import nodes

from .documents import NAMES, V1, V2, VALUES

SPECS = {spec.id: spec for spec in nodes()}
COLLECTIONS = st.one_of(
    st.one_of(V1, V2, VALUES).map(json.dumps),
    st.text(max_size=20),
    st.sampled_from(["", "{}", "[" * 5_000, '{"a":' * 300 + "1" + "}" * 300, '{"prompts": {"a": NaN}}', "1e999"]),
)
TEXTS = st.one_of(NAMES, st.text(st.characters(), max_size=20), VALUES.map(json.dumps))


def ran(node: str, **inputs: Any) -> tuple[Any, ...] | None:
    """The values of the outputs; None where the node said what is wrong, which it also says before the run."""
    services = Services()
    spec = SPECS[node]
    taken = {name: value for name, value in inputs.items() if name in _validated(node)}
    assert spec.validate is not None
    before = spec.validate(services, **taken)
    try:
        result = spec.run(SimpleNamespace(services=services), **inputs)  # type: ignore[arg-type]
    except PenstockError as error:
        assert 400 <= error.status < 500
        assert error.message
        return None
    assert before is True
    assert isinstance(result, NodeResult)
    json.dumps(dict(result.ui))
    return result.values


def _validated(node: str) -> tuple[str, ...]:
    shared = ("prompt_collection_json_in",)
    return shared if node == "PromptCollectionEdit" else (*shared, "composition", "composition_json")


@given(COLLECTIONS, st.sampled_from(["list", "add", "remove", "update", "rename", "?"]), TEXTS, TEXTS, TEXTS)
def test_a_collection_comes_out_or_what_is_wrong(
    given_text: str, operation: str, name: str, value: str, more: str
) -> None:
    """What comes out goes in again, and is listed as it is."""
    values = ran(
        "PromptCollectionEdit",
        prompt_collection_json_in=given_text,
        operation=operation,
        prompt_name=name,
        prompt_value=value,
        prompt_category=more,
        prompt_description=more,
    )
    if values is not None:
        assert ran("PromptCollectionEdit", prompt_collection_json_in=values[0]) == values
        assert json.loads(values[1]) == sorted(json.loads(values[0])["prompts"])


@given(COLLECTIONS, TEXTS, st.one_of(st.just(""), TEXTS), st.integers(0, 2**64 - 1))
def test_a_text_comes_out_or_what_is_wrong(given_text: str, composition: str, compositions: str, seed: int) -> None:
    """A text, a JSON object of texts, and at least one sentence."""
    inputs = {"composition": composition, "composition_json": compositions, "seed": seed}
    values = ran("PromptComposer", prompt_collection_json_in=given_text, **inputs)
    if values is not None:
        assert all(isinstance(text, str) for text in json.loads(values[1]).values())
        assert values[2]
