/**
 * What the routes of data sets say.
 *
 * A folder's `address` names it everywhere: `input/cats`, `output/cats`, or an absolute path that the settings allow.
 * @typedef {object} Place a folder that may be used, with all below it
 * @property {string} address
 * @property {string} path absolute
 * @property {"input" | "output" | "allowed"} kind
 * @property {boolean} can_save
 * @property {string} problem why it cannot be used now; empty: it can
 *
 * @typedef {object} Subfolder
 * @property {string} name
 * @property {string} address
 * @property {number | null} [images] where the server counted them
 *
 * @typedef {object} FolderPicture
 * @property {string} name its path below the folder, with `/`
 * @property {string} stem its file name without ending
 * @property {string | null} caption its beginning; null where no file holds one
 * @property {boolean} mask
 * @property {string} tag of its state: with it the browser asks for the picture once
 * @property {string} [problem] such as a caption that is too large
 *
 * @typedef {object} Listing
 * @property {string} folder its address in one spelling
 * @property {string} path absolute
 * @property {string | null} parent null where nothing above may be used
 * @property {boolean} can_save
 * @property {Subfolder[]} folders
 * @property {number} count of all pictures
 * @property {number} start the place of the first one here
 * @property {FolderPicture[]} images
 * @property {string[] | number} skipped what leads out of what is allowed
 *
 * Exactly one of `folder` and `pool` is given.
 * @typedef {object} Source
 * @property {string} [folder]
 * @property {number} [depth] of folders below it; -1: all
 * @property {string} [pool]
 *
 * @typedef {object} BucketOptions
 * @property {number} resolution pixels; squared the most that a bucket has
 * @property {number} divisible pixels
 * @property {number} max_upscale times
 *
 * @typedef {object} Fit
 * @property {number} width pixels, of the bucket
 * @property {number} height
 * @property {number} scale
 * @property {[number, number, number, number]} box left, top, right, bottom of what is kept, in pixels of the picture
 * @property {number} cropped 0..1
 *
 * @typedef {object} FittedPicture
 * @property {string} name
 * @property {string | null} [slot] of a pool
 * @property {number} width pixels
 * @property {number} height
 * @property {Fit} fit
 * @property {string | null} [caption]
 * @property {boolean} [mask]
 * @property {string} [tag]
 *
 * @typedef {object} BucketCount
 * @property {number} width
 * @property {number} height
 * @property {number} images
 * @property {number} enlarged more than the options allow
 * @property {number} cropped mean share, 0..1
 *
 * @typedef {object} DatasetWarning
 * @property {string} code
 * @property {string} message
 * @property {string} hint
 * @property {number} images
 * @property {string[]} names the first of them
 *
 * @typedef {object} CaptionCounts
 * @property {number} present
 * @property {number} empty
 * @property {number} missing
 * @property {number} shortest characters
 * @property {number} median
 * @property {number} longest
 *
 * @typedef {object} Statistics
 * @property {Source} source
 * @property {BucketOptions} options
 * @property {number} images
 * @property {number} unreadable
 * @property {number} bytes
 * @property {number} masks
 * @property {Record<string, number>} kinds
 * @property {{width: number, height: number, images: number}[]} sizes
 * @property {number} sizes_in_all
 * @property {Record<string, number>} megapixels
 * @property {BucketCount[]} buckets
 * @property {CaptionCounts} captions
 * @property {{tag: string, images: number}[]} tags
 * @property {number} tags_in_all
 * @property {DatasetWarning[]} warnings
 *
 * @typedef {object} SlotFilter
 * @property {string} [words]
 * @property {"any" | "with" | "without"} [labels]
 * @property {"any" | "with" | "without"} [masks]
 * @property {readonly string[] | null} [slots] ids; null: all of the pool
 *
 * @typedef {object} ExportRequest
 * @property {string} pool
 * @property {string} folder
 * @property {SlotFilter} [filter]
 * @property {"refuse" | "number" | "replace"} [existing]
 * @property {"keep" | "png" | "jpg" | "webp"} [images]
 * @property {number} [quality] 1..100
 * @property {"none" | "alpha" | "file" | "folder"} [masks]
 * @property {"txt" | "caption" | "none"} [captions]
 * @property {boolean} [empty_captions]
 * @property {string} [prefix]
 * @property {BucketOptions | null} [fit] null: as they are
 *
 * @typedef {object} ExportPlan
 * @property {string} folder
 * @property {string} path
 * @property {number} images
 * @property {number} masks
 * @property {number} captions
 * @property {number} bytes about
 * @property {boolean} replaces
 * @property {DatasetWarning[]} [warnings]
 *
 * @typedef {object} DatasetExport
 * @property {string} folder
 * @property {string} path
 * @property {number} images
 * @property {number} masks
 * @property {number} captions
 * @property {string | null} trash brings the replaced folder back
 *
 * @typedef {object} TrashedDataset
 * @property {string} id
 * @property {string} folder
 * @property {number} deleted milliseconds
 */

export {};
