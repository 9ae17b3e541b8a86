/** Two texts as one, with marks at what differs. */

import { element } from "../elements.js";
import { wordDiff } from "./word_diff.js";

/** What stays is shown so far before and after what differs. */
const AROUND = 70;
const LONGEST = 20_000;

/**
 * @param {string} before
 * @param {string} after
 * @param {"both" | "before" | "after"} [side] which of the texts is to be read
 * @returns {HTMLElement}
 */
export function diffView(before, after, side = "both") {
  const root = element("p", { class: "penstock-diff", attributes: { dir: "auto" } });
  const parts = wordDiff(before.slice(0, LONGEST), after.slice(0, LONGEST));
  parts.forEach(({ text, kind }, at) => {
    if (kind === "same") root.append(shortened(text, at > 0, at < parts.length - 1));
    else if (kind === "removed" && side !== "after") root.append(element("del", { text }));
    else if (kind === "added" && side !== "before") root.append(element("ins", { text }));
  });
  if (!root.textContent) root.append(" ");
  return root;
}

/**
 * @param {string} text
 * @param {boolean} follows whether something differs before it
 * @param {boolean} leads whether something differs after it
 */
function shortened(text, follows, leads) {
  const wanted = AROUND * (Number(follows) + Number(leads));
  if (text.length <= wanted + AROUND || wanted === 0) return text;
  return `${follows ? text.slice(0, AROUND) : ""} … ${leads ? text.slice(-AROUND) : ""}`;
}
