"""Invites to a series: the rule first, then each instance that differs, whole and with the same SEQUENCE (RFC 5546 3.2.2).

Nothing leaves this module that `lint` finds fault with.
"""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from icalendar import Calendar, Event, vRecur

from governance.calendar.recurrence import Recurrence
from handlers.kit.ics import Guest, Invite, InviteUnfit, _event, _fill, _one_line, _sound, _when, _zone_block


@dataclass(frozen=True, kw_only=True)
class Changed:
    """An instance that differs from its series: `planned` by the rule, told as `invite` has it (uid and sequence aside)."""

    planned: date
    invite: Invite


@dataclass(frozen=True, kw_only=True)
class SeriesInvite:
    """A series: `invite` is its first instance as planned; `until` its last planned day; `skipped` are planned days
    without a meeting. `follows` is the uid of the series that this one goes on from."""

    invite: Invite
    recurrence: Recurrence
    until: date | None = None
    skipped: tuple[date, ...] = ()
    changed: tuple[Changed, ...] = ()
    follows: str | None = None


def request_series(series: SeriesInvite) -> bytes:
    """The REQUEST that invites to all of it, or tells of any change, one instance's too: readers need it whole."""
    changed = sorted(series.changed, key=lambda each: each.planned)
    overrides = [_instance(series, each, "CONFIRMED") for each in changed]
    return _written(series, "REQUEST", [_master(series, "CONFIRMED"), *overrides])


def cancel_series(series: SeriesInvite, only: Guest | None = None) -> bytes:
    """The CANCEL of all of it, for everyone or `only` for somebody who is dropped; its sequence is above the last sent."""
    return _written(series, "CANCEL", [_master(_for(series, only), "CANCELLED")])


def cancel_instance(series: SeriesInvite, planned: date, only: Guest | None = None) -> bytes:
    """The CANCEL of one instance, named by its planned day. Later REQUESTs have that day in `skipped`."""
    whole = _for(series, only)
    found = next((each for each in whole.changed if each.planned == planned), None)
    instance = found or Changed(planned=planned, invite=replace(whole.invite, starts=_planned_start(whole, planned)))
    return _written(whole, "CANCEL", [_instance(whole, instance, "CANCELLED")])


def split(series: SeriesInvite, at: date, new: Invite, recurrence: Recurrence) -> tuple[SeriesInvite, SeriesInvite]:
    """ "This and all later": the old series ended before the planned day `at`, and the new one that follows it.

    Send both as REQUESTs. Of the first instance on there is nothing to end: InviteUnfit; change the whole series.
    """
    days = series.recurrence.days(series.invite.starts.date(), until=at)
    before = [day for day in days if day < at]
    if not before:
        raise InviteUnfit("nothing of the series is left: change all of it")
    old = replace(
        series,
        invite=replace(series.invite, sequence=series.invite.sequence + 1, stamp=new.stamp),
        until=before[-1],
        skipped=tuple(day for day in series.skipped if day < at),
        changed=tuple(each for each in series.changed if each.planned < at),
    )
    return old, SeriesInvite(invite=new, recurrence=recurrence, until=series.until, follows=series.invite.uid)


def _for(series: SeriesInvite, only: Guest | None) -> SeriesInvite:
    if only is None:
        return series
    changed = tuple(replace(each, invite=replace(each.invite, guests=(only,))) for each in series.changed)
    return replace(series, invite=replace(series.invite, guests=(only,)), changed=changed)


def _written(series: SeriesInvite, method: str, events: list[Event]) -> bytes:
    begins, _, rules = _when(series.invite)
    if rules is None:
        raise InviteUnfit("a series must not be in UTC: it would drift when the clocks change")
    calendar = Calendar()
    _fill(calendar, VERSION="2.0", PRODID="-//Parley//Parley//EN", CALSCALE="GREGORIAN", METHOD=method)
    calendar.add_component(_zone_block(str(begins.tzinfo), rules))
    for event in events:
        calendar.add_component(event)
    return _sound(calendar.to_ical())


def _master(series: SeriesInvite, status: str) -> Event:
    begins, ends, _ = _when(series.invite)
    if series.recurrence.first_on_or_after(begins.date()) != begins.date():
        raise InviteUnfit("a series must begin on a day of its own rule")
    event = _event(series.invite, begins, ends, status)
    until = f";UNTIL={_planned_start(series, series.until).astimezone(UTC):%Y%m%dT%H%M%SZ}" if series.until else ""
    event.add("RRULE", vRecur.from_ical(series.recurrence.rrule + until))
    for day in sorted(set(series.skipped)):
        event.add("EXDATE", _planned(series, day))
    if series.follows:
        event.add("RELATED-TO", _one_line(series.follows))
    return event


def _instance(series: SeriesInvite, changed: Changed, status: str) -> Event:
    whole = series.invite
    invite = replace(changed.invite, uid=whole.uid, sequence=whole.sequence, stamp=whole.stamp)
    begins, ends, _ = _when(invite)
    event = _event(invite, begins, ends, status)
    event.add("RECURRENCE-ID", _planned(series, changed.planned))
    return event


def _planned(series: SeriesInvite, day: date) -> datetime:
    """The planned start of the instance of that day, which must be one of the rule's and not after its end."""
    first = series.invite.starts.date()
    if day not in series.recurrence.days(first, until=min(day, series.until or day)):
        raise InviteUnfit(f"{day} is no day of the series")
    return _planned_start(series, day)


def _planned_start(series: SeriesInvite, day: date) -> datetime:
    starts = series.invite.starts
    return datetime.combine(day, starts.time(), starts.tzinfo)
