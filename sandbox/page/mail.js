/** The mailbox: every mail the sandbox received, with an invite's calendar part read back in words. */

import { el, link, repaint } from "./dom.js";
import { icon } from "./icons.js";
import { me, store, zone } from "./store.js";

let chosen = null; // place of the mail being read, from the oldest
let reader = null; // who was reading: somebody else begins with the newest mail to them

export function drawMail(node, mails) {
  if (!mails.length) return repaint(node, el("div", { class: "empty" }, icon("mail"), el("p", {}, "No mail yet. Calendar invites that Parley sends arrive here.")));
  if (reader !== store.as || chosen >= mails.length) chosen = newest(mails);
  reader = store.as;
  const choose = (at) => () => { chosen = at; drawMail(node, mails); };
  const rows = mails.map((mail, at) => row(mail, at, choose(at))).reverse();
  return repaint(node, el("div", { class: "mail" }, el("ul", { class: "mail-list", "aria-label": "Mails", "data-scroll": "mails" }, rows), reading(mails[chosen])));
}

function newest(mails) {
  const mine = mails.findLastIndex((mail) => list(mail.to).includes(me()?.name));
  return mine < 0 ? mails.length - 1 : mine;
}

function row(mail, at, onclick) {
  const here = at === chosen;
  return el("li", {}, el("button", { class: here ? "mail-row here" : "mail-row", "aria-current": here ? "true" : null, "data-key": `mail-${at}`, onclick },
    el("span", { class: "mail-top" }, el("b", {}, `To ${list(mail.to).replace(/\s*<[^>]*>/g, "")}`), el("time", {}, when(mail.date))),
    el("span", { class: "mail-subject" }, mail.invite && icon("calendar"), mail.subject), el("span", { class: "mail-peek" }, (mail.text ?? "").slice(0, 120))));
}

const list = (who) => (Array.isArray(who) ? who.join(", ") : who ?? "");

function when(date) {
  const at = new Date(date);
  if (Number.isNaN(at.getTime())) return date ?? "";
  return at.toLocaleString("en-US", { timeZone: zone(), month: "short", day: "numeric", hour: "numeric", minute: "2-digit" });
}

function reading(mail) {
  return el("article", { class: "mail-open", "aria-label": mail.subject }, el("h3", {}, mail.subject),
    el("dl", {}, pair("From", list(mail.from)), pair("To", list(mail.to)), pair("Date", when(mail.date))),
    mail.invite && invitation(mail), mail.text ? el("div", { class: "mail-text" }, linked(mail.text)) : framed(mail.html));
}

const pair = (name, value) => value && [el("dt", {}, name), el("dd", {}, value)];

/** The calendar part's words, a line for each event; what stands before the first colon ("Invitation") is set in bold. */
function invitation(mail) {
  const lines = mail.invite.split("\n").map((line) => {
    const [, title, words] = line.match(/^([A-Z][\w ]{0,24}: )(.*)$/) ?? [null, "", line];
    return el("div", {}, el("b", {}, title), words);
  });
  const kind = mail.method === "CANCEL" ? "invite cancelled" : "invite";
  return el("section", { class: kind, "aria-label": "Calendar invitation" }, icon("calendar"), el("div", {}, lines));
}

/** Web addresses in a plain text as links. */
function linked(text) {
  return text.split(/(https?:\/\/[^\s<>]+)/).map((piece, at) => (at % 2 ? link(piece, piece) : piece));
}

// A mail with only an HTML part is shown in a frame that may run nothing and load nothing.
const framed = (html) => html && el("iframe", { class: "mail-html", sandbox: "", srcdoc: html, title: "The mail's HTML part" });
