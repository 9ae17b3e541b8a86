"""Libber Apply: a text in which references to snippets are replaced."""

from typing import Final

from ...core.contracts.libbers import Libber, Libbers, Substitution
from ...core.errors import NotFound
from ...core.nodes import INT, STRING, InputSpec, NodeCall, NodeResult, NodeSpec, OutputSpec
from ...core.services import Services
from ...core.text_functions import TextFunctions
from ...core.wire import encode
from .nodes_info import said
from .nodes_inputs import CATEGORY, LIBBER_NAME, checked, checked_text, chosen, not_there, shown, signatures

MOST_SEED: Final = 2**64 - 1


def libber_apply() -> NodeSpec:
    """Libber Apply."""
    return NodeSpec(
        id="LibberApply",
        display_name="Libber Apply",
        category=CATEGORY,
        description="Puts snippets of a libber into a text: %key% becomes the snippet of that key, %*% a random one, "
        "%key|upper% the snippet in capitals.",
        search_aliases=("wildcards", "snippets", "template", "substitute", "fbt_LibberApply"),
        inputs=(
            LIBBER_NAME,
            InputSpec(
                id="text",
                type=STRING,
                default="",
                multiline=True,
                tooltip="%key% is a snippet, %key:2% that of the second libber, %*% a random one, %key|upper% what a "
                "function makes of it, \\% a percent sign.",
            ),
            InputSpec(
                id="seed",
                type=INT,
                default=0,
                minimum=0,
                maximum=MOST_SEED,
                control_after_generate=True,
                tooltip="Draws the random snippets: the same seed gives the same text.",
            ),
            InputSpec(
                id="more_libbers",
                type=STRING,
                default="",
                optional=True,
                hidden=True,
                multiline=True,
                tooltip="Further libbers, one a line: the first that knows a key counts.",
            ),
        ),
        outputs=(
            OutputSpec(id="result", type=STRING, tooltip="The text with its snippets."),
            OutputSpec(id="info", type=STRING, tooltip="What was replaced, and what could not be."),
        ),
        run=run,
        fingerprint=fingerprint,
        validate=validate,
    )


def run(call: NodeCall, *, libber_name: str = "", text: str = "", seed: int = 0, more_libbers: str = "") -> NodeResult:
    """The text and sentences about it. `NotFound` names a library that is not there, `TooLarge` a text that grows."""
    from .substitution import substitute

    names = chosen(libber_name, more_libbers)
    checked_text(text, "text")
    libbers = _read(call.services.get(Libbers), names)
    functions = call.services.find(TextFunctions)
    made = substitute(text, libbers, seed=seed, functions=functions) if libbers else Substitution(text=text)
    info = said(names, libbers, made)
    report = {**encode(made), "libbers": list(names)}
    del report["text"]
    libs = {key: libber.libs[key] for libber in reversed(libbers) for key in libber.libs}
    return NodeResult(values=(made.text, info), ui={"text": [shown(libs), info], "libber_apply": [report]})


def _read(libbers: Libbers, names: tuple[str, ...]) -> tuple[Libber, ...]:
    try:
        return tuple(libbers.get(name).libber for name in names)
    except NotFound as error:
        raise not_there(error) from error


def validate(services: Services, *, libber_name: str | None = None, more_libbers: str | None = None) -> bool | str:
    """True, or which library is not there; a linked name is known in the run only."""
    return checked(services, chosen(libber_name, more_libbers))


def fingerprint(
    services: Services,
    *,
    libber_name: str | None = None,
    more_libbers: str | None = None,
    **_inputs: object,
) -> str:
    """The libraries as they are now, so that the text is made again when one was saved; their functions with them."""
    if libber_name is None or more_libbers is None:
        return signatures(services, None)
    return signatures(services, chosen(libber_name, more_libbers))
