/**
 * Runs as the routes tell them. Times are wall time in ms; integers that JavaScript cannot hold are strings of digits.
 *
 * @typedef {"queued" | "running" | "completed" | "failed" | "cancelled" | "lost"} RunStatus
 *
 * @typedef {{field: string, code: string, message: string}} RunFault `field` is an address, as in a form
 *
 * @typedef {object} RunError
 * @property {string} code
 * @property {string} message
 * @property {string} hint
 * @property {string} node the id of the node that failed, empty where none did
 * @property {string} node_type
 * @property {string} node_title
 * @property {string} details the server's traceback
 * @property {RunFault[]} faults
 *
 * @typedef {object} RunOutput
 * @property {number} number
 * @property {string} node
 * @property {string} node_title
 * @property {"image" | "video" | "audio" | "text" | "file"} kind
 * @property {string} name
 * @property {string} text
 * @property {string} content_type
 * @property {number} bytes
 * @property {string} sha256 empty while it is not fetched
 * @property {number} width 0 where unknown
 * @property {number} height
 * @property {boolean} temporary a preview that nobody asked to save
 * @property {string | null} [url] the path of the file
 * @property {string | null} [thumbnail] the path of a small picture
 *
 * @typedef {Record<string, any>} Values by address
 *
 * @typedef {object} Run
 * @property {string} id
 * @property {string} title
 * @property {RunStatus} status
 * @property {string} document
 * @property {string} workflow empty where it is not kept in the library
 * @property {number | null} version
 * @property {string} batch
 * @property {number} place
 * @property {number} priority
 * @property {boolean} held
 * @property {Values} values
 * @property {Values | null} parameters_used
 * @property {string} wanted_server
 * @property {string} server
 * @property {string} prompt_id
 * @property {number} attempt
 * @property {number} created
 * @property {number} changed
 * @property {number | null} started
 * @property {number | null} ended
 * @property {RunError | null} error
 * @property {RunOutput[]} outputs
 * @property {number} seq
 *
 * @typedef {object} RunProgress
 * @property {string} run
 * @property {RunStatus} [status]
 * @property {number} progress 0 to 100
 * @property {string | null} current_node
 * @property {string} current_title
 * @property {number} step
 * @property {number} steps
 * @property {number} nodes_done
 * @property {number} nodes
 * @property {string | null} preview a tag
 * @property {number | null} queue_position counts from 0
 * @property {number | null} seconds_left
 * @property {string} [server]
 * @property {string} [waits_for] "", no_server, no_nodes, held, outputs
 *
 * @typedef {object} NodeProgress
 * @property {string} node
 * @property {string} title
 * @property {string} class_type
 * @property {"waiting" | "running" | "done" | "cached" | "failed"} state
 * @property {number} value
 * @property {number} maximum
 * @property {number | null} started
 * @property {number | null} ended
 *
 * @typedef {object} ServerState
 * @property {string} id
 * @property {string} title
 * @property {string} url
 * @property {boolean} here
 * @property {"connecting" | "online" | "offline"} status
 * @property {number} since
 * @property {string} reason
 * @property {string} version
 * @property {string[]} devices
 * @property {number} running
 * @property {number} waiting
 * @property {number} others
 *
 * @typedef {object} Queue
 * @property {{priority: number, count: number}[]} waiting runs that no server has yet
 * @property {number} held
 * @property {number} on_servers
 * @property {number} running
 * @property {ServerState[]} servers
 *
 * @typedef {object} RunFilter
 * @property {RunStatus | RunStatus[]} [status]
 * @property {string} [batch]
 * @property {string} [workflow]
 * @property {string} [search]
 * @property {boolean} [outputs] only those that made something
 * @property {boolean} [oldestFirst]
 *
 * @typedef {object} RunRequest
 * @property {string} [workflow] its id
 * @property {unknown} [document] one that is not kept
 * @property {number | null} [version]
 * @property {string} [title]
 * @property {Values} values
 * @property {number} [count] 1 to 20
 * @property {string} [server]
 * @property {number} [priority]
 *
 * @typedef {RunRequest & {name?: string, ended?: (run: Run) => void}} StartRequest `name` is what messages call it, `ended` is told how each run ended
 */

/** Statuses that nothing but a retry changes. */
export const ENDS = /** @type {readonly RunStatus[]} */ (["completed", "failed", "cancelled", "lost"]);

/** @param {{status: RunStatus}} run */
export const hasEnded = ({ status }) => ENDS.includes(status);
