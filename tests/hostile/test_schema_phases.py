"""Requests that Schemathesis makes from the OpenAPI document, in all its phases, to the routes of both hosts.

Routes meet things that are there in `tests/http/test_*_conformance.py`; here every route meets every kind of value.
"""

import os
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest
import schemathesis
from attrs import define, field
from schemathesis.engine import events, from_schema

from .wire_routes import ENDLESS, routes

NIGHTLY = os.environ.get("PENSTOCK_PROFILE") == "nightly"
SHARES = {"coverage": 1, "fuzzing": 1, "examples": 1} if NIGHTLY else {"coverage": 4, "fuzzing": 8, "examples": 8}
"""A phase takes one route of so many; the two hosts take different ones."""

FUZZED = 20 if NIGHTLY else 2
"""Requests for each route of what Hypothesis makes of its schema, which is slow: values of coverage come cheap."""

SEQUENCES = 100 if NIGHTLY else 10
"""Sequences of requests, each of which uses what those before it answered."""

CHECKS = ["not_a_server_error", "status_code_conformance", "response_schema_conformance", "content_type_conformance"]
ERROR = {"code", "message", "hint", "field", "retryable", "request_id"}


@define
class Tried:
    """How many requests there were in each phase, and what was wrong with their answers."""

    counts: Counter[str] = field(factory=Counter)
    wrong: list[tuple[str, str, str]] = field(factory=list)

    def take(self, event: Any) -> None:
        """Look at what the engine tells."""
        if isinstance(event, events.ScenarioFinished):
            self.counts[event.phase.value] += len(event.recorder.interactions)
            checks = [check for made in event.recorder.checks.values() for check in made]
            failed = [check.failure_info.failure for check in checks if check.failure_info is not None]
            self.wrong += [(event.phase.value, str(event.label), str(one)[:300]) for one in failed]
            self._answers(event)
        elif isinstance(event, events.NonFatalError | events.FatalError):
            self.wrong.append(("engine", "", repr(vars(event) if hasattr(event, "__dict__") else event)[:500]))

    def _answers(self, event: Any) -> None:
        """Every refusal of ours is the contract's JSON; those of ComfyUI's own routes have a shape of their own."""
        for made in event.recorder.interactions.values():
            answer = made.response
            if answer is None:
                self.wrong.append((event.phase.value, str(event.label), f"no answer to {made.request.uri[:200]}"))
            elif answer.status_code >= 400 and not _told(answer, made.request.uri):
                self.wrong.append((event.phase.value, str(event.label), repr(answer.content[:200])))


def _told(answer: Any, url: str) -> bool:
    if answer.content.startswith((b"Request-Line", b"Got more than")):
        return answer.status_code == 400  # what the HTTP parser refuses never reaches us
    if answer.content.startswith((b"404: ", b"405: ")):
        return "/penstock/" not in url  # in ComfyUI the paths of other systems are its own where we have no route
    error = answer.json().get("error")
    return isinstance(error, dict) and (set(error) >= ERROR or set(error) >= {"type", "message"})


def run(server: Any, phases: Mapping[str, int], turn: int) -> Tried:
    """Run `phases` with so many examples against the share of the routes whose turn it is."""
    tried = Tried()
    every = sorted(f"{one.method} {one.path}" for one in routes(server) if one.path not in ENDLESS)
    for phase, examples in phases.items():
        schema = schemathesis.openapi.from_url(f"http://127.0.0.1:{server.port}/penstock/openapi.json")
        schema = schema.include(name=every[turn :: SHARES[phase]] if phase in SHARES else every)
        schema.config.seed = 7
        schema.config.phases.update(phases=[phase])
        schema.config.phases.examples.fill_missing = True
        schema.config.generation.update(max_examples=examples, deterministic=True, database="none", no_shrink=True)
        schema.config.checks.update(included_check_names=CHECKS)
        for event in from_schema(schema).execute():
            tried.take(event)
    return tried


@pytest.fixture(autouse=True)
def plain_sessions() -> Iterator[None]:
    """The hook is a global one of Schemathesis."""
    schemathesis.hook(before_call)
    yield
    schemathesis.hooks.unregister(before_call)


def before_call(context: Any, case: Any, kwargs: dict[str, Any]) -> None:
    """No proxies and no .netrc: looking for them costs more than the request."""
    if kwargs.get("session") is not None:
        kwargs["session"].trust_env = False


@pytest.mark.parametrize("host", ["standalone", "comfyui"])
def test_no_made_up_request_breaks_a_route(
    serve_standalone: Callable[..., Any], serve_comfyui: Callable[..., Any], figure: Callable[..., None], host: str
) -> None:
    """Whatever fits or nearly fits the document is answered: no 5xx, in the statuses, types and shapes promised."""
    server = serve_standalone() if host == "standalone" else serve_comfyui()
    turn = 1 if host == "comfyui" and not NIGHTLY else 0
    plan = {"coverage": 1, "stateful": SEQUENCES, "examples": 1, "fuzzing": FUZZED}

    tried = run(server, plan, turn)

    assert tried.wrong == []
    assert server.get("/penstock/about").status == 200
    for phase in plan:
        assert tried.counts[phase] > 0, tried.counts
        figure("G10", f"requests of Schemathesis' {phase} phase", tried=tried.counts[phase], unit="requests")
