"""Reminders: one message a person a day at most, in their working hours, of all that waits on them; and snoozes."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from itertools import groupby

from governance.actions import ActionItem
from governance.calendar.working_hours import closing, is_working, now_or_next
from governance.events import ActionItemSnoozed, Door
from governance.people import Act, Person
from governance.refusals import ActionClosed
from governance.reminders import LONGEST_SILENCE, snooze_until, untold, wake
from handlers.kit import shown
from handlers.kit.action_rows import SNOOZES, row_for
from handlers.kit.blocks import Block, actions, button, context, esc, header, section
from handlers.kit.deputies import all_away, day_of, stand_in
from handlers.kit.feature import Feature
from handlers.kit.items import take_item
from handlers.kit.one_acts import write_mail
from handlers.kit.replies import Message, Reply, say
from handlers.kit.requests import Job, Request, Round, Tick, Waiting
from handlers.kit.words import date_words, plural
from storage.outbox import Kind
from storage.unit_of_work import UnitOfWork

feature = Feature("reminders")

SLICE = 40  # people in one transaction, so that nobody waits long behind it
BETWEEN_TICKS = timedelta(minutes=5)
SHOWN = 12
LINKS = 6  # in the daily mail of somebody without Slack
ON_HOME = 5
ENOUGH_FOR_HOME = 30  # of each kind: Home shows a few and says how many there are, up to so many
MOST = 200
ROUND = "reminders.round"

Person_and_things = tuple[Person, list[Waiting]]


@dataclass
class Heard:
    """What one person hears: their own matters, and those of the people they stand in for."""

    own: list[Waiting] = field(default_factory=list)
    of_others: list[Person_and_things] = field(default_factory=list)

    @property
    def count(self) -> int:
        return len(self.own) + sum(len(things) for _, things in self.of_others)


# --- the clock -------------------------------------------------------------------------------------------------------


@feature.every("reminders", "*/5 * * * *")
def begin(tick: Tick, uow: UnitOfWork) -> None:
    """Writes down that there is a round to make; it is made outside, some people at a time."""
    if uow.reminders.anyone_due(tick.at):
        uow.outbox.put(Kind.WORK, "work:reminders", {"work": ROUND}, once=f"reminders:{tick.due:%Y%m%dT%H%M}")


@feature.work(ROUND, door=Door.CLOCK)
def make_round(job: Job) -> None:
    """Until nobody is due. What was said is kept with who heard it, so a round begun again says nothing twice."""
    while _slice(job):
        pass
    while _wake_snoozed(job):
        pass


def _slice(job: Job) -> bool:
    with job.unit_of_work() as uow:
        due = uow.reminders.due(uow.at, SLICE)
        ready = [person for person in due if person.next_reminder_at is not None and _hears_now(person, uow)]
        if ready:
            _tell_all(ready, uow)
            heard = uow.reminders.snoozed(person.id for person in ready)
            uow.reminders.end_snoozes(pair for pair, until in heard.items() if until <= uow.at)
        # For whoever is new here, what came up before does not count.
        told = {its.id: day_of(its, uow) for its in due if its in ready or its.reminded_on is None}
        uow.reminders.set_next({person.id: _wake(person, uow, _since(person, uow)) for person in due}, told)
    return len(due) == SLICE


def _since(person: Person, uow: UnitOfWork) -> datetime:
    """For whom it was not known, their time may have come since the last tick."""
    return uow.at if person.next_reminder_at else uow.at - BETWEEN_TICKS


def _hears_now(person: Person, uow: UnitOfWork) -> bool:
    """Present, at work, and past their time of today: who missed it hears the same day, or else on the next."""
    hours = person.hours(uow.workspace.zone)
    if not is_working(hours, uow.at) or person.is_away(day_of(person, uow)):
        return False
    midnight = datetime.combine(day_of(person, uow), time(0), hours.zone)
    return _wake(person, uow, midnight - timedelta(microseconds=1)) <= uow.at


def _wake(person: Person, uow: UnitOfWork, after: datetime) -> datetime:
    return wake(person.hours(uow.workspace.zone), uow.rules, person.remind_at, after)


# --- who hears what --------------------------------------------------------------------------------------------------


def _tell_all(ready: Sequence[Person], uow: UnitOfWork) -> None:
    """Asks every feature once what waits on all of these people, then writes one message each."""
    stand_ins = _stand_ins(uow)
    round_ = _round(ready, stand_ins, uow)
    heard = _heard(ready, stand_ins, _what_waits(round_, uow))
    names = _names([its for one in heard.values() for its in _all_of(one)], uow)
    for person in ready:
        if heard[person.id].count:
            _post(person, heard[person.id], names, uow)
    uow.reminders.tell_news(round_.days, min(round_.days.values()) - LONGEST_SILENCE)


def _heard(
    ready: Sequence[Person], stand_ins: Mapping[int, Sequence[Person]], things: Mapping[int, list[Waiting]]
) -> dict[int, Heard]:
    return {
        person.id: Heard(
            own=things.get(person.id, []),
            of_others=[(away, things[away.id]) for away in stand_ins.get(person.id, ()) if things.get(away.id)],
        )
        for person in ready
    }


def _round(ready: Sequence[Person], stand_ins: Mapping[int, Sequence[Person]], uow: UnitOfWork) -> Round:
    """For whoever is away, the day and the holidays of the one who stands in count."""
    speaks_for = {person.id: (person, *stand_ins.get(person.id, ())) for person in ready}
    people = {its.id: its for group in speaks_for.values() for its in group}
    days = {its.id: day_of(group[0], uow) for group in speaks_for.values() for its in group}
    countries = {its.id: group[0].hours(uow.workspace.zone).country for group in speaks_for.values() for its in group}
    # What comes up while somebody is away, the deputy hears day by day, and they themselves when they are back.
    untold = {its.id: (days[its.id],) for its in people.values()} | _untold(ready, days, countries, uow)
    return Round(people=people, days=days, countries=countries, untold=untold, at=uow.at)


def _untold(
    ready: Sequence[Person], days: Mapping[int, date], countries: Mapping[int, str | None], uow: UnitOfWork
) -> dict[int, Sequence[date]]:
    """The days each has not heard of: since the last message, or with its day where it was never said."""
    last = {its.id: its.reminded_on for its in ready}
    unsaid = uow.outbox.given_up([_key(who, day) for who, day in last.items() if day])
    heard = {who: day - timedelta(days=1) if day and _key(who, day) in unsaid else day for who, day in last.items()}
    return {who: untold(day, days[who], countries[who]) for who, day in heard.items()}


def _key(person: int, day: date) -> str:
    """One message a person a day."""
    return f"remind:{person}:{day}"


def _what_waits(round_: Round, uow: UnitOfWork) -> dict[int, list[Waiting]]:
    from handlers import registry

    found: dict[int, list[Waiting]] = {}
    for part in registry().waiting_parts():
        for person, things in part(round_, uow).items():
            found.setdefault(person, []).extend(things)
    return {person: _once_each(things) for person, things in found.items()}


def _once_each(things: Sequence[Waiting]) -> list[Waiting]:
    """What is asked about an item says all that its line in the list does."""
    asked = {its.item for its in things if not its.listed and its.item}
    return [its for its in things if not (its.listed and its.item in asked)]


def _stand_ins(uow: UnitOfWork) -> dict[int, list[Person]]:
    """Whom each present person stands in for today."""
    away = all_away(uow)
    found: dict[int, list[Person]] = {}
    for person in away.values():
        deputy = stand_in(person, away)
        if deputy is not None:
            found.setdefault(deputy, []).append(person)
    return found


# --- the message -------------------------------------------------------------------------------------------------------


def _post(person: Person, heard: Heard, names: "Names", uow: UnitOfWork) -> None:
    day = day_of(person, uow)
    if person.slack_user is None:
        _mail(person, heard, names, day, uow)
        return
    payload = _message(person, heard, names, day, uow).payload() | {"channel": person.slack_user}
    until = closing(person.hours(uow.workspace.zone), uow.at)
    uow.outbox.put(Kind.POST, f"channel:{person.slack_user}", payload, once=_key(person.id, day), until=until)


def _message(person: Person, heard: Heard, names: "Names", day: date, uow: UnitOfWork) -> Message:
    lead = f"{uow.workspace.name}: {_how_many(heard)}"
    blocks = [header(lead), *_shown(heard, slice(0, SHOWN), person, names, day)]
    if heard.count > SHOWN:
        blocks.append(actions(button(f"and {heard.count - SHOWN} more", "again", "me waiting")))
    at = person.remind_at or uow.rules.remind_at
    return Message((*blocks, context(f"I write once a day, at {at:%H:%M} your time. `me settings` changes that.")))


def _mail(person: Person, heard: Heard, names: "Names", day: date, uow: UnitOfWork) -> None:
    """The same to whoever has no Slack, with a link for the likeliest acts of the first few things; the rest are words."""
    if not uow.rules.sends_mail:
        return
    subject = f"{uow.workspace.name}: {_how_many(heard)}"
    blocks = [section(f"Hello {esc(person.name)},"), *_shown(heard, slice(0, SHOWN), person, names, day)]
    if heard.count > SHOWN:
        blocks.append(section(f"and {heard.count - SHOWN} more"))
    write_mail(person, subject=subject, blocks=blocks, once=_key(person.id, day), uow=uow, brief=True, most=LINKS)


def _how_many(heard: Heard) -> str:
    return f"{plural(heard.count, 'thing')} {'waits' if heard.count == 1 else 'wait'} on you"


def _shown(heard: Heard, part: slice, reader: Person, names: "Names", day: date) -> list[Block]:
    """Some of what somebody hears, their own matters first; what is for others under the name of each."""
    all_of_them: list[tuple[Person | None, Waiting]] = [(None, its) for its in heard.own]
    all_of_them += [(away, its) for away, things in heard.of_others for its in things]
    blocks: list[Block] = []
    for away, things in groupby(all_of_them[part], key=lambda pair: pair[0]):
        if away is not None:
            until = date_words(away.away_until or day, day)
            blocks.append(section(f"*For {shown.person(away)}, away until {until}:*"))
        blocks += _grouped([its for _, its in things], reader, names)
    return blocks


# --- all of it, for whoever asks ---------------------------------------------------------------------------------------


@feature.command(
    "me waiting", usage="[page]", summary="All that waits on you: actions, decisions, invitations.", act=Act.SEE_ACTIONS
)
def waiting(request: Request, uow: UnitOfWork) -> Reply:
    heard, names = _all_that_waits(request, uow, MOST)
    if not heard.count:
        return say(section("Nothing waits on you."))
    pages = -(-heard.count // SHOWN)
    page = min(max(1, int(request.text)), pages) if request.text.isdecimal() else 1
    part = slice((page - 1) * SHOWN, page * SHOWN)
    blocks = [header(_how_many(heard).capitalize()), *_shown(heard, part, request.by, names, request.today)]
    blocks += [context(f"Page {page} of {pages}")] if pages > 1 else []
    return say(*blocks, *([actions(button("Next page", "again", f"me waiting {page + 1}"))] if page < pages else []))


@feature.on_home(order=10, act=Act.SEE_ACTIONS)
def on_home(request: Request, uow: UnitOfWork) -> list[Block]:
    """What else waits on them than the actions that Home lists anyway."""
    heard, names = _all_that_waits(request, uow, ENOUGH_FOR_HOME)
    heard.own = [its for its in heard.own if not its.listed]
    if not heard.count:
        return []
    more = [actions(button("Show all", "again", "me waiting"))] if heard.count > ON_HOME else []
    few = _shown(heard, slice(0, ON_HOME), request.by, names, request.today)
    count = f"{heard.count:,}" if heard.count < ENOUGH_FOR_HOME else f"{ENOUGH_FOR_HOME} or more"
    return [header(f"To decide or answer ({count})"), *few, *more]


def _all_that_waits(request: Request, uow: UnitOfWork, most: int) -> "tuple[Heard, Names]":
    stand_ins = _stand_ins(uow)
    # On Home the list of their own stands beside this; whom they stand in for has none there.
    listed = most == MOST or request.by.id in stand_ins
    round_ = replace(_round([request.by], stand_ins, uow), most=most, listed=listed)
    heard = _heard([request.by], stand_ins, _what_waits(round_, uow))[request.by.id]
    return heard, _names(_all_of(heard), uow)


@dataclass(frozen=True)
class Names:
    """What vendors and studies are called."""

    vendors: Mapping[int, str]
    studies: Mapping[int, str]

    def of(self, its: Waiting, reader: Person) -> str:
        """The study first, then the vendor; its own people know which company they are."""
        study = self.studies.get(its.study_id or 0)
        vendor = self.vendors.get(its.vendor_id or 0) if reader.is_sponsors else None
        return " · ".join(esc(name) for name in (study, vendor) if name)


def _names(things: Iterable[Waiting], uow: UnitOfWork) -> Names:
    all_of_them = list(things)
    vendors = uow.vendors.some({its.vendor_id for its in all_of_them if its.vendor_id})
    studies = uow.vendors.some_studies({its.study_id for its in all_of_them if its.study_id})
    return Names({its.id: its.name for its in vendors.values()}, {its.id: its.protocol for its in studies.values()})


def _all_of(heard: Heard) -> Iterator[Waiting]:
    yield from heard.own
    for _, things in heard.of_others:
        yield from things


def _grouped(things: Sequence[Waiting], reader: Person, names: Names) -> list[Block]:
    """Under each study and vendor what belongs to it, in the order it came."""
    groups: dict[str, list[Waiting]] = {}
    for its in things:
        groups.setdefault(names.of(its, reader), []).append(its)
    blocks: list[Block] = []
    for name, members in groups.items():
        for place, its in enumerate(members):
            title = f"*{name}*\n" if name and place == 0 else ""
            blocks += [section(f"{title}{its.line}"), *([actions(*its.buttons)] if its.buttons else [])]
    return blocks


# --- snoozing ----------------------------------------------------------------------------------------------------------

_SPANS = {"hour": "hour", "1h": "hour", "tomorrow": "tomorrow", "week": "week"}
_SMALL_WORDS = frozenset(["for", "an", "a", "1", "one", "until", "next"])


@feature.command(
    "action snooze",
    usage="A-17 [hour|tomorrow|next week]",
    summary="Hear of it later; nothing else changes.",
    act=Act.KEEP_OWN_SETTINGS,
)
def snooze_by_line(request: Request, uow: UnitOfWork) -> Reply:
    return _snooze(*take_item(request.text, request, uow), request, uow)


@feature.button("action.snooze", act=Act.KEEP_OWN_SETTINGS)
def snooze_by_button(request: Request, uow: UnitOfWork) -> Reply:
    return _snooze(*take_item(request.ref, request, uow), request, uow)


def _span(words: str) -> str | None:
    """How long is meant; None when it is none of the spans there are, such as "next month"."""
    said = [word for word in words.lower().split() if word not in _SMALL_WORDS]
    return _SPANS.get(said[0]) if len(said) == 1 else None


def _snooze(item: ActionItem, words: str, request: Request, uow: UnitOfWork) -> Reply:
    if item.waits_on is None:
        raise ActionClosed(reference=item.reference, state=item.state)
    span = _span(words)
    if span is None:
        lines = [button(label, "again", f"action snooze {item.reference} {value}") for value, label in SNOOZES]
        return say(section(f"{shown.own_action_line(item, request.today)}\nFor how long?"), actions(*lines))
    hours = request.by.hours(uow.workspace.zone)
    until = snooze_until(span, hours, request.at, uow.rules, request.by.remind_at)
    uow.reminders.snooze(request.by.id, item.id, until)
    uow.record(ActionItemSnoozed(action=item.id, person=request.by.id, until=until))
    when = shown.moment(until, request.zone)
    back = ", when you work again" if span == "hour" and until > request.at + timedelta(hours=1) else ""
    return say(section(f"I am quiet about {item.reference} until {when}{back}."))


def _wake_snoozed(job: Job) -> bool:
    """Those who asked to hear of something now do, when they work; it is moved to when they do otherwise."""
    with job.unit_of_work() as uow:
        over = uow.reminders.snoozes_over(uow.at, SLICE)
        people = uow.people.some({person for person, _ in over})
        items = uow.actions.some({item for _, item in over})
        uow.reminders.end_snoozes(over)
        for person in people.values():
            mine = [items[item] for who, item in over if who == person.id and items[item].waits_on]
            if mine:
                _remind_of(person, mine, uow)
    return len(over) == SLICE


def _remind_of(person: Person, items: Sequence[ActionItem], uow: UnitOfWork) -> None:
    moment = _next_present(person, uow)
    if moment > uow.at:
        for item in items:
            uow.reminders.snooze(person.id, item.id, moment)
        return
    owners, day = uow.people.some({item.owner_id for item in items}), day_of(person, uow)
    lines = [(item, shown.line_for(person, item, owners[item.owner_id], day)) for item in items[:SHOWN]]
    shown_ones = [block for item, line in lines for block in (section(line), actions(*row_for(item, person)))]
    payload = Message((section("You asked to hear of this now:"), *shown_ones)).payload()
    once = f"snoozed:{person.id}:{items[0].reference}:{uow.at:%Y%m%dT%H%M}"
    payload |= {"channel": person.slack_user}
    until = closing(person.hours(uow.workspace.zone), uow.at)
    uow.outbox.put(Kind.POST, f"channel:{person.slack_user}", payload, once=once, until=until)


def _next_present(person: Person, uow: UnitOfWork) -> datetime:
    """Now, when they work; else when they next do."""
    hours = person.hours(uow.workspace.zone)
    if person.is_away(day_of(person, uow)) and person.away_until:
        back = datetime.combine(person.away_until + timedelta(days=1), time(0), hours.zone)
        return now_or_next(hours, back)
    return now_or_next(hours, uow.at)
