/**
 * What the routes of batches take and answer. Integers that JavaScript cannot hold exactly are strings of digits.
 *
 * @typedef {"random" | "increment" | "decrement" | "fixed"} SeedMode
 *
 * @typedef {object} PlanRange decimal text
 * @property {string} start
 * @property {string} stop
 * @property {string} [step]
 * @property {number} [count]
 *
 * @typedef {object} PlanAxis exactly one of `values`, `range` and `search` is given
 * @property {string[]} keys
 * @property {any[]} [values]
 * @property {PlanRange} [range]
 * @property {string} [search]
 * @property {string[]} [replacements]
 * @property {boolean} [cycle]
 * @property {string} [title]
 *
 * @typedef {{axes: PlanAxis[]}} PlanGroup axes side by side
 *
 * @typedef {object} SeedRule
 * @property {SeedMode} mode
 * @property {string} key
 * @property {number | string} [start] digits where JavaScript does not hold it
 * @property {"cell" | "run"} [per]
 *
 * @typedef {object} Plan
 * @property {string} [workflow]
 * @property {number} [version]
 * @property {any} [document]
 * @property {string} [title]
 * @property {Record<string, any>} [values]
 * @property {PlanGroup[]} [groups]
 * @property {SeedRule[]} [seeds]
 * @property {number} [runs]
 * @property {number} [sample]
 * @property {number} [sample_seed]
 * @property {number} [limit]
 * @property {boolean} [dedupe]
 * @property {number} [priority]
 * @property {string} [server]
 * @property {string} [webhook]
 *
 * @typedef {{addresses: string[], title: string, labels: string[]}} AxisSummary
 * @typedef {{place: number, at: number[], values: Record<string, any>}} PlannedCell
 *
 * @typedef {object} Preview
 * @property {number} space before `sample` and `limit`
 * @property {number} total
 * @property {AxisSummary[][]} groups
 * @property {PlannedCell[]} cells
 * @property {number | null} seconds
 * @property {string[]} problems
 * @property {SeedRule[]} [seeds] with what they begin with: a plan that has these runs these very cells
 *
 * @typedef {{queued: number, running: number, completed: number, failed: number, cancelled: number, lost: number}} Counts
 * @typedef {keyof Counts} CellStatus
 * @typedef {"planning" | "running" | "paused" | "completed" | "finished"} BatchStatus
 *
 * @typedef {object} Batch
 * @property {string} id
 * @property {string} title
 * @property {BatchStatus} status
 * @property {string} workflow
 * @property {number | null} version
 * @property {number} total
 * @property {Counts} counts
 * @property {number} created wall time in milliseconds, as all times are
 * @property {number} changed
 * @property {number | null} ended
 * @property {number} priority
 * @property {string} server
 * @property {number} revision
 * @property {number | null} seconds_left
 * @property {AxisSummary[][]} groups
 * @property {number} runs
 * @property {string} webhook_state
 * @property {Plan | null} [plan]
 *
 * @typedef {{url: string, thumbnail: string, width: number, height: number}} CellPicture
 *
 * @typedef {object} Cell
 * @property {number} place
 * @property {number[]} at its index in each group, then the repetition
 * @property {string} run
 * @property {CellStatus} status
 * @property {Record<string, any>} values
 * @property {CellPicture | null} outputs
 * @property {string | null} error
 *
 * @typedef {object} Fault
 * @property {string} field
 * @property {string} code
 * @property {string} message
 */

export {};
