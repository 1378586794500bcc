"""People's own settings: when they work and hear from Parley, when they are away, and who stands in."""

from datetime import date, time
from typing import Any

from governance.calendar.working_hours import NoWorkingHours, WorkingHours, known_country
from governance.events import AwayEnded, AwayPlanned, PersonSettingsChanged
from governance.people import Act, Person, sees
from governance.refusals import Refusal
from handlers.kit import shown
from handlers.kit.blocks import (
    Block,
    actions,
    button,
    context,
    date_input,
    field,
    person_input,
    section,
    text_input,
    time_input,
)
from handlers.kit.feature import Feature
from handlers.kit.finding import mentioned, take_owner
from handlers.kit.replies import Form, Reply, Show, about, say
from handlers.kit.requests import Request
from handlers.kit.words import Mention, NoDate, date_words, shortened, take_date, take_time
from storage.unit_of_work import UnitOfWork

feature = Feature("people")


class UnknownHolidays(Refusal):
    """I do not know the holidays of "{country}". Give a country's two letters, such as PL, GB or US."""


class AwayEndsFirst(Refusal):
    """You would be back before you leave. Give a last day that is not before the first."""


class AwayIsOver(Refusal):
    """{day} is over already. Give a last day that is still to come."""


class NotADeputy(Refusal):
    """{person} cannot stand in for you. Choose a colleague of your own company."""


class DeputyNotConfirmed(Refusal):
    """{person} is not confirmed yet and hears nothing until then. Choose another colleague, or ask again once they are."""


class OwnDeputy(Refusal):
    """You cannot stand in for yourself. Choose a colleague of your own company."""


class NotUnderstood(Refusal):
    """I do not know what to do with "{words}". Write it like `me away until friday @deputy`."""


@feature.command(
    "me show", summary="When you work, when I write to you, who stands in for you.", act=Act.KEEP_OWN_SETTINGS
)
def show(request: Request, uow: UnitOfWork) -> Reply:
    return say(section(_words(request.by, request, uow)), _change())


@feature.command("me settings", summary="Change when you work and when I write to you.", act=Act.KEEP_OWN_SETTINGS)
def settings(request: Request, uow: UnitOfWork) -> Reply:
    return Show(form=_form(request, uow), reopen="me settings")


@feature.form("me.settings", act=Act.KEEP_OWN_SETTINGS)
def keep(request: Request, uow: UnitOfWork) -> Reply:
    its = request.values
    with about("remind_at"):
        remind_at = _time(its.get("remind_at"))
    with about("works_to"):
        hours = _hours(its, request, uow)
    with about("country"):
        country = _country(its.get("country"))
    with about("away_until"):
        away = _away(_day(its.get("away_from")), _day(its.get("away_until")), request)
    with about("deputy"):
        deputy = _deputy(mentioned(uow, Mention(its["deputy"])), request) if its.get("deputy") else None
    uow.people.keep_settings(
        request.by.id,
        works_from=hours.begin,
        works_to=hours.end,
        country=country,
        remind_at=remind_at,
        away_from=away[0],
        away_until=away[1],
        deputy_id=deputy.id if deputy else None,
    )
    uow.record(
        PersonSettingsChanged(
            person=request.by.id,
            works_from=f"{hours.begin:%H:%M}",
            works_to=f"{hours.end:%H:%M}",
            country=country,
            remind_at=f"{remind_at:%H:%M}" if remind_at else None,
            away_from=away[0],
            away_until=away[1],
            deputy=deputy.id if deputy else None,
        )
    )
    return _said(request, uow)


@feature.command(
    "me away",
    usage="until <date> [@deputy]",
    summary="I am quiet until you are back; your deputy hears instead.",
    act=Act.KEEP_OWN_SETTINGS,
)
def away(request: Request, uow: UnitOfWork) -> Reply:
    if not request.text.strip():
        return Show(form=_form(request, uow), reopen="me settings")
    first, last, rest = _span(request.text, request)
    _away(first, last, request)
    deputy, rest = take_owner(request, uow, rest)
    if rest.strip():
        raise NotUnderstood(words=shortened(rest.strip()))
    deputy_id = _deputy(deputy, request).id if deputy else request.by.deputy_id
    uow.people.keep_settings(request.by.id, away_from=first, away_until=last, deputy_id=deputy_id)
    uow.record(AwayPlanned(person=request.by.id, first=first, last=last, deputy=deputy_id))
    return _said(request, uow)


@feature.command("me back", summary="You are back: I write to you again.", act=Act.KEEP_OWN_SETTINGS)
def back(request: Request, uow: UnitOfWork) -> Reply:
    uow.people.keep_settings(request.by.id, away_from=None, away_until=None)
    uow.record(AwayEnded(person=request.by.id))
    return _said(request, uow)


@feature.on_home(order=80, act=Act.KEEP_OWN_SETTINGS)
def on_home(request: Request, uow: UnitOfWork) -> list[Block]:
    return [context(_words(request.by, request, uow)), _change()]


# --- in words --------------------------------------------------------------------------------------------------------


def _said(request: Request, uow: UnitOfWork) -> Reply:
    return say(section(_words(uow.people.by_id(request.by.id), request, uow)), _change())


def _change() -> Block:
    return actions(button("Change my settings", "again", "me settings"))


def _words(person: Person, request: Request, uow: UnitOfWork) -> str:
    hours = person.hours(uow.workspace.zone)
    holidays = f", with the holidays of {hours.country}" if hours.country else ""
    at = person.remind_at or uow.rules.remind_at
    work = f"You work {hours.begin:%-H:%M} to {hours.end:%-H:%M} ({hours.zone.key}){holidays}."
    lines = [f"{work} I write to you at {at:%-H:%M} when something waits on you."]
    if person.away_until and person.away_until >= request.today:
        lines.append(_away_words(person, request, uow))
    return "\n".join(lines)


def _away_words(person: Person, request: Request, uow: UnitOfWork) -> str:
    first = f"from {date_words(person.away_from, request.today)} " if person.away_from else ""
    assert person.away_until is not None
    deputy = f"; {_deputy_words(uow.people.by_id(person.deputy_id), request)}" if person.deputy_id else ""
    return f"You are away {first}until {date_words(person.away_until, request.today)}{deputy}."


def _deputy_words(deputy: Person, request: Request) -> str:
    """Whoever chooses someone who is away too should know it while another can still be chosen."""
    words = f"{shown.person(deputy)} stands in for you"
    if deputy.away_until and deputy.away_until >= request.today:
        words += f", and is away until {date_words(deputy.away_until, request.today)} too"
    return words


# --- reading ---------------------------------------------------------------------------------------------------------


def _span(text: str, request: Request) -> tuple[date | None, date, str]:
    """`until friday`, `friday`, `from 1 Dec until 12 Dec` or `1 Dec to 12 Dec`, and what follows."""
    one, rest = take_date(_after(text, "from", "until", "till"), request.today, language=request.by.locale)
    word = rest.split(maxsplit=1)[0].lower() if rest.split() else ""
    if word not in ("until", "till", "to"):
        return None, one, rest
    other, rest = take_date(_after(rest, word), request.today, language=request.by.locale)
    return one, other, rest


def _after(text: str, *words: str) -> str:
    first, _, rest = text.strip().partition(" ")
    return rest if first.lower() in words else text


def _away(first: date | None, last: date | None, request: Request) -> tuple[date | None, date | None]:
    if last is None and first is not None:
        raise NoDate("Give the last day you are away.")
    if last is not None and first is not None and last < first:
        raise AwayEndsFirst
    if last is not None and last < request.today:
        day = date_words(last, request.today)
        raise AwayIsOver(day=f"{day[:1].upper()}{day[1:]}")
    return first, last


def _hours(its: Any, request: Request, uow: UnitOfWork) -> WorkingHours:
    present = request.by.hours(uow.workspace.zone)
    begin, end = _time(its.get("works_from")) or present.begin, _time(its.get("works_to")) or present.end
    if begin >= end:
        raise NoWorkingHours(begin=f"{begin:%H:%M}", end=f"{end:%H:%M}")
    return WorkingHours(zone=present.zone, country=present.country, begin=begin, end=end)


def _country(said: str | None) -> str | None:
    if not said:
        return None
    code = known_country(said.strip())
    if code is None:
        raise UnknownHolidays(country=said)
    return code


def _deputy(deputy: Person, request: Request) -> Person:
    if deputy.id == request.by.id:
        raise OwnDeputy
    if deputy.party != request.by.party:
        # Who works for another vendor is not everybody's to know, not even by name.
        known = deputy.is_sponsors or sees(request.by, deputy.vendor_id)
        raise NotADeputy(person=deputy.name if known else "This person")
    if not deputy.is_there:
        raise DeputyNotConfirmed(person=deputy.name)
    return deputy


def _time(said: str | None) -> time | None:
    return take_time(said)[0] if said else None


def _day(said: str | None) -> date | None:
    return date.fromisoformat(said) if said else None


def _form(request: Request, uow: UnitOfWork) -> Form:
    person = request.by
    is_over = person.away_until is not None and person.away_until < request.today
    away_from, away_until = (None, None) if is_over else (person.away_from, person.away_until)
    hours = person.hours(uow.workspace.zone)
    deputy = uow.people.by_id(person.deputy_id).slack_user if person.deputy_id else None
    at = person.remind_at or uow.rules.remind_at
    holidays = (
        f"Two letters, such as PL. From your time zone I take {hours.country}."
        if hours.country
        else "Two letters, such as PL."
    )
    return Form(
        name="me.settings",
        title="My settings",
        submit="Save",
        blocks=(
            field(
                "remind_at",
                "When shall I write to you?",
                time_input(f"{at:%H:%M}"),
                hint="At most once a day, and only when something waits on you.",
            ),
            field("works_from", "You work from", time_input(f"{hours.begin:%H:%M}")),
            field("works_to", "to", time_input(f"{hours.end:%H:%M}")),
            field("country", "Holidays of", text_input(person.country or "", most=2), hint=holidays, optional=True),
            field("away_from", "Away from", date_input(_iso(away_from)), optional=True),
            field("away_until", "until, the last day included", date_input(_iso(away_until)), optional=True),
            field(
                "deputy",
                "Who stands in for you?",
                person_input(deputy),
                hint="They hear what waits on you.",
                optional=True,
            ),
        ),
    )


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
