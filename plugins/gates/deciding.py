"""Plugins that answer gates in a person's place."""

from collections.abc import Callable
from typing import Final

from ...core.contracts.gates import GateAnswer, PendingGate
from ...core.dispatch import HookTable
from ...core.errors import Invalid

HOOK: Final = "penstock_answer_gate"


class DecidingPlugins:
    """Asks the plugins in the user's order. One that raises, or answers what does not fit, is shown and passed over."""

    def __init__(self, hooks: HookTable) -> None:
        self._hooks: Final = hooks

    def __bool__(self) -> bool:
        """Whether there is anybody to ask."""
        return bool(self._hooks.implementations(HOOK))

    def ask(self, pending: PendingGate, submit: Callable[[str, GateAnswer], bool]) -> bool:
        """Ask until `submit(plugin, answer)` says that no more is wanted; True then.

        `submit` raises `Invalid` for an answer that does not fit. Blocks for as long as the plugins think: call it in
        a thread of its own, without any lock.
        """
        for implementation in self._hooks.implementations(HOOK):
            try:
                answer = implementation.call({"gate": pending})
            except (Exception, SystemExit, KeyboardInterrupt) as error:  # a plugin may well call sys.exit()
                self._hooks.faults.add(implementation.plugin, HOOK, error)
                continue
            if answer is None:
                continue
            try:
                if submit(implementation.plugin, _answer(answer)):
                    return True
            except Invalid as error:
                self._hooks.faults.report(
                    implementation.plugin, HOOK, f"The answer does not fit: {error.message} {error.hint}".strip()
                )
        return False


def _answer(answer: object) -> GateAnswer:
    if not isinstance(answer, GateAnswer):
        raise Invalid(f"It is a {type(answer).__name__}.", hint="Return a GateAnswer, or None.")
    return answer
