/** What stands above a library's table, or in its place. */

import { button, element } from "../library/elements.js";
import { icon } from "../library/icons.js";

/**
 * @param {object} shown
 * @param {import("../library/host.js").Host} shown.host
 * @param {import("./libber_book.js").LibberBook} shown.book
 * @param {import("../library/texts/draft.js").Draft | null} shown.draft
 * @param {string} shown.name
 * @param {boolean} shown.picks whether another library can be chosen here
 * @returns {HTMLElement[]} the same for the same state
 */
export function editorMessage({ host, book, draft, name, picks }) {
  const { t } = host;
  if (!draft) return [line("text", t("libbers.what"), t(picks ? "libbers.choose_hint" : "libbers.what_hint"))];
  if (draft.status === "loading") return [element("div", { class: "penstock-libber-line" }, element("span", { class: "penstock-spinner" }), element("span", { text: t("libbers.loading") }))];
  if (draft.status === "missing") return [line("warning", t("libbers.missing", { name }), t("libbers.missing_hint"), createButton(host, book, draft, name))];
  if (draft.status === "failed") {
    const { message = "", hint = "" } = draft.error ?? {};
    return [line("warning", message, hint, button(t("retry"), () => void draft.open(), { icon: icon("refresh"), showLabel: true, class: "penstock-button" }))];
  }
  const readOnly = draft.readOnly ? [t("libbers.read_only")] : [];
  const gone = book.has(name) === false ? [t("libbers.gone")] : [];
  return [...readOnly, ...gone, ...draft.problems].map((text) => element("div", { class: "penstock-libber-notice", attributes: { role: "note" } }, icon("warning"), element("span", { text })));
}

/**
 * @param {"text" | "warning"} shape
 * @param {string} title
 * @param {string} hint
 * @param {...HTMLElement} actions
 */
function line(shape, title, hint, ...actions) {
  const words = element("div", { class: "penstock-libber-words" }, element("strong", { text: title }), hint ? element("span", { text: hint }) : null);
  return element("div", { class: "penstock-libber-nothing" }, icon(shape), words, ...actions);
}

/**
 * @param {import("../library/host.js").Host} host
 * @param {import("./libber_book.js").LibberBook} book
 * @param {import("../library/texts/draft.js").Draft} draft
 * @param {string} name
 */
function createButton({ t, toasts }, book, draft, name) {
  const create = async () => {
    try {
      await book.client.create(name);
      await draft.open();
    } catch (error) {
      toasts.showError(error);
    }
  };
  return button(t("libbers.create_it"), () => void create(), { icon: icon("plus"), showLabel: true, class: "penstock-button penstock-primary" });
}
