/**
 * Gates as the server tells of them; see `core/contracts/gate_values.py`. Times are milliseconds since 1970.
 *
 * @typedef {"image" | "chooser" | "text"} GateKind
 * @typedef {"armed" | "parked" | "answered" | "cancelled" | "expired"} GateState
 * @typedef {"stopped" | "interrupted" | "run_ended" | "discarded"} CancelReason
 * @typedef {"" | "queued" | "waiting" | "failed" | "lost"} RunState
 * @typedef {"default" | "park" | "stop" | "pass" | "wait"} Unanswered
 *
 * @typedef {object} Decided
 * @property {"user" | "plugin" | "kept" | "policy"} by
 * @property {number | null} route from 1
 * @property {number[] | null} selection
 * @property {string | null} text
 * @property {boolean} masked
 * @property {string} plugin
 * @property {number} at
 *
 * @typedef {object} Gate
 * @property {string} token
 * @property {GateKind} kind
 * @property {string} title
 * @property {GateState} state
 * @property {string} prompt_id
 * @property {string} node_id
 * @property {number} list_index
 * @property {string} workflow_id
 * @property {string} place
 * @property {number} order
 * @property {number} armed
 * @property {number | null} ended
 * @property {string[]} routes the names of the visible routes
 * @property {number} count of the candidates
 * @property {number} width of a candidate
 * @property {number} height
 * @property {string} text
 * @property {boolean} has_mask
 * @property {number} mask_revision
 * @property {"wait" | "park"} wait
 * @property {"ask" | "same input" | "always"} repeat whether the answer is used again
 * @property {number | null} expires
 * @property {Unanswered} unanswered
 * @property {string} why_not_parked
 * @property {Decided | null} decided
 * @property {CancelReason | null} reason
 * @property {string} run_id
 * @property {RunState} run_state
 * @property {string} run_error
 *
 * @typedef {object} Answer exactly one of the first three
 * @property {number} [route] from 1
 * @property {number[]} [selection]
 * @property {string} [text]
 * @property {boolean} [clear_mask]
 * @property {Blob} [mask] an 8-bit gray PNG of the candidates' size, white = painted
 *
 * @typedef {object} Idle what is shown while nothing waits
 * @property {string[]} [routes] the names of the visible routes
 * @property {string} [hint]
 */

/** @param {Gate} gate */
export function isOpen({ state }) {
  return state === "armed" || state === "parked";
}

/**
 * Whether somebody has to do something: it is not decided yet, or what was queued did not end well.
 * @param {Gate} gate
 */
export function needsSomebody(gate) {
  return isOpen(gate) && (!gate.decided || gate.run_state === "failed" || gate.run_state === "lost");
}
