/** The small "are you sure" dialog that a Block Kit element may ask for first. */

import { el } from "./dom.js";
import { plainWords, textNodes } from "./mrkdwn.js";

/** Ask; resolves true when confirmed. Nothing to ask resolves true at once. */
export function sure(question) {
  if (!question) return Promise.resolve(true);
  return new Promise((settle) => {
    const answer = (yes) => { box.close(); box.remove(); settle(yes); };
    const style = question.style === "danger" ? "danger" : "primary";
    const yes = el("button", { class: `button ${style}`, onclick: () => answer(true) }, plainWords(question.confirm) || "Yes");
    const no = el("button", { class: "button", onclick: () => answer(false) }, plainWords(question.deny) || "Cancel");
    const escaped = (event) => { event.preventDefault(); answer(false); };
    const box = el("dialog", { class: "modal confirm", "aria-labelledby": "confirm-title", oncancel: escaped },
      el("header", { class: "modal-head" }, el("h2", { id: "confirm-title" }, plainWords(question.title))),
      el("div", { class: "modal-body" }, el("div", { class: "text" }, textNodes(question.text))),
      el("footer", { class: "modal-foot" }, no, yes));
    document.body.append(box);
    box.showModal();
    yes.focus();
  });
}
