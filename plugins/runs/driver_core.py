"""What all parts of the driver share, and what one submission is."""

import asyncio
from collections.abc import Callable, Mapping
from typing import Any, Final

from attrs import define, field, frozen

from ...core.clock import Clock
from ...core.contracts.comfy_servers import ComfyServers
from ...core.contracts.runs import NodeProgress, Run, RunProgress, RunStatus
from ...core.contracts.workflows import Workflows
from ...core.events.base import Event
from ...core.host import HostPaths
from .driver_threads import Threads
from .estimating import seconds_left
from .hub import RunHub
from .outputs import OutputFiles
from .ports import JobReport, MakeLink
from .previews import Previews
from .progress import RunTrack
from .store_ports import Claim, Durations, Lease, Phase, RunStoring

NO_SERVER: Final = "no_server"
"""What a run waits for whose server does not answer, or that has none."""
OUTPUTS: Final = "outputs"
"""What a run waits for whose results are being fetched."""


@frozen(kw_only=True)
class Core:
    """What the driver works with. `ahead` is how many runs may wait on a server besides the one that it executes."""

    store: RunStoring
    servers: Callable[[], ComfyServers | None]
    workflows: Callable[[], Workflows]
    outputs: OutputFiles
    paths: HostPaths
    previews: Previews
    hub: RunHub
    clock: Clock
    threads: Threads
    ahead: Callable[[], int]
    make_link: MakeLink
    publish: Callable[[Event], object] = field(repr=False)

    def changed(self, event: Event | None = None) -> None:
        """The log has grown; `event` is what plugins are told. Returns at once."""
        if event is not None:
            self.publish(event)
        self.hub.kick()


@define(eq=False)
class Submission:
    """A run that this process drives on one server. Used on the driver's loop alone."""

    run: Run
    lease: Lease
    phase: Phase
    prompt: Mapping[str, Any] | None = field(default=None, repr=False)
    cancel_wanted: bool = False
    uploaded: int | None = None
    """The epoch of the server that was given the files of the graph, None without any."""
    titles: Mapping[str, str] = field(factory=dict, repr=False)
    track: RunTrack | None = field(default=None, repr=False)
    usual: Durations = field(factory=Durations)
    watched: bool = False
    """Whether the server has it, or may have it: it is looked for."""
    ending: bool = False
    late: bool = False
    """Whether its results are asked for again and again: its server is done with it."""
    waits_for: str = ""
    position: int | None = None
    hinted_start: bool = False
    """Whether the server said that it executes it, and nobody has noted that yet."""
    absent_since: float | None = None
    began: float | None = None
    cancel_told: float | None = None
    report: JobReport | None = field(default=None, repr=False)
    news: asyncio.Event = field(factory=asyncio.Event, repr=False)
    settled: asyncio.Event = field(factory=asyncio.Event, repr=False)
    """Set once it is known whether the server took it: the next one may be sent."""
    shown: RunProgress | None = None
    telling: asyncio.TimerHandle | None = field(default=None, repr=False)

    @classmethod
    def of(cls, claim: Claim) -> "Submission":
        """What a claim says."""
        return cls(
            run=claim.run,
            lease=claim.lease,
            phase=claim.phase,
            prompt=claim.prompt,
            cancel_wanted=claim.cancel_wanted,
        )

    @property
    def prompt_id(self) -> str:
        """The id of this attempt."""
        return self.run.prompt_id

    @property
    def nodes(self) -> tuple[NodeProgress, ...]:
        """The timeline so far."""
        return () if self.track is None else self.track.timeline()

    def progress(self, preview: str | None, now: float) -> RunProgress:
        """How far it is; `now` is monotonic."""
        running = self.phase is Phase.RUNNING
        track = self.track
        at = None if track is None else track.at
        percent = track.percent if track is not None and running else 0.0
        elapsed = now - self.began if self.began is not None else 0.0
        by_steps = None if track is None or not running else track.seconds_left
        left = seconds_left(percent, elapsed, self.usual.seconds) if running else self.usual.seconds
        return RunProgress(
            run=self.run.id,
            prompt_id=self.prompt_id,
            status=RunStatus.RUNNING if running else RunStatus.QUEUED,
            progress=percent,
            current_node=None if at is None else at.node,
            current_title="" if at is None else at.title,
            step=0 if at is None else at.value,
            steps=0 if at is None else at.maximum,
            nodes_done=0 if track is None else track.done,
            nodes=0 if track is None else len(track.nodes),
            preview=preview,
            queue_position=None if running else self.position,
            seconds_left=left if by_steps is None else by_steps,
            server=self.run.server,
            waits_for=self.waits_for,
        )
