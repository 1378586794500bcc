"""A session as it is held: who is there, by which rule they can decide, and what they have come to on the agenda."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from governance.agenda import AgendaItem, UnknownPoint, under_discussion
from governance.bodies import (
    USUAL_CHARTER,
    Attendance,
    Body,
    Charter,
    chairs_at,
    parties_of,
    seats_that_count,
    short_of,
)
from governance.people import Person
from governance.quorum import Shortfall
from governance.refusals import UnknownSession, WhichSession
from governance.sessions import Session, chairs_of
from governance.sittings import NoneIsOn, WhichIsOn
from governance.vendors import Vendor
from handlers.kit.blocks import esc
from handlers.kit.channels import channel_for
from handlers.kit.drawing_up import agenda_of_session
from handlers.kit.finding import here
from handlers.kit.replies import Message
from handlers.kit.requests import Place, Request
from handlers.kit.seeing import sees_here
from handlers.kit.words import listing, plural, shortened
from storage.outbox import Kind
from storage.unit_of_work import UnitOfWork

REMEMBERED = timedelta(days=14)  # so long after its day somebody may still say something in a session's thread
_NUMBERED = re.compile(r"^\s*#(\d{1,9})\b[\s:,.]*")
_HYPHENS = "-\u2010-\u2015\u2212"
_REFERENCE = re.compile(rf"^\s*S\s?[{_HYPHENS}]?\s?(\d{{1,9}})\b[\s,:?]*", re.IGNORECASE)


def started_as(session: Session) -> str:
    """The name of the message that told the channel that a session has begun; what is said below it is said in the session."""
    return f"started:{session.uid}"


def session_in(place: Place, uow: UnitOfWork) -> Session | None:
    """The session that is on in this thread; None where none is."""
    if place.vendor is None or place.thread is None:
        return None
    return _of_this_thread(uow.sessions.on_now(place.vendor.id), place, uow)


def ended_in(place: Place, uow: UnitOfWork) -> Session | None:
    """The session that was held in this thread and has ended, as far as one of the last two weeks was."""
    if place.vendor is None or place.thread is None:
        return None
    past = uow.sessions.past(place.vendor.id, uow.at - REMEMBERED, uow.at + REMEMBERED)
    return _of_this_thread([its for its in past if its.ended_at], place, uow)


def _of_this_thread(sessions: Sequence[Session], place: Place, uow: UnitOfWork) -> Session | None:
    named = {started_as(its): its for its in sessions}
    begun = uow.outbox.said_all(list(named)) if named else {}
    return next((named[key] for key, said in begun.items() if said == (place.channel, place.thread)), None)


def take_named(text: str, request: Request, uow: UnitOfWork) -> tuple[Session | None, str]:
    """The session named at the front of a text, as S-3, s3 or `S 3?`, and what follows; None where none is named. To whoever
    may not see it, it does not exist."""
    found = _REFERENCE.match(text)
    if found is None:
        return None, text.strip()
    session = uow.sessions.numbered(int(found[1]))
    if session is None or not sees_here(session.vendor_id, request):
        raise UnknownSession(reference=f"S-{found[1]}")
    return session, text[found.end() :].strip()


def is_named(text: str) -> bool:
    """Whether a session stands at the front of a text."""
    return _REFERENCE.match(text) is not None


def take_session(text: str, request: Request, uow: UnitOfWork) -> tuple[Session, str]:
    """The session that has to be named at the front of a text, and what follows. Raises UnknownSession."""
    session, rest = take_named(text, request, uow)
    if session is None:
        raise UnknownSession(reference=shortened(rest) or "like that")
    return session, rest


def take_on(text: str, request: Request, uow: UnitOfWork) -> tuple[Session, str]:
    """The session named at the front of a text, on or not, and what follows; unnamed, the one that is on here."""
    session, rest = take_named(text, request, uow)
    return session or session_on(request, uow), rest


def session_on(request: Request, uow: UnitOfWork) -> Session:
    """The one of this thread, or else the only one that is on with the place's vendor, or the asker's. Raises NoneIsOn and
    WhichIsOn."""
    session = session_in(request.place, uow)
    if session and sees_here(session.vendor_id, request):
        return session
    return _only_one_on(here(request, uow), uow)


def _only_one_on(vendor: Vendor | None, uow: UnitOfWork) -> Session:
    if vendor is None:
        raise WhichSession
    on = uow.sessions.on_now(vendor.id)
    if not on:
        raise NoneIsOn
    if len(on) > 1:
        raise WhichIsOn(sessions=listing([its.reference for its in on]), first=on[0].reference)
    return on[0]


def points_of(session: Session, uow: UnitOfWork) -> list[AgendaItem]:
    """What it talks about, in its order: nothing that was settled before, and nothing the channel is yet to hear of."""
    return list(agenda_of_session(session, uow).items)


@dataclass(frozen=True, kw_only=True)
class Sitting:
    """A session with the body that meets in it (None where the vendor has none of its kind), who is there, and `short`, what is
    missing for a quorum. `people` are all who sit in the body, are invited or have come, by id; `counted` those whose presence
    counts, with their party."""

    session: Session
    vendor: Vendor
    body: Body | None
    attendance: Attendance
    people: Mapping[int, Person]
    counted: Mapping[int, str]
    chairs: tuple[int, ...]
    short: Shortfall

    @property
    def charter(self) -> Charter:
        return self.body.in_force if self.body else USUAL_CHARTER

    @property
    def name(self) -> str:
        """What the body is called; the session's title where there is none."""
        return self.body.name if self.body else self.session.title

    def runs(self, person: Person) -> bool:
        """Whether they may start and end it: a chair, or an account lead."""
        return self.is_chair(person) or person.id in (self.vendor.sponsor_lead, self.vendor.vendor_lead)

    def deputises(self, person: Person) -> list[int]:
        """Whose deputy somebody is, of those whose presence counts and who work for the same company."""
        return [
            who
            for who, party in self.counted.items()
            if party == person.party and (self._is_deputy(person, who) or self.people[who].deputy_id == person.id)
        ]

    def is_chair(self, person: Person) -> bool:
        """Whether they chair, or stand in for who does."""
        stands_for = {its.for_id for its in self.attendance.lines if its.person_id == person.id}
        deputy_of = {
            its.person_id for its in (self.body.seats if self.body else ()) if self._is_deputy(person, its.person_id)
        }
        deputised = {who for who, its in self.people.items() if its.deputy_id == person.id}
        return bool({person.id, *stands_for, *deputy_of, *deputised} & set(self.chairs))

    def _is_deputy(self, person: Person, member: int) -> bool:
        return self.body is not None and person.id in self.body.deputies_of(member)


def sitting_of(session: Session, uow: UnitOfWork, attendance: Attendance | None = None) -> Sitting:
    """The session with who is there; with another `attendance` than is noted, what it would be with that."""
    vendor = uow.vendors.by_id(session.vendor_id)
    body = uow.bodies.of_kind(vendor.id, session.kind)
    attendance = uow.attendance.of(session.id) if attendance is None else attendance
    seated = {its.person_id for its in body.seats} if body else set()
    people = uow.people.some({*session.guests, *seated, *attendance.there(), *attendance.counted()})
    counted = seats_that_count(body, session.guests, parties_of(people.values()), attendance.there())
    chairs = chairs_at(body, chairs_of(session, (vendor.sponsor_lead, vendor.vendor_lead)))
    return Sitting(
        session=session,
        vendor=vendor,
        body=body,
        attendance=attendance,
        people=people,
        counted=counted,
        chairs=chairs,
        short=short_of(body, vendor.id, attendance.counted(), counted, chairs),
    )


def missing(short: Shortfall, vendor: Vendor, uow: UnitOfWork) -> list[str]:
    """What a quorum lacks, in words, unescaped: ["1 person of Helix", "a chair"]."""
    names = {"sponsor": uow.workspace.name, f"vendor:{vendor.id}": vendor.name}
    lacks = [f"{plural(count, 'person', 'people')} of {names.get(its, its)}" for its, count in short.parties.items()]
    lacks += [plural(short.chairs, "chair") if short.chairs > 1 else "a chair"] if short.chairs else []
    return lacks + ([f"{plural(short.heads, 'more person', 'more people')}"] if short.heads else [])


def is_missing(short: Shortfall, vendor: Vendor, uow: UnitOfWork) -> str:
    """The same as in `1 person of Helix is missing`."""
    lacks = missing(short, vendor, uow)
    verb = "is" if len(lacks) == 1 and lacks[0].startswith(("1 ", "a ")) else "are"
    return f"{listing(lacks)} {verb} missing"


def take_item(text: str, items: Sequence[AgendaItem]) -> tuple[AgendaItem | None, str]:
    """The point a note is about and what follows: the one named in front as #3, else the one the session has come to. Raises
    UnknownPoint where none has that number."""
    found = _NUMBERED.match(text)
    if found is None:
        return under_discussion(items), text.strip()
    named = next((its for its in items if 0 < its.position == int(found[1])), None)
    if named is None:
        raise UnknownPoint
    return named, text[found.end() :].strip()


def names_a_point(text: str) -> bool:
    """Whether a note begins with one, as #3."""
    return _NUMBERED.match(text) is not None


def say_in_thread(session: Session, message: Message, once: str, uow: UnitOfWork) -> None:
    """Everybody in the session's thread reads it; where the channel has heard of no session, nobody does."""
    place = _thread_of(session, uow)
    if place:
        uow.outbox.put(Kind.POST, f"channel:{place['channel']}", message.payload() | place, once=once[:200])


def _thread_of(session: Session, uow: UnitOfWork) -> dict[str, str] | None:
    """Where its message stands, or will in a moment."""
    if said := uow.outbox.said(started_as(session)):
        return {"channel": said[0], "thread_ts": said[1]}
    channel = channel_for(session.vendor_id, session.study_id, uow)
    if channel is None or session.started_at is None or uow.outbox.rehearsals.manager_for(f"channel:{channel}"):
        return None
    return {"channel": channel, "thread_of": started_as(session)}


def said_at(request: Request) -> str | None:
    """The address of the message a note was said in, as far as Slack has said it."""
    return request.source.permalink if request.source else None


def item_words(item: AgendaItem | None) -> str:
    """` (to 3. Query resolution)`, escaped; nothing where it is to no point."""
    return f" (to {item.position}. {esc(item.title)})" if item else ""
