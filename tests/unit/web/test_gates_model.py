"""The page's model of gates: what it knows of them, whatever order lists and events come in."""

import json
from collections.abc import Callable
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from .gate_server import SERVER

Evaluate = Callable[[str], Any]


def test_gates_come_oldest_first(evaluate: Evaluate) -> None:
    """The list is ordered as gates opened on the server, also where its clock went back; then by time."""
    body = """
        server.gates.set("c", gate("c", { armed: 5, order: 2 }));
        server.gates.set("b", gate("b", { armed: 7, order: 1 }));
        server.gates.set("a", gate("a", { armed: 6, order: 1 }));
        const gates = await opened(server);
        give([tokens(gates), gates.count, gates.status]);
    """
    assert evaluate(SERVER + body) == [["a", "b", "c"], 3, "ready"]


def test_gates_of_a_node_are_found_by_execution_id(evaluate: Evaluate) -> None:
    """Ids of nodes in subgraphs are text, and never taken for another node's."""
    body = """
        for (const [token, node_id] of [["a", "12:3"], ["b", "3"], ["d", "12"]])
          server.gates.set(token, gate(token, { node_id }));
        server.gates.set("c", gate("c", { node_id: "12:3", kind: "text" }));
        const gates = await opened(server);
        const found = (id, kind) => gates.forNode(id, kind).map(({ token }) => token);
        give([gates.forNode("12:3").length, found("12:3", "image"), found("3")]);
    """
    assert evaluate(SERVER + body) == [2, ["a"], ["b"]]


def test_no_sign_turns_a_name_round(evaluate: Evaluate) -> None:
    """Signs that turn the direction of what follows are left out of titles and routes; other scripts stay."""
    body = """
        server.gates.set("a", gate("a", { title: "\\u202eevil", routes: ["\\u2067live\\u2069", "\\u05d0\\u200f"] }));
        const gates = await opened(server);
        give([gates.get("a").title, gates.get("a").routes]);
    """
    assert evaluate(SERVER + body) == ["evil", ["live", "\u05d0\u200f"]]


def test_events_change_the_list(evaluate: Evaluate) -> None:
    """A gate that opens is there, one that ends is gone and remembered with how it ended."""
    body = """
        const gates = await opened(server);
        server.put(gate("a"));
        const before = tokens(gates);
        server.end("a", { decided: { by: "plugin", plugin: "sorter", route: 2 } });
        give([before, tokens(gates), gates.ended("a").decided.plugin]);
    """
    assert evaluate(SERVER + body) == [["a"], [], "sorter"]


def test_late_lists_revive_nothing(evaluate: Evaluate) -> None:
    """A list that was made before a gate ended, or before one opened, takes neither back."""
    body = """
        server.put(gate("old"));
        const gates = await opened(server);
        server.isHolding = true;
        void gates.refresh();
        await settle();
        server.end("old");
        server.put(gate("new"));
        server.isHolding = false;
        server.held.splice(0).forEach((go) => go());
        const seen = [];
        gates.addEventListener("change", () => seen.push(tokens(gates).join()));
        await settle();
        give([[...new Set(seen)], tokens(gates)]);
    """
    assert evaluate(SERVER + body) == [["new"], ["new"]]


def test_what_ended_unheard_is_learnt(evaluate: Evaluate) -> None:
    """After a time without events, gates that ended are gone, and how they ended is asked for."""
    body = """
        server.put(gate("a"));
        server.put(gate("b"));
        const gates = await opened(server);
        server.isDeaf = true;
        server.end("a", { decided: { by: "policy", route: 1 } });
        server.gates.delete("b");
        server.isDeaf = false;
        server.tell("reconnected", null);
        await settle();
        give([tokens(gates), gates.ended("a")?.decided.by, gates.ended("b") ?? null]);
    """
    assert evaluate(SERVER + body) == [[], "policy", None]


def test_a_failed_read_keeps_what_was_known(evaluate: Evaluate) -> None:
    """While the server cannot be reached the gates stay, with the error beside them; the next read mends it."""
    body = """
        server.put(gate("a"));
        const where = page();
        const gates = await opened(server, where);
        server.failsBefore = refusal(0);
        await gates.refresh();
        const away = [gates.status, gates.error.status, tokens(gates)];
        for (const run of where.life.every) run();
        await settle();
        give([away, gates.status, gates.error]);
    """
    assert evaluate(SERVER + body) == [["failed", 0, ["a"]], "ready", None]


def test_only_what_needs_somebody_is_counted(evaluate: Evaluate) -> None:
    """A parked gate whose rest is queued needs nobody; one whose rest failed or was lost does."""
    body = """
        const decided = { by: "user", route: 1 };
        for (const run_state of ["queued", "waiting", "failed", "lost"])
          server.gates.set(run_state, gate(run_state, { state: "parked", decided, run_state }));
        server.gates.set("parked", gate("parked", { state: "parked" }));
        const gates = await opened(server);
        give([gates.list.length, gates.waiting.map(({ token }) => token).sort()]);
    """
    assert evaluate(SERVER + body) == [5, ["failed", "lost", "parked"]]


def test_pictures_have_addresses_of_their_own(evaluate: Evaluate) -> None:
    """Each candidate and size has its address; a mask's changes with the mask, and there is none without one."""
    body = """
        const gates = await opened(server);
        const masked = gate("a/b", { has_mask: true, mask_revision: 3 });
        give([gates.pictureUrl(masked, 2, 768), gates.maskUrl(masked), gates.maskUrl(gate("c"))]);
    """
    assert evaluate(SERVER + body) == [
        "/penstock/gates/a%2Fb/images/2?size=768",
        "/penstock/gates/a%2Fb/mask?v=3",
        None,
    ]


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["open", "end", "park", "deaf", "hear", "read", "hold", "deliver", "answer", "mask", "wait"]),
        st.sampled_from("abcd"),
    ),
    max_size=30,
)
SCHEDULE = """
    const steps = {
      open: (token) => server.gates.has(token) || server.ended.has(token) || server.put(gate(token)),
      end: (token) => server.gates.has(token) && server.end(token),
      park: (token) => server.gates.has(token) && server.put({ ...server.gates.get(token), state: "parked" }),
      deaf: () => (server.isDeaf = true),
      hear: () => (server.isDeaf = false),
      read: () => void gates.refresh(),
      hold: () => (server.isHolding = true),
      deliver: () => ((server.isHolding = false), server.held.splice(0).forEach((go) => go())),
      answer: (token) => void gates.answer(token, { route: 1 }).catch(() => null),
      mask: (token) => void gates.setMask(token, null).catch(() => null),
      wait: () => settle(),
    };
    let gates;
    const found = [];
    for (const schedule of schedules) {
      for (const one of [server.gates, server.ended]) one.clear();
      Object.assign(server, { isDeaf: false, isHolding: false, held: [], listeners: new Map() });
      gates = await opened(server);
      for (const [name, token] of schedule) await steps[name](token);
      steps.hear();
      steps.deliver();
      await settle();
      await gates.refresh();
      const both = [...server.gates.keys()].filter((token) => gates.ended(token));
      found.push([tokens(gates).sort().join(), [...server.gates.keys()].sort().join(), both.join(), gates.status]);
    }
    give(found);
"""


@settings(max_examples=4, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(schedules=st.lists(STEPS, min_size=5, max_size=15))
def test_every_schedule_ends_with_what_the_server_has(
    evaluate: Evaluate, schedules: list[list[tuple[str, str]]]
) -> None:
    """Whatever comes late or never: after the next read the page knows what the server knows; what ended stays so."""
    for known, true, revived, status in evaluate(f"const schedules = {json.dumps(schedules)};{SERVER}{SCHEDULE}"):
        assert (known, revived, status) == (true, "", "ready")
