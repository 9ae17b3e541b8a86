/** The dialog that asks which version counts, for each entry that was changed here and elsewhere. */

import { openDialog } from "../dialogs.js";
import { button, element, setText } from "../elements.js";
import { loadStyles } from "../styles.js";
import { diffView } from "./diff_view.js";

/**
 * @typedef {object} Words
 * @property {(key: string) => string} nameOf
 * @property {(value: any) => string} textOf
 *
 * @typedef {"mine" | "theirs"} Side
 */

/**
 * @param {import("../host.js").Host} host
 * @param {{current: Record<string, any>, sent: Record<string, any>}} conflict values by key, null where there is no such
 *   entry; `current` is what is there now, `sent` the user's own
 * @param {Words & {isSaving?: boolean}} words `isSaving`: the file was saved elsewhere, rather than the draft changed
 * @returns {Promise<Record<string, Side> | null>} null where it was cancelled
 */
export async function askConflicts(host, { current, sent }, words) {
  await loadStyles([new URL("./diff_dialogs.css", import.meta.url).href]);
  const { t } = host;
  const keys = Object.keys(current);
  const taken = /** @type {Record<string, Side>} */ ({});
  let decided = /** @type {Record<string, Side> | null} */ (null);
  const status = element("p", { class: "penstock-diffs-sum", attributes: { role: "status" } });
  const tell = () => setText(status, t("texts.undecided", { count: keys.length - Object.keys(taken).length }));
  const entries = keys.map((key, at) => entry(host, { key, at, mine: sent[key] ?? null, theirs: current[key] ?? null, ...words }, (side) => (((taken[key] = side), tell()))));
  const takeAll = (/** @type {Side} */ side) => entries.forEach((one) => /** @type {HTMLInputElement} */ (one.querySelector(`input[value=${side}]`)).click());
  const all = element(
    "div",
    { class: "penstock-conflict-all", attributes: { hidden: keys.length > 1 ? null : "" } },
    button(t("texts.all_mine"), () => takeAll("mine"), { class: "penstock-text-button" }),
    button(t("texts.all_theirs"), () => takeAll("theirs"), { class: "penstock-text-button" }),
  );
  tell();
  const note = element("p", { class: "penstock-diffs-note", text: words.isSaving ? t("texts.conflict_saved") : t("texts.conflict_edited") });
  const content = element("div", { class: "penstock-diffs" }, note, element("div", { class: "penstock-conflict-head" }, status, all), ...entries);
  const accept = () => {
    if (Object.keys(taken).length < keys.length) throw new Error(t("texts.decide_all"));
    decided = taken;
  };
  const actions = [
    { label: t("library.cancel"), run: () => {} },
    { label: words.isSaving ? t("texts.save") : t("texts.keep_these"), primary: true, run: accept },
  ];
  await openDialog(host, { title: t("texts.conflict"), content, wide: true, actions }).closed;
  return decided;
}

/**
 * @param {import("../host.js").Host} host
 * @param {Words & {key: string, at: number, mine: any, theirs: any}} one
 * @param {(side: Side) => void} take
 */
function entry(host, { key, at, mine, theirs, nameOf, textOf }, take) {
  const { t } = host;
  const [own, other] = [mine === null ? "" : textOf(mine), theirs === null ? "" : textOf(theirs)];
  const side = (/** @type {Side} */ value, /** @type {string} */ label, /** @type {HTMLElement} */ text) => {
    const radio = element("input", { attributes: { type: "radio", name: `penstock-conflict-${at}`, value }, on: { change: () => take(value) } });
    return element("label", { class: "penstock-conflict-side" }, element("span", {}, radio, label), text);
  };
  const gone = (/** @type {string} */ text) => element("p", { class: "penstock-diff penstock-diff-gone", text });
  return element(
    "fieldset",
    { class: "penstock-conflict" },
    element("legend", { text: nameOf(key), attributes: { dir: "auto" } }),
    side("mine", t("texts.mine"), mine === null ? gone(t("texts.mine_gone")) : diffView(other, own, "after")),
    side("theirs", t("texts.theirs"), theirs === null ? gone(t("texts.theirs_gone")) : diffView(own, other, "after")),
  );
}
