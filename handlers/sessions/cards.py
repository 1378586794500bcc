"""How one session looks in a message of its own, with who comes and the buttons that fit."""

from datetime import datetime
from zoneinfo import ZoneInfo

from governance.rsvps import Says
from governance.sessions import Session, State
from governance.sittings import can_be_started
from handlers.kit import shown
from handlers.kit.agenda import agenda_of
from handlers.kit.blocks import Block, actions, button, esc, section
from handlers.kit.replies import Message
from handlers.kit.words import listing
from storage.unit_of_work import UnitOfWork

_HEADS = {Says.YES: "Coming", Says.MAYBE: "Perhaps", Says.NO: "Cannot come", None: "Not answered"}
SAID = {Says.YES: "Yes", Says.MAYBE: "Perhaps", Says.NO: "No"}
ANSWERS = ((Says.YES, "I will come"), (Says.MAYBE, "Perhaps"), (Says.NO, "I cannot"))


def announced_as(session: Session) -> str:
    """The name of the message that told of the session first."""
    return f"scheduled:{session.uid}"


def announcement(session: Session, uow: UnitOfWork) -> Message:
    """What the channel reads when a session is scheduled, and what that message becomes later."""
    text = section(f":calendar: {described(session, ZoneInfo(session.zone), uow)}")
    rows = () if session.started_at else (*start_row(session, uow.at), *buttons(session))
    return Message((text, *rows))


def described(session: Session, zone: ZoneInfo, uow: UnitOfWork) -> str:
    """When it is, how to join, who comes."""
    line = f"*{session.reference}* {shown.session_line(session, zone)}"
    if session.state is State.CANCELLED:
        return f"{line}\nCancelled."
    join = [f"<{session.join_link}|Join>"] if session.join_link and not session.ended_at else []
    if session.started_at:
        return "\n".join([line, *join, _held(session), *_who_came(session, uow)])
    kept = ["Kept in its organiser's own calendar."] if session.adopted else []
    return "\n".join([line, *join, *kept, *_who_comes(session, uow), *agenda_of(session, uow)])


def _who_came(session: Session, uow: UnitOfWork) -> list[str]:
    there = uow.attendance.of(session.id).there()
    people = uow.people.some(there)
    return [f"Present: {listing([shown.person(people[who]) for who in sorted(there)])}"] if there else []


def _held(session: Session) -> str:
    if session.is_on:
        return "It is on now, in the thread of its own message."
    return "Held." if session.state is State.HELD else "Held without a quorum: nothing was decided."


def buttons(session: Session) -> list[Block]:
    """For the guests of both companies."""
    if session.state is State.CANCELLED:
        return []
    says = [button(words, "session.answer", f"{session.reference} {its}") for its, words in ANSWERS]
    says[0] |= {"style": "primary"}
    return [actions(*says, button("Open", "again", f"session show {session.reference}"))]


def start_row(session: Session, at: datetime) -> list[Block]:
    """For the chairs, from a quarter of an hour before it begins."""
    return [actions(start_button(session))] if can_be_started(session, at) else []


def start_button(session: Session) -> Block:
    return button("Start", "sittings.start", session.reference, style="primary", label=f"Start {session.reference}")


def _who_comes(session: Session, uow: UnitOfWork) -> list[str]:
    answers = uow.sessions.answers(session)
    people = uow.people.some(set(answers))
    lines = []
    for says, head in _HEADS.items():
        of_it = [shown.person(people[who]) for who, its in answers.items() if its == says and who in people]
        lines += [f"{esc(head)}: {listing(of_it)}"] if of_it else []
    doubted = uow.rsvps.doubted(session)
    unverified = [f"{shown.person(people[who])} ({SAID[its]})" for who, its in doubted.items() if who in people]
    return lines + ([f"By mail, unverified: {listing(unverified)}"] if unverified else [])
