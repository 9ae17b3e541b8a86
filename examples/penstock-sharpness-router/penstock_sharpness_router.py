"""Answers image gates by sharpness: what is clear goes its way, what is in doubt waits for a person."""

import logging

from penstock import Plugin, hookimpl
from penstock.core.commands import CommandArgument, CommandSpec
from penstock.core.contracts.gates import AnsweredBy, GateAnswer, GateKind
from penstock.core.contracts.pictures import Pictures
from penstock.core.contracts.pools import Pools
from penstock.core.services import ServiceSpec
from penstock.core.settings import Settings, SettingSpec

LOG = logging.getLogger(__name__)
SETTINGS = (
    SettingSpec(id="sharpness_router.sharp_route", label="Name of the route for sharp pictures", default="sharp"),
    SettingSpec(id="sharpness_router.blurred_route", label="Name of the route for blurred ones", default="blurred"),
    SettingSpec(id="sharpness_router.sharp", label="Sharp from here on", default=0.6, minimum=0, maximum=1),
    SettingSpec(id="sharpness_router.blurred", label="Blurred up to here", default=0.45, minimum=0, maximum=1),
)


class SharpnessRouter:
    """Plugin and service in one object: a hook is given what it is asked about, and `self` has the rest."""

    PLUGIN = Plugin(
        name="sharpness_router",
        title="Sharpness router",
        description="Answers image gates with the routes sharp and blurred; what is in doubt waits for a person.",
        requires=("gates", "pictures", "pools"),
    )

    @hookimpl
    def penstock_settings(self):
        """The names of the routes, and what counts as sharp."""
        return SETTINGS

    @hookimpl
    def penstock_services(self):
        """Built at the start; the hooks below are called after it."""
        yield ServiceSpec(contract=SharpnessRouter, build=self.begin)

    def begin(self, services):
        """Remember where settings are read."""
        self.settings = services.get(Settings)
        return self

    @hookimpl
    def penstock_answer_gate(self, gate):
        """The route for the least sharp picture; None where that is in doubt, and for other gates."""
        sharp_route, blurred_route, sharp, blurred = (self.settings.get(spec.id) for spec in SETTINGS)
        routes = gate.gate.routes
        if gate.gate.kind != GateKind.IMAGE or not {sharp_route, blurred_route}.issubset(routes):
            return None  # before `gate.images`: they are read only for gates that are ours
        found = min((sharpness(picture) for picture in gate.images), default=0.0)
        if min(blurred, sharp) < found < sharp:
            return None
        return GateAnswer(route=1 + routes.index(sharp_route if found >= sharp else blurred_route))

    @hookimpl
    def penstock_gate_answered(self, event):
        """Tell the log of every gate that this plugin decided."""
        decided = event.gate.decided
        if decided.by == AnsweredBy.PLUGIN and decided.plugin == self.PLUGIN.name:
            LOG.info("%s: %s", event.gate.title, event.gate.routes[decided.route - 1])

    @hookimpl
    def penstock_commands(self):
        """`penstock sharpness POOL`, to find the two limits for one's own pictures."""
        summary = "Say how sharp the pictures of a pool are, from 0 to 1, the least sharp first."
        yield CommandSpec(name="sharpness", summary=summary, run=measure, arguments=(CommandArgument(name="pool"),))


def sharpness(picture):
    """How sharp `[H,W,C]` 0..1 is where it is sharpest, 0 to 1; a blurred background does not count.

    Blurring changes a sharp picture and leaves a blurred one as it is: what counts is how much of the differences
    between neighbours a blur takes away, in each of 8x8 tiles (Crete et al., The blur effect, 2007).
    """
    import numpy as np
    from PIL import Image

    whole = Image.fromarray(picture[..., :2][..., -1])  # green is nearly brightness
    gray = np.asarray(whole.reduce(max(1, -(-max(whole.size) // 1024))), np.float64)
    if min(gray.shape) < 16:
        return 0.0
    upright, across = lost_by_blur(gray), lost_by_blur(gray.T).T
    return float(np.quantile(np.minimum(upright, across), 0.9))


def lost_by_blur(gray):
    """The share 0..1 of the differences along the first axis that a blur over 9 pixels takes away, for 8x8 tiles."""
    import numpy as np

    sums = np.cumsum(gray, axis=0)
    blurred = np.abs(np.diff((sums[9:] - sums[:-9]) / 9, axis=0))
    own = np.abs(np.diff(gray, axis=0))[4 : 4 + len(blurred)]
    rows, columns = (np.linspace(0, size, 9).astype(int)[:8] for size in own.shape)
    in_tiles = [
        np.add.reduceat(np.add.reduceat(values, rows, axis=0), columns, axis=1)
        for values in (own, np.maximum(own - blurred, 0))
    ]
    plain = in_tiles[0] * 64 <= own.size / 100  # on average: noise of the sky is no detail
    return np.where(plain, 0, in_tiles[1] / np.maximum(in_tiles[0], 1e-9))


def measure(call):
    """The command."""
    store, read = call.services.get(Pools).store, call.services.get(Pictures).read
    slots = store.order(call.values["pool"]).slots
    found = [(sharpness(read(store.image_path(call.values["pool"], slot)).image[0]), slot) for slot in slots]
    for value, slot in sorted(found):
        call.say(f"{value:.2f} {slot}")


plugin = SharpnessRouter()
