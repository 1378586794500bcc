"""A series in its guests' mailboxes: one mail each, with all of the series that is theirs."""

from collections.abc import Collection
from datetime import date
from typing import Any, Literal

from governance.calendar.series import Instance
from governance.people import Person
from governance.session_series import SessionSeries, plan
from handlers.kit.series_letters import series_invitation
from handlers.sessions.recurring import countries_of
from handlers.sessions.series_words import exceptions, rhythm
from storage import outbox
from storage.unit_of_work import UnitOfWork

Method = Literal["REQUEST", "CANCEL"]


def mail_series(
    series: SessionSeries,
    words: str,
    uow: UnitOfWork,
    *,
    whom: Collection[int] | None = None,
    method: Method = "REQUEST",
    only: date | None = None,
) -> None:
    """To all its guests, or to `whom`. `only` is the planned day of the one meeting that is taken out."""
    meetings = uow.sessions.of_series(series.id)
    named = {who for its in meetings for who in its.guests} | set(series.guests) | set(whom or ())
    people = uow.people.some(named)
    method = "CANCEL" if only else method
    about, join = about_series(series, uow), f"Join: {series.join_link}" if series.join_link else ""
    for person in (people[who] for who in sorted(series.guests if whom is None else whom)):
        if not person.mail:
            continue
        letter = series_invitation(
            series,
            meetings,
            people,
            stamp=uow.at,
            to=person,
            words="\n".join(filter(None, (join, words, about))),
            about=about,
            method=method,
            only=only,
        )
        post(letter, person, f"{series.uid}:{series.sequence}:{method}:{only or ''}", uow)


def post(letter: dict[str, Any], to: Person, what: str, uow: UnitOfWork) -> None:
    """One mail, once."""
    once = f"mail:{what}:{uow.at:%Y%m%dT%H%M%S}:{to.mail}"
    uow.outbox.put(outbox.Kind.MAIL, f"mail:{to.mail}", letter, once=once[:200])


def about_series(series: SessionSeries, uow: UnitOfWork) -> str:
    """What stands in the calendar, beside the link: when, and which days are different, and why."""
    vendor = uow.vendors.by_id(series.vendor_id)
    lines = [
        f"{series.title}: {rhythm(series)}.",
        *exceptions(planned(series, uow)),
        f"A {series.kind} of both companies about the work of {vendor.name}.",
        "Please accept or decline with the buttons of your calendar.",
    ]
    return "\n".join(lines)


def planned(series: SessionSeries, uow: UnitOfWork) -> tuple[Instance, ...]:
    """Its meetings to come as rule and holidays have it, with the reasons."""
    people = uow.people.some(set(series.guests)).values()
    since = max(series.first, uow.at.date())
    return plan(series.pattern, countries_of(people, uow), series.on_holiday, since=since, until=series.until)
