"""How a poll looks: in the channel while people answer, to whoever decides it, and in the mail to each guest."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from zoneinfo import ZoneInfo

from governance.people import Person
from governance.polls import Poll, Says, Slot, State, is_open, missing, ranked
from handlers.kit import shown
from handlers.kit.blocks import Block, actions, button, context, esc, section
from handlers.kit.replies import Message
from handlers.kit.words import listing, plural
from storage.unit_of_work import UnitOfWork

LABELS = {Says.WORKS: "Works", Says.IF_MUST: "If I must", Says.CANNOT: "Can't"}


def asked_as(poll: Poll) -> str:
    """The name of the channel's message."""
    return f"poll:{poll.id}"


def question(poll: Poll, uow: UnitOfWork) -> Message:
    """What the channel reads: the times with buttons and who said what, and once it is over, what came of it."""
    if not is_open(poll, uow.at):
        return Message((section(f":ballot_box_with_ballot: *{esc(poll.title)}*: {_outcome(poll, uow)}"),))
    zone, people = ZoneInfo(poll.zone), uow.people.some(set(poll.guests))
    blocks = [section(_asks(poll, zone))]
    for place in range(len(poll.slots)):
        blocks += [section(_slot(poll, place, zone, people)), actions(*_answers(poll, place))]
    return Message((*blocks, context(_progress(poll, people)), actions(_result(poll))))


def question_to(poll: Poll, to: Person, uow: UnitOfWork) -> Message:
    """The same to one person alone, where no channel could read it: their own clock, and no count that would grow old."""
    if not is_open(poll, uow.at):
        return question(poll, uow)
    zone = to.hours(uow.workspace.zone).zone
    blocks = [section(_asks(poll, zone))]
    for place, slot in enumerate(poll.slots):
        blocks += [section(f"*{place + 1}.* {shown.moment(slot.starts_at, zone)}"), actions(*_answers(poll, place))]
    return Message((*blocks, actions(_result(poll))))


def results(poll: Poll, reader: Person, uow: UnitOfWork, *, decides: bool) -> list[Block]:
    """The times, best first; with the buttons that decide, for those who may."""
    zone, people = reader.hours(uow.workspace.zone).zone, uow.people.some(set(poll.guests))
    head = f":ballot_box_with_ballot: *{esc(poll.title)}*, {poll.minutes} minutes. {_progress(poll, people)}"
    blocks = [section(head)]
    if not is_open(poll, uow.at):
        return [*blocks, section(_outcome(poll, uow))]
    for rank, place in enumerate(ranked(poll)):
        blocks.append(section(_slot(poll, place, zone, people) + _lacks(poll, place, people)))
        if decides and poll.slots[place].starts_at > uow.at:
            style = None if rank else "primary"
            blocks.append(actions(button("Confirm", "session.poll.confirm", f"{poll.id} {place}", style=style)))
    cancel = button("Cancel poll", "session.poll.cancel", poll.id, style="danger")
    return [*blocks, *([actions(cancel)] if decides else [])]


def own_answers(poll: Poll, person: int, zone: ZoneInfo) -> str:
    """What somebody has said, for themselves."""
    said = poll.answers_of(person)
    lines = [
        f"{shown.moment(slot.starts_at, zone)}: {LABELS[said[place]] if place in said else 'not answered yet'}"
        for place, slot in enumerate(poll.slots)
    ]
    return "\n".join(lines)


def mail_words(poll: Poll, to: Person, caller: Person, uow: UnitOfWork, *, address: str | None) -> str:
    """The times on their own clock, and where to answer."""
    zone = to.hours(uow.workspace.zone).zone
    until = f"{poll.deadline.astimezone(zone):%A %-d %B, %H:%M}"
    times = [f"{number}. {span(slot, poll, zone)}" for number, slot in enumerate(poll.slots, 1)]
    if address:
        where = [f"Please answer by {until}: {address}", "The link is yours alone: whoever has it answers for you."]
    else:
        where = [
            f"Please {_in_slack(poll, to, until, uow)}tell {caller.name}{'' if to.slack_user else f' by {until}'}."
        ]
    ask = f"{caller.name} asks which of these times suit you for: {poll.title}."
    return "\n".join([ask, *times, *where])


def _in_slack(poll: Poll, to: Person, until: str, uow: UnitOfWork) -> str:
    """Where the buttons are, for those who have Slack."""
    if not to.slack_user:
        return ""
    place = "the channel of the two companies" if uow.vendors.links_of(poll.vendor_id) else "my direct message to you"
    return f"answer by {until} in Slack, in {place}, or "


def span(slot: Slot, poll: Poll, zone: ZoneInfo) -> str:
    """A time from beginning to end, for a reader whose clock is known."""
    begins = slot.starts_at.astimezone(zone)
    ends = (slot.starts_at + timedelta(minutes=poll.minutes)).astimezone(zone)
    return f"{begins:%A %-d %B %Y, %H:%M} to {ends:%H:%M} ({zone.key})"


def _asks(poll: Poll, zone: ZoneInfo) -> str:
    ask = f":ballot_box_with_ballot: *Which times suit you?* {esc(poll.title)}, {poll.minutes} minutes."
    return f"{ask} Please answer by {shown.moment(poll.deadline, zone)}."


def _outcome(poll: Poll, uow: UnitOfWork) -> str:
    session = uow.sessions.by_id(poll.session) if poll.session else None
    if session:
        return f"it is {shown.moment(session.starts_at, ZoneInfo(poll.zone))}, as *{session.reference}*. Thank you."
    return "the poll was cancelled." if poll.state is State.CANCELLED else "all its times have passed."


def _slot(poll: Poll, place: int, zone: ZoneInfo, people: Mapping[int, Person]) -> str:
    said = {its: [shown.person(people[who]) for who in poll.said(place, its) if who in people] for its in Says}
    counts = [f"{LABELS[its]}: {len(who)}{f' ({listing(who)})' if who else ''}" for its, who in said.items()]
    return f"*{place + 1}.* {shown.moment(poll.slots[place].starts_at, zone)}\n{' · '.join(counts)}"


def _answers(poll: Poll, place: int) -> list[Block]:
    return [
        button(label, "session.poll.answer", f"{poll.id} {place} {says}", label=f"{label}: time {place + 1}")
        for says, label in LABELS.items()
    ]


def _result(poll: Poll) -> Block:
    return button("Result", "session.poll.show", poll.id)


def _progress(poll: Poll, people: Mapping[int, Person]) -> str:
    open_ = poll.unanswered
    done = f"{len(poll.guests) - len(open_)} of {plural(len(poll.guests), 'person', 'people')} answered"
    return f"{done}; not yet: {_names(open_, people)}." if open_ else f"{done}."


def _names(ids: Sequence[int], people: Mapping[int, Person]) -> str:
    return listing([shown.person(people[who]) for who in ids if who in people])


def _lacks(poll: Poll, place: int, people: Mapping[int, Person]) -> str:
    lacking = missing(poll, place)
    return f"\nNeeded, and can't: {_names(lacking, people)}" if lacking else ""
