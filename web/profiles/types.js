/**
 * What the profile routes answer.
 *
 * @typedef {object} Profile a pool with a name
 * @property {string} id the pool's, never changes
 * @property {string} name
 * @property {number} created milliseconds since 1970, 0 where it is not known
 *
 * @typedef {Profile & {missing: boolean}} ListedProfile `missing`: its pool is gone, and not in the trash
 *
 * @typedef {{id: string, image_tag: string}} Picture
 * @typedef {ListedProfile & {count: number | null, pictures: Picture[]}} PicturedProfile `count` is null where it is missing
 *
 * @typedef {{trash: string, profile: Profile, deleted: number}} DeletedProfile `deleted`: milliseconds since 1970
 * @typedef {{id: string, profile: Profile, file_name: string, bytes: number, url: string, warning?: string}} ProfileExport
 * @typedef {{profile: Profile, count: number, left_out: number}} ProfileImport
 */

export {};
