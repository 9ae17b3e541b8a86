/** Saving a draft: the user sees a migration first, and decides where others saved the same entries meanwhile. */

import { askConflicts } from "./conflict_dialog.js";
import { Decisions } from "./decisions.js";
import { showDifferences } from "./differences_dialog.js";
import { askAnew } from "./gone_dialog.js";

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
  const decisions = new Decisions();
  let anew = false;
  for (let tries = 1; ; tries += 1) {
    try {
      const shape = await client.save(content.id, content.revision, { take: decisions.take, file_revision: decisions.fileRevision, anew });
      content.take(shape, false);
      return shape.merged;
    } catch (/** @type {any} */ error) {
      if (error.status !== CONFLICT || tries === MOST_TRIES) throw error;
      if (error.gone) anew = await askAnew(parts.host, content.name);
      if (error.gone ? !anew : !(await isDecided(parts, error, decisions))) return null;
    }
  }
}

/** @param {SavingParts} parts */
async function isWanted({ host, client, content, words }) {
  const { t } = host;
  const note = [t("texts.migrate_note"), ...content.problems].join(" ");
  return showDifferences(host, await client.differences(content.id), { ...words, title: t("texts.migrate"), note, confirm: t("texts.save") });
}

/**
 * @param {SavingParts} parts
 * @param {any} error
 * @param {Decisions} decisions
 * @returns {Promise<boolean>} whether it is to be saved with the decisions
 */
async function isDecided({ host, client, content, words }, error, decisions) {
  if (typeof error.current !== "object" || error.current === null) {
    // Somebody has edited it in this moment: that is part of the draft, too.
    content.take(await client.get(content.id, content.revision), false);
    decisions.forget();
    return true;
  }
  const left = decisions.meet({ current: error.current, sent: error.sent ?? {}, fileRevision: error.fileRevision });
  if (!Object.keys(left.current).length) return true;
  const taken = await askConflicts(host, left, { ...words, isSaving: true });
  if (taken) decisions.decide(left, taken);
  return taken !== null;
}
