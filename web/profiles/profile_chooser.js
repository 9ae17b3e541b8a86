/** The list that a profile is chosen from. */

/**
 * Lets the user choose a profile, or make or import one.
 * @param {import("../library/host.js").Host} host
 * @param {import("./profile_book.js").ProfileBook} book
 * @param {{anchor: HTMLElement, chosen?: string}} options `chosen` is the id that is chosen now, "" for none
 * @returns {Promise<string | null>} the id; "" for no profile; null where nothing was chosen
 */
export async function chooseProfile(host, book, { anchor, chosen = "" }) {
  void [host, book, anchor, chosen];
  return null;
}
