/** The parts of the statistics that are read or looked at: facts, captions, tags, sizes, formats. */

import { element } from "../library/elements.js";
import { bytesText } from "./dataset_words.js";
import { barList, columnPlot, partsBar } from "./plots.js";

const SIZES = 60;
const FEW_SIZES = 12;
const TAGS = 60;
const FEW = 18;

/**
 * @typedef {import("../library/strings.js").Translate} Translate
 * @typedef {import("./types.js").Statistics} Statistics
 */

/**
 * @param {Translate} t
 * @param {Statistics} statistics
 */
export function factsSection(t, { images, bytes, masks, captions, buckets, unreadable }) {
  const facts = [
    [String(images), t("datasets.facts.images", { count: images })],
    [bytesText(bytes), t("datasets.facts.bytes")],
    [String(captions.present), t("datasets.facts.captions", { count: captions.present })],
    [String(masks), t("datasets.facts.masks", { count: masks })],
    [String(buckets.length), t("datasets.facts.buckets", { count: buckets.length })],
    ...(unreadable ? [[String(unreadable), t("datasets.facts.unreadable")]] : []),
  ];
  const list = facts.map(([value, name]) => element("div", {}, element("dt", { text: name }), element("dd", { text: value })));
  return element("dl", { class: "penstock-dataset-facts penstock-dataset-wide" }, ...list);
}

/**
 * @param {Translate} t
 * @param {Statistics} statistics
 */
export function captionSection(t, { captions, tags, tags_in_all: inAll }) {
  const { present, empty, missing, shortest, median, longest } = captions;
  const parts = [
    { name: t("datasets.captions_bar.present"), count: present, kind: "good" },
    { name: t("datasets.captions_bar.empty"), count: empty, kind: "weak" },
    { name: t("datasets.captions_bar.missing"), count: missing, kind: "bad" },
  ];
  const lengths = present ? [element("p", { class: "penstock-dataset-hint", text: shortest === longest ? t("datasets.captions_bar.length", { count: longest }) : t("datasets.captions_bar.lengths", { shortest, median, longest }) })] : [];
  const tagList = tags.length ? [element("h3", { text: t("datasets.tags", { count: inAll }) }), ...foldedBars(t, t("datasets.tags", { count: inAll }), FEW, tags.slice(0, TAGS).map(({ tag, images }) => ({ name: tag, count: images })))] : [];
  return section(t("datasets.captions_bar.title"), partsBar(t("datasets.captions_bar.title"), parts), ...lengths, ...tagList);
}

/**
 * @param {Translate} t
 * @param {Statistics} statistics
 */
export function plotSections(t, { megapixels, sizes, sizes_in_all: inAll, kinds }) {
  // Keys that are whole numbers come first in objects.
  const bounds = Object.entries(megapixels).sort(([one], [other]) => (Number(one) || Infinity) - (Number(other) || Infinity));
  const columns = bounds.map(([bound, count]) => ({ name: bound === "more" ? t("datasets.megapixels.more") : `≤ ${bound}`, count }));
  const listed = sizes.slice(0, SIZES).map(({ width, height, images }) => ({ name: `${width} × ${height}`, count: images }));
  const rest = inAll > listed.length ? [element("p", { class: "penstock-dataset-hint", text: t("datasets.sizes_more", { count: inAll - listed.length }) })] : [];
  const formats = Object.entries(kinds).map(([name, count]) => ({ name, count }));
  const sizesTitle = t("datasets.sizes", { count: inAll });
  return [
    section(t("datasets.megapixels.title"), columnPlot(t("datasets.megapixels.title"), columns), element("h3", { text: t("datasets.formats") }), barList(t("datasets.formats"), formats)),
    section(sizesTitle, ...foldedBars(t, sizesTitle, FEW_SIZES, listed), ...rest),
  ];
}

/**
 * The first of many, the others behind a fold.
 * @param {Translate} t
 * @param {string} label
 * @param {number} few
 * @param {{name: string, count: number}[]} values
 */
function foldedBars(t, label, few, values) {
  if (values.length <= few) return [barList(label, values)];
  const all = element("details", { class: "penstock-dataset-more" }, element("summary", { text: t("datasets.tags_more", { count: values.length - few }) }), barList(label, values.slice(few)));
  return [barList(label, values.slice(0, few)), all];
}

/**
 * @param {string} title
 * @param {...Node} content
 */
function section(title, ...content) {
  return element("section", { class: "penstock-dataset-section" }, element("h2", { text: title }), ...content);
}
