"""What is sent of a run: its graph with its values, and the files that it reads, on the server that runs it."""

from collections.abc import Iterable

from attrs import evolve, frozen

from ...core.contracts.runs import RunError, RunFault
from ...core.contracts.workflows import Form, Place
from ...core.errors import Invalid, PenstockError
from .driver_core import Core, Submission
from .ports import PromptJob, ServerLink
from .progress import track_of
from .sending_media import Media, media_in, with_values
from .servers import schemas_of


@frozen
class Sender:
    """Prepares the runs for one server. Used on the driver's loop alone."""

    core: Core
    link: ServerLink

    async def prepared(self, one: Submission) -> PromptJob | None:
        """What to send, stored before; None where the run is no longer ours.

        Raises `Unreachable`, `Refused` for a file that the server does not take, and `PenstockError` where the run
        cannot be sent as it is.
        """
        threads, store = self.core.threads, self.core.store
        document, values = await threads.database(store.to_send, one.run.id)
        made = await threads.heavy(self.core.workflows().runnable, document, values)
        schemas = await threads.heavy(schemas_of, self.core.servers(), self.link.server.id)
        prompt = one.prompt
        if prompt is None:
            prompt = made.prompt
            if not self.link.server.here:
                media = await threads.heavy(media_in, prompt, schemas, self.core.paths)
                one.uploaded = self.link.state.epoch if media else None
                prompt = with_values(prompt, await self._uploaded(media))
            if not await threads.database(store.prepare, one.lease, prompt, made.values):
                return None
        one.prompt, one.titles = prompt, made.titles
        one.usual = await threads.database(store.durations, one.run.document, self.link.server.id)
        ends = None if schemas is None else {name for name, one_class in schemas.items() if _is_end(one_class)}
        one.track = track_of(prompt, made.titles, ends, one.usual.nodes)
        return PromptJob(prompt_id=one.prompt_id, prompt=prompt, document=made.document)

    def is_fresh(self, one: Submission) -> bool:
        """Whether the server is the one that was given the files of the graph."""
        return one.uploaded is None or one.uploaded == self.link.state.epoch

    async def at_fields(self, one: Submission, faults: tuple[RunFault, ...]) -> tuple[RunFault, ...]:
        """`faults` at the fields of the run's form; as they are where that cannot be read."""
        threads = self.core.threads
        try:
            document = await threads.database(self.core.store.document, one.run.document)
            return at_fields(await threads.heavy(self.core.workflows().form_in, document, one.run.values), faults)
        except PenstockError:
            return faults

    async def _uploaded(self, media: Iterable[Media]) -> dict[tuple[str, str], str]:
        """The values that name the files on the server; what it has already is not sent again."""
        return {(one.node, one.name): await self.link.upload(one.file, one.kind) for one in media}


def at_fields(form: Form, faults: Iterable[RunFault]) -> tuple[RunFault, ...]:
    """What a server says of inputs of its graph, at the fields of the form that their values come from."""
    fields = {
        target.address: one.address for one in form.parameters for target in (Place(one.node, one.field), *one.targets)
    }
    return tuple(evolve(fault, field=fields.get(fault.field, fault.field)) for fault in faults)


def cannot_be_sent(error: PenstockError) -> RunError:
    """Why a run failed before any server saw it."""
    found = error.details.get("faults")
    faults = tuple(
        RunFault(field=str(one.get("field")), code=str(one.get("code")), message=str(one.get("message")))
        for one in (found if isinstance(found, list) else ())
        if isinstance(one, dict)
    )
    code = "invalid" if isinstance(error, Invalid) else error.code
    return RunError(code=code, message=error.message, hint=error.hint, faults=faults)


def _is_end(schema: object) -> bool:
    return isinstance(schema, dict) and schema.get("output_node") is True
