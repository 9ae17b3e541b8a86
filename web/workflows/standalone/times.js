/** When something was, in words. */

const MINUTE = 60_000;
const STEPS = /** @type {[number, Intl.RelativeTimeFormatUnit][]} */ ([
  [60 * MINUTE, "minute"],
  [24 * 60 * MINUTE, "hour"],
  [7 * 24 * 60 * MINUTE, "day"],
]);
const LENGTHS = { minute: MINUTE, hour: 60 * MINUTE, day: 24 * 60 * MINUTE };

/**
 * "5 minutes ago" for a week, then the day.
 * @param {import("../../library/host.js").Host} host
 * @param {number} time in milliseconds since 1970
 * @param {number} [now]
 * @returns {string}
 */
export function ago({ t }, time, now = Date.now()) {
  const past = now - time;
  if (past < MINUTE) return t("workflows.just_now");
  const unit = STEPS.find(([limit]) => past < limit)?.[1];
  if (!unit) return new Date(time).toLocaleDateString(undefined, { dateStyle: "medium" });
  const words = new Intl.RelativeTimeFormat(undefined, { numeric: "auto" });
  return words.format(-Math.floor(past / LENGTHS[/** @type {keyof typeof LENGTHS} */ (unit)]), unit);
}

/** @param {number} time in milliseconds since 1970 */
export const dateAndTime = (time) => new Date(time).toLocaleString(undefined, { dateStyle: "medium", timeStyle: "short" });
