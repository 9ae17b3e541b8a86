"""What a value is for: by rules, by tracing links, and only then by names and titles."""

import re
from typing import Final

from ....core.contracts.workflows import ParameterType
from .entries import Entry, Facts
from .number_tracing import NumberTrace
from .role_names import is_system_prompt, named_role
from .text_tracing import text_roles

_TRACED_NAME: Final = re.compile(
    r"text|prompt|string|value|clip_[lg]|t5xxl|positive|negative|caption|system", re.IGNORECASE
)
_NUMERIC: Final = frozenset({ParameterType.INTEGER, ParameterType.FLOAT, ParameterType.SEED})


class Roles:
    """The roles of the entries of one graph."""

    def __init__(self, facts: Facts) -> None:
        self._texts = text_roles(facts)
        self._numbers = NumberTrace(facts)

    def of(self, entry: Entry, kind: ParameterType) -> str:
        """The role of an entry of this type, or empty."""
        if entry.rule and entry.rule.role:
            return entry.rule.role
        if kind in (ParameterType.TEXT, ParameterType.STRING):
            return self._of_text(entry, kind) or named_role(entry, kind)
        return named_role(entry, kind) or (self._numbers.role(entry.targets) if kind in _NUMERIC else "")

    def _of_text(self, entry: Entry, kind: ParameterType) -> str:
        if kind is ParameterType.STRING and not _TRACED_NAME.match(entry.name):
            return ""
        if is_system_prompt(entry):
            return "system_prompt"
        roles = {self._texts[place] for place in entry.targets if place in self._texts}
        return roles.pop() if len(roles) == 1 else "prompt" if roles else ""
