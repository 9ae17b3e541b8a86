"""From what somebody asks for to a run that can be stored: values checked, node classes and models known."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from attrs import evolve, field, frozen

from ...core.contracts.comfy_servers import ComfyServers
from ...core.contracts.runs import RunRequest
from ...core.contracts.workflows import Form, ParameterType, Workflows
from ...core.errors import Invalid
from .servers import check_nodes, check_server
from .store_ports import NewRun

LONGEST_TITLE: Final = 200
MOST_RETRIES: Final = 10
FARTHEST_PRIORITY: Final = 1000


@frozen(kw_only=True)
class Checked:
    """A request that can run: `new` without its document's hash, and what is kept beside it."""

    new: NewRun
    document: bytes = field(repr=False)
    models: Mapping[str, Any]
    """The model files that it loads, by address."""

    def models_of(self, values: Mapping[str, Any]) -> str:
        """What names the models of a cell with `values`."""
        chosen = {address: values.get(address, file) for address, file in self.models.items()}
        return models_text(chosen)


def models_text(models: Mapping[str, Any]) -> str:
    """Equal for equal files."""
    return "\n".join(sorted({str(file) for file in models.values()}))


@frozen
class Requests:
    """See the module. Blocks (it may ask servers for their nodes); safe on any thread."""

    workflows: Callable[[], Workflows]
    servers: Callable[[], ComfyServers | None]

    def checked(self, request: RunRequest) -> Checked:
        """`Invalid` names each fault, `MissingNodes` the classes that no server has, `NotFound` the workflow."""
        _check_numbers(request)
        check_server(self.servers(), request.server)
        document, new = self._document(request)
        workflows = self.workflows()
        values = workflows.resolve_in(document, request.values)
        made = workflows.runnable(document, values)
        needs = frozenset(str(node.get("class_type")) for node in made.prompt.values())
        check_nodes(self.servers(), needs, request.server)
        models = _models(workflows.form_in(document, values), made.values)
        new = evolve(new, values=values, needs=needs, models=models_text(models))
        return Checked(new=new, document=document, models=models)

    def _document(self, request: RunRequest) -> tuple[bytes, NewRun]:
        new = NewRun(
            title=_title(request.title) or "Untitled",
            document="",
            workflow=request.workflow,
            version=request.version,
            wanted_server=request.server,
            priority=request.priority,
            retries_when_lost=request.retries_when_lost,
        )
        if request.document:
            return request.document, new
        if not request.workflow:
            raise Invalid("Say which workflow shall run.", hint="Give workflow, or document.", field="workflow")
        entry = self.workflows().get(request.workflow)
        version = entry.latest.number if request.version is None else request.version
        document = self.workflows().document(entry.id, version)
        title = _title(request.title) or entry.name
        return document, evolve(new, title=title, workflow=entry.id, version=version)


def _models(form: Form, values: Mapping[str, Any]) -> dict[str, Any]:
    return {
        one.address: values.get(one.address, one.value)
        for one in form.parameters
        if one.type is ParameterType.MODEL and isinstance(values.get(one.address, one.value), str)
    }


def _title(text: str) -> str:
    title = " ".join(text.split())
    if len(title) > LONGEST_TITLE:
        raise Invalid(f"A title has at most {LONGEST_TITLE} characters.", field="title")
    if not title.isprintable():
        raise Invalid("A title has no control characters.", hint="Type it anew.", field="title")
    return title


def _check_numbers(request: RunRequest) -> None:
    if not -FARTHEST_PRIORITY <= request.priority <= FARTHEST_PRIORITY:
        raise Invalid(f"A priority is between -{FARTHEST_PRIORITY} and {FARTHEST_PRIORITY}.", field="priority")
    if not 0 <= request.retries_when_lost <= MOST_RETRIES:
        raise Invalid(f"A lost run is sent again 0 to {MOST_RETRIES} times.", field="retries_when_lost")
