"""Calendar feeds, as people get them and as their programs read them: who sees which sessions, and for how long."""

import json
import logging
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import httpx
import icalendar
import pytest
import recurring_ical_events  # type: ignore[import-untyped]
from sqlalchemy import select

from governance.events import Door, FeedOpened, FeedStopped
from governance.people import Role
from storage.journal import history
from storage.tables import metadata
from storage.unit_of_work import unit_of_work
from tests.cast import ALICE, BOB, CHARLIE, DIRECT, GOVERNANCE, HELIX, VERA
from tests.running import Front, Running


@pytest.fixture
def newcomer(start: Callable[..., Running], front: Front) -> Running:
    """Parley where the outside reaches it."""
    return start(PUBLIC_URL=front.url)


@pytest.fixture
def planned(with_helix: Running) -> Running:
    """Two vendors; a session of each, and one of Helix without Vera's lead."""
    parley = with_helix
    parley.say("vendor add Orion Labs, tier 2, Central laboratory")
    parley.say(f"vendor lead Orion Labs <@{CHARLIE}>")
    parley.say("vendor introduce Orion Labs")
    parley.say("session schedule Helix 1 Dec 15:00 60m Helix strategy", by=ALICE, at=HELIX)
    parley.say(f"session schedule Orion 2 Dec 15:00 60m Orion strategy <@{BOB}>", by=ALICE, at=GOVERNANCE)
    parley.say("session schedule Helix 3 Dec 15:00 60m Helix alone", by=BOB, at=HELIX)
    parley.say(f"session drop S-3 <@{VERA}> because it is not theirs", by=ALICE, at=HELIX)
    return parley


@pytest.fixture
def http() -> Iterator[httpx.Client]:
    with httpx.Client(timeout=30, verify=False) as client:
        yield client


def asks(parley: Running, words: str, by: str) -> str:
    """What somebody reads for a line, each as their side can type it."""
    parley.clock_moves(minutes=1)
    return parley.say(words, by=by, via="direct") if by in (VERA, CHARLIE) else parley.say(words, by=by)


def address(said: str) -> str:
    found = re.findall(r"https?://\S+/calendar/[0-9a-f]{64}\.ics", said)
    assert len(found) == 1, said
    return str(found[0])


def subscribed(parley: Running, by: str, line: str = "me feed") -> str:
    return address(asks(parley, line, by))


def titles(http: httpx.Client, at: str) -> list[str]:
    answer = http.get(at)
    assert answer.status_code == 200
    return [str(event["SUMMARY"]) for event in icalendar.Calendar.from_ical(answer.content).events]


def everything_kept(parley: Running) -> str:
    """All that stands in the database."""
    with parley.database.read() as connection:
        return "\n".join(repr(row) for table in metadata.sorted_tables for row in connection.execute(select(table)))


def record(parley: Running, subject: str) -> list[object]:
    with parley.database.read() as connection:
        return [entry.event for entry in history(connection, parley.parley.house.workspace or 0, subject)]


# --- whose sessions --------------------------------------------------------------------------------------------------


def test_everybodys_feed_has_the_sessions_they_are_invited_to(planned: Running, http: httpx.Client) -> None:
    assert titles(http, subscribed(planned, ALICE)) == ["Helix strategy", "Orion strategy", "Helix alone"]
    assert titles(http, subscribed(planned, BOB)) == ["Orion strategy", "Helix alone"]
    assert titles(http, subscribed(planned, VERA)) == ["Helix strategy"]
    assert titles(http, subscribed(planned, CHARLIE)) == ["Orion strategy"]


def test_a_vendors_feed_has_all_of_its_sessions_and_nobody_elses(planned: Running, http: httpx.Client) -> None:
    for by, line in ((VERA, "vendor feed"), (VERA, "vendor feed Helix new"), (BOB, "vendor feed Helix")):
        assert titles(http, subscribed(planned, by, line)) == ["Helix strategy", "Helix alone"]
    assert titles(http, subscribed(planned, CHARLIE, "vendor feed")) == ["Orion strategy"]


@pytest.mark.parametrize(
    "line", ["vendor feed Orion", "vendor feed Orion new", "vendor feed Orion stop", "vendor feed Orion Labs"]
)
def test_to_a_vendors_person_there_is_no_other_vendor(planned: Running, line: str) -> None:
    said = asks(planned, line, VERA)
    assert said.startswith('There is no vendor called "Orion')
    assert "/calendar/" not in said


def test_in_a_shared_channel_only_its_vendor_can_be_subscribed_to(planned: Running, http: httpx.Client) -> None:
    assert planned.say("vendor feed Orion", by=BOB, at=HELIX).startswith('There is no vendor called "Orion"')
    assert titles(http, address(planned.say("vendor feed", by=BOB, at=HELIX))) == ["Helix strategy", "Helix alone"]


def test_a_stranger_gets_no_address(with_helix: Running) -> None:
    said = with_helix.say("me feed", by=CHARLIE, via="direct")
    assert said.startswith("You cannot see sessions here")


def test_the_feed_names_no_guest_and_carries_what_a_guest_needs(planned: Running, http: httpx.Client) -> None:
    planned.say("session edit S-1", by=ALICE, at=HELIX)
    planned.submit(by=ALICE, join_link="https://meet.example/helix")
    answer = http.get(subscribed(planned, VERA))
    text = answer.text.replace("\r\n ", "")
    for canary in ("ATTENDEE", "Vera", "Alice", "Novak", "Moreau", "@helix", "alice@", "Orion", "S-2", "U0"):
        assert canary not in text
    assert 'ORGANIZER;CN="Parley":mailto:parley@northwind.example' in text
    assert "LOCATION:https://meet.example/helix" in text
    assert "S-1. Joint strategy session of both companies about the work of Helix Clinical." in text
    assert "DTSTART;TZID=" in text
    assert "METHOD:PUBLISH" in text


def test_feed_and_invite_are_the_same_meeting(planned: Running, http: httpx.Client) -> None:
    mail = next(mail for mail in planned.sandbox.mails if "vera" in str(mail["To"]))
    part = next(part for part in mail.walk() if part.get_content_type() == "text/calendar")
    [invited] = icalendar.Calendar.from_ical(part.get_payload(decode=True)).events
    [shown] = icalendar.Calendar.from_ical(http.get(subscribed(planned, VERA)).content).events
    for name in ("UID", "SEQUENCE", "SUMMARY"):
        assert invited[name] == shown[name]
    assert invited.start == shown.start
    assert invited.end == shown.end


def test_a_series_is_at_the_minutes_its_invites_say_over_both_changes_of_the_clocks(
    with_helix: Running, http: httpx.Client
) -> None:
    parley = with_helix
    parley.say("session schedule Helix second Tuesday 15:00", by=ALICE, at=HELIX)
    feed = subscribed(parley, VERA)
    parley.clock_moves(minutes=1)
    parley.say("session cancel S-3 nothing to decide", by=ALICE, at=HELIX)
    parley.clock_moves(minutes=1)
    parley.say("session move S-2 14 Jan 2027 9:00 the auditors come on Tuesday", by=ALICE, at=HELIX)
    mails = [mail for mail in parley.sandbox.mails if "vera" in str(mail["To"])]
    parts = [part for part in mails[-1].walk() if part.get_content_type() == "text/calendar"]
    invited, shown = instants(parts[0].get_payload(decode=True)), instants(http.get(feed).content)
    assert len(invited) >= 10
    assert {at.hour for at in invited} == {8, 13, 14}
    assert shown == invited
    uids = {str(its["UID"]) for its in icalendar.Calendar.from_ical(http.get(feed).content).events}
    assert uids == {str(its["UID"]) for its in icalendar.Calendar.from_ical(parts[0].get_payload(decode=True)).events}
    assert len(uids) == 1


def test_a_guest_of_one_meeting_of_a_series_has_that_one_alone(with_helix: Running, http: httpx.Client) -> None:
    with_helix.say("session schedule Helix second Tuesday 15:00", by=ALICE, at=HELIX)
    with_helix.clock_moves(minutes=1)
    with_helix.say(f"session invite S-2 <@{BOB}>", by=ALICE, at=HELIX)
    [only] = icalendar.Calendar.from_ical(http.get(subscribed(with_helix, BOB)).content).events
    assert "RRULE" not in only
    assert only.start.astimezone(UTC) == datetime(2027, 1, 12, 14, tzinfo=UTC)


def test_a_vendors_feed_has_every_meeting_of_its_series(with_helix: Running, http: httpx.Client) -> None:
    with_helix.say("session schedule Helix second Tuesday 15:00", by=ALICE, at=HELIX)
    with_helix.clock_moves(minutes=1)
    with_helix.say(f"session drop S-2 <@{ALICE}> because it is not theirs", by=ALICE, at=HELIX)
    said = asks(with_helix, "vendor feed Helix", ALICE)
    [address] = re.findall(r"https?://\S+\.ics", said)
    assert datetime(2027, 1, 12, 14, tzinfo=UTC) in instants(http.get(address).content)
    assert datetime(2027, 1, 12, 14, tzinfo=UTC) not in instants(http.get(subscribed(with_helix, ALICE)).content)


def instants(written: bytes) -> list[datetime]:
    calendar = icalendar.Calendar.from_ical(written)
    found = recurring_ical_events.of(calendar).between(
        datetime(2026, 11, 1, tzinfo=UTC), datetime(2027, 11, 20, tzinfo=UTC)
    )
    return sorted(event.start.astimezone(UTC) for event in found)


def test_cancelled_and_far_sessions_are_left_out(planned: Running, http: httpx.Client) -> None:
    planned.say("session schedule Helix 1 Feb 2028 15:00 60m Too far", by=ALICE, at=HELIX)
    planned.say("session cancel S-3 nothing to decide", by=ALICE, at=HELIX)
    feed = subscribed(planned, ALICE)
    assert titles(http, feed) == ["Helix strategy", "Orion strategy"]
    planned.clock_moves(datetime(2026, 12, 29, 12, tzinfo=UTC))
    assert titles(http, feed) == ["Helix strategy", "Orion strategy"]
    planned.clock_moves(datetime(2026, 12, 30, 13, tzinfo=UTC))
    assert titles(http, feed) == ["Orion strategy"]
    planned.clock_moves(datetime(2027, 1, 20, 12, tzinfo=UTC))
    assert titles(http, feed) == ["Too far"]


# --- for how long ----------------------------------------------------------------------------------------------------


def test_asked_again_it_says_what_there_is_and_shows_no_address(planned: Running, http: httpx.Client) -> None:
    feed = subscribed(planned, VERA)
    assert asks(planned, "me feed", VERA) == (
        "You have an address for the sessions you are invited to since Nov 23, 2026 at 09:01; it was never read. "
        "I showed it once and kept it nowhere. A new address ends the old one.\n[New address] [Stop]"
    )
    planned.clock_moves(hours=2)
    http.get(feed)
    assert "it was last read Nov 23, 2026 at 11:02." in asks(planned, "me feed", VERA)


def test_a_new_address_ends_the_old_one(planned: Running, http: httpx.Client) -> None:
    old = subscribed(planned, VERA)
    new = address(planned.click("New address", by=VERA, at=DIRECT[VERA]))
    assert new != old
    assert http.get(old).status_code == 404
    assert titles(http, new) == ["Helix strategy"]
    assert [type(event) for event in record(planned, "feed:1")] == [FeedOpened, FeedStopped]
    assert record(planned, "feed:2") == [FeedOpened(feed=2, person=record(planned, "feed:1")[0].person, vendor=None)]  # type: ignore[attr-defined]


@pytest.mark.parametrize("line", ["me feed", "vendor feed Helix"])
def test_a_stopped_address_leads_nowhere_like_one_that_never_was(
    planned: Running, http: httpx.Client, line: str
) -> None:
    feed = subscribed(planned, BOB, line)
    assert asks(planned, f"{line} stop", BOB).startswith("Stopped: the address leads nowhere now.")
    never = feed.replace(feed[-68:-4], "0" * 64)
    gone, unknown = http.get(feed), http.get(never)
    assert (gone.status_code, gone.content) == (unknown.status_code, unknown.content) == (404, b"not found")
    assert {**gone.headers, "date": ""} == {**unknown.headers, "date": ""}
    assert "there is nothing to stop" in asks(planned, f"{line} stop", BOB)


def test_stopping_one_feed_leaves_the_others(planned: Running, http: httpx.Client) -> None:
    feeds = [
        subscribed(planned, by, line)
        for by, line in ((BOB, "me feed"), (BOB, "vendor feed Helix"), (VERA, "vendor feed"))
    ]
    planned.click("Stop", by=VERA, at=DIRECT[VERA])
    assert [http.get(feed).status_code for feed in feeds] == [200, 200, 404]


@pytest.mark.parametrize("line", ["me feed", "vendor feed"])
def test_whoever_is_nobodys_any_more_sees_nothing(planned: Running, http: httpx.Client, line: str) -> None:
    feed = subscribed(planned, VERA, line)
    assert titles(http, feed)
    change(planned, VERA, Role.STRANGER, None)
    assert titles(http, feed) == []
    assert "Helix" not in http.get(feed).text


@pytest.mark.parametrize("line", ["me feed", "vendor feed"])
def test_whoever_goes_to_another_vendor_takes_no_session_along(planned: Running, http: httpx.Client, line: str) -> None:
    feed = subscribed(planned, VERA, line)
    change(planned, VERA, Role.VENDOR_MEMBER, 2)
    assert titles(http, feed) == []


def change(parley: Running, user: str, role: Role, vendor: int | None) -> None:
    """Somebody is something else from now on."""
    with unit_of_work(parley.database, 1, at=parley.watch(), door=Door.SLACK) as uow:
        person = uow.people.by_slack(user)
        assert person
        uow.people.recognise(person.id, role, vendor)


def test_whoever_leaves_slack_leaves_their_addresses_behind(planned: Running, http: httpx.Client) -> None:
    feeds = [subscribed(planned, VERA, line) for line in ("me feed", "vendor feed")]
    planned.meets({"id": VERA, "name": "vera", "team_id": "T0HELIX", "deleted": True})
    assert [http.get(feed).status_code for feed in feeds] == [404, 404]
    assert [type(event) for event in record(planned, "feed:2")] == [FeedOpened, FeedStopped]


# --- the secret ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("via", ["slash", "direct", "mention"])
def test_the_address_stands_nowhere_but_in_the_answer(
    planned: Running, http: httpx.Client, caplog: pytest.LogCaptureFixture, via: str
) -> None:
    caplog.set_level(logging.INFO)
    caplog.set_level(logging.WARNING, logger="httpx")  # that is us, who read it
    feed = address(planned.say("me feed", by=BOB, via=via, at=HELIX))
    assert http.get(feed).status_code == 200
    http.get(f"{feed}x")
    planned.say("me feed stop", by=BOB)
    http.get(feed)
    kept = everything_kept(planned)
    secret = feed[-68:-4]
    assert secret not in kept
    assert secret[:16] not in caplog.text
    assert "FeedOpened" in kept


def test_a_delivery_that_comes_again_gets_the_same_address(planned: Running, http: httpx.Client) -> None:
    door = planned.sandbox.request_url
    body = (
        f"command=%2Fparley&text=me+feed&team_id=T0NORTH&user_id={BOB}&channel_id={GOVERNANCE}"
        "&trigger_id=1.2.feed&response_url=https%3A%2F%2Fhooks.example%2F1"
    )
    signed = {"content-type": "application/x-www-form-urlencoded", **planned.sandbox.sign(body.encode())}
    first, second = (http.post(str(door), content=body, headers=signed) for _ in range(2))
    assert first.json() == second.json()
    assert "seed" not in first.json()
    assert titles(http, address(json.dumps(first.json()["blocks"]))) == ["Orion strategy", "Helix alone"]


def test_slack_makes_no_link_of_the_address_and_so_never_opens_it(planned: Running) -> None:
    said = planned.slash("me feed", by=BOB).body
    assert re.search(r"\n`http://\S+\.ics`$", said["blocks"][0]["text"]["text"])


def test_two_people_and_two_requests_never_have_the_same_secret(planned: Running) -> None:
    found = {
        subscribed(planned, by, line) for by in (BOB, VERA) for line in ("me feed", "me feed new", "vendor feed Helix")
    }
    assert len(found) == 6


def test_how_it_is_answered(planned: Running) -> None:
    said = asks(planned, "vendor feed", VERA)
    assert said.replace(address(said), "ADDRESS") == (
        "Subscribe your calendar to all sessions of Helix Clinical with this address:\nADDRESS\n"
        "Outlook: Calendar > Add calendar > Subscribe from web.\n"
        "Google: Other calendars > + > From URL. Google looks for changes a few times a day.\n"
        "Apple: Calendar > File > New Calendar Subscription.\n"
        "I show it once and keep it nowhere. Whoever has it can read along, so keep it to yourself.\n"
        "[New address] [Stop]"
    )


def test_what_is_not_understood_is_named(planned: Running) -> None:
    assert asks(planned, "me feed please", VERA) == (
        'I do not know what to do with "please". Write me feed, me feed new or me feed stop.'
    )


def test_without_a_public_address_it_says_what_the_operator_must_do(start: Callable[..., Running]) -> None:
    parley = start()
    parley.say("vendor setup", by=ALICE)
    assert parley.say("me feed", by=ALICE) == (
        "I cannot give you a calendar address yet. Ask whoever runs Parley to set PUBLIC_URL, where calendar programs reach it."
    )


def test_a_restart_leaves_addresses_as_they_are(
    planned: Running, start: Callable[..., Running], front: Front, http: httpx.Client
) -> None:
    feed = subscribed(planned, VERA)
    start(PUBLIC_URL=front.url)
    assert titles(http, feed) == ["Helix strategy"]
