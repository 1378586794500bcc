/** The markdown block: the common subset of Markdown that Slack shows. */

import { el, link } from "./dom.js";
import { withEmoji } from "./emoji.js";

const INLINE = /`([^`\n]+)`|!?\[([^\]]*)\]\(([^)\s]+)\)|\*\*(.+?)\*\*|__(.+?)__|~~(.+?)~~|\*(\S(?:.*?\S)?)\*|\b_(\S(?:.*?\S)?)_\b|(https?:\/\/[^\s<>)]+)/g;

export function markdown(text) {
  const lines = text.split("\n");
  const nodes = [];
  while (lines.length) nodes.push(...takeBlock(lines));
  return nodes;
}

/** Take the lines of the next block off the front of `lines`; answer its nodes. */
function takeBlock(lines) {
  const line = lines[0];
  const heading = line.match(/^(#{1,6})\s+(.*)/);
  if (!line.trim()) return (lines.shift(), []);
  if (heading) return (lines.shift(), [el("h4", { class: `md-h md-h${heading[1].length}` }, inline(heading[2]))]);
  if (/^```/.test(line)) return [fence(lines)];
  if (/^\s*([-*_])(\s*\1){2,}\s*$/.test(line)) return (lines.shift(), [el("hr")]);
  if (/^>/.test(line)) return [el("blockquote", {}, inline(takeWhile(lines, (l) => /^>/.test(l)).map((l) => l.replace(/^> ?/, "")).join("\n")))];
  if (isItem(line)) return [list(takeWhile(lines, isItem))];
  if (line.includes("|") && /^[\s|:-]+$/.test(lines[1] ?? "")) return [table(takeWhile(lines, (l) => l.includes("|")))];
  return [el("p", {}, inline(takeWhile(lines, isPlain).join("\n")))];
}

const isItem = (line) => /^\s*([-*+]|\d+[.)])\s+/.test(line);
const isPlain = (line, at) => at === 0 || (line.trim() && !isItem(line) && !/^(#{1,6}\s|```|>)/.test(line));

function takeWhile(lines, wanted) {
  let end = 0;
  while (end < lines.length && wanted(lines[end], end)) end += 1;
  return lines.splice(0, end);
}

function fence(lines) {
  lines.shift();
  const end = lines.findIndex((line) => /^```/.test(line));
  const code = lines.splice(0, end < 0 ? lines.length : end);
  lines.shift();
  return el("pre", {}, code.join("\n"));
}

function list(items) {
  const depth = (line) => Math.floor(line.match(/^\s*/)[0].length / 2);
  const ordered = /^\s*\d/.test(items[0]);
  return el(ordered ? "ol" : "ul", {}, items.map((line) => {
    const words = line.replace(/^\s*([-*+]|\d+[.)])\s+/, "");
    const task = words.match(/^\[([ xX])\]\s+(.*)/);
    const shown = task ? [task[1] === " " ? "☐ " : "☑ ", inline(task[2])] : inline(words);
    return el("li", { style: `margin-left:${depth(line) * 24}px` }, shown);
  }));
}

function table([head, , ...rows]) {
  const cells = (line) => line.trim().replace(/^\||\|$/g, "").split("|").map((cell) => cell.trim());
  const row = (tag) => (line) => el("tr", {}, cells(line).map((cell) => el(tag, {}, inline(cell))));
  return el("div", { class: "table-wrap" }, el("table", {}, el("thead", {}, row("th")(head)), el("tbody", {}, rows.map(row("td")))));
}

function inline(text) {
  const nodes = [];
  let from = 0;
  for (const found of text.matchAll(INLINE)) {
    nodes.push(withEmoji(text.slice(from, found.index)), piece(found));
    from = found.index + found[0].length;
  }
  return [...nodes, withEmoji(text.slice(from))];
}

function piece([, code, label, address, bold, strong, strike, star, under, bare]) {
  if (code) return el("code", {}, code);
  if (address) return link(address, label || address);
  if (bare) return link(bare, bare);
  const tag = bold ?? strong ? "strong" : strike ? "s" : "em";
  return el(tag, {}, inline(bold ?? strong ?? strike ?? star ?? under));
}
