"""Story files: dates that move with today, and one clear sentence for each mistake."""

from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from governance.kpis.colours import Colour, colour_of
from governance.kpis.definitions import Definition
from governance.people import Role
from handlers.kit.mapping import Kpi, Measurement, WrongMapping
from handlers.kit.story import Story, read_story

NOW = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)  # a Wednesday
EXAMPLE = Path(__file__).parents[3] / "examples" / "story.toml"

SMALL = """
[workspace]
administrator = "alice"
since = "2026-01-05"

[[person]]
handle = "alice"
name = "Alice Moreau"
slack = "U0ALICE"
team = "T0NORTH"
mail = "alice@northwind.example"
zone = "Europe/Warsaw"
role = "administrator"

[[vendor]]
name = "Helix Clinical"
service = "CRO"
tier = 1
since = 2026-02-01
sponsor_lead = "alice"

[[vendor.channel]]
slack = "C0HELIX"
shared = true
zone = "Europe/Warsaw"

[[vendor.kpi]]
code = "K18"
name = "eTMF filing timeliness"
lens = "compliance"
unit = "%"
direction = "higher"
target = 90
red_limit = 80
newest = "m-1"
results = [[9, 10], "-", [7, 10]]

[[action]]
title = "Send the site list"
vendor = "Helix Clinical"
owner = "alice"
opened_by = "alice"
opened = "-12d"
due = "+5d"

[[session]]
vendor = "Helix Clinical"
kind = "joint strategy session"
starts = "w+1 thu 15:00"
zone = "Europe/Warsaw"
guests = ["alice"]
scheduled = "m-1 20"

[[digest]]
channel = "C0HELIX"
cadence = "weekly monday 9:00"
zone = "Europe/Warsaw"
by = "alice"
since = "m-2 1"
"""


def read(tmp_path: Path, text: str = SMALL, now: datetime = NOW) -> Story:
    file = tmp_path / "story.toml"
    file.write_text(text, "utf-8")
    return read_story(file, now)


def trouble(tmp_path: Path, old: str, new: str) -> str:
    """What is said about the small story with one thing changed."""
    assert old in SMALL
    with pytest.raises(WrongMapping) as refused:
        read(tmp_path, SMALL.replace(old, new, 1))
    return str(refused.value)


def test_days_months_and_weekdays_move_with_today(tmp_path: Path) -> None:
    story = read(tmp_path)
    assert (story.actions[0].opened_on, story.actions[0].due_on) == (date(2026, 11, 13), date(2026, 11, 30))
    assert story.sessions[0].starts_at == datetime(2026, 12, 3, 15, 0, tzinfo=ZoneInfo("Europe/Warsaw"))
    assert story.sessions[0].scheduled_on == date(2026, 10, 20)
    assert story.digests[0].since == date(2026, 9, 1)


def test_fixed_dates_may_be_texts_or_toml_dates(tmp_path: Path) -> None:
    story = read(tmp_path)
    assert (story.began, story.vendors[0].since) == (date(2026, 1, 5), date(2026, 2, 1))


def test_results_count_back_from_the_newest_month_and_a_dash_leaves_one_out(tmp_path: Path) -> None:
    results = read(tmp_path).vendors[0].trends[0].results
    assert [(its.period, its.value) for its in results] == [(date(2026, 8, 1), 90.0), (date(2026, 10, 1), 70.0)]


def test_months_count_across_the_turn_of_the_year(tmp_path: Path) -> None:
    story = read(tmp_path, now=datetime(2027, 1, 10, tzinfo=UTC), text=SMALL.replace("m-2 1", "m-13 31"))
    assert story.vendors[0].trends[0].results[-1].period == date(2026, 12, 1)
    assert story.digests[0].since == date(2025, 12, 31)


def test_a_session_takes_its_usual_length_and_title(tmp_path: Path) -> None:
    session = read(tmp_path).sessions[0]
    assert (session.minutes, session.title) == (90, "Joint strategy session with Helix Clinical")


MISTAKES = {
    "a handle nobody has": (
        'owner = "alice"',
        'owner = "alise"',
        "story.toml: 'owner' in [[action]] number 1 says 'alise'. Give it one of alice.",
    ),
    "a vendor nobody introduced": (
        '[[session]]\nvendor = "Helix Clinical"',
        '[[session]]\nvendor = "Helix"',
        "story.toml: 'vendor' in [[session]] number 1 says 'Helix'. Give it one of Helix Clinical.",
    ),
    "a tier there is not": (
        "tier = 1",
        "tier = 4",
        "story.toml: 'tier' in [[vendor]] number 1 says 4. Give it 1, 2 or 3.",
    ),
    "a key with a typing error": (
        "sponsor_lead",
        "sponser_lead",
        (
            "story.toml: [[vendor]] number 1 has the key 'sponser_lead', which does not exist. Did you mean 'sponsor_lead'? "
            "Allowed are channel, kpi, name, service, since, sponsor_lead, status, tier and vendor_lead."
        ),
    ),
    "something left out": (
        'title = "Send the site list"\n',
        "",
        "story.toml: [[action]] number 1 lacks the key 'title'. Give it what is to be done.",
    ),
    "a day that cannot be read": (
        'due = "+5d"',
        'due = "friday"',
        (
            'story.toml: \'due\' in [[action]] number 1 says \'friday\'. Give it "2026-03-01", "+5d", "-12d", '
            '"w+1 thu" (a weekday, weeks from this one) or "m-1 20" (a day, months from this one).'
        ),
    ),
    "something opened in the future": (
        'opened = "-12d"',
        'opened = "+1d"',
        "story.toml: 'opened' in [[action]] number 1 says '+1d'. Give it a day up to today.",
    ),
    "a vendor of the future": (
        "since = 2026-02-01",
        "since = 2027-02-01",
        "story.toml: 'since' in [[vendor]] number 1 says 2027-02-01. Give it a day up to today.",
    ),
    "something done before it was opened": (
        'due = "+5d"',
        'due = "+5d"\ndone = "-13d"',
        "story.toml: 'done' in [[action]] number 1 says '-13d'. Give it a day from the day it was opened on.",
    ),
    "a month that is not over": (
        'newest = "m-1"',
        'newest = "m+0"',
        (
            "story.toml: 'newest' in [[vendor.kpi]] number 1 of Helix Clinical says 'm+0'. "
            'Give it a month that is over: "2026-03" or "m-1" (last month).'
        ),
    ),
    "a result of three numbers": (
        "[[9, 10]",
        "[[9, 10, 11]",
        (
            "story.toml: 'results' in [[vendor.kpi]] number 1 of Helix Clinical says [[9, 10, 11], '-', [7, 10]]. Give it a list "
            'with, for each month, [numerator, denominator], a number, or "-" where none came in.'
        ),
    ),
    "limits the wrong way round": (
        "red_limit = 80",
        "red_limit = 95",
        (
            "story.toml: 'red_limit' in [[vendor.kpi]] number 1 of Helix Clinical says 95. "
            "Give it a limit at or below the target 90, since higher is better."
        ),
    ),
    "a session without a time": (
        "w+1 thu 15:00",
        "w+1 thu",
        (
            "story.toml: 'starts' in [[session]] number 1 says 'w+1 thu'. Give it a day and a time, such as w+1 thu 15:00; a day is "
            '"2026-03-01", "+5d", "-12d", "w+1 thu" (a weekday, weeks from this one) or "m-1 20" (a day, months from this one).'
        ),
    ),
    "an unknown guest": (
        'guests = ["alice"]',
        'guests = ["alice", "zoe"]',
        "story.toml: 'guests' in [[session]] number 1 says ['alice', 'zoe']. Give it people of the story: alice.",
    ),
    "a zone nobody lives in": (
        "Europe/Warsaw",
        "Europe/Warsow",
        "story.toml: 'zone' in [[person]] number 1 says 'Europe/Warsow'. Give it a time zone, such as 'Europe/Warsaw'.",
    ),
    "a channel of no vendor": (
        'channel = "C0HELIX"',
        'channel = "C0GOV"',
        "story.toml: 'channel' in [[digest]] number 1 says 'C0GOV'. Give it one of C0HELIX.",
    ),
    "a rhythm nobody knows": (
        "weekly monday 9:00",
        "now and then",
        (
            "story.toml: 'cadence' in [[digest]] number 1: I cannot tell how often \"now and then\" is. Write daily, weekdays, "
            "weekly Monday, monthly 3rd or monthly last, with a time after it if you like: weekly Monday 9:00."
        ),
    ),
    "a vendor's lead without a vendor": (
        'role = "administrator"',
        'role = "vendor lead"',
        (
            "story.toml: 'vendor' in [[person]] number 1 says None. "
            "Give it a vendor to a vendor lead or a vendor member, and to nobody else."
        ),
    ),
    "a file that is no TOML": (
        "[workspace]",
        "[workspace",
        "story.toml cannot be read as TOML: Expected ']' at the end of a table declaration (at line 2, column 11).",
    ),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_each_mistake_is_one_sentence_that_says_where_what_and_what_is_allowed(tmp_path: Path, mistake: str) -> None:
    old, new, sentence = MISTAKES[mistake]
    assert trouble(tmp_path, old, new) == sentence


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(WrongMapping, match=r"^nowhere.toml cannot be read as TOML: there is no such file\.$"):
        read_story(tmp_path / "nowhere.toml", NOW)


def test_two_people_cannot_share_a_handle(tmp_path: Path) -> None:
    again = SMALL[SMALL.index("[[person]]") : SMALL.index("[[vendor]]")]
    with pytest.raises(WrongMapping, match="two people have the handle 'alice'; each needs its own"):
        read(tmp_path, SMALL + again)


def test_the_example_has_three_vendors_and_one_red_number_at_any_time_of_the_year() -> None:
    for now in (NOW, datetime(2027, 1, 1, 0, 30, tzinfo=UTC), datetime(2028, 2, 29, 23, 59, tzinfo=UTC)):
        story = read_story(EXAMPLE, now)
        newest = [(trend.kpi, trend.results[-1]) for vendor in story.vendors for trend in vendor.trends]
        assert [vendor.tier for vendor in story.vendors] == [1, 2, 3]
        assert [who.role for who in story.people][:1] == [Role.ADMINISTRATOR]
        assert [kpi.name for kpi, its in newest if _colour(kpi, its) is Colour.RED] == ["eTMF filing timeliness"]


def _colour(kpi: Kpi, its: Measurement) -> Colour:
    definition = Definition(id=0, vendor_id=0, version=1, effective_from=its.period, **vars(kpi))
    return colour_of(its.value, its.denominator, definition)
