"""What the store of runs must do, said slowly: each run is a value in memory, each rule looks at all of them."""

from collections.abc import Sequence

from attrs import define, field

from penstock.plugins.runs.store_ports import Lease

LEASE = 30_000
ACTIVE = ("sending", "sent", "running")
AGAIN = ("failed", "cancelled", "lost")


@define
class Known:
    """A run as it must be. `ends` are the names of the entries in the log that tell an end."""

    id: str
    number: int
    prompt_id: str
    batch: str = ""
    priority: int = 0
    wanted: str = ""
    retries: int = 0
    retries_left: int = 0
    phase: str = "waiting"
    server: str = ""
    attempt: int = 0
    claims: int = 0
    owner: str = ""
    until: int = 0
    wish: int = 0
    held: bool = False
    unsent: bool = True
    deleted: bool = False
    ends: list[str] = field(factory=list)

    @property
    def status(self) -> str:
        """As people see it."""
        return "queued" if self.phase in ("waiting", "sending", "sent") else self.phase

    @property
    def is_active(self) -> bool:
        """Whether a server may have it."""
        return self.phase in ACTIVE

    def over(self, phase: str) -> None:
        """It ended."""
        self.phase, self.wish = phase, 0
        self.ends.append(f"run_{phase}")

    def waits(self, *, unsent: bool) -> None:
        """It waits for a server again."""
        self.phase, self.server, self.owner, self.until, self.unsent = "waiting", "", "", 0, unsent


class Model:
    """All runs."""

    def __init__(self) -> None:
        self.runs: dict[str, Known] = {}
        self.used: set[str] = set()

    def under(self, lease: Lease) -> Known | None:
        """The run of a lease that counts."""
        run = self.runs[lease.run]
        holds = run.is_active and (run.claims, run.owner) == (lease.claim, lease.owner)
        return run if holds else None

    def next_for(self, server: str, most: int) -> Known | None:
        """Whose turn it is."""
        if sum(run.is_active and run.server == server for run in self.runs.values()) >= most:
            return None
        fits = [
            run for run in self.runs.values() if run.phase == "waiting" and not run.held and run.wanted in ("", server)
        ]
        return min(fits, key=lambda run: (-run.priority, run.number), default=None)

    def claim(self, run: Known, server: str, owner: str, now: int, prompt_id: str) -> None:
        """A run goes to a server under an id that no server had for another submission."""
        assert (prompt_id == run.prompt_id) == run.unsent
        assert prompt_id not in self.used
        self.used.add(prompt_id)
        run.prompt_id, run.unsent, run.phase, run.server = prompt_id, False, "sending", server
        run.owner, run.attempt, run.claims, run.until = owner, run.attempt + 1, run.claims + 1, now + LEASE

    def back(self, run: Known) -> None:
        """The server has it not: the id is free again, and it was no attempt."""
        run.attempt -= 1
        if run.wish:
            run.over("cancelled")
        else:
            self.used.discard(run.prompt_id)
            run.waits(unsent=True)

    def lose(self, run: Known) -> None:
        """The server forgot it."""
        if run.wish:
            run.over("cancelled")
        elif run.retries_left:
            run.retries_left -= 1
            run.waits(unsent=False)
        else:
            run.over("lost")

    def start(self, run: Known) -> bool:
        """The server executes it; whether that is new."""
        new = run.phase != "running"
        if new:
            run.phase, run.wish = "running", 0 if run.wish == 2 else run.wish
        return new

    def expired(self, servers: Sequence[str], dead: Sequence[str], now: int) -> set[str]:
        """What others may take over."""
        return {
            run.id
            for run in self.runs.values()
            if run.is_active and run.server in servers and (run.until <= now or run.owner in dead)
        }

    def cancel(self, which: Sequence[Known], *, running_too: bool) -> int:
        """Many are cancelled; how many."""
        count = 0
        for run in which:
            if run.phase == "waiting":
                run.over("cancelled")
                if run.batch:
                    run.ends.pop()  # its batch tells it
                count += 1
            elif run.is_active and (running_too or run.phase != "running"):
                run.wish = 1 if running_too else run.wish or 2
                count += 1
        return count

    def retry(self, which: Sequence[Known]) -> list[str]:
        """Those that wait again."""
        again = [run for run in which if run.phase in AGAIN and not run.deleted]
        for run in again:
            run.waits(unsent=run.unsent)
            run.retries_left, run.wish = run.retries, 0
        return [run.id for run in again]
