/** What is said of runs. */

import { hasEnded } from "./types.js";

const SECOND = 1000;
const MINUTE = 60;
const HOUR = 3600;
/** Shorter ones are told with a tenth. */
const TENTH = 0.1;
const FEW_SECONDS = 10;
const PERCENT = 100;

/**
 * @typedef {import("../library/strings.js").Translate} Translate
 * @typedef {import("./types.js").Run} Run
 * @typedef {import("./types.js").RunProgress} RunProgress
 */

/**
 * "40 ms", "4.2 s", "3 min 20 s", "1 h 5 min".
 * @param {Translate} t
 * @param {number} seconds
 * @returns {string}
 */
export function durationText(t, seconds) {
  if (seconds < TENTH) return t("runs.milliseconds", { count: Math.max(1, Math.round(seconds * SECOND)) });
  if (seconds < FEW_SECONDS) return t("runs.seconds", { seconds: (Math.floor(seconds * 10) / 10).toLocaleString() });
  const whole = Math.round(seconds);
  if (whole < MINUTE) return t("runs.seconds", { seconds: whole });
  if (whole < HOUR) return t("runs.minutes", { minutes: Math.floor(whole / MINUTE), seconds: whole % MINUTE });
  return t("runs.hours", { hours: Math.floor(whole / HOUR), minutes: Math.floor((whole % HOUR) / MINUTE) });
}

/**
 * An estimate is no promise: no tenths, and steps of five and more seconds.
 * @param {Translate} t
 * @param {number} seconds
 */
export function leftText(t, seconds) {
  const step = seconds < MINUTE ? 5 : seconds < 10 * MINUTE ? 10 : MINUTE;
  const rounded = Math.max(step, Math.ceil(seconds / step) * step);
  return t("runs.left", { time: durationText(t, rounded) });
}

/**
 * How long a server worked on it, in seconds.
 * @param {Run} run
 * @param {number} [now]
 * @returns {number | null} null where it did not begin
 */
export function secondsOf({ started, ended }, now = Date.now()) {
  return started === null ? null : Math.max(0, ((ended ?? now) - started) / SECOND);
}

/**
 * @param {RunProgress | null} progress
 * @returns {number} whole percent
 */
export const percentOf = (progress) => Math.floor(Math.min(PERCENT, progress?.progress ?? 0));

/**
 * @param {Translate} t
 * @param {Run} run
 */
export const statusText = (t, { status }) => t(`runs.status_${status}`);

/**
 * In a line what a run does now, or how it ended.
 * @param {Translate} t
 * @param {Run} run
 * @param {RunProgress | null} progress
 * @param {(server: string) => string} [titleOf] of a server
 */
export function lineText(t, run, progress, titleOf = (server) => server) {
  if (hasEnded(run)) return endText(t, run);
  if (run.status === "queued") return queuedText(t, run, progress, titleOf);
  if (progress?.waits_for === "outputs") return t("runs.fetching");
  const parts = [progress?.current_title || progress?.current_node || t("runs.starts")];
  if (progress?.steps) parts.push(t("runs.step", { step: progress.step, steps: progress.steps }));
  if (progress?.seconds_left) parts.push(leftText(t, progress.seconds_left));
  return parts.join(" · ");
}

/**
 * @param {Translate} t
 * @param {Run} run
 */
function endText(t, run) {
  const seconds = secondsOf(run);
  const word = statusText(t, run);
  if (run.status === "failed" && run.error) return run.error.message;
  return run.status === "completed" && seconds !== null ? t("runs.completed_in", { time: durationText(t, seconds) }) : word;
}

/**
 * @param {Translate} t
 * @param {Run} run
 * @param {RunProgress | null} progress
 * @param {(server: string) => string} titleOf
 */
function queuedText(t, run, progress, titleOf) {
  const why = progress?.waits_for || (run.held ? "held" : "");
  if (why) return t(`runs.waits_${why}`);
  const place = progress?.queue_position;
  const at = run.server ? titleOf(run.server) : "";
  if (place === null || place === undefined) return at ? t("runs.waits_at", { server: at }) : t("runs.waits");
  if (place === 0) return at ? t("runs.next_at", { server: at }) : t("runs.next");
  return at ? t("runs.place_at", { count: place, server: at }) : t("runs.place", { count: place });
}

/**
 * A value as people read it in a line.
 * @param {any} value
 * @returns {string}
 */
export function valueText(value) {
  return typeof value === "string" ? value : (JSON.stringify(value) ?? "");
}

/** @param {number} bytes */
export function sizeText(bytes) {
  const units = ["B", "kB", "MB", "GB"];
  const at = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
  const amount = bytes / 1000 ** at;
  return `${amount.toLocaleString(undefined, { maximumFractionDigits: at && amount < 100 ? 1 : 0 })} ${units[at]}`;
}

/**
 * Today the hour says it, before that the day.
 * @param {number} time wall time in ms
 */
export function shortTime(time) {
  const then = new Date(time);
  const isToday = then.toDateString() === new Date().toDateString();
  return isToday ? then.toLocaleTimeString(undefined, { timeStyle: "short" }) : then.toLocaleDateString(undefined, { dateStyle: "medium" });
}

/** @param {number} time wall time in ms */
export const timeText = (time) => new Date(time).toLocaleString(undefined, { dateStyle: "medium", timeStyle: "short" });
