"""What a page lists is read again as it changes, while somebody looks, and no more often than needed."""

from collections.abc import Callable
from typing import Any

Evaluate = Callable[[str], Any]

LISTING = """
import { Listing, orNone } from "./web/pools/standalone/listing.js";
import { ShownProfiles } from "./web/profiles/standalone/shown_profiles.js";
const heard = {};
const events = { listen: (name, run) => (heard[name] ??= []).push(run) };
const tell = (name, data) => (heard[name] ?? []).forEach((run) => run(data));
const stored = new Map([["a", 1], ["b", 2]]);
const asked = [];
let failing = null;
const itemOf = (id) => ({ id, count: stored.get(id) });
const readAll = async () => {
  asked.push("all");
  if (failing) throw failing;
  return [...stored.keys()].map(itemOf);
};
const readOne = async (id) => {
  asked.push(id);
  return stored.has(id) ? itemOf(id) : null;
};
const listing = new Listing(events, { readAll, readOne });
const changed = () => new Promise((done) => listing.addEventListener("change", done, { once: true }));
const shown = () => listing.all.map(({ id, count }) => `${id}${count}`).join(" ");
"""


def test_all_are_read_once_then_only_what_changed(evaluate: Evaluate) -> None:
    """The first look reads everything, a change only its item, and one that is gone leaves the list."""
    body = """
    listing.watch();
    await changed();
    stored.set("b", 5); stored.set("c", 3); stored.delete("a");
    for (const id of ["b", "b", "c", "a"]) listing.mark(id);
    await changed();
    give([asked, shown(), listing.status]);
    """
    assert evaluate(LISTING + body) == [["all", "b", "c", "a"], "b5 c3", "ready"]


def test_many_changes_are_one_request(evaluate: Evaluate) -> None:
    """Where more than a handful changed, everything is read in one request."""
    body = """
    listing.watch();
    await changed();
    for (let at = 0; at < 20; at += 1) listing.mark(`n${at}`);
    await changed();
    give(asked);
    """
    assert evaluate(LISTING + body) == ["all", "all"]


def test_what_changes_during_a_read_is_read_after_it(evaluate: Evaluate) -> None:
    """A change that comes while the list is being read is not lost."""
    body = """
    listing.watch();
    const first = changed();
    while (!asked.length) await new Promise((done) => setTimeout(done));
    stored.set("b", 9);
    listing.mark("b");
    await first;
    await changed();
    give([asked, shown()]);
    """
    assert evaluate(LISTING + body) == [["all", "b"], "a1 b9"]


def test_nobody_looks_nothing_is_read(evaluate: Evaluate) -> None:
    """Without a watcher nothing is asked; the next one hears of what changed meanwhile."""
    body = """
    const timers = [];
    globalThis.setTimeout = (run) => timers.push(run);
    globalThis.clearTimeout = (number) => delete timers[number - 1];
    const pass = async () => {
      for (const run of timers.splice(0)) run?.();
      for (let turn = 0; turn < 20; turn += 1) await null;
    };
    const leave = listing.watch();
    await pass();
    leave();
    stored.set("a", 7);
    listing.mark("a");
    await pass();
    const before = [...asked];
    listing.watch();
    await pass();
    give([before, asked, shown()]);
    """
    assert evaluate(LISTING + body) == [["all"], ["all", "a"], "a7 b2"]


def test_a_failure_is_told_and_tried_again(evaluate: Evaluate) -> None:
    """What cannot be read is an error; when the connection is there again, everything is read."""
    body = """
    failing = new Error("Away.");
    listing.watch();
    await changed();
    const failed = [listing.status, listing.error.message];
    failing = null;
    tell("connected");
    await changed();
    give([failed, listing.status, listing.error, shown()]);
    """
    assert evaluate(LISTING + body) == [["failed", "Away."], "ready", None, "a1 b2"]


def test_only_what_is_not_there_is_none(evaluate: Evaluate) -> None:
    """An answer that there is none is none, any other failure is passed on."""
    body = """
    const refused = (status) => Promise.reject(Object.assign(new Error("no"), { status }));
    give([await orNone(refused(404)), await orNone(refused(500)).catch(({ status }) => status)]);
    """
    assert evaluate(LISTING + body) == [None, 500]


def test_profiles_are_called_as_the_book_says(evaluate: Evaluate) -> None:
    """Names and the list itself are the book's, at once; counts and pictures follow when they are read."""
    body = """
    class Book extends EventTarget {
      list = [{ id: "a", name: "Cats", created: 1, missing: false }];
      get = (id) => this.list.find((one) => one.id === id) ?? null;
      pictured = async () => this.list.map((one) => ({ ...one, count: 3, pictures: [] }));
      picturedOne = async (id) => ({ ...this.get(id), count: 4, pictures: [] });
    }
    const book = new Book();
    const profiles = new ShownProfiles({ events }, book);
    const seen = () => profiles.profiles.map(({ name, count, isRead }) => [name, count, isRead]);
    const next = () => new Promise((done) => profiles.addEventListener("change", done, { once: true }));
    const before = seen();
    profiles.watch();
    await next();
    book.list = [{ ...book.list[0], name: "Tigers" }, { id: "b", name: "Dogs", created: 2, missing: false }];
    book.dispatchEvent(new Event("change"));
    const renamed = seen();
    await next();
    give([before, renamed, seen()]);
    """
    assert evaluate(LISTING + body) == [
        [["Cats", None, False]],
        [["Tigers", 3, True], ["Dogs", None, False]],
        [["Tigers", 3, True], ["Dogs", 4, True]],
    ]
