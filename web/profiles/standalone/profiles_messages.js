/** What the page of profiles shows in place of cards, or above them. */

import { button, element } from "../../library/elements.js";
import { icon } from "../../library/icons.js";

/**
 * @typedef {import("./pages.js").ProfileApp} ProfileApp
 *
 * @typedef {object} Ways
 * @property {() => void} create
 * @property {() => void} choose a zip file
 * @property {() => void} clear the search
 */

/**
 * @param {ProfileApp} app
 * @param {{some: boolean, found: boolean}} what whether there are profiles, and whether some of them are shown
 * @param {Ways} ways
 * @returns {Node[]}
 */
export function profilesMessage(app, { some, found }, ways) {
  const { t } = app.host;
  const { book } = app;
  if (book.status === "failed") return [failure(app, some)];
  if (book.status !== "ready" || found) return app.shown.status === "failed" ? [failure(app, true)] : [];
  if (some) {
    const clear = button(t("page.clear_search"), ways.clear, { class: "penstock-button" });
    return [empty("search", t("profiles_page.none_found"), t("page.none_found_hint"), clear)];
  }
  const create = button(t("profiles_page.new"), ways.create, { icon: icon("plus"), showLabel: true, class: "penstock-button penstock-primary" });
  const choose = button(t("profiles_page.import"), ways.choose, { icon: icon("upload"), showLabel: true, class: "penstock-button" });
  for (const one of [create, choose]) one.disabled = book.readOnly;
  return [empty("profile", t("profiles_page.none"), t("profiles_page.none_hint"), create, choose)];
}

/**
 * What is to be known about the list itself, for as long as it is so; what was mended until somebody has read it.
 * @param {ProfileApp} app
 * @param {() => void} dismissed
 * @returns {Node[]}
 */
export function profilesNotices(app, dismissed) {
  const { host, book, last } = app;
  const { t } = host;
  const notices = [];
  if (book.readOnly) notices.push(notice(t("profiles_page.read_only"), [t("profiles_page.read_only_hint")]));
  const problems = book.problems.join("\n");
  if (!problems) last.problems = "";
  const dismiss = button(t("profiles_page.dismiss"), () => ((last.problems = problems), dismissed()), { icon: icon("close"), class: "penstock-quiet" });
  if (problems !== last.problems) notices.push(notice(t("profiles_page.mended"), book.problems, dismiss));
  return notices;
}

/**
 * @param {ProfileApp} app
 * @param {boolean} isLine above cards that are still there
 */
function failure({ host, book, shown }, isLine) {
  const { message, hint } = book.error ?? shown.error;
  const again = () => {
    void book.refresh();
    shown.refresh();
  };
  const retry = button(host.t("retry"), again, { icon: icon("refresh"), showLabel: true, class: "penstock-button" });
  const texts = [icon("warning"), element("strong", { text: message }), element("p", { text: hint ?? "" }), retry];
  return element("div", { class: isLine ? "penstock-overview-line" : "penstock-empty", attributes: { role: "alert" } }, ...texts);
}

/**
 * @param {"search" | "profile"} shape
 * @param {string} title
 * @param {string} hint
 * @param {...Node} actions
 */
function empty(shape, title, hint, ...actions) {
  return element("div", { class: "penstock-empty" }, icon(shape), element("strong", { text: title }), element("p", { text: hint }), element("div", { class: "penstock-empty-actions" }, ...actions));
}

/**
 * @param {string} title
 * @param {string[]} sentences
 * @param {...Node} actions
 */
function notice(title, sentences, ...actions) {
  const texts = sentences.map((text) => element("p", { text, attributes: { dir: "auto" } }));
  return element("div", { class: "penstock-profiles-notice" }, icon("warning"), element("div", {}, element("strong", { text: title }), ...texts), ...actions);
}
