"""Agreements: kept by the sponsor, read by both companies, talked about before their day of notice."""

from datetime import UTC, datetime

import pytest

from tests.cast import ALICE, BOB, CHARLIE, DIRECT, HELIX, ORION, VERA
from tests.running import Running

MASTER = {"title": "MSA 2024", "effective": "2024-01-01", "expires": "2027-03-31", "notice_days": "60"}


def keep(parley: Running, by: str = ALICE, **values: str) -> str:
    parley.say("vendor agreement Helix", by=by)
    return parley.submit(by=by, **{**MASTER, **values})


@pytest.fixture
def kept(with_helix: Running) -> Running:
    keep(with_helix)
    return with_helix


# --- keeping -------------------------------------------------------------------------------------------------------------


def test_the_form_asks_for_what_both_companies_look_up_later(with_helix: Running) -> None:
    assert with_helix.say("vendor agreement Helix") == (
        "-- Keep an agreement --\n"
        "An agreement with Helix Clinical. Both companies can read it here.\n"
        "What kind of agreement?: [Master services agreement]\n"
        "Title: [...]\n"
        "From which day on?: [Choose a day]\n"
        "Until which day? (optional): [Choose a day]\n"
        "  Empty: until somebody ends it.\n"
        "How many days before must somebody say that it ends or goes on?: [0]\n"
        "Link to the document (optional): [https://]\n"
        "[Keep] [Cancel]"
    )


def test_what_is_kept_is_listed_with_the_day_of_notice(with_helix: Running) -> None:
    said = keep(with_helix, link="https://northwind.example/msa.pdf")
    assert said == (
        ":white_check_mark: Kept as G-1.\n"
        "Agreements with Helix Clinical\n"
        "==============================\n"
        "G-1 MSA 2024: master services agreement\n"
        "From 1 January 2024 to 31 March 2027\n"
        "Say by 30 January 2027 whether it ends or goes on\n"
        "Document\n"
        "[Change] [End]\n"
        "[Keep an agreement]"
    )


def test_the_vendor_reads_them_and_changes_nothing(kept: Running) -> None:
    said = kept.say("vendor agreements", by=VERA, via="mention", at=HELIX)
    assert said.startswith("Agreements with Northwind Bio\n=============================\nG-1 MSA 2024")
    assert "[Change]" not in said
    for words in ("vendor agreement", "vendor agreement G-1", "vendor agreement G-1 end because of that"):
        assert kept.say(words, by=VERA, via="direct").startswith("You cannot keep agreements here.")


def test_quality_people_read_them_and_change_nothing(kept: Running) -> None:
    kept.say(f"vendor people <@{BOB}|bob> quality because she audits")
    said = kept.say("vendor agreements Helix", by=BOB)
    assert "G-1 MSA 2024" in said
    assert "[Change]" not in said
    assert kept.say("vendor agreement G-1", by=BOB).startswith("You cannot keep agreements here.")


def test_strangers_and_other_channels_hear_of_none(kept: Running) -> None:
    assert "MSA" not in kept.say("vendor agreements Helix", by=CHARLIE, via="direct")
    kept.say("vendor add Orion, tier 2, Labs")
    kept.say("vendor link Orion", at=ORION)
    assert "MSA" not in kept.say("vendor agreements Helix", at=ORION)
    assert kept.say("vendor agreement G-1", at=ORION) == "There is no agreement G-1 here. vendor agreements lists them."


WRONG = [
    ({"expires": "2023-12-31"}, "The agreement would expire on 31 December 2023, before it takes effect on 1 January 2024."),
    ({"notice_days": "soon"}, 'I cannot read "soon" as a number of days. Write a whole number from 0 to 1000.'),
    ({"notice_days": "5000"}, 'I cannot read "5000" as a number of days.'),
    ({"expires": ""}, "Days of notice count back from the day it expires."),
    ({"link": "javascript:alert(1)"}, 'The link "javascript:alert(1)" opens no document.'),
]  # fmt: skip


def test_what_cannot_be_is_said_under_its_field_and_nothing_is_kept(with_helix: Running) -> None:
    with_helix.say("vendor agreement Helix")
    for values, trouble in WRONG:
        assert trouble in with_helix.submit(**{**MASTER, **values})
    assert "None is kept here yet." in with_helix.say("vendor agreements Helix")


def test_one_without_an_end_holds_until_somebody_ends_it(with_helix: Running) -> None:
    said = keep(with_helix, expires="", notice_days="0")
    assert "From 1 January 2024, until somebody ends it\n[Change]" in said


# --- changing and ending -------------------------------------------------------------------------------------------------


def test_a_change_asks_why_and_both_the_old_and_the_new_day_are_on_record(kept: Running) -> None:
    form = kept.click("Change G-1")
    assert "Title: [MSA 2024]" in form
    assert "Why?: [...]" in form
    said = kept.submit(expires="2028-03-31", reason="the study goes on")
    assert "G-1 is changed." in said
    assert "to 31 March 2028" in said
    record = kept.say("audit show Helix")
    assert "Agreement changed" in record
    assert "31 Mar 2027" in record
    assert "the study goes on" in record


def test_a_change_that_changes_nothing_is_not_recorded(kept: Running) -> None:
    kept.click("Change G-1")
    assert "Nothing in it is different from now." in kept.submit(reason="no reason")


def test_one_is_ended_with_a_day_and_a_reason(kept: Running) -> None:
    kept.click("End G-1")
    assert "which is still to come" in kept.submit(expires="2026-12-24", reason="a new one")
    said = kept.submit(expires="2026-11-20", reason="a new one took its place")
    assert said.startswith("G-1 MSA 2024 ended on 20 November 2026. Nobody is reminded of it any more.")
    assert "None is kept here yet." in said
    assert kept.say("vendor agreement G-1") == "There is no agreement G-1 here. vendor agreements lists them."


def test_by_a_line_the_reason_stands_behind_because(kept: Running) -> None:
    assert "please say why it changes" in kept.say("vendor agreement G-1 end 20 nov")
    assert "ended on 20 November 2026" in kept.say("vendor agreement G-1 end 20 nov because a new one took its place")


# --- before the day of notice --------------------------------------------------------------------------------------------

LINE = "G-1 MSA 2024 expires on 31 March 2027; say by 30 January 2027 whether it goes on"


def test_status_says_in_one_line_what_nears_its_end(kept: Running) -> None:
    assert f"Agreements: {LINE}\n" in kept.say("vendor status Helix")
    assert f"Agreements: {LINE}\n" in kept.say("vendor status", by=VERA, via="direct")
    keep(kept, title="Quality agreement", expires="2027-04-10")
    assert f"Agreements: {LINE} (1 more to talk about)\n" in kept.say("vendor status Helix")


def test_status_says_nothing_where_nothing_does(with_helix: Running) -> None:
    keep(with_helix, expires="2028-03-31")
    assert "Agreements" not in with_helix.say("vendor status Helix")


def test_a_status_of_the_past_says_nothing_of_today(kept: Running) -> None:
    kept.clock_moves(days=2)
    assert "Agreements" not in kept.say("vendor status Helix as of yesterday")


def mornings(parley: Running, first: int, last: int) -> None:
    """The daily messages of these days of November."""
    for day in range(first, last + 1):
        parley.clock_moves(to=datetime(2026, 11, day, 9, 30, tzinfo=UTC))
        parley.tick("reminders")


def test_both_leads_hear_of_it_once_a_week(kept: Running) -> None:
    mornings(kept, 24, 29)
    assert LINE not in kept.heard(DIRECT[ALICE])
    mornings(kept, 30, 30)
    kept.clock_moves(to=datetime(2026, 12, 1, 9, 30, tzinfo=UTC))
    kept.tick("reminders")
    for lead in (ALICE, VERA):
        assert kept.heard(DIRECT[lead]).count(LINE) == 1
    assert f"Talk with Northwind Bio about what comes after:\n  {LINE}" in kept.heard(DIRECT[VERA])
    assert LINE not in kept.heard(DIRECT[BOB])
