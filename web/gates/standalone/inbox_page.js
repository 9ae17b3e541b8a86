/** The inbox as a page of the standalone app. */

import { loadStyles } from "../../library/styles.js";
import { defineGateView } from "../gate_view.js";
import { defineGateInbox, GateInbox } from "../inbox.js";
import { inboxShortcuts } from "../inbox_keys.js";

const SHEETS = ["../gate_view.css", "../gate_said.css", "../gate_kinds.css", "../gate_chooser.css", "../inbox.css"];

/**
 * @param {import("../../library/host.js").Host} host
 * @param {import("../gates.js").Gates} gates
 * @param {import("../gate_notices.js").GateNotices} notices
 * @returns {Promise<import("../../standalone/app.js").Page>}
 */
export async function inboxPage(host, gates, notices) {
  defineGateView();
  defineGateInbox();
  await loadStyles(SHEETS.map((name) => new URL(name, import.meta.url).href));
  const inbox = GateInbox.create(host, gates, { notices, heading: "h1" });
  inbox.everywhere = true;
  return { root: inbox, title: host.t("gates.title"), close: () => {}, shortcuts: () => inboxShortcuts(host.t) };
}
