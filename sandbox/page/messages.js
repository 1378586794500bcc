/** A list of messages: days, authors, Block Kit, files, reactions, threads, and the toolbar on hover. */

import { act } from "./api.js";
import { blocks } from "./blocks.js";
import { clock, dayKey, dayLine, fullMoment } from "./dates.js";
import { el } from "./dom.js";
import { valueOf } from "./elements.js";
import { EMOJI, emoji } from "./emoji.js";
import { avatar } from "./faces.js";
import { fileCard } from "./files.js";
import { icon } from "./icons.js";
import { openMenu } from "./menu.js";
import { mrkdwn } from "./mrkdwn.js";
import { isOutsider, nameOf, person, store } from "./store.js";

const TOGETHER = 300; // seconds within which one person's messages stand under one name
const QUICK = ["pushpin", "eyes", "+1", "white_check_mark"];

/** A scrolling list that keeps the nodes of unchanged messages, so open menus and half-typed fields survive. */
export function feed(scroller, { inThread = false, openThread = () => {} } = {}) {
  const known = new Map();
  const list = el("div", { class: "messages", role: "log", "aria-label": inThread ? "Thread" : "Messages" });
  scroller.replaceChildren(list);
  let pinned = true;
  scroller.onscroll = () => { pinned = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < 60; };
  const settle = () => { if (pinned) scroller.scrollTop = scroller.scrollHeight; };
  new ResizeObserver(settle).observe(list);

  const draw = (messages, replies = new Map()) => {
    const rows = arrange(messages, replies, inThread);
    const giveBack = keyboardIn(list);
    const keep = rows.map((row) => {
      const old = known.get(row.key);
      if (old?.signature === row.signature) return old.node;
      const node = row.line ? lineNode(row.line, inThread) : messageNode(row, inThread, openThread);
      known.set(row.key, { signature: row.signature, node });
      return node;
    });
    reconcile(list, keep);
    giveBack();
    settle();
  };
  /** Whoever says something wants to see it and its answer. */
  const toTheEnd = () => { pinned = true; settle(); };
  return { draw, toTheEnd };
}

/** Remember which part of which message has the keyboard; the answer gives it back after that message was redrawn. */
function keyboardIn(list) {
  const held = list.contains(document.activeElement) ? document.activeElement : null;
  const ts = held?.closest("[data-ts]")?.dataset.ts;
  return () => {
    if (!held?.dataset.key || held.isConnected) return;
    list.querySelector(`[data-ts="${ts}"] [data-key="${CSS.escape(held.dataset.key)}"]`)?.focus({ preventScroll: true });
  };
}

/** Put `nodes` into `list` in order, moving as little as possible: a moved node would lose the keyboard. */
function reconcile(list, nodes) {
  const wanted = new Set(nodes);
  for (const child of [...list.children]) if (!wanted.has(child)) child.remove();
  nodes.forEach((node, at) => { if (list.children[at] !== node) list.insertBefore(node, list.children[at] ?? null); });
}

function arrange(messages, replies, inThread) {
  const rows = [];
  const told = messages.filter((one) => !one.ephemeral).length - 1; // replies that are there for everybody
  let before = null;
  for (const message of messages) {
    if (inThread && rows.length === 1 && told) rows.push({ key: "replies", signature: `${told}`, line: plural(told) });
    const day = dayKey(Number(message.ts));
    const newDay = !inThread && (!before || dayKey(Number(before.ts)) !== day);
    if (newDay) rows.push({ key: `day-${day}`, signature: dayLine(Number(message.ts)), line: dayLine(Number(message.ts)) });
    const follows = !newDay && before && rows.at(-1)?.message && joins(before, message);
    const answers = inThread ? [] : replies.get(message.ts) ?? [];
    const key = `${message.ts}${message.ephemeral ? "-private" : ""}`;
    rows.push({ key, message, follows, answers, signature: JSON.stringify([store.as, message, follows, answers.map((one) => one.ts)]) });
    before = message;
  }
  return rows;
}

function joins(before, message) {
  const same = before.user === message.user && before.author === message.author && !before.ephemeral && !message.ephemeral;
  return Boolean(same && Number(message.ts) - Number(before.ts) < TOGETHER && !before.reply_count);
}

const plural = (count) => (count === 1 ? "1 reply" : `${count} replies`);

function lineNode(words, inThread) {
  return el("div", { class: inThread ? "day replies" : "day", role: "separator", "aria-label": words }, el("span", {}, words));
}

function messageNode({ message, follows, answers }, inThread, openThread) {
  const at = Number(message.ts);
  const time = el("time", { class: "stamp", title: fullMoment(at) }, clock(at));
  const quiet = el("time", { class: "stamp quiet" }, clock(at).replace(/ [AP]M$/, ""));
  const gutter = el("div", { class: "gutter" }, follows ? quiet : avatar(message.user, message.author, "big"));
  const kind = ["message", follows && "follows", message.ephemeral && "private"].filter(Boolean).join(" ");
  return el("article", { class: kind, "aria-label": `${message.author}, ${clock(at)}`, "data-ts": message.ts },
    message.ephemeral && el("div", { class: "only-you" }, icon("eye"), "Only visible to you"),
    gutter, el("div", { class: "content" }, !follows && byline(message, time), content(message), files(message), reactions(message),
      !inThread && threadLink(message, answers, openThread)),
    !message.ephemeral && toolbar(message, inThread, openThread));
}

function byline(message, time) {
  const elsewhere = person(message.user) && person(message.user).team !== person(store.as)?.team;
  return el("div", { class: "byline" }, el("b", {}, message.author), message.is_bot && el("span", { class: "app-tag" }, "APP"),
    elsewhere && el("span", { class: "from" }, message.company), time);
}

function content(message) {
  const edited = message.edited && el("span", { class: "edited" }, "(edited)");
  const click = (fields) => act("click", { channel: store.place, ts: message.ts, ...fields });
  const kept = (key) => {
    const [block, action] = key.split("/");
    return valueOf(message.typed?.[block]?.[action]);
  };
  if (message.blocks?.length) return [el("div", { class: "blocks" }, blocks(message.blocks, { click, kept })), edited];
  return message.text ? el("div", { class: "text" }, mrkdwn(message.text), edited && " ", edited) : null;
}

/** Files not already shown inside an image block. */
function files(message) {
  const shown = JSON.stringify(message.blocks ?? []);
  return (message.files ?? []).filter((one) => !shown.includes(`"${one.id}"`)).map(fileNode);
}

function fileNode(file) {
  const card = fileCard(file);
  if (!file.mimetype.startsWith("image/")) return card;
  const image = el("img", { class: "picture wide", src: file.url, alt: file.alt || file.title || "" });
  image.addEventListener("error", () => image.replaceWith(card));
  return el("figure", {}, file.title && el("figcaption", {}, file.title), image);
}

function reactions(message) {
  if (!message.reactions?.length) return null;
  return el("div", { class: "reactions" }, message.reactions.map((one) => {
    const mine = one.users.includes(store.as);
    const who = one.users.map(nameOf).join(", ");
    return el("button", { class: mine ? "reaction mine" : "reaction", title: `${who} reacted with :${one.name}:`, "data-key": `reaction-${one.name}`,
      "aria-label": `${one.name}, ${one.users.length}, by ${who}`, "aria-pressed": String(mine),
      onclick: () => react(message, one.name) }, emoji(one.name), el("span", {}, one.users.length));
  }), el("button", { class: "reaction more", "aria-label": "Add a reaction", title: "Add a reaction", "aria-haspopup": "listbox", "data-key": "reaction-more",
    onclick: (event) => pickReaction(event.currentTarget, message) }, icon("smile")));
}

const react = (message, name) => act("react", { channel: store.place, ts: message.ts, name });

function threadLink(message, answers, openThread) {
  answers = answers.filter((one) => !one.ephemeral); // what only you see counts for nobody
  const count = Math.max(message.reply_count ?? 0, answers.length);
  if (!count) return null;
  const writers = [...new Map(answers.map((one) => [one.user, one.author]))].slice(0, 4);
  const last = answers.at(-1);
  const when = last && fullMoment(Number(last.ts)).replace(/^(Today|Yesterday)/, (day) => day.toLowerCase());
  return el("button", { class: "thread-link", onclick: () => openThread(message.ts) },
    writers.map(([id, name]) => avatar(id, name, "tiny")),
    el("b", {}, plural(count)), last && el("span", { class: "last-reply" }, `Last reply ${when}`));
}

function toolbar(message, inThread, openThread) {
  const tool = (label, sign, onclick, more = {}) => el("button", { class: "tool", "aria-label": label, title: label, onclick, ...more }, sign);
  const menu = { "aria-haspopup": "listbox" };
  return el("div", { class: "toolbar", role: "toolbar", "aria-label": "Message actions" },
    QUICK.map((name) => tool(`React with :${name}:`, emoji(name), () => react(message, name))),
    tool("Find another reaction", icon("smile"), (event) => pickReaction(event.currentTarget, message), menu),
    !inThread && tool("Reply in thread", icon("reply"), () => openThread(message.thread_ts ?? message.ts)),
    !isOutsider() && store.state.shortcuts?.length > 0 && tool("More actions", icon("more"), (event) => moreMenu(event.currentTarget, message), menu));
}

/** The emoji people react with, what is near at hand first, each sign once. */
function reactionItems() {
  const names = [...new Set([...QUICK, ...EMOJI.keys()])];
  const fresh = names.filter((name, at) => names.findIndex((one) => EMOJI.get(one) === EMOJI.get(name)) === at);
  return fresh.map((name) => ({ value: name, label: `${EMOJI.get(name)}  ${name}` }));
}

function pickReaction(anchor, message) {
  const items = reactionItems();
  openMenu(anchor, { label: "Reactions", items, search: true, pick: (item) => react(message, item.value) });
}

function moreMenu(anchor, message) {
  const group = "Message shortcuts";
  const items = store.state.shortcuts.map((one) => ({ value: one.callback_id, label: one.name, hint: store.state.bot.name, group }));
  const pick = (item) => act("shortcut", { callback_id: item.value, channel: store.place, ts: message.ts });
  openMenu(anchor, { label: "More actions", items, pick });
}
