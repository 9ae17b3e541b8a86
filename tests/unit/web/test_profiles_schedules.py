"""Whatever comes in whatever order: in the end a page knows of profiles what the server knows."""

from collections.abc import Callable
from typing import Any

from .profile_server import SERVER

Evaluate = Callable[[str], Any]

SCHEDULES = 400

# Events arrive late and in their order, answers when they like; what is lost is made up for by a read.
DRIVE = """
const dice = (seed) => () => ((seed = (seed * 1103515245 + 12345) % 2147483648) / 2147483648);

class Line extends Server {
  waiting = [];
  tell(name, data) { this.waiting.push(() => super.tell(name, data)); }
}

async function run(seed) {
  const random = dice(seed);
  const pick = (some) => some[Math.floor(random() * some.length)];
  const server = new Line();
  for (const id of ["a", "b", "c"]) server.put(profile(id));
  const book = await bookOf(server);
  server.isHolding = true;
  const quietly = (promise) => void promise.catch(() => {});
  const id = () => pick(["a", "b", "c", "d"]);
  const name = () => `n${Math.floor(random() * 99)}`;
  const known = () => pick([...server.profiles.values()]) ?? profile("d");
  const steps = [
    () => server.change("profile_renamed", { ...known(), name: name() }),
    () => server.change("profile_created", profile(id(), name())),
    () => server.change("profile_deleted", known()),
    () => quietly(book.create(name(), id())),
    () => server.profiles.size && quietly(book.rename(known().id, name())),
    () => server.profiles.size && quietly(book.remove(known().id)),
    () => quietly(book.refresh()),
    () => server.waiting.shift()?.(),
    () => server.waiting.shift()?.(),
    () => server.held.splice(Math.floor(random() * server.held.length), 1)[0]?.(),
    () => server.held.splice(Math.floor(random() * server.held.length), 1)[0]?.(),
    () => { server.put(profile(id(), name())); server.tell("profiles_changed_elsewhere", {}); },
    () => { server.waiting.length = 0; server.tell("reconnected"); },
  ];
  for (let step = 0; step < 40; step += 1) {
    pick(steps)();
    if (random() < 0.5) await settle();
  }
  server.isHolding = false;
  for (let turn = 0; turn < 9; turn += 1) {
    while (server.waiting.length) server.waiting.shift()();
    for (const answer of server.held.splice(0)) answer();
    await settle();
  }
  const shown = (some) => JSON.stringify([...some].map(({ id, name }) => `${id}: ${name}`).sort());
  const [here, there] = [shown(book.list), shown(server.profiles.values())];
  return here === there ? null : [seed, here, there];
}
"""


def test_every_schedule_ends_with_what_the_server_knows(evaluate: Evaluate) -> None:
    """Events, reads and this page's own changes in random orders: in the end the lists are the same."""
    body = f"""
    const wrong = [];
    for (let seed = 1; seed <= {SCHEDULES}; seed += 1) wrong.push(await run(seed));
    give(wrong.filter(Boolean).slice(0, 3));
    """
    assert evaluate(SERVER + DRIVE + body) == []
