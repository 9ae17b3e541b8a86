"""A node of one's own that asks people: `KeepOrDrop` lets a picture through, or stops what is behind it."""

import secrets

from penstock import Plugin, hookimpl
from penstock.core.contracts.gates import GateKind, GateQuestion, Gates
from penstock.core.nodes import BLOCKED, IMAGE, STRING, InputSpec, NodeSpec, OutputSpec

PLUGIN = Plugin(name="keep_or_drop", title="Keep or drop", version="1.0", requires=("gates",))


@hookimpl
def penstock_nodes():
    """The node; in both hosts."""
    yield NodeSpec(
        id="KeepOrDrop",
        display_name="Keep or Drop",
        category="My Pack",
        inputs=(
            InputSpec(id="image", type=IMAGE, lazy=True),
            InputSpec(id="decision", type=STRING, default="", optional=True, hidden=True),
        ),
        outputs=(OutputSpec(id="image", type=IMAGE),),
        run=keep_or_drop,
        needs=needs,
        fingerprint=fingerprint,
        not_idempotent=True,
    )


async def keep_or_drop(call, *, image=None, decision=""):
    """Ask, and block the output where the answer is to drop the picture, or to leave it for later."""
    question = GateQuestion(
        kind=GateKind.IMAGE, title="Keep it?", images=image, routes=("keep", "drop"), decision=decision
    )
    result = await call.services.get(Gates).ask(call, question)
    if result.parked or result.answer.route == 2:
        return (BLOCKED,)
    return (result.images,)


def needs(call, *, decision="", **_inputs):
    """Nothing where a parked gate was answered: its pictures were kept, and what is upstream does not run again."""
    return () if call.services.get(Gates).decided(decision, call) else ("image",)


def fingerprint(services, *, call, decision="", **_inputs):
    """Never the same twice, so that every run asks; constant for the answer to a parked gate."""
    known = decision and services.get(Gates).decided(decision, call)
    return decision if known else secrets.token_hex(8)
