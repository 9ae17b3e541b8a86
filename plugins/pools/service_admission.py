"""Asking the plugins whether an image may become a slot."""

from typing import Final

from ...core.contracts.pools import Candidate, NewImage, Refusal
from ...core.dispatch import Dispatcher
from ...core.errors import PluginFailed, Refused

HOOK: Final = "penstock_admit_slot"


def ask_admission(dispatcher: Dispatcher, pool_id: str, image: NewImage, file_name: str) -> None:
    """Return where nobody objects; `Refused` with the plugin's reason, `PluginFailed` where a plugin raised."""
    candidate = Candidate(
        pool_id=pool_id,
        path=image.source,
        width=image.width,
        height=image.height,
        file_name=file_name,
        label=image.label,
    )
    answered = dispatcher.decide(HOOK, candidate=candidate)
    if answered is None:
        return
    plugin, answer = answered
    if not isinstance(answer, Refusal):
        wrong = f"answered {type(answer).__name__} where a Refusal or None is expected"
        dispatcher.report(plugin, HOOK, wrong)
        raise PluginFailed(
            f"The plugin {plugin} {wrong}.",
            hint="Switch the plugin off, or mend it; nothing was changed.",
            details={"plugin": plugin},
        )
    raise Refused(answer.reason, hint=answer.hint, details={"plugin": plugin})
