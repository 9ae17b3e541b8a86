/**
 * What the editors of texts share.
 *
 * One change of an entry: `value` (JSON) is put at `key`; or `removed`; with `instead_of` the entry of that key goes and
 * `key` stands in its place (a rename).
 * @typedef {object} DraftEdit
 * @property {string} key
 * @property {any} [value]
 * @property {boolean} [removed]
 * @property {string} [instead_of]
 *
 * @typedef {object} DraftEntry
 * @property {any} value JSON
 * @property {number} revision of the draft that put it there
 *
 * @typedef {object} Difference what saving would do to one entry
 * @property {string} key
 * @property {any} before in the file
 * @property {any} after in the draft
 * @property {boolean} had whether it is in the file
 * @property {boolean} has whether it is in the draft
 *
 * A document that a table can show: a `Draft` on the server, or `LocalTexts` in a widget. Dispatches "change" (a
 * `CustomEvent` with `detail.keys`, null where any may have changed) after every change of what can be read here.
 * Nothing here rejects, unless it says so.
 * @typedef {object} TextDocument
 * @property {"loading" | "ready" | "missing" | "failed"} status
 * @property {ReadonlyMap<string, DraftEntry>} entries in no particular order
 * @property {readonly string[]} order the keys of all entries, in their order
 * @property {boolean} dirty
 * @property {boolean} canUndo
 * @property {boolean} canRedo
 * @property {boolean} readOnly
 * @property {(key: string) => "" | "added" | "changed"} markOf how an entry differs from what is saved
 * @property {number} revision another one after each step
 * @property {(edits: DraftEdit[], seen?: Record<string, number>) => Promise<boolean>} edit makes all as one step, at once
 *   here; `seen` are the revisions that the user saw, where these are not those of now. False where the server refused it,
 *   which has been shown to the user and taken back here
 * @property {() => Promise<void>} undo
 * @property {() => Promise<void>} redo
 * @property {() => Promise<boolean>} save whether it is saved
 *
 * @typedef {EventTarget & TextDocument} Texts
 *
 * One row of a table.
 * @typedef {object} Row
 * @property {string} key of the entry
 * @property {any} value of the entry
 * @property {"" | "added" | "changed"} mark
 *
 * @typedef {object} Choice
 * @property {string} value
 * @property {string} [label] else the value
 *
 * A column. `edit` gets what was typed (text; an array of texts for tags) and says what to do: edits, a sentence that
 * tells what is wrong with it, or null where nothing changes.
 * @typedef {object} Column
 * @property {string} id
 * @property {string} label
 * @property {"text" | "long" | "choice" | "tags" | "readonly"} kind
 * @property {(row: Row) => any} value text; an array of texts for tags
 * @property {(row: Row, value: any) => DraftEdit[] | string | null} [edit] none: readonly
 * @property {string} [width] a track of a CSS grid, such as "minmax(120px, 1fr)"
 * @property {boolean} [narrow] false: not shown where there is little room (a node); it is in the row's card all the same
 * @property {(row: Row) => Choice[] | Promise<Choice[]>} [choices] of a choice, or what a text or tags field offers
 * @property {string} [placeholder] of an empty cell
 * @property {boolean} [filters] its values become chips above the table
 * @property {(row: Row) => number | string} [sort] what it is sorted by; else its text
 * @property {boolean} [sortable] false: not
 * @property {(row: Row, cell: HTMLElement) => void} [render] fills the cell where its text alone is not enough
 *
 * @typedef {object} TableOptions
 * @property {import("../host.js").Host} host
 * @property {Texts} document
 * @property {string} label what the table is, for screen readers
 * @property {Column[]} columns the first names the row
 * @property {(key: string) => boolean} isRow whether an entry is a row of this table
 * @property {(name: string) => DraftEdit[] | string} [add] a new row called so: edits, or what is wrong with the name
 * @property {string} [addLabel]
 * @property {(row: Row) => DraftEdit[] | null} [duplicate] Ctrl+D
 * @property {(row: Row) => DraftEdit[]} [remove] else the entry is removed
 * @property {(row: Row) => string} [removedHint] what the message about a removed row says besides
 * @property {(before: string, after: string) => void} [renamed] a row has got another key
 * @property {(row: Row) => (import("../menu.js").MenuItem | null)[]} [items] more lines of a row's menu
 * @property {(row: Row) => HTMLElement | null} [detail] shown below a row while it is open (Alt+Enter, or its arrow)
 * @property {(row: Row) => string} [words] what a search looks through; else the text of all columns
 * @property {{title: string, hint: string}} [empty] what is said where there is no row
 * @property {HTMLElement[]} [tools] beside the search
 * @property {TableView} [view] how it was left, see `view`
 *
 * @typedef {object} TableView
 * @property {string} [search]
 * @property {{column: string, down: boolean} | null} [sort] null: the document's own order
 * @property {Record<string, string[]>} [filters] chosen chips by column
 */

export {};
