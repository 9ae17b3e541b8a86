"""Gates of a real server through what happens to them: tabs that come and go, answers, an interrupt, kill -9."""

import json
import random
import time
from collections import defaultdict
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final

from attrs import define, field, frozen

from ..http.test_parked_restart import Child
from .plain_tab import PlainTab

ENDINGS: Final = ("answers", "answers", "interrupt", "kill", "kill late")
_ROUTES: Final = (1, 2)


@frozen(kw_only=True)
class Schedule:
    """What happens to the gates of one run: `tabs` are the actions of each tab, side by side, then comes `ending`."""

    number: int
    gates: int
    tabs: tuple[tuple[str, ...], ...]
    ending: str

    @property
    def prompt(self) -> dict[str, Any]:
        """A picture, the gates beside each other, an output on each route of each."""
        made: dict[str, Any] = {"1": _node("EmptyImage", width=8, height=8, batch_size=1, color=self.number)}
        for gate in range(self.gates):
            made[f"1{gate}"] = _node("ImageGate", image=["1", 0], routes=2, wait="wait")
            for route in _ROUTES:
                name = self.name(gate, route)
                made[f"{route + 1}{gate}"] = _node("SaveImage", images=[f"1{gate}", route], filename_prefix=name)
        return made

    def name(self, gate: int, route: int) -> str:
        """How the pictures of a route begin."""
        return f"s{self.number}g{gate}r{route}"


def _node(kind: str, **inputs: Any) -> dict[str, Any]:
    return {"class_type": kind, "inputs": inputs}


def schedule(number: int) -> Schedule:
    """The schedule of that number."""
    chance = random.Random(number)
    actions = ("answer", "answer", "answer", "wrong", "refresh", "list", "leave")
    tabs = tuple(tuple(chance.choices(actions, k=chance.randint(1, 5))) for _ in range(chance.randint(1, 3)))
    gates = 20 if number % 25 == 7 else chance.randint(1, 5)
    return Schedule(number=number, gates=gates, tabs=tabs, ending=chance.choice(ENDINGS))


@define
class Lived:
    """What was told: answers that were taken, and conflicts, by gate; seconds that things took."""

    taken: dict[int, list[int]] = field(factory=lambda: defaultdict(list))
    refused: dict[int, list[int | None]] = field(factory=lambda: defaultdict(list))
    freed: float = 0.0
    shown: float = 0.0
    actions: int = 0


@define
class Life:
    """One schedule on a server."""

    child: Child
    plan: Schedule
    lived: Lived = field(factory=Lived)
    _tokens: dict[int, str] = field(factory=dict)

    def live(self) -> Lived:
        """Play it; what came of it has been checked when this returns."""
        self._arm()
        with ThreadPoolExecutor(len(self.plan.tabs)) as tabs:
            for one in [tabs.submit(self._tab, number, each) for number, each in enumerate(self.plan.tabs)]:
                one.result(60)
        end = {"answers": self._answers, "interrupt": self._interrupt, "kill": self._kill, "kill late": self._kill}
        end[self.plan.ending]()
        self._check()
        return self.lived

    def _arm(self) -> None:
        self.child.json("POST", "/prompt", {"prompt": self.plan.prompt, "client_id": "tab0"})
        gates = self.child.until(lambda: _all(self.child.gates("armed"), self.plan.gates), 60.0)
        self._tokens = {int(gate["node_id"][1:]): gate["token"] for gate in gates}

    def _tab(self, number: int, actions: Sequence[str]) -> None:
        """One tab; where it is left at the end nobody says goodbye."""
        chance = random.Random(1_000 * self.plan.number + number)
        tab = PlainTab(self.child.port, f"tab{number}")
        for action in actions:
            self.lived.actions += 1
            if action == "answer":
                self.answer(chance.randrange(self.plan.gates), chance.choice(_ROUTES))
            elif action == "wrong":
                assert self.child.ask("POST", "/penstock/gates/no-such-gate/answer", {"route": 1})[0] == 404
            elif action == "refresh":
                tab.close()
                tab = PlainTab(self.child.port, f"tab{number}")
                self._shown()
            elif action == "list":
                self._shown()
            else:
                break
        tab.close()

    def _shown(self) -> None:
        """Whatever nobody has answered is shown to who asks."""
        open_before = self._open()
        listed = {gate["token"] for gate in self.child.json("GET", "/penstock/gates")["gates"]}
        assert {self._tokens[gate] for gate in open_before & self._open()} <= listed

    def _open(self) -> set[int]:
        """Gates that nobody has begun to answer."""
        return {gate for gate in self._tokens if gate not in self.lived.taken}

    def answer(self, gate: int, route: int) -> None:
        """Answer; noted as taken before it is sent, so that `_open` is on the safe side."""
        taken = self.lived.taken[gate]
        status, data = self.child.ask("POST", f"/penstock/gates/{self._tokens[gate]}/answer", {"route": route})
        if status == 200:
            taken.append(route)
        else:
            assert status == 409, (status, data)
            decided = json.loads(data)["error"]["current"]["decided"]
            self.lived.refused[gate].append(None if decided is None else decided["route"])

    def _unanswered(self) -> list[int]:
        return [gate for gate in self._tokens if not self.lived.taken.get(gate)]

    def _answers(self) -> None:
        """Whatever is still open is answered; the run comes to its end."""
        for gate in self._unanswered():
            self.answer(gate, 1 + gate % 2)
        self._idle()
        for gate in self._tokens:
            self.answer(gate, 1)  # too late

    def _idle(self) -> None:
        self.child.until(lambda: self.child.json("GET", "/prompt")["exec_info"]["queue_remaining"] == 0, 60.0)

    def _interrupt(self) -> None:
        left = self._unanswered()
        begun = time.monotonic()
        assert self.child.ask("POST", "/interrupt", {})[0] == 200
        for gate in left:
            path = f"/penstock/gates/{self._tokens[gate]}"
            self.child.until(lambda path=path: self.child.json("GET", path)["state"] != "armed")
        self.lived.freed = time.monotonic() - begun
        self._idle()
        for gate in left:
            self.answer(gate, 1)  # too late
            assert not self.lived.taken[gate]

    def _kill(self) -> None:
        """Killed, started again; what is offered is answered and runs."""
        left = self._unanswered()
        if self.plan.ending == "kill late":
            self.child.until(lambda: self._copied(left), 60.0)
        self.child.kill()
        self.child.start()
        offered = {gate["token"] for gate in self.child.gates()}
        self.lived.shown = time.monotonic() - self.child.answered
        again = [gate for gate, token in self._tokens.items() if token in offered]
        assert self.plan.ending == "kill" or set(left) <= set(again)
        for gate in again:
            self.lived.taken[gate].clear()
            self.answer(gate, 1 + gate % 2)
            self.answer(gate, 1)
        self.child.until(lambda: not self.child.gates(), 60.0)
        self._idle()
        for gate in again:
            assert self.lived.taken[gate] == [1 + gate % 2]
            assert self._saved(gate) == {1 + gate % 2: 1}

    def _copied(self, gates: Sequence[int]) -> bool:
        """Whether these gates would outlive the process."""
        folder = self.child.data / "user" / "__penstock" / "gates" / "waiting"
        texts = "".join(path.read_text() for path in folder.glob("*/*/run.json"))
        return all(self._tokens[gate] in texts for gate in gates)

    def _check(self) -> None:
        """Each gate has been answered once at most, who came later was told how, and what ran is what was answered."""
        for gate in self._tokens:
            taken, refused = self.lived.taken[gate], self.lived.refused[gate]
            assert len(taken) <= 1, (self.plan, gate, taken)
            assert self.plan.ending.startswith("kill") or set(refused) <= {*taken, None}, (self.plan, gate)
            saved = self._saved(gate)
            assert saved in ({}, {taken[0]: 1} if taken else {}), (self.plan, gate, taken, saved)
            assert saved or self.plan.ending != "answers", (self.plan, gate)

    def _saved(self, gate: int) -> dict[int, int]:
        """How many pictures each route has."""
        found = {route: len(_files(self.child, self.plan.name(gate, route))) for route in _ROUTES}
        return {route: count for route, count in found.items() if count}


def _all(gates: list[Any], count: int) -> list[Any]:
    return gates if len(gates) == count else []


def _files(child: Child, name: str) -> list[Any]:
    return list((child.data / "output").glob(f"{name}_*"))
