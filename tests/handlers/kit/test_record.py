"""Whatever stands on the record can be told in words, also where nothing it names is known any more."""

from dataclasses import fields, replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as some

from governance.calendar.working_hours import WorkingHours
from governance.events import Door, Event
from handlers.kit.record import Names, tell
from storage.journal import Remembered
from tests.governance.test_events import events

AT = datetime(2026, 11, 23, 9, tzinfo=UTC)
WARSAW = ZoneInfo("Europe/Warsaw")
NOTHING_KNOWN = Names(
    sponsor="Northwind Bio",
    zone=WARSAW,
    vendors={1: "Helix Clinical"},
    people={},
    actions={},
    sessions={},
    definitions={},
    studies={},
    hours=WorkingHours(zone=WARSAW, country="PL"),
)


def remembered(event: Event) -> Remembered:
    return Remembered(
        number=1, happened_at=AT, recorded_at=AT, person=None, party="sponsor", door=Door.SLASH, event=event, hash=b""
    )


@settings(max_examples=400)
@given(events(), some.sampled_from(["sponsor", "vendor", "vendor:1", "vendor:2", "parley"]))
def test_every_event_can_be_told(event: Event, party: str) -> None:
    if any(field.name == "party" for field in fields(event)):
        event = replace(event, party=party)
    assert tell(remembered(event), NOTHING_KNOWN).title


@settings(max_examples=400)
@given(events())
def test_a_side_of_the_vendor_is_called_by_its_name(event: Event) -> None:
    if any(field.name == "party" for field in fields(event)):
        assert "Helix Clinical" in tell(remembered(replace(event, party="vendor")), NOTHING_KNOWN).what
