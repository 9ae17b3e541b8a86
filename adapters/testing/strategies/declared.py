"""What plugins declare: nodes, routes, settings, commands, services, rules; each fit to be answered by its hook."""

from collections.abc import Callable
from typing import Any

from attrs import evolve
from hypothesis import strategies as st

from ....core.commands import CommandArgument, CommandOption, CommandSpec
from ....core.contracts.gates import Gate, GateKind, PendingGate
from ....core.contracts.workflows import ParameterType
from ....core.node_replacements import NodeReplacement
from ....core.nodes import BOOLEAN, COMBO, FLOAT, IMAGE, INT, MASK, STRING, InputSpec, NodeResult, NodeSpec, OutputSpec
from ....core.parameter_rules import ParameterRule, ParameterRules, WidgetRule
from ....core.plugin import Plugin
from ....core.routes import RouteCall, RouteSpec
from ....core.services import ServiceSpec
from ....core.settings import SettingSpec
from ....core.text_functions import TextFunction
from . import node_arrays as arrays
from . import scalars
from .building import built, of
from .meanings import Strategy


def settings(**fields: Strategy) -> st.SearchStrategy[SettingSpec]:
    """Settings of every type; the default is a value that they take."""
    return of(SettingSpec, **fields)


def nodes(**fields: Strategy) -> st.SearchStrategy[NodeSpec]:
    """Nodes that run: one value (None) for each output, whatever comes in."""
    return of(NodeSpec, **fields)


def routes(**fields: Strategy) -> st.SearchStrategy[RouteSpec]:
    """Routes that answer with the values in their paths."""
    return of(RouteSpec, **fields)


def commands(**fields: Strategy) -> st.SearchStrategy[CommandSpec]:
    """Commands that say their own name; no two of their arguments and options have one name."""
    return of(CommandSpec, **fields)


def _texts() -> Strategy:
    return st.just("") | scalars.words()


@st.composite
def _setting(draw: st.DrawFn) -> SettingSpec:
    made = draw(st.sampled_from([_switch, _whole, _number, _text, _choice]))
    plain = draw(built(SettingSpec, default=st.just(""), options=st.just(()), minimum=st.none(), maximum=st.none()))
    spec_id = f"{draw(scalars.identifiers())}.{draw(scalars.identifiers())}"
    return evolve(plain, id=spec_id, **draw(made()))


def _switch() -> Strategy:
    return st.fixed_dictionaries({"default": st.booleans()})


def _whole() -> Strategy:
    numbers = st.lists(st.integers(-1000, 1000), min_size=3, max_size=3).map(sorted)
    return numbers.map(lambda three: {"minimum": three[0], "default": three[1], "maximum": three[2]})


def _number() -> Strategy:
    numbers = st.lists(st.floats(-1000, 1000), min_size=3, max_size=3).map(sorted)
    return numbers.map(lambda three: {"minimum": three[0], "default": three[1], "maximum": three[2]})


def _text() -> Strategy:
    return st.fixed_dictionaries({"default": scalars.texts()})


def _choice() -> Strategy:
    words = scalars.unique(scalars.words(), least=1)
    return words.map(lambda options: {"default": options[-1], "options": options})


def _input() -> st.SearchStrategy[InputSpec]:
    kinds = {INT: _whole(), FLOAT: _number(), STRING: _text(), BOOLEAN: _switch(), COMBO: _choice()}
    nothing: Strategy = st.just({"default": None})
    drawn = [st.tuples(st.just(kind), parts) for kind, parts in kinds.items()]
    drawn += [st.tuples(st.just(kind), nothing) for kind in (IMAGE, MASK)]
    no = st.just(False)  # noqa: FBT003
    plain = built(
        InputSpec,
        id=scalars.identifiers(),
        type=st.just(INT),
        default=st.none(),
        hidden=no,
        socket=no,
        lazy=no,
        multiline=no,
        control_after_generate=no,
        options=st.just(()),
        minimum=st.none(),
        maximum=st.none(),
        step=st.none(),
    )
    return st.builds(lambda one, more: evolve(one, type=more[0], **more[1]), plain, st.one_of(drawn))


def _output() -> st.SearchStrategy[OutputSpec]:
    kind = st.sampled_from([IMAGE, MASK, INT, FLOAT, STRING, BOOLEAN])
    return built(OutputSpec, id=scalars.identifiers(), type=kind, is_list=st.just(False))  # noqa: FBT003


def _running(count: int) -> Callable[..., tuple[Any, ...]]:
    def run(_call: Any, **_inputs: Any) -> tuple[Any, ...]:
        return (None,) * count

    return run


def _node() -> st.SearchStrategy[NodeSpec]:
    nothing = {name: st.none() for name in ("fingerprint", "validate", "needs")}
    plain = built(
        NodeSpec,
        **nothing,
        id=st.from_regex(r"[A-Z][A-Za-z0-9]{2,15}", fullmatch=True),
        category=scalars.words(),
        inputs=st.lists(of(InputSpec), max_size=3, unique_by=lambda one: one.id).map(tuple),
        outputs=st.lists(of(OutputSpec), max_size=3, unique_by=lambda one: one.id).map(tuple),
        is_input_list=st.just(False),  # noqa: FBT003
        run=st.just(_running(0)),
    )
    return plain.map(lambda spec: evolve(spec, run=_running(len(spec.outputs))))


def _text_runs() -> Strategy:
    return st.sampled_from([str.upper, str.strip])


def _shown() -> Strategy:
    return st.dictionaries(scalars.identifiers(), st.lists(scalars.json_values(2), max_size=2), max_size=2)


def _echo(call: RouteCall[Any]) -> dict[str, Any]:
    return dict(call.path)


def _route() -> st.SearchStrategy[RouteSpec]:
    part = scalars.identifiers()
    path = st.builds(
        lambda fixed, names: "/".join(["/penstock", *fixed, *(f"{{{name}}}" for name in names)]),
        st.lists(part, min_size=1, max_size=2),
        scalars.unique(part, most=2),
    )
    nothing = {name: st.none() for name in ("body", "query", "answer")}
    no = st.just(False)  # noqa: FBT003
    return built(
        RouteSpec,
        **nothing,
        name=st.builds(lambda one, two: f"{one}.{two}", part, part),
        path=path,
        handler=st.just(_echo),
        summary=_texts(),
        body_may_be_absent=no,
        status=st.sampled_from([200, 201, 202]),
        max_bytes=st.integers(1, 1 << 20),
        largest_integer=st.just(2**63 - 1),
        legacy=no,
        requires=st.just(()),
    )


def _command_names() -> st.SearchStrategy[str]:
    return st.from_regex(r"[a-z][a-z0-9]{0,7}(-[a-z0-9]{1,5})?", fullmatch=True)


@st.composite
def _command(draw: st.DrawFn) -> CommandSpec:
    names = draw(scalars.unique(_command_names(), least=2, most=4))
    here = draw(st.integers(1, len(names)))
    required = draw(st.booleans())
    kind: st.SearchStrategy[Any] = st.sampled_from(["text", "integer", "number", "path"])
    takes = tuple(CommandArgument(name=name, kind=draw(kind)) for name in names[1:here])
    if takes:
        takes = (*takes[:-1], evolve(takes[-1], required=required, many=draw(st.booleans())))
    options = tuple(CommandOption(name=name, kind="flag", default=False, help=draw(_texts())) for name in names[here:])
    return CommandSpec(
        name=names[0],
        summary=draw(scalars.words()),
        run=lambda call: call.say(names[0]),
        help=draw(_texts()),
        arguments=takes,
        options=options,
    )


def _widget() -> st.SearchStrategy[WidgetRule]:
    kind = st.just("") | st.sampled_from([str(one) for one in ParameterType])
    return built(WidgetRule, name=scalars.identifiers(), type=kind, when=st.just(()))


def _replacement() -> st.SearchStrategy[NodeReplacement]:
    name = scalars.identifiers()
    return built(
        NodeReplacement,
        old_id=name,
        new_id=name.map(str.upper),
        old_widgets=scalars.unique(name),
        inputs=st.dictionaries(name, name, max_size=3),
        outputs=st.dictionaries(st.integers(0, 3), st.integers(0, 3), max_size=2),
        values=st.dictionaries(name, scalars.json_values(2), max_size=2),
    )


def _service() -> st.SearchStrategy[ServiceSpec[Any]]:
    def made(name: str) -> ServiceSpec[Any]:
        contract = type(name.title(), (), {})
        return ServiceSpec(contract=contract, build=lambda _services: contract())

    return scalars.identifiers().map(made)


def _pending() -> st.SearchStrategy[PendingGate]:
    image = st.sampled_from([GateKind.IMAGE, GateKind.CHOOSER])
    return st.builds(
        lambda gate, kind, read: PendingGate(gate=evolve(gate, kind=kind), read=read),
        of(Gate),
        image,
        arrays.images().map(lambda value: lambda: value),
    )


def rules() -> dict[type, Any]:
    """What holds of several fields together."""
    named = {"name": _command_names()}
    return {
        SettingSpec: _setting,
        InputSpec: _input,
        OutputSpec: _output,
        NodeSpec: _node,
        NodeResult: lambda: built(
            NodeResult, ui=st.dictionaries(scalars.identifiers(), st.lists(scalars.json_values(2)))
        ),
        RouteSpec: _route,
        CommandArgument: lambda: built(CommandArgument, **named),
        CommandOption: lambda: built(CommandOption, **named, default=st.none()),
        CommandSpec: _command,
        ServiceSpec: _service,
        Plugin: lambda: built(
            Plugin,
            name=scalars.ids(),
            requires=scalars.unique(scalars.ids()),
            hookspecs=st.none(),
            web=st.none(),
            essential=st.just(False),  # noqa: FBT003
        ),
        WidgetRule: _widget,
        ParameterRule: lambda: built(ParameterRule, class_type=scalars.identifiers()),
        ParameterRules: lambda: st.lists(of(ParameterRule), max_size=2).map(ParameterRules),
        NodeReplacement: _replacement,
        PendingGate: _pending,
        TextFunction: lambda: built(
            TextFunction, name=scalars.identifiers(), run=st.sampled_from([str.upper, str.strip])
        ),
    }
