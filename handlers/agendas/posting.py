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
from governance.events import AgendaPosted
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
from handlers.kit.requests import Tick
from storage.agenda import Posted
from storage.outbox import Kind
from storage.unit_of_work import UnitOfWork

AHEAD = timedelta(days=60)  # over the most business days a charter can name, holidays among them
MANY = 5000


def posted_as(session: Session) -> str:
    """The name of the message that shows the agenda."""
    return f"agenda:{session.uid}"


@feature.every("agendas", "11-59/15 * * * *")
def post_agendas(tick: Tick, uow: UnitOfWork) -> None:
    """However often the clock ticks, each agenda is posted once; those that are posted are looked at once a day."""
    soon = uow.sessions.between(tick.at, tick.at + AHEAD, most=MANY)
    known = uow.agenda.posted([its.id for its in soon])
    bodies = {(its.vendor_id, its.kind): its for its in uow.bodies.of_vendors({its.vendor_id for its in soon})}
    for session in soon:
        body = bodies.get((session.vendor_id, session.kind))
        if session.id in known:
            _look_daily(session, known[session.id], uow)
        elif _is_due(session, body, uow):
            _post(session, uow)


def _is_due(session: Session, body: Body | None, uow: UnitOfWork) -> bool:
    zone = ZoneInfo(session.zone)
    local = session.starts_at.astimezone(zone), uow.at.astimezone(zone)
    charter = (body.charter if body else None) or usual_charter(session.kind)
    return agenda_is_due(*local, country_of(session.zone), uow.rules.remind_at, charter.pre_read_days)


def _look_daily(session: Session, posted: Posted, uow: UnitOfWork) -> None:
    """From the usual time on, on the session's own clock."""
    zone = ZoneInfo(session.zone)
    now, before = uow.at.astimezone(zone), posted.looked_at.astimezone(zone)
    if now.date() > before.date() and now.time() >= uow.rules.remind_at:
        refresh(session, posted, uow)


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
