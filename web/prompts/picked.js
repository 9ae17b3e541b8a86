/** Which prompts a composer takes: the same as the node does in a run. */

/**
 * @param {Pick<import("./types.js").Collection, "prompts" | "compositions" | "order">} collection
 * @param {string} wanted a composition's name; names of prompts, one a line or as a JSON list; empty for all prompts
 * @param {string} [json] compositions as JSON, of which the first counts
 * @returns {string[]} names of prompts, there or not
 */
export function pickedNames({ prompts, compositions, order }, wanted, json = "") {
  if (json.trim()) return texts(Object.values(parsed(json) ?? {})[0]);
  const stripped = wanted.trim();
  const named = [wanted, stripped].find((name) => Object.hasOwn(compositions, name));
  if (named !== undefined) return [...compositions[named]];
  if (!stripped) return [...order.prompts];
  return listed(prompts, wanted).flatMap((name) => (!Object.hasOwn(prompts, name) && Object.hasOwn(compositions, name) ? compositions[name] : [name]));
}

/**
 * @param {Record<string, unknown>} prompts
 * @param {string} wanted
 */
function listed(prompts, wanted) {
  if (wanted.trim().startsWith("[") && !Object.hasOwn(prompts, wanted.trim())) return texts(parsed(wanted));
  const lines = wanted.split("\n").map((line) => (Object.hasOwn(prompts, line) ? line : line.trim()));
  return lines.filter(Boolean);
}

/** @param {unknown} value */
function texts(value) {
  return Array.isArray(value) ? value.filter((one) => typeof one === "string") : [];
}

/** @param {string} text */
function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null; // the run says so
  }
}
