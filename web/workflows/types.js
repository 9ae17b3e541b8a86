/**
 * What the routes of workflows answer about forms. Integers that JavaScript cannot hold exactly are strings of digits.
 *
 * @typedef {"string" | "text" | "integer" | "float" | "boolean" | "select" | "seed" | "image" | "mask" | "video" | "audio" | "model" | "other"} ParameterType
 * @typedef {"fixed" | "increment" | "decrement" | "randomize"} Control what becomes of a seed after a run
 * @typedef {number | string | null} Limit
 *
 * @typedef {object} Parameter one value of a workflow that can be edited
 * @property {string} address `node.field`, unique in a form
 * @property {string} node
 * @property {string} field
 * @property {string} class_type
 * @property {string} label
 * @property {ParameterType} type
 * @property {any} value the document's
 * @property {string[]} targets addresses in the API graph
 * @property {any} default
 * @property {Limit} minimum
 * @property {Limit} maximum
 * @property {Limit} step
 * @property {number | null} options an index into the form's `option_lists`; null where they are unknown
 * @property {boolean} multiple whether the value is a list of options
 * @property {string} role
 * @property {string} group
 * @property {string} group_label
 * @property {number} rank the smallest first
 * @property {boolean} advanced
 * @property {boolean} promoted
 * @property {Control | null} control
 * @property {string} node_title
 * @property {string} tooltip
 * @property {string} upload
 * @property {string} source
 * @property {string} problem a sentence where the document's value does not fit
 * @property {boolean} [reshapes] whether each choice brings inputs of its own: the form is another one for it
 *
 * @typedef {object} FormShape
 * @property {string | null} workflow an id; null for a document that is not kept
 * @property {number | null} version
 * @property {string} format "ui" or "api"
 * @property {Parameter[]} parameters
 * @property {any[][]} option_lists
 * @property {number} nodes
 * @property {string[]} missing_classes
 * @property {string[]} problems sentences
 * @property {number} unnamed values that nobody names
 * @property {boolean} stale whether the classes of nodes are those of an earlier time
 * @property {Record<string, any>} default_parameters
 * @property {Record<string, any> | null} last_parameters
 *
 * @typedef {Record<string, any>} Values by address
 *
 * @typedef {object} Fault
 * @property {string} field an address, or another key of a parameter
 * @property {string} message
 */

export {};
