"""What a server has of ours, as far as it said."""

from attrs import define, field

from ..ports import JobReport, Standing


@define(eq=False)
class Outstanding:
    """Only on the driver's event loop. Times are those of the loop, in seconds."""

    _seen: dict[str, float] = field(factory=dict)
    """When the server was known to have a prompt that has not ended, by id; in the order in which it took them."""
    _dropped: set[str] = field(factory=set)
    """Those that were cancelled: the server may know nothing of them any more."""
    _doubtful: set[str] = field(factory=set)
    """Those of which it is not known whether the server took them."""

    def __len__(self) -> int:
        return len(self._seen)

    def taken(self, prompt_id: str, now: float) -> None:
        """The server has it."""
        self._seen[prompt_id] = now
        self._doubtful.discard(prompt_id)

    def doubt(self, prompt_id: str) -> None:
        """Nobody knows whether the server has it."""
        self._seen.pop(prompt_id, None)
        self._doubtful.add(prompt_id)

    def is_doubtful(self, prompt_id: str) -> bool:
        """Whether nobody knows that."""
        return prompt_id in self._doubtful

    def dropped(self, prompt_id: str) -> None:
        """It was cancelled."""
        self._dropped.add(prompt_id)

    def reported(self, prompt_id: str, report: JobReport, now: float) -> float | None:
        """Note what the server says; when it was last known not to have ended, where it has ended since."""
        if report.standing in (Standing.PENDING, Standing.RUNNING):
            self.taken(prompt_id, now)
            return None
        before = self._seen.pop(prompt_id, None)
        self._dropped.discard(prompt_id)
        return before if report.standing is not Standing.ABSENT else None

    def is_forgotten(self, prompt_id: str, report: JobReport) -> bool:
        """Whether the server had it, and knows nothing of it though nobody of us cancelled it."""
        absent = report.standing is Standing.ABSENT
        return absent and prompt_id in self._seen and prompt_id not in self._dropped

    def forget(self, prompt_id: str) -> None:
        """Nothing of it is there."""
        self._seen.pop(prompt_id, None)
        self._dropped.discard(prompt_id)
        self._doubtful.discard(prompt_id)
