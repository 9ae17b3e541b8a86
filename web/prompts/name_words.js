/** What is said about names. */

/**
 * Why a name cannot be used, by what `nameFault` says.
 * @param {import("../library/strings.js").Translate} t
 */
export function faultWords(t) {
  return {
    name_empty: t("prompts.name_empty"),
    name_long: t("prompts.name_long"),
    name_control: t("prompts.name_control"),
    name_taken: t("prompts.name_taken"),
  };
}

/**
 * What users call an entry.
 * @param {import("../library/strings.js").Translate} t
 */
export function entryNames(t) {
  return (/** @type {string} */ key) => {
    const name = key.slice(key.indexOf(":") + 1);
    if (key.startsWith("composition:")) return t("prompts.composition_called", { name });
    return key === "flags" ? t("prompts.flags") : name;
  };
}

/**
 * An entry as text, a field a line.
 * @param {import("../library/strings.js").Translate} t
 */
export function entryTexts(t) {
  const labels = /** @type {Record<string, string>} */ ({
    category: t("prompts.category"),
    description: t("prompts.description"),
    tags: t("prompts.tags"),
    libber_name: t("prompts.libber"),
  });
  return (/** @type {any} */ value) => {
    if (typeof value === "string") return value;
    if (Array.isArray(value)) return value.join("\n");
    if (typeof value?.value !== "string") return JSON.stringify(value, null, 1);
    const fields = Object.entries(value).filter(([name]) => name !== "value" && name !== "processing_type");
    return [value.value, ...fields.map(([name, one]) => `${labels[name] ?? name}: ${shown(one)}`)].join("\n");
  };
}

/** @param {unknown} value */
function shown(value) {
  if (typeof value === "string") return value;
  return Array.isArray(value) ? value.join(", ") : JSON.stringify(value);
}
