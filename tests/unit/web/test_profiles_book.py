"""What a page knows of profiles, put together from lists and events."""

from collections.abc import Callable
from typing import Any

from .profile_server import SERVER

Evaluate = Callable[[str], Any]

TWO = SERVER + 'server.put(profile("a", "Cats")); server.put(profile("b", "Dogs"));\n'


def test_the_list_is_read_and_follows_events(evaluate: Evaluate) -> None:
    """The list keeps the server's order; every event changes it at once, without another read."""
    body = """
    const book = await bookOf(server);
    const seen = [names(book)];
    for (const [name, one] of [["profile_created", profile("c", "New")], ["profile_renamed", profile("a", "Lions")],
      ["profile_deleted", profile("b", "Dogs")], ["profile_restored", profile("b", "Dogs (2)")],
      ["profile_duplicated", profile("d", "Copy")], ["profile_imported", profile("e", "Zip")]]) {
      server.change(name, one);
      seen.push(names(book));
    }
    give([seen, server.calls]);
    """
    seen, calls = evaluate(TWO + body)
    assert seen == [
        ["Cats", "Dogs"],
        ["Cats", "Dogs", "New"],
        ["Lions", "Dogs", "New"],
        ["Lions", "New"],
        ["Lions", "New", "Dogs (2)"],
        ["Lions", "New", "Dogs (2)", "Copy"],
        ["Lions", "New", "Dogs (2)", "Copy", "Zip"],
    ]
    assert calls == ["GET /penstock/profiles"]


def test_one_book_for_a_page(evaluate: Evaluate) -> None:
    """Whoever asks first makes the book, everybody has the same, and an event is heard once."""
    body = """
    const book = await bookOf(server);
    let changes = 0;
    book.addEventListener("change", () => (changes += 1));
    const again = ProfileBook.of(server.host);
    again.watch();
    server.change("profile_renamed", profile("a", "Lions"));
    give([again === book, server.host.profiles === book, changes]);
    """
    assert evaluate(TWO + body) == [True, True, 1]


def test_events_during_a_read_count_after_it(evaluate: Evaluate) -> None:
    """A list that was written before an event and arrives after it takes nothing of the event back."""
    body = """
    const book = await bookOf(server);
    server.isHolding = true;
    const read = book.refresh();
    await settle();
    server.isHolding = false;
    server.change("profile_renamed", profile("a", "Lions"));
    server.change("profile_deleted", profile("b"));
    server.change("profile_created", profile("c", "New"));
    const early = names(book);
    server.held.pop()();
    await read;
    give([early, names(book)]);
    """
    assert evaluate(TWO + body) == [["Lions", "New"], ["Lions", "New"]]


def test_a_refresh_is_as_new_as_its_call(evaluate: Evaluate) -> None:
    """A refresh that is asked for while the list is being read reads it once more, however often it is asked for."""
    body = """
    const book = await bookOf(server);
    server.isHolding = true;
    void book.refresh();
    await settle();
    server.put(profile("c", "Quiet"));
    const later = [book.refresh(), book.refresh()];
    server.isHolding = false;
    server.held.pop()();
    await Promise.all(later);
    give([names(book), server.calls.length]);
    """
    assert evaluate(TWO + body) == [["Cats", "Dogs", "Quiet"], 3]


def test_it_reads_again_when_events_were_missed(evaluate: Evaluate) -> None:
    """After a lost connection, and after a change by another process, the list is read again."""
    body = """
    const book = await bookOf(server);
    const seen = [];
    for (const name of ["reconnected", "profiles_changed_elsewhere"]) {
      server.put(profile(name, name));
      server.tell(name, {});
      await settle();
      seen.push(book.get(name) !== null);
    }
    give(seen);
    """
    assert evaluate(TWO + body) == [True, True]


def test_problems_and_read_only_are_told(evaluate: Evaluate) -> None:
    """What the server mended, and that nothing can be changed, stands in the book until it is over."""
    body = """
    Object.assign(server, { problems: ["mended"], readOnly: true });
    const book = await bookOf(server);
    const first = [book.problems, book.readOnly, book.status];
    Object.assign(server, { problems: [], readOnly: false });
    await book.refresh();
    give([first, [book.problems, book.readOnly, book.status]]);
    """
    assert evaluate(TWO + body) == [[["mended"], True, "ready"], [[], False, "ready"]]


def test_a_failed_read_keeps_what_is_known(evaluate: Evaluate) -> None:
    """Where the list cannot be read, what is known stays, and the status says why; a later read mends it."""
    body = """
    const book = await bookOf(server);
    server.fails = refusal(503);
    await book.refresh();
    const failed = [book.status, book.error.status, names(book)];
    server.change("profile_renamed", profile("a", "Lions"));
    server.fails = null;
    const during = names(book);
    await book.refresh();
    give([failed, during, book.status, book.error]);
    """
    assert evaluate(TWO + body) == [["failed", 503, ["Cats", "Dogs"]], ["Lions", "Dogs"], "ready", None]


def test_a_plugin_that_is_off_has_no_profiles(evaluate: Evaluate) -> None:
    """Without the routes of profiles the book says so, and is empty."""
    body = """
    const book = ProfileBook.of(server.host);
    const before = book.status;
    server.fails = refusal(404);
    await book.refresh();
    give([before, book.status, book.list]);
    """
    assert evaluate(TWO + body) == ["loading", "off", []]


def test_commands_reject_with_the_servers_words(evaluate: Evaluate) -> None:
    """Creating and renaming pass on what the server refuses, with its suggestion, and change nothing."""
    body = """
    const book = await bookOf(server);
    server.fails = refusal(409, { suggestion: "Cats (2)" });
    const said = [];
    for (const act of [() => book.create("Cats"), () => book.rename("b", "Cats")]) {
      said.push(await act().catch((error) => error.suggestion));
    }
    give([said, names(book), server.shown]);
    """
    assert evaluate(TWO + body) == [["Cats (2)", "Cats (2)"], ["Cats", "Dogs"], []]


def test_an_answer_that_comes_late_takes_nothing_back(evaluate: Evaluate) -> None:
    """The answer to a rename counts no more where another name was told since: the list is read instead."""
    body = """
    const book = await bookOf(server);
    server.isHolding = true;
    const renamed = book.rename("a", "Lions");
    await settle();
    server.isHolding = false;
    server.change("profile_renamed", profile("a", "Tigers"));
    server.held.pop()();
    await renamed;
    const after = names(book);
    await settle();
    give([after, names(book)]);
    """
    assert evaluate(TWO + body) == [["Tigers", "Dogs"], ["Tigers", "Dogs"]]


def test_commands_show_without_events(evaluate: Evaluate) -> None:
    """While events are lost, what this page did itself is in its list all the same."""
    body = """
    const book = await bookOf(server);
    server.isDeaf = true;
    await book.create("Birds");
    await book.rename("a", "Lions");
    await book.remove("b");
    give(names(book));
    """
    assert evaluate(TWO + body) == ["Lions", "Birds"]


def test_a_deleted_profile_can_be_brought_back(evaluate: Evaluate) -> None:
    """Deleting offers Undo, which restores it and takes the offer away; one that is gone for good says what to do."""
    body = """
    const book = await bookOf(server);
    await book.remove("b");
    const [offer] = server.shown;
    const without = names(book);
    offer.action.run();
    await settle();
    const restored = [offer.message, without, names(book), offer.isClosed];
    await book.remove("a");
    const back = await book.restoreProfile("a");
    const none = await book.restoreProfile("nobody");
    give([...restored, back.name, none, server.shown.at(-1).message]);
    """
    assert evaluate(TWO + body) == [
        "profiles.deleted Dogs",
        ["Cats"],
        ["Cats", "Dogs"],
        True,
        "Cats",
        None,
        "profiles.not_in_trash",
    ]


def test_its_own_event_leaves_the_message_of_a_restore(evaluate: Evaluate) -> None:
    """The event of a restore, however late, takes the offer to undo away and nothing else."""
    body = """
    const book = await bookOf(server);
    await book.remove("b");
    server.isDeaf = true;
    await book.restore("t-b");
    server.isDeaf = false;
    server.tell("profile_restored", { profile: profile("b", "Dogs") });
    give(server.shown.map(({ message, isClosed = false }) => [message, isClosed]));
    """
    assert evaluate(TWO + body) == [["profiles.deleted Dogs", True], ["profiles.restored Dogs", False]]


def test_what_is_deleted_without_a_pool_offers_no_undo(evaluate: Evaluate) -> None:
    """Where only the name was left nothing can be brought back, and nothing is offered."""
    body = """
    const book = await bookOf(server);
    server.host.requests.send = async () => ({ profile: profile("b", "Dogs"), trash: "" });
    const done = await book.remove("b");
    give([done, server.shown[0].action ?? null, names(book)]);
    """
    assert evaluate(TWO + body) == [True, None, ["Cats"]]


def test_failures_of_deleting_and_restoring_are_shown(evaluate: Evaluate) -> None:
    """What the server refuses is shown, and the profile stays."""
    body = """
    const book = await bookOf(server);
    server.fails = Object.assign(refusal(403), { message: "Read only.", hint: "Update Penstock." });
    const done = [await book.remove("b"), await book.restore("t"), await book.restoreProfile("b")];
    give([done, server.shown.map(({ message, hint }) => `${message} ${hint}`), names(book)]);
    """
    said = ["Read only. Update Penstock."] * 3
    assert evaluate(TWO + body) == [[False, None, None], said, ["Cats", "Dogs"]]
