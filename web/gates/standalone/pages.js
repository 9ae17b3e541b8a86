/** The page of gates in the standalone app. */

import { icon } from "../../library/icons.js";
import { loadStyles } from "../../library/styles.js";
import { GateNotices } from "../gate_notices.js";
import { defineGateView } from "../gate_view.js";
import { Gates } from "../gates.js";
import { defineGateInbox, GateInbox } from "../inbox.js";
import { inboxShortcuts } from "../inbox_keys.js";

const SHEETS = ["../gate_view.css", "../gate_said.css", "../gate_kinds.css", "../gate_chooser.css", "../inbox.css"];

/**
 * @param {import("../../standalone/app.js").App} app
 * @returns {Promise<import("../../standalone/app.js").Part>}
 */
export async function gatePages({ host, go }) {
  defineGateView();
  defineGateInbox();
  await loadStyles(SHEETS.map((name) => new URL(name, import.meta.url).href));
  const gates = new Gates(host);
  const notices = new GateNotices(host, gates);
  notices.addEventListener("open", () => go("/gates"));
  const { t } = host;
  return {
    pages: [{ path: "/gates", title: t("gates.title"), icon: icon("gate"), order: 20, key: "g", badge: gates, open: () => gatePage(host, gates, notices) }],
  };
}

/**
 * @param {import("../../library/host.js").Host} host
 * @param {Gates} gates
 * @param {GateNotices} notices
 * @returns {import("../../standalone/app.js").Page}
 */
function gatePage(host, gates, notices) {
  const inbox = GateInbox.create(host, gates, { notices, heading: "h1" });
  inbox.everywhere = true;
  return { root: inbox, title: host.t("gates.title"), close: () => {}, shortcuts: () => inboxShortcuts(host.t) };
}
