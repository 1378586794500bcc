"""How a series looks in the channel: in one message that stays right."""

from governance.session_series import SessionSeries
from governance.sessions import State
from handlers.kit import shown
from handlers.kit.blocks import Block, actions, button, esc, section
from handlers.kit.replies import Message
from handlers.kit.words import listing, plural
from handlers.sessions.cards import ANSWERS
from handlers.sessions.recurring import countries_of
from handlers.sessions.series_words import differences, rhythm
from storage import outbox
from storage.unit_of_work import UnitOfWork


def announced_as(series: SessionSeries) -> str:
    """The name of the message that told of the series first."""
    return f"scheduled:series:{series.uid}"


def rewrite_series(series: SessionSeries, uow: UnitOfWork) -> None:
    """The message that told of the series says how it stands now."""
    said = uow.outbox.said(announced_as(series))
    if said is None:
        return
    channel, ts = said
    payload = Message(tuple(card(series, uow))).payload() | {"channel": channel, "ts": ts}
    once = f"rewrite:series:{series.id}:{uow.at:%Y%m%dT%H%M%S%f}"
    uow.outbox.put(outbox.Kind.UPDATE, f"channel:{channel}", payload, once=once)


def card(series: SessionSeries, uow: UnitOfWork) -> list[Block]:
    """The series as its meetings stand, with buttons to answer all of it."""
    lines = [f":calendar: *{esc(series.title)}*: {rhythm(series)}."]
    if series.state is State.CANCELLED:
        return [section("\n".join([*lines, "Cancelled."]))]
    meetings = uow.sessions.of_series(series.id)
    coming = [its for its in meetings if its.starts_at > uow.at and its.state is not State.CANCELLED]
    if coming:
        first = min(coming, key=lambda its: its.starts_at)
        when = shown.moment(first.starts_at, series.pattern.zone)
        lines.append(f"{plural(len(coming), 'meeting')} planned; the next is {first.reference}, {when}.")
    people = uow.people.some(set(series.guests))
    guests = listing([shown.person(people[who]) for who in series.guests if who in people])
    lines += [f"<{series.join_link}|Join>"] if series.join_link else []
    lines += differences(series, meetings, uow.at.date(), countries_of(people.values(), uow))
    lines.append(f"Invited: {guests}")
    return [section("\n".join(lines)), series_buttons(series.id)]


def series_buttons(series: int | None) -> Block:
    """To answer all meetings of a series at once."""
    says = [button(words, "series.answer", f"{series} {its}") for its, words in ANSWERS]
    says[0] |= {"style": "primary"}
    return actions(*says, button("Show them", "series.list", str(series)))
