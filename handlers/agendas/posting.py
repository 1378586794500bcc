"""The agenda in the vendor's channel: posted once some business days ahead, with the pre-read below it, and right from then on."""

import hashlib
import json
from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from governance.bodies import Body, usual_charter
from governance.calendar.working_hours import country_of
from governance.drawing_up import agenda_is_due
from governance.events import AgendaPosted, Door
from governance.people import Person
from governance.sessions import Session
from handlers.agendas.cards import agenda_blocks
from handlers.agendas.preread import document_of, file_name
from handlers.agendas.register import feature
from handlers.kit.blocks import without_marks
from handlers.kit.channels import channel_for
from handlers.kit.drawing_up import Drawn, draw_up
from handlers.kit.letters import note
from handlers.kit.replies import Message
from handlers.kit.requests import Job, Tick
from storage.agenda import Posted
from storage.outbox import Kind
from storage.sessions import COMING
from storage.unit_of_work import UnitOfWork

AHEAD = timedelta(days=60)  # over the most business days a charter can name, holidays among them
MANY = 5000
ROUND = "agendas.round"


def posted_as(session: Session) -> str:
    """The name of the message that shows the agenda."""
    return f"agenda:{session.uid}"


@feature.every("agendas", "11-59/15 * * * *")
def post_agendas(tick: Tick, uow: UnitOfWork) -> None:
    """However often the clock ticks, each agenda is posted once; those that are posted are looked at once a day."""
    if _due(uow):
        uow.outbox.put(Kind.WORK, "work:agendas", {"work": ROUND}, once=f"{ROUND}:{tick.due:%Y%m%dT%H%M}")


@feature.work(ROUND, door=Door.CLOCK)
def make_round(job: Job) -> None:
    """One agenda after the other, each in a transaction of its own: on the morning before many sessions nobody waits behind all."""
    with job.snapshot() as uow:
        due = _due(uow)
    for session in due:
        with job.unit_of_work() as uow:
            _bring_up_to_date(session, uow)


def _due(uow: UnitOfWork) -> list[int]:
    """The sessions whose agenda is to be posted now, or looked at again."""
    soon = uow.sessions.between(uow.at, uow.at + AHEAD, most=MANY)
    known = uow.agenda.posted([its.id for its in soon])
    bodies = {(its.vendor_id, its.kind): its for its in uow.bodies.of_vendors({its.vendor_id for its in soon})}
    return [
        its.id
        for its in soon
        if (
            _is_looked_at(its, known[its.id], uow)
            if its.id in known
            else _is_due(its, bodies.get((its.vendor_id, its.kind)), uow)
        )
    ]


def _bring_up_to_date(ident: int, uow: UnitOfWork) -> None:
    """As it stands by now: it may have been cancelled, or posted, since it was found."""
    session = uow.sessions.by_id(ident)
    if session is None or session.state not in COMING:
        return
    posted = uow.agenda.posted([ident]).get(ident)
    if posted is None:
        _post(session, uow)
    elif _is_looked_at(session, posted, uow):
        refresh(session, posted, uow)


def _is_due(session: Session, body: Body | None, uow: UnitOfWork) -> bool:
    zone = ZoneInfo(session.zone)
    local = session.starts_at.astimezone(zone), uow.at.astimezone(zone)
    charter = (body.charter if body else None) or usual_charter(session.kind)
    return agenda_is_due(*local, country_of(session.zone), uow.rules.remind_at, charter.pre_read_days)


def _is_looked_at(session: Session, posted: Posted, uow: UnitOfWork) -> bool:
    """Once a day, from the usual time on, on the session's own clock."""
    zone = ZoneInfo(session.zone)
    now, before = uow.at.astimezone(zone), posted.looked_at.astimezone(zone)
    return now.date() > before.date() and now.time() >= uow.rules.remind_at


def refresh(session: Session, posted: Posted, uow: UnitOfWork) -> None:
    """The message says what is so now; where it does already, nothing is sent."""
    blocks = _shown(draw_up(session, uow), uow)
    digest = _digest(blocks)
    if digest != posted.digest and posted.channel:
        payload = Message(tuple(blocks)).payload() | {"channel": posted.channel, "of": posted_as(session)}
        once = f"{posted_as(session)}:{uow.at:%Y%m%dT%H%M%S%f}:{digest[:8]}"
        uow.outbox.put(Kind.UPDATE, f"channel:{posted.channel}", payload, once=once)
    uow.agenda.keep_shown(session.id, digest, uow.at)


def _shown(drawn: Drawn, uow: UnitOfWork) -> Sequence[dict[str, Any]]:
    return agenda_blocks(drawn, ZoneInfo(drawn.session.zone), uow)


def _digest(blocks: Sequence[dict[str, Any]]) -> str:
    return hashlib.sha256(json.dumps(blocks, sort_keys=True).encode()).hexdigest()


# --- the first time ---------------------------------------------------------------------------------------------------------


def _post(session: Session, uow: UnitOfWork) -> None:
    drawn = draw_up(session, uow)
    blocks, channel = _shown(drawn, uow), channel_for(session.vendor_id, session.study_id, uow)
    guests = list(uow.people.some(set(session.guests)).values())
    if channel:
        _say(channel, posted_as(session), blocks, session, uow)
    else:
        for guest in (its for its in guests if its.slack_user):
            _say(str(guest.slack_user), f"{posted_as(session)}:{guest.id}", blocks, session, uow)
    for guest in (its for its in guests if its.mail and not its.slack_user):
        _mail(guest, drawn, blocks, uow)
    uow.agenda.keep_posted(session.id, channel, _digest(blocks), uow.at)
    items = tuple(its.id for its in drawn.items)
    uow.record(AgendaPosted(session=session.id, vendor=session.vendor_id, items=items, minutes=drawn.minutes))


def _say(place: str, once: str, blocks: Sequence[dict[str, Any]], session: Session, uow: UnitOfWork) -> None:
    """The agenda, and the pre-read in its thread."""
    lane, until = f"channel:{place}", session.starts_at
    payload = Message(tuple(blocks)).payload() | {"channel": place}
    if uow.outbox.put(Kind.POST, lane, payload, once=once[:200], until=until) is None:
        return
    name = file_name(session)
    file = {"document": document_of(session, session.zone), "name": name, "title": name, "channel": place}
    file |= {"comment": f"The pre-read of *{session.reference}*.", "thread_of": once[:200]}
    uow.outbox.put(Kind.FILE, lane, file, once=f"preread:{once}"[:200])


def _mail(guest: Person, drawn: Drawn, blocks: Sequence[dict[str, Any]], uow: UnitOfWork) -> None:
    """To whoever has no Slack: the same words, with the pre-read attached when it is sent."""
    session, zone = drawn.session, guest.hours(uow.workspace.zone).zone
    subject = f"Agenda: {session.title}, {session.starts_at.astimezone(zone):%-d %b %Y}"
    words = without_marks(Message(tuple(blocks)).text) + "\n\nThe pre-read is attached."
    letter = note(guest, subject=subject, words=words, stamp=uow.at, about=f"agenda:{session.uid}")
    letter |= {"document": document_of(session, zone.key), "name_of_file": file_name(session)}
    once = f"{posted_as(session)}:mail:{guest.id}"[:200]
    uow.outbox.put(Kind.MAIL, f"mail:{guest.mail}", letter, once=once)
