"""The long work on profiles, as a page follows and tells it."""

from collections.abc import Callable
from typing import Any

from .profile_server import SERVER

Evaluate = Callable[[str], Any]

TAB = (
    'import { BegunJobs } from "./web/profiles/begun_jobs.js";\n'
    'import { ProfileClient } from "./web/profiles/profile_client.js";\n'
    'import { ProfileTransfers } from "./web/profiles/profile_transfers.js";\n'
    + SERVER
    + """
const kept = new Map();
const storage = { getItem: (name) => kept.get(name) ?? null, setItem: (name, value) => void kept.set(name, value) };
globalThis.setTimeout = () => 0;
const nothing = () => null;
const methods = { getAttribute: nothing, setAttribute: nothing, removeAttribute: nothing, addEventListener: nothing };
globalThis.document = { createElement: () => ({ ...methods, append: nothing, style: {} }) };
const load = () => new ProfileTransfers(server.host, new ProfileClient(server.host.requests), new BegunJobs(storage));
const messages = () => server.shown.map(({ message }) => message);
"""
)


def test_a_copy_is_told_and_offered(evaluate: Evaluate) -> None:
    """The copy is the answer; the message has its name and what the caller offers to do with it."""
    body = """
    const offer = ({ id }) => ({ label: `take ${id}` });
    const copy = load().duplicate("Cats", "a", undefined, offer);
    await settle();
    server.moves("j1", { status: "done", result: profile("b", "Cats (2)") });
    give([(await copy).id, messages(), server.shown[0].action.label]);
    """
    assert evaluate(TAB + body) == ["b", ["profiles.duplicated Cats (2)"], "take b"]


def test_what_cannot_begin_is_told(evaluate: Evaluate) -> None:
    """A request that is refused is told in the server's words, and nothing is followed."""
    body = """
    server.fails = Object.assign(refusal(409), { message: "Not empty.", hint: "Take another." });
    const count = await load().seed("Cats", "a", "pool");
    give([count, messages(), server.shown[0].hint, new BegunJobs(storage).all]);
    """
    assert evaluate(TAB + body) == [None, ["jobs.failed profiles.seeding Cats"], "Not empty. Take another.", []]


def test_work_is_followed_after_the_page_was_loaded_anew(evaluate: Evaluate) -> None:
    """What a page has begun is followed by the next one in its tab, told once, and then forgotten."""
    body = """
    void load().seed("Cats", "a", "pool");
    await settle();
    const begun = new BegunJobs(storage).all;
    server.listeners.clear();
    load().resume();
    await settle();
    server.moves("j1", { status: "done", result: { count: 3 } });
    await settle();
    const told = messages();
    load().resume();
    await settle();
    give([begun, told, messages().length, new BegunJobs(storage).all]);
    """
    begun = [{"id": "j1", "kind": "seed", "name": "Cats"}]
    assert evaluate(TAB + body) == [begun, ["profiles.seeded 3 Cats"], 1, []]


def test_work_that_ended_while_nobody_looked_is_told(evaluate: Evaluate) -> None:
    """What was done, and what a restart cut short, while the page was loaded anew is told at once."""
    body = """
    const begun = new BegunJobs(storage);
    begun.add({ id: "j1", kind: "seed", name: "Cats" });
    begun.add({ id: "gone", kind: "import", name: "a.zip" });
    server.moves("j1", { status: "done", result: { count: 3 } });
    load().resume();
    await settle();
    give([messages(), begun.all]);
    """
    said = ["profiles.seeded 3 Cats", "jobs.lost profiles.importing a.zip"]
    assert evaluate(TAB + body) == [said, []]


def test_a_tab_that_keeps_nothing_works(evaluate: Evaluate) -> None:
    """Without a storage, with a full one, and with one that holds something else, nothing is followed again."""
    body = """
    const full = { getItem: () => "{", setItem: () => { throw new Error("full"); } };
    const odd = { getItem: () => '{"a": 1}', setItem: () => {} };
    const found = [null, full, odd].map((one) => {
      const begun = new BegunJobs(one);
      begun.add({ id: "j", kind: "seed", name: "x" });
      begun.drop("j");
      return begun.all;
    });
    give(found);
    """
    assert evaluate(TAB + body) == [[], [], []]
