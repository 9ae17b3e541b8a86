"""What is wrong with a plan: every fault, told in one answer at the place where it stands."""

from typing import Any, Final

from attrs import define, field

from ....core.errors import Invalid

_MOST_TOLD: Final = 200


@define
class PlanFaults:
    """Collects faults; `refuse` raises them. `field` is a path in the plan: `groups[0].axes[1].values[3]`."""

    _found: list[dict[str, Any]] = field(factory=list)

    def __bool__(self) -> bool:
        return bool(self._found)

    def add(self, where: str, code: str, message: str, **more: Any) -> None:
        """One fault."""
        self._found.append({"field": where, "code": code, "message": message, **more})

    def take(self, error: Invalid, where: dict[str, str], otherwise: str) -> None:
        """The faults of another check: each stands at `where` its key does, those of unknown keys at `otherwise`."""
        told = error.details.get("faults")
        if not isinstance(told, list) or not told:
            self.add(otherwise, error.code, error.message)
            return
        for one in told:
            place = where.get(str(one.get("field", "")), otherwise)
            index = one.get("index")
            more = {key: value for key, value in one.items() if key not in ("field", "code", "message")}
            at = place if index is None else f"{place}.values[{index}]"
            self.add(at, str(one["code"]), str(one["message"]), **more)

    def refuse(self) -> None:
        """Raise what was found: `Invalid`, whose `details["faults"]` names all, at most 200."""
        if not self._found:
            return
        first = self._found[0]
        rest = f" ({len(self._found)} faults in all)" if len(self._found) > 1 else ""
        raise Invalid(
            f"{first['message']}{rest}",
            hint="Mend what the faults name, then plan again.",
            field=first["field"],
            details={"faults": self._found[:_MOST_TOLD]},
        )
