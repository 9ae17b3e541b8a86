"""The settings of runs."""

from typing import Final

from ...core.settings import SettingSpec

AHEAD: Final = SettingSpec(
    id="runs.ahead",
    label="Runs that wait on a server",
    default=1,
    minimum=0,
    maximum=20,
    description="Besides the one that it executes: one keeps it busy, more are harder to take back.",
)
KEEP_EVENTS: Final = SettingSpec(
    id="runs.keep_events",
    label="Entries of the log of runs",
    default=100_000,
    minimum=1_000,
    maximum=10_000_000,
    description="A reader that was away for longer reads everything anew.",
)
DRIVE: Final = SettingSpec(
    id="runs.drive",
    label="Send runs from here",
    default=True,
    restart=True,
    description="Off: this process stores and shows runs, and another one on the same database sends them.",
)
SETTINGS: Final = (AHEAD, KEEP_EVENTS, DRIVE)
