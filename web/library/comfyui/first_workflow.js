/** The workflow that a graph editor opens with where nothing else was open before. */

const EXAMPLE = "image_pool";

/**
 * ComfyUI's own first workflow is made of nodes that the standalone server does not have: ours takes its place. The
 * frontend reads its default when it opens, which is after extensions are loaded.
 * @param {any} api ComfyUI's `api`
 * @param {string} pack our folder's name
 */
export async function openWithExample(api, pack) {
  const first = /** @type {any} */ (window).comfyAPI?.defaultGraph?.defaultGraph;
  const response = first && (await fetch(api.apiURL(`/workflow_templates/${pack}/${EXAMPLE}.json`)));
  if (response?.ok) Object.assign(first, { groups: [], config: {}, extra: {} }, await response.json());
}
