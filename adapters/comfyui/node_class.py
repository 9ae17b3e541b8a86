"""A `NodeSpec` as a V3 node class, derived from `io.ComfyNode` itself: a subclass of a node would inherit its cache.

Methods that a spec does not need are not defined: their mere presence changes what ComfyUI does.
"""

import asyncio
import inspect
import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final

from ...core.errors import PenstockError
from ...core.ids import Ids
from ...core.nodes import Interrupted, NodeSpec
from ...core.services import Services
from .call import coming_call, current_call
from .schema import schema_of
from .values import outputs_of

_LOG: Final = logging.getLogger("penstock.comfyui")


class NodeFailed(RuntimeError):
    """Raised for a node whose run cannot go on; its message, hint included, is what ComfyUI shows on the node."""


def node_class(spec: NodeSpec, services: Services) -> type[Any]:
    """The class of `spec`, checked: raises what ComfyUI would raise about its schema."""
    from comfy_api.latest import io

    schema = schema_of(spec)
    methods: dict[str, Callable[..., Any] | None] = {
        "define_schema": lambda _cls: schema,
        "execute": _async_execute(spec, services) if spec.is_async else _execute(spec, services),
        "fingerprint_inputs": _fingerprint(spec, services),
        "validate_inputs": _validate(spec, services),
        "check_lazy_status": _needs(spec, services),
    }
    body: dict[str, Any] = {name: classmethod(method) for name, method in methods.items() if method is not None}
    made: Any = type(spec.id, (io.ComfyNode,), {**body, "__module__": __name__, "__doc__": spec.description})
    made.GET_SCHEMA()
    made.GET_NODE_INFO_V1()
    node: type[Any] = made
    return node


def _execute(spec: NodeSpec, services: Services) -> Callable[..., Any]:
    def execute(cls: Any, **inputs: Any) -> Any:
        with _errors_for_comfyui():
            call = current_call(services, cls.hidden)
            return _node_output(spec, spec.run(call, **_complete(spec, inputs)))

    return execute


def _async_execute(spec: NodeSpec, services: Services) -> Callable[..., Any]:
    async def execute(cls: Any, **inputs: Any) -> Any:
        with _errors_for_comfyui():
            call = current_call(services, cls.hidden)
            return _node_output(spec, await _uncancelled(spec.run(call, **_complete(spec, inputs))))

    return execute


async def _uncancelled(run: Any) -> Any:
    """Await `run`; a `CancelledError` of its own would end ComfyUI's worker thread for good, so it becomes a stop."""
    try:
        return await run
    except asyncio.CancelledError:
        task = asyncio.current_task()
        if task is not None and task.cancelling():
            raise
        raise Interrupted from None


def _node_output(spec: NodeSpec, returned: object) -> Any:
    from comfy_api.latest import io

    values, ui = outputs_of(spec, returned)
    return io.NodeOutput(*values, ui=ui or None)


@contextmanager
def _errors_for_comfyui() -> Iterator[None]:
    try:
        yield
    except Interrupted:
        import comfy.model_management

        raise comfy.model_management.InterruptProcessingException from None
    except PenstockError as error:
        raise _named_for(error)(f"{error.message} {error.hint}".rstrip()) from error


def _named_for(error: PenstockError) -> type[NodeFailed]:
    """ComfyUI tells pages and scripts the name of the class alone, and they tell the end of a folder by it."""
    kind = type(error)
    return type(kind.__name__, (NodeFailed,), {"__module__": kind.__module__, "__doc__": kind.__doc__})


def _complete(spec: NodeSpec, inputs: Mapping[str, Any]) -> dict[str, Any]:
    """`inputs` and, for those that the graph leaves out, their defaults."""
    missing = (one for one in spec.inputs if one.id not in inputs)
    return {**{one.id: [one.default] if spec.is_input_list else one.default for one in missing}, **inputs}


def _fingerprint(spec: NodeSpec, services: Services) -> Callable[..., str | None] | None:
    if spec.fingerprint is None:
        return None

    def fingerprint_inputs(cls: Any, **inputs: Any) -> str | None:
        try:
            return spec.fingerprint_of(services, lambda: coming_call(services, cls.hidden), _complete(spec, inputs))
        except Exception as error:
            # The run itself says what is wrong, on the node.
            _LOG.info("%s runs again, as its fingerprint failed: %s", spec.id, error)
            return f"failed {services.get(Ids).new()}"

    return fingerprint_inputs


def _validate(spec: NodeSpec, services: Services) -> Callable[..., bool | str] | None:
    validate = spec.validate
    if validate is None:
        return None
    named = list(inspect.signature(validate).parameters.values())[1:]
    names = [one.name for one in named if one.kind is not inspect.Parameter.VAR_KEYWORD]
    takes_all = len(names) < len(named)

    def validate_inputs(_cls: Any, **inputs: Any) -> bool | str:
        known = {name: value for name, value in _complete(spec, inputs).items() if takes_all or name in names}
        try:
            return validate(services, **known)
        except PenstockError as error:
            return f"{error.message} {error.hint}".rstrip()

    validate_inputs.__signature__ = _signature(names, takes_all=takes_all)  # type: ignore[attr-defined]
    return validate_inputs


def _signature(names: list[str], *, takes_all: bool) -> inspect.Signature:
    """ComfyUI passes the inputs that are named as positional parameters, and leaves its own checks of these out."""
    positional = [inspect.Parameter(name, inspect.Parameter.POSITIONAL_OR_KEYWORD) for name in ("cls", *names)]
    rest = [inspect.Parameter("inputs", inspect.Parameter.VAR_KEYWORD)] if takes_all else []
    return inspect.Signature([*positional, *rest])


def _needs(spec: NodeSpec, services: Services) -> Callable[..., list[str]] | None:
    needs = spec.needs
    if needs is None:
        return None

    def check_lazy_status(cls: Any, **inputs: Any) -> list[str]:
        with _errors_for_comfyui():
            wanted = needs(current_call(services, cls.hidden), **_complete(spec, inputs))
            return [name for name in wanted if name in inputs]  # ComfyUI fails where one is not linked

    return check_lazy_status
