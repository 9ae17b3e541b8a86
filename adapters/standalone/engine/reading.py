"""One node's inputs as a prompt gives them: constants coerced and checked, links checked, faults listed."""

import inspect
from collections.abc import Callable, Mapping
from typing import Any, Final

from attrs import field

from ....core.nodes import ANY, BOOLEAN, COMBO, FLOAT, INT, STRING, InputSpec, NodeSpec
from ....core.values import frozen
from .catalog import NodeCatalog
from .graph import GraphNode, Link, as_link
from .prompt_errors import JsonError, prompt_error
from .schema import input_config

_SHOWN_CHOICES: Final = 20
"""Errors name the choices of a combo up to this many."""

_COERCE: Final[Mapping[str, Callable[[Any], Any]]] = {INT: int, FLOAT: float, STRING: str, BOOLEAN: bool}


@frozen(kw_only=True)
class NodeReading:
    """A node as read, with what is wrong with it; `node` holds only the inputs that are right."""

    node: GraphNode
    faults: tuple[JsonError, ...] = ()
    types: Mapping[str, str] = field(factory=dict)


class _Fault(Exception):
    def __init__(self, error: JsonError) -> None:
        super().__init__(error["message"])
        self.error: Final = error


@frozen
class NodeReader:
    """Reads nodes of one prompt."""

    catalog: NodeCatalog
    prompt: Mapping[str, Mapping[str, Any]]

    def read(self, node_id: str) -> NodeReading:
        """The node `node_id`, whose class type is known."""
        spec = self.catalog.get(self.prompt[node_id]["class_type"])
        assert spec is not None  # noqa: S101 - class types are checked before any node is read
        given = self.prompt[node_id].get("inputs", {})
        exempt = self_checked(spec)
        constants: dict[str, Any] = {}
        links: dict[str, Link] = {}
        faults: list[JsonError] = []
        for item in spec.inputs:
            try:
                if item.id not in given:
                    _require_optional(item)
                elif isinstance(given[item.id], list):
                    links[item.id] = self._link(item, given[item.id])
                else:
                    constants[item.id] = self._constant(spec, item, given[item.id], checked=item.id not in exempt)
            except _Fault as fault:
                faults.append(fault.error)
        node = GraphNode(id=node_id, spec=spec, constants=constants, links=links)
        return NodeReading(node=node, faults=tuple(faults))

    def _link(self, item: InputSpec, value: list[Any]) -> Link:
        link = as_link(value)
        if link is None:
            raise _Fault(self._bad_link(item, value, item.id))
        source = self.prompt.get(link.source)
        spec = None if source is None else self.catalog.get(source["class_type"])
        if spec is None:
            raise _Fault(self._bad_link(item, value, f"{item.id}, there is no node {link.source!r}"))
        if link.output >= len(spec.outputs):
            raise _Fault(self._bad_link(item, value, f"{item.id}, node {link.source!r} has no output {link.output}"))
        received = spec.outputs[link.output].type
        if not types_meet(received, item.type):
            raise _Fault(
                prompt_error(
                    "return_type_mismatch",
                    "Return type mismatch between linked nodes",
                    f"{item.id}, received_type({received}) mismatch input_type({item.type})",
                    input_name=item.id,
                    input_config=input_config(item),
                    received_type=received,
                    linked_node=value,
                )
            )
        return link

    def _bad_link(self, item: InputSpec, value: list[Any], details: str) -> JsonError:
        return prompt_error(
            "bad_linked_input",
            "Bad linked input, must be a length-2 list of [node_id, slot_index]",
            details,
            input_name=item.id,
            input_config=input_config(item),
            received_value=value,
        )

    def _constant(self, spec: NodeSpec, item: InputSpec, value: Any, *, checked: bool) -> Any:
        if isinstance(value, Mapping) and "__value__" in value:
            value = value["__value__"]
        if item.type in _COERCE:
            value = _coerced(item, value)
        if checked:
            builtin = self.catalog.builtin(spec.id)
            listed = {} if builtin is None else builtin.listed
            choices = tuple(listed[item.id]()) if item.id in listed else item.options
            _check_value(item, value, choices)
        return value


def _require_optional(item: InputSpec) -> None:
    if not item.optional:
        raise _Fault(prompt_error("required_input_missing", "Required input is missing", item.id, input_name=item.id))


def _coerced(item: InputSpec, value: Any) -> Any:
    try:
        return _COERCE[item.type](value)
    except (TypeError, ValueError, OverflowError, RecursionError) as error:
        raise _Fault(
            prompt_error(
                "invalid_input_type",
                f"Failed to convert an input value to a {item.type} value",
                f"{item.id}, {value}, {error}",
                input_name=item.id,
                input_config=input_config(item),
                received_value=value,
                exception_message=str(error),
            )
        ) from error


def _check_value(item: InputSpec, value: Any, choices: tuple[str, ...]) -> None:
    config = input_config(item)
    if item.type in (INT, FLOAT) and item.minimum is not None and value < item.minimum:
        message = f"Value {value} smaller than min of {config[1]['min']}"
        raise _Fault(_out_of_range("value_smaller_than_min", message, item, value))
    if item.type in (INT, FLOAT) and item.maximum is not None and value > item.maximum:
        message = f"Value {value} bigger than max of {config[1]['max']}"
        raise _Fault(_out_of_range("value_bigger_than_max", message, item, value))
    if item.type == COMBO and value not in choices:
        few = len(choices) <= _SHOWN_CHOICES
        shown = str(list(choices)) if few else f"(list of length {len(choices)})"
        raise _Fault(
            prompt_error(
                "value_not_in_list",
                "Value not in list",
                f"{item.id}: {value!r} not in {shown}",
                input_name=item.id,
                input_config=config if few else None,
                received_value=value,
            )
        )


def _out_of_range(kind: str, message: str, item: InputSpec, value: Any) -> JsonError:
    return prompt_error(
        kind, message, item.id, input_name=item.id, input_config=input_config(item), received_value=value
    )


def self_checked(spec: NodeSpec) -> frozenset[str]:
    """The inputs that the node's own validation names, which the host then does not check."""
    if spec.validate is None:
        return frozenset()
    parameters = list(inspect.signature(spec.validate).parameters.values())[1:]
    if any(parameter.kind is parameter.VAR_KEYWORD for parameter in parameters):
        return frozenset(item.id for item in spec.inputs)
    return frozenset(parameter.name for parameter in parameters)


def types_meet(received: str, wanted: str) -> bool:
    """Whether an output of type `received` may feed an input of type `wanted`; both may be unions (`"INT,FLOAT"`)."""
    given, taken = ({part.strip() for part in union.split(",")} for union in (received, wanted))
    return ANY in given or ANY in taken or bool(given & taken)
