"""Near duplicates in image pools: refused before they are stored, or named in the label of what was added."""

import contextlib
import io
import logging
from concurrent.futures import ThreadPoolExecutor

from penstock import Plugin, hookimpl
from penstock.core.commands import CommandArgument, CommandSpec
from penstock.core.contracts.pictures import Pictures
from penstock.core.contracts.pools import Pools, Refusal
from penstock.core.errors import NotFound
from penstock.core.names import natural_order
from penstock.core.services import ServiceSpec
from penstock.core.settings import Settings, SettingSpec

WHAT = "Refuses pictures that look like one of their pool, or says so in their labels."
ACTION, DISTANCE = "duplicate_finder.action", "duplicate_finder.distance"


class DuplicateFinder:
    """Plugin and service in one object: a hook is given what it is asked about, and `self` has the rest."""

    PLUGIN = Plugin(name="duplicate_finder", title="Duplicate finder", description=WHAT, requires=("pools", "pictures"))
    patience = 0.5  # seconds that an upload waits for a pool that is still being read

    def begin(self, services):
        """Pools are read on one thread of its own."""
        self.thread, self.known, self.read = ThreadPoolExecutor(1, "duplicate-finder"), {}, {}
        self.pools, self.pictures, self.settings = map(services.get, (Pools, Pictures, Settings))
        return self

    @hookimpl
    def penstock_services(self):
        """Built at the start, closed at the stop."""
        yield ServiceSpec(contract=DuplicateFinder, build=self.begin, close=lambda finder: finder.thread.shutdown())

    @hookimpl
    def penstock_settings(self):
        """What is done, and from when on."""
        yield SettingSpec(id=ACTION, label="Near duplicates", default="tag", options=("off", "tag", "refuse"))
        words = "In how many of 128 features two pictures may differ: 0 finds copies, 25 slight crops, too."
        yield SettingSpec(id=DISTANCE, label="How different", default=10, minimum=0, maximum=40, description=words)

    @hookimpl
    def penstock_commands(self):
        """`penstock find-duplicates POOL`."""
        summary, pool = "Name the pictures of a pool that look like an earlier one.", CommandArgument(name="pool")
        yield CommandSpec(name="find-duplicates", summary=summary, run=self.find, arguments=(pool,))

    @hookimpl
    def penstock_admit_slot(self, candidate):
        """Refuse it. Where the pool is still being read it is let in: `penstock_slot_added` looks at it again."""
        if self.settings.get(ACTION) != "refuse":
            return None
        try:
            bits = self.features(candidate.path)
            twins = self.thread.submit(self.twins, candidate.pool_id, bits).result(self.patience)
        except TimeoutError:
            return None
        if not twins or any(slot.image == candidate.file_name for slot in twins):  # a copy that somebody asked for
            return None
        return Refusal(reason=f"{candidate.file_name} looks like {twins[0].id}, which is in the pool.")

    @hookimpl
    def penstock_slot_added(self, event):
        """Returns at once."""
        if event.copied_from is None and self.settings.get(ACTION) != "off":
            self.thread.submit(self.tag, event.pool_id, event.slot.id)

    def features(self, path):
        """128 bits: where a 9x9 picture gets brighter to the right, and downwards. None for a plain surface."""
        import numpy as np
        from PIL import Image

        with Image.open(io.BytesIO(self.pictures.thumbnail(path, 64).data)) as small:
            gray = np.asarray(small.convert("L").resize((9, 9), Image.Resampling.BOX), np.int16)
        bits = np.concatenate([(np.diff(gray)[:8] > 0).ravel(), (np.diff(gray, axis=0)[:, :8] > 0).ravel()])
        return None if np.ptp(gray) < 8 else int.from_bytes(np.packbits(bits).tobytes(), "big")

    def slots(self, pool_id):
        """`(slot, features)` of all slots; read again only when the pool, or another one of its id, has changed."""
        store, state = self.pools.store, self.pools.store.page(pool_id, 0, 1)
        if self.read.get(pool_id, (None,))[0] != state:
            slots = [slot for at in range(0, state.pool.count, 500) for slot in store.page(pool_id, at, 500).slots]
            for slot in slots:
                with contextlib.suppress(NotFound):  # its file is gone
                    if slot.image_tag not in self.known:
                        self.known[slot.image_tag] = self.features(store.image_path(pool_id, slot.id))
            self.read[pool_id] = state, [(slot, self.known.get(slot.image_tag)) for slot in slots]
        return self.read[pool_id][1]

    def twins(self, pool_id, bits, before=None):
        """The slots that look like it, of those added before the slot `before`; the most similar first."""
        if bits is None or not self.pools.store.exists(pool_id):
            return []
        near = [((bits ^ other).bit_count(), slot) for slot, other in self.slots(pool_id) if other is not None]
        near = [(far, natural_order(slot.id), slot) for far, slot in near if far <= self.settings.get(DISTANCE)]
        return [slot for _, place, slot in sorted(near) if before is None or place < natural_order(before)]

    def tag(self, pool_id, slot_id):
        """Add `duplicate of ...` to the label; one that somebody writes meanwhile stays."""
        try:
            slot = self.pools.store.slot(pool_id, slot_id)
            bits = self.features(self.pools.store.image_path(pool_id, slot_id))
            if twins := self.twins(pool_id, bits, slot_id):
                label = f"{slot.label}, duplicate of {twins[0].id}".removeprefix(", ")
                self.pools.label(pool_id, slot_id, label, slot.label_revision)
        except Exception:
            logging.getLogger(__name__).exception("%s of %s is not compared.", slot_id, pool_id)

    def find(self, call):
        """Print what looks like an earlier slot."""
        for slot, bits in self.slots(call.values["pool"]):
            for twin in self.twins(call.values["pool"], bits, slot.id)[:1]:
                call.say(f"{slot.id} looks like {twin.id}")


plugin = DuplicateFinder()
