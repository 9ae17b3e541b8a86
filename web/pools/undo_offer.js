/** The message that offers to undo the last change of a pool: one for each pool, gone when it offers nothing any more. */

/**
 * @typedef {import("../library/host.js").Host} Host
 * @typedef {import("./pool.js").Pool} Pool
 */

/**
 * Takes the place of an earlier offer: Ctrl+Z takes back the others.
 * @param {Host} host
 * @param {Pool} pool
 * @param {{message: string, severity?: "info" | "success", undo: () => void}} offer
 */
export function offerUndo({ t, toasts }, pool, { message, severity, undo }) {
  toasts.show({ message, severity, about: topic(pool), action: { label: t("undo"), run: undo } });
}

/**
 * When something was undone or redone otherwise, or the pool is not shown any more.
 * @param {Host} host
 * @param {Pool} pool
 */
export function closeUndoOffer({ toasts }, pool) {
  toasts.closeAbout(topic(pool));
}

/** @param {Pool} pool */
function topic({ id }) {
  return `undo ${id}`;
}
