/** What the page knows right now: who is looking, where, and the workspace as the sandbox last told it. */

export const store = {
  as: "U0ALICE",
  place: null, // a channel id, "home" or "mail"
  thread: null, // ts of the thread open on the right
  sought: null, // ts of a message a link leads to, until it is in sight
  state: null, // the answer of /sandbox/state
  conversation: [], // messages of the place, oldest first
  seenMails: 0,
  mails: [],
};

export const person = (id) => store.state?.people.find((one) => one.id === id);
export const me = () => person(store.as);
export const channel = (id) => store.state?.channels.find((one) => one.id === id);
export const bot = () => store.state?.bot ?? { id: "U0PARLEY", name: "Parley" };
export const botIm = () => store.state?.channels.find((one) => one.is_im);
export const isOutsider = () => Boolean(me()?.outsider);

/** The time zone dates are shown in: the person's own, else the browser's. */
export const zone = () => me()?.tz ?? Intl.DateTimeFormat().resolvedOptions().timeZone;

export function nameOf(id) {
  if (id === bot().id) return bot().name;
  return person(id)?.name ?? id;
}

export const channelName = (id) => channel(id)?.name ?? id;

/** The viewer's channels, without direct messages; `member` on each says whether Parley is in it. */
export const channels = () => (store.state?.channels ?? []).filter((one) => !one.is_im);
