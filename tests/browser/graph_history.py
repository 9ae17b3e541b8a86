"""ComfyUI's undo of the graph, as tests need it: what should be one step is one, and undo is waited for."""

from typing import Any

# While the frontend opens a workflow it captures nothing.
CAPTURED = """
    () => {
      const { changeTracker } = app.extensionManager.workflow.activeWorkflow;
      (changeTracker.captureCanvasState ?? changeTracker.checkState).call(changeTracker);
      const seen = (nodes) => JSON.stringify(nodes.map(({ id, type, widgets_values }) => [id, type, widgets_values]));
      return seen(changeTracker.activeState.nodes) === seen((app.rootGraph ?? app.graph).serialize().nodes);
    }
"""
# Newer frontends fold what changes soon after a step into that step; called once more, they answer when that is over.
SETTLE = "async () => { await app.extensionManager.workflow.activeWorkflow.changeTracker.squashState?.(); }"
# Vue nodes note sizes of their own, which may be steps in between.
UNDO = """
    async (argument) => {
      const { changeTracker } = app.extensionManager.workflow.activeWorkflow;
      const reached = (nodes = changeTracker.activeState.nodes) => CONDITION;
      while (!reached() && changeTracker.undoQueue.length) await changeTracker.undo();
      return reached();
    }
"""
LOADED = "(argument, nodes = (app.rootGraph ?? app.graph).serialize().nodes) => CONDITION"
HAS_TYPES = "nodes.map((node) => node.type).sort().join() === argument"
HAS_VALUE = "nodes.some((node) => node.widgets_values?.includes?.(argument))"
COUNT = """
    () => {
      const { changeTracker } = app.extensionManager.workflow.activeWorkflow;
      Object.assign(window, { historyAsked: 0, historyDone: 0 });
      for (const name of ["undo", "redo"]) {
        const original = changeTracker[name];
        changeTracker[name] = async () => {
          window.historyAsked += 1;
          await original.call(changeTracker);
          window.historyDone += 1;
        };
      }
    }
"""
COUNT_NO_MORE = """
    () => {
      const { changeTracker } = app.extensionManager.workflow.activeWorkflow;
      delete changeTracker.undo;
      delete changeTracker.redo;
      return window.historyAsked;
    }
"""


def capture(page: Any) -> None:
    """The graph as it is now is a step of its undo, and what changes from now on is another one."""
    page.wait_for_function(CAPTURED)
    page.evaluate(SETTLE)


def undo_until(page: Any, condition: str, argument: str) -> None:
    """Undo until `condition` holds, JavaScript about the saved `nodes` and `argument`; and wait for the graph."""
    assert page.evaluate(UNDO.replace("CONDITION", condition), argument), f"no step of the history has {argument}"
    page.wait_for_function(LOADED.replace("CONDITION", condition), arg=argument)


def undo_by_key_until(page: Any, condition: str, argument: str, most: int = 3) -> None:
    """Press Ctrl+Z, each time waiting for the end of what it undoes, until `condition` holds."""
    page.evaluate(COUNT)
    loaded = LOADED.replace("CONDITION", condition)
    for press in range(most):
        page.keyboard.press("Control+z")
        page.wait_for_function("(count) => window.historyDone === count", arg=press + 1)
        if page.evaluate(loaded, argument):
            break
    page.evaluate(COUNT_NO_MORE)
    page.wait_for_function(loaded, arg=argument)
