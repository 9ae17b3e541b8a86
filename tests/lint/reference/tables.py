"""The pages of nodes and of settings, and what stands in for a list of all pages."""

from itertools import groupby

from penstock.core.nodes import InputSpec, NodeSpec
from penstock.core.settings import Settings, SettingSpec

from .running import application
from .words import cell, code, head, table


def nodes_page() -> str:
    """Every node, by category."""
    nodes = sorted(application().nodes, key=lambda one: (one.category, one.display_name))
    parts = [head("nodes")]
    for category, group in groupby(nodes, lambda one: one.category):
        parts.append(f"\n## {category}\n")
        parts += [_node(one) for one in group]
    return "".join(parts)


def _node(spec: NodeSpec) -> str:
    inputs = [(f"`{one.id}`", code(one.type), _default(one), cell(one.tooltip)) for one in spec.inputs]
    outputs = [(f"`{one.id}`", code(one.type), cell(one.tooltip)) for one in spec.outputs]
    facts = f"`{spec.id}`, of the plugin `{application().owners[spec.id]}`." + (" Deprecated." * spec.deprecated)
    return (
        f"\n### {spec.display_name}\n\n{facts} {spec.description}\n\n"
        f"{table(('input', 'type', 'default', ''), inputs)}\n{table(('output', 'type', ''), outputs)}"
    )


def _default(one: InputSpec) -> str:
    facts = [code(repr(one.default))] if one.default is not None else []
    facts += ["optional"] * one.optional + ["socket"] * one.socket + ["hidden"] * one.hidden
    if one.minimum is not None or one.maximum is not None:
        facts.append(f"{'' if one.minimum is None else one.minimum} to {'' if one.maximum is None else one.maximum}")
    if one.options:
        facts.append("one of " + ", ".join(code(option) for option in one.options[:12]))
    return ", ".join(facts)


def settings_page() -> str:
    """Every setting, by plugin."""
    parts = [head("settings")]
    specs = application().services.get(Settings).specs()
    for plugin, group in groupby(specs, lambda one: one.id.partition(".")[0]):
        rows = [_setting(one) for one in group]
        parts.append(f"\n## {plugin.capitalize()}\n\n{table(('setting', 'default', 'environment', 'takes', ''), rows)}")
    return "".join(parts)


def _setting(one: SettingSpec) -> tuple[str, ...]:
    said = cell(f"{one.label}. {one.description}")
    return f"`{one.id}`", _default_of(one), f"`{one.variable}`", _takes(one), said


def _default_of(one: SettingSpec) -> str:
    return code(str(one.shown(one.default))) or "empty"


def _takes(one: SettingSpec) -> str:
    facts = [{bool: "true or false", int: "a whole number", float: "a number", str: "text"}[type(one.default)]]
    if one.options:
        facts = [", ".join(code(option) for option in one.options)]
    if one.minimum is not None or one.maximum is not None:
        facts.append(f"{one.minimum} to {one.maximum}")
    return "; ".join(facts + ["from the next start on"] * one.restart)
