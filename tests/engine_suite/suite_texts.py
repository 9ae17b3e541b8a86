"""A single-file plugin: nodes by which graphs of the suite do to libbers and prompts what people do between runs."""

import json
import uuid

from penstock import Plugin, hookimpl
from penstock.core.contracts.libbers import Libber, LibberEditing, Libbers
from penstock.core.contracts.prompts import PromptEditing, Prompts
from penstock.core.draft_values import Edit
from penstock.core.nodes import STRING, InputSpec, NodeResult, NodeSpec

PLUGIN = Plugin(name="suite_texts", title="Texts of the engine suite", requires=("libbers", "prompts"))


def _libber(call, name, does):
    """Each thing to do is a word, or a word and JSON: `save {"a": "b"}`."""
    libbers, editing = call.services.get(Libbers), call.services.get(LibberEditing)
    doing = {
        "save": lambda libs: libbers.save(name, Libber(libs=json.loads(libs)), _revision(libbers, name)),
        "rename": lambda to: libbers.rename(name, to),
        "delete": lambda _: libbers.delete(name),
        "restore": lambda _: libbers.restore(next(one.id for one in libbers.deleted() if one.name == name)),
        "edit": lambda libs: _edit(editing, name, {f"lib:{key}": text for key, text in json.loads(libs).items()}),
        "save_draft": lambda _: _save_draft(editing, name),
    }
    return _done(doing, does)


def _prompts(call, folder, does):
    """As for libbers; `save` takes a collection."""
    prompts, editing = call.services.get(Prompts), call.services.get(PromptEditing)

    def save(text):
        prompts.save(folder, prompts.parse(text).collection, prompts.read(folder).revision)

    def restore(_):
        prompts.restore(next(one.trash for one in prompts.deleted() if one.folder == folder))

    doing = {
        "save": save,
        "delete": lambda _: prompts.delete(folder),
        "restore": restore,
        "edit": lambda values: _edit(
            editing, folder, {f"prompt:{name}": {"value": value} for name, value in json.loads(values).items()}
        ),
        "save_draft": lambda _: _save_draft(editing, folder),
    }
    return _done(doing, does)


def _revision(libbers, name):
    return libbers.get(name).revision if name in libbers.names() else None


def _edit(editing, name, values):
    draft = editing.open(name, create=True).draft
    editing.edit(name, draft.id, [Edit(key, value) for key, value in values.items()])


def _save_draft(editing, name):
    draft = editing.open(name).draft
    editing.save(name, draft.id, draft.revision)


def _done(doing, does):
    for one in does.split(";"):
        what, _, value = one.partition(" ")
        doing[what](value)
    return NodeResult(ui={"shown": does.split(";")})


def _node(name, of, run):
    return NodeSpec(
        id=name,
        display_name=name,
        category="Penstock/Suite",
        inputs=(InputSpec(id=of, type=STRING), InputSpec(id="does", type=STRING)),
        run=run,
        is_output=True,
        not_idempotent=True,
        fingerprint=lambda _services, **_inputs: uuid.uuid4().hex,
    )


@hookimpl
def penstock_nodes():
    """The two nodes."""
    yield _node("SuiteLibber", "name", _libber)
    yield _node("SuitePrompts", "folder", _prompts)
