"""Finding a time: the three best for one meeting at once, or the three best series a little later, in private."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from governance.events import Door
from governance.people import Act, Person
from governance.sessions import Kind
from handlers.kit.blocks import choice, date_input, esc, field, people_input, section
from handlers.kit.finding import here
from handlers.kit.replies import Form, Message, Reply, Show, say
from handlers.kit.requests import Job, Request
from handlers.kit.words.recurrence import usual_recurrences
from handlers.sessions.company import as_line, others_input
from handlers.sessions.filling import filled
from handlers.sessions.found_series import BESIDES, series_answer
from handlers.sessions.found_times import answer
from handlers.sessions.recurring import take_rhythm
from handlers.sessions.register import feature
from handlers.sessions.schedule_form import LENGTHS, schedule_form
from handlers.sessions.searching import best_series, best_times, search_for, search_series
from handlers.sessions.wishes import Often, Wish, wish_of, wish_of_form
from storage.outbox import Kind as Letter
from storage.unit_of_work import UnitOfWork

SERIES = "sessions.series"
ONCE = "once"
OFTEN = ((ONCE, "Once"), *((its, its.capitalize()) for its in ("weekly", "fortnightly", "monthly", "quarterly")))
WEEKS = (2, 4, 8)


@feature.command(
    "session find",
    usage="[vendor] [60m] [in the next 4 weeks] [@people] [optional @people] [monthly]",
    summary="The three best times for both companies, or the three best series: `/session find Helix 60m monthly`.",
    act=Act.SCHEDULE_SESSIONS,
)
def find_by_line(request: Request, uow: UnitOfWork) -> Reply:
    if not request.text:
        return Show(form=find_form(request, uow), reopen="session find")
    return _found(wish_of(request.text, request, uow), request, uow)


@feature.form("session.find", act=Act.SCHEDULE_SESSIONS)
def find_by_form(request: Request, uow: UnitOfWork) -> Reply:
    return _found(wish_of_form(request, uow), request, uow)


@feature.button("session.fill_in", act=Act.SCHEDULE_SESSIONS)
def fill_in(request: Request, uow: UnitOfWork) -> Reply:
    """The form that schedules it, filled in: a title and a link are still missing, and nobody is invited by a slip."""
    wish = wish_of(request.ref, request, uow)
    local = wish.starts[0].astimezone(request.zone)
    when = {"date": f"{local:%Y-%m-%d}", "time": f"{local:%H:%M}", "zone": request.zone.key}
    return _filled_in(wish, when, request, uow)


@feature.button("session.fill_in_series", act=Act.SCHEDULE_SESSIONS)
def fill_in_series(request: Request, uow: UnitOfWork) -> Reply:
    """The same for a series."""
    rhythm, _, rest = request.ref.partition(BESIDES)
    its, _ = take_rhythm(rhythm, request)
    often = its.recurrence.words()
    when = {"date": f"{its.first:%Y-%m-%d}", "time": f"{its.clock:%H:%M}", "zone": its.zone.key}
    when["repeat" if often in dict(usual_recurrences()) else "other_repeat"] = often
    return _filled_in(wish_of(rest, request, uow), when, request, uow)


def _filled_in(wish: Wish, when: Mapping[str, str], request: Request, uow: UnitOfWork) -> Show:
    named = [its for its in wish.guests if its.slack_user]
    known: dict[str, Any] = {"vendor": wish.vendor.name, "kind": wish.kind, "minutes": str(wish.minutes), **when}
    known["people"] = [its.slack_user for its in named if its.id not in wish.optional]
    known["optional"] = [its.slack_user for its in named if its.id in wish.optional]
    known["others"] = " ".join(as_line((its for its in wish.guests if not its.slack_user), wish.optional))
    form = schedule_form(request, uow, minutes=wish.minutes)
    return Show(form=filled(form, known), reopen="session schedule")


def _found(wish: Wish, request: Request, uow: UnitOfWork) -> Reply:
    if wish.often:
        return _later(wish, wish.often, request, uow)
    search = search_for(wish, uow)
    return say(*answer(search, best_times(search, uow), request.by, request.zone))


# --- series: outside the request, because it may take seconds -----------------------------------------------------------


def _later(wish: Wish, often: Often, request: Request, uow: UnitOfWork) -> Reply:
    notice = request.at + timedelta(hours=uow.rules.weights.notice_hours)
    job = {
        "work": SERIES,
        "person": request.by.id,
        "vendor": wish.vendor.id,
        "kind": wish.kind,
        "minutes": wish.minutes,
        "begin": max(wish.begin, notice).isoformat(),
        "guests": [person.id for person in wish.guests],
        "optional": sorted(wish.optional),
        "weekly": often.weekly,
        "every": often.every,
        "asked": request.key,
    }
    uow.outbox.put(Letter.WORK, f"work:series:{request.by.id}", job, once=f"series:{request.key}"[:200])
    days = f"a year from {wish.begin.astimezone(request.zone):%-d %B %Y} on"
    return say(section(f"I look through {days}, {often.words}, and write you what I find in a direct message."))


@feature.work(SERIES, door=Door.SLACK)
def look_through_a_year(job: Job) -> None:
    """Reads, then thinks for up to some seconds while nobody waits, then writes. Done twice, it is said once."""
    with job.unit_of_work() as uow:
        search = search_series(_wish(job, uow), uow)
        reader = uow.people.by_id(job.payload["person"])
        zone = ZoneInfo(reader.zone or uow.workspace.zone)
    found = best_series(search)
    with job.unit_of_work() as uow:
        _tell(reader, Message(tuple(series_answer(search, found, reader, zone))), job, uow)


def _wish(job: Job, uow: UnitOfWork) -> Wish:
    its = job.payload
    begin = datetime.fromisoformat(its["begin"])
    people = uow.people.some(set(its["guests"]))
    return Wish(
        vendor=uow.vendors.by_id(its["vendor"]),
        kind=Kind(its["kind"]),
        minutes=its["minutes"],
        begin=begin,
        end=begin + timedelta(days=365),
        guests=tuple(people[who] for who in its["guests"]),
        optional=frozenset(its["optional"]),
        often=Often(weekly=its["weekly"], every=its["every"]),
    )


def _tell(reader: Person, message: Message, job: Job, uow: UnitOfWork) -> None:
    payload = message.payload() | {"channel": reader.slack_user}
    once = f"series found:{job.payload['asked']}"[:200]
    uow.outbox.put(Letter.POST, f"channel:{reader.slack_user}", payload, once=once)


# --- the form ----------------------------------------------------------------------------------------------------------


def find_form(request: Request, uow: UnitOfWork) -> Form:
    vendor = here(request, uow)
    names = [vendor.name] if vendor else [its.name for its in uow.vendors.page(0, 100)]
    kinds = [(kind, kind.capitalize()) for kind in Kind]
    lengths = [(str(minutes), f"{minutes} minutes") for minutes in LENGTHS]
    leads = "Both account leads have to come in any case."
    blocks = [
        field("minutes", "How long?", choice(lengths, "60")),
        field("people", "Who else has to come?", people_input(), optional=True, hint=leads),
        field("optional", "Who may come?", people_input(), optional=True),
        others_input(),
        field("weeks", "How far ahead?", choice([(str(its), f"{its} weeks") for its in WEEKS], "4")),
        field("begin", "From which day on?", date_input(), optional=True, hint="Empty: from now on."),
        field("often", "How often?", choice(OFTEN, ONCE)),
        field("kind", "What kind of session?", choice(kinds, Kind.JOINT_STRATEGY)),
    ]
    if names:
        blocks.insert(0, field("vendor", "With which vendor?", choice([(name, esc(name)) for name in names], names[0])))
    return Form(name="session.find", title="Find a time", submit="Find", blocks=tuple(blocks))
