"""Polls: the three best times put to everybody where too little is known of their calendars; one of them is then booked."""

from collections.abc import Mapping, Sequence
from zoneinfo import ZoneInfo

from governance.calendar.board import Part
from governance.calendar.finder import Option
from governance.events import PollAnswered, PollCancelled, PollDecided, PollOpened, Words
from governance.people import Act
from governance.polls import (
    NotAsked,
    NotTheirPoll,
    Poll,
    PollOver,
    Says,
    Slot,
    State,
    check_open,
    check_slot,
    deadline,
    is_open,
    may_decide,
    news,
)
from governance.refusals import Refusal
from handlers.kit import shown
from handlers.kit.blocks import actions, button, section
from handlers.kit.letters import by_mail, note
from handlers.kit.replies import Reply, Show, say
from handlers.kit.requests import Request
from handlers.kit.seeing import sees_here
from handlers.kit.words import listing, plural
from handlers.sessions.finding import find_form
from handlers.sessions.found_times import nothing_fits
from handlers.sessions.poll_cards import mail_words, own_answers, results
from handlers.sessions.recurring import check_addresses
from handlers.sessions.register import feature
from handlers.sessions.scheduling import Plan, put_on_record, usual_title
from handlers.sessions.searching import best_times, search_for, times_at
from handlers.sessions.wishes import Wish, wish_of
from storage.outbox import Kind
from storage.unit_of_work import UnitOfWork


class UnknownPoll(Refusal):
    """There is no such poll that you can see. `/session list` shows the sessions to come."""


class OneByOne(Refusal):
    """A poll is about single times, not about a series. Leave out how often, or let `/session find` propose a series."""


class NobodyToAskYet(Refusal):
    """{vendor}'s people do not know me yet, so I cannot ask them. Introduce me first: `/vendor introduce {vendor}`."""


class TimesGone(Refusal):
    """None of these times can be any more. Look again with `/session find`."""


@feature.command(
    "session poll",
    usage="[vendor] [60m] [in the next 4 weeks] [@people] [optional @people]",
    summary="Ask everybody of both companies which of the three best times suit them.",
    act=Act.SCHEDULE_SESSIONS,
)
def ask(request: Request, uow: UnitOfWork) -> Reply:
    if not request.text:
        return Show(form=find_form(request, uow), reopen="session find")
    wish = wish_of(request.text, request, uow)
    if wish.often:
        raise OneByOne
    check_addresses(wish.guests)
    search = search_for(wish, uow)
    if wish.starts:
        return _asked(wish, times_at(search, wish.starts, uow), request, uow)
    found = best_times(search, uow, asking=True).found
    return _asked(wish, found.options, request, uow) if found.options else say(*nothing_fits(search, found))


@feature.button("session.poll.answer", act=Act.ANSWER_FOR_ONESELF)
def answer(request: Request, uow: UnitOfWork) -> Reply:
    poll, rest = _take_poll(request, uow)
    place, _, says = rest.partition(" ")
    check_open(poll, request.at)
    check_slot(poll, int(place), request.at)
    if request.by.id not in poll.guests:
        raise NotAsked(person=uow.people.by_id(poll.called_by).name)
    poll = keep_answers(poll, request.by.id, {int(place): Says(says)}, uow)
    return say(section(f"Thank you. What you said:\n{own_answers(poll, request.by.id, request.zone)}"))


@feature.button("session.poll.show", act=Act.SEE_SESSIONS)
def show(request: Request, uow: UnitOfWork) -> Reply:
    poll, _ = _take_poll(request, uow)
    return say(*results(poll, request.by, uow, decides=_decides(poll, request, uow)))


@feature.button("session.poll.confirm", act=Act.SCHEDULE_SESSIONS)
def confirm(request: Request, uow: UnitOfWork) -> Reply:
    """Books the session at one of the times; everybody who was asked is invited, also those who can't."""
    poll, place = _to_decide(request, uow)
    slot = check_slot(poll, int(place or -1), request.at)
    _close(poll, State.BOOKED, uow)
    session = put_on_record(_plan(poll, slot, uow), request, uow)
    uow.polls.led_to(poll, session.id)
    uow.record(PollDecided(poll=poll.id, slot=int(place), session=session.id))
    line = f"Scheduled as {session.reference}: {shown.session_line(session, request.zone)}"
    return say(section(f"{line}\n{by_mail('Invites are on their way.', uow)}"))


@feature.button("session.poll.cancel", act=Act.SCHEDULE_SESSIONS)
def cancel(request: Request, uow: UnitOfWork) -> Reply:
    poll, _ = _to_decide(request, uow)
    _close(poll, State.CANCELLED, uow)
    uow.record(PollCancelled(poll=poll.id))
    return say(section("The poll is cancelled. Nobody can answer it any more."))


def keep_answers(poll: Poll, person: int, said: Mapping[int, Says], uow: UnitOfWork) -> Poll:
    """The poll with somebody's answers; what they had said already is no news."""
    new = dict(news(poll, person, said))
    if not all(uow.polls.answer(poll, person, place, says, uow.at) for place, says in new.items()):
        raise PollOver(how="it was decided a moment ago")
    for place, says in new.items():
        uow.record(PollAnswered(poll=poll.id, person=person, slot=place, says=says))
    return uow.polls.by_id(poll.id) or poll


# --- asking ------------------------------------------------------------------------------------------------------------


def _asked(wish: Wish, options: Sequence[Option], request: Request, uow: UnitOfWork) -> Reply:
    if not options:
        raise TimesGone
    if wish.vendor.introduced_at is None:
        raise NobodyToAskYet(vendor=wish.vendor.name)
    slots = [Slot(starts_at=its.start, cost=its.cost) for its in sorted(options, key=lambda one: one.start)]
    until = deadline(request.at, slots[0].starts_at, request.by.hours(uow.workspace.zone))
    poll, secrets = uow.polls.add(
        vendor_id=wish.vendor.id,
        kind=wish.kind,
        title=usual_title(wish.kind, wish.vendor),
        minutes=wish.minutes,
        zone=request.zone.key,
        called_by=request.by.id,
        asked_at=request.at,
        deadline=until,
        slots=slots,
        guests={person.id: wish.part(person) for person in wish.guests},
    )
    uow.record(_opened(poll))
    _mail(poll, secrets, request, uow)
    count = f"{plural(len(slots), 'time')} to {plural(len(wish.guests), 'person', 'people')}"
    told = f"I write you when everybody has answered, or on {shown.moment(until, request.zone)}."
    decide = actions(
        button("Result", "session.poll.show", poll.id), button("Cancel poll", "session.poll.cancel", poll.id)
    )
    return say(section(f"I have put {count}, {_ways(wish, uow)} {told}"), decide)


def _ways(wish: Wish, uow: UnitOfWork) -> str:
    """Where they read it, and who does not."""
    slack = "in the channel" if uow.vendors.links_of(wish.vendor.id) else "in direct messages"
    if uow.rules.sends_mail:
        return f"{slack} and by mail."
    unheard = listing([shown.person(its) for its in wish.guests if not its.slack_user])
    return f"{slack}. I cannot send mail yet, so please ask {unheard} yourself." if unheard else f"{slack}."


def _opened(poll: Poll) -> PollOpened:
    return PollOpened(
        poll=poll.id,
        vendor=poll.vendor_id,
        title=Words(poll.title),
        minutes=poll.minutes,
        zone=poll.zone,
        starts=tuple(int(slot.starts_at.timestamp()) for slot in poll.slots),
        guests=tuple(sorted(poll.guests)),
        deadline=poll.deadline,
    )


def _mail(poll: Poll, secrets: Mapping[int, str], request: Request, uow: UnitOfWork) -> None:
    """To each guest alone: the secret of their page stands nowhere else."""
    site = uow.rules.addresses.public_url
    for person in uow.people.some(set(poll.guests)).values():
        address = f"{site}/poll/{secrets[person.id]}" if site else None
        words = mail_words(poll, person, request.by, uow, address=address)
        about = f"poll:{uow.workspace.id}:{poll.id}"
        letter = note(person, subject=f"Which times suit you? {poll.title}", words=words, stamp=uow.at, about=about)
        uow.outbox.put(Kind.MAIL, f"mail:{person.mail}", letter, once=f"poll:{poll.id}:mail:{person.id}")


# --- deciding ----------------------------------------------------------------------------------------------------------


def _take_poll(request: Request, uow: UnitOfWork) -> tuple[Poll, str]:
    """The poll a button is about and what else it says. To whoever may not see it, it does not exist."""
    number, _, rest = request.ref.partition(" ")
    poll = uow.polls.by_id(int(number)) if number.isdigit() else None
    if poll is None or not sees_here(poll.vendor_id, request):
        raise UnknownPoll
    return poll, rest


def _to_decide(request: Request, uow: UnitOfWork) -> tuple[Poll, str]:
    poll, rest = _take_poll(request, uow)
    check_open(poll, request.at)
    if not _decides(poll, request, uow):
        raise NotTheirPoll(person=uow.people.by_id(poll.called_by).name)
    return poll, rest


def _decides(poll: Poll, request: Request, uow: UnitOfWork) -> bool:
    vendor = uow.vendors.by_id(poll.vendor_id)
    return is_open(poll, uow.at) and may_decide(poll, request.by.id, (vendor.sponsor_lead, vendor.vendor_lead))


def _close(poll: Poll, state: State, uow: UnitOfWork) -> None:
    if not uow.polls.close(poll, state):
        raise PollOver(how="it was decided a moment ago")


def _plan(poll: Poll, slot: Slot, uow: UnitOfWork) -> Plan:
    return Plan(
        vendor=uow.vendors.by_id(poll.vendor_id),
        kind=poll.kind,
        title=poll.title,
        starts_at=slot.starts_at.astimezone(ZoneInfo(poll.zone)),
        minutes=poll.minutes,
        guests=tuple(uow.people.some(set(poll.guests)).values()),
        optional=frozenset(who for who, part in poll.guests.items() if part is Part.OPTIONAL),
    )
