/** Rich text blocks: sections, lists, quotes and preformatted text, with styled pieces inside. */

import { el, link } from "./dom.js";
import { emoji } from "./emoji.js";
import { broadcast, channelMention, dateNode, userMention } from "./mrkdwn.js";

const MARKERS = [["1", "a", "i"], ["disc", "circle", "square"]];

export const richText = (block) => el("div", { class: "rich-text" }, block.elements.map(part));

function part(element) {
  if (element.type === "rich_text_list") return list(element);
  const inner = (element.elements ?? []).map(piece);
  if (element.type === "rich_text_quote") return el("blockquote", {}, inner);
  if (element.type === "rich_text_preformatted") return el("pre", {}, inner);
  return el("div", {}, inner);
}

function list(element) {
  const indent = element.indent ?? 0;
  const ordered = element.style === "ordered";
  const props = ordered ? { type: MARKERS[0][indent % 3], start: (element.offset ?? 0) + 1 } : {};
  const style = `margin-left:${indent * 24}px;${ordered ? "" : `list-style-type:${MARKERS[1][indent % 3]}`}`;
  return el(ordered ? "ol" : "ul", { ...props, style }, element.elements.map((item) => el("li", {}, item.elements.map(piece))));
}

const PIECES = {
  text: (element) => element.text,
  link: (element) => link(element.url, element.text || element.url),
  emoji: (element) => emoji(element.name),
  user: (element) => userMention(element.user_id),
  channel: (element) => channelMention(element.channel_id, ""),
  usergroup: (element) => el("span", { class: "mention" }, `@${element.usergroup_id}`),
  team: (element) => element.team_id,
  broadcast: (element) => broadcast(element.range),
  date: (element) => dateNode(element.timestamp, element.format, element.fallback ?? "", element.url),
  color: (element) => el("span", {}, el("i", { class: "swatch", style: `background:${CSS.escape(element.value).replace("\\#", "#")}` }), element.value),
};

const TAGS = { code: "code", strike: "s", italic: "em", bold: "strong", underline: "u" };

function piece(element) {
  const node = PIECES[element.type]?.(element) ?? element.text ?? "";
  return Object.entries(TAGS).reduce((inner, [style, tag]) => (element.style?.[style] ? el(tag, {}, inner) : inner), node);
}
