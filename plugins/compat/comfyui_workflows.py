"""The parameters of a workflow in the old words: four types, and keys that are absent where nothing is known."""

from typing import Any, Final

from ...core.contracts.workflows import Parameter, ParameterType, Workflows
from ...core.routes import RouteCall

_LARGEST_EXACT: Final = 2**53 - 1
_TYPES: Final = {
    ParameterType.INTEGER: "number",
    ParameterType.FLOAT: "number",
    ParameterType.SEED: "seed",
    ParameterType.BOOLEAN: "select",
    ParameterType.SELECT: "select",
    ParameterType.MODEL: "select",
}
"""All others are `string`."""


def parameters(call: RouteCall[Any]) -> list[dict[str, Any]]:
    """GET /api/comfyui/workflows/{workflow}/parameters, the most important first."""
    workflows = call.services.get(Workflows)
    return [_parameter(one) for one in workflows.form(call.path["workflow"]).parameters]


def _parameter(one: Parameter) -> dict[str, Any]:
    options = (True, False) if one.type is ParameterType.BOOLEAN else one.options
    known = {
        "options": None if options is None else [_exact(option) for option in options],
        "min": _exact(one.minimum),
        "max": _exact(one.maximum),
    }
    return {
        "nodeId": one.node,
        "field": one.field,
        "label": one.label,
        "type": _TYPES.get(one.type, "string"),
        "value": _exact(one.value),
        **{key: value for key, value in known.items() if value is not None},
    }


def _exact(value: Any) -> Any:
    """Integers that JavaScript cannot hold are strings of digits."""
    if isinstance(value, int) and not -_LARGEST_EXACT <= value <= _LARGEST_EXACT:
        return str(value)
    return value
