/** Saving a draft: the user sees a migration first, and decides where others saved the same entries meanwhile. */

import { askConflicts } from "./conflict_dialog.js";
import { showDifferences } from "./differences_dialog.js";

const CONFLICT = 409;
const MOST_TRIES = 5;

/**
 * @typedef {import("./draft_client.js").DraftClient} DraftClient
 * @typedef {import("./draft_content.js").DraftContent} DraftContent
 * @typedef {import("./conflict_dialog.js").Words} Words
 *
 * @typedef {object} SavingParts
 * @property {import("../host.js").Host} host
 * @property {DraftClient} client
 * @property {DraftContent} content
 * @property {Words} words
 */

/**
 * Saves an open draft and takes the answer. Rejects.
 * @param {SavingParts} parts
 * @returns {Promise<string[] | null>} the keys that were taken from the file; null where the user did not want it
 */
export async function saveDraft(parts) {
  const { client, content } = parts;
  if (content.migrates && !(await isWanted(parts))) return null;
  let take = /** @type {Record<string, "mine" | "theirs">} */ ({});
  for (let tries = 1; ; tries += 1) {
    try {
      const shape = await client.save(content.id, content.revision, take);
      content.take(shape, false);
      return shape.merged;
    } catch (/** @type {any} */ error) {
      if (error.status !== CONFLICT || tries === MOST_TRIES) throw error;
      const decided = await resolved(parts, error);
      if (!decided) return null;
      take = { ...take, ...decided };
    }
  }
}

/** @param {SavingParts} parts */
async function isWanted({ host, client, content, words }) {
  const { t } = host;
  const note = t("texts.migrate_note");
  return showDifferences(host, await client.differences(content.id), { ...words, title: t("texts.migrate"), note, confirm: t("texts.save") });
}

/**
 * @param {SavingParts} parts
 * @param {any} error
 */
async function resolved({ host, client, content, words }, error) {
  if (typeof error.current !== "object" || error.current === null) {
    // Somebody has edited it in this moment: that is part of the draft, too.
    content.take(await client.get(content.id, content.revision), false);
    return {};
  }
  return askConflicts(host, { current: error.current, sent: error.sent ?? {} }, { ...words, isSaving: true });
}
