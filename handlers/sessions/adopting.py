"""Deciding about a meeting that another calendar keeps: adopted, changed as its organiser changed it, or left."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from governance.events import MeetingAdopted, MeetingChanged, OfferDeclined, Words
from governance.meetings import Meeting, Offer, Stage, is_older, news
from governance.people import Act
from governance.refusals import DealtWith, NewerHere, NobodyKnown
from governance.sessions import Kind, Session
from governance.vendors import Vendor
from handlers.kit import shown
from handlers.kit.blocks import Block, choice, esc, field, section
from handlers.kit.finding import take_vendor, unknown_vendor
from handlers.kit.mail_values import meeting_of
from handlers.kit.replies import Form, Message, Reply, Show, about, say
from handlers.kit.requests import Request
from handlers.kit.words import listing, plural
from handlers.sessions.cards import announced_as, announcement, buttons
from handlers.sessions.invited import is_coming
from handlers.sessions.offering import SHOWN, doubt, guests_changed, known_in, vendor_of
from handlers.sessions.register import feature
from handlers.sessions.telling import rewrite, tell_the_channel
from storage.meetings import As
from storage.unit_of_work import UnitOfWork


@feature.button("session.adopt", act=Act.SCHEDULE_SESSIONS)
def ask(request: Request, uow: UnitOfWork) -> Reply:
    offer, meeting = _asked(request.ref, request, uow)
    return Show(form=_form(offer, meeting, request, uow))


@feature.form("session.adopt", act=Act.SCHEDULE_SESSIONS)
def adopt(request: Request, uow: UnitOfWork) -> Reply:
    offer, meeting = _asked(str(request.values.get("offer")), request, uow)
    with about("vendor"):
        vendor = _vendor(request, uow)
        guests = known_in(meeting, vendor.id, uow)
        if not guests:
            raise NobodyKnown(sponsor=uow.workspace.name, vendor=vendor.name)
    kind = Kind(request.required("kind"))
    if uow.meetings.known(meeting.uid) or not uow.meetings.decide(offer, Stage.TAKEN):
        raise DealtWith
    times = [its for its in meeting.times if its.starts_at > request.at and not its.cancelled]
    adopted = As(vendor_id=vendor.id, kind=kind, called_by=request.by.id)
    added = uow.meetings.add(offer, meeting, times, [person.id for person in guests], adopted)
    uow.record(
        MeetingAdopted(
            meeting=offer.adopted_id,
            offer=offer.id,
            vendor=vendor.id,
            kind=kind,
            title=Words(meeting.title),
            sessions=tuple(added),
            guests=tuple(person.id for person in guests),
        )
    )
    first = _sessions(added, uow)[0]
    names = listing([shown.person(person) for person in guests])
    words = f"Adopted as {first.reference}{_more(len(added) - 1)}: {shown.session_line(first, request.zone)}\nGuests: {names}."
    return say(section(words))


@feature.button("session.take_over", act=Act.SCHEDULE_SESSIONS)
def take_over(request: Request, uow: UnitOfWork) -> Reply:
    offer, meeting = _asked(request.ref, request, uow)
    held = uow.meetings.held(offer.adopted_id)
    if is_older(offer.sequence, offer.stamp, uow.meetings.taken(offer.adopted_id)):
        raise NewerHere
    if not held or not uow.meetings.decide(offer, Stage.TAKEN):
        raise DealtWith
    event = _taken_over(offer, meeting, held, uow)
    uow.record(event)
    return say(section(f"Taken over: {_changed_words(event)}."), replace=True)


@feature.button("session.leave", act=Act.SCHEDULE_SESSIONS)
def leave(request: Request, uow: UnitOfWork) -> Reply:
    offer, meeting = _asked(request.ref, request, uow)
    if not uow.meetings.decide(offer, Stage.LEFT):
        raise DealtWith
    uow.record(OfferDeclined(meeting=offer.adopted_id, offer=offer.id))
    return say(section(f"Left as it is: *{esc(meeting.title)}*."), replace=True)


def _taken_over(offer: Offer, meeting: Meeting, held: Mapping[datetime, Session], uow: UnitOfWork) -> MeetingChanged:
    """The sessions as the organiser's calendar has them now."""
    its, chief = news(meeting, held, uow.at), next(iter(held.values()))
    added_guests, dropped = guests_changed(meeting, held, uow) or (set(), set())
    coming = [session for session in held.values() if session.starts_at > uow.at]
    uow.meetings.move(its.moved)
    uow.meetings.cancel(its.cancelled)
    uow.meetings.rename(its.renamed, meeting)
    uow.meetings.invite([session.id for session in coming], added_guests)
    uow.meetings.drop(coming, dropped)
    everybody = {who for session in coming for who in session.guests} - dropped | added_guests
    kept = As(vendor_id=chief.vendor_id, kind=chief.kind, called_by=chief.called_by)
    return MeetingChanged(
        meeting=offer.adopted_id,
        offer=offer.id,
        added=tuple(uow.meetings.add(offer, meeting, its.added, everybody, kept)),
        moved=tuple(session.id for session, _ in its.moved),
        cancelled=tuple(session.id for session in its.cancelled),
        edited=tuple(session.id for session in its.renamed),
        invited=tuple(sorted(added_guests)),
        dropped=tuple(sorted(dropped)),
    )


def _asked(ref: str, request: Request, uow: UnitOfWork) -> tuple[Offer, Meeting]:
    """The offer a button is about: for the one who was asked, and the sponsor's other people."""
    found = uow.meetings.offered(int(ref)) if ref.isdigit() else None
    if found is None or found[0].state is not Stage.ASKED:
        raise DealtWith
    if found[0].asked_of != request.by.id and not request.by.is_sponsors:
        raise DealtWith
    return found[0], meeting_of(found[1])


def _form(offer: Offer, meeting: Meeting, request: Request, uow: UnitOfWork) -> Form:
    sender = uow.people.by_id(offer.sent_by)
    likely = vendor_of(meeting, sender if sender.vendor_id else request.by, uow)
    names = [uow.vendors.by_id(request.by.vendor_id).name] if request.by.vendor_id else uow.vendors.names()
    first = uow.vendors.by_id(likely).name if likely else None
    kinds = [(kind, kind.capitalize()) for kind in Kind]
    blocks: list[Block] = [section(f"*{esc(meeting.title)}*{doubt(offer, sender)}")]
    blocks.append(field("vendor", "With which vendor?", choice([(name, name) for name in names], first)))
    blocks.append(field("kind", "What kind of session is it?", choice(kinds, Kind.OPERATIONAL)))
    memo = {"offer": str(offer.id)}
    return Form(name="session.adopt", title="Adopt a meeting", submit="Adopt it", blocks=tuple(blocks), memo=memo)


def _vendor(request: Request, uow: UnitOfWork) -> Vendor:
    name = request.required("vendor")
    vendor, _ = take_vendor(request, uow, f'"{name}"')
    if vendor is None:
        raise unknown_vendor(request, uow, name)
    return vendor


# --- the channel hears ---------------------------------------------------------------------------------------------------


@feature.on(MeetingAdopted)
def tell_of_the_adoption(event: MeetingAdopted, uow: UnitOfWork) -> None:
    """One message for all of them; it is the first one's, and shows who comes."""
    first = _sessions(event.sessions, uow)[0]
    blocks = announcement(first, uow).blocks
    more = (
        [section(f"{_more(len(event.sessions) - 1).strip()}; `session list` shows them.")] if event.sessions[1:] else []
    )
    tell_the_channel(first.vendor_id, Message((blocks[0], *more, *blocks[1:])).payload(), announced_as(first), uow)


@feature.on(MeetingChanged)
def tell_of_the_change(event: MeetingChanged, uow: UnitOfWork) -> None:
    held = sorted(uow.meetings.held(event.meeting).values(), key=lambda its: its.number)
    coming = [its for its in held if its.id in (*event.moved, *event.added) and is_coming(its, uow.at)]
    lead = f":calendar: *{esc(held[0].title)}* changed in its organiser's calendar: {_changed_words(event)}."
    again = "\nPlease answer again." if event.moved else ""
    cards = [block for its in coming[:SHOWN] for block in _short_card(its)]
    more = [section(f"{_more(len(coming) - SHOWN).strip()}; `session list` shows them.")] if coming[SHOWN:] else []
    payload = Message((section(lead + again), *cards, *more)).payload()
    tell_the_channel(held[0].vendor_id, payload, f"changed:{event.meeting}:{event.offer}", uow)
    rewrite(held[0], uow)


def _short_card(its: Session) -> list[Block]:
    return [section(f"*{its.reference}* {shown.session_line(its, ZoneInfo(its.zone))}"), *buttons(its)]


def _changed_words(event: MeetingChanged) -> str:
    parts = [
        f"{plural(len(ids), 'meeting')} {what}"
        for ids, what in ((event.moved, "moved"), (event.cancelled, "cancelled"), (event.added, "added"))
        if ids
    ]
    parts += ["title or link changed"] if event.edited else []
    parts += ["guests changed"] if event.invited or event.dropped else []
    return listing(parts) or "nothing is different any more"


def _more(count: int) -> str:
    return f" and {plural(count, 'more meeting')}" if count else ""


def _sessions(ids: Sequence[int], uow: UnitOfWork) -> list[Session]:
    return uow.sessions.some(ids)
