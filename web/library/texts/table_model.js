/** Which entries a table shows, and in which order: searched, filtered, sorted. */

const BY_TEXT = new Intl.Collator(undefined, { numeric: true, sensitivity: "base" });
/** What stands for entries that have nothing in a filtered column. */
export const NOTHING = "";

/**
 * @typedef {import("./types.js").Column} Column
 * @typedef {import("./types.js").Row} Row
 * @typedef {import("./types.js").TableOptions} TableOptions
 * @typedef {import("./types.js").TableView} TableView
 */

export class TableModel {
  /** The rows that are shown, in their order. */
  rows = /** @type {Row[]} */ ([]);
  /** How many there are, shown or not. */
  total = 0;
  search = "";
  sort = /** @type {{column: string, down: boolean} | null} */ (null);
  filters = /** @type {Map<string, Set<string>>} */ (new Map());
  /** Rows that were changed since the search or a filter was: they stay, although they may not match any more. */
  #held = /** @type {Set<string>} */ (new Set());
  #places = /** @type {Map<string, number>} */ (new Map());
  /** Reading ten thousand texts at each key of a search takes long: they are kept by entry. */
  #words = /** @type {WeakMap<object, string>} */ (new WeakMap());
  #all = /** @type {Row[]} */ ([]);

  /** @param {TableOptions} options */
  constructor(options) {
    this.options = options;
    this.view = options.view ?? {};
  }

  /** @returns {TableView} */
  get view() {
    return {
      search: this.search,
      sort: this.sort,
      filters: Object.fromEntries([...this.filters].filter(([, chosen]) => chosen.size).map(([column, chosen]) => [column, [...chosen]])),
    };
  }

  set view({ search = "", sort = null, filters = {} }) {
    this.search = search;
    this.sort = this.options.columns.some(({ id }) => id === sort?.column) ? sort : null;
    this.filters = new Map(Object.entries(filters).map(([column, chosen]) => [column, new Set(chosen)]));
  }

  /** Whether anything keeps rows from being shown. */
  get isNarrowed() {
    return this.search.trim() !== "" || [...this.filters.values()].some((chosen) => chosen.size > 0);
  }

  /** @param {string} key */
  hold(key) {
    this.#held.add(key);
  }

  /** What rows are searched by may be another now, though the entries have not changed. */
  forget() {
    this.#words = new WeakMap();
  }

  /** The search or a filter is another one. */
  letGo() {
    this.#held.clear();
  }

  /** Reads the document again. */
  update() {
    const { document, isRow } = this.options;
    const all = document.order.filter(isRow).map((key) => /** @type {Row} */ (this.rowOf(key)));
    this.#all = all;
    this.total = all.length;
    const words = plain(this.search).split(/\s+/).filter(Boolean);
    const isShown = (/** @type {Row} */ row) => this.#held.has(row.key) || (this.#passes(row) && this.#has(row, words));
    this.rows = this.#sorted(this.isNarrowed ? all.filter(isShown) : all);
    this.#places = new Map(this.rows.map(({ key }, at) => [key, at]));
  }

  /**
   * @param {string} key
   * @returns {number} -1 where it is not shown
   */
  placeOf(key) {
    return this.#places.get(key) ?? -1;
  }

  /**
   * @param {string} key
   * @returns {Row | undefined} shown or not
   */
  rowOf(key) {
    const { document } = this.options;
    const entry = document.entries.get(key);
    return entry && { key, value: entry.value, mark: document.markOf(key) };
  }

  /**
   * The values of a filtered column with how many rows have each, the most frequent first; the chosen ones always.
   * @param {Column} column
   * @returns {[value: string, count: number][]}
   */
  valuesOf(column) {
    const counts = new Map([...(this.filters.get(column.id) ?? [])].map((value) => [value, 0]));
    for (const row of this.#all) for (const value of valuesIn(column, row)) counts.set(value, (counts.get(value) ?? 0) + 1);
    const order = (/** @type {[string, number]} */ [one, many], /** @type {[string, number]} */ [other, few]) =>
      Number(one === NOTHING) - Number(other === NOTHING) || few - many || BY_TEXT.compare(one, other);
    return [...counts].sort(order);
  }

  /** @param {Row} row */
  #passes(row) {
    return this.options.columns.every((column) => {
      const chosen = this.filters.get(column.id);
      return !chosen?.size || valuesIn(column, row).some((value) => chosen.has(value));
    });
  }

  /**
   * @param {Row} row
   * @param {string[]} words
   */
  #has(row, words) {
    if (!words.length) return true;
    const text = this.#textOf(row);
    return words.every((word) => text.includes(word));
  }

  /** @param {Row} row */
  #textOf(row) {
    const { columns, words, document } = this.options;
    const entry = /** @type {object} */ (document.entries.get(row.key));
    const text = this.#words.get(entry) ?? plain(words ? words(row) : columns.map((column) => textIn(column, row)).join("\n"));
    this.#words.set(entry, text);
    return text;
  }

  /** @param {Row[]} rows */
  #sorted(rows) {
    const column = this.options.columns.find(({ id }) => id === this.sort?.column);
    if (!column) return rows;
    const keyed = rows.map((row) => ({ row, by: column.sort ? column.sort(row) : textIn(column, row) }));
    const sign = this.sort?.down ? -1 : 1;
    // What is empty comes last, either way.
    keyed.sort((one, other) => Number(one.by === "") - Number(other.by === "") || sign * compare(one.by, other.by));
    return keyed.map(({ row }) => row);
  }
}

/**
 * @param {Column} column
 * @param {Row} row
 * @returns {string}
 */
export function textIn(column, row) {
  const value = column.value(row);
  return Array.isArray(value) ? value.join(", ") : String(value ?? "");
}

/**
 * @param {Column} column
 * @param {Row} row
 * @returns {string[]} at least one
 */
function valuesIn(column, row) {
  const value = column.value(row);
  if (Array.isArray(value)) return value.length ? value.map(String) : [NOTHING];
  return [String(value ?? NOTHING)];
}

/**
 * @param {number | string} one
 * @param {number | string} other
 */
function compare(one, other) {
  return typeof one === "number" && typeof other === "number" ? one - other : BY_TEXT.compare(String(one), String(other));
}

/**
 * Without accents and case.
 * @param {string} text
 */
export function plain(text) {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
}
