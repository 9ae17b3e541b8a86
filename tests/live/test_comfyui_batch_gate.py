"""A gate inside a batch, in a real ComfyUI with Penstock: it waits in the inbox, answered it lets the batch go on."""

from typing import Any

from live_gates import LiveGates, node, picture, show, until

COLOURS = (0x0A0B01, 0x0A0B02, 0x0A0B03)


def plan() -> dict[str, Any]:
    """Three colours through one gate."""
    gate = node("ImageGate", image=["1", 0], routes=1)
    document = {"1": picture(0x050607), "2": gate, "3": show("2", 1)}
    axis = {"keys": ["1.color"], "values": list(COLOURS)}
    return {"document": document, "title": "gated", "groups": [{"axes": [axis]}]}


def test_a_gate_inside_a_batch_waits_in_the_inbox_and_goes_on(tab: Any) -> None:
    """Each cell waits for its answer, one after the other; answered, all of them complete."""
    gates = LiveGates(tab)
    started = tab.request("POST", "/penstock/batches", json={"plan": plan()})
    assert started.status == 202, started.body
    batch = started.json()["id"]
    for _cell in COLOURS:
        (gate,) = until(lambda: [one for one in tab.get("/penstock/gates")["gates"] if one["state"] == "armed"])
        until(lambda gate=gate: _running(tab, batch) == [gate["prompt_id"]])
        gates.answer(gate["token"], route=1)
        gates.ended(gate["token"])
    ended = until(lambda: _ended(tab, batch))
    assert ended["counts"]["completed"] == len(COLOURS), ended


def _running(tab: Any, batch: str) -> list[str]:
    cells = tab.get(f"/penstock/batches/{batch}/cells")["cells"]
    running = [cell["run"] for cell in cells if cell["status"] == "running"]
    return [tab.get(f"/penstock/runs/{run}")["prompt_id"] for run in running]


def _ended(tab: Any, batch: str) -> Any:
    found = tab.get(f"/penstock/batches/{batch}")
    return found if found["status"] in ("completed", "finished") else None
