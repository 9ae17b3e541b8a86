/** Which page an address stands for. Addresses are `#/pools/cats`. */

/**
 * @typedef {import("./app.js").PageSpec} PageSpec
 * @typedef {{spec: PageSpec, values: Record<string, string>}} Match
 */

/**
 * @param {PageSpec[]} specs
 * @param {string} path
 * @returns {Match | null} null where no page has this address
 */
export function pageAt(specs, path) {
  for (const spec of specs) {
    const values = valuesOf(spec.path, path);
    if (values) return { spec, values };
  }
  return null;
}

/** @param {string} hash such as `#/pools/cats`; what stands behind a `?` is the page's own business */
export function pathOf(hash) {
  const path = hash.replace(/^#/, "").split("?")[0];
  return path === "" ? "/" : path;
}

/**
 * The navigation's entry to which a path belongs: the longest one that it begins with.
 * @param {PageSpec[]} entries
 * @param {string} path
 * @returns {PageSpec | undefined}
 */
export function entryOf(entries, path) {
  const above = entries.filter((entry) => path === entry.path || path.startsWith(`${entry.path}/`));
  return above.sort((one, other) => other.path.length - one.path.length)[0];
}

/**
 * @param {string} pattern `/pools/{pool}`
 * @param {string} path
 * @returns {Record<string, string> | null}
 */
function valuesOf(pattern, path) {
  const [wanted, given] = [pattern.split("/"), path.split("/")];
  if (wanted.length !== given.length) return null;
  /** @type {Record<string, string>} */
  const values = {};
  for (const [index, part] of wanted.entries()) {
    const name = /^\{(\w+)\}$/.exec(part)?.[1];
    if (name ? given[index] === "" : part !== given[index]) return null;
    if (name) values[name] = decoded(given[index]);
  }
  return values;
}

/**
 * A typed address may be anything: what cannot be decoded stays as it is, and the server says what is wrong with it.
 * @param {string} text
 */
function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
