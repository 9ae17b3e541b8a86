/** The keys on the cards: one of them can be reached by Tab, arrows lead on from it. */

/**
 * `link` opens what the card stands for.
 * @typedef {{root: HTMLElement, link: HTMLElement}} Card
 */

/**
 * @template {Card} Some
 * @param {Some[]} cards in their order on the page
 * @param {Some} card that has the focus
 * @param {KeyboardEvent} event
 * @returns {Some | null} the card to go to
 */
export function nextCard(cards, card, { key }) {
  const at = cards.indexOf(card);
  const columns = columnsOf(cards);
  /** @type {Record<string, number>} */
  const steps = { ArrowLeft: at - 1, ArrowRight: at + 1, ArrowUp: at - columns, ArrowDown: at + columns, Home: 0, End: cards.length - 1 };
  const wanted = steps[key];
  if (wanted === undefined) return null;
  const beyond = key === "ArrowDown" && wanted >= cards.length && Math.floor(at / columns) < Math.floor((cards.length - 1) / columns);
  return cards[beyond ? cards.length - 1 : wanted] ?? card;
}

/** @param {Card[]} cards */
function columnsOf(cards) {
  const top = cards[0]?.root.offsetTop;
  const second = cards.findIndex(({ root }) => root.offsetTop !== top);
  return second > 0 ? second : cards.length;
}
