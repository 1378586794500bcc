"""A session as it is held: who is there, by which rule they can decide, and what they have come to on the agenda."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from governance.agenda import AgendaItem, under_discussion
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
from governance.sessions import Session, chairs_of
from governance.vendors import Vendor
from handlers.kit.blocks import esc
from handlers.kit.replies import Message
from handlers.kit.requests import Place, Request
from handlers.kit.words import plural
from storage.outbox import Kind
from storage.unit_of_work import UnitOfWork

_NUMBERED = re.compile(r"^\s*#(\d{1,3})\b[\s:,.]*")


def started_as(session: Session) -> str:
    """The name of the message that told the channel that a session has begun; what is said below it is said in the session."""
    return f"started:{session.uid}"


def session_in(place: Place, uow: UnitOfWork) -> Session | None:
    """The session that is on in this thread; None where none is."""
    if place.vendor is None or place.thread is None:
        return None
    on = {started_as(its): its for its in uow.sessions.on_now(place.vendor.id)}
    begun = uow.outbox.said_all(list(on)) if on else {}
    return next((on[key] for key, said in begun.items() if said == (place.channel, place.thread)), None)


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


def sitting_of(session: Session, uow: UnitOfWork) -> Sitting:
    vendor = uow.vendors.by_id(session.vendor_id)
    body = uow.bodies.of_kind(vendor.id, session.kind)
    attendance = uow.attendance.of(session.id)
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


def take_item(text: str, items: Sequence[AgendaItem]) -> tuple[AgendaItem | None, str]:
    """The point a note is about and what follows: the one named in front as #3, else the one the session has come to."""
    found = _NUMBERED.match(text)
    named = next((its for its in items if found and its.position == int(found[1])), None)
    if found and named:
        return named, text[found.end() :].strip()
    return under_discussion(items), text.strip()


def say_in_thread(session: Session, message: Message, once: str, uow: UnitOfWork) -> None:
    """Everybody in the session's thread reads it; where the channel has heard of no session, nobody does."""
    said = uow.outbox.said(started_as(session))
    if said is None:
        return
    channel, thread = said
    payload = message.payload() | {"channel": channel, "thread_ts": thread}
    uow.outbox.put(Kind.POST, f"channel:{channel}", payload, once=once[:200])


def quoted(request: Request) -> str | None:
    """The address of the message a note was said in, as far as Slack has said it."""
    return request.source.permalink if request.source else None


def item_words(item: AgendaItem | None) -> str:
    """` (to 3. Query resolution)`, escaped; nothing where it is to no point."""
    return f" (to {item.position}. {esc(item.title)})" if item else ""
