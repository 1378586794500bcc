"""The pre-read of a session as a PDF: what both companies read before they meet. Made in the worker when it is sent."""

from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from governance.people import Act, sees
from governance.refusals import NotYours
from governance.sessions import Session
from handlers.agendas.naming import take_session
from handlers.agendas.preread_page import data
from handlers.agendas.register import feature
from handlers.kit.blocks import esc, section
from handlers.kit.bundles import Bundle
from handlers.kit.drawing_up import draw_up
from handlers.kit.replies import Reply, say
from handlers.kit.requests import Job, Request
from storage.outbox import Kind
from storage.unit_of_work import UnitOfWork

TEMPLATE = Path(__file__).with_name("preread.typ")
WORK = "agenda.preread"


@feature.command(
    "session preread",
    usage="[S-3]",
    summary="What to read before a session, as a PDF for you: agenda, KPIs, breaches, actions, decisions.",
    act=Act.SEE_SESSIONS,
)
def send(request: Request, uow: UnitOfWork) -> Reply:
    session, _ = take_session(request.text, request, uow)
    draw_up(session, uow)
    name = file_name(session)
    document = document_of(session, request.zone.key) | {"person": request.by.id}
    payload = {"document": document, "name": name, "title": name, "channel": request.by.slack_user}
    payload |= {"comment": f"Here is the pre-read of *{session.reference}* {esc(session.title)}."}
    uow.outbox.put(Kind.FILE, f"channel:{request.by.slack_user}", payload, once=f"preread:{request.key}"[:200])
    return say(section(f"The pre-read of *{session.reference}* is on its way to you as a direct message."))


def file_name(session: Session) -> str:
    day = session.starts_at.astimezone(ZoneInfo(session.zone))
    return f"pre-read {session.reference} {day:%Y-%m-%d}.pdf"


def document_of(session: Session, zone: str) -> dict[str, Any]:
    """What the worker makes it of; days and times in it are those of `zone`."""
    return {"work": WORK, "session": session.id, "zone": zone}


@feature.document(WORK)
def make(job: Job) -> Bundle:
    """From one snapshot. Nothing is in it that the channel is yet to hear, whoever asks: it is passed on."""
    with job.snapshot() as uow:
        session = uow.sessions.by_id(job.payload["session"])
        assert session is not None
        asker = uow.people.by_id(job.payload["person"]) if job.payload.get("person") else None
        if asker and not sees(asker, session.vendor_id):
            raise NotYours(deed=Act.SEE_SESSIONS, who="The people of both companies")
        words = data(session, ZoneInfo(job.payload["zone"]), uow)
    return Bundle(files={}, pdf=file_name(session), template=TEMPLATE.read_text("utf-8"), data=words)
