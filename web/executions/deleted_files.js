/** The pictures and videos of an execution that are in the trash; choosing one brings it back. */

import { openDialog } from "../library/dialogs.js";
import { element } from "../library/elements.js";
import { icon } from "../library/icons.js";
import { restore } from "./execution_actions.js";
import { sameKey } from "./execution_names.js";

/**
 * @param {import("../library/host.js").Host} host
 * @param {import("./execution_book.js").ExecutionBook} book
 * @param {import("./types.js").ExecutionKey} key
 */
export async function openDeletedFiles(host, book, key) {
  const { t, toasts } = host;
  const answer = await book.client.deleted().catch((error) => void toasts.showError(error));
  if (!answer) return;
  const own = answer.deleted.filter((one) => one.names.length > 0 && sameKey(one.key, key));
  const list = element("ul", { class: "penstock-execution-choices" });
  const back = async (/** @type {string} */ trash) => {
    dialog.close();
    await restore(host, book, trash, () => void book.execution(key).refresh());
  };
  list.append(...own.map((one) => element("li", {}, lineOf(t, one, () => void back(one.trash)))));
  const note = element("p", { class: "penstock-execution-note", text: t(own.length ? "executions.trash_hint" : "executions.none_deleted") });
  const dialog = openDialog(host, { title: t("executions.deleted_files"), content: element("div", {}, list, note) });
  await dialog.closed;
}

/**
 * @param {import("../library/strings.js").Translate} t
 * @param {import("./types.js").Deleted} deleted
 * @param {() => void} run
 */
function lineOf(t, { names, deleted }, run) {
  const what = names.length > 1 ? t("executions.files", { count: names.length, name: names[0] }) : names[0];
  const when = new Date(deleted).toLocaleString(undefined, { dateStyle: "medium", timeStyle: "short" });
  const words = element("span", {}, element("strong", { text: what }), element("small", { text: when }));
  const attributes = { type: "button", title: names.join("\n"), "aria-label": `${t("executions.restore")}: ${what}` };
  return element("button", { attributes, on: { click: run } }, icon("undo"), words);
}
