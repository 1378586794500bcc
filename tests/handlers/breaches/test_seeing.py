"""Breaches are seen by whom they concern: in pages, with whole stories, never by another vendor, never as markup."""

from dataclasses import replace
from datetime import date

import pytest

from governance.people import Role
from tests.cast import ALICE, BOB, CHARLIE, DIRECT, GOVERNANCE, HELIX, ORION, VERA
from tests.reports import REPORTS, Reports
from tests.running import Running

OCTOBER = date(2026, 10, 1)
LINES = ("sla breach B-1", "sla comment B-1 x", f"sla fix B-1 <@{VERA}> friday x")


@pytest.fixture
def two_vendors(helix: Running) -> Running:
    """Helix's KPI is red; Charlie leads Orion, another vendor, in a channel of its own."""
    helix.say(f"vendor add Orion Labs, tier 2, Central laboratory <@{CHARLIE}|charlie>", at=ORION)
    helix.say("vendor link Orion Labs", at=ORION)
    helix.say("vendor introduce Orion Labs")
    Reports(helix).submit(OCTOBER, 79.5)
    return helix


@pytest.mark.parametrize("line", LINES)
def test_to_another_vendors_people_a_breach_does_not_exist(two_vendors: Running, line: str) -> None:
    for where in ({"via": "direct"}, {"via": "mention", "at": ORION}):
        said = two_vendors.say(line, by=CHARLIE, **where)  # type: ignore[arg-type]
        assert said == "There is no breach B-1 that you can see. sla breaches shows those that are open." or (
            said == "There is no breach B-1 that you can see. @Parley sla breaches shows those that are open."
        )
        assert "Helix" not in said


def test_in_another_vendors_channel_it_does_not_exist_for_the_sponsor_either(two_vendors: Running) -> None:
    assert "There is no breach B-1" in two_vendors.say("sla breach B-1", by=ALICE, at=ORION)
    assert two_vendors.say("sla breaches", by=ALICE, at=ORION).startswith("Open breaches of Orion Labs: 0")


def test_another_vendors_people_see_only_their_own_list(two_vendors: Running) -> None:
    said = two_vendors.say("sla breaches", by=CHARLIE, via="direct")
    assert said == "Open breaches of Orion Labs: 0\n==============================\nNone is open. Good."
    assert "Visit reports" not in two_vendors.heard(ORION)
    assert "Visit reports" not in two_vendors.heard(DIRECT[CHARLIE])


def test_nobody_is_told_of_a_breach_that_there_is_not(helix: Running) -> None:
    assert "There is no breach B-9" in helix.say("sla breach B-9")
    assert "There is no breach Helix" in helix.say("sla breach Helix")


def test_open_breaches_come_in_pages(helix: Running) -> None:
    for number in range(10):
        Reports(helix, replace(REPORTS, code=f"K{number}", name=f"KPI {number}")).submit(OCTOBER, 79.5)
    first = helix.say("sla breaches", at=GOVERNANCE)
    assert first.startswith("Open breaches: 10\n=================\nHelix Clinical: B-1 KPI 0, October 2026: 79.5 %")
    assert first.endswith("[Next page]\nPage 1 of 2, 10 breaches")
    assert "B-9" not in first
    second = helix.say("sla breaches Helix page 2", at=GOVERNANCE)
    assert "B-9 KPI 8" in second
    assert "[Next page]" not in second
    assert helix.say("sla breaches 99", at=HELIX).endswith("Page 2 of 2, 10 breaches")


def test_the_bare_word_lists_them(helix: Running) -> None:
    assert helix.say("sla breach", at=HELIX).startswith("Open breaches of Helix Clinical: 0")


def test_status_shows_what_is_open(two_vendors: Running) -> None:
    assert "Open breaches: 1" in two_vendors.say("vendor status", at=HELIX)


def test_a_closed_breach_takes_no_comment_and_no_action(helix: Running, reports: Reports) -> None:
    reports.submit(OCTOBER, 79.5)
    reports.submit(OCTOBER, 96)
    for line in LINES[1:]:
        said = helix.say(line, by=ALICE)
        assert said == "B-1 is closed. /sla breach B-1 shows how it came to that."


def test_a_lead_without_slack_hears_by_mail(helix: Running) -> None:
    helix.say("vendor add Meridian Imaging, tier 2, Imaging")
    helix.say("vendor introduce Meridian Imaging")
    reports = Reports(helix, replace(REPORTS, vendor_id=2))
    with reports._uow() as uow:
        person = uow.people.add(
            name="Ines", mail="ines@meridian.example", role=Role.VENDOR_LEAD, vendor=2, zone="Europe/Madrid"
        )
        uow.vendors.set_leads(2, vendor_side=person)
    reports.submit(OCTOBER, 79.5)
    [mail] = [its for its in helix.sandbox.mails if "ines@" in str(its["To"])]
    assert mail["Subject"] == "SLA breach B-1: Visit reports on time"
    words = mail.get_body(("plain",)).get_content()
    assert "Please comment on this, or dispute the number: Visit reports on time is red for October 2026." in words


NASTY = "<!channel> *now* <https://evil.example|here> & \u202eback"


def test_what_people_write_is_only_words(helix: Running) -> None:
    nasty = replace(REPORTS, name=NASTY, clause=NASTY)
    Reports(helix, nasty).submit(OCTOBER, 79.5)
    helix.click("Comment on B-1", by=VERA, at=DIRECT[VERA])
    helix.submit(by=VERA, comment=NASTY)
    helix.say("sla breach B-1", by=BOB, at=HELIX)
    helix.say("sla breaches", by=BOB, at=HELIX)
    helix.say("session schedule Helix 1 Dec 15:00", at=HELIX)
    helix.say("session show S-1", by=VERA, via="direct")
    for channel in (HELIX, DIRECT[ALICE], DIRECT[VERA]):
        for message in helix.sandbox.messages(channel):
            text = str(message.get("blocks"))
            assert "<!channel" not in text
            assert "<https://evil" not in text
    refused = [call for call in helix.sandbox.calls() if not call.response.get("ok", True)]
    assert refused == []


def test_the_longest_words_fit(helix: Running, reports: Reports) -> None:
    reports.submit(OCTOBER, 79.5)
    helix.say(f"sla comment B-1 {'word & ' * 142}", by=VERA, via="direct")
    helix.say(f"sla comment B-1 {'x' * 1001}", by=VERA, via="direct")
    for _ in range(30):
        helix.clock_moves(minutes=1)
        helix.say(f"sla comment B-1 {'word & ' * 140}", by=ALICE)
    helix.say("sla breach B-1", by=VERA, via="direct")
    assert [call for call in helix.sandbox.calls() if not call.response.get("ok", True)] == []
