"""The door for calendar programs: the same bytes for the same sessions, nothing twice, nothing for those who guess."""

import logging
import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import httpx
import icalendar
import pytest
from sqlalchemy import text

from bot.addresses import filled
from bot.logs import WithoutSecrets
from bot.pace import BURST, MOST_CALLERS, Pace
from governance.feeds import Addresses
from tests.cast import ALICE, HELIX, MONDAY, VERA
from tests.running import Front, Running


@pytest.fixture
def newcomer(start: Callable[..., Running], front: Front) -> Running:
    return start(PUBLIC_URL=front.url)


@pytest.fixture
def planned(with_helix: Running) -> Running:
    with_helix.say("session schedule Helix 1 Dec 15:00", by=ALICE, at=HELIX)
    with_helix.say("session schedule Helix 29 Mar 2027 15:00", by=ALICE, at=HELIX)
    return with_helix


@pytest.fixture
def feed(planned: Running) -> str:
    """Vera's own."""
    said = planned.say("me feed", by=VERA, via="direct")
    return re.findall(r"https?://\S+\.ics", said)[0]


@pytest.fixture
def http() -> Iterator[httpx.Client]:
    with httpx.Client(timeout=30, verify=False) as client:
        yield client


def event(answer: httpx.Response, number: int = 0) -> icalendar.Event:
    return icalendar.Calendar.from_ical(answer.content).events[number]


def test_it_is_a_calendar_that_nobody_in_between_keeps(feed: str, http: httpx.Client) -> None:
    answer = http.get(feed)
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    assert answer.headers["cache-control"] == "private, no-cache"
    assert re.fullmatch(r'"[0-9a-f]{32}"', answer.headers["etag"])
    assert answer.content.startswith(b"BEGIN:VCALENDAR\r\n")
    head = http.head(feed)
    assert (head.content, head.headers["etag"]) == (b"", answer.headers["etag"])
    assert head.headers["content-length"] == str(len(answer.content))


@pytest.mark.parametrize("known", ["{tag}", "W/{tag}", '"other", {tag}', "*"])
def test_a_program_that_has_it_is_told_so(feed: str, http: httpx.Client, known: str) -> None:
    tag = http.get(feed).headers["etag"]
    again = http.get(feed, headers={"If-None-Match": known.format(tag=tag)})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    assert http.get(feed, headers={"If-None-Match": '"other"'}).status_code == 200


def test_time_passing_and_answers_change_nothing_in_it(planned: Running, feed: str, http: httpx.Client) -> None:
    first = http.get(feed)
    planned.say("session answer S-1 yes", by=VERA, via="direct")
    planned.clock_moves(hours=30)
    assert http.get(feed).content == first.content


def test_a_moved_session_is_another_calendar_with_a_higher_sequence(
    planned: Running, feed: str, http: httpx.Client
) -> None:
    before = http.get(feed)
    planned.clock_moves(minutes=10)
    planned.say("session move S-1 2 Dec 10:00 the auditors come on Tuesday", by=ALICE, at=HELIX)
    after = http.get(feed, headers={"If-None-Match": before.headers["etag"]})
    assert after.status_code == 200
    assert after.headers["etag"] != before.headers["etag"]
    old, new = event(before), event(after)
    assert (old["UID"], old["SEQUENCE"], new["SEQUENCE"]) == (new["UID"], 0, 1)
    assert new.start.isoformat() == "2026-12-02T10:00:00+01:00"
    assert (MONDAY, MONDAY + timedelta(minutes=10)) == (old.DTSTAMP, new.DTSTAMP)
    assert event(before, 1) == event(after, 1)
    for hidden in ("auditors", "ATTENDEE", "Vera", "Alice"):
        assert hidden not in after.text


def test_new_words_alone_leave_the_sequence(planned: Running, feed: str, http: httpx.Client) -> None:
    before = http.get(feed)
    planned.clock_moves(minutes=10)
    planned.say("session edit S-1", by=ALICE, at=HELIX)
    planned.submit(by=ALICE, title="Another title", reason="A better name")
    after = http.get(feed)
    assert after.headers["etag"] != before.headers["etag"]
    assert (event(after)["SUMMARY"], event(after)["SEQUENCE"]) == ("Another title", 0)
    assert MONDAY + timedelta(minutes=10) == event(after).DTSTAMP


def test_a_cancelled_session_leaves_it(planned: Running, feed: str, http: httpx.Client) -> None:
    planned.say("session cancel S-1 nothing to decide", by=ALICE, at=HELIX)
    answer = http.get(feed)
    assert len(icalendar.Calendar.from_ical(answer.content).events) == 1
    assert "CANCELLED" not in answer.text


@pytest.mark.parametrize(
    "path", ["", "x", "0" * 64, "0" * 10_000, "%00", "..%2f..%2fetc%2fpasswd", "é", "' OR 1=1 --", "{secret}"]
)
def test_what_is_no_secret_is_not_found(feed: str, http: httpx.Client, path: str) -> None:
    base = feed.rpartition("/")[0]
    assert http.get(f"{base}/{path}.ics").status_code == 404
    assert http.get(feed.removesuffix(".ics")).status_code == 404
    assert http.get(feed.upper().replace("HTTP", "http").replace("CALENDAR", "calendar")).status_code == 404


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "PROPFIND", "REPORT"])
def test_it_can_only_be_read(feed: str, http: httpx.Client, method: str) -> None:
    assert http.request(method, feed).status_code == 405


def test_reading_it_keeps_the_hour_and_nothing_else(planned: Running, feed: str, http: httpx.Client) -> None:
    def read_at() -> list[str]:
        with planned.database.read() as connection:
            return [str(row) for row in connection.execute(text("SELECT last_read_at FROM feeds")).scalars()]

    http.get(feed)
    first = read_at()
    planned.clock_moves(minutes=59)
    http.get(feed)
    assert read_at() == first != ["None"]
    planned.clock_moves(minutes=1)
    http.get(feed)
    assert read_at() != first


def test_many_programs_at_once_are_all_answered(feed: str, http: httpx.Client) -> None:
    with ThreadPoolExecutor(12) as pool:
        answers = list(pool.map(lambda _: http.get(feed), range(60)))
    assert {(answer.status_code, answer.content) for answer in answers} == {(200, answers[0].content)}


def test_one_address_that_asks_too_often_is_told_when_to_come_back(
    planned: Running, feed: str, http: httpx.Client
) -> None:
    guesses = [http.get(f"{feed[:-8]}{number:04}.ics").status_code for number in range(BURST)]
    assert set(guesses) == {404}
    refused = http.get(feed)
    assert (refused.status_code, refused.headers["retry-after"]) == (429, "1")
    planned.clock_moves(seconds=1)
    assert http.get(feed).status_code == 200
    assert http.get(feed).status_code == 429
    assert http.get(feed.partition("/calendar")[0] + "/healthz").status_code == 200


def test_where_the_database_is_away_programs_come_back_later(planned: Running, feed: str, http: httpx.Client) -> None:
    with planned.database.write() as connection:
        connection.execute(text("ALTER TABLE feeds RENAME TO away"))
    answer = http.get(feed)
    with planned.database.write() as connection:
        connection.execute(text("ALTER TABLE away RENAME TO feeds"))
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "60")
    assert http.get(feed).status_code == 200


def test_callers_are_counted_apart_and_the_longest_gone_is_forgotten() -> None:
    at: datetime = MONDAY
    pace = Pace(lambda: at)
    assert [pace.wait("a") for _ in range(BURST + 1)] == [0] * BURST + [1]
    assert pace.wait("b") == 0
    at += timedelta(seconds=10)
    assert [pace.wait("a") for _ in range(11)] == [0] * 10 + [1]
    for number in range(MOST_CALLERS):
        assert pace.wait(str(number)) == 0
    assert len(pace._left) == MOST_CALLERS
    assert pace.wait("a") == 0


def test_only_an_answer_with_a_seed_gets_an_address_whatever_people_write() -> None:
    written = {"text": 'a "quoted" {address}', "blocks": [{"text": "{address}"}]}
    addresses = Addresses(public_url="https://parley.example", key=b"k")
    assert filled(written, addresses) == written
    address = addresses.of("s")
    assert filled({**written, "seed": "s"}, addresses) == {
        "text": f'a "quoted" {address}',
        "blocks": [{"text": address}],
    }


def test_an_address_that_is_logged_after_all_is_blotted_out(feed: str) -> None:
    record = logging.makeLogRecord({"msg": "GET %s HTTP/1.1", "args": (feed,), "levelname": "INFO"})
    written = WithoutSecrets("%(message)s").format(record)
    assert feed[-68:-4] not in written
    assert "/calendar/(secret).ics" in written
