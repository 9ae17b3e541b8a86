"""What fbTools asserts of compositions with libbers holds for Prompt Composer and the service, end to end."""

import json
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from penstock.core.application import Application
from penstock.core.contracts.libbers import Libber, Libbers
from penstock.core.contracts.prompts import LEGACY_NAMES, ProcessingType, Prompts
from penstock.core.nodes import NodeResult

Composer = Callable[..., dict[str, str]]


@pytest.fixture(scope="module")
def application(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """One for all of these tests: each brings its own collection."""
    from penstock.adapters.bundled import plugin_sources
    from penstock.core.application import build
    from penstock.core.host import Host, HostPaths

    folder = tmp_path_factory.mktemp("host")
    paths = HostPaths(**{name: folder / name for name in ("input", "output", "temp", "user")})
    for path in (paths.input, paths.output, paths.temp, paths.user):
        path.mkdir()
    made = build(Host(name="testing", paths=paths), plugin_sources(discover=False))
    made.start()
    libs = {"hero": "a %kind% knight", "kind": "bold", "sky": "red sky"}
    made.services.get(Libbers).save("words", Libber(libs=libs), None)
    yield made
    made.stop()


@pytest.fixture
def composed(application: Application) -> Composer:
    """`composed(prompts, outputs)`: the texts by output, as the node's `prompt_dict` has them."""
    spec = next(one for one in application.nodes if one.id == "PromptComposer")

    def compose(prompts: dict[str, Any], outputs: dict[str, list[str]]) -> dict[str, str]:
        given = {"version": 2, "prompts": prompts}
        call = SimpleNamespace(services=application.services)
        result = spec.run(call, prompt_collection_json_in=json.dumps(given), composition_json=json.dumps(outputs))
        assert isinstance(result, NodeResult)
        texts = dict(json.loads(result.values[1]))
        assert result.values[0] == texts.get(next(iter(outputs), ""), "")
        return texts

    return compose


def libber(value: str, name: str | None = "words") -> dict[str, Any]:
    return {"value": value, "processing_type": "libber", "libber_name": name}


def test_outputs_are_joined_by_spaces(composed: Composer) -> None:
    """One or several outputs; the keys in the order of the output."""
    prompts = {"a": "one", "b": "two", "c": "three"}
    assert composed(prompts, {"out": ["b", "a"]}) == {"out": "two one"}
    outputs = {"image": ["a"], "video": ["a", "c"], "all": ["a", "b", "c"]}
    assert composed(prompts, outputs) == {"image": "one", "video": "one three", "all": "one two three"}


def test_missing_keys_are_skipped_and_nothing_is_nothing(composed: Composer) -> None:
    """An output of no keys, or of none that there are, is an empty text."""
    assert composed({"a": "one"}, {"x": ["gone", "a", "lost"], "y": [], "z": ["gone"]}) == {
        "x": "one",
        "y": "",
        "z": "",
    }


def test_libbers_fill_prompts_that_want_them(composed: Composer) -> None:
    """Nested snippets too; raw prompts beside them stay; unknown references stay."""
    prompts = {"raw": "%hero%", "lib": libber("%hero% under %sky%"), "odd": libber("%nobody%")}
    found = composed(prompts, {"out": ["raw", "lib", "odd"]})
    assert found == {"out": "%hero% a bold knight under red sky %nobody%"}


@pytest.mark.parametrize("name", [None, "", "none", "no such libber"])
def test_without_its_libber_a_text_is_as_it_was_written(composed: Composer, name: str | None) -> None:
    """As without a manager."""
    assert composed({"a": libber("%hero%", name)}, {"out": ["a"]}) == {"out": "%hero%"}


def test_names_may_be_in_any_script(composed: Composer) -> None:
    """Keys and outputs alike."""
    assert composed({"プロンプト": "桜", "é 🐈": "chat"}, {"出力": ["プロンプト", "é 🐈"]}) == {"出力": "桜 chat"}


def test_a_version_1_file_has_five_raw_prompts_that_compose(application: Application) -> None:
    """Empty ones are left out of texts; what was composed after a save is the same."""
    path = application.host.paths.output / "scenes" / "old" / "prompts.json"
    path.parent.mkdir(parents=True)
    path.write_text(json.dumps({name: f"%hero% {name}" for name in LEGACY_NAMES}))
    prompts = application.services.get(Prompts)
    before = prompts.read("old")
    assert {prompt.processing_type for prompt in before.collection.prompts.values()} == {ProcessingType.RAW}
    names = ("wan_prompt", "girl_pos")
    text = prompts.compose(before.collection, names).text
    assert text == "%hero% wan_prompt %hero% girl_pos"
    after = prompts.save("old", before.collection, before.revision)
    assert prompts.compose(after.collection, names).text == text
    assert prompts.discover(["old"]).names == tuple(sorted(LEGACY_NAMES))
