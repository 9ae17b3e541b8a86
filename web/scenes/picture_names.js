/** The pictures that a scene may have, in the groups in which they are shown. */

/** @type {Record<string, string>} */
export const DEPTH_PICTURES = { depth: "depth", depth_any: "depth_any", midas: "depth_midas", zoe: "depth_zoe", zoe_any: "depth_zoe_any" };
export const POSE_TYPES = ["dense", "dw", "edit", "face", "open", "nlf"];

/** @typedef {"base" | "depth" | "pose"} GroupName */

/** @type {[GroupName, string[]][]} */
export const GROUPS = [
  ["base", ["base", "upscale", "canny"]],
  ["depth", Object.values(DEPTH_PICTURES)],
  ["pose", POSE_TYPES.map((type) => `pose_${type}`)],
];

export const PICTURES = GROUPS.flatMap(([, names]) => names);

/** @param {string} type of depth, as a scene or a widget has it */
export const depthPicture = (type) => DEPTH_PICTURES[type] ?? "depth";

/** @param {string} type of pose */
export const posePicture = (type) => (POSE_TYPES.includes(type) ? `pose_${type}` : "pose_open");

/**
 * What people call a picture: as its file is called.
 * @param {import("../library/strings.js").Translate} t
 * @param {string} name
 */
export function pictureLabel(t, name) {
  const words = /** @type {Record<string, string>} */ ({ base: t("scenes.picture.base"), upscale: t("scenes.picture.upscale"), canny: t("scenes.picture.canny"), depth: t("scenes.picture.depth") });
  return words[name] ?? name.replaceAll("_", " ");
}

/**
 * The same without what the title of its group says already.
 * @param {string} label
 */
export const shortLabel = (label) => label.replace(/^(depth|pose) /, "");
