/** Files that inputs load: where they are seen, and how they get into the input folder. */

/**
 * @typedef {import("../library/host.js").Host} Host
 * @typedef {{name: string, thumbnail: string, changed: number}} InputImage
 * @typedef {{filename: string, subfolder: string, type: string}} FilePlace
 */

const ANNOTATED = /^(?<name>.+) \[(?<folder>input|output|temp)\]$/;
const SUFFIXES = /\.(png|jpe?g|webp|gif|bmp|tiff?)$/i;

/** What each type of parameter takes from the user's disk. */
export const ACCEPTED = /** @type {Readonly<Record<string, string>>} */ ({ image: "image/*", mask: "image/*", video: "video/*", audio: "audio/*" });

/**
 * @param {string} value of a parameter
 * @returns {boolean} whether a picture of it can be shown
 */
export function isPicture(value) {
  return SUFFIXES.test(placeOf(value).filename);
}

/**
 * @param {Host} host
 * @param {string} value
 * @param {number} [side] of a small picture; without it the whole one
 * @param {string} [tag] with it the browser keeps it
 */
export function pictureUrl({ requests }, value, side, tag = "") {
  const query = new URLSearchParams({ ...(side ? { side: String(side) } : {}), ...(tag ? { v: tag } : {}) });
  return requests.address(`/penstock/input_images/${value.split("/").map(encodeURIComponent).join("/")}?${query}`);
}

/**
 * A film or a sound, to be played.
 * @param {Host} host
 * @param {string} value
 */
export function mediaUrl({ requests }, value) {
  return requests.address(`/view?${new URLSearchParams({ ...placeOf(value) })}`);
}

/**
 * Where ComfyUI finds what a value names: `cats/a.png [output]`.
 * @param {string} value
 * @returns {FilePlace}
 */
export function placeOf(value) {
  const { name = value, folder = "input" } = ANNOTATED.exec(value)?.groups ?? {};
  const at = name.lastIndexOf("/");
  return { filename: name.slice(at + 1), subfolder: at < 0 ? "" : name.slice(0, at), type: folder };
}

/**
 * @param {Host} host
 * @param {File} file
 * @returns {Promise<string>} the value that names it now
 */
export async function uploadFile({ requests }, file) {
  const form = new FormData();
  form.append("image", file, file.name || "pasted.png");
  form.append("type", "input");
  return valueOf(await requests.upload("/upload/image", form));
}

/**
 * The picture of a value with a painted mask as its transparency, as a file of its own.
 * @param {Host} host
 * @param {string} value
 * @param {Blob} mask a PNG whose alpha counts
 * @returns {Promise<string>} the value that names it
 */
export async function uploadMask({ requests }, value, mask) {
  const place = placeOf(value);
  const form = new FormData();
  const stem = place.filename.replace(/\.[^.]*$/, "");
  form.append("image", mask, `${stem} mask ${crypto.randomUUID().slice(0, 8)}.png`);
  form.append("type", "input");
  form.append("subfolder", "penstock");
  form.append("original_ref", JSON.stringify(place));
  return valueOf(await requests.upload("/upload/mask", form));
}

/** @param {{name: string, subfolder?: string}} stored */
function valueOf({ name, subfolder = "" }) {
  return subfolder ? `${subfolder}/${name}` : name;
}

/**
 * @param {Host} host
 * @param {string} search
 * @returns {Promise<{images: InputImage[], more: boolean}>} the newest first
 */
export function inputImages({ requests }, search) {
  return requests.get(`/penstock/input_images?${new URLSearchParams({ search })}`);
}

/**
 * The files among what was dropped or pasted that a parameter takes.
 * @param {DataTransfer | null} data
 * @param {string} type of the parameter
 * @returns {File[]}
 */
export function fittingFiles(data, type) {
  const kind = (ACCEPTED[type] ?? "image/*").replace("*", "");
  return [...(data?.files ?? [])].filter((file) => file.type.startsWith(kind));
}
