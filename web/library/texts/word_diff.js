/** Which words of two texts are the same. */

/** More comparisons take longer than anybody waits: then the middle counts as another text. */
const MOST_COMPARED = 4_000_000;

/** @typedef {{text: string, kind: "same" | "removed" | "added"}} DiffPart */

/**
 * @param {string} before
 * @param {string} after
 * @returns {DiffPart[]} in their order; joined without the added ones they are `before`, without the removed ones `after`
 */
export function wordDiff(before, after) {
  const [old, now] = [wordsOf(before), wordsOf(after)];
  let start = 0;
  while (start < old.length && start < now.length && old[start] === now[start]) start += 1;
  let end = 0;
  while (end < old.length - start && end < now.length - start && old[old.length - 1 - end] === now[now.length - 1 - end]) end += 1;
  const middle = between(old.slice(start, old.length - end), now.slice(start, now.length - end));
  const same = (/** @type {string[]} */ words) => words.map((text) => /** @type {DiffPart} */ ({ text, kind: "same" }));
  return joined([...same(old.slice(0, start)), ...middle, ...same(old.slice(old.length - end))]);
}

/** @param {string} text */
function wordsOf(text) {
  return text.match(/[\p{L}\p{N}_]+|\s+|[^\p{L}\p{N}_\s]/gu) ?? [];
}

/**
 * @param {string[]} old
 * @param {string[]} now
 * @returns {DiffPart[]}
 */
function between(old, now) {
  if (old.length * now.length > MOST_COMPARED) return [part(old.join(""), "removed"), part(now.join(""), "added")];
  const common = commonLengths(old, now);
  const parts = /** @type {DiffPart[]} */ ([]);
  let [i, j] = [0, 0];
  while (i < old.length && j < now.length) {
    if (old[i] === now[j]) {
      parts.push(part(old[i], "same"));
      i += 1;
      j += 1;
    } else if (common[i + 1][j] >= common[i][j + 1]) parts.push(part(old[i++], "removed"));
    else parts.push(part(now[j++], "added"));
  }
  return [...parts, ...old.slice(i).map((text) => part(text, "removed")), ...now.slice(j).map((text) => part(text, "added"))];
}

/**
 * How many words the rests from i and j on have in common.
 * @param {string[]} old
 * @param {string[]} now
 */
function commonLengths(old, now) {
  const rows = Array.from({ length: old.length + 1 }, () => new Uint32Array(now.length + 1));
  for (let i = old.length - 1; i >= 0; i -= 1) {
    for (let j = now.length - 1; j >= 0; j -= 1) {
      rows[i][j] = old[i] === now[j] ? rows[i + 1][j + 1] + 1 : Math.max(rows[i + 1][j], rows[i][j + 1]);
    }
  }
  return rows;
}

/**
 * @param {string} text
 * @param {DiffPart["kind"]} kind
 * @returns {DiffPart}
 */
const part = (text, kind) => ({ text, kind });

/**
 * Parts of a kind that follow one another as one; between two that stay, what goes stands before what comes.
 * @param {DiffPart[]} parts
 */
function joined(parts) {
  const made = /** @type {DiffPart[]} */ ([]);
  let pending = { removed: "", added: "" };
  const flush = () => {
    for (const kind of /** @type {const} */ (["removed", "added"])) if (pending[kind]) made.push(part(pending[kind], kind));
    pending = { removed: "", added: "" };
  };
  for (const { text, kind } of parts) {
    if (kind !== "same") {
      pending[kind] += text;
      continue;
    }
    flush();
    const last = made.at(-1);
    if (last?.kind === "same") last.text += text;
    else if (text) made.push(part(text, "same"));
  }
  flush();
  return made;
}
