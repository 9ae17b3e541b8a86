/** The pictures in folders that are dropped, also in folders within. */

const PICTURE = /\.(png|jpe?g|webp|gif|bmp|tiff?|avif|heic|heif|jfif)$/i;

/**
 * Files that are dropped beside folders are taken as they are; in folders only pictures are looked for.
 * @param {FileSystemEntry[]} entries
 * @returns {Promise<import("./drops.js").Dropped>}
 */
export async function filesOfFolders(entries) {
  const files = /** @type {File[]} */ ([]);
  const refused = /** @type {import("./drops.js").Refused[]} */ ([]);
  for (const entry of entries) {
    const found = entry.isDirectory ? await picturesIn(/** @type {FileSystemDirectoryEntry} */ (entry)) : [await fileOf(entry)];
    files.push(...found);
    if (found.length === 0) refused.push({ name: entry.name, reason: "folder" });
  }
  return { files, refused };
}

/**
 * By name, as people count: 2 before 10.
 * @param {FileSystemDirectoryEntry} folder
 * @returns {Promise<File[]>}
 */
async function picturesIn(folder) {
  const entries = await entriesOf(folder);
  entries.sort((a, b) => a.name.localeCompare(b.name, undefined, { numeric: true }));
  const files = /** @type {File[]} */ ([]);
  for (const entry of entries) {
    if (entry.isDirectory) files.push(...(await picturesIn(/** @type {FileSystemDirectoryEntry} */ (entry))));
    else if (PICTURE.test(entry.name) && !entry.name.startsWith(".")) files.push(await fileOf(entry));
  }
  return files;
}

/**
 * The browser hands them out in parts, the last of which is empty.
 * @param {FileSystemDirectoryEntry} folder
 */
async function entriesOf(folder) {
  const reader = folder.createReader();
  const entries = /** @type {FileSystemEntry[]} */ ([]);
  for (;;) {
    const part = await new Promise((/** @type {(entries: FileSystemEntry[]) => void} */ done, fail) => reader.readEntries(done, fail));
    if (part.length === 0) return entries;
    entries.push(...part);
  }
}

/**
 * @param {FileSystemEntry} entry
 * @returns {Promise<File>}
 */
function fileOf(entry) {
  return new Promise((done, fail) => /** @type {FileSystemFileEntry} */ (entry).file(done, fail));
}
