"""Somebody's calendar as it stands after all the mails they got, kept as a mail program would and read by others' engines."""

from collections.abc import Callable
from datetime import UTC, datetime

import icalendar
import recurring_ical_events  # type: ignore[import-untyped]
import vobject  # type: ignore[import-untyped]
from ical.calendar_stream import IcsCalendarStream

from handlers.kit.ics_lint import lint
from tests.running import Running

Reader = Callable[[bytes], list[datetime]]


def mails_to(parley: Running, person: str) -> list[icalendar.Calendar]:
    """The calendars in somebody's mails, oldest first; each is sound."""
    mails = [mail for mail in parley.sandbox.mails if person in str(mail["To"])]
    parts = [next(part for part in mail.walk() if part.get_content_type() == "text/calendar") for mail in mails]
    written = [part.get_payload(decode=True) for part in parts]
    for each in written:
        assert lint(each) == []
    return [icalendar.Calendar.from_ical(each) for each in written]


def kept_by(parley: Running, person: str) -> bytes:
    """What a calendar program makes of the mails (RFC 5546, 3.2): one iCalendar of all that is left."""
    kept: dict[str, list[icalendar.Event]] = {}
    zones: dict[str, icalendar.Timezone] = {}
    for calendar in mails_to(parley, person):
        events = calendar.walk("VEVENT")
        zones |= {str(its["TZID"]): its for its in calendar.walk("VTIMEZONE")}
        uid = str(events[0]["UID"])
        before = max((int(its["SEQUENCE"]) for its in kept.get(uid, [])), default=-1)
        assert int(events[0]["SEQUENCE"]) >= before, "an update that calendars would not take"
        if str(calendar["METHOD"]) == "REQUEST":
            kept[uid] = events
        elif "RECURRENCE-ID" in events[0]:
            kept[uid] = _without(kept[uid], events[0])
        else:
            assert int(events[0]["SEQUENCE"]) > before, "a cancellation that calendars would not take"
            kept.pop(uid, None)
    whole = icalendar.Calendar()
    whole.add("VERSION", "2.0")
    whole.add("PRODID", "somebody's calendar")
    for part in [*zones.values(), *(its for events in kept.values() for its in events)]:
        whole.add_component(part)
    return whole.to_ical()


def _without(events: list[icalendar.Event], gone: icalendar.Event) -> list[icalendar.Event]:
    day = gone["RECURRENCE-ID"]
    master = next(its for its in events if "RRULE" in its)
    if day.dt not in [each.dt for its in _listed(master.get("EXDATE")) for each in its.dts]:
        master.add("EXDATE", day.dt)
    others = [its for its in events if its is not master and its["RECURRENCE-ID"].dt != day.dt]
    return [master, *others]


def _listed(value: object) -> list:  # type: ignore[type-arg]
    return value if isinstance(value, list) else [value] if value is not None else []


# --- other people's engines ------------------------------------------------------------------------------------------------


def by_recurring_ical_events(written: bytes) -> list[datetime]:
    found = recurring_ical_events.of(icalendar.Calendar.from_ical(written)).between((2026, 1, 1), (2028, 1, 1))
    return sorted(event.start.astimezone(UTC) for event in found)


def by_ical(written: bytes) -> list[datetime]:
    calendar = IcsCalendarStream.calendar_from_ics(written.decode())
    end = datetime(2028, 1, 1, tzinfo=UTC)
    found = calendar.timeline.overlapping(datetime(2026, 1, 1, tzinfo=UTC), end)
    return sorted(event.dtstart.astimezone(UTC) for event in found)  # type: ignore[union-attr]


def by_vobject(written: bytes) -> list[datetime]:
    """Which reads the zones from the blocks in the file alone."""
    events = vobject.readOne(written.decode()).contents.get("vevent", [])
    changed = [its for its in events if hasattr(its, "recurrence_id")]
    gone = {(its.uid.value, its.recurrence_id.value.astimezone(UTC)) for its in changed}
    found = [its.dtstart.value.astimezone(UTC) for its in changed]
    for its in events:
        if its in changed:
            continue
        starts = its.getrruleset(addRDate=True) if hasattr(its, "rrule") else [its.dtstart.value]
        for start in starts:
            at = start.astimezone(UTC)
            if at.year >= 2028:
                break
            found += [] if (its.uid.value, at) in gone else [at]
    return sorted(found)


READERS: tuple[Reader, ...] = (by_recurring_ical_events, by_ical, by_vobject)
