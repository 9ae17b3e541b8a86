/**
 * Workflows as the server tells them.
 *
 * @typedef {object} Entry a workflow in a list
 * @property {string} id
 * @property {string} name
 * @property {number} revision
 * @property {number} created wall time in milliseconds, as all times are
 * @property {number} changed
 * @property {string} description
 * @property {string[]} tags
 * @property {"ui" | "api"} format of the newest version
 * @property {number} versions how many there are
 * @property {number} nodes of the newest version
 * @property {string | null} thumbnail a tag for its URL, null without one
 * @property {string} map a tag for the URL of a small drawing of its graph
 * @property {number | null} last_used
 *
 * @typedef {object} Version
 * @property {number} number from 1
 * @property {"ui" | "api"} format
 * @property {number} created
 * @property {string} note
 * @property {number} nodes
 * @property {number} bytes
 * @property {string} sha256
 *
 * @typedef {Record<string, any>} Values values by address; integers that JavaScript cannot hold are strings of digits
 *
 * @typedef {object} Preset
 * @property {string} id
 * @property {string} name
 * @property {Values} values
 * @property {number} revision
 * @property {number} created
 * @property {number} changed
 *
 * @typedef {object} OneEntry what is known of one workflow more than lists tell
 * @property {number} latest the number of the newest version
 * @property {Version[]} history
 * @property {Preset[]} presets
 * @property {Values} default_parameters
 * @property {Values | null} last_parameters null where it was never run
 *
 * @typedef {Entry & OneEntry} Detail
 *
 * @typedef {object} DeletedWorkflow
 * @property {string} id
 * @property {string} name
 * @property {number} deleted
 *
 * @typedef {object} Imported
 * @property {Entry} workflow
 * @property {number} version
 * @property {boolean} created a workflow
 * @property {boolean} added a version; where neither was, this very document is there already
 * @property {string[]} problems
 *
 * @typedef {{id: string, class_type: string, title: string}} ComparedNode
 * @typedef {ComparedNode & {inputs: {field: string, a: any, b: any}[]}} ChangedNode
 * @typedef {{address: string, label: string, a?: any, b?: any, value?: any}} ComparedParameter
 *
 * @typedef {object} Comparison
 * @property {number} a
 * @property {number} b
 * @property {{added: ComparedNode[], removed: ComparedNode[], changed: ChangedNode[]}} nodes
 * @property {{added: ComparedParameter[], removed: ComparedParameter[], changed: ComparedParameter[]}} parameters
 * @property {boolean} same
 */

export {};
