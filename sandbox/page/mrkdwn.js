/** Slack's own message markup ("mrkdwn"), and plain text, as nodes. */

import { slackDate } from "./dates.js";
import { el, link } from "./dom.js";
import { EMOJI, withEmoji } from "./emoji.js";
import { channelName, nameOf, store } from "./store.js";

const EDGE = "[\\p{L}\\p{N}]";
const wrapped = (mark) => `(?<!${EDGE})[${mark}](?=\\S)((?:<[^<>\\n]+>|[^${mark}\\n])*?\\S)[${mark}](?!${EDGE})`;
const INLINE = new RegExp(`\`([^\`\\n]+)\`|<([^<>\\n]+)>|${wrapped("*")}|${wrapped("_")}|${wrapped("~")}|:([a-z0-9_+-]+):`, "gu");
const STYLES = ["strong", "em", "s"];

export const unescape = (text) => text.replace(/&lt;/g, "<").replace(/&gt;/g, ">").replace(/&amp;/g, "&");

/** A Block Kit text object ({type, text}) or a bare string, as a list of nodes. */
export function textNodes(text) {
  if (!text) return [];
  if (typeof text === "string") return mrkdwn(text);
  if (text.type === "mrkdwn") return mrkdwn(text.text);
  return [text.emoji === false ? text.text : withEmoji(text.text)];
}

/** A text object as words only, for labels. */
export const plainWords = (text) => withEmoji(typeof text === "string" ? text : text?.text ?? "");

/** A whole text: fenced code, quotes, then lines. */
export function mrkdwn(text) {
  return text.split(/```\n?([\s\S]+?)\n?```/).flatMap((piece, at) => {
    if (at % 2) return [el("pre", {}, unescape(piece))];
    return quotes(piece.replace(at ? /^\n/ : /^$/, ""));
  });
}

function quotes(text) {
  const nodes = [];
  let run = [];
  let quoted = false;
  const flush = () => {
    if (run.length) nodes.push(...(quoted ? [el("blockquote", {}, inline(run.join("\n")))] : inline(run.join("\n"))));
    run = [];
  };
  for (const line of text.split("\n")) {
    const mark = line.match(/^(?:&gt;|>) ?/);
    if (Boolean(mark) !== quoted) flush();
    quoted = Boolean(mark);
    run.push(mark ? line.slice(mark[0].length) : line);
  }
  flush();
  return nodes;
}

/** One run of text: code, references, styles, emoji; whatever is left is words. */
export function inline(text) {
  const nodes = [];
  let from = 0;
  for (const found of text.matchAll(INLINE)) {
    nodes.push(unescape(text.slice(from, found.index)), piece(found));
    from = found.index + found[0].length;
  }
  nodes.push(unescape(text.slice(from)));
  return nodes.filter((node) => node !== "");
}

function piece([whole, code, reference, bold, italic, strike, emojiName]) {
  if (code) return el("code", {}, unescape(code));
  if (reference) return referenceNode(reference);
  if (emojiName) return EMOJI.get(emojiName) ?? whole;
  const style = [bold, italic, strike].findIndex((inner) => inner !== undefined);
  return el(STYLES[style], {}, inline([bold, italic, strike][style]));
}

function referenceNode(reference) {
  const bar = reference.indexOf("|");
  const target = bar < 0 ? reference : reference.slice(0, bar);
  const label = bar < 0 ? "" : unescape(reference.slice(bar + 1));
  if (target.startsWith("@")) return userMention(target.slice(1));
  if (target.startsWith("#")) return channelMention(target.slice(1), label);
  if (target.startsWith("!")) return special(target.slice(1), label);
  return link(unescape(target), label || unescape(target).replace(/^mailto:/, ""));
}

export function userMention(id) {
  return el("span", { class: id === store.as ? "mention mention-me" : "mention" }, `@${nameOf(id)}`);
}

export function channelMention(id, label) {
  return el("a", { class: "mention", href: `#as=${store.as}&in=${id}` }, `#${label || channelName(id)}`);
}

export const broadcast = (range) => el("span", { class: "mention mention-me" }, `@${range}`);

function special(target, label) {
  const [kind, seconds, pattern, address] = target.split("^");
  if (kind === "date") return dateNode(Number(seconds), pattern ?? "", label, address);
  if (kind === "subteam") return el("span", { class: "mention" }, label || `@${seconds}`);
  return broadcast(kind);
}

export function dateNode(seconds, pattern, fallback, address) {
  const words = slackDate(seconds, pattern, fallback);
  return address ? link(address, words) : el("time", { class: "date", title: fallback }, words);
}
