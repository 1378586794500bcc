"""Two business days before a session: the chairs hear who comes and whether that is a quorum, deputies are asked to stand in."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from zoneinfo import ZoneInfo

from governance.bodies import Body, chairs_at, deputies_of, parties_of, places_taken, seats_that_count, short_of
from governance.calendar.working_hours import country_of
from governance.events import GuestsInvited, SessionAnswered
from governance.people import Act, Person
from governance.quorum import Shortfall
from governance.refusals import NotInvited
from governance.rsvps import Says
from governance.sessions import Session, chairs_of, check_coming, forecast_is_due
from governance.vendors import Vendor
from handlers.kit import shown
from handlers.kit.blocks import actions, button, esc, section
from handlers.kit.letters import by_mail
from handlers.kit.replies import Message, Reply, say
from handlers.kit.requests import Request, Tick
from handlers.kit.sittings import missing
from handlers.kit.words import listing
from handlers.sessions.cards import described
from handlers.sessions.naming import take_session
from handlers.sessions.recurring import check_addresses
from handlers.sessions.register import feature
from handlers.sessions.waiting import calls_of
from storage.outbox import Kind
from storage.unit_of_work import UnitOfWork

AHEAD = timedelta(days=14)  # over the longest run of holidays between two business days
Answers = Mapping[int, Says | None]


@feature.every("forecast", "7-59/15 * * * *")
def forecast(tick: Tick, uow: UnitOfWork) -> None:
    """However often the clock ticks, each session's forecast is told once for each of its times."""
    soon = [its for its in uow.sessions.between(tick.at, tick.at + AHEAD) if _is_due(its, tick, uow)]
    often = calls_of([(0, its) for its in soon], uow)
    due = [its for its in soon if its.id not in often]
    answers = uow.sessions.answers_to(due)
    bodies = bodies_of(due, uow)
    seated = {its.person_id for body in bodies.values() for its in body.seats}
    people = uow.people.some({who for its in due for who in its.guests} | seated)
    people = people | uow.people.some({its.deputy_id for its in people.values() if its.deputy_id})
    for session in due:
        body = bodies.get(session.id)
        _tell_the_chairs(session, body, answers[session.id], people, uow)
        _ask_deputies(session, body, answers[session.id], people, uow)


def bodies_of(sessions: Sequence[Session], uow: UnitOfWork) -> dict[int, Body]:
    """By session the body that meets in it, where its vendor has one of that kind."""
    found = uow.bodies.of_vendors({its.vendor_id for its in sessions}) if sessions else []
    by_kind = {(its.vendor_id, its.kind): its for its in found}
    return {its.id: body for its in sessions if (body := by_kind.get((its.vendor_id, its.kind)))}


def _is_due(session: Session, tick: Tick, uow: UnitOfWork) -> bool:
    zone = ZoneInfo(session.zone)
    local = session.starts_at.astimezone(zone), tick.at.astimezone(zone)
    return forecast_is_due(*local, country_of(session.zone), uow.rules.remind_at)


# --- the chairs ------------------------------------------------------------------------------------------------------------


def _tell_the_chairs(
    session: Session, body: Body | None, answers: Answers, people: Mapping[int, Person], uow: UnitOfWork
) -> None:
    vendor = uow.vendors.by_id(session.vendor_id)
    chairs = chairs_at(body, chairs_of(session, (vendor.sponsor_lead, vendor.vendor_lead)))
    short = _short(session, body, chairs, answers, people)
    for chair in (people[who] for who in chairs if people[who].slack_user):
        zone = chair.hours(uow.workspace.zone).zone
        text = "\n".join([_verdict(short, session, vendor, uow), described(session, zone, uow)])
        row = [button("Open", "again", f"session show {session.reference}")]
        row += [button("Move", "again", f"session move {session.reference}")] if not short.is_quorate else []
        payload = Message((section(text), actions(*row))).payload() | {"channel": chair.slack_user}
        once = f"forecast:{session.uid}:{session.asked_sequence}:{chair.id}"
        uow.outbox.put(Kind.POST, f"channel:{chair.slack_user}", payload, once=once, until=session.starts_at)


def _short(
    session: Session, body: Body | None, chairs: Sequence[int], answers: Answers, people: Mapping[int, Person]
) -> Shortfall:
    """What would be missing if those came who have said yes, each in their own place or in that of whom they stand in for."""
    deputies = {who: its.deputy_id for who, its in people.items()}
    coming = [who for who, says in answers.items() if says is Says.YES]
    counted = seats_that_count(body, answers, parties_of(people.values()), ())
    return short_of(body, session.vendor_id, places_taken(body, coming, deputies), counted, chairs)


def _verdict(short: Shortfall, session: Session, vendor: Vendor, uow: UnitOfWork) -> str:
    if short.is_quorate:
        return f":white_check_mark: By the answers so far *{session.reference}* has its quorum."
    return (
        f":warning: *{session.reference}* has no quorum yet: {esc(listing(missing(short, vendor, uow)))} must still say yes. "
        "Without it you can discuss, but not decide."
    )


# --- deputies ----------------------------------------------------------------------------------------------------------------


def _ask_deputies(
    session: Session, body: Body | None, answers: Answers, people: Mapping[int, Person], uow: UnitOfWork
) -> None:
    """Of those who cannot come, or are away that day."""
    for person in _missing(session, answers, people):
        deputy = _to_ask(person, session, body, answers, people)
        if deputy is None:
            continue
        zone = deputy.hours(uow.workspace.zone).zone
        text = (
            f"{shown.person(person)} cannot come to *{session.reference}* {shown.session_line(session, zone)}.\n"
            "You are the deputy. Can you come instead?"
        )
        row = actions(
            button("I will stand in", "session.standin", f"{session.reference} {person.id}", style="primary"),
            button("Open", "again", f"session show {session.reference}"),
        )
        payload = Message((section(text), row)).payload() | {"channel": deputy.slack_user}
        once = f"standin:{session.uid}:{session.asked_sequence}:{person.id}"
        uow.outbox.put(Kind.POST, f"channel:{deputy.slack_user}", payload, once=once, until=session.starts_at)


def _missing(session: Session, answers: Answers, people: Mapping[int, Person]) -> Iterable[Person]:
    for who, says in answers.items():
        person = people[who]
        day = session.starts_at.astimezone(ZoneInfo(person.zone or session.zone)).date()
        if says is Says.NO or (says is None and person.is_away(day)):
            yield person


def _to_ask(
    person: Person, session: Session, body: Body | None, answers: Answers, people: Mapping[int, Person]
) -> Person | None:
    """The first who can be asked to stand in: whom the body names, then whom they named themselves. Nobody where one of them
    is invited already and has not said no."""
    in_turn = [people[who] for who in deputies_of(person, body) if who in people]
    if any(its.id in session.guests and answers.get(its.id) is not Says.NO for its in in_turn):
        return None
    free = (its for its in in_turn if its.id not in session.guests and its.slack_user and its.party == person.party)
    return next(free, None)


@feature.button("session.standin", act=Act.ANSWER_FOR_ONESELF)
def stand_in(request: Request, uow: UnitOfWork) -> Reply:
    """The deputy comes in somebody's place: an invite for the calendar, and the answer is given."""
    session, absent = take_session(request.ref, request, uow)
    check_coming(session, request.at)
    body = uow.bodies.of_kind(session.vendor_id, session.kind)
    if not _is_deputy(request.by, absent, uow.people.some(set(session.guests)).values(), body):
        raise NotInvited(reference=session.reference, person="whoever you stand in for")
    if request.by.id not in session.guests:
        check_addresses([request.by])
        uow.sessions.invite(session, [request.by.id])
        uow.record(GuestsInvited(session=session.id, guests=(request.by.id,)))
    if uow.sessions.answer(session, request.by.id, Says.YES, request.at):
        uow.record(SessionAnswered(session=session.id, person=request.by.id, says=Says.YES, sequence=session.sequence))
    now = uow.sessions.by_id(session.id) or session
    told = by_mail("The invite is in your mail.", uow)
    return say(section(f"Thank you for standing in. {told}\n{described(now, request.zone, uow)}"))


def _is_deputy(by: Person, absent: str, guests: Iterable[Person], body: Body | None) -> bool:
    return any(str(its.id) == absent and by.id in deputies_of(its, body) for its in guests)
