/** The dialog for what a gate node keeps in hidden widgets: how it waits, what it does again, what its routes are called. */

import { openDialog } from "../../library/dialogs.js";
import { element } from "../../library/elements.js";
import { LONGEST_NAME, MOST_ROUTES, readNames, writeNames } from "./route_names.js";

/** Seconds of each unit, the largest first. */
const UNITS = { hours: 3600, minutes: 60, seconds: 1 };
const LONGEST_SECONDS = 604_800;
const CHOICES = {
  wait: ["wait", "park"],
  repeat: ["ask", "same input", "always"],
  unanswered: ["default", "park", "stop", "pass", "wait"],
};

/** @typedef {Record<string, string | number>} Values what the widgets of these names have, or are to have */

/**
 * @param {import("../../library/host.js").Host} host
 * @param {Values} values `routes` and `route_names` only for a gate that has routes
 * @param {(values: Values) => void} save
 */
export function openGateSettings(host, values, save) {
  const { t } = host;
  const choices = Object.entries(CHOICES).map(([name, options]) => choiceField(host, name, options, String(values[name])));
  const limit = limitField(host, Number(values.time_limit) || 0);
  const routes = values.routes === undefined ? null : routeFields(host, Number(values.routes), readNames(values.route_names));
  const [wait, repeat, unanswered] = choices;
  void nameDefault(host, unanswered.field);
  const content = element("div", { class: "penstock-gate-settings" }, routes?.root, wait.root, repeat.root, limit.root, unanswered.root);
  const accept = () => {
    const chosen = Object.fromEntries(choices.map(({ name, field }) => [name, field.value]));
    save({ ...chosen, time_limit: limit.seconds(), ...routes?.values() });
  };
  const actions = [{ label: t("library.cancel"), run: () => {} }, { label: t("gate_node.save"), primary: true, run: accept }];
  return openDialog(host, { title: t("gate_node.settings"), content, actions });
}

/**
 * @param {import("../../library/host.js").Host} host
 * @param {string} name
 * @param {string[]} options
 * @param {string} value
 */
function choiceField({ t }, name, options, value) {
  const key = (/** @type {string} */ one) => `gate_node.${name}.${one.replace(" ", "_")}`;
  const lines = options.map((one) => element("option", { text: t(key(one)), properties: { value: one } }));
  const field = element("select", {}, ...lines);
  field.value = options.includes(value) ? value : options[0];
  return { name, field, root: labelled(t(`gate_node.${name}.label`), field, t(`gate_node.${name}.hint`)) };
}

/**
 * What is set for all gates, beside the choice to do as set.
 * @param {import("../../library/host.js").Host} host
 * @param {HTMLSelectElement} field
 */
async function nameDefault({ t, requests, toasts }, field) {
  try {
    const { settings } = await requests.get("/penstock/settings");
    const value = settings.find((/** @type {{id: string}} */ { id }) => id === "gates.unanswered")?.value;
    if (!CHOICES.unanswered.includes(value)) return;
    field.options[0].textContent = t("gate_node.unanswered.default_is", { choice: t(`gate_node.unanswered.${value}`) });
  } catch (error) {
    toasts.showError(error);
  }
}

/**
 * @param {import("../../library/host.js").Host} host
 * @param {number} seconds 0 without a limit
 */
function limitField({ t }, seconds) {
  const best = Object.entries(UNITS).find(([, one]) => seconds && seconds % one === 0)?.[0] ?? "minutes";
  const units = Object.keys(UNITS).map((one) => element("option", { text: t(`gate_node.time_limit.${one}`), properties: { value: one } }));
  const unit = element("select", { attributes: { "aria-label": t("gate_node.time_limit.unit") } }, ...units.reverse());
  unit.value = best;
  const size = () => UNITS[/** @type {keyof typeof UNITS} */ (unit.value)];
  const field = element("input", { attributes: { type: "number", min: 0, step: "any", placeholder: t("gate_node.time_limit.none") } });
  field.value = seconds ? String(seconds / size()) : "";
  const root = labelled(t("gate_node.time_limit.label"), element("span", { class: "penstock-gate-limit" }, field, unit), t("gate_node.time_limit.hint"));
  return { root, seconds: () => Math.min(Math.max(Math.round((Number(field.value) || 0) * size()), 0), LONGEST_SECONDS) };
}

/**
 * How many routes there are and what they are called; names of routes that are not shown are kept.
 * @param {import("../../library/host.js").Host} host
 * @param {number} count
 * @param {string[]} names
 */
function routeFields({ t }, count, names) {
  const fields = Array.from({ length: MOST_ROUTES }, (_, at) =>
    element("input", {
      attributes: { type: "text", maxlength: LONGEST_NAME, placeholder: String(at + 1), "aria-label": t("gate_node.route_name", { route: at + 1 }) },
      properties: { value: names[at] ?? "" },
    }),
  );
  const number = element("input", { attributes: { type: "number", min: 1, max: MOST_ROUTES, step: 1 }, properties: { value: String(count) } });
  const routes = () => Math.min(Math.max(Math.trunc(Number(number.value)) || 1, 1), MOST_ROUTES);
  const lines = fields.map((field, at) => element("span", { class: "penstock-gate-name" }, element("kbd", { text: String(at + 1), attributes: { "aria-hidden": "true" } }), field));
  const show = () => lines.forEach((line, at) => (line.hidden = at >= routes()));
  number.addEventListener("input", show);
  show();
  const list = element("div", { class: "penstock-gate-names", attributes: { role: "group", "aria-label": t("gate_node.route_names") } }, ...lines);
  const root = element("div", { class: "penstock-field" }, labelled(t("gate_node.routes"), number), element("span", { text: t("gate_node.route_names") }), list);
  return { root, values: () => ({ routes: routes(), route_names: writeNames(fields.map(({ value }) => value)) }) };
}

/**
 * @param {string} label
 * @param {HTMLElement} field
 * @param {string} [hint]
 */
function labelled(label, field, hint = "") {
  return element("label", { class: "penstock-field" }, element("span", { text: label }), field, hint ? element("small", { text: hint }) : null);
}
