"""Text Gate: the text that goes on."""

from collections.abc import Sequence
from typing import Any, Final

from ...core.contracts.gates import GateKind, GateQuestion, Gates
from ...core.nodes import ANY, BLOCKED, BOOLEAN, STRING, InputSpec, NodeCall, NodeSpec, OutputSpec
from .nodes_fingerprint import ask, fingerprint_of_text
from .nodes_inputs import CATEGORY, WAITING_INPUTS, decision_of, title_of, waiting_of

_DISPLAY_NAME: Final = "Text Gate (Manual Pass)"


def text_gate() -> NodeSpec:
    """Text Gate (Manual Pass)."""
    return NodeSpec(
        id="TextGate",
        display_name=_DISPLAY_NAME,
        category=CATEGORY,
        description="The run waits at the text until you pass it on, perhaps edited, here or in the gate inbox. "
        "Protected, the text that you stored goes on and nothing waits.",
        search_aliases=("gate", "edit prompt", "pause", "caption", "review", "text editor"),
        inputs=(
            InputSpec(
                id="text", type=STRING, optional=True, socket=True, lazy=True, tooltip="The text to pass or edit."
            ),
            InputSpec(
                id="signal",
                type=ANY,
                optional=True,
                socket=True,
                lazy=True,
                tooltip="Anything: it goes on with the text, so that what follows waits for it.",
            ),
            InputSpec(
                id="protected",
                type=BOOLEAN,
                default=False,
                optional=True,
                tooltip="Pass the stored text without asking; what feeds the text does not run.",
            ),
            InputSpec(
                id="stored_text",
                type=STRING,
                default="",
                optional=True,
                hidden=True,
                tooltip="The text in the node, saved with the workflow.",
            ),
            *WAITING_INPUTS,
        ),
        outputs=(
            OutputSpec(id="text", type=STRING, tooltip="The text as you passed it."),
            OutputSpec(id="signal", type=ANY, tooltip="The signal, untouched."),
        ),
        run=pass_text,
        fingerprint=fingerprint_of_text,
        needs=needs_text,
        not_idempotent=True,
    )


def needs_text(call: NodeCall, *, protected: bool = False, decision: str = "", **_inputs: Any) -> Sequence[str]:
    """A protected gate never computes the text, one that was answered when it was parked computes nothing."""
    if protected:
        return ("signal",)
    return () if call.services.get(Gates).decided(decision_of(decision), call) else ("text", "signal")


def readable(text: Any) -> str:
    """`text` as browsers can show and send it back: half a surrogate pair becomes the sign for what is no character."""
    return str(text).encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


async def pass_text(
    call: NodeCall,
    *,
    text: Any = None,
    signal: Any = None,
    protected: bool = False,
    stored_text: str = "",
    **waiting: Any,
) -> tuple[Any, ...]:
    """The passed text and the signal. Where no text is linked, the stored one is what is asked about."""
    if protected:
        return stored_text, signal
    question = GateQuestion(
        kind=GateKind.TEXT,
        title=title_of(call, _DISPLAY_NAME),
        text=stored_text if text is None else readable(text),
        passing={"signal": signal},
        **waiting_of(waiting),
    )
    result = await ask(call, question)
    if result.parked:
        return BLOCKED, BLOCKED
    return result.answer.text, result.passing.get("signal")
