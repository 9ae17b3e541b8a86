"""How a fake server differs from others of its kind: its version, and how it is set up."""

from attrs import frozen


@frozen(kw_only=True)
class Quirks:
    """What kind of server it is. The default is like ComfyUI 0.33; `OLD` is like 0.8.

    `pop_bug`: when an old websocket closes, a newer one of the same client is forgotten with it. `credentials`: ""
    none, "required" (a client that comes back says its key first, or it is closed with 1008), "renamed" (a client that
    comes back has another id, silently). `duplicate_check`: a prompt id that is known is refused with 409. `jobs`:
    there is `/api/jobs`, and `jobs_cancel` by it. `uuids`: prompt ids must be canonical UUIDs. `history_lag` are the
    seconds after a prompt's last event in which it still runs and the history knows nothing; `history_gap` those in
    which it is neither in the queue nor in the history. `interrupt_race`: an interrupt by id comes after the next
    prompt has begun. `states`: `progress_state` is told, `previews`: pictures while a node works. `token` must be sent
    as a bearer's. `pace` are the seconds that a step takes.
    """

    version: str = "0.33.0"
    pop_bug: bool = True
    credentials: str = ""
    duplicate_check: bool = True
    jobs: bool = True
    jobs_cancel: bool = True
    uuids: bool = True
    history_lag: float = 0.0
    history_gap: float = 0.0
    interrupt_race: bool = False
    states: bool = True
    previews: bool = True
    token: str = ""
    pace: float = 0.002
    credential_seconds: float = 0.5


CURRENT = Quirks()
OLD = Quirks(version="0.8.0", duplicate_check=False, jobs_cancel=False, uuids=False)
OLDEST = Quirks(version="0.3.45", duplicate_check=False, jobs=False, jobs_cancel=False, uuids=False, states=False)
