/** The words on the page, from `locales/<language>/main.json`. */

/** @typedef {(key: string, values?: Record<string, string | number>) => string} Translate */

/**
 * Reads the words of `language`; what it lacks, or all of it, comes from English.
 * @param {(language: string) => Promise<{penstock?: Record<string, any>}>} read gives the parsed main.json of a language
 * @param {string} language such as `en` or `de-AT`
 * @returns {Promise<Translate>}
 */
export async function loadStrings(read, language) {
  const wanted = language.toLowerCase().split("-")[0] || "en";
  /** @type {{penstock?: Record<string, any>}[]} */
  const [english, local] = await Promise.all([read("en"), wanted === "en" ? {} : read(wanted).catch(() => ({}))]);
  return translator({ ...flat(english.penstock ?? {}), ...flat(local.penstock ?? {}) });
}

/**
 * `{name}` in a text is replaced by the value; a `count` of 1 takes the key with `.one` where there is one.
 * @param {Record<string, string>} texts by dotted key
 * @returns {Translate}
 */
export function translator(texts) {
  return (key, values = {}) => {
    const text = (values.count === 1 ? texts[`${key}.one`] : undefined) ?? texts[key] ?? key;
    return text.replace(/\{(\w+)\}/g, (whole, name) => String(values[name] ?? whole));
  };
}

/**
 * `{a: {b: "c"}}` as `{"a.b": "c"}`.
 * @param {Record<string, any>} tree
 * @param {string} [prefix]
 * @returns {Record<string, string>}
 */
function flat(tree, prefix = "") {
  return Object.fromEntries(
    Object.entries(tree).flatMap(([key, value]) =>
      typeof value === "string" ? [[prefix + key, value]] : Object.entries(flat(value, `${prefix}${key}.`)),
    ),
  );
}
