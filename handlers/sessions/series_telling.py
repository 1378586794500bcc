"""Who hears of a series: every guest in their own calendar, the channel in one message that stays right."""

from governance.events import (
    SeriesAnswered,
    SeriesEdited,
    SeriesEnded,
    SeriesGuestsDropped,
    SeriesGuestsInvited,
    SeriesMoved,
    SeriesPlanned,
    SeriesScheduled,
)
from governance.people import Act
from governance.refusals import NotInvited
from governance.rsvps import Says
from governance.session_series import SessionSeries
from governance.sessions import State
from handlers.kit import shown
from handlers.kit.blocks import Block, actions, button, esc, section
from handlers.kit.replies import Message, Reply, say
from handlers.kit.requests import Request
from handlers.kit.words import listing, plural
from handlers.sessions.cards import ANSWERS
from handlers.sessions.naming import the_series
from handlers.sessions.register import feature
from handlers.sessions.series_mail import mail_series, planned
from handlers.sessions.series_words import exceptions, rhythm
from handlers.sessions.telling import by_whom, tell_the_channel, why
from storage import outbox
from storage.unit_of_work import UnitOfWork


def announced_as(series: SessionSeries) -> str:
    """The name of the message that told of the series first."""
    return f"scheduled:series:{series.uid}"


@feature.on(SeriesScheduled)
def invite_everyone(event: SeriesScheduled, uow: UnitOfWork) -> None:
    series = uow.series.by_id(event.series)
    mail_series(series, f"Moved: {event.reason}" if event.reason else "", uow)
    head = f"{by_whom(uow)} moved" if event.follows else ""
    _tell(series, announced_as(series), uow, head=head, reason=event.reason)


@feature.on(SeriesMoved)
def tell_of_the_move(event: SeriesMoved, uow: UnitOfWork) -> None:
    series = uow.series.by_id(event.series)
    mail_series(series, f"Moved: {event.reason}", uow)
    once = f"moved:series:{series.uid}:{event.sequence}"
    _tell(series, once, uow, head=f"{by_whom(uow)} moved", reason=event.reason)
    rewrite(series, uow)


@feature.on(SeriesEnded)
def tell_of_the_end(event: SeriesEnded, uow: UnitOfWork) -> None:
    """What goes on as another series is told with that one."""
    series = uow.series.by_id(event.series)
    if event.until is None:
        mail_series(series, f"{series.title} is cancelled: {event.reason}", uow, method="CANCEL")
    else:
        words = f"{series.title} ends on {event.until.day} {event.until:%B %Y}: {event.reason}"
        mail_series(series, words, uow)
    if event.successor is None:
        ends = f" from {event.until.day} {event.until:%B %Y} on" if event.until else ""
        words = f":calendar: {by_whom(uow)} cancelled *{esc(series.title)}*{ends}: {why(event.reason)}"
        payload = Message((section(words),)).payload()
        tell_the_channel(series.vendor_id, payload, f"ended:series:{series.uid}:{event.sequence}", uow)
    rewrite(series, uow)


@feature.on(SeriesEdited)
def tell_of_the_edit(event: SeriesEdited, uow: UnitOfWork) -> None:
    series = uow.series.by_id(event.series)
    mail_series(series, "", uow)
    link = f", <{series.join_link}|the link to join>" if series.join_link else ""
    words = f":calendar: {by_whom(uow)} changed the series *{esc(series.title)}*{link}."
    once = f"edited:series:{series.uid}:{uow.at:%Y%m%dT%H%M%S%f}"
    tell_the_channel(series.vendor_id, Message((section(words),)).payload(), once, uow)
    rewrite(series, uow)


@feature.on(SeriesGuestsInvited)
def invite_the_new(event: SeriesGuestsInvited, uow: UnitOfWork) -> None:
    series = uow.series.by_id(event.series)
    mail_series(series, "", uow, whom=event.guests)
    rewrite(series, uow)


@feature.on(SeriesGuestsDropped)
def tell_those_taken_off(event: SeriesGuestsDropped, uow: UnitOfWork) -> None:
    series = uow.series.by_id(event.series)
    words = f"You are no longer needed at {series.title}. Thank you."
    mail_series(series, words, uow, whom=event.guests, method="CANCEL")
    rewrite(series, uow)


@feature.on(SeriesPlanned)
def tell_of_what_differs(event: SeriesPlanned, uow: UnitOfWork) -> None:
    """Calendars hear of later meetings only where those differ from the rule they have."""
    if event.changed:
        series = uow.series.by_id(event.series)
        mail_series(series, "Some later days were moved because of holidays; see below.", uow)
        rewrite(series, uow)


# --- answering all of it ---------------------------------------------------------------------------------------------------


@feature.button("series.answer", act=Act.SEE_SESSIONS)
def answer_all(request: Request, uow: UnitOfWork) -> Reply:
    series, says = the_series(request.ref, request, uow)
    if request.by.id not in series.guests:
        host = uow.people.by_id(series.called_by).name if series.called_by else "your account lead"
        raise NotInvited(reference=f'"{series.title}"', person=host)
    count = uow.sessions.answer_all(series, request.by.id, Says(says), request.at)
    if count:
        uow.record(SeriesAnswered(series=series.id, person=request.by.id, says=says, sequence=series.sequence))
    words = {Says.YES: "You are coming to", Says.MAYBE: "You come perhaps to", Says.NO: "You cannot come to"}
    again = "You can answer for a single one too: `session answer S-3 no`."
    return say(section(f"Thank you. {words[Says(says)]} each meeting of *{esc(series.title)}* from now on. {again}"))


@feature.on(SeriesAnswered)
def show_who_comes(event: SeriesAnswered, uow: UnitOfWork) -> None:
    rewrite(uow.series.by_id(event.series), uow)


# --- the message in the channel --------------------------------------------------------------------------------------------


def _tell(series: SessionSeries, once: str, uow: UnitOfWork, *, head: str, reason: str | None) -> None:
    blocks = list(_card(series, uow))
    if head:
        again = f": {why(reason)}\nPlease answer again." if reason else ""
        blocks.insert(0, section(f":calendar: {head} *{esc(series.title)}*{again}"))
    tell_the_channel(series.vendor_id, Message(tuple(blocks)).payload(), once, uow)


def rewrite(series: SessionSeries, uow: UnitOfWork) -> None:
    """The message that told of the series says how it stands now."""
    said = uow.outbox.said(announced_as(series))
    if said is None:
        return
    channel, ts = said
    payload = Message(tuple(_card(series, uow))).payload() | {"channel": channel, "ts": ts}
    once = f"rewrite:series:{series.id}:{uow.at:%Y%m%dT%H%M%S%f}"
    uow.outbox.put(outbox.Kind.UPDATE, f"channel:{channel}", payload, once=once)


def _card(series: SessionSeries, uow: UnitOfWork) -> list[Block]:
    lines = [f":calendar: *{esc(series.title)}*: {rhythm(series)}."]
    if series.state is State.CANCELLED:
        return [section("\n".join([*lines, "Cancelled."]))]
    coming = [
        its for its in uow.sessions.of_series(series.id) if its.starts_at > uow.at and its.state is not State.CANCELLED
    ]
    join = [f"<{series.join_link}|Join>"] if series.join_link else []
    if coming:
        first = coming[0]
        lines.append(
            f"{plural(len(coming), 'meeting')} planned; the next is {first.reference}, "
            f"{shown.moment(first.starts_at, series.pattern.zone)}."
        )
    people = uow.people.some(set(series.guests))
    guests = listing([shown.person(people[who]) for who in series.guests if who in people])
    lines += [*join, *exceptions(planned(series, uow)), f"Invited: {guests}"]
    says = [button(words, "series.answer", f"{series.id} {its}") for its, words in ANSWERS]
    says[0] |= {"style": "primary"}
    return [section("\n".join(lines)), actions(*says, button("Show them", "series.list", series.id))]
