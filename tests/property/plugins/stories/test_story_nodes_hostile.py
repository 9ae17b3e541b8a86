"""Whatever comes over a link or stands in a workflow: the nodes answer, or say for people what is wrong."""

import json
import tempfile
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from penstock.adapters.testing.corpora.names import hostile_names
from penstock.adapters.testing.story_house import StoryHouse, fbtools_story
from penstock.core.contracts.libbers import Libbers
from penstock.core.contracts.pictures import Pictures
from penstock.core.contracts.prompts import Prompts
from penstock.core.contracts.scenes import Scenes
from penstock.core.contracts.stories import Stories
from penstock.core.errors import PenstockError
from penstock.core.files import Files
from penstock.core.host import HostPaths
from penstock.core.ids import Ids, RandomIds
from penstock.core.nodes import NodeResult
from penstock.core.services import Services
from penstock.plugins.stories.nodes import nodes
from penstock.plugins.stories.service import StoryService

from .story_values import JSON, SCENES, STORIES

GOOD = fbtools_story({"scene_name": "cats", "prompt_source": "custom", "custom_prompt": "x"})
SPECS = {spec.id: spec for spec in nodes()}
NAMES = st.one_of(
    st.sampled_from(["tale", "cats", "", "none", *(one.name for one in hostile_names())]),
    st.text(max_size=10),
)


def services_on(house: StoryHouse) -> Services:
    """What the nodes use, without pictures: scenes have none here."""
    made = Services()
    for contract, service in (
        (Stories, house.service),
        (StoryService, house.service),
        (Scenes, house.scenes),
        (Prompts, house.prompts.service),
        (Libbers, house.prompts.libbers),
        (Pictures, SimpleNamespace()),
        (HostPaths, house.paths),
        (Files, Files()),
        (Ids, RandomIds()),
    ):
        made.put(contract, service)
    return made


def ran(services: Services, node: str, **inputs: Any) -> tuple[Any, ...] | None:
    """The values of the outputs; None where the node said what is wrong."""
    spec = SPECS[node]
    call = SimpleNamespace(services=services, prompt={}, node_id="1")
    defaults = {one.id: one.default for one in spec.inputs}
    if spec.fingerprint is not None:
        linked = {one.id for one in spec.inputs if one.socket}
        seen = {key: None if key in linked else value for key, value in {**defaults, **inputs}.items()}
        assert isinstance(spec.fingerprint_of(services, lambda: call, seen), str)  # type: ignore[arg-type, return-value]
    try:
        result = spec.run(call, **{**defaults, **inputs})  # type: ignore[arg-type]
    except PenstockError as error:
        assert 400 <= error.status < 500
        assert error.message
        return None
    if isinstance(result, NodeResult):
        json.dumps(dict(result.ui))
        return result.values
    assert isinstance(result, tuple)
    return result


@settings(max_examples=60)
@given(st.data())
def test_no_name_and_no_file_makes_a_node_fail_or_leave_its_folders(data: st.DataObject) -> None:
    """Names of every kind, stories of every kind; nothing is made anywhere but below the stories."""
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as folder:
        house = StoryHouse(Path(folder) / "home")
        house.scenes.make("cats", "dogs")
        house.put(data.draw(STORIES | st.just(GOOD)))
        services = services_on(house)
        story = ran(services, "StoryLoad", story_name=data.draw(NAMES) if data.draw(st.booleans()) else "tale")
        if story is not None:
            ran(services, "StoryView", story_info=story[0], selected_scene=data.draw(NAMES))
            ran(services, "StorySave", story_info=story[0], filename=data.draw(st.sampled_from(["story.json", "../x"])))
        ran(services, "StoryEdit", story_select=data.draw(NAMES), preview_scene_name=data.draw(NAMES))
        ran(services, "StoryCreate", story_name=data.draw(NAMES), initial_scene=data.draw(NAMES))
        batch = ran(services, "StorySceneBatch", story_name="tale", job_id=data.draw(NAMES))
        if batch is not None:
            assert ran(services, "StoryScenePick", scene_batch=batch[1], scene_index=data.draw(st.integers(-9, 9)))
        assert [path.name for path in Path(folder).iterdir()] == ["home"]
        made = {path.name for path in (house.paths.output / "stories").iterdir()}
        assert made <= {"tale", ".locks"}
        assert {path.name for path in house.path().parent.iterdir()} <= {
            "story.json",
            "story.json.v1.backup",
            "jobs",
        }


@settings(max_examples=60)
@given(st.one_of(JSON, st.lists(st.one_of(SCENES, JSON), max_size=3)), st.integers(-3, 3))
def test_a_batch_of_any_kind_is_answered(batch: Any, index: int) -> None:
    """As by a node of another pack."""
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as folder:
        house = StoryHouse(Path(folder))
        house.scenes.make("cats")
        values = ran(services_on(house), "StoryScenePick", scene_batch=batch, scene_index=index)
        if values is not None:
            assert values[10] == "cats"
