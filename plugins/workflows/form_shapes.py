"""A form as it is answered: equal lists of options once, numbers exact."""

import json
from typing import Any

from attrs import define, field

from ...core.contracts.workflows import Form, Parameter, WorkflowEntry
from ...core.exact_numbers import exact, exact_values
from .routes_shapes_forms import FormShape, ParameterShape


@define
class _OptionLists:
    """Lists of options, equal ones once: two samplers, or eight LoRAs, list the same."""

    lists: list[tuple[Any, ...]] = field(factory=list)
    _places: dict[str, int] = field(factory=dict)

    def place(self, options: tuple[Any, ...] | None) -> int | None:
        """Where this list stands; it is added where it is new."""
        if options is None:
            return None
        key = json.dumps(options, default=str)
        if key not in self._places:
            self._places[key] = len(self.lists)
            self.lists.append(tuple(exact(option) for option in options))
        return self._places[key]


def form_shape(form: Form, entry: WorkflowEntry | None = None, version: int | None = None) -> FormShape:
    """`form`, with what is kept of its workflow where it has one."""
    options = _OptionLists()
    parameters = tuple(_parameter(parameter, options) for parameter in form.parameters)
    last = entry.last_parameters if entry else None
    return FormShape(
        workflow=entry.id if entry else None,
        version=version,
        format=form.format.value,
        parameters=parameters,
        option_lists=tuple(options.lists),
        nodes=form.nodes,
        missing_classes=form.missing_classes,
        problems=form.problems,
        unnamed=form.unnamed,
        stale=form.stale,
        default_parameters=exact_values(entry.default_parameters) if entry else {},
        last_parameters=None if last is None else exact_values(last),
    )


def _parameter(parameter: Parameter, options: _OptionLists) -> ParameterShape:
    return ParameterShape(
        address=parameter.address,
        node=parameter.node,
        field=parameter.field,
        class_type=parameter.class_type,
        label=parameter.label,
        type=parameter.type.value,
        value=exact(parameter.value),
        targets=tuple(place.address for place in parameter.targets),
        default=exact(parameter.default),
        minimum=exact(parameter.minimum),
        maximum=exact(parameter.maximum),
        step=exact(parameter.step),
        options=options.place(parameter.options),
        multiple=parameter.multiple,
        role=parameter.role,
        group=parameter.group,
        group_label=parameter.group_label,
        rank=parameter.rank,
        advanced=parameter.advanced,
        promoted=parameter.promoted,
        control=parameter.control,
        node_title=parameter.node_title,
        tooltip=parameter.tooltip,
        upload=parameter.upload,
        source=parameter.source,
        problem=parameter.problem,
        reshapes=parameter.reshapes,
    )
