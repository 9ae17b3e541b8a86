/** How executions are addressed and called. */

/**
 * @typedef {import("./types.js").ExecutionKey} ExecutionKey
 * @typedef {import("../library/strings.js").Translate} Translate
 */

const MINTED = /^(\d{4})(\d{2})(\d{2})_(\d{2})(\d{2})(\d{2})_/;
const IMAGES_DIR = /(?:^|\/)stories\/([^/]+)\/jobs\/([^/]+)\/executions\/([^/]+)(?:\/(?:images|videos)\/?)?$/;

/** @param {ExecutionKey} key */
export function textOf({ story, job, exec_id }) {
  return `${story}/${job}/${exec_id}`;
}

/**
 * @param {string | null} text as `textOf` writes it
 * @returns {ExecutionKey | null}
 */
export function keyOf(text) {
  const parts = text?.split("/") ?? [];
  if (parts.length !== 3 || parts.some((part) => !part)) return null;
  return { story: parts[0], job: parts[1], exec_id: parts[2] };
}

/**
 * @param {ExecutionKey | null | undefined} one
 * @param {ExecutionKey | null | undefined} other
 */
export function sameKey(one, other) {
  return !!one && !!other && textOf(one) === textOf(other);
}

/**
 * The route of an execution, below `/penstock`.
 * @param {ExecutionKey} key
 */
export function routeOf({ story, job, exec_id }) {
  return `/penstock/executions/${[story, job, exec_id].map(encodeURIComponent).join("/")}`;
}

/**
 * The page of an execution in the standalone app.
 * @param {ExecutionKey} key
 */
export function pageOf({ story, job, exec_id }) {
  return `/executions/${[story, job, exec_id].map(encodeURIComponent).join("/")}`;
}

/**
 * @param {ExecutionKey} one
 * @param {ExecutionKey} other
 */
export function comparePageOf(one, other) {
  return `/executions/compare?${new URLSearchParams({ a: textOf(one), b: textOf(other) })}`;
}

/**
 * The folder of its pictures as nodes take it: below the output folder, so that a workflow means the same on every machine.
 * @param {ExecutionKey} key
 */
export function imagesDirOf({ story, job, exec_id }) {
  return `stories/${story}/jobs/${job}/executions/${exec_id}/images`;
}

/**
 * The execution that a folder of pictures or videos belongs to, relative or absolute, with slashes of any kind.
 * @param {string} folder
 * @returns {ExecutionKey | null}
 */
export function keyOfFolder(folder) {
  const found = IMAGES_DIR.exec(folder.replaceAll("\\", "/").trim());
  return found ? { story: found[1], job: found[2], exec_id: found[3] } : null;
}

/**
 * What it is called in a list: when it began; what was not minted is its own name.
 * @param {{exec_id: string, started?: number}} execution
 */
export function titleOf({ exec_id, started }) {
  const date = MINTED.test(exec_id) ? dateOf(exec_id) : null;
  if (!date) return exec_id;
  const began = started ? new Date(started) : date;
  const year = began.getFullYear() === new Date().getFullYear() ? undefined : "numeric";
  return began.toLocaleString(undefined, { year, month: "short", day: "numeric", hour: "numeric", minute: "2-digit", second: "2-digit" });
}

/** @param {string} execId */
function dateOf(execId) {
  const found = MINTED.exec(execId)?.slice(1).map(Number);
  if (!found) return null;
  const [year, month, ...rest] = found;
  const date = new Date(year, month - 1, ...rest);
  return Number.isNaN(date.getTime()) ? null : date;
}

/**
 * Scenes and variants as people count them, from 1; files and nodes count from 0.
 * @param {number} index
 */
export function ordinal(index) {
  return index + 1;
}

/**
 * How far it is, in words.
 * @param {Translate} t
 * @param {{images_count: number, wanted: number, finished: number | null}} execution
 */
export function progressText(t, { images_count: count, wanted, finished }) {
  if (wanted && (finished === null || count < wanted)) return t("executions.progress", { count, wanted });
  return t("executions.pictures", { count });
}

/**
 * How far it is, from 0 to 1; null where nobody said how many there shall be.
 * @param {{images_count: number, wanted: number}} execution
 */
export function shareOf({ images_count: count, wanted }) {
  return wanted ? Math.min(1, count / wanted) : null;
}

/**
 * Whether pictures are still to come; where nobody said how many, one of each scene.
 * @param {{images_count: number, scene_count: number, wanted: number, finished: number | null}} execution
 */
export function isUnfinished({ images_count: count, scene_count: scenes, wanted, finished }) {
  return finished === null && count < (wanted || scenes);
}
