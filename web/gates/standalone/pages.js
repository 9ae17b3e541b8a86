/** The page of gates in the standalone app. */

import { icon } from "../../library/icons.js";
import { GateNotices } from "../gate_notices.js";
import { Gates } from "../gates.js";

/**
 * How many gates wait, and the notices of them, are there from the start; the inbox is fetched when it is opened.
 * @param {import("../../standalone/app.js").App} app
 * @returns {import("../../standalone/app.js").Part}
 */
export function gatePages({ host, go }) {
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
 */
async function gatePage(host, gates, notices) {
  const { inboxPage } = await import("./inbox_page.js");
  return inboxPage(host, gates, notices);
}
