/** A cell that is one of several values, or some of many: a field with a list below it. */

import { button, element } from "../elements.js";
import { icon } from "../icons.js";
import { OptionList } from "./option_list.js";
import { plain } from "./table_model.js";

/**
 * @typedef {import("./types.js").Choice} Choice
 * @typedef {import("./text_editor.js").Editor} Editor
 *
 * @typedef {object} ChoiceOptions
 * @property {import("../host.js").Host} host
 * @property {string} label
 * @property {string} id of the list
 * @property {Promise<Choice[]>} choices
 * @property {() => void} chosen a value was chosen with the pointer
 */

/**
 * @param {Choice[]} choices
 * @param {string} typed
 */
function matching(choices, typed) {
  const wanted = plain(typed.trim());
  return choices.filter(({ value, label = value }) => plain(label).includes(wanted));
}

/**
 * @param {string} value
 * @param {boolean} isTyping whether it begins empty, for what is being typed
 * @param {ChoiceOptions & {isFree: boolean}} options `isFree`: what is typed need not be one of the choices
 * @returns {Editor}
 */
export function choiceEditor(value, isTyping, { host, label, id, choices, chosen, isFree }) {
  const field = element("input", { class: "penstock-cell-field", attributes: { type: "text", "aria-label": label }, properties: { value: isTyping || !isFree ? "" : value } });
  let known = /** @type {Choice[]} */ ([]);
  let picked = value;
  const labelOf = (/** @type {string} */ one) => known.find((choice) => choice.value === one)?.label ?? one;
  const list = new OptionList(host, field, {
    id,
    label,
    choose: (option) => {
      picked = option.value;
      field.value = labelOf(picked);
      chosen();
    },
  });
  const suggest = (/** @type {boolean} */ searches) => {
    const found = searches ? matching(known, field.value) : known;
    const active = isFree ? undefined : searches ? found[0]?.value : value;
    if (found.length || !isFree) list.show(found, { active, chosen: value, note: found.length ? "" : host.t("texts.no_such_value") });
    else list.close();
  };
  field.addEventListener("input", () => suggest(true));
  const begin = () => {
    field.focus({ preventScroll: true });
    void choices.then((all) => {
      if (!field.isConnected) return;
      known = all;
      if (!isTyping && !field.value) field.value = labelOf(value);
      if (field.value === labelOf(value)) field.select();
      suggest(isTyping);
    });
  };
  const onKey = (/** @type {KeyboardEvent} */ event) => {
    const by = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 }[event.key];
    if (!by || event.ctrlKey || event.metaKey) return false;
    event.preventDefault();
    list.move(by);
    return true;
  };
  const answer = () => {
    if (list.isOpen && list.active) return list.active.value;
    if (field.value === labelOf(picked)) return picked;
    if (isFree) return field.value;
    return matching(known, field.value).find(({ value: one, label: name = one }) => plain(name) === plain(field.value.trim()))?.value ?? (field.value.trim() ? picked : "");
  };
  return { root: field, field, value: answer, onKey, begin, close: () => list.close() };
}

/**
 * @param {string[]} values
 * @param {ChoiceOptions} options
 * @returns {Editor}
 */
export function tagsEditor(values, { host, label, id, choices }) {
  let tags = [...values];
  let known = /** @type {Choice[]} */ ([]);
  const field = element("input", { attributes: { type: "text", "aria-label": label } });
  const root = element("div", { class: "penstock-cell-field penstock-cell-tags" }, field);
  const list = new OptionList(host, field, { id, label, anchor: root, choose: ({ value }) => add(value) });
  const draw = () => {
    // The field stays where it is: moved, it would lose the focus.
    for (const chip of root.querySelectorAll(".penstock-table-tag")) chip.remove();
    field.before(...tags.map((tag) => makeChip(host, tag, () => take(tag))));
  };
  const suggest = () => {
    const found = matching(known.filter(({ value }) => !tags.includes(value)), field.value);
    if (found.length) list.show(found);
    else list.close();
  };
  const add = (/** @type {string} */ text) => {
    const more = text.split(",").map((one) => one.trim()).filter((one, at, all) => one && !tags.includes(one) && all.indexOf(one) === at);
    tags = [...tags, ...more];
    field.value = "";
    draw();
    field.focus({ preventScroll: true });
    suggest();
  };
  const take = (/** @type {string} */ tag) => {
    tags = tags.filter((one) => one !== tag);
    draw();
    field.focus({ preventScroll: true });
    suggest();
  };
  field.addEventListener("input", () => (field.value.includes(",") ? add(field.value) : suggest()));
  const begin = () => {
    draw();
    field.focus({ preventScroll: true });
    void choices.then((all) => {
      known = all;
      if (field.isConnected) suggest();
    });
  };
  const onKey = (/** @type {KeyboardEvent} */ event) => {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const last = tags[tags.length - 1];
    if (by) list.move(by);
    else if (event.key === "Backspace" && !field.value && last !== undefined) take(last);
    else if (event.key === "Enter" && (list.active ?? field.value.trim())) add(list.active?.value ?? field.value);
    else return false;
    event.preventDefault();
    return true;
  };
  const value = () => [...tags, ...field.value.split(",").map((one) => one.trim()).filter((one) => one && !tags.includes(one))];
  return { root, field, value, onKey, begin, close: () => list.close() };
}

/**
 * @param {import("../host.js").Host} host
 * @param {string} text
 * @param {() => void} remove
 */
function makeChip(host, text, remove) {
  const cross = button(host.t("texts.remove_tag", { tag: text }), remove, { icon: icon("close"), class: "penstock-quiet" });
  cross.tabIndex = -1;
  cross.addEventListener("mousedown", (event) => event.preventDefault());
  return element("span", { class: "penstock-table-tag" }, text, cross);
}
