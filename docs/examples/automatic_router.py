"""Sends sharp pictures one way and blurred ones the other, and leaves doubtful ones to people.

It answers every Image Gate that has routes named "sharp" and "blurred", at whatever numbers, and no other gate.
"""

import logging

import numpy as np

from penstock import Plugin, hookimpl
from penstock.core.contracts.gates import AnsweredBy, GateAnswer, GateKind

PLUGIN = Plugin(name="automatic_router", title="Automatic router", version="1.0", requires=("gates",))

SHARP = 0.05
"""From here on a picture counts as sharp."""
BLURRED = 0.02
"""Up to here it counts as blurred; what lies between waits for a person."""

LOG = logging.getLogger("penstock.plugins.automatic_router")


@hookimpl
def penstock_answer_gate(gate):
    """A route where the picture is clear, else None: then the next plugin is asked, and people may answer."""
    routes = gate.gate.routes
    if gate.gate.kind != GateKind.IMAGE or not {"sharp", "blurred"}.issubset(routes):
        return None  # before `gate.images`: they are read only for gates that are ours
    found = min(sharpness(picture) for picture in gate.images)
    if BLURRED < found < SHARP:
        return None
    return GateAnswer(route=1 + routes.index("sharp" if found >= SHARP else "blurred"))


@hookimpl
def penstock_gate_answered(event):
    """Tell the log of every gate that this plugin decided."""
    decided = event.gate.decided
    if decided.by == AnsweredBy.PLUGIN and decided.plugin == PLUGIN.name:
        LOG.info("%s: %s", event.gate.title, event.gate.routes[decided.route - 1])


def sharpness(picture):
    """How far neighbouring pixels of `[H,W,C]` are apart at the edges of the picture: 0 in a flat one, at most 1."""
    gray = picture[..., :3].mean(axis=-1)
    steps = np.abs(np.diff(gray, axis=0))
    return float(np.quantile(steps, 0.95)) if steps.size else 0.0
