"""Runs the nodes of executions without a run."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy
from attrs import define, field

from penstock.core.application import Application
from penstock.core.contracts.stories import StoryInfo, StoryScene
from penstock.core.nodes import NodeResult

from ..conftest import Call

STORY = StoryInfo(
    story_name="tale", scenes=tuple(StoryScene(scene_id=name, scene_name=name) for name in ("A", "The Mill", "a to b"))
)


@define
class Nodes:
    """Runs nodes of an application."""

    application: Application
    metadata: dict[str, str] = field(factory=dict)

    def run(self, node: str, prompt: Mapping[str, Any] | None = None, **inputs: Any) -> NodeResult:
        spec = next(spec for spec in self.application.nodes if spec.id == node)
        defaults = {one.id: one.default for one in spec.inputs}
        call = Call(self.application.services, prompt=prompt or {}, metadata=self.metadata)
        made = spec.run(call, **{**defaults, **inputs})
        result = made if isinstance(made, NodeResult) else NodeResult(values=made)
        assert len(result.values) == len(spec.outputs)
        return result

    def values(self, node: str, **inputs: Any) -> dict[str, Any]:
        spec = next(spec for spec in self.application.nodes if spec.id == node)
        return dict(zip((one.id for one in spec.outputs), self.run(node, **inputs).values, strict=True))

    def said(self, node: str, **inputs: Any) -> bool | str:
        spec = next(spec for spec in self.application.nodes if spec.id == node)
        assert spec.validate is not None
        return spec.validate(self.application.services, **inputs)

    def fingerprint(self, node: str, prompt: Mapping[str, Any] | None = None, **inputs: Any) -> str | None:
        spec = next(spec for spec in self.application.nodes if spec.id == node)
        call = Call(self.application.services, prompt=prompt or {})
        defaults = {one.id: one.default for one in spec.inputs}
        return spec.fingerprint_of(self.application.services, lambda: call, {**defaults, **inputs})

    def begin(self, **inputs: Any) -> dict[str, Any]:
        return self.values("StoryExecutionInit", image=images(), story_info=STORY, **inputs)

    @property
    def output(self) -> Path:
        return self.application.host.paths.output

    def batch(self, folder: str = "", job: str = "") -> list[dict[str, Any]]:
        return [
            {
                "scene_order": order,
                "scene_name": scene.scene_name,
                "exec_images_dir": folder,
                "job_input_dir": job,
                "video_prompt": f"video of {scene.scene_name}",
            }
            for order, scene in enumerate(STORY.scenes)
        ]


def images(count: int = 1, value: float = 0.5) -> Any:
    """An IMAGE."""
    return numpy.full((count, 6, 8, 3), value, dtype=numpy.float32)
