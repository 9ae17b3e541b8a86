/** Telling of gates that open while somebody looks elsewhere: a sound, a notification of the browser; both are opt-in. */

import { keep, kept } from "../library/page_storage.js";
import { chime } from "./chime.js";

/** What is decided by itself within so long needs nobody. */
const SETTLES_MS = 1000;
/** Of many at once, one sound tells. */
const QUIET_MS = 3000;
/** Tabs that nobody looks at run late. */
const HELD_MS = 5000;
const SOUND = "penstock.gates.sound";
const NOTIFY = "penstock.gates.notify";
/** The gate of which a tab of this browser has told last. */
const TOLD = "penstock.gates.told";

/** @typedef {import("./types.js").Gate} Gate */

/** Make it once per page. Dispatches `change`, and `open` (detail: the token) when a notification is clicked. */
export class GateNotices extends EventTarget {
  #host;
  #gates;
  /** Gates that were there when this page was opened are not news. */
  #known = /** @type {Set<string> | null} */ (null);
  #soundedAt = -QUIET_MS;

  /**
   * @param {import("../library/host.js").Host} host
   * @param {import("./gates.js").Gates} gates
   */
  constructor(host, gates) {
    super();
    this.#host = host;
    this.#gates = gates;
    gates.addEventListener("change", () => this.#look());
  }

  get sound() {
    return kept(SOUND) === "yes";
  }

  get notifications() {
    return kept(NOTIFY) === "yes" && globalThis.Notification?.permission === "granted";
  }

  toggleSound() {
    keep(SOUND, this.sound ? "no" : "yes");
    if (this.sound) chime();
    this.#changed();
  }

  /** The browser asks, once; where it may not, the user is told what to do. */
  async toggleNotifications() {
    const { toasts, t } = this.#host;
    if (this.notifications) keep(NOTIFY, "no");
    else if (!globalThis.Notification) toasts.show({ message: t("gates.no_notifications"), hint: t("gates.no_notifications_hint"), severity: "error" });
    else if ((await Notification.requestPermission()) === "granted") keep(NOTIFY, "yes");
    else toasts.show({ message: t("gates.notifications_denied"), hint: t("gates.notifications_denied_hint"), severity: "error" });
    this.#changed();
  }

  #changed() {
    this.dispatchEvent(new Event("change"));
  }

  #look() {
    if (this.#gates.status === "loading") return;
    const waiting = this.#gates.waiting;
    const news = this.#known ? waiting.filter(({ token }) => !this.#known?.has(token)) : [];
    this.#known = new Set([...(this.#known ?? []), ...waiting.map(({ token }) => token)]);
    for (const { token } of news) setTimeout(() => this.#tell(token), SETTLES_MS);
  }

  /** @param {string} token */
  #tell(token) {
    const gate = this.#gates.waiting.find((one) => one.token === token);
    if (!gate) return;
    void once(token, () => {
      if (this.sound) this.#ring();
      if (this.notifications && !document.hasFocus()) this.#notify(gate);
    });
  }

  #ring() {
    if (performance.now() - this.#soundedAt < QUIET_MS) return;
    this.#soundedAt = performance.now();
    chime();
  }

  /** @param {Gate} gate */
  #notify(gate) {
    const { t } = this.#host;
    try {
      const icon = gate.count ? this.#gates.pictureUrl(gate, 0, 256) : undefined;
      const shown = new Notification(t("gates.notice", { title: gate.title }), { body: t("gates.notice_body"), tag: gate.token, icon });
      shown.addEventListener("click", () => this.#clicked(shown, gate.token));
    } catch {
      // Phones show notifications of installed pages only; the switch goes back, so that nobody relies on it.
      keep(NOTIFY, "no");
      this.#changed();
    }
  }

  /**
   * @param {Notification} shown
   * @param {string} token
   */
  #clicked(shown, token) {
    shown.close();
    window.focus();
    this.dispatchEvent(new CustomEvent("open", { detail: token }));
  }
}

/**
 * Runs in one tab of this browser only. What one tab has stored reaches another late: where there are locks, they decide.
 * @param {string} token
 * @param {() => void} run
 */
async function once(token, run) {
  const alone = () => {
    if (kept(TOLD) === token) return;
    keep(TOLD, token);
    run();
  };
  if (!navigator.locks) return alone();
  return navigator.locks.request(`penstock.gates.told ${token}`, { ifAvailable: true }, async (lock) => {
    if (!lock) return;
    alone();
    await new Promise((resolve) => setTimeout(resolve, HELD_MS));
  });
}
