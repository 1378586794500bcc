"""People's own calendars: Parley may look at when they are busy, never at what for, and shows nobody anyone's calendar."""

from datetime import datetime

from governance.calendars import (
    Calendar,
    Kind,
    News,
    NoCalendarGiven,
    Reading,
    calendar_address,
    host_of,
    in_measure,
    news_of,
    next_reading,
)
from governance.events import CalendarLinked, CalendarRemoved, Door, Words
from governance.people import Act
from handlers.kit import shown
from handlers.kit.blocks import Block, actions, button, context, cut, esc, field, section, text_input
from handlers.kit.feature import Feature
from handlers.kit.feed_worker import from_json
from handlers.kit.replies import Form, Reply, Show, about, say
from handlers.kit.requests import Job, Request, Tick
from handlers.kit.words import full_words
from storage.outbox import Kind as Letter
from storage.unit_of_work import UnitOfWork

feature = Feature("calendars")

READ = "calendars.read"
# A minute's share: slow servers then never hold more than half of the workers that carry messages.
MOST_AT_ONCE = 10
WHERE = "In Google Calendar it is called *Secret address in iCal format*, in Outlook *Publish a calendar* (ICS)."
PROMISE = "I keep when you are busy, never what for, and show nobody your calendar."


@feature.command(
    "me calendar",
    usage="[https address of its .ics feed|remove]",
    summary="Let me know when you are busy, so that sessions fit; what for I do not keep.",
    act=Act.KEEP_OWN_SETTINGS,
)
def calendar(request: Request, uow: UnitOfWork) -> Reply:
    said = request.text.strip()
    if not said:
        return _standing(request, uow)
    if said.lower() == "remove":
        return _remove(request, uow)
    return _give(said, request, uow)


@feature.button("me.calendar.ask", act=Act.KEEP_OWN_SETTINGS)
def ask(request: Request, uow: UnitOfWork) -> Reply:
    """A form, which nobody else in a channel reads."""
    address = text_input(placeholder="https://...", most=2000)
    blocks = (context(f"{WHERE} {PROMISE}"), field("address", "Address of your calendar", address))
    return Show(form=Form(name="me.calendar", title="My calendar", submit="Save", blocks=blocks))


@feature.form("me.calendar", act=Act.KEEP_OWN_SETTINGS)
def keep_address(request: Request, uow: UnitOfWork) -> Reply:
    with about("address"):
        return _give(request.required("address"), request, uow)


def _give(said: str, request: Request, uow: UnitOfWork) -> Reply:
    address = calendar_address(said)
    mark = uow.calendars.give(request.by.id, address)
    uow.record(CalendarLinked(person=request.by.id, host=Words(host_of(address))))
    _ask_for_reading(request.by.id, mark, f"given:{request.key}", uow)
    words = f"I am reading your calendar at `{_host(host_of(address))}` and tell you what came of it. {PROMISE}"
    return say(section(words), *_warning(request))


def _warning(request: Request) -> list[Block]:
    """Said aloud in a channel, the address is a secret no more."""
    if request.door is not Door.MENTION:
        return []
    words = (
        "Everybody in this channel could read the address. Better make a new one and give me that in a direct message."
    )
    return [context(f":warning: {words}")]


def _remove(request: Request, uow: UnitOfWork) -> Reply:
    if not uow.calendars.remove(request.by.id):
        raise NoCalendarGiven
    uow.record(CalendarRemoved(person=request.by.id))
    return say(section("I have forgotten your calendar: its address, and when you are busy."))


# --- where it stands -------------------------------------------------------------------------------------------------


def _standing(request: Request, uow: UnitOfWork) -> Reply:
    """For the one whose calendar it is."""
    its = uow.calendars.of(request.by.id)
    if its is None:
        words = "I do not know when you are busy. Give me the address of your calendar's .ics feed."
        return say(section(words), context(f"{WHERE} {PROMISE}"), actions(_ask("Give the address")))
    buttons = [_ask("Give another address")]
    if its.kind is Kind.FEED:
        buttons.append(button("Remove it", "again", "me calendar remove"))
    return say(section(" ".join([_where(its), *_how_it_went(its, request)])), context(PROMISE), actions(*buttons))


def _ask(label: str) -> Block:
    return button(label, "me.calendar.ask")


def _where(its: Calendar) -> str:
    if its.kind is Kind.CALDAV:
        return "I ask your company's calendar server when you are busy."
    return f"I read your calendar at `{_host(its.host)}`."


def _how_it_went(its: Calendar, request: Request) -> list[str]:
    if its.read_at is None:
        return ["I have not read it yet."]
    read_at = shown.moment(its.read_at, request.zone)
    if its.failures:
        return [
            f"I could not read it ({read_at}): {esc(its.why)} Until I can, your time counts as unknown, never as free."
        ]
    assert its.known_until is not None
    said = [f"Last read: {read_at}.", f"I know your time until {full_words(its.known_until.date())}."]
    return [*said, f"Some of it is unknown: {esc(its.why)}"] if its.why else said


def _host(host: str) -> str:
    return esc(cut(host, 100))


# --- reading ---------------------------------------------------------------------------------------------------------


@feature.every("calendars", "* * * * *")
def read_what_is_due(tick: Tick, uow: UnitOfWork) -> None:
    uow.calendars.enrol(uow.rules.calendar_domains)
    for person, mark in uow.calendars.due(MOST_AT_ONCE).items():
        _ask_for_reading(person, mark, f"due:{person}:{tick.due:%Y%m%dT%H%M}", uow)


def _ask_for_reading(person: int, mark: str, once: str, uow: UnitOfWork) -> None:
    """One lane a person, so that nobody's calendar is read twice at once."""
    payload = {"work": READ, "whose": person, "mark": mark}
    uow.outbox.put(Letter.READ, f"calendar:{person}", payload, once=f"calendar:{once}"[:200])


@feature.work(READ, door=Door.CLOCK)
def keep_reading(job: Job) -> None:
    """What a calendar told, unless it has been changed or read by another since. Kept twice, it is kept once."""
    assert job.content is not None
    begins, ends = (datetime.fromisoformat(job.payload[name]) for name in ("begins", "ends"))
    reading = in_measure(Reading(begins=begins, ends=ends, told=from_json(job.content)))
    with job.unit_of_work() as uow:
        its = uow.calendars.of(job.payload["whose"])
        if its is not None and its.mark == job.payload["mark"]:
            _keep(its, reading, uow)


def _keep(its: Calendar, reading: Reading, uow: UnitOfWork) -> None:
    news = news_of(its, reading)
    failures = its.failures + 1 if reading.failed else 0
    told = reading.failed and (its.told or news is News.UNREADABLE)
    if uow.calendars.keep(its, reading, next_reading(uow.at, failures, its.person_id), told=told) and news:
        _tell(its, news, reading, uow)


def _tell(its: Calendar, news: News, reading: Reading, uow: UnitOfWork) -> None:
    user = uow.people.by_id(its.person_id).slack_user
    blocks = _readable(its, reading) if news is News.READ else _unreadable(its, reading)
    payload = say(*blocks).message.payload() | {"channel": user}
    uow.outbox.put(Letter.POST, f"channel:{user}", payload, once=f"calendar:{its.person_id}:{its.mark}")


def _readable(its: Calendar, reading: Reading) -> list[Block]:
    words = (
        f"I can read your calendar at `{_host(its.host)}`: I know your time until {full_words(reading.ends.date())}."
    )
    return [section(f"{words} Some of it is unknown: {esc(reading.told.why)}" if reading.told.why else words)]


def _unreadable(its: Calendar, reading: Reading) -> list[Block]:
    words = f"I cannot read your calendar at `{_host(its.host)}`: {esc(reading.told.why)}"
    what = (
        "Check the address and give it to me again, or remove it. I try again; until then your time counts as unknown."
    )
    remove = button("Remove it", "again", "me calendar remove")
    return [section(f"{words}\n{what}"), actions(_ask("Give another address"), remove)]
