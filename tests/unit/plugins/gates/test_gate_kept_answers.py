"""Answers that are used again: kept by place, whole and durable, asked anew after forgetting."""

import json
import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from penstock.core.contracts.gates import AnsweredBy, Decided, Gate, GateAnswer, GateKind, GateState, Unanswered, Wait
from penstock.core.errors import BadName, ReadOnly
from penstock.core.files import Files
from penstock.plugins.gates.kept_answers import KeptAnswers

A, B = "a" * 32, "b" * 32
HASH = "0" * 64
GATE = Gate(
    token="t",
    kind=GateKind.IMAGE,
    title="Good or bad? “naïve”",
    state=GateState.ANSWERED,
    prompt_id="p",
    node_id="12:3",
    place=A,
    routes=("good", "bad"),
    count=1,
    width=4,
    height=3,
    wait=Wait.HOLD,
    unanswered=Unanswered.PARK,
    decided=Decided(by=AnsweredBy.USER, route=2, masked=True, at=5),
)


@pytest.fixture
def start(tmp_path: Path) -> Callable[[], KeptAnswers]:
    """`start()`: what is kept, as the next start of the server finds it."""
    return lambda: KeptAnswers(tmp_path / "kept", Files())


@pytest.fixture
def kept(start: Callable[[], KeptAnswers]) -> KeptAnswers:
    return start()


def only_file(tmp_path: Path) -> Path:
    (path,) = (tmp_path / "kept").glob("*.json")
    return path


def test_an_answer_is_kept_for_its_place(start: Callable[[], KeptAnswers]) -> None:
    """With the gate as it was, after a restart too, and for no other place."""
    kept = start()
    assert (kept.get(A), dict(kept.all()), kept.revision(A)) == (None, {}, 0)
    kept.keep(A, GATE, GateAnswer(route=2), HASH)
    for store in (kept, start()):
        found = store.get(A)
        assert found is not None
        assert (found.gate, found.answer, found.input_hash) == (GATE, GateAnswer(route=2), HASH)
        assert found.revision == store.revision(A) > 0
        assert store.get(B) is None
        assert dict(store.all()) == {A: GATE}


def test_a_later_answer_takes_its_place(kept: KeptAnswers) -> None:
    """Nothing of the one before stays; the revision grows."""
    kept.keep(A, GATE, GateAnswer(route=1), HASH)
    before = kept.revision(A)
    kept.keep(A, evolve(GATE, token="u"), GateAnswer(route=2), "1" * 64)
    found = kept.get(A)
    assert found is not None
    assert (found.gate.token, found.answer.route, found.input_hash) == ("u", 2, "1" * 64)
    assert kept.revision(A) > before


class CountingFiles(Files):
    """Counts what is read."""

    def __init__(self) -> None:
        super().__init__()
        self.read_names: list[str] = []

    def read(self, path: Path, limit: int) -> bytes:
        """Read, and remember it."""
        self.read_names.append(path.name)
        return super().read(path, limit)


def test_what_is_kept_is_read_once(tmp_path: Path) -> None:
    """A run that looks at all kept answers reads only those that changed since the last look."""
    files = CountingFiles()
    kept = KeptAnswers(tmp_path, files)
    kept.keep(A, GATE, GateAnswer(route=1), HASH)
    kept.keep(B, evolve(GATE, place=B), GateAnswer(route=1), HASH)
    assert list(kept.all()) == [A, B]
    files.read_names.clear()
    assert list(kept.all()) == [A, B]
    assert files.read_names == []
    KeptAnswers(tmp_path, Files()).keep(A, evolve(GATE, token="elsewhere"), GateAnswer(route=2), HASH)
    assert kept.all()[A].token == "elsewhere"
    assert [name.partition(".")[0] for name in files.read_names] == [A]
    kept.forget(B)
    assert list(kept.all()) == [A]


def test_forgetting_asks_anew(start: Callable[[], KeptAnswers]) -> None:
    """For good; the revision grows, so that no cached result of the node fits any more; again is harmless."""
    kept = start()
    kept.keep(A, GATE, GateAnswer(route=1), HASH)
    kept.keep(B, GATE, GateAnswer(route=2), HASH)
    before = kept.revision(A)
    kept.forget(A)
    kept.forget(A)
    kept.forget("../x")
    assert kept.revision(A) > before
    assert (kept.get(A), start().get(A)) == (None, None)
    assert list(kept.all()) == [B]


def test_a_mask_is_no_part_of_it(kept: KeptAnswers) -> None:
    """The draft of the place is."""
    kept.keep(A, GATE, GateAnswer(route=1, clear_mask=True, mask=[[1.0]]), HASH)
    found = kept.get(A)
    assert found is not None
    assert (found.answer.mask, found.answer.clear_mask) == (None, True)


def test_only_places_are_kept(kept: KeptAnswers) -> None:
    """Nothing from outside becomes a path."""
    with pytest.raises(BadName):
        kept.keep("../" + "a" * 29, GATE, GateAnswer(route=1), HASH)


ANSWERS = st.one_of(
    st.builds(GateAnswer, route=st.integers(1, 10), clear_mask=st.booleans()),
    st.builds(GateAnswer, selection=st.lists(st.integers(0, 10**6), max_size=20).map(tuple)),
    st.builds(GateAnswer, text=st.text()),
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(answer=ANSWERS, title=st.text(), text=st.text(), routes=st.lists(st.text(max_size=20), max_size=10).map(tuple))
def test_any_answer_comes_back_as_it_was(
    kept: KeptAnswers, answer: GateAnswer, title: str, text: str, routes: tuple[str, ...]
) -> None:
    """Texts of any kind, selections of any length, names of any script."""
    gate = evolve(GATE, title=title, text=text, routes=routes)
    kept.keep(A, gate, answer, HASH)
    found = kept.get(A)
    assert found is not None
    assert (found.gate, found.answer) == (gate, answer)


@pytest.mark.parametrize(
    "damage",
    [
        b"",
        b"garbage",
        b"[]",
        b"{}",
        b'{"format": "x"}',
        b'{"format": 1}',
        b'{"format": 1, "input": "", "gate": {}, "answer": {}}',
        b'{"format": 1, "input": "", "gate": [], "answer": {"route": "1"}}',
        b"[" * 100_000,
        b"\xff\xfe",
    ],
)
def test_a_damaged_answer_counts_as_none(
    kept: KeptAnswers, tmp_path: Path, caplog: pytest.LogCaptureFixture, damage: bytes
) -> None:
    """The gate asks, the log names the file, the next answer takes its place."""
    kept.keep(A, GATE, GateAnswer(route=1), HASH)
    only_file(tmp_path).write_bytes(damage)
    with caplog.at_level(logging.ERROR, "penstock.gates"):
        assert kept.get(A) is None
    assert only_file(tmp_path).name in caplog.text
    assert dict(kept.all()) == {}
    kept.keep(A, GATE, GateAnswer(route=1), HASH)
    assert kept.get(A) is not None


def rewritten(tmp_path: Path, change: Callable[[dict[str, Any]], None]) -> None:
    data = json.loads(only_file(tmp_path).read_bytes())
    change(data)
    only_file(tmp_path).write_text(json.dumps(data))


def test_fields_of_a_later_version_do_no_harm(kept: KeptAnswers, tmp_path: Path) -> None:
    """Whoever goes back to this version keeps the answers."""
    kept.keep(A, GATE, GateAnswer(route=1), HASH)

    def later(data: dict[str, Any]) -> None:
        for part in (data, data["gate"], data["gate"]["decided"], data["answer"]):
            part["colour"] = "red"

    rewritten(tmp_path, later)
    found = kept.get(A)
    assert found is not None
    assert found.gate == GATE


def test_what_a_newer_penstock_kept_is_not_touched(kept: KeptAnswers, tmp_path: Path) -> None:
    """It counts as none, and is neither replaced nor forgotten."""
    kept.keep(A, GATE, GateAnswer(route=1), HASH)
    rewritten(tmp_path, lambda data: data.update(format=2, gate="other"))
    before = only_file(tmp_path).read_bytes()
    assert kept.get(A) is None
    with pytest.raises(ReadOnly):
        kept.keep(A, GATE, GateAnswer(route=2), HASH)
    with pytest.raises(ReadOnly):
        kept.forget(A)
    assert only_file(tmp_path).read_bytes() == before


def test_an_answer_that_cannot_be_read_costs_only_itself(kept: KeptAnswers, tmp_path: Path) -> None:
    """A folder in its place, or a disk that fails: that gate asks, the others' answers are there."""
    kept.keep(A, GATE, GateAnswer(route=1), HASH)
    path = only_file(tmp_path)
    kept.keep("b" * 32, GATE, GateAnswer(route=2), HASH)
    path.unlink()
    path.mkdir()
    assert kept.get(A) is None
    assert list(kept.all()) == ["b" * 32]
