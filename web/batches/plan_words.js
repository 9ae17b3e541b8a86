/** Sentences about what is wrong with a plan, before the server is asked. */

/**
 * @param {import("../library/strings.js").Translate} t
 * @param {import("./axis_model.js").Said} said
 * @returns {string}
 */
export function planSentence(t, { key, values }) {
  const sentences = /** @type {Record<string, string>} */ ({
    no_values: t("batches.plan.no_values"),
    none_chosen: t("batches.plan.none_chosen"),
    not_integer: t("batches.plan.not_integer", values),
    not_number: t("batches.plan.not_number", values),
    not_json: t("batches.plan.not_json", values),
    too_small: t("batches.plan.too_small", values),
    too_large: t("batches.plan.too_large", values),
    range_start: t("batches.plan.range_start"),
    range_stop: t("batches.plan.range_stop"),
    range_step: t("batches.plan.range_step"),
    range_count: t("batches.plan.range_count"),
    no_search: t("batches.plan.no_search"),
    no_replacements: t("batches.plan.no_replacements"),
    not_runs: t("batches.plan.not_runs"),
    not_count: t("batches.plan.not_count"),
  });
  return sentences[key] ?? key;
}
