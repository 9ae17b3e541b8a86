/** Numbers as people read them. */

const STEP = 1000;
const UNITS = ["B", "kB", "MB", "GB", "TB"];
const PERCENT = 100;

/**
 * @param {number} bytes
 * @returns {string} such as "34 MB"
 */
export function bytesText(bytes) {
  let [value, at] = [bytes, 0];
  while (value >= STEP && at < UNITS.length - 1) [value, at] = [value / STEP, at + 1];
  return `${value >= 10 || at === 0 ? Math.round(value) : value.toFixed(1)} ${UNITS[at]}`;
}

/**
 * @param {number} share 0..1
 * @returns {string} such as "4 %"; what is not nothing is never "0 %"
 */
export function percentText(share) {
  const percent = share * PERCENT;
  if (percent > 0 && percent < 1) return "< 1 %";
  return `${Math.round(percent)} %`;
}

/**
 * @param {number} scale
 * @returns {string} such as "1.3"
 */
export function timesText(scale) {
  return scale >= 10 ? String(Math.round(scale)) : scale.toFixed(scale < 1 ? 2 : 1);
}

/**
 * How a picture is fitted, in words.
 * @param {import("../library/strings.js").Translate} t
 * @param {import("./types.js").Fit} fit
 */
export function fitText(t, { width, height, scale, cropped }) {
  const changed = scale > 1.001 ? t("datasets.fit.enlarged", { times: timesText(scale) }) : scale < 0.999 ? t("datasets.fit.reduced", { times: timesText(1 / scale) }) : t("datasets.fit.as_is");
  return [`${width} × ${height}`, changed, cropped > 0 ? t("datasets.fit.cropped", { percent: percentText(cropped) }) : t("datasets.fit.whole")].join(", ");
}
