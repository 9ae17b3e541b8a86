/** Sentences about gates. */

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/**
 * @typedef {import("./types.js").Gate} Gate
 * @typedef {import("../library/strings.js").Translate} Translate
 */

const LONG_TITLE = 40;

/** @param {string} title as messages name a gate */
export function shortTitle(title) {
  const letters = [...title];
  return letters.length > LONG_TITLE ? `${letters.slice(0, LONG_TITLE - 1).join("").trimEnd()}…` : title;
}

/**
 * How long something has lasted, in the largest unit that fits.
 * @param {Translate} t
 * @param {number} milliseconds clocks of two machines differ: less than nothing is nothing
 */
export function duration(t, milliseconds) {
  if (milliseconds < MINUTE) return t("gates.time.now");
  if (milliseconds < HOUR) return t("gates.time.minutes", { count: Math.floor(milliseconds / MINUTE) });
  if (milliseconds < DAY) return t("gates.time.hours", { count: Math.floor(milliseconds / HOUR) });
  return t("gates.time.days", { count: Math.floor(milliseconds / DAY) });
}

/**
 * What is left, as `2:05` or `1:02:05`.
 * @param {number} milliseconds
 */
export function countdown(milliseconds) {
  const seconds = Math.max(0, Math.ceil(milliseconds / SECOND));
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const shown = parts[0] ? parts : parts.slice(1);
  return shown.map((part, at) => (at ? String(part).padStart(2, "0") : String(part))).join(":");
}

/**
 * Where an open gate stands.
 * @param {Translate} t
 * @param {Gate} gate
 */
export function standing(t, { state, run_state: run, decided }) {
  if (state === "armed") return t("gates.states.waiting");
  if (run === "failed") return t("gates.states.failed");
  if (run === "lost") return t("gates.states.lost");
  if (run === "queued") return t("gates.states.queued");
  if (run === "waiting" || decided) return t("gates.states.decided");
  return t("gates.states.parked");
}

/**
 * What happens when nobody answers in time.
 * @param {Translate} t
 * @param {Gate} gate
 * @param {number} now
 * @returns {string} empty where it waits for ever
 */
export function ending(t, { state, expires, unanswered }, now) {
  if (state !== "armed" || expires === null || unanswered === "wait") return "";
  const left = countdown(expires - now);
  const texts = {
    park: t("gates.ending.park", { left }),
    stop: t("gates.ending.stop", { left }),
    pass: t("gates.ending.pass", { left }),
    default: t("gates.ending.default", { left }),
  };
  return texts[unanswered];
}

/**
 * Whether the answer counts for later runs too.
 * @param {Translate} t
 * @param {Gate} gate
 */
export function repeating(t, { repeat }) {
  if (repeat === "always") return t("gates.repeat.always");
  return repeat === "same input" ? t("gates.repeat.same_input") : "";
}

/**
 * What was decided, without by whom.
 * @param {Translate} t
 * @param {Gate} gate with `decided`
 */
export function decision(t, { kind, decided, routes, count }) {
  if (kind === "text") return t("gates.outcome.passed");
  if (kind === "chooser") return t("gates.outcome.chosen", { count: decided?.selection?.length ?? 0, of: count });
  const route = decided?.route ?? 0;
  const name = t("gates.outcome.routed", { route: routes[route - 1] ?? String(route) });
  return decided?.masked ? t("gates.outcome.with_mask", { outcome: name }) : name;
}

/**
 * How a gate ended, and through whom.
 * @param {Translate} t
 * @param {Gate} gate
 * @param {boolean} own whether this page answered it
 */
export function outcome(t, gate, own) {
  const { state, reason, decided } = gate;
  if (decided) return t("gates.outcome.by", { outcome: decision(t, gate), by: by(t, decided, own) }).trim();
  if (state === "cancelled") return cancelled(t, reason);
  return state === "expired" ? t("gates.outcome.expired") : t("gates.outcome.gone");
}

/**
 * @param {Translate} t
 * @param {import("./types.js").Decided} decided
 * @param {boolean} own
 */
function by(t, { by: who, plugin }, own) {
  if (who === "plugin") return t("gates.by.plugin", { plugin });
  if (who === "kept") return t("gates.by.kept");
  if (who === "policy") return t("gates.by.policy");
  return own ? "" : t("gates.by.other");
}

/**
 * @param {Translate} t
 * @param {Gate["reason"]} reason
 */
function cancelled(t, reason) {
  if (reason === "stopped") return t("gates.outcome.stopped");
  if (reason === "interrupted") return t("gates.outcome.interrupted");
  return reason === "discarded" ? t("gates.outcome.discarded") : t("gates.outcome.run_ended");
}
