"""Functions of texts: what is refused, what becomes of one that fails, who is named."""

import threading
from asyncio import CancelledError
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from penstock.core.application import Application
from penstock.core.faults import FaultLog
from penstock.core.hooks import hookimpl
from penstock.core.text_functions import TextFunction, TextFunctions

Start = Callable[..., Application]


async def later(text: str) -> str:
    """What is async is no function of a text."""
    return text


@pytest.mark.parametrize("name", ["", "Upper", "9a", "_a", "a-b", "a b", "a|b", "é", "a" * 32, "a\n", None, 5])
def test_a_name_is_a_word_of_small_letters(name: Any) -> None:
    """Anything else could not be written behind a reference."""
    with pytest.raises(ValueError, match="no name for a text function"):
        TextFunction(name=name, run=str)


@pytest.mark.parametrize(
    "fields",
    [{"run": None}, {"run": "upper"}, {"run": later}, {"summary": 5}],
    ids=["no run", "a name", "async", "a number"],
)
def test_wrong_fields_are_refused_where_they_are_written(fields: dict[str, Any]) -> None:
    """At once, in the plugin that makes it."""
    with pytest.raises(TypeError):
        TextFunction(**{"name": "a", "run": str.upper, **fields})


def failing(error: BaseException) -> Callable[[str], str]:
    """A function that raises."""

    def run(_text: str) -> str:
        raise error

    return run


@pytest.mark.parametrize(
    "error",
    [ValueError("x"), SystemExit(1), RecursionError(), MemoryError(), GeneratorExit(), CancelledError()],
    ids=repr,
)
def test_one_that_raises_is_named_and_changes_nothing(error: BaseException) -> None:
    """Its plugin is told with the traceback; the caller only hears that there is no text."""
    faults = FaultLog()
    functions = TextFunctions([("captions", TextFunction(name="broken", run=failing(error)))], faults)
    assert functions.apply("broken", "text") is None
    (fault,) = faults.of("captions")
    assert fault.where == "text function broken"
    assert "in run" in fault.traceback


@pytest.mark.parametrize("made", [None, 5, b"bytes", ["text"]], ids=repr)
def test_one_that_returns_no_text_is_named(made: Any) -> None:
    """As one that raises."""
    faults = FaultLog()
    functions = TextFunctions([("captions", TextFunction(name="broken", run=lambda _text: made))], faults)
    assert functions.apply("broken", "text") is None
    assert faults.of("captions")[0].message == f"broken returned no text but {type(made).__name__}"


def test_a_fault_is_told_once_for_each_kind() -> None:
    """A text is made anew with every key that is pressed: one line over and over would hide the others."""
    faults = FaultLog()
    errors = iter([ValueError("1"), ValueError("2"), KeyError("3"), ValueError("4")])

    def run(_text: str) -> str:
        raise next(errors)

    functions = TextFunctions([("captions", TextFunction(name="broken", run=run))], faults)
    for _ in range(4):
        assert functions.apply("broken", "text") is None
    assert [fault.message for fault in faults.of("captions")] == ["ValueError: 1", "KeyError: '3'"]


def test_half_a_character_is_no_text() -> None:
    """It could be neither stored nor sent."""
    faults = FaultLog()
    functions = TextFunctions([("captions", TextFunction(name="half", run=lambda text: f"{text}\ud83d"))], faults)
    assert functions.apply("half", "text") is None
    assert faults.of("captions")[0].message == "half returned no text but half a character"


class Loud(str):
    """A text of a plugin's own kind."""

    __slots__ = ()

    def __len__(self) -> int:
        return 0


def test_a_text_of_a_kind_of_its_own_becomes_a_plain_one() -> None:
    """Whoever counts its characters counts those that there are."""
    functions = TextFunctions([("captions", TextFunction(name="loud", run=lambda text: Loud(text.upper())))])
    made = functions.apply("loud", "text")
    assert made == "TEXT"
    assert type(made) is str


def test_they_run_on_several_threads_at_once() -> None:
    """Nothing waits for a slow one."""
    meeting = threading.Barrier(2, timeout=10)
    functions = TextFunctions([("a", TextFunction(name="meet", run=lambda text: f"{text}{meeting.wait() >= 0}"))])
    other = threading.Thread(target=functions.apply, args=("meet", "x"))
    other.start()
    assert functions.apply("meet", "x") == "xTrue"
    other.join()


def test_the_signature_follows_names_plugins_and_versions() -> None:
    """What was made with another release of a function is made again; its order at the start does not matter."""
    one, two = (("a", TextFunction(name="one", run=str)), ("b", TextFunction(name="two", run=str)))
    signature = TextFunctions([one, two], releases={"a": "1"}).signature
    assert TextFunctions([two, one], releases={"a": "1"}).signature == signature
    others = [
        TextFunctions([one, two], releases={"a": "2"}),
        TextFunctions([one], releases={"a": "1"}),
        TextFunctions([("b", one[1]), two], releases={"a": "1"}),
        TextFunctions(),
    ]
    assert len({signature, *(other.signature for other in others)}) == 5


def plugin(*names: str) -> Any:
    """A plugin that brings functions of these names."""

    @hookimpl
    def penstock_text_functions() -> list[Any]:
        return [TextFunction(name=name, run=str.swapcase) for name in names]

    return SimpleNamespace(penstock_text_functions=penstock_text_functions)


def test_the_bundled_one_wins_and_third_parties_that_claim_one_name_both_lose_it(
    penstock_application: Start,
) -> None:
    """As with everything that is collected; each is named."""
    application = penstock_application(plugin("upper", "both", "mine"), plugin("both"), broken=True)
    found = {function.name: owner for owner, function in application.services.get(TextFunctions).listed()}
    assert found["upper"] == "libbers"
    assert found["mine"] == "tested_0"
    assert "both" not in found
    faults = {entry.plugin.name: [fault.where for fault in entry.faults] for entry in application.registry.plugins()}
    assert faults["tested_0"] == ["conflict", "conflict"]
    assert faults["tested_1"] == ["conflict"]


def test_a_slow_one_of_a_third_party_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody waits for its text; it is waited for all the same."""
    moments = iter([10.0, 11.5])
    monkeypatch.setattr("penstock.core.text_functions.perf_counter", lambda: next(moments))
    faults = FaultLog()
    slow = TextFunction(name="slow", run=str.upper)
    functions = TextFunctions([("captions", slow)], faults, guests=frozenset({"captions"}))
    assert functions.apply("slow", "text") == "TEXT"
    assert faults.of("captions")[0].message == "text function slow took 1,500 ms, and others wait for it"
