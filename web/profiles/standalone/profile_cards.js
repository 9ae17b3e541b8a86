/** The cards of profiles, with their keys and their menu. */

import { chordOf } from "../../library/key_chords.js";
import { openMenu } from "../../library/menu.js";
import { asksForMenu, CardList } from "../../pools/standalone/card_list.js";
import { duplicateProfile, profileItems, renameProfile } from "../profile_actions.js";
import { refusesFiles } from "./dropped_files.js";
import { ProfileCard } from "./profile_card.js";

/**
 * @typedef {import("./pages.js").ProfileApp} ProfileApp
 * @typedef {import("./shown_profiles.js").ShownProfile} ShownProfile
 *
 * @typedef {(id: string) => void} Shown brings a card into view
 */

/**
 * @param {ProfileApp} app
 * @returns {CardList<ShownProfile, ProfileCard>}
 */
export function profileCards(app) {
  const { host, book, pools, poolActions } = app;
  /** @type {import("./profile_card.js").CardActions} */
  const does = {
    opened: ({ id }) => void (app.last.profile = id),
    menu: (card, place) => openProfileMenu(app, card, place, shown),
    add: (profile, files, refused) => refusesFiles(host, files) || void poolActions.add(profile, files, refused),
    thumbnailUrl: (id, picture) => pools.client(id).thumbnailUrl(picture),
  };
  /** @type {CardList<ShownProfile, ProfileCard>} */
  const list = new CardList({
    label: host.t("profiles_page.title"),
    make: (profile) => new ProfileCard(profile, does, host.t),
    exists: (id) => book.get(id) !== null,
    act: (card, event) => act(app, card, event, shown),
  });
  // It may have another place by now; what went away with the focus in it (a message) gave it to nobody, or to another card.
  const shown = (/** @type {string} */ id) => {
    const link = list.linkOf(id);
    if (document.activeElement === document.body || list.root.contains(document.activeElement)) link?.focus({ preventScroll: true });
    link?.scrollIntoView({ block: "nearest" });
  };
  return list;
}

/**
 * @param {ProfileApp} app
 * @param {ProfileCard} card
 * @param {KeyboardEvent} event
 * @param {Shown} shown
 * @returns {boolean} whether the key means something
 */
function act(app, card, event, shown) {
  if (asksForMenu(event)) {
    openProfileMenu(app, card, { anchor: card.more }, shown);
    return true;
  }
  const run = keysOf(app, card.profile, shown)[chordOf(event)];
  // What cannot be done with it is left undone; the browser must not take the key for something else either.
  run?.();
  return run !== undefined;
}

/**
 * @param {ProfileApp} app
 * @param {ShownProfile} profile
 * @param {Shown} shown
 * @returns {Record<string, () => unknown>}
 */
function keysOf(app, profile, shown) {
  const { host, book } = app;
  const change = (/** @type {() => unknown} */ run) => () => refusesChange(app) || run();
  const remove = change(() => book.remove(profile.id, shown));
  return {
    F2: change(() => renameProfile(host, book, profile).then(() => shown(profile.id))),
    "Ctrl+D": change(() => !profile.missing && duplicateProfile(book, profile, opened(app))),
    Delete: remove,
    Backspace: remove,
  };
}

/**
 * @param {ProfileApp} app
 * @param {ProfileCard} card
 * @param {import("../../library/menu.js").Place} place
 * @param {Shown} shown
 */
function openProfileMenu(app, { profile, link }, place, shown) {
  link.focus({ preventScroll: true });
  openMenu(app.host, place, profileItems(app.host, app.book, profile, { open: app.open, openLabel: app.host.t("page.open"), shown, ...opened(app) }));
}

/**
 * What the message about a new profile offers.
 * @param {ProfileApp} app
 */
export function opened({ host, open }) {
  return { chosen: { label: host.t("page.open"), run: open } };
}

/**
 * Says so where the list cannot be changed.
 * @param {ProfileApp} app
 */
export function refusesChange({ host, book }) {
  const { t, toasts } = host;
  if (book.readOnly) toasts.show({ message: t("profiles_page.read_only"), hint: t("profiles_page.read_only_hint"), severity: "error" });
  return book.readOnly;
}
