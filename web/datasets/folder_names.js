/** How folders are called, on the page and in what is sent. */

const SEPARATORS = /[\\/]+/;
const OWN = ["input", "output"];

/** @typedef {import("./types.js").Place} Place */

/**
 * @param {string} address
 * @param {string} name
 */
export function below(address, name) {
  const sign = address.includes("\\") && !address.includes("/") ? "\\" : "/";
  return address.endsWith(sign) ? address + name : address + sign + name;
}

/** @param {string} address */
export function lastPart(address) {
  return address.split(SEPARATORS).filter(Boolean).at(-1) ?? address;
}

/**
 * @param {string} address
 * @returns {string} empty where nothing is above it
 */
export function folderAbove(address) {
  const end = address.replace(/[\\/]+$/, "");
  return end.slice(0, Math.max(end.lastIndexOf("/"), end.lastIndexOf("\\"), 0));
}

/**
 * The place that a folder lies in: the longest that it begins with.
 * @param {readonly Place[]} places
 * @param {string} address
 * @returns {{place: Place, root: string} | null} `root` is the address of the place as `address` begins
 */
export function placeOf(places, address) {
  const found = places.flatMap((place) => [place.address, place.path].filter((root) => isIn(root, address)).map((root) => ({ place, root })));
  return found.sort((one, other) => other.root.length - one.root.length)[0] ?? null;
}

/**
 * @param {string} root
 * @param {string} address
 */
function isIn(root, address) {
  return address === root || address.startsWith(below(root, ""));
}

/**
 * The folders on the way to `address`, from the place it lies in.
 * @param {import("../library/strings.js").Translate} t
 * @param {readonly Place[]} places
 * @param {string} address
 * @returns {{label: string, address: string}[]}
 */
export function crumbsOf(t, places, address) {
  const found = placeOf(places, address);
  if (!found) return [{ label: lastPart(address), address }];
  const parts = address.slice(found.root.length).split(SEPARATORS).filter(Boolean);
  const crumbs = [{ label: placeName(t, found.place), address: found.root }];
  for (const part of parts) crumbs.push({ label: part, address: below(/** @type {{address: string}} */ (crumbs.at(-1)).address, part) });
  return crumbs;
}

/**
 * @param {import("../library/strings.js").Translate} t
 * @param {Place} place
 */
export function placeName(t, { kind, address }) {
  return OWN.includes(kind) ? t(`datasets.places.${kind}`) : lastPart(address);
}

/**
 * What is wrong with the name of a folder that is to be made; the server knows more.
 * @param {string} name may be several with slashes between them, each in the one before
 * @returns {string} a key of the words; empty where nothing is
 */
export function folderNameProblem(name) {
  const parts = name ? name.split(SEPARATORS) : [];
  if (parts.includes("")) return "datasets.folder.no_slashes";
  return parts.some((part) => part.startsWith(".")) ? "datasets.folder.no_dot" : "";
}

/**
 * A name for a folder out of what a person called something.
 * @param {string} text
 */
export function asFolderName(text) {
  const name = text.replace(/[^\p{L}\p{N}._-]+/gu, "_").replace(/^[._]+|[._]+$/g, "");
  return name.slice(0, 80) || "dataset";
}

/**
 * The path of a folder's page in the standalone app.
 * @param {string} address
 * @param {string} [view] browse, buckets, or statistics
 */
export function folderPath(address, view = "") {
  return `/datasets?${new URLSearchParams({ folder: address, ...(view && { view }) })}`;
}

/** Of the folders that exports replaced. */
export const REPLACED_PATH = "/datasets?view=replaced";

/** @param {string} pool */
export function poolDataPath(pool) {
  return `/datasets/pools/${encodeURIComponent(pool)}`;
}
