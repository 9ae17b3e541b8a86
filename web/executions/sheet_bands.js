/** What a contact sheet shows: a band for each scene, with the pictures of each of the executions that stand side by side. */

/**
 * @typedef {import("./types.js").Picture} Picture
 * @typedef {import("./open_execution.js").OpenExecution} OpenExecution
 *
 * A picture's place; null: it is wanted and not there (yet).
 * @typedef {Picture | null} Place
 *
 * A scene; `sides` has the places of each execution.
 * @typedef {{order: number, name: string, sides: Place[][]}} Band
 */

/**
 * @param {OpenExecution[]} executions
 * @returns {Band[]} by order
 */
export function bandsOf(executions) {
  const names = /** @type {Map<number, string>} */ (new Map());
  const groups = executions.map((execution) => byOrder(execution.images));
  for (const { about } of executions) for (const { order, name } of about?.scenes ?? []) if (!names.has(order)) names.set(order, name);
  for (const group of groups) for (const [order, [first]] of group) if (!names.has(order)) names.set(order, first.scene);
  const orders = [...names.keys()].sort((one, other) => one - other);
  return orders.map((order) => ({
    order,
    name: names.get(order) ?? "",
    sides: groups.map((group, side) => placesOf(group.get(order) ?? [], wantedOf(executions[side], order))),
  }));
}

/**
 * A wanted variant stands at its number, what there is beyond them follows.
 * @param {Picture[]} pictures of one scene, in their order
 * @param {number} wanted
 * @returns {Place[]}
 */
export function placesOf(pictures, wanted) {
  const places = /** @type {Place[]} */ (Array.from({ length: wanted }, () => null));
  const others = pictures.filter((picture) => {
    if (picture.variant >= wanted || places[picture.variant]) return true;
    places[picture.variant] = picture;
    return false;
  });
  return [...places, ...others];
}

/**
 * @param {Picture[]} pictures
 * @returns {Map<number, Picture[]>}
 */
function byOrder(pictures) {
  const groups = /** @type {Map<number, Picture[]>} */ (new Map());
  for (const picture of pictures) {
    const group = groups.get(picture.order);
    if (group) group.push(picture);
    else groups.set(picture.order, [picture]);
  }
  return groups;
}

/**
 * How many pictures a scene shall have: one where nobody said more.
 * @param {OpenExecution} execution
 * @param {number} order
 */
function wantedOf({ about }, order) {
  return about?.scenes.some((scene) => scene.order === order) ? Math.max(1, about.variants) : 0;
}
