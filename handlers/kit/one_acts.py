"""Mails to people without Slack: the words of a message, and for each button that can be pressed by mail a link of its own."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from hashlib import sha256
from typing import Any

from governance.feeds import fingerprint
from governance.one_acts import LONGEST_ABOUT
from governance.people import Person
from handlers.kit.blocks import Block, as_text, cut, esc, without_marks
from handlers.kit.confirming import manager_of
from handlers.kit.letters import note
from storage.outbox import Kind
from storage.unit_of_work import UnitOfWork

# What a page can ask for and do: no files, and no people from Slack's list.
NAMES = frozenset(
    {
        *("breach.comment", "risk.deed", "credit.deed"),
        *("result.accept", "result.dispute", "result.settle", "result.restate", "result.submit", "result.need"),
        *("excusal.agree", "excusal.decline", "sla.agree", "sla.decline", "leaving.wrong"),
        "decisions.answer",
        *("body.agree", "body.decline"),
        *("minutes.approve", "minutes.comment", "minutes.addendum", "minutes.edit", "minutes.send"),
    }
)
# Of buttons that do several things, those whose ref begins so.
DEEDS = {
    "action.deed": ("accept ", "decline ", "done ", "verify ", "reopen ", "due "),
    "again": ("action acknowledge ",),
}
MOST = 20  # links in one mail
THEIRS = "(a link of their own)"  # what stands there in a rehearsal, where nobody could use one
_USER = re.compile(r"<@([A-Z0-9]+)>")
_EMOJI = re.compile(r":[a-z_]+: ")


@dataclass
class _Draft:
    """A mail in the making: its lines, and the acts its links lead to, by the mark that stands for each."""

    seed: str
    linked: bool
    brief: bool
    most: int
    lines: list[str] = field(default_factory=list)
    acts: dict[str, dict[str, Any]] = field(default_factory=dict)
    asks: bool = False


def write_mail(
    to: Person,
    *,
    subject: str,
    blocks: Sequence[Block],
    once: str,
    uow: UnitOfWork,
    brief: bool = False,
    most: int = MOST,
    otherwise: str = "",
) -> bool:
    """What the blocks say, by mail, with a link for each button, `most` in all. False where it was said before. `brief`: of an
    action item the likeliest act alone, of anything else yes and no.

    A link lets its person do one thing once. What is kept has the seeds of the links, as it has those of feeds (ADR 0011). Where
    there is no address of ours on the web the mail ends with `otherwise`, and with whom to write to.
    """
    assert to.mail is not None
    lane = f"mail:{to.mail}"
    rehearsed = uow.outbox.rehearsals.manager_for(lane) is not None
    seed = f"{uow.workspace.id}:{once}:{uow.at.isoformat()}"
    draft = _drafted(_Draft(seed, bool(uow.rules.addresses.public_url), brief, most), blocks, uow)
    words = "\n".join([*draft.lines, *_end(draft, to, otherwise, uow)])
    if rehearsed:
        for mark in draft.acts:
            words = words.replace(mark, THEIRS)
    letter = note(to, subject=subject, words=words, stamp=uow.at, about=f"{uow.workspace.id}:{once}")
    seeds = {} if rehearsed else {mark: its["seed"] for mark, its in draft.acts.items()}
    put = uow.outbox.put(Kind.MAIL, lane, letter | ({"acts": seeds} if seeds else {}), once=once[:200])
    if put is not None and seeds:
        _keep(draft.acts.values(), to, uow)
    return put is not None


def as_words(blocks: Sequence[Block], uow: UnitOfWork) -> str:
    """The words of blocks for whoever does not read them in Slack: people by name, no emoji, a line each."""
    return _worded(as_text(blocks), uow.people.of_slack(set(_USER.findall(as_text(blocks)))))


def _worded(text: str, people: Mapping[str, Person]) -> str:
    named = _USER.sub(lambda found: esc(its.name) if (its := people.get(found[1])) else "somebody", text)
    return _EMOJI.sub("", without_marks(named)).replace("`", "")


def who_helps(to: Person, uow: UnitOfWork) -> str:
    """Whom somebody without Slack can write to: the sponsor's account lead, or the administrator; "" where nobody is known."""
    theirs = to.vendor_id or to.refused_for
    its = manager_of(uow.vendors.by_id(theirs) if theirs else None, uow)
    if its is None or its.id == to.id:
        return ""
    return f"{its.name} ({its.mail})" if its.mail else f"{its.name} at {uow.workspace.name}"


# --- composing -----------------------------------------------------------------------------------------------------------


def _drafted(draft: _Draft, blocks: Sequence[Block], uow: UnitOfWork) -> _Draft:
    about, people = "", uow.people.of_slack(set(_USER.findall(as_text(blocks))))
    for block in blocks:
        if block["type"] != "actions":
            about = _worded(as_text([block]), people)
            draft.lines += ([""] if draft.lines else []) + [about] if about else []
            continue
        offered = [its for its in block["elements"] if is_offered(its)]
        draft.asks |= bool(offered)
        few = offered if not draft.brief else offered[: 1 if _is_action(offered) else 2]
        for its in few if draft.linked else ():
            if len(draft.acts) < draft.most:
                _link(its, about, draft)
    return draft


def is_offered(element: Block) -> bool:
    """Whether a button's act can be done on a page."""
    name, ref = name_of(element), str(element.get("value") or "")
    return element["type"] == "button" and (name in NAMES or ref.startswith(DEEDS.get(name, ("\0",))))


def _is_action(row: Sequence[Block]) -> bool:
    return bool(row) and name_of(row[0]) == "action.deed"


def name_of(element: Block) -> str:
    return str(element["action_id"]).partition("#")[0]


def _link(element: Block, about: str, draft: _Draft) -> None:
    seed = f"{draft.seed}:{len(draft.acts)}"
    mark = f"{{act:{sha256(seed.encode()).hexdigest()[:16]}}}"
    label = str(element["text"]["text"])
    title = str(element.get("accessibility_label") or label).replace(": ", " ", 1)
    draft.acts[mark] = {
        "seed": seed,
        "name": name_of(element),
        "ref": str(element["value"]),
        "label": label,
        "title": title,
        "about": cut(about, LONGEST_ABOUT),
    }
    draft.lines.append(f"{title}: {mark}")


def _end(draft: _Draft, to: Person, otherwise: str, uow: UnitOfWork) -> list[str]:
    helper = who_helps(to, uow)
    if draft.acts:
        until = (uow.at + timedelta(days=uow.rules.link_days)).astimezone(to.hours(uow.workspace.zone).zone)
        each = "The link opens a page that" if len(draft.acts) == 1 else "Each link opens a page that"
        asks = f"{each} asks you first; nothing happens until you press the button there."
        more = f" For anything else, write to {helper}." if helper else ""
        return ["", f"{asks} It works once, until {until:%A %-d %B}, in your name, so please do not pass it on.{more}"]
    if not draft.asks:
        return []
    write = f"{'Or' if otherwise else 'To answer,'} please write to {helper}." if helper else ""
    return ["", *(line for line in (otherwise, write) if line)]


def _keep(acts: Iterable[Mapping[str, Any]], to: Person, uow: UnitOfWork) -> None:
    until = uow.at + timedelta(days=uow.rules.link_days)
    secret = uow.rules.addresses.act_secret
    rows = []
    for its in acts:
        facts = {name: value for name, value in its.items() if name != "seed"}
        facts |= {"person_id": to.id, "made_at": uow.at, "expires_at": until}
        rows.append(facts | {"secret_hash": fingerprint(secret(its["seed"]))})
    uow.one_acts.add(rows)
