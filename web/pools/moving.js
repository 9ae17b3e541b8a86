/** Where images go when they are moved: before which other one. */

/**
 * @typedef {import("./pool.js").Pool} Pool
 * @typedef {"left" | "right" | "up" | "down" | "start" | "end"} Way
 * @typedef {{before: string | null}} Target null is the end of the pool
 */

/**
 * One step on, or to an end; several images go as one block.
 * @param {Pool} pool
 * @param {string[]} ids in the order of the pool
 * @param {Way} way
 * @param {number} columns
 * @returns {Promise<Target | null>} null where they are already
 */
export async function wayOn(pool, ids, way, columns) {
  const places = await placesOf(pool, ids);
  const { count } = pool.state;
  const step = way === "up" || way === "down" ? columns : 1;
  const back = way === "left" || way === "up";
  const index = way === "start" ? 0 : way === "end" ? count : back ? places.first - step : places.last + step + 1;
  // A row further than the last or first there is no place, but there is one beside it.
  if ((way === "up" && index < 0) || (way === "down" && index > count)) return null;
  return targetAt(pool, ids, Math.max(0, Math.min(index, count)));
}

/**
 * @param {Pool} pool
 * @param {string[]} ids in the order of the pool
 * @param {number} index the place between images, 0 is before the first
 * @returns {Promise<Target | null>} null where they are already
 */
export async function targetAt(pool, ids, index) {
  const { first, last, idAt } = await placesOf(pool, ids);
  if (last - first + 1 === ids.length && first <= index && index <= last + 1) return null;
  const moved = new Set(ids);
  for (let place = index; place < pool.state.count; place += 1) {
    const id = await idAt(place);
    if (id !== undefined && !moved.has(id)) return { before: id };
  }
  return { before: null };
}

/**
 * @param {Pool} pool
 * @param {string[]} ids
 */
async function placesOf(pool, ids) {
  const read = ids.map((id) => pool.positionOf(id));
  let order = read.includes(-1) ? await pool.order() : null;
  const places = order?.flatMap((id, place) => (ids.includes(id) ? [place] : [])) ?? read;
  const idAt = async (/** @type {number} */ place) => {
    const known = order ? order[place] : pool.idAt(place);
    return known ?? (order ??= await pool.order())[place];
  };
  return { first: Math.min(...places), last: Math.max(...places), idAt };
}
