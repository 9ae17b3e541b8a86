"""Queueing a prompt under its own id, so that nobody has to guess whether it was taken."""

import asyncio
import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

from attrs import define

from ....core.contracts.runs import RunFault
from ..ports import OutcomeUnknown, PromptJob, Refused, Unreachable
from .answers import Answer
from .web import AnswerLost, WebClient, refusal

_MOST_FAULTS: Final = 1_000
_LONGEST: Final = 2_000
_ENCODER: Final = json.JSONEncoder(allow_nan=False)


class ServerFailed(Exception):
    """Raised where the server says that it failed over a prompt: it may have taken it before."""


class TakenInPart(Refused):
    """Raised where a prompt was queued that should not be: without some outputs, or under another id (`queued`)."""

    def __init__(self, message: str, faults: tuple[RunFault, ...], queued: str) -> None:
        super().__init__(message, faults)
        self.queued = queued


@define(eq=False)
class Submitting:
    """Sends prompts."""

    _web: WebClient

    async def send(self, job: PromptJob, client_id: str) -> bool:
        """Send it; whether it is new there (else the server had it). Raises as `ServerLink.submit`, and the above."""
        body = await asyncio.to_thread(_body, job, client_id)
        try:
            answer = await self._web.post("/prompt", body, seconds=self._web.limits.submit)
        except AnswerLost as error:
            raise OutcomeUnknown(str(error)) from error
        return await _judge(job.prompt_id, answer)


async def _judge(prompt_id: str, answer: Answer) -> bool:
    if answer.status == 409:
        return False
    if answer.status == 200:
        return _taken(prompt_id, await answer.object())
    if answer.status == 500:
        raise ServerFailed(refusal(500))
    if answer.status > 500:
        raise OutcomeUnknown(refusal(answer.status))
    said = await answer.object()
    if answer.status in (401, 403, 404, 405, 429) or answer.status < 400:
        raise Unreachable(refusal(answer.status))
    if answer.status == 413:
        raise Refused("The server refuses workflows of this size (its option --max-upload-size).")
    raise Refused(_said(said, f"The server refused the workflow ({answer.status})."), _faults(said))


def _taken(prompt_id: str, said: Mapping[str, Any] | None) -> bool:
    queued = said.get("prompt_id") if said is not None else None
    if said is None or not isinstance(queued, str):
        raise OutcomeUnknown("It gave an answer that makes no sense.")
    if queued != prompt_id:
        raise TakenInPart("This ComfyUI is too old: it takes no ids of ours (0.3.45 does).", (), queued)
    if said.get("node_errors"):
        raise TakenInPart(
            _said(said, "The server would have run the workflow without some of its outputs."), _faults(said), queued
        )
    return True


def _body(job: PromptJob, client_id: str) -> bytes:
    extra = {"extra_pnginfo": {"workflow": job.document}} if job.document is not None else {}
    told = {"prompt": job.prompt, "prompt_id": job.prompt_id, "client_id": client_id, "extra_data": extra}
    try:
        return "".join(in_pieces(told)).encode()
    except (ValueError, TypeError) as error:
        raise Refused(f"The workflow holds a value that JSON has not: {error}.") from error


def in_pieces(value: object, depth: int = 5) -> Iterator[str]:
    """The JSON text of a value.

    A piece is a node of a document at most: while one is made, no other thread of the process goes on. Raises
    `ValueError` and `TypeError` for what JSON has not.
    """
    if depth and isinstance(value, dict) and value and all(isinstance(key, str) for key in value):
        for number, (key, inner) in enumerate(value.items()):
            yield f"{', ' if number else '{'}{json.dumps(key)}: "
            yield from in_pieces(inner, depth - 1)
        yield "}"
    elif depth and isinstance(value, list) and value:
        for number, inner in enumerate(value):
            yield ", " if number else "["
            yield from in_pieces(inner, depth - 1)
        yield "]"
    else:
        yield _ENCODER.encode(value)


def _said(said: Mapping[str, Any] | None, otherwise: str) -> str:
    error = said.get("error") if said is not None else None
    if isinstance(error, str):
        return error[:_LONGEST] or otherwise
    told = error if isinstance(error, Mapping) else {}
    return _sentence(told)[:_LONGEST] or otherwise


def _sentence(told: Mapping[str, Any]) -> str:
    return ": ".join(str(told[key]).strip() for key in ("message", "details") if told.get(key))


def _faults(said: Mapping[str, Any] | None) -> tuple[RunFault, ...]:
    found = said.get("node_errors") if said is not None else None
    faults = tuple(_node_faults(found))[:_MOST_FAULTS] if isinstance(found, Mapping) else ()
    return faults or tuple(_graph_faults(said or {}))


def _graph_faults(said: Mapping[str, Any]) -> Iterator[RunFault]:
    """A class that the server does not have is told of the graph, with the node in its words: `#12`."""
    error = said.get("error")
    extra = error.get("extra_info") if isinstance(error, Mapping) else None
    node = extra.get("node_id") if isinstance(extra, Mapping) else None
    if isinstance(error, Mapping) and isinstance(node, str):
        code = str(error.get("type") or "invalid")
        yield RunFault(field=node.removeprefix("#"), code=code, message=_sentence(error)[:_LONGEST])


def _node_faults(found: Mapping[str, Any]) -> Iterator[RunFault]:
    """Each with `node.input` as its field, the node alone where no input is to blame."""
    for node, entry in found.items():
        errors = entry.get("errors") if isinstance(entry, Mapping) else None
        for error in errors if isinstance(errors, list) else ():
            if isinstance(error, Mapping):
                extra = error.get("extra_info")
                name = extra.get("input_name") if isinstance(extra, Mapping) else None
                field = f"{node}.{name}" if isinstance(name, str) and name else node
                code = str(error.get("type") or "invalid")
                yield RunFault(field=field, code=code, message=_sentence(error)[:_LONGEST])
