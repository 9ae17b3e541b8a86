/**
 * Executions as the server tells them.
 *
 * Where an execution is.
 * @typedef {{story: string, job: string, exec_id: string}} ExecutionKey
 *
 * A scene of the story as it was when the execution began.
 * @typedef {{order: number, name: string, scene_id: string}} ExecutionScene
 *
 * @typedef {object} ListedParts
 * @property {string} input_hash
 * @property {number} started wall time in ms
 * @property {number | null} finished wall time in ms; null while it is not
 * @property {number} scene_count
 * @property {ExecutionScene[]} scenes by order
 * @property {number} variants that each scene shall have; 0: nobody said
 * @property {number} wanted pictures that there shall be; 0: nobody said
 * @property {number} images_count
 * @property {number} videos_count
 * @property {Record<string, string>} picks the file name of the chosen variant by order
 * @property {string[]} problems
 * @property {boolean} read_only
 * @property {string | null} cover the name of the picture that stands for it
 *
 * @typedef {ExecutionKey & ListedParts} Listed
 *
 * @typedef {object} Picture
 * @property {string} name of the file
 * @property {number} order of its scene
 * @property {string} scene the name as file names have it
 * @property {number} variant
 * @property {number | null} [counter] that a node of ComfyUI appended
 * @property {boolean} [picked]
 * @property {string} [tag] changes whenever the file does; not known of one that was saved just now
 *
 * @typedef {{name: string, order: number, scene: string, next_scene: string, tag: string}} Video
 *
 * @typedef {Listed & {images: Picture[], videos: Video[]}} Whole
 *
 * What is in the trash: a whole execution where `names` is empty.
 * @typedef {{trash: string, key: ExecutionKey, names: string[], deleted: number}} Deleted
 */

export {};
