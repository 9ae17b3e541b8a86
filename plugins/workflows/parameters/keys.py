"""Which parameter a key means: its address, a place that it writes to, its role, or its label, in this order."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import Final

from ....core.contracts.workflows import Form, Parameter
from .faults import Candidate, Fault

ALIASES: Final[Mapping[str, tuple[str, ...]]] = {
    "prompt": ("positive_prompt",),
    "positive": ("positive_prompt",),
    "negative": ("negative_prompt",),
    "sampler_name": ("sampler",),
    "model": ("checkpoint", "diffusion_model"),
    "frames": ("length",),
}
"""What a role is called too: used where nothing has the role itself."""
PREFERRED: Final[Mapping[str, str]] = {"prompt": "positive_prompt"}
"""A role that a key means before its own: a text that nobody traced is not what a prompt is for."""

_MOST_COMPARED: Final = 2_000
_MOST_CANDIDATES: Final = 20
_LONGEST_COMPARED: Final = 120
_MOST_SUGGESTED: Final = 20


class Keys:
    """The keys of one form. `suggests`: an unknown key comes back with the nearest ones."""

    def __init__(self, form: Form, *, suggests: bool = True) -> None:
        self._by_address = {one.address: one for one in form.parameters}
        self._by_target = {place.address: one for one in reversed(form.parameters) for place in one.targets}
        self._by_role = _grouped((one.role, one) for one in form.parameters if one.role)
        self._by_label = _grouped((_spoken(one.label), one) for one in form.parameters)
        self._suggested = 0 if suggests else _MOST_SUGGESTED

    def find(self, key: str) -> Parameter | Fault:
        """The one parameter that `key` means, or what is wrong with the key."""
        found = self._by_address.get(key) or self._by_target.get(key)
        if found:
            return found
        several = self._several(key)
        if len(several) == 1:
            return several[0]
        return _ambiguous(key, several) if several else self._unknown(key)

    def _several(self, key: str) -> tuple[Parameter, ...]:
        role = _spoken(key)
        named = self._by_role.get(PREFERRED.get(role, "")) or self._by_role.get(role)
        if not named:
            named = tuple(one for alias in ALIASES.get(role, ()) for one in self._by_role.get(alias, ()))
        return named or self._by_label.get(role, ())

    def _unknown(self, key: str) -> Fault:
        return Fault(
            field=key,
            code="unknown_parameter",
            message=f'No parameter is called "{key[:_LONGEST_COMPARED]}".',
            candidates=tuple(_candidate(one) for one in self._nearest(_spoken(key))),
        )

    def _nearest(self, key: str) -> list[Parameter]:
        # Comparing costs: a request of thousands of unknown keys gets no more than a few suggestions.
        self._suggested += 1
        if self._suggested > _MOST_SUGGESTED or len(key) > _LONGEST_COMPARED:
            return []
        names = self._names()
        return list({id(names[name]): names[name] for name in get_close_matches(key, names, n=5, cutoff=0.55)}.values())

    def _names(self) -> dict[str, Parameter]:
        names: dict[str, Parameter] = {}
        for one in list(self._by_address.values())[:_MOST_COMPARED]:
            for name in (one.address, _spoken(one.label), one.role, one.field):
                names.setdefault(name[:_LONGEST_COMPARED], one)
        names.pop("", None)
        return names


def _spoken(text: str) -> str:
    return text.strip().casefold()


def _grouped(pairs: Iterable[tuple[str, Parameter]]) -> Mapping[str, tuple[Parameter, ...]]:
    groups: dict[str, list[Parameter]] = defaultdict(list)
    for key, parameter in pairs:
        groups[key].append(parameter)
    return {key: tuple(group) for key, group in groups.items()}


def _ambiguous(key: str, found: tuple[Parameter, ...]) -> Fault:
    return Fault(
        field=key,
        code="ambiguous_parameter",
        message=f'"{key[:_LONGEST_COMPARED]}" means {len(found)} parameters: give the address of one.',
        candidates=tuple(_candidate(one) for one in found[:_MOST_CANDIDATES]),
    )


def _candidate(parameter: Parameter) -> Candidate:
    return Candidate(address=parameter.address, label=parameter.label)
