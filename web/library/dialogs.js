/** Dialogs in both hosts: the browser's own `<dialog>`, above everything, with the focus kept and given back. */

import { button, element, setAttribute, setText } from "./elements.js";
import { icon } from "./icons.js";
import { keepEvents, keepFocus } from "./isolation.js";
import { topDialog } from "./top_layer.js";

/**
 * @typedef {object} Action
 * @property {string} label
 * @property {boolean} [primary] Enter runs it
 * @property {boolean} [danger]
 * @property {() => void | boolean | Promise<void | boolean>} run false keeps the dialog open; so does an error, which is shown
 *
 * @typedef {object} Dialog
 * @property {HTMLDialogElement} root
 * @property {() => void} close
 * @property {Promise<void>} closed
 *
 * @typedef {object} DialogOptions
 * @property {string} title
 * @property {Node} content
 * @property {string} [className]
 * @property {Action[]} [actions]
 * @property {boolean} [wide]
 * @property {() => void} [onClose]
 *
 * @typedef {import("./host.js").Host} Host
 */

/**
 * A dialog with a title, a close button, and its actions at the bottom. Escape closes it. The element with the
 * attribute `autofocus` has the focus first, else the first one of the content.
 * @param {Host} host
 * @param {DialogOptions} options
 * @returns {Dialog}
 */
export function openDialog(host, { title, content, className = "", actions = [], wide = false, onClose }) {
  const problem = element("p", { class: "penstock-dialog-problem", attributes: { role: "alert", hidden: "" } });
  const body = element("div", { class: "penstock-dialog-body" }, content, problem);
  const form = element("form", { class: "penstock-dialog-frame", attributes: { novalidate: "" } }, body);
  const dialog = open(host, { title, className: `penstock-dialog-box ${wide ? "penstock-dialog-wide" : ""} ${className}`, content: form, onClose });
  const run = actionRunner(dialog, problem);
  const buttons = actions.map((action) => actionButton(action, run));
  if (buttons.length) form.append(element("div", { class: "penstock-dialog-actions" }, ...buttons));
  form.prepend(heading(host, title, dialog));
  const primary = actions.find((action) => action.primary);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (primary) void run(primary);
  });
  focusFirst(dialog.root, body, buttons[actions.findIndex((action) => action.primary)]);
  return dialog;
}

/**
 * A dialog that fills the screen and has nothing but its content.
 * @param {Host} host
 * @param {{title: string, content: Node, className?: string, onClose?: () => void}} options
 * @returns {Dialog}
 */
export function openFullDialog(host, { title, content, className = "", onClose }) {
  const dialog = open(host, { title, className: `penstock-dialog-full ${className}`, content, onClose });
  focusFirst(dialog.root, dialog.root);
  return dialog;
}

/**
 * Asks for a line of text. `check` says what is wrong with it ("" where nothing is); it may also do the work itself:
 * what it throws is shown below the field.
 * @param {Host} host
 * @param {{title: string, label: string, value?: string, hint?: string, confirm: string, check?: (value: string) => string | Promise<string>}} question
 * @returns {Promise<string | null>} null where it was cancelled
 */
export async function askText(host, { title, label, value = "", hint = "", confirm, check }) {
  let answer = /** @type {string | null} */ (null);
  const field = element("input", { attributes: { type: "text", autocomplete: "off", spellcheck: "false", autofocus: "" }, properties: { value } });
  const note = element("small", { text: hint, attributes: { hidden: hint ? null : "" } });
  const content = element("label", { class: "penstock-field" }, element("span", { text: label }), field, note);
  const accept = async () => {
    const problem = await problemWith(field.value, check);
    setAttribute(field, "aria-invalid", problem ? "true" : null);
    if (problem) throw new Error(problem);
    answer = field.value;
  };
  const actions = [{ label: host.t("library.cancel"), run: () => {} }, { label: confirm, primary: true, run: accept }];
  const dialog = openDialog(host, { title, content, className: "penstock-dialog-small", actions });
  field.select();
  await dialog.closed;
  return answer;
}

/**
 * @param {string} value
 * @param {((value: string) => string | Promise<string>) | undefined} check
 * @returns {Promise<string>}
 */
async function problemWith(value, check) {
  try {
    return (await check?.(value)) ?? "";
  } catch (error) {
    return sentence(error);
  }
}

/**
 * @param {Host} host
 * @param {{title: string, className: string, content: Node, onClose?: () => void}} options
 * @returns {Dialog}
 */
function open(host, { title, className, content, onClose }) {
  const root = element("dialog", { class: `penstock-dialog ${className}`.trim(), attributes: { "aria-label": title, tabindex: -1 } }, content);
  keepEvents(root);
  const letGo = keepFocus(root, () => topDialog() === root);
  const closed = new Promise((resolve) => root.addEventListener("close", resolve, { once: true })).then(() => {
    letGo();
    host.toasts.rise();
    root.remove();
    onClose?.();
  });
  document.body.append(root);
  root.showModal();
  host.toasts.rise();
  return { root, close: () => root.close(), closed };
}

/**
 * @param {Host} host
 * @param {string} title
 * @param {Dialog} dialog
 */
function heading({ t }, title, dialog) {
  const close = button(t("close"), dialog.close, { icon: icon("close"), class: "penstock-quiet" });
  return element("header", { class: "penstock-dialog-head" }, element("h2", { text: title }), close);
}

/**
 * Runs one action at a time and closes the dialog after it, unless it failed or said no.
 * @param {Dialog} dialog
 * @param {HTMLElement} problem
 */
function actionRunner(dialog, problem) {
  let busy = false;
  return async (/** @type {Action} */ action) => {
    if (busy) return;
    busy = true;
    setAttribute(dialog.root, "aria-busy", "true");
    setAttribute(problem, "hidden", "");
    try {
      if ((await action.run()) !== false) dialog.close();
    } catch (/** @type {any} */ error) {
      setAttribute(problem, "hidden", null);
      setText(problem, sentence(error));
    } finally {
      busy = false;
      setAttribute(dialog.root, "aria-busy", null);
    }
  };
}

/**
 * The primary one submits the form, so that Enter in a field runs it.
 * @param {Action} action
 * @param {(action: Action) => Promise<void>} run
 */
function actionButton(action, run) {
  const kind = action.primary ? "penstock-primary" : action.danger ? "penstock-danger" : "";
  const made = button(action.label, () => void (action.primary || run(action)), { class: `penstock-button ${kind}`.trim() });
  if (action.primary) made.type = "submit";
  return made;
}

/**
 * @param {HTMLElement} root
 * @param {HTMLElement} content
 * @param {HTMLElement} [otherwise]
 */
function focusFirst(root, content, otherwise = root) {
  const wanted = content.querySelector("[autofocus]") ?? content.querySelector("input, select, textarea, button, a[href], [tabindex='0']") ?? otherwise;
  /** @type {HTMLElement} */ (wanted).focus({ preventScroll: true });
}

/** @param {any} error */
const sentence = (error) => [error.message, error.hint].filter(Boolean).join(" ");
