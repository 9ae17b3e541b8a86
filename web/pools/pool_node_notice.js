/** The line above the images of a node: whose pool it shows, and why. */

/**
 * @typedef {object} Shown
 * @property {import("../library/comfyui/graph_profiles.js").Linked & {differs: boolean}} linked
 * @property {string} profile the name of the profile that is shown, empty where it is none
 * @property {boolean} shared whether another node has the same pool of its own
 * @property {number} images of the node's own pool that the linked profile, which is empty, could get
 *
 * @typedef {{detach: (empty: boolean) => void, seed: () => void}} NoticeActions
 * @typedef {import("../library/strings.js").Translate} Translate
 * @typedef {import("./frame.js").Notice} Notice
 */

/**
 * @param {Translate} t
 * @param {Shown} shown
 * @param {NoticeActions} actions
 * @returns {Notice | null}
 */
export function noticeOf(t, shown, actions) {
  const notice = plainNotice(t, shown, actions);
  return notice && shown.linked.differs ? { ...notice, text: `${notice.text} ${t("profile_node.differs")}` } : notice;
}

/**
 * @param {Translate} t
 * @param {Shown} shown
 * @param {NoticeActions} actions
 * @returns {Notice | null}
 */
function plainNotice(t, { linked, profile: name, shared, images }, { detach, seed }) {
  if (linked.kind === "profile" && images) {
    return { text: t("profile_node.empty", { name }), actions: [{ label: t("profile_node.seed", { count: images }), run: seed }] };
  }
  if (linked.kind === "profile") return { text: t("profile_node.linked", { name }) };
  if (linked.kind === "unknown") return { text: t("profile_node.unknown") };
  if (shared) return { text: name ? t("profile_node.shared", { name }) : t("pools.shared"), actions: detaching(t, detach) };
  if (name) return { text: t("profile_node.own", { name }) };
  return linked.kind === "unselected" ? { text: t("profile_node.unselected") } : null;
}

/**
 * @param {Translate} t
 * @param {(empty: boolean) => void} detach
 */
function detaching(t, detach) {
  return [
    { label: t("pools.detach_copy"), run: () => detach(false) },
    { label: t("pools.detach_empty"), run: () => detach(true) },
  ];
}
