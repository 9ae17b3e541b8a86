"""`python tests/corpus/evaluate.py`: how much of the official workflows becomes a form, in figures that must hold.

`OBJECT_INFO` is the path of what a server answered to `GET /object_info`; without it the names in the files must do.
`TRUTH` is another such file to judge by, for an older `OBJECT_INFO`: without it, names that no
file tells are not judged. `--missed` lists what was not found.
"""

import argparse
import copy
import os
import sys
import time
import traceback
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from unittest.mock import patch

from attrs import define, field, frozen

if __name__ == "__main__":
    sys.path[0] = str(Path(__file__).resolve().parent.parent)  # the folder of the namespace `corpus`

from corpus import files, measures
from corpus.measures import Found, Share
from corpus.raw_documents import Document

from penstock.core.contracts.node_catalog import NodeClasses
from penstock.core.contracts.workflows import Form
from penstock.core.parameter_rules import ParameterRules
from penstock.plugins.workflows.documents import widget_names
from penstock.plugins.workflows.documents.prompts import prompt_of
from penstock.plugins.workflows.documents.reading import read_graph
from penstock.plugins.workflows.documents.schemas import Schemas
from penstock.plugins.workflows.parameters import apply, form_of

TOP = 5


@frozen(kw_only=True)
class Least:
    """What must hold, in percent."""

    known: float
    everything: float
    promoted: float
    app: float
    app_top: float
    media: float


MATCHING = Least(known=99, everything=95, promoted=100, app=95, app_top=70, media=95)
"""With the schema of a server of about the age of the workflows."""
OLDER = Least(known=95, everything=95, promoted=99, app=95, app_top=70, media=95)
"""With that of an older server, which lacks classes or knows them as they were."""
NOTHING = Least(known=100, everything=98, promoted=97, app=60, app_top=40, media=90)
"""Without any server: judged are the values that the files name themselves."""


@define
class Figures:
    """What all workflows add up to."""

    imported: Share = field(factory=Share)
    unchanged: Share = field(factory=Share)
    known: Share = field(factory=Share)
    everything: Share = field(factory=Share)
    tableless: Share = field(factory=Share)
    unlinked: Share = field(factory=Share)
    promoted: Share = field(factory=Share)
    app: Share = field(factory=Share)
    app_top: Share = field(factory=Share)
    media_found: Share = field(factory=Share)
    media_right: Share = field(factory=Share)
    unnamed: int = 0
    parameters: int = 0
    times: list[float] = field(factory=list)


class Evaluation:
    """Reads every workflow as the product does, and compares with what its file says."""

    def __init__(self, classes: Mapping[str, Any], judge: Mapping[str, Any]) -> None:
        self._judge = judge
        self._known = classes
        self._schemas = Schemas(classes)
        self._classes = NodeClasses(schemas=classes, here=frozenset(classes), revision="corpus")
        self._rules = ParameterRules(())
        self._media = files.media_inputs()
        self.figures = Figures()

    def take(self, file: files.File) -> None:
        """One more workflow."""
        raw = file.document()
        document = Document(raw)
        gold = measures.app_inputs(raw, document)
        blind = copy.deepcopy(raw)
        (blind.get("extra") or {}).pop("linearData", None)
        try:
            form = self._form(file.name, blind)
        except Exception:
            self.figures.imported.add(False, f"{file.name}: {traceback.format_exc(limit=-1)}")
            return
        self.figures.imported.add(True)
        self._judge_form(file.name, document, form, gold)
        self._judge_without_table(document, blind)

    def _form(self, name: str, raw: Any) -> Form:
        begun = time.perf_counter()
        graph = read_graph(raw, self._schemas, self._rules)
        form = form_of(graph, self._classes, self._rules, self._schemas)
        applied = apply(graph, form, {})
        self.figures.times.append(time.perf_counter() - begun)
        self.figures.unchanged.add(applied.prompt == prompt_of(graph), name)
        return form

    def _judge_form(self, name: str, document: Document, form: Form, gold: list[str]) -> None:
        figures, found = self.figures, Found.of(form)
        figures.unnamed += form.unnamed
        figures.parameters += len(form.parameters)
        measures.values(document, found, self._judge, self._known, figures.known, figures.everything)
        measures.linked_offered(document, form, figures.unlinked)
        measures.promoted(document, found, figures.promoted)
        first = {place for one in form.parameters[:TOP] for place in (one.address, *(t.address for t in one.targets))}
        for address in gold:
            figures.app.add(address in found.by_place, f"{name} {address}")
        for address in gold[:TOP]:
            figures.app_top.add(address in first, f"{name} {address}")
        self._judge_media(name, form)

    def _judge_without_table(self, document: Document, raw: Any) -> None:
        """The same values where the table of last resort knows nothing: what servers and files name alone."""
        with patch.object(widget_names, "table_rule", return_value=None):
            graph = read_graph(raw, self._schemas, self._rules)
        found = Found.of(form_of(graph, self._classes, self._rules, self._schemas))
        measures.values(document, found, self._judge, self._known, Share(), self.figures.tableless)

    def _judge_media(self, name: str, form: Form) -> None:
        listed, mine = self._media.get(name), measures.media(form)
        if listed is None:
            return
        for node in listed:
            self.figures.media_found.add(node in mine, f"{name} {node}")
        for node in mine:
            self.figures.media_right.add(node in listed, f"{name} {node}")


def expected(figures: Figures, classes: Mapping[str, Any]) -> Least:
    """What must hold with these classes: a server that lacks many of the corpus is an older one."""
    if not classes:
        return NOTHING
    return MATCHING if figures.known.total >= 0.9 * figures.everything.total else OLDER


def report(figures: Figures, least: Least) -> list[tuple[str, str, bool]]:
    """Lines of the table: what, the figure, whether it holds."""
    precise, found = figures.media_right.percent, figures.media_found.percent
    f1 = 2 * precise * found / (precise + found) if precise + found else 0.0
    times = sorted(figures.times)
    return [
        _line("imported", figures.imported, 100),
        _line("graph unchanged by no values", figures.unchanged, 100),
        _line("values of known classes", figures.known, least.known),
        _line("values of all classes", figures.everything, least.everything),
        ("values of all classes, without our own table of names", _share(figures.tableless), True),
        _line("inputs offered that are not linked", figures.unlinked, 100),
        _line("promoted widgets found", figures.promoted, least.promoted),
        _line("app-mode inputs found (blind)", figures.app, least.app),
        _line(f"app-mode inputs among the first {TOP}", figures.app_top, least.app_top),
        ("media inputs, F1", f"{f1:.1f} % (found {found:.1f} %, right {precise:.1f} %)", f1 >= least.media),
        ("values of all classes, those left out whose names nobody judged", _share(figures.everything.judged), True),
        ("found, their names not judged", f"{figures.everything.unjudged} (by TRUTH they are)", True),
        ("values that nobody names", f"{figures.unnamed} (reported), {figures.parameters} parameters", True),
        ("time a workflow", f"{_ms(times, 0.5)} median, {_ms(times, 0.95)} p95, {_ms(times, 1)} most", True),
    ]


def _line(what: str, share: Share, least: float) -> tuple[str, str, bool]:
    return what, f"{_share(share)}, at least {least} %", share.percent >= least


def _share(share: Share) -> str:
    return f"{share.percent:.2f} % ({share.hits} of {share.total})"


def _ms(times: list[float], part: float) -> str:
    return f"{1000 * times[min(int(part * len(times)), len(times) - 1)]:.1f} ms"


def main() -> int:
    """0 where every figure holds."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--missed", action="store_true", help="list what was not found")
    wanted = parser.parse_args()
    path = os.environ.get("OBJECT_INFO", "")
    classes = files.node_classes(path)
    judge = files.node_classes(os.environ.get("TRUTH", ""))
    evaluation = Evaluation(classes, judge or classes)
    corpus = files.templates() + files.blueprints()
    for file in corpus:
        evaluation.take(file)
    print(f"{len(corpus)} workflows, {len(classes)} node classes{' of ' + Path(path).name if path else ''}")  # noqa: T201
    lines = report(evaluation.figures, expected(evaluation.figures, classes))
    for what, figure, holds in lines:
        print(f"{'ok  ' if holds else 'FAIL'} {what}: {figure}")  # noqa: T201
    if wanted.missed:
        _list_missed(evaluation.figures)
    return 0 if all(holds for _, _, holds in lines) else 1


def _list_missed(figures: Figures) -> None:
    for name in ("imported", "unchanged", "everything", "unlinked", "promoted", "app", "app_top", "media_found"):
        for what in getattr(figures, name).missed:
            print(f"{name}: {what}")  # noqa: T201


if __name__ == "__main__":
    sys.exit(main())
