/** What the browser keeps for the user between visits; browsers may forbid it, and then nothing is kept. */

/**
 * The page's storage; null where the browser forbids it.
 * @returns {Storage | null}
 */
export function pageStorage() {
  try {
    return window.localStorage;
  } catch {
    return null;
  }
}

/**
 * What this tab keeps until it is closed; null where the browser forbids it.
 * @returns {Storage | null}
 */
export function tabStorage() {
  try {
    return window.sessionStorage;
  } catch {
    return null;
  }
}

/**
 * @param {string} name
 * @returns {string | null} null where nothing was kept
 */
export function kept(name) {
  return pageStorage()?.getItem(name) ?? null;
}

/**
 * @param {string} name
 * @param {string} value
 */
export function keep(name, value) {
  try {
    pageStorage()?.setItem(name, value);
  } catch {
    // A full storage only means that this is not kept.
  }
}
