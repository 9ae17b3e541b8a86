/** The states of batches and their cells, in words. */

import { duration } from "./durations.js";

/**
 * @typedef {import("../library/strings.js").Translate} Translate
 * @typedef {import("./types.js").Batch} Batch
 * @typedef {import("./types.js").CellStatus} CellStatus
 */

/** In the order of the bar. */
export const STATUSES = /** @type {const} */ (["completed", "failed", "lost", "cancelled", "running", "queued"]);

/**
 * @param {Translate} t
 * @param {CellStatus} status
 */
export function cellStatus(t, status) {
  const words = {
    queued: t("batches.cell_queued"),
    running: t("batches.cell_running"),
    completed: t("batches.cell_completed"),
    failed: t("batches.cell_failed"),
    cancelled: t("batches.cell_cancelled"),
    lost: t("batches.cell_lost"),
  };
  return words[status] ?? status;
}

/**
 * @param {Translate} t
 * @param {import("./types.js").BatchStatus} status
 */
export function batchStatus(t, status) {
  const words = {
    planning: t("batches.planning"),
    running: t("batches.running"),
    paused: t("batches.paused"),
    completed: t("batches.completed"),
    finished: t("batches.finished"),
  };
  return words[status] ?? status;
}

/**
 * Where a batch stands: how many failed is what counts when it has ended.
 * @param {Translate} t
 * @param {Pick<Batch, "status" | "counts">} batch
 * @returns {{words: string, tone: string}}
 */
export function batchState(t, { status, counts }) {
  if (status === "finished" && counts.failed) return { words: t("batches.failed_count", { count: counts.failed }), tone: "failed" };
  return { words: batchStatus(t, status), tone: status };
}

/** @param {Pick<Batch, "status">} batch */
export const hasEnded = ({ status }) => status === "completed" || status === "finished";

/** @param {Pick<Batch, "counts">} batch how many did not complete and will not go on by themselves */
export const unfinished = ({ counts }) => counts.failed + counts.cancelled + counts.lost;

/**
 * "12 of 24 done, 1 failed, about 3 min left".
 * @param {Translate} t
 * @param {Batch} batch
 */
export function progressWords(t, batch) {
  const { counts, total, seconds_left: left, status } = batch;
  const words = [t("batches.done_of", { done: counts.completed, count: total })];
  if (counts.running) words.push(t("batches.running_count", { count: counts.running }));
  if (counts.failed) words.push(t("batches.failed_count", { count: counts.failed }));
  if (counts.lost) words.push(t("batches.lost_count", { count: counts.lost }));
  if (counts.cancelled) words.push(t("batches.cancelled_count", { count: counts.cancelled }));
  if (left && left >= 1 && status === "running") words.push(t("batches.left", { time: duration(t, left) }));
  return words.join(", ");
}
