/** The left rail: the workspace, who you are, channels, direct messages, apps and the mailbox. */

import { el, repaint } from "./dom.js";
import { avatar } from "./faces.js";
import { icon } from "./icons.js";
import { bot, botIm, channels, me, store } from "./store.js";

export const address = (place, as = store.as) => `#as=${as}&in=${place}`;

export function drawRail(node) {
  const company = me()?.company ?? store.state.company;
  document.body.dataset.team = me()?.team ?? "";
  repaint(node, title(company), people(), el("div", { class: "rail-lists", "data-scroll": "rail" }, ...sections()));
}

const title = (company) => el("div", { class: "rail-title" }, el("h1", {}, company));

function people() {
  const faces = store.state.people.map((one) => {
    const on = one.id === store.as;
    const who = `${one.name}, ${one.company}`;
    return el("button", { class: on ? "viewer on" : "viewer", role: "radio", "aria-checked": String(on), "aria-label": who, title: who,
      "data-key": `as-${one.id}`, tabindex: on ? "0" : "-1", onclick: () => become(one.id), onkeydown: (event) => step(event, one.id) },
    avatar(one.id, one.name, "small"), el("span", {}, one.name.split(" ")[0]));
  });
  return el("div", { class: "viewers" },
    el("div", { class: "viewers-label" }, "You are ", el("b", {}, me()?.name ?? "")),
    el("div", { class: "viewers-row", role: "radiogroup", "aria-label": "Who you are" }, faces));
}

function become(id) {
  location.hash = `as=${id}&in=${store.place}`;
}

function step(event, id) {
  const by = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
  if (!by) return;
  event.preventDefault();
  const ids = store.state.people.map((one) => one.id);
  const next = ids[(ids.indexOf(id) + by + ids.length) % ids.length];
  document.querySelector(`[data-key="as-${next}"]`)?.focus();
  become(next);
}

function sections() {
  const im = botIm();
  const mails = Math.max(0, store.mails.length - store.seenMails);
  return [
    section("Channels", channels().map(channelRow)),
    section("Direct messages", [im && row(im.id, avatar(bot().id, bot().name, "tiny"), bot().name, { unread: im.unread })]),
    section("Apps", [row("home", icon("home"), `${bot().name} Home`, {})]),
    section("Mail", [row("mail", icon("mail"), "Mailbox", { unread: mails })]),
  ];
}

function section(name, rows) {
  return el("section", { "aria-label": name }, el("h2", {}, name), el("ul", {}, rows.filter(Boolean).map((one) => el("li", {}, one))));
}

function channelRow(one) {
  const shared = one.shared_with?.length ? `Shared with ${one.shared_with.join(", ")}` : "";
  const mark = shared && el("span", { class: "shared", title: shared, role: "img", "aria-label": shared }, icon("diamonds"));
  return row(one.id, icon(one.archived ? "archive" : "hash"), one.name, { unread: one.unread, mark, dim: one.archived });
}

function row(place, sign, name, { unread, mark, dim }) {
  const here = store.place === place;
  const news = Boolean(unread) && !here;
  const count = typeof unread === "number" && unread > 0 ? unread : null;
  const look = ["row", here && "here", news && "news", dim && "dim"].filter(Boolean).join(" ");
  return el("a", { href: address(place), class: look, "data-key": `row-${place}`, "aria-current": here ? "page" : null },
    sign, el("span", { class: "row-name" }, name), mark,
    news && el("span", { class: count ? "badge" : "dot", role: "img", "aria-label": count ? `${count} unread` : "Unread" }, count ?? ""));
}
