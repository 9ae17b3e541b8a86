"""Own changes, others' changes, failures and answers in any order: in the end a page shows what the server has."""

from collections.abc import Callable
from typing import Any

import pytest

from .pool_server import SERVER

Evaluate = Callable[[str], Any]

# Each step is one of the things that can happen next, drawn by a seeded generator.
STEPS = """
let seed = SEED;
const random = (below) => {
  seed = (seed * 1664525 + 1013904223) % 4294967296;
  return Math.floor((seed / 4294967296) * below);
};
const pick = (list) => list[random(list.length)];
const some = (list, most) => [...new Set(Array.from({ length: 1 + random(most) }, () => pick(list)))];
const rejected = [];
const unlessRefused = (error) => { if (error.status === undefined) throw error; };
const own = (done) => done.catch((error) => { unlessRefused(error); rejected.push(error.status); });
const shownSlots = () => Array.from({ length: pool.state.count }, (_, n) => pool.slotAt(n)).filter(Boolean);
let added = 1000;

const OWN = [
  (shown) => pool.remove(some(shown, 3).map(({ id }) => id)),
  (shown) => pool.remove([pick(shown).id]),
  (shown) => pool.select(pick(shown).id),
  (shown) => pool.label(pick(shown), `own ${random(1000)}`),
  (shown) => pool.saveMask(pick(shown), new Blob(), { force: random(2) === 0 }),
  (shown) => pool.clearMask(pick(shown)),
  (shown) => { const moved = some(shown, 3); return pool.move(moved.map(({ id }) => id), beforeWhat(shown, moved)); },
  (shown) => pool.duplicate(some(shown, 2).map(({ id }) => id)),
  () => pool.undo(),
  () => pool.order(),
];
const beforeWhat = (shown, moved) => {
  const others = shown.filter((one) => !moved.includes(one));
  return others.length && random(4) ? pick(others).id : null;
};
const OTHERS = [
  () => server.doRemove(some(server.slots, 3).map(({ id }) => id)),
  () => server.doSelect(pick(server.slots).id),
  () => { const one = pick(server.slots); server.doLabel(one.id, `theirs ${random(1000)}`, one.label_revision); },
  () => server.doMask(pick(server.slots).id, random(2) ? "mask" : null, null),
  () => server.doMove([pick(server.slots.slice(1)).id], server.slots[0].id),
  () => server.doAdd([slot(added++), slot(added++)], random(server.slots.length + 1)),
  () => server.doUndo(),
];
const attempt = (act) => { try { act(); } catch (error) { unlessRefused(error); } };
const lose = () => {
  // The connection breaks: events on their way are lost, and a reconnection says so.
  server.events.length = 0;
  void pool.refresh();
};
const sometimes = () => (random(3) ? null : refusal(pick([0, 404, 409, 423, 500, 507])));
const STEPS = [
  ...Array(6).fill(() => { const shown = shownSlots(); if (shown.length) void own(pick(OWN)(shown)); }),
  ...Array(3).fill(() => server.slots.length > 3 && attempt(pick(OTHERS))),
  ...Array(10).fill(() => server.waiting.length && server.waiting.splice(random(server.waiting.length), 1)[0]()),
  ...Array(8).fill(() => deliver(1 + random(3))),
  ...Array(2).fill(() => timers.length && timers.splice(random(timers.length), 1)[0]()),
  () => { const start = random(Math.max(1, pool.state.count)); void pool.look(start, start + 1 + random(40)); },
  () => random(4) === 0 && lose(),
  () => (server.trouble = random(2) ? () => null : sometimes),
];

const twice = () => {
  const seen = Array.from({ length: pool.state.count }, (_, n) => pool.idAt(n)).filter((id) => id !== null);
  return seen.length !== new Set(seen).size;
};
const faults = [];
pool.addEventListener("change", () => {
  if (twice()) faults.push("twice");
  if (pool.state.selected && pool.positionOf(pool.state.selected) !== pool.state.position) faults.push("selected");
});
"""

RUN = """
pool.look(0, 20); await settle();
server.slow = true;
for (let step = 0; step < COUNT; step += 1) { pick(STEPS)(); await settle(); }

// Everything that is on its way arrives; timers ring, as they would; somebody presses "Try again".
server.trouble = () => null;
if (pool.status === "failed") void pool.refresh();
const finish = async () => {
  for (let quiet = 0; quiet < 3; ) {
    const busy = server.waiting.length + server.events.length + timers.length;
    quiet = busy ? 0 : quiet + 1;
    server.waiting.splice(0).forEach((go) => go());
    deliver(); await settle();
    if (!server.waiting.length && !server.events.length) timers.splice(0).forEach((ring) => ring());
    await settle();
  }
};
await finish();
const wrong = [];
for (let start = 0; start === 0 || start < server.slots.length; start += 40) {
  pool.look(start, start + 40); await finish();
  for (let n = start; n < Math.min(start + 40, server.slots.length); n += 1) {
    const { mask, ...want } = server.slots[n];
    const { mask: shown, ...have } = pool.slotAt(n) ?? {};
    if (JSON.stringify(want) !== JSON.stringify(have) || !mask !== !shown) wrong.push([n, want, have]);
  }
}
const order = pool.order(); await finish();
const told = ({ count, selected, position, revision }) => [count, selected, selected ? position : 0, revision];
const [mine, theirs] = [told(pool.state), told(server.state())];
const inOrder = (await order).join() === server.slots.map(({ id }) => id).join();
give({
  wrong: wrong.slice(0, 3), faults, status: pool.status, busy: pool.busy,
  state: JSON.stringify(mine) === JSON.stringify(theirs) ? "" : [mine, theirs],
  order: inOrder, rejected: rejected.length, requests: server.requests.length,
});
"""


def _check(evaluate: Evaluate, seed: int, count: int) -> None:
    body = (SERVER + STEPS + RUN).replace("SEED", str(seed)).replace("COUNT", str(count))
    found = evaluate(body)
    assert found.pop("requests") > count / 20, "hardly anything happened"
    found.pop("rejected")
    good = {"wrong": [], "faults": [], "status": "ready", "busy": False, "state": "", "order": True}
    assert found == good, f"seed {seed}"


@pytest.mark.parametrize("seed", range(1, 9))
def test_a_page_ends_with_what_the_server_has(evaluate: Evaluate, seed: int) -> None:
    """After any schedule of changes, events, failures and lost connections the page is right; nothing shows twice."""
    _check(evaluate, seed, 400)


@pytest.mark.nightly
@pytest.mark.parametrize("seed", range(100, 200))
def test_a_page_ends_right_after_long_schedules(evaluate: Evaluate, seed: int) -> None:
    """The same for a hundred longer schedules."""
    _check(evaluate, seed, 2000)
