"""What is wrong with values that somebody sent: every fault of a request, in one answer."""

from collections.abc import Sequence
from typing import Final

from attrs import frozen

from ....core.errors import Invalid

_MOST_TOLD: Final = 200


class AmbiguousParameter(Invalid):
    """Raised when a key means more than one parameter; `details["faults"]` names the candidates."""

    code = "ambiguous_parameter"


class UnknownParameter(Invalid):
    """Raised when a key means no parameter; `details["faults"]` names the nearest ones."""

    code = "unknown_parameter"


class IllTyped(Invalid):
    """Raised when a value does not fit its parameter; `details["faults"]` says how."""

    code = "ill_typed"


class ValuesDisagree(Invalid):
    """Raised when two keys mean one parameter and give it different values."""

    code = "values_disagree"


@frozen(kw_only=True)
class Candidate:
    """A parameter that a key may have meant."""

    address: str
    label: str


@frozen(kw_only=True)
class Fault:
    """`field` is the key as it was sent, `code` that of one of the errors here, `index` that among many values."""

    field: str
    code: str
    message: str
    candidates: tuple[Candidate, ...] = ()
    index: int | None = None

    def as_json(self) -> dict[str, object]:
        """The fault as it stands in `details["faults"]`; without candidates or an index it has no such key."""
        told: dict[str, object] = {"field": self.field, "code": self.code, "message": self.message}
        if self.candidates:
            told["candidates"] = [{"address": one.address, "label": one.label} for one in self.candidates]
        if self.index is not None:
            told["index"] = self.index
        return told


def refuse(faults: Sequence[Fault]) -> None:
    """Raise the one error that tells all `faults`, where there are any.

    Its code is theirs where they agree, else `invalid`. At most 200 are told.
    """
    if faults:
        raise _error(faults)


def _error(faults: Sequence[Fault]) -> Invalid:
    kinds = {kind.code: kind for kind in (AmbiguousParameter, UnknownParameter, IllTyped, ValuesDisagree)}
    codes = {fault.code for fault in faults}
    kind = kinds.get(codes.pop(), Invalid) if len(codes) == 1 else Invalid
    rest = f" ({len(faults)} faults in all)" if len(faults) > 1 else ""
    return kind(
        f"{faults[0].message}{rest}",
        hint="Address parameters by node.field, role or label, as the form of the workflow shows them.",
        field=faults[0].field,
        details={"faults": [fault.as_json() for fault in faults[:_MOST_TOLD]]},
    )
