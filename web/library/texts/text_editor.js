/** Fields that grow in a cell: a line, or a text of several lines. */

import { element } from "../elements.js";

/**
 * What a cell is edited with.
 * @typedef {object} Editor
 * @property {HTMLElement} root
 * @property {HTMLElement} field what has the focus
 * @property {() => any} value what was typed: text, or an array of texts for tags
 * @property {(event: KeyboardEvent) => boolean} onKey whether the key was its own
 * @property {() => void} begin it stands in the page
 * @property {() => void} close
 */

/**
 * @param {string} text
 * @param {{label: string, isLong: boolean, isWhole: boolean}} options `isWhole`: the text is selected
 * @returns {Editor}
 */
export function textEditor(text, { label, isLong, isWhole }) {
  const field = element("textarea", {
    class: "penstock-cell-field",
    attributes: { "aria-label": label, rows: 1, spellcheck: String(isLong), autocomplete: "off", autocapitalize: "off" },
    properties: { value: text },
  });
  const grow = () => {
    field.style.height = "auto";
    field.style.height = `${field.scrollHeight + 2}px`;
  };
  field.addEventListener("input", () => {
    if (!isLong && field.value.includes("\n")) field.value = field.value.replace(/\s*\n\s*/g, " ");
    grow();
  });
  const begin = () => {
    grow();
    // Its style sheet, and with it the width, may only just have come.
    requestAnimationFrame(grow);
    field.focus({ preventScroll: true });
    if (isWhole) field.select();
    else field.setSelectionRange(field.value.length, field.value.length);
  };
  const newLine = () => {
    // As typed, so that the browser's own undo knows it.
    if (!document.execCommand("insertText", false, "\n")) field.setRangeText("\n", field.selectionStart, field.selectionEnd, "end");
    grow();
  };
  const onKey = (/** @type {KeyboardEvent} */ event) => {
    if (!isLong || event.key !== "Enter" || !(event.shiftKey || event.altKey)) return false;
    event.preventDefault();
    newLine();
    return true;
  };
  return { root: field, field, value: () => field.value, onKey, begin, close: () => {} };
}
