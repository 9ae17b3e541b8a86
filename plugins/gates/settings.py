"""The settings of gates."""

from typing import Final

from ...core.contracts.gates import Unanswered
from ...core.settings import SettingSpec

SETTINGS: Final = (
    SettingSpec(
        id="gates.unanswered",
        label="When nobody answers a gate",
        default=Unanswered.PARK.value,
        options=tuple(choice.value for choice in Unanswered if choice is not Unanswered.DEFAULT),
        description="What a gate does when its time limit is over, or when no page that could answer is open: park "
        "(keep it for later and let the run finish), stop the run, pass (route 1, the whole batch, the text as it "
        "came), or wait for ever.",
    ),
    SettingSpec(
        id="gates.unattended_after",
        label="Seconds without an open page until a gate counts as unattended",
        default=180,
        minimum=1,
        maximum=604_800,
        description="Open pages of Penstock ask for the gates every half minute.",
    ),
    SettingSpec(
        id="gates.parked_megabytes",
        label="Space for parked gates (MB)",
        default=4_096,
        minimum=0,
        maximum=1_000_000,
        description="Images of parked gates are kept at full precision until they are answered. Without room a gate "
        "waits instead.",
    ),
    SettingSpec(
        id="gates.survive_crashes",
        label="Waiting gates survive a crash",
        default=True,
        description="A gate that has waited for a second is also kept on disk until it ends. Should the program die, "
        "the next start offers it as a parked gate. Off, nothing is written while a gate waits.",
    ),
)
