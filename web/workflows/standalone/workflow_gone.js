/** What stands in place of a workflow that is not there: it was deleted, or never was. */

import { button, element } from "../../library/elements.js";
import { icon } from "../../library/icons.js";
import { empty } from "./workflows_messages.js";

/**
 * @param {import("./pages.js").WorkflowApp} app
 * @param {string} id
 * @param {() => void} again
 * @returns {HTMLElement}
 */
export function goneMessage(app, id, again) {
  const made = message(app, id, again);
  // Whether it lies in the trash is known once the trash was read.
  if (app.book.status === "loading") void app.book.refresh().then(() => made.isConnected && made.replaceWith(message(app, id, again)));
  return made;
}

/**
 * @param {import("./pages.js").WorkflowApp} app
 * @param {string} id
 * @param {() => void} again
 */
function message({ host: { t }, book }, id, again) {
  const deleted = book.deleted.find((one) => one.id === id);
  const all = element("a", { class: "penstock-button", text: t("workflows.all"), attributes: { href: "#/workflows" } });
  if (!deleted) return empty("warning", t("workflows.gone"), t("workflows.gone_hint"), all);
  const restore = button(t("workflows.restore"), () => void book.restore(deleted).then((done) => done && again()), { icon: icon("undo"), showLabel: true, class: "penstock-button penstock-primary" });
  return empty("warning", t("workflows.is_deleted", { name: deleted.name }), t("workflows.trash_hint"), restore, all);
}
