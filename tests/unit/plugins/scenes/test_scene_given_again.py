"""A node that runs again writes over nothing that somebody edited since."""

from collections.abc import Callable
from typing import Any

import numpy
import pytest
from attrs import evolve, frozen

from penstock.core.application import Application
from penstock.core.contracts.prompts import Prompt, Prompts
from penstock.core.contracts.scenes import Scenes
from penstock.plugins.scenes.given_notes import FILE

RED = numpy.full((1, 6, 8, 3), (1.0, 0.0, 0.0), dtype=numpy.float32)
BLUE = numpy.full((1, 6, 8, 3), (0.0, 0.0, 1.0), dtype=numpy.float32)


def collection(text: str) -> str:
    return f'{{"version": 2, "prompts": {{"a": {{"value": "{text}"}}}}}}'


@frozen
class Studio:
    """An application; a node is run as node 1 where nothing else is said."""

    application: Application
    node_call: Callable[..., Any]

    def create(self, node: str = "1", **inputs: Any) -> Any:
        given = {"scene_name": "cats", "base_image": RED, "prompt_collection_json": collection("node"), **inputs}
        return self._run("SceneCreate", node, given)

    def update(self, node: str = "2", **inputs: Any) -> Any:
        return self._run("SceneUpdate", node, {"scene_info_in": self.scenes.info("cats"), **inputs})

    def _run(self, kind: str, node: str, inputs: dict[str, Any]) -> Any:
        spec = next(one for one in self.application.nodes if one.id == kind)
        call = evolve(self.node_call(self.application), node_id=node)
        return spec.run(call, **{**{one.id: one.default for one in spec.inputs}, **inputs})

    @property
    def scenes(self) -> Scenes:
        return self.application.services.get(Scenes)  # type: ignore[type-abstract]

    def edit(self, text: str = "mine", resolution: int = 1280) -> None:
        """Somebody saves another prompt and another resolution."""
        now = self.scenes.get("cats")
        self.scenes.save(evolve(now, resolution=resolution), now.revision)
        prompts = self.application.services.get(Prompts)  # type: ignore[type-abstract]
        found = prompts.read("cats")
        made = evolve(found.collection, prompts={**found.collection.prompts, "a": Prompt(value=text)})
        prompts.save("cats", made, found.revision)

    def put(self, picture: Any, name: str = "base") -> None:
        """Somebody puts another picture there."""
        self.scenes.save_info(evolve(self.scenes.info("cats"), images={name: picture}))

    @property
    def now(self) -> tuple[str, int, list[float]]:
        """The prompt, the resolution, the colour of the base picture."""
        found = self.scenes.info("cats")
        colour = numpy.asarray(self.scenes.image(found, "base"))[0, 0, 0]
        return found.prompts.prompts["a"].value, found.resolution, [round(float(one)) for one in colour]


@pytest.fixture
def studio(penstock_application: Callable[..., Application], node_call: Callable[..., Any]) -> Studio:
    """A scene that Scene Create has made."""
    made = Studio(penstock_application(), node_call)
    made.create()
    assert made.now == ("node", 512, [1, 0, 0])
    return made


def test_what_was_edited_stays_when_the_node_runs_again(studio: Studio) -> None:
    """With another seed, after a restart: the node gives what it gave before, and gives out what is there."""
    studio.edit()
    studio.put(BLUE)
    before = studio.scenes.signature("cats")
    found = studio.create(seed=7, prompt_name="a")
    assert studio.now == ("mine", 1280, [0, 0, 1])
    assert found.values[2] == "mine"
    assert studio.scenes.signature("cats") == before


def test_what_the_node_gives_anew_is_written(studio: Studio) -> None:
    """Each thing by itself: the others stay as they were edited."""
    studio.edit()
    studio.put(BLUE)
    studio.create(prompt_collection_json=collection("newer"))
    assert studio.now == ("newer", 1280, [0, 0, 1])
    studio.create(prompt_collection_json=collection("newer"), resolution=640)
    assert studio.now == ("newer", 640, [0, 0, 1])
    studio.create()
    assert studio.now == ("node", 512, [0, 0, 1])


def test_what_was_edited_and_is_written_over_is_told(studio: Studio) -> None:
    """In the node's text, once; what a node had given itself is not."""
    studio.edit()
    found = studio.create(prompt_collection_json=collection("newer"), resolution=640)
    assert found.ui["text"] == ["resolution was: 1280\na was: mine"]
    found = studio.create(prompt_collection_json=collection("newest"), resolution=800)
    assert found.ui == {"scene": ["cats"]}


def test_what_somebody_took_away_is_given_again(studio: Studio) -> None:
    """And a scene that is another one by now gets everything."""
    (studio.scenes.folder("cats") / "base.png").unlink()
    studio.create()
    assert studio.now == ("node", 512, [1, 0, 0])
    studio.scenes.delete("cats")
    studio.scenes.create("cats")
    studio.edit()
    studio.create()
    assert studio.now == ("node", 512, [1, 0, 0])


def test_the_notes_go_along_with_a_new_name(studio: Studio) -> None:
    """An update of the scene under its new name keeps what was edited."""
    studio.update(update_base=True, base_image=BLUE)
    studio.scenes.rename("cats", "tigers")
    studio.scenes.rename("tigers", "cats")
    studio.put(RED)
    studio.update(update_base=True, base_image=BLUE)
    assert studio.now[2] == [1, 0, 0]


def test_two_nodes_that_give_the_same_thing_take_turns(studio: Studio) -> None:
    """The second writes over the first's, also when only the first is other; running both again changes nothing."""
    studio.update(update_base=True, base_image=BLUE)
    assert studio.now[2] == [0, 0, 1]
    studio.edit()
    studio.create()
    studio.update(update_base=True, base_image=BLUE)
    assert studio.now == ("mine", 1280, [0, 0, 1])
    studio.create(base_image=RED * 0.5)
    studio.update(update_base=True, base_image=BLUE)
    assert studio.now[2] == [0, 0, 1]


@pytest.mark.parametrize("data", [b"{", b"[]", b'{"given": {"picture:base": [1]}}', b'{"given": 1}'])
def test_notes_that_cannot_be_read_are_none(studio: Studio, data: bytes) -> None:
    """The node writes what it is given, and notes it."""
    studio.put(BLUE)
    (studio.scenes.folder("cats") / FILE).write_bytes(data)
    studio.create()
    assert studio.now[2] == [1, 0, 0]
    studio.put(BLUE)
    studio.create()
    assert studio.now[2] == [0, 0, 1]
