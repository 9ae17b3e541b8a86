/** The scenes of a story as entries of its draft, `scene:<id>` and `order`, and the edits that change them. */

/**
 * @typedef {import("./types.js").StoryScene} StoryScene
 * @typedef {import("./types.js").DraftEdit} DraftEdit
 * @typedef {import("./types.js").Edited} Edited
 */

const SCENE = "scene:";
export const ORDER = "order";
export const DESCRIPTION = "description";

/** @param {string} id */
export const sceneKey = (id) => SCENE + id;

/** @param {string} key */
export const isScene = (key) => key.startsWith(SCENE);

/** @param {string} key */
export const idOf = (key) => key.slice(SCENE.length);

/**
 * The ids of the scenes in their order. New ones that no order names stand last, as on the server.
 * @param {Edited} edited
 * @returns {string[]}
 */
export function sceneIds({ entries, order }) {
  const listed = /** @type {string[]} */ (entries.get(ORDER)?.value ?? []).filter((id, at, all) => entries.has(sceneKey(id)) && all.indexOf(id) === at);
  const known = new Set(listed);
  return [...listed, ...order.filter(isScene).map(idOf).filter((id) => !known.has(id))];
}

/**
 * @param {Edited} edited
 * @param {string} id
 * @returns {StoryScene | null} null where there is none
 */
export function sceneOf({ entries }, id) {
  return entries.get(sceneKey(id))?.value ?? null;
}

/**
 * @param {readonly string[]} ids
 * @param {readonly string[]} moved in the order that they shall have
 * @param {number} to the place among the others, 0 for the first
 */
export function movedTo(ids, moved, to) {
  const others = ids.filter((id) => !moved.includes(id));
  return [...others.slice(0, to), ...moved, ...others.slice(to)];
}

/**
 * @param {readonly string[]} ids
 * @returns {DraftEdit}
 */
export function ordered(ids) {
  return { key: ORDER, value: [...ids] };
}

/**
 * New scenes at a place. At the end their order need not be told: nobody else's is in their way then.
 * @param {Edited} edited
 * @param {StoryScene[]} scenes
 * @param {number} at
 * @returns {{edits: DraftEdit[], ids: string[]}}
 */
export function added(edited, scenes, at) {
  const before = sceneIds(edited);
  const ids = scenes.map(() => newId());
  const edits = /** @type {DraftEdit[]} */ (scenes.map((value, one) => ({ key: sceneKey(ids[one]), value })));
  if (at < before.length) edits.push(ordered([...before.slice(0, at), ...ids, ...before.slice(at)]));
  return { edits, ids };
}

/**
 * Brings removed scenes back to their places.
 * @param {Edited} edited
 * @param {{id: string, value: StoryScene, at: number}[]} removed by their places
 * @returns {DraftEdit[]}
 */
export function broughtBack(edited, removed) {
  const ids = sceneIds(edited);
  for (const { id, at } of removed) if (!ids.includes(id)) ids.splice(Math.min(at, ids.length), 0, id);
  return [...removed.map(({ id, value }) => ({ key: sceneKey(id), value })), ordered(ids)];
}

/**
 * @param {Edited} edited
 * @param {string} id
 * @param {Partial<StoryScene>} fields
 * @returns {DraftEdit[]}
 */
export function patched(edited, id, fields) {
  const value = sceneOf(edited, id);
  const isOther = value && Object.entries(fields).some(([name, field]) => /** @type {any} */ (value)[name] !== field);
  return isOther ? [{ key: sceneKey(id), value: { ...value, ...fields } }] : [];
}

/**
 * What a scene begins with in a story.
 * @param {string} name
 * @param {{source: string, key: string}} prompt where its text comes from
 * @returns {StoryScene}
 */
export function newScene(name, { source, key }) {
  return {
    scene_name: name,
    mask_name: "",
    mask_background: true,
    prompt_source: source,
    prompt_key: key,
    custom_prompt: "",
    video_prompt_source: "auto",
    video_prompt_key: "",
    video_custom_prompt: "",
    depth_type: "depth",
    pose_type: "open",
    use_depth: false,
    use_mask: false,
    use_pose: false,
    use_canny: false,
  };
}

/** Also where browsers have no `randomUUID`: pages that came over plain http from another machine. */
function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}
