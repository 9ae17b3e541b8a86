"""Answers of the page's model of gates: one request each, what refusals teach, and what is never lost."""

from collections.abc import Callable
from typing import Any

from .gate_server import SERVER

Evaluate = Callable[[str], Any]
POSTS = "const posts = () => server.calls.filter(([method]) => method === 'POST');"


def test_a_double_press_is_one_request(evaluate: Evaluate) -> None:
    """While an answer is on its way the same gate sends no other, and says that it is busy."""
    body = f"""
        {POSTS}
        server.put(gate("a"));
        const gates = await opened(server);
        server.isHolding = true;
        const first = gates.answer("a", {{ route: 1 }});
        const second = gates.answer("a", {{ route: 2 }});
        const busy = gates.isBusy("a");
        await settle();
        server.held.splice(0).forEach((go) => go());
        await Promise.all([first, second]);
        give([busy, gates.isBusy("a"), posts().length, gates.ended("a").decided.route, tokens(gates)]);
    """
    assert evaluate(SERVER + body) == [True, False, 1, 1, []]


def test_who_was_faster_is_learnt_from_the_refusal(evaluate: Evaluate) -> None:
    """A 409 carries the gate as it is: it is gone from the list, and not told as one's own doing."""
    body = """
        server.put(gate("a"));
        const gates = await opened(server);
        server.isDeaf = true;
        server.end("a", { decided: { by: "user", route: 2 } });
        const status = await gates.answer("a", { route: 1 }).catch((error) => error.status);
        give([status, tokens(gates), gates.ended("a").decided.route, gates.isOwn(gates.ended("a"))]);
    """
    assert evaluate(SERVER + body) == [409, [], 2, False]


def test_an_unknown_gate_goes(evaluate: Evaluate) -> None:
    """A 404 takes the gate from the list."""
    body = """
        server.put(gate("a"));
        const gates = await opened(server);
        server.gates.delete("a");
        const status = await gates.answer("a", { route: 1 }).catch((error) => error.status);
        give([status, tokens(gates)]);
    """
    assert evaluate(SERVER + body) == [404, []]


def test_a_lost_answer_is_ones_own(evaluate: Evaluate) -> None:
    """Where the answer was taken and the word of it lost, sending it again succeeds."""
    body = """
        server.put(gate("a"));
        const gates = await opened(server);
        server.isDeaf = true;
        server.failsAfter = refusal(0);
        const first = await gates.answer("a", { route: 2 }).catch((error) => error.status);
        const again = await gates.answer("a", { route: 2 });
        give([first, again.decided.route, gates.isOwn(again)]);
    """
    assert evaluate(SERVER + body) == [0, 2, True]


def test_a_refused_answer_is_nobodys(evaluate: Evaluate) -> None:
    """An answer that the server refused is not taken for the one that another page gave later."""
    body = """
        server.put(gate("a"));
        const gates = await opened(server);
        server.failsBefore = refusal(422);
        const status = await gates.answer("a", { route: 1 }).catch((error) => error.status);
        server.end("a", { decided: { by: "user", route: 1, selection: null, text: null } });
        give([status, gates.isOwn(gates.ended("a"))]);
    """
    assert evaluate(SERVER + body) == [422, False]


def test_a_mask_that_could_not_be_sent_goes_with_the_answer(evaluate: Evaluate) -> None:
    """It is kept in the browser, shown from there after a reload, and sent in the same request as the answer."""
    body = f"""
        {POSTS}
        server.put(gate("a"));
        const where = page();
        const gates = await opened(server, where);
        server.failsBefore = refusal(0);
        const how = await gates.setMask("a", new Blob([new Uint8Array([1, 2, 255])]));
        server.failsBefore = refusal(0); // the list
        const later = await opened(server, where);
        server.failsBefore = refusal(0); // and the mask again, when the list is there
        const shown = later.maskUrl(gate("a"));
        void later.refresh();
        await settle();
        await later.answer("a", {{ route: 1 }});
        const sent = posts().at(-1)[2];
        const bytes = [...new Uint8Array(await sent.get("mask").arrayBuffer())];
        give([how, shown.slice(0, 22), bytes, sent.get("route"), Object.keys(where.storage).length]);
    """
    assert evaluate(SERVER + body) == ["kept", "data:image/png;base64,", [1, 2, 255], "1", 0]


def test_a_kept_mask_is_sent_when_the_server_is_back(evaluate: Evaluate) -> None:
    """The next list that can be read brings the mask to the server, once."""
    body = """
        server.put(gate("a"));
        const gates = await opened(server);
        server.failsBefore = refusal(0);
        await gates.setMask("a", new Blob(["png"]));
        await gates.refresh();
        await settle();
        await gates.refresh();
        await settle();
        const sent = server.calls.filter(([method]) => method === "PUT").length;
        give([sent, server.gates.get("a").has_mask, gates.draft("a")]);
    """
    assert evaluate(SERVER + body) == [2, True, {}]


def test_a_refused_mask_is_told_and_dropped(evaluate: Evaluate) -> None:
    """A mask that the server refuses is not kept: the error is the painter's to show."""
    body = """
        server.put(gate("a"));
        const gates = await opened(server);
        server.failsBefore = refusal(422);
        const status = await gates.setMask("a", new Blob(["png"])).catch((error) => error.status);
        give([status, gates.draft("a"), tokens(gates)]);
    """
    assert evaluate(SERVER + body) == [422, {}, ["a"]]


def test_drafts_outlive_the_page_and_go_with_the_gate(evaluate: Evaluate) -> None:
    """What was typed is there after a reload and in other tabs, and is removed when the gate ends."""
    body = """
        server.put(gate("a", { kind: "text", text: "came" }));
        const where = page();
        const gates = await opened(server, where);
        gates.keepDraft("a", { text: "mine" });
        const later = await opened(server, where);
        const after = later.draft("a").text;
        later.keepDraft("a", { text: "more" });
        for (const run of where.life.stored) run("penstock.gate.a");
        const here = gates.draft("a").text;
        server.end("a");
        give([after, here, gates.draft("a"), Object.keys(where.storage)]);
    """
    assert evaluate(SERVER + body) == ["mine", "more", {}, []]


def test_old_drafts_of_gates_that_are_gone_are_swept(evaluate: Evaluate) -> None:
    """A draft whose gate ended while no page was open is removed; a young one may be another tab's."""
    body = """
        const where = page();
        const young = { text: "young", at: Date.now() };
        where.storage.setItem("penstock.gate.old", JSON.stringify({ text: "old", at: 5 }));
        where.storage.setItem("penstock.gate.broken", "{");
        where.storage.setItem("penstock.gate.young", JSON.stringify(young));
        where.storage.setItem("penstock.theme", "dark");
        await opened(server, where);
        give(Object.keys(where.storage).sort());
    """
    assert evaluate(SERVER + body) == ["penstock.gate.young", "penstock.theme"]


def test_discarding_waits_for_its_message(evaluate: Evaluate) -> None:
    """A parked gate is hidden at once; Undo brings it back, closing the message sends it, also from a closing page."""
    body = f"""
        {POSTS}
        const parked = gate("a", {{ state: "parked" }});
        server.put(parked);
        const gates = await opened(server);
        gates.discard(parked);
        const hidden = [tokens(gates), gates.isDiscarded("a"), posts().length];
        server.toasts.shown.at(-1).action.run();
        const back = tokens(gates);
        gates.discard(parked);
        server.toasts.shown.at(-1).closed();
        await settle();
        give([hidden, back, tokens(gates), posts().at(-1)[3], server.gates.size]);
    """
    assert evaluate(SERVER + body) == [[[], True, 0], ["a"], [], {"keepalive": True}, 0]
