"""A guest's own page of a poll: for those who have no Slack. Looking changes nothing, its button does, nobody else gets in."""

import re
from dataclasses import replace

import httpx
import pytest
from sqlalchemy import select

from governance.events import Door, PollAnswered
from storage.journal import history
from storage.tables import outbox
from tests.browser import BROWSER
from tests.cast import ALICE, BOB, DIRECT, HELIX, ORION_TEAM, VERA
from tests.everything import raw
from tests.newcomers import changes_profile
from tests.running import Running

ALL_WORK = {"time0": "works", "time1": "works", "time2": "works"}


@pytest.fixture
def asked(start: object) -> Running:
    """Alice has asked Vera; the outside reaches Parley's pages."""
    parley: Running = start(PUBLIC_URL="https://parley.example")  # type: ignore[operator]
    parley.say("vendor setup", by=ALICE)
    parley.say(f"vendor add Helix Clinical, tier 1, CRO <@{VERA}|vera>", at=HELIX)
    parley.say("vendor link Helix Clinical", at=HELIX)
    parley.say("vendor introduce Helix Clinical")
    parley.say("session poll Helix 60m", by=ALICE, at=HELIX)
    return parley


def letter_to(parley: Running, name: str, kind: str = "plain") -> str:
    mail = next(mail for mail in parley.sandbox.mails if name in str(mail["To"]) and "suit" in str(mail["Subject"]))
    return mail.get_body((kind,)).get_content()


def link_of(parley: Running, name: str) -> str:
    found = re.search(r"https://parley\.example(/poll/\S+)", letter_to(parley, name))
    assert found
    return found[1]


def page(parley: Running, path: str, **answers: str) -> httpx.Response:
    """Opens the page, or sends its form where answers are given."""
    url = f"{parley.front.url}{path}"
    answer = BROWSER.post(url, data=answers) if answers else BROWSER.get(url)
    parley.settle()
    return answer


def record(parley: Running) -> list:
    with parley.database.read() as connection:
        entries = history(connection, parley.parley.house.workspace or 0, "poll:1")
    return [entry for entry in entries if isinstance(entry.event, PollAnswered)]


def checked(html: str) -> list[str]:
    return re.findall(r'name="(\w+)" value="([^"]+)" checked', html)


# --- looking and answering -------------------------------------------------------------------------------------------------


def test_each_guest_has_a_link_of_their_own_in_their_letter_only(asked: Running) -> None:
    vera, alice = link_of(asked, "Vera"), link_of(asked, "Alice")
    assert vera != alice
    assert len(vera.removeprefix("/poll/")) == 32  # 192 bits
    assert f'<a href="https://parley.example{vera}">' in letter_to(asked, "Vera", "html")
    assert "/poll/" not in asked.heard(HELIX) + asked.heard(DIRECT[ALICE])


def test_the_page_shows_the_times_on_the_guests_own_clock_and_who_they_are(asked: Running) -> None:
    answer = page(asked, link_of(asked, "Vera"))
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    legends = re.findall(r"<legend>(.*?)</legend>", answer.text)
    assert legends == [
        "Thursday 26 November 2026, 10:00 to 11:00 (Europe/London)",
        "Friday 27 November 2026, 10:00 to 11:00 (Europe/London)",
        "Monday 30 November 2026, 10:00 to 11:00 (Europe/London)",
    ]
    assert "Alice Moreau asks; you answer as Vera Novak." in answer.text
    assert answer.text.count('type="radio"') == 9
    assert checked(answer.text) == []


def test_opening_the_link_however_often_answers_nothing(asked: Running) -> None:
    for method in ("GET", "HEAD", "GET"):
        assert BROWSER.request(method, f"{asked.front.url}{link_of(asked, 'Vera')}").status_code == 200
    assert record(asked) == []
    assert "0 of 2 people answered" in asked.heard(HELIX)


def test_sending_the_form_answers_for_that_guest_and_the_channel_sees_it(asked: Running) -> None:
    answer = page(asked, link_of(asked, "Vera"), time0="works", time1="if I must", time2="can't")
    assert answer.status_code == 200
    assert "Thank you, that is kept." in answer.text
    assert checked(answer.text) == [("time0", "works"), ("time1", "if I must"), ("time2", "can&#x27;t")]
    assert "1 of 2 people answered; not yet: @Alice Moreau." in asked.heard(HELIX)
    entries = record(asked)
    assert [entry.event.says for entry in entries] == ["works", "if I must", "can't"]
    assert {(entry.door, entry.party) for entry in entries} == {(Door.PAGE, "vendor:1")}


def test_the_present_answer_is_marked_whichever_way_it_came_and_a_later_one_takes_its_place(asked: Running) -> None:
    asked.click("Can't: time 2", by=VERA, at=HELIX)
    link = link_of(asked, "Vera")
    assert checked(page(asked, link).text) == [("time1", "can&#x27;t")]
    asked.clock_moves(minutes=1)
    assert checked(page(asked, link, time1="works").text) == [("time1", "works")]
    assert "Works: 1 (@Vera Novak) · If I must: 0 · Can't: 0" in asked.heard(HELIX)


def test_the_same_form_sent_twice_is_one_answer(asked: Running) -> None:
    for _ in range(2):
        page(asked, link_of(asked, "Vera"), **ALL_WORK)
    assert len(record(asked)) == 3


def test_from_the_page_to_the_session_in_everybodys_calendar(asked: Running) -> None:
    page(asked, link_of(asked, "Vera"), time0="can't", time1="works", time2="works")
    page(asked, link_of(asked, "Alice"), **ALL_WORK)
    assert "Everybody has answered." in asked.heard(DIRECT[ALICE])
    before = len(asked.sandbox.mails)
    said = asked.click("Confirm", by=ALICE, at=DIRECT[ALICE])
    assert "Nov 27, 2026 at 10:00, 60 minutes" in said
    assert len(asked.sandbox.mails) == before + 2
    assert page(asked, link_of(asked, "Vera")).status_code == 404


# --- who does not get in -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path",
    [
        "/poll/x",
        "/poll/" + "A" * 32,
        "/poll/" + "A" * 5000,
        "/poll/%00",
        "/poll/%ff%fe",
        "/poll/1",
        "/poll/' OR 1=1 --",
    ],
)
def test_a_secret_that_is_none_finds_nothing(asked: Running, path: str) -> None:
    for answers in ({}, ALL_WORK):
        answer = page(asked, path, **answers)
        assert answer.status_code == 404
        assert "Helix" not in answer.text
    assert record(asked) == []


def test_when_the_poll_is_over_its_pages_are_gone(asked: Running) -> None:
    link = link_of(asked, "Vera")
    asked.click("Cancel poll", by=ALICE)
    assert page(asked, link).status_code == page(asked, link, **ALL_WORK).status_code == 404
    assert record(asked) == []


def test_when_all_its_times_have_passed_its_pages_are_gone(asked: Running) -> None:
    link = link_of(asked, "Vera")
    asked.clock_moves(days=4)
    html = page(asked, link).text
    assert html.count("<legend>") == 2  # what has passed is asked no more
    asked.clock_moves(days=4)
    assert page(asked, link).status_code == 404


def test_the_secret_stands_nowhere_but_in_the_letter(asked: Running) -> None:
    secret = link_of(asked, "Vera").removeprefix("/poll/")
    with asked.database.read() as connection:
        names = ("polls", "poll_slots", "poll_guests", "poll_answers", "inbox", "journal", "journal_texts")
        kept = repr([connection.exec_driver_sql(f"SELECT * FROM {name}").all() for name in names])
        assert secret not in kept
        letters = connection.execute(select(outbox.c.lane, outbox.c.payload)).all()
    assert {lane for lane, payload in letters if secret in str(payload)} == {"mail:vera@helix.example"}
    assert secret.encode() not in raw(asked.database)


@pytest.mark.parametrize(
    "answers",
    [
        {"time0": "maybe"},
        {"time7": "works"},
        {"time-1": "works"},
        {"place": "0", "says": "works"},
        {"time0": "works" * 100},
        {"time0": "<script>alert(1)</script>"},
    ],
)
def test_what_the_form_does_not_offer_is_no_answer(asked: Running, answers: dict[str, str]) -> None:
    answer = page(asked, link_of(asked, "Vera"), **answers)
    assert answer.status_code == 200
    assert record(asked) == []
    assert "script" not in answer.text


def test_a_form_too_long_is_turned_away(asked: Running) -> None:
    answer = page(asked, link_of(asked, "Vera"), time0="x" * 300_000)
    assert answer.status_code == 413


def test_whoever_tries_addresses_out_has_to_wait(asked: Running) -> None:
    answers = [page(asked, f"/poll/{number}") for number in range(125)]
    assert [answer.status_code for answer in answers].count(404) == 120
    assert answers[-1].status_code == 429
    assert int(answers[-1].headers["retry-after"]) >= 1
    asked.clock_moves(minutes=1)
    assert page(asked, link_of(asked, "Vera")).status_code == 200


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS"])
def test_nothing_but_looking_and_sending_is_answered(asked: Running, method: str) -> None:
    assert BROWSER.request(method, f"{asked.front.url}{link_of(asked, 'Vera')}").status_code == 405


def test_the_page_tells_nobody_its_address_runs_no_script_and_is_not_kept(asked: Running) -> None:
    for path in (link_of(asked, "Vera"), "/poll/none"):
        answer = page(asked, path)
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["content-security-policy"].startswith("default-src 'none'")
        assert "<script" not in answer.text
        assert "http" not in answer.text


def test_a_name_with_markup_in_it_stays_a_name(asked: Running) -> None:
    with asked.database.write() as connection:
        connection.exec_driver_sql("UPDATE people SET name = '<b>Vera</b>' WHERE slack_user = 'U0VERA'")
    html = page(asked, link_of(asked, "Vera")).text
    assert "<b>" not in html
    assert "&lt;b&gt;Vera&lt;/b&gt;" in html


def test_without_a_public_address_there_is_no_link_and_the_letter_says_where_to_answer(with_helix: Running) -> None:
    with_helix.say(f"session poll Helix <@{BOB}>", by=ALICE, at=HELIX)
    letter = letter_to(with_helix, "Vera")
    assert "/poll/" not in letter
    assert "in Slack, in the channel of the two companies, or tell Alice Moreau." in letter


def test_whoever_has_left_answers_no_more(asked: Running) -> None:
    path = link_of(asked, "Vera")
    asked.sandbox.deactivate(VERA)
    asked.settle()
    for answer in (page(asked, path), page(asked, path, **ALL_WORK)):
        assert "You cannot answer invitations here." in answer.text
        assert "<form" not in answer.text
    assert record(asked) == []


def test_whoever_was_refused_answers_no_more(asked: Running) -> None:
    path, vera = link_of(asked, "Vera"), asked.sandbox.workspace.cast.people[VERA]
    changes_profile(asked, replace(vera, team=ORION_TEAM))
    assert "Alice Moreau confirms who works for Helix Clinical" in page(asked, path).text
    asked.say("status", by=VERA, via="direct")
    asked.click("No", at=DIRECT[ALICE])
    for answer in (page(asked, path), page(asked, path, **ALL_WORK)):
        assert "you do not work for Helix Clinical" in answer.text
    assert record(asked) == []
