"""Several days of the clock's ticks, over the changes of people's clocks: one letter a person a day, while they work."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

import pytest

from governance.calendar.business_days import is_business_day
from governance.calendar.working_hours import country_of
from governance.reminders import reason_to_remind
from governance.rules import Rules
from tests.cast import ALICE, BOB, DIRECT, HELIX, VERA
from tests.running import Running

FIVE = timedelta(minutes=5)
USUAL = Rules()
ZONES = sorted(available_timezones() - {"localtime"})


@dataclass(frozen=True)
class Clock:
    """Where somebody lives, when they work and when they want to hear."""

    zone: str
    begin: time = time(9)
    end: time = time(17)
    remind_at: time = time(9)
    country: str | None = None

    @property
    def holidays(self) -> str | None:
        return self.country or country_of(self.zone)

    def local(self, at: datetime) -> datetime:
        return at.astimezone(ZoneInfo(self.zone))

    def works(self, day: date) -> bool:
        return is_business_day(day, self.holidays)


# The window begins four days before the change; people whose week has Sundays work on the day itself.
CHANGES = {
    "spring in Europe and the Near East": (
        date(2027, 3, 28),
        {
            VERA: Clock("Europe/London", country="SA", begin=time(0), end=time(6), remind_at=time(1, 30)),
            ALICE: Clock("Asia/Beirut", country="SA", begin=time(0), end=time(6), remind_at=time(0, 30)),
            BOB: Clock("Antarctica/Troll"),
        },
    ),
    "autumn in Europe": (
        date(2027, 10, 31),
        {
            VERA: Clock("Europe/Warsaw", country="SA", begin=time(0), end=time(6), remind_at=time(2, 30)),
            ALICE: Clock("Asia/Beirut", country="SA", begin=time(0), end=time(1), remind_at=time(0)),
            BOB: Clock("Atlantic/Azores", begin=time(7), end=time(15), remind_at=time(8, 5)),
        },
    ),
    "autumn in America": (
        date(2027, 11, 7),
        {
            VERA: Clock("America/Havana", country="SA", begin=time(0), end=time(3), remind_at=time(0, 30)),
            ALICE: Clock("America/New_York", remind_at=time(16, 55)),
            BOB: Clock("America/St_Johns"),
        },
    ),
    "autumn in the south": (
        date(2027, 4, 4),
        {
            VERA: Clock("Australia/Lord_Howe", country="SA", begin=time(1), end=time(4), remind_at=time(1, 45)),
            ALICE: Clock("Pacific/Chatham"),
            BOB: Clock("America/Santiago", begin=time(20), end=time(23, 55), remind_at=time(23, 30)),
        },
    ),
    "spring in the south": (
        date(2027, 10, 3),
        {
            VERA: Clock("Australia/Lord_Howe", country="SA", begin=time(1), end=time(4), remind_at=time(2, 10)),
            ALICE: Clock("Pacific/Auckland"),
            BOB: Clock("Pacific/Kiritimati"),
        },
    ),
}
DAYS = 8


def letters(parley: Running, person: str) -> list[dict[str, Any]]:
    """The daily letters somebody got."""
    said = parley.sandbox.messages(DIRECT[person])
    return [its for its in said if its["user"] != person and its["blocks"][0]["type"] == "header"]


class Diary:
    """What each person heard, and what there was to hear."""

    def __init__(self, parley: Running, change: str) -> None:
        self.parley = parley
        self.day, self.clocks = CHANGES[change]
        self.begin = datetime.combine(self.day - timedelta(days=4), time(0), UTC)
        parley.watch.set(self.begin - timedelta(days=1))
        self.due: dict[str, list[date]] = {}
        for person, clock in self.clocks.items():
            self._moves_to(person, clock)
            self.due[person] = [self.day + timedelta(days=n) for n in (0, 1, 4, 9)]
            for day in self.due[person]:
                parley.say(f"action add <@{person}> {day} send it", by=person, via="direct")
        parley.tick("reminders")
        self.before = {person: len(letters(self.parley, person)) for person in self.clocks}

    def plays(self, moments: Iterator[datetime], again: random.Random | None = None) -> None:
        """Ticks at all these moments; with `again`, some ticks come twice, and some rounds are begun twice."""
        for at in moments:
            self.parley.watch.set(at)
            self.parley.tick("reminders")
            if again and again.random() < 0.2:
                self.parley.tick("reminders")
            if again and again.random() < 0.2:
                house = self.parley.parley.house
                house.work(house.workspace or 0, {"work": "reminders.round"})
                self.parley.settle()

    def heard(self, person: str) -> list[datetime]:
        """When they got a letter, on their own clock."""
        stamps = [float(message["ts"]) for message in letters(self.parley, person)[self.before[person] :]]
        return [self.clocks[person].local(datetime.fromtimestamp(stamp, UTC)) for stamp in stamps]

    def has_something(self, person: str, day: date) -> bool:
        """Whether any of their items is mentioned that day."""
        holidays = self.clocks[person].holidays
        return any(reason_to_remind(due, day, holidays, USUAL) for due in self.due[person])

    def days(self, person: str) -> list[date]:
        """The whole days of the window on their own calendar, those they work."""
        first = self.clocks[person].local(self.begin).date() + timedelta(days=1)
        days = [first + timedelta(days=n) for n in range(DAYS - 2)]
        return [day for day in days if self.clocks[person].works(day)]

    def nobody_is_told_twice_or_after_work(self) -> None:
        for person, clock in self.clocks.items():
            told = self.heard(person)
            days = [local.date() for local in told]
            assert len(days) == len(set(days)), (person, told)
            for local in told:
                assert clock.begin <= local.time() < clock.end, (person, told)
                assert clock.works(local.date()), (person, told)

            # What a missed day would have said is said in the next message.
            for last, local in pairwise([clock.local(self.begin), *told]):
                untold = [local.date() - timedelta(days=n) for n in range((local.date() - last.date()).days or 1)]
                assert any(self.has_something(person, day) for day in untold), (person, told)

    def _moves_to(self, person: str, clock: Clock) -> None:
        with self.parley.sandbox.workspace.hold():
            its = self.parley.sandbox.workspace.cast.people[person]
        facts = {"id": person, "name": its.name, "real_name": its.real_name, "team_id": its.team, "tz": clock.zone}
        self.parley.meets(facts)
        self.parley.say("me settings", by=person, via="direct")
        self.parley.click("Open the form", by=person, at=DIRECT[person])
        hours = {"works_from": clock.begin, "works_to": clock.end, "remind_at": clock.remind_at}
        self.parley.submit(by=person, country=clock.holidays or "", **{k: f"{v:%H:%M}" for k, v in hours.items()})


@pytest.fixture
def everybody(with_helix: Running) -> Running:
    for person in (ALICE, BOB, VERA):
        with_helix.say("help", by=person, at=HELIX, via="mention")
    with_helix.tick("reminders")
    return with_helix


on_a_file = [("sqlite", change) for change in CHANGES]
on_both = [*on_a_file, ("postgres", "spring in Europe and the Near East")]


@pytest.mark.parametrize(("records_url", "change"), on_both, indirect=["records_url"])
def test_ticking_every_five_minutes_each_hears_once_a_working_day_at_their_time(
    everybody: Running, change: str
) -> None:
    diary = Diary(everybody, change)
    ticks = DAYS * 24 * 12
    # The half hours around each person's time are ticked through; what happens between is the next test's.
    moments = [diary.begin + n * FIVE for n in range(ticks)]
    diary.plays(at for at in moments if any(_is_near(clock, at) for clock in diary.clocks.values()))
    diary.nobody_is_told_twice_or_after_work()
    for person, clock in diary.clocks.items():
        told = {local.date(): local for local in diary.heard(person)}
        expected = [day for day in diary.days(person) if diary.has_something(person, day)]
        assert len(expected) >= 2, "there is something to hear"
        assert [day for day in expected if day not in told] == []
        for local in (told[day] for day in expected):
            there = datetime.combine(local.date(), clock.remind_at, ZoneInfo(clock.zone)).astimezone(UTC)
            assert timedelta(0) <= local - _end_of_gap(clock, there) < FIVE


@pytest.mark.parametrize(("records_url", "change"), on_a_file, indirect=["records_url"])
def test_however_late_or_often_the_clock_ticks_nobody_is_told_twice_or_after_work(
    everybody: Running, change: str
) -> None:
    diary = Diary(everybody, change)
    diary.plays(_unsteady(diary.begin, random.Random(change)), again=random.Random(change))
    diary.nobody_is_told_twice_or_after_work()
    assert sum(len(diary.heard(person)) for person in diary.clocks) > 5


def test_whoever_changes_their_settings_just_before_their_time_is_told_that_morning(everybody: Running) -> None:
    everybody.say(f"action add <@{VERA}> 24 Nov send it", by=VERA, via="direct")
    nine = datetime(2026, 11, 24, 9, tzinfo=UTC)
    everybody.watch.set(nine - timedelta(minutes=2))
    everybody.say("me back", by=VERA, via="direct")
    before = len(letters(everybody, VERA))
    for at in (nine, nine + FIVE, nine + 2 * FIVE):
        everybody.watch.set(at + timedelta(milliseconds=200))
        everybody.tick("reminders")
    assert len(letters(everybody, VERA)) == before + 1


def _unsteady(begin: datetime, chance: random.Random) -> Iterator[datetime]:
    """Ticks minutes or hours apart, as of a machine that is often down."""
    at = begin
    while at < begin + timedelta(days=DAYS):
        yield at
        at += timedelta(minutes=chance.choice((5, 10, 25, 60, 60, 180, 400)), seconds=chance.random())


def _is_near(clock: Clock, at: datetime) -> bool:
    local = clock.local(at)
    wanted = datetime.combine(local.date(), clock.remind_at, local.tzinfo)
    return abs(local.astimezone(UTC) - wanted.astimezone(UTC)) <= timedelta(minutes=35)


def _end_of_gap(clock: Clock, there: datetime) -> datetime:
    """The moment the clocks jumped, where they skipped this clock time; else itself."""
    if clock.local(there).time() == clock.remind_at:
        return there
    at = there
    while clock.local(at - FIVE).utcoffset() == clock.local(there).utcoffset():
        at -= FIVE
    return at


# --- news ----------------------------------------------------------------------------------------------------------------

# Both changes of both halves of the world that change on days of their own, far enough apart.
DAYS_OF_CHANGE = (date(2027, 3, 14), date(2027, 3, 28), date(2027, 10, 31), date(2028, 11, 5))
MORNINGS = 7


@pytest.mark.parametrize("seed", range(4))
def test_news_comes_once_and_only_while_they_work_wherever_and_whenever(with_helix: Running, seed: int) -> None:
    chance = random.Random(seed)
    for change in DAYS_OF_CHANGE:
        zone = chance.choice(ZONES)
        with_helix.meets({"id": VERA, "name": "vera", "real_name": "Vera Novak", "team_id": "T0HELIX", "tz": zone})
        moment = datetime.combine(change, time(0), UTC) + timedelta(minutes=chance.randint(-2 * 24 * 60, 24 * 60))
        _hears_once(with_helix, Clock(zone), moment)


def _hears_once(parley: Running, clock: Clock, moment: datetime) -> None:
    """Of what somebody does at this moment; at once if she works then, else in the message of a morning."""
    parley.watch.set(moment)
    reference = parley.say(f"action add <@{VERA}> 2029-06-01 send it", by=BOB, at=HELIX).split()[1]
    before, words = len(parley.sandbox.messages(DIRECT[VERA])), f"the day of {reference} moved"
    parley.say(f"action due {reference} 2029-06-02 {words}", by=BOB, at=HELIX)
    local = clock.local(moment)
    works = clock.works(local.date()) and clock.begin <= local.time() < clock.end
    assert len(parley.sandbox.messages(DIRECT[VERA])) == before + works, (clock.zone, moment)
    for ahead in range(MORNINGS):
        parley.watch.set(datetime.combine(local.date() + timedelta(days=ahead + 1), time(10), ZoneInfo(clock.zone)))
        parley.tick("reminders")
    told = [parley.read(its) for its in parley.sandbox.messages(DIRECT[VERA])]
    assert sum(text.count(words) for text in told) == 1, (clock.zone, moment)
