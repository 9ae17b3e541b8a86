"""A whole application with scenes, stories and executions, whose nodes are run as a host runs them."""

import time
from collections.abc import Mapping
from typing import Any

import numpy
from attrs import define, field, frozen

from penstock.core.application import Application
from penstock.core.contracts.executions import Executions
from penstock.core.contracts.pictures import Pictures
from penstock.core.contracts.prompts import Prompt, PromptCollection, Prompts
from penstock.core.contracts.scenes import Scenes
from penstock.core.contracts.stories import Stories, StoryInfo, StoryScene
from penstock.core.host import HostPaths
from penstock.core.nodes import NodeResult, NodeSpec
from penstock.core.services import Services


@frozen
class Call:
    """What the nodes use of a call."""

    services: Services
    prompt: Mapping[str, Any] = field(factory=dict)
    node_id: str = "7"
    extra_pnginfo: Mapping[str, Any] = field(factory=dict)
    metadata: Mapping[str, str] = field(factory=dict)

    def interrupted(self) -> bool:
        """Nobody stops it."""
        return False

    def progress(self, _value: float, _total: float) -> None:
        """Nobody looks."""


@define
class StoryWorld:
    """`run("StoryLoad", story_name=...)` gives the values of a node by the ids of its outputs."""

    application: Application
    paths: HostPaths
    shown: Mapping[str, Any] = field(factory=dict)

    @property
    def services(self) -> Services:
        """All services."""
        return self.application.services

    @property
    def stories(self) -> Stories:
        """The stories."""
        return self.services.get(Stories)  # type: ignore[type-abstract]

    @property
    def executions(self) -> Executions:
        """The executions."""
        return self.services.get(Executions)  # type: ignore[type-abstract]

    def spec(self, node: str) -> NodeSpec:
        """A node."""
        return next(one for one in self.application.nodes if one.id == node)

    def run(self, node: str, prompt: Mapping[str, Any] | None = None, **inputs: Any) -> dict[str, Any]:
        """The values of its outputs; `shown` is what the page gets."""
        spec = self.spec(node)
        defaults = {one.id: one.default for one in spec.inputs}
        result = spec.run(Call(self.services, prompt or {}), **{**defaults, **inputs})
        assert isinstance(result, NodeResult | tuple)
        values = result.values if isinstance(result, NodeResult) else result
        self.shown = result.ui if isinstance(result, NodeResult) else {}
        assert all(isinstance(one, list) for one in self.shown.values())
        assert len(values) == len(spec.outputs)
        return dict(zip((one.id for one in spec.outputs), values, strict=True))

    def fingerprint(self, node: str, prompt: Mapping[str, Any] | None = None, **inputs: Any) -> str | None:
        """That of a node; inputs that are not given have their defaults, linked ones are None."""
        spec = self.spec(node)
        defaults = {one.id: None if one.socket else one.default for one in spec.inputs}
        call = Call(self.services, prompt or {})
        return spec.fingerprint_of(self.services, lambda: call, {**defaults, **inputs})  # type: ignore[arg-type, return-value]

    def valid(self, node: str, **inputs: Any) -> bool | str:
        """What a node says before a run."""
        spec = self.spec(node)
        assert spec.validate is not None
        return spec.validate(self.services, **inputs)

    def scene(self, name: str, **prompts: str) -> None:
        """A scene with these prompts."""
        self.services.get(Scenes).create(name, exist_ok=True)  # type: ignore[type-abstract]
        self.prompts(name, **prompts)

    def prompts(self, name: str, **texts: str) -> None:
        """Save the prompts of a scene."""
        prompts = self.services.get(Prompts)  # type: ignore[type-abstract]
        made = PromptCollection(prompts={key: Prompt(value=text) for key, text in texts.items()})
        prompts.save(name, made, prompts.read(name).revision)

    def rename_scene(self, old: str, new: str) -> None:
        """Rename a scene; returns when the stories have followed."""
        self.services.get(Scenes).rename(old, new)  # type: ignore[type-abstract]
        soon = time.monotonic() + 20
        while self.stories.uses(old):
            assert time.monotonic() < soon
            time.sleep(0.05)

    def picture(self, scene: str, name: str, value: float, size: tuple[int, int] = (6, 4)) -> None:
        """A picture of a scene, all of one gray; `size` is height and width."""
        image = numpy.full((*size, 3), value, dtype=numpy.float32)
        path = self.paths.output / "scenes" / scene / f"{name}.png"
        path.write_bytes(self.services.get(Pictures).png(image))  # type: ignore[type-abstract]

    def story(self, name: str, *scenes: StoryScene) -> StoryInfo:
        """Save a story."""
        seen = self.stories.signature(name) and self.stories.read(name).revision
        return self.stories.save(StoryInfo(story_name=name, scenes=scenes), seen or None)


def place(scene_id: str, name: str, **changes: Any) -> StoryScene:
    """A scene at its place, with its prompt `main`."""
    return StoryScene(scene_id=scene_id, scene_name=name, **{"prompt_key": "main", **changes})
