/** How long something takes or took, in words. */

/** @typedef {import("../library/strings.js").Translate} Translate */

const MINUTE = 60;
const HOUR = 60 * MINUTE;

/**
 * @param {Translate} t
 * @param {number} seconds
 */
export function duration(t, seconds) {
  if (seconds < 1) return t("batches.under_second");
  // Tenths matter while there are few seconds.
  if (seconds < 10) return tenths(t, Math.round(seconds * 10) / 10);
  if (seconds < 90) return t("batches.seconds", { count: Math.round(seconds) });
  if (seconds < 90 * MINUTE) return t("batches.minutes", { count: Math.round(seconds / MINUTE) });
  const minutes = Math.round(seconds / MINUTE);
  const [hours, rest] = [Math.floor(minutes / MINUTE), minutes % MINUTE];
  return rest && seconds < 10 * HOUR ? t("batches.hours_minutes", { hours, minutes: rest }) : t("batches.hours", { count: Math.round(seconds / HOUR) });
}

/**
 * @param {Translate} t
 * @param {number} seconds
 */
const tenths = (t, seconds) => (Number.isInteger(seconds) ? t("batches.seconds", { count: seconds }) : t("batches.seconds_tenths", { seconds: seconds.toFixed(1) }));
