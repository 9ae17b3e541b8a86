/** What the model of gates hears of its page: time, sight, and what other tabs of this browser store. */

import { pageStorage } from "../library/page_storage.js";

/**
 * @typedef {object} PageLife
 * @property {Storage | null} storage null where the browser forbids it
 * @property {(milliseconds: number, run: () => void) => void} every
 * @property {(run: () => void) => void} shown the page is looked at again
 * @property {(run: () => void) => void} left the page is out of sight, and may never come back
 * @property {(run: (key: string | null) => void) => void} stored by another tab
 */

/** @returns {PageLife} */
export function pageLife() {
  const whenVisible = (/** @type {boolean} */ visible, /** @type {() => void} */ run) =>
    document.addEventListener("visibilitychange", () => (document.visibilityState === "visible") === visible && run());
  return {
    storage: pageStorage(),
    every: (milliseconds, run) => void setInterval(run, milliseconds),
    shown: (run) => {
      whenVisible(true, run);
      // Back from the browser's memory of pages.
      window.addEventListener("pageshow", ({ persisted }) => persisted && run());
    },
    left: (run) => {
      whenVisible(false, run);
      window.addEventListener("pagehide", run);
    },
    stored: (run) => window.addEventListener("storage", ({ key }) => run(key)),
  };
}
