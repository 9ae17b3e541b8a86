/** The order of names in JSON: an object of the language puts names such as "10" first. */

const TOKENS = /"(?:[^"\\]|\\.)*"|[{}[\]:,]/g;

/**
 * The names of prompts and compositions in the order of the text.
 * @param {string} text JSON
 * @returns {Record<"prompts" | "compositions", string[]>}
 */
export function memberNames(text) {
  const found = { prompts: new Set(), compositions: new Set() };
  let depth = 0;
  let member = "";
  let before = "";
  for (const [token] of text.matchAll(TOKENS)) {
    if (token === "{" || token === "[") depth += 1;
    else if (token === "}" || token === "]") depth -= 1;
    else if (token === ":" && depth === 1) member = JSON.parse(before);
    else if (token === ":" && depth === 2 && member in found) found[/** @type {"prompts"} */ (member)].add(JSON.parse(before));
    before = token;
  }
  return { prompts: [...found.prompts], compositions: [...found.compositions] };
}
