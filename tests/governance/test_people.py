"""Who may do what: the whole table once more in words, row by row, so that whoever changes the one must mean to change both."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as some

from governance.calendar.working_hours import WorkingHours
from governance.people import ALLOWED, Act, Person, Role, may, sees, who_can

AT = datetime(2026, 11, 23, 9, tzinfo=UTC)
DAY = AT.date()

SPONSORS = ("administrator", "vendor manager", "executive", "member", "quality")
VENDORS = ("vendor lead", "vendor member")
ROLES = (*SPONSORS, *VENDORS, "stranger")

# The sponsor's administrator, vendor manager, executive and member; who audits; the vendor's lead and member; a stranger.
TABLE = """
read the help                                     xxxx x xx x
set Parley up                                     xxxx . .. .
see a vendor's status                             xxxx x xx .
see the list of vendors                           xxxx x .. .
add or link vendors                               xxxx . .. .
see who is known                                  xxxx x xx .
change people's roles                             xx.. . x. .
see the record                                    xxxx x xx .
take a vendor's record along                      xxxx x .. .
confirm who works for a vendor                    xxxx . .. .
see what is connected and what failed             xxxx x .. .
see action items                                  xxxx x xx .
add or close action items                         xxxx . xx .
escalate action items or put them on hold         xxxx . xx .
export action items                               xxxx x xx .
send me files                                     xxxx . xx .
change your own settings                          xxxx x xx .
say that a colleague leaves                       xxxx . x. .
see sessions                                      xxxx x xx .
answer invitations                                xxxx x xx .
schedule sessions                                 xxxx . x. .
ask for a digest                                  xxxx x xx .
post a digest to a channel                        xxxx . xx .
define KPIs or agree to them                      xxxx . x. .
subscribe a channel to digests                    xxxx . .. .
report results                                    xxxx . xx .
accept or dispute results                         xxxx . xx .
make tokens that send results                     xxxx . x. .
compare vendors                                   xxxx x .. .
put something on the agenda                       xxxx . xx .
see breaches                                      xxxx x xx .
answer for breaches                               xxxx . xx .
keep invoices                                     xxxx . .. .
see service credits                               xxxx x xx .
decide on service credits                         xxxx . xx .
see risks                                         xxxx x xx .
decide on risks                                   xxxx . xx .
say who meets and what they may decide            xxxx . x. .
start or end sessions                             xxxx . xx .
note down what a session comes to                 xxxx . xx .
see decisions                                     xxxx x xx .
read minutes                                      xxxx x xx .
edit or approve minutes                           xxxx . xx .
see agreements                                    xxxx x xx .
keep agreements                                   xxxx . .. .
"""
ROWS = {row[:50].strip(): dict(zip(ROLES, row[50:].replace(" ", ""), strict=True)) for row in TABLE.strip().split("\n")}

roles, vendors = some.sampled_from(list(Role)), some.none() | some.integers(1, 3)
days = some.dates(date(2026, 1, 1), date(2026, 12, 31))


def somebody(role: str, **facts: object) -> Person:
    return Person(id=1, name="Somebody", role=Role(role), **facts)  # type: ignore[arg-type]


# --- the table -----------------------------------------------------------------------------------------------------------


def test_the_table_says_of_every_act_and_every_role_whether_it_may() -> None:
    assert set(ROWS) == set(Act) == set(ALLOWED)
    assert set(ROLES) == set(Role)


@pytest.mark.parametrize("act", Act)
def test_a_role_may_do_what_the_table_lets_it_and_nothing_else(act: Act) -> None:
    assert {role: "x" if may(somebody(role), act) else "." for role in ROLES} == ROWS[act]


# --- who sees what -------------------------------------------------------------------------------------------------------


@given(roles, vendors, vendors)
def test_the_sponsor_sees_every_vendor_a_vendor_its_own_and_a_stranger_none(
    role: Role, works_for: int | None, vendor: int | None
) -> None:
    if role in SPONSORS:
        assert sees(somebody(role, vendor_id=works_for), vendor) is True
    else:
        assert sees(somebody(role, vendor_id=works_for), vendor) is (vendor is not None and works_for == vendor)


def test_what_concerns_no_vendor_is_the_sponsors_alone() -> None:
    assert sees(somebody("member"), None)
    assert not sees(somebody("vendor lead", vendor_id=1), None)
    assert not sees(somebody("stranger"), None)


@pytest.mark.parametrize("role", ROLES)
def test_a_person_acts_for_one_party(role: str) -> None:
    assert somebody(role).is_sponsors is (role in SPONSORS)
    assert somebody(role, vendor_id=7).party == ("sponsor" if role in SPONSORS else "vendor:7")
    assert somebody(role).party == ("sponsor" if role in SPONSORS else "stranger")


@pytest.mark.parametrize("role", ROLES)
def test_a_vendors_person_with_a_slack_of_their_own_waits_until_somebody_confirms_them(role: str) -> None:
    assert somebody(role, slack_user="U1").awaits is (role in VENDORS)
    assert not somebody(role, slack_user="U1", confirmed_at=AT).awaits
    assert not somebody(role, mail="vera@helix.example").awaits


# --- who to ask ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("act", Act)
def test_whoever_is_refused_reads_who_can(act: Act) -> None:
    row = ROWS[act]
    if act == "set Parley up":
        expected = "A Slack administrator of the sponsor's workspace"
    elif row["member"] == ".":
        expected = "An administrator, a vendor manager or the vendor's account lead"
    elif row["vendor member"] == "x":
        expected = "The people named by the sponsor's account lead"
    elif row["vendor lead"] == "x":
        expected = "The sponsor's people, or your account lead"
    else:
        expected = "The sponsor's people"
    assert {who_can(act), *(who_can(act, somebody(role)) for role in ROLES if role != "quality")} == {expected}
    own = act == "set Parley up" or row["member"] == "."
    assert who_can(act, somebody("quality")) == (expected if own else "The account leads and their teams")


# --- when they are there -------------------------------------------------------------------------------------------------


@given(days, some.none() | days, some.none() | days)
def test_somebody_is_away_from_the_first_day_to_the_last_both_included(
    day: date, first: date | None, last: date | None
) -> None:
    its = somebody("member", away_from=first, away_until=last)
    began = first is None or first <= day
    assert its.is_away(day) is (last is not None and began and day <= last)


@given(some.integers(0, 30))
def test_the_first_and_the_last_day_away_are_days_away(length: int) -> None:
    its = somebody("member", away_from=DAY, away_until=DAY + timedelta(days=length))
    assert [its.is_away(DAY + timedelta(days=by)) for by in (-1, 0, length, length + 1)] == [False, True, True, False]


def test_who_has_left_is_away_for_good() -> None:
    assert somebody("member", left_at=AT).is_away(DAY)
    assert somebody("member", left_at=AT, away_until=DAY - timedelta(days=1)).is_away(DAY)


def test_somebody_works_the_usual_hours_of_the_place_when_they_have_said_nothing() -> None:
    usual = somebody("member").hours("Europe/Warsaw")
    assert usual == WorkingHours(zone=ZoneInfo("Europe/Warsaw"), country="PL")


def test_somebody_works_the_hours_they_said_on_their_own_clock_and_with_their_own_holidays() -> None:
    its = somebody("member", zone="Europe/London", country="IE", works_from=time(7), works_to=time(15))
    own = WorkingHours(zone=ZoneInfo("Europe/London"), country="IE", begin=time(7), end=time(15))
    assert its.hours("Europe/Warsaw") == own
    assert somebody("member", zone="Europe/London").hours("Europe/Warsaw").country == "GB"
