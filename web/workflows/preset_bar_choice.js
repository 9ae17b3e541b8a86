/** Which values a form shows: those of a preset, the defaults, the last used ones, or the workflow's own. */

/**
 * @typedef {import("./workflow_types.js").Detail} Detail
 * @typedef {import("./workflow_types.js").Values} Values
 *
 * @typedef {object} Choice
 * @property {"document" | "defaults" | "last" | "preset"} kind
 * @property {string} [preset] its id
 * @property {number} [revision] of the preset, as the user saw it
 */

/** @type {Choice} */
export const DOCUMENT = { kind: "document" };

/**
 * What a choice stands for now.
 * @param {Detail} detail
 * @param {Choice} choice
 * @returns {Values | null} null where there is no such thing (any more)
 */
export function valuesOf({ presets, default_parameters: defaults, last_parameters: last }, { kind, preset }) {
  if (kind === "document") return {};
  if (kind === "defaults") return hasValues(defaults) ? defaults : null;
  if (kind === "last") return last;
  return presets.find(({ id }) => id === preset)?.values ?? null;
}

/**
 * What a form begins with: what was used last, by its name where it has one; else the defaults; else the workflow's own.
 * @param {Detail} detail
 * @returns {Choice}
 */
export function firstChoice(detail) {
  const { presets, default_parameters: defaults, last_parameters: last } = detail;
  if (last) {
    const preset = presets.find(({ values }) => sameValues(values, last));
    if (preset) return choiceOf(preset);
    return hasValues(defaults) && sameValues(defaults, last) ? { kind: "defaults" } : { kind: "last" };
  }
  return hasValues(defaults) ? { kind: "defaults" } : DOCUMENT;
}

/**
 * @param {import("./workflow_types.js").Preset} preset
 * @returns {Choice}
 */
export const choiceOf = ({ id, revision }) => ({ kind: "preset", preset: id, revision });

/**
 * A choice as it is now.
 * @param {Detail} detail
 * @param {Choice} choice
 * @returns {Choice | null} null where there is no such thing any more
 */
export function renewed(detail, choice) {
  if (!valuesOf(detail, choice)) return null;
  const preset = detail.presets.find(({ id }) => id === choice.preset);
  return preset ? choiceOf(preset) : choice;
}

/** @param {Values} values */
export const hasValues = (values) => Object.keys(values).length > 0;

/**
 * Whatever the order of their addresses.
 * @param {Values} one
 * @param {Values} other
 */
export const sameValues = (one, other) => ordered(one) === ordered(other);

/** @param {Values} values */
const ordered = (values) => JSON.stringify(Object.entries(values).sort(([one], [other]) => (one < other ? -1 : 1)));
