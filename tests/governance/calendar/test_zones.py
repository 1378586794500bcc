"""Every zone on earth: what Parley writes into a calendar and what the zone really does are the same instants."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import cache
from importlib.resources import files
from zoneinfo import ZoneInfo, available_timezones

import pytest

from governance.calendar.zones import ZoneNotPortable, rules_of

NEW_YEAR_2026 = date(2026, 1, 1)
CHANGING_ON_DAYS_NO_CALENDAR_RULE_CAN_NAME = {
    *("Africa/Cairo", "America/Godthab", "America/Nuuk", "America/Santiago", "America/Scoresbysund"),
    *("Asia/Gaza", "Asia/Hebron", "Asia/Jerusalem", "Asia/Tel_Aviv", "Chile/Continental"),
}


def city_zones() -> list[str]:
    return sorted(key for key in available_timezones() if "/" in key and not key.startswith("Etc/"))


@cache
def zone_of(key: str) -> ZoneInfo:
    """The zone from the locked data package, whatever the machine's own files say."""
    with files("tzdata").joinpath("zoneinfo", *key.split("/")).open("rb") as data:
        return ZoneInfo.from_file(data, key=key)


def moments(first: date) -> Iterator[datetime]:
    """Twice every month to the end of 2030, on and off the hour."""
    for year in range(first.year, 2031):
        for month in range(1, 13):
            yield datetime(year, month, 1, 0, 30, tzinfo=UTC)
            yield datetime(year, month, 17, 12, tzinfo=UTC)


def portable(key: str, since: date) -> bool:
    try:
        rules_of(zone_of(key), since)
    except ZoneNotPortable:
        return False
    return True


def test_the_rules_give_every_zones_offset_in_every_month_of_2026_to_2030() -> None:
    wrong = [
        (key, moment)
        for key in city_zones()
        if portable(key, NEW_YEAR_2026)
        for zone, rules in [(zone_of(key), rules_of(zone_of(key), NEW_YEAR_2026))]
        for moment in moments(NEW_YEAR_2026)
        if rules.offset_at(moment) != moment.astimezone(zone).utcoffset()
    ]
    assert wrong == []


def test_the_clocks_change_at_the_very_second_the_rules_say() -> None:
    second = timedelta(seconds=1)
    for key in ("Europe/Warsaw", "America/New_York", "Europe/London", "Australia/Sydney", "America/Los_Angeles"):
        zone, rules = zone_of(key), rules_of(zone_of(key), NEW_YEAR_2026)
        assert rules.daylight
        for half in (rules.standard, rules.daylight):
            for onset in (half.onset(year) for year in range(2026, 2031)):
                assert (onset - second).astimezone(zone).utcoffset() == half.offset_from
                assert onset.astimezone(zone).utcoffset() == half.offset_to


def test_all_city_zones_are_portable_but_ten_once_the_changes_decided_for_2026_are_over() -> None:
    assert {key for key in city_zones() if not portable(key, date(2027, 4, 1))} == (
        CHANGING_ON_DAYS_NO_CALENDAR_RULE_CAN_NAME
    )


def test_a_zone_that_breaks_its_own_rule_soon_is_refused_until_then() -> None:
    assert not portable("America/Vancouver", date(2026, 1, 1)), "stays on summer time from March 2026"
    assert portable("America/Vancouver", date(2026, 4, 1))


@pytest.mark.parametrize("key", ["UTC", "Etc/UTC", "Etc/GMT+5", "GMT", "EST", "CET"])
def test_names_that_programs_read_differently_are_refused(key: str) -> None:
    with pytest.raises(ZoneNotPortable, match="Choose another city's time zone"):
        rules_of(zone_of(key), NEW_YEAR_2026)


def test_a_zone_without_a_name_is_refused() -> None:
    with files("tzdata").joinpath("zoneinfo", "Europe", "Warsaw").open("rb") as data:
        nameless = ZoneInfo.from_file(data)
    with pytest.raises(ZoneNotPortable, match="the clock of that place"):
        rules_of(nameless, NEW_YEAR_2026)


def test_the_refusal_names_the_zone() -> None:
    with pytest.raises(ZoneNotPortable, match="Africa/Cairo"):
        rules_of(zone_of("Africa/Cairo"), NEW_YEAR_2026)


def test_warsaw_reads_as_its_law_is_written() -> None:
    rules = rules_of(zone_of("Europe/Warsaw"), NEW_YEAR_2026)
    assert rules.daylight
    assert rules.daylight.yearly
    assert rules.standard.yearly
    assert (rules.daylight.name, rules.daylight.yearly.rrule) == ("CEST", "FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU")
    assert (rules.standard.name, rules.standard.yearly.rrule) == ("CET", "FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU")
    assert f"{rules.daylight.starts:%Y%m%dT%H%M%S}" == "19700329T020000"
    assert f"{rules.standard.starts:%Y%m%dT%H%M%S}" == "19701025T030000"


def test_irelands_summer_is_daylight_saving_although_its_law_calls_it_standard() -> None:
    rules = rules_of(zone_of("Europe/Dublin"), NEW_YEAR_2026)
    assert rules.daylight
    assert (rules.standard.name, rules.daylight.name) == ("GMT", "IST")


def test_kolkata_has_one_time_all_year() -> None:
    rules = rules_of(zone_of("Asia/Kolkata"), NEW_YEAR_2026)
    assert rules.daylight is None
    assert rules.standard.offset_to == timedelta(hours=5, minutes=30)
