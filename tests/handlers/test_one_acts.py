"""Links in mails that do one thing once: for people without Slack. Looking changes nothing, the button does, and only once."""

import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from html import unescape

import pytest

from governance.events import ActionItemAccepted, ActionItemClosed, Door, SlaBreachCommented
from governance.people import Role
from handlers import registry
from handlers.kit.one_acts import DEEDS, NAMES
from tests.browser import BROWSER
from tests.cast import ALICE, BOB, DIRECT, HELIX, VERA
from tests.mailed import (
    OCTOBER,
    SITE,
    Begin,
    begun,
    given,
    link,
    mails,
    morning,
    page,
    post,
    press,
    record,
    text,
    uow,
    words,
)
from tests.reports import REPORTS, Reports
from tests.running import Running


@pytest.fixture
def helix(start: Begin) -> Running:
    return begun(start, PUBLIC_URL=SITE)


END = (
    "The link opens a page that asks you first; nothing happens until you press the button there. It works once, until "
    "Tuesday 8 December, in your name, so please do not pass it on. "
    "For anything else, write to Alice Moreau (alice@northwind.example)."
)


# --- action items ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def asked(helix: Running) -> Running:
    """A-1 is Nina's, and she has read of it in her mail of the next morning."""
    morning(helix, 23)
    given(helix)
    morning(helix, 24)
    return helix


def test_whoever_has_no_slack_hears_every_day_by_mail_of_what_waits_on_them(asked: Running) -> None:
    [mail] = mails(asked)
    assert mail["Subject"] == "Northwind Bio: 1 thing waits on you"
    address = f"{SITE}{link(asked, 'Accept A-1')}"
    assert words(mail).splitlines() == [
        "Hello Nina Roe,",
        "",
        "A-1 send the site list (due Fri 4 Dec)",
        f"Accept A-1: {address}",
        "",
        END,
    ]
    assert f'<p><a href="{address}">Accept A-1</a></p>' in mail.get_body(("html",)).get_content()


def test_the_page_says_what_the_button_does_and_for_whom(asked: Running) -> None:
    answer = page(asked, link(asked, "Accept A-1"))
    assert answer.status_code == 200
    assert text(answer).splitlines() == [
        "Accept A-1",
        "For Nina Roe, from Northwind Bio.",
        "A-1 send the site list (due Fri 4 Dec)",
        "Accept",
        "Nothing happens until you press the button. It works once, until Tuesday 8 December 2026.",
        "Anything unclear? Write to Alice Moreau (alice@northwind.example).",
    ]
    assert "<script" not in answer.text
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert answer.headers["x-robots-tag"] == "noindex, nofollow"


def test_a_mail_scanner_that_opens_every_link_changes_nothing(asked: Running) -> None:
    before = asked.sandbox.as_text(HELIX)
    for method in ("HEAD", "GET", "GET", "HEAD", "OPTIONS"):
        for path in re.findall(rf"{SITE}(/act/\w+)", words(mails(asked)[0])):
            BROWSER.request(method, f"{asked.front.url}{path}")
    asked.settle()
    assert record(asked, "action:1", ActionItemAccepted) == []
    assert asked.sandbox.as_text(HELIX) == before
    assert "Accepted" in text(press(asked, link(asked, "Accept A-1")))


def test_whoever_has_left_hears_no_more_by_mail_and_their_links_do_nothing(asked: Running) -> None:
    path, before = link(asked, "Accept A-1"), len(mails(asked))
    with uow(asked) as its:
        [nina] = [person for person in its.people.everyone() if person.name == "Nina Roe"]
        its.people.set_left(nina.id, its.at)
    assert "You cannot" in text(page(asked, path))
    assert "You cannot" in text(press(asked, path))
    assert record(asked, "action:1", ActionItemAccepted) == []
    morning(asked, 25)
    assert len(mails(asked)) == before


def test_pressing_does_it_as_that_person_by_that_door_once(asked: Running) -> None:
    path = link(asked, "Accept A-1")
    said = text(press(asked, path))
    assert "A-1 send the site list (Nina Roe, due Fri 4 Dec)" in said
    assert "Accepted." in said
    [entry] = record(asked, "action:1", ActionItemAccepted)
    assert (entry.door, entry.party) == (Door.PAGE, "vendor:1")
    asked.clock_moves(minutes=5)
    for answer in (post(asked, path), page(asked, path)):
        assert "This was done with this link on Tuesday 24 November 2026 at 09:00. It works once only." in text(answer)
        assert "Write to Alice Moreau (alice@northwind.example)." in text(answer)
    assert len(record(asked, "action:1", ActionItemAccepted)) == 1


def test_two_presses_at_the_same_moment_are_one(asked: Running) -> None:
    url = f"{asked.front.url}{link(asked, 'Accept A-1')}"
    with ThreadPoolExecutor(4) as hands:
        said = [text(its) for its in hands.map(lambda _: BROWSER.post(url), range(4))]
    assert sum("It works once only." in its for its in said) == 3
    assert len(record(asked, "action:1", ActionItemAccepted)) == 1


def test_somebody_of_the_sponsor_without_slack_acts_for_the_sponsor(helix: Running) -> None:
    with uow(helix) as its:
        ole = its.people.add(name="Ole Berg", mail="ole@northwind.example", role=Role.MEMBER, vendor=None, zone="UTC")
    morning(helix, 23)
    given(helix, owner=ole)
    morning(helix, 24)
    assert "Accepted." in text(press(helix, link(helix, "Accept A-1", name="Ole")))
    [entry] = record(helix, "action:1", ActionItemAccepted)
    assert (entry.door, entry.party) == (Door.PAGE, "sponsor")


def test_a_link_ends_after_fourteen_days_and_says_so(asked: Running) -> None:
    path = link(asked, "Accept A-1")
    asked.clock_moves(days=14)
    for answer in (post(asked, path), page(asked, path)):
        assert "This link could be used until Tuesday 8 December 2026. Nothing was done." in text(answer)
    assert record(asked, "action:1", ActionItemAccepted) == []


def test_what_was_answered_otherwise_meanwhile_ends_the_link(asked: Running) -> None:
    path = link(asked, "Accept A-1")
    asked.say("action done A-1", by=VERA, at=HELIX, via="mention")
    for answer in (page(asked, path), post(asked, path)):
        assert "A-1" in text(answer)
        assert "Nothing was done with this link." in text(answer)
        assert "<button" not in answer.text
    assert record(asked, "action:1", ActionItemAccepted) == []


def test_whoever_closes_something_can_say_what_was_done(asked: Running) -> None:
    press(asked, link(asked, "Accept A-1"))
    morning(asked, 2, month=12)
    said = press(asked, link(asked, "Done A-1"), _words="sent to Bob on Monday")
    assert "Done by Nina Roe." in text(said)
    assert len(record(asked, "action:1", ActionItemClosed)) == 1
    assert "sent to Bob on Monday" in asked.say("action show A-1", by=BOB, at=HELIX)


def test_only_a_few_things_have_links_and_the_rest_are_words(helix: Running) -> None:
    morning(helix, 23)
    for number in range(8):
        given(helix, f"thing {number}")
    morning(helix, 24)
    [mail] = mails(helix)
    assert mail["Subject"] == "Northwind Bio: 8 things wait on you"
    assert words(mail).count("/act/") == 6
    assert "thing 7" in words(mail)


# --- who may, and who may not ----------------------------------------------------------------------------------------------


def test_whoever_has_left_can_do_nothing_with_their_link(asked: Running) -> None:
    path = link(asked, "Accept A-1")
    with uow(asked) as its:
        nina = its.people.by_mail(["nina@helix.example"])["nina@helix.example"]
        its.people.recognise(nina.id, Role.STRANGER, None)
    for answer in (page(asked, path), post(asked, path)):
        assert "You cannot add or close action items here." in text(answer)
        assert "Nothing was done with this link." in text(answer)
    assert record(asked, "action:1", ActionItemAccepted) == []


def test_whoever_works_for_another_vendor_now_finds_nothing_of_the_first(helix: Running) -> None:
    Reports(helix).submit(OCTOBER, 79.5)
    path = link(helix, "Comment on B-1")
    helix.say("vendor add Orion Labs, tier 2, Lab")
    helix.say("vendor introduce Orion Labs")
    with uow(helix) as its:
        nina = its.people.by_mail(["nina@helix.example"])["nina@helix.example"]
        its.people.recognise(nina.id, Role.VENDOR_LEAD, 2)
    for answer in (page(helix, path), post(helix, path)):
        assert "Nothing was done with this link." in text(answer)
        assert "79.5" not in text(answer).replace(text(answer).splitlines()[1], "")
    assert record(helix, "breach:1", SlaBreachCommented) == []


def test_a_link_that_is_passed_on_does_its_one_act_and_no_other(helix: Running) -> None:
    morning(helix, 23)
    given(helix, "the first")
    given(helix, "the second")
    morning(helix, 24)
    said = post(helix, link(helix, "Accept A-1"), ref="accept A-2", name="action.deed", _form="{}", _seal="x")
    assert "A-1 the first" in text(said)
    assert record(helix, "action:2", ActionItemAccepted) == []


def test_a_form_of_one_link_is_none_of_another(helix: Running) -> None:
    reports = Reports(helix)
    reports.submit(OCTOBER, 79.5)
    Reports(helix, replace(REPORTS, code="K15", name="Queries")).submit(OCTOBER, 70)
    first, second = link(helix, "Comment on B-1"), link(helix, "Comment on B-2")
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page(helix, second).text))
    typed = {name: unescape(value) for name, value in hidden.items()}
    said = post(helix, first, **typed, comment="Two monitors were ill.")
    assert "Comment on B-1" in text(said)
    assert record(helix, "breach:1", SlaBreachCommented) == record(helix, "breach:2", SlaBreachCommented) == []


@pytest.mark.parametrize("path", ["/act/x", "/act/" + "0" * 64, "/act/" + "a" * 5000, "/act/%00", "/act/1"])
def test_a_secret_that_is_none_finds_nothing(asked: Running, path: str) -> None:
    for answer in (page(asked, path), post(asked, path)):
        assert answer.status_code == 404
        assert "Nina" not in answer.text


def test_no_secret_is_kept_or_logged(asked: Running, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    secret = link(asked, "Accept A-1").removeprefix("/act/")
    press(asked, f"/act/{secret}")
    with asked.database.read() as connection:
        kept = [
            repr(connection.exec_driver_sql(f"SELECT * FROM {its}").all()) for its in ("outbox", "inbox", "one_acts")
        ]
    assert not any(secret in rows for rows in kept)
    assert not [its for its in caplog.records if secret in its.getMessage() and not its.name.startswith("http")]


# --- where there is no address, and before a vendor is introduced --------------------------------------------------------------


def test_without_a_public_address_the_mail_says_whom_to_write_to(start: Begin) -> None:
    parley = begun(start)
    Reports(parley).submit(OCTOBER, 79.5)
    [mail] = mails(parley)
    assert "/act/" not in words(mail)
    assert words(mail).splitlines()[-1] == "To answer, please write to Alice Moreau (alice@northwind.example)."


def test_a_vendor_that_is_not_introduced_gets_no_mail_and_nobody_a_link(start: Begin) -> None:
    parley = begun(start, introduced=False, PUBLIC_URL=SITE)
    Reports(parley).submit(OCTOBER, 79.5)
    assert mails(parley) == []
    assert "Comment on B-1: (a link of their own)" in parley.heard(DIRECT[ALICE])
    with parley.database.read() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM one_acts").scalar() == 0


def test_every_button_that_can_be_pressed_by_mail_is_one() -> None:
    assert {*NAMES, *DEEDS} <= {*registry().buttons, "again"}
