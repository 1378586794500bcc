/** Times as Slack writes them, in the viewer's own zone. Moments are seconds since 1970 (numbers, or Slack's ts). */

import { zone } from "./store.js";

const DAY = 86400;
const HALF_A_YEAR = 183 * DAY;

const now = () => Date.now() / 1000;

function format(seconds, options) {
  return new Intl.DateTimeFormat("en-US", { timeZone: zone(), ...options }).format(new Date(seconds * 1000));
}

function parts(seconds) {
  const options = { timeZone: zone(), hourCycle: "h23", year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit" };
  const list = new Intl.DateTimeFormat("en-US", options).formatToParts(new Date(seconds * 1000));
  return Object.fromEntries(list.map((part) => [part.type, part.value]));
}

export const clock = (seconds) => format(seconds, { hour: "numeric", minute: "2-digit" });

/** "2026-11-22" in the viewer's zone: two moments of one day share it. */
export function dayKey(seconds) {
  const { year, month, day } = parts(seconds);
  return `${year}-${month}-${day}`;
}

export const timeKey = (seconds) => `${parts(seconds).hour}:${parts(seconds).minute}`;

/** Seconds since 1970 of a wall-clock time ("2026-11-22", "14:30") in the viewer's zone. */
export function moment(day, time) {
  const wall = Date.parse(`${day}T${time}:00Z`) / 1000;
  const offset = (at) => Date.parse(`${dayKey(at)}T${timeKey(at)}:00Z`) / 1000 - at;
  const guess = wall - offset(wall);
  return wall - offset(guess);
}

function ordinal(day) {
  if (day % 100 >= 11 && day % 100 <= 13) return `${day}th`;
  return `${day}${{ 1: "st", 2: "nd", 3: "rd" }[day % 10] ?? "th"}`;
}

/** "Monday, November 16th", for the line between two days. */
export function dayLine(seconds) {
  const near = nearDay(seconds);
  if (near && near !== "tomorrow") return near[0].toUpperCase() + near.slice(1);
  const year = yearIfFar(seconds);
  return `${format(seconds, { weekday: "long" })}, ${monthDay(seconds, "long")}${year}`;
}

export const fullMoment = (seconds) => `${dayLine(seconds)} at ${clock(seconds)}`;

function nearDay(seconds) {
  const names = { [dayKey(now())]: "today", [dayKey(now() - DAY)]: "yesterday", [dayKey(now() + DAY)]: "tomorrow" };
  return names[dayKey(seconds)];
}

const yearIfFar = (seconds) => (Math.abs(seconds - now()) > HALF_A_YEAR ? `, ${parts(seconds).year}` : "");
const monthDay = (seconds, month) => `${format(seconds, { month })} ${ordinal(Number(parts(seconds).day))}`;

function ago(seconds) {
  const gap = seconds - now();
  const [unit, size] = [["day", DAY], ["hour", 3600], ["minute", 60]].find(([, length]) => Math.abs(gap) >= length) ?? ["second", 1];
  return new Intl.RelativeTimeFormat("en", { numeric: "auto" }).format(Math.round(gap / size), unit);
}

const plain = {
  date_num: dayKey,
  date: (at) => monthDay(at, "long") + yearIfFar(at),
  date_short: (at) => format(at, { month: "short", day: "numeric" }) + yearIfFar(at),
  date_long: (at) => `${format(at, { weekday: "long" })}, ${monthDay(at, "long")}${yearIfFar(at)}`,
  time: clock,
  time_secs: (at) => format(at, { hour: "numeric", minute: "2-digit", second: "2-digit" }),
  ago,
};

/** Fill Slack's date tokens ("{date_short_pretty} at {time}"); an unknown token makes Slack show the fallback. */
export function slackDate(seconds, pattern, fallback) {
  if (!Number.isFinite(seconds)) return fallback;
  let known = true;
  const words = pattern.replace(/\{(\w+)\}/g, (token, name) => {
    const base = name.replace(/_pretty$/, "");
    if (!plain[base]) known = false;
    return (name !== base && nearDay(seconds)) || plain[base]?.(seconds) || token;
  });
  return known ? words[0].toUpperCase() + words.slice(1) : fallback;
}
