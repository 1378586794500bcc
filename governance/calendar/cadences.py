"""Cadences: when something that people asked for comes round again, in their own time zone."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from apscheduler.triggers.cron import CronTrigger

SPANS = tuple(timedelta(hours=hours) for hours in (1, 24, 8 * 24, 32 * 24))


def next_fire(cron: str, zone: ZoneInfo, after: datetime) -> datetime:
    """The first moment after `after` (aware) that a cron line names in the zone, in UTC.

    Weekdays stand by name in the line: the trigger counts them from Monday, cron from Sunday. An hour that daylight
    saving skips fires an hour later; one that comes twice fires at its first coming only.
    """
    trigger = CronTrigger.from_crontab(cron, timezone=zone)
    fire = _next(trigger, zone, after)
    while fire is not None and fire.fold:
        fire = _next(trigger, zone, _past_the_overlap(fire))
    if fire is None:
        raise ValueError(f"{cron!r} never comes round")
    return fire.astimezone(UTC)


def last_fire(cron: str, zone: ZoneInfo, now: datetime) -> datetime | None:
    """The newest moment up to `now` that a cron line names, in UTC; None when it named none for a month."""
    # Looked for in a short span first: every five minutes of a month are nine thousand moments to walk through.
    return next((last for span in SPANS if (last := _last_since(now - span, cron, zone, now))), None)


def _last_since(since: datetime, cron: str, zone: ZoneInfo, now: datetime) -> datetime | None:
    last, fire = None, next_fire(cron, zone, since)
    while fire <= now:
        last, fire = fire, next_fire(cron, zone, fire)
    return last


def _next(trigger: CronTrigger, zone: ZoneInfo, after: datetime) -> datetime | None:
    # Sums are made in UTC: on the local clock they would forget which of two equal hours is meant.
    found: datetime | None = trigger.get_next_fire_time(
        None, (after.astimezone(UTC) + timedelta(microseconds=1)).astimezone(zone)
    )
    # The trigger keeps the mark of the second of two equal hours on hours that come once.
    return found.astimezone(UTC).astimezone(zone) if found else None


def _past_the_overlap(fire: datetime) -> datetime:
    while fire.fold:
        fire = (fire.astimezone(UTC) + timedelta(minutes=30)).astimezone(fire.tzinfo)
    return fire.astimezone(UTC) - timedelta(microseconds=1)
