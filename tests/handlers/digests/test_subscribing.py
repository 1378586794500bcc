"""Asking for digests: seen first by the asker alone, then one press; for a channel, for oneself, by mail."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from storage.tables import outbox
from tests.cast import ALICE, BOB, CHARLIE, DIRECT, GOVERNANCE, HELIX, ORION, VERA
from tests.handlers.test_digests import digests, subscribe
from tests.handlers.test_scorecards import REPORTS, SAFETY
from tests.running import Running

PREVIEW = """This is what would come here weekly on Monday at 09:00 (Europe/Warsaw), first Nov 30, 2026 at 08:00. \
It takes the place of the one that comes monthly, on the second business day after results fall due, at 09:00 (Europe/Warsaw).
--------
SLA digest: Helix Clinical
==========================
:large_yellow_circle: Amber: Monitoring visit reports on time is red.
Changes
This is the first digest here.
KPIs: 1
:red_circle: Red Monitoring visit reports on time, October 2026: 79.5 %, worse than 95 % (target 95 % or more)
Open breaches: 1
:red_circle: Red B-1 Monitoring visit reports on time, since October 2026
Actions
None open.
Next session
None is planned. session schedule plans one.
With a picture: KPI trends of Helix Clinical. Monitoring visit reports on time: 79.5% in Oct 2026, off target, \
down from 95% in Sep 2026; target at least 95%.
--------
[Subscribe]"""

MAIL = """SLA digest: Helix Clinical
Green: 1 of 1 KPI is on target.
Changes
This is the first digest here.
KPIs: 1
Green: SUSAR reports on time
Actions
None open.
Next session
None is planned. session schedule plans one.
KPI trends of Helix Clinical. SUSAR reports on time: 100% in Oct 2026, on target, as 100% in Sep 2026; target at least 100%.
To end these mails, write "digest remove for Helix Clinical by mail" to Parley in Slack.
"""


def alone(parley: Running, words: str, by: str) -> str:
    """Subscribes in a direct message; what Parley says there in the end."""
    parley.say(f"digest subscribe {words}", by=by, via="direct")
    parley.click("Subscribe", by=by, at=DIRECT[by])
    return parley.heard(DIRECT[by])


def test_it_is_seen_before_anything_is_subscribed(with_helix: Running) -> None:
    with_helix.import_results(*REPORTS)
    assert with_helix.say("digest subscribe weekly monday 9:00", at=HELIX) == PREVIEW
    assert "SLA digest" not in with_helix.heard(HELIX)
    assert "second business day" in with_helix.say("digest list", at=HELIX)


def test_a_preview_alone_promises_nothing(with_helix: Running) -> None:
    said = with_helix.say("digest preview", by=VERA, at=HELIX, via="mention")
    assert said.startswith("This is how the digest would look now.\n--------\nSLA digest: Helix Clinical")
    assert "SLA digest" not in with_helix.heard(HELIX)


def test_what_comes_to_a_person_comes_to_them_alone(with_helix: Running) -> None:
    said = alone(with_helix, "weekly tuesday 8:00 for Helix", BOB)
    assert (
        "The digest of Helix Clinical comes to you directly weekly on Tuesday at 08:00 (America/New_York), "
        "first Nov 24, 2026 at 13:00."
    ) in said
    with_helix.clock_moves(datetime(2026, 11, 24, 13, 0, tzinfo=UTC))
    assert with_helix.heard(DIRECT[BOB]).count("SLA digest: Helix Clinical\n") == 1
    assert digests(with_helix) == 0


def test_a_vendors_person_gets_their_own_and_may_not_decide_for_the_channel(with_helix: Running) -> None:
    assert "comes to you directly weekly on Monday" in alone(with_helix, "weekly monday 9:00", VERA)
    said = with_helix.say("digest subscribe weekly monday 9:00", by=VERA, at=HELIX, via="mention")
    assert said.startswith("You cannot subscribe a channel to digests here.")
    said = with_helix.say("digest subscribe daily for me", by=VERA, at=HELIX, via="mention")
    assert said.startswith("This is what would come to you directly daily at 09:00 (Europe/London)")


def test_a_vendors_person_hears_nothing_of_another_vendor(with_helix: Running) -> None:
    with_helix.say("vendor add Orion Labs, tier 2, Central laboratory")
    with_helix.say(f"vendor lead Orion Labs <@{CHARLIE}>")
    with_helix.say("vendor link Orion Labs", at=ORION)
    with_helix.say("vendor introduce Orion Labs")
    said = with_helix.say("digest subscribe weekly for Helix Clinical", by=CHARLIE, via="direct")
    assert said == 'There is no vendor called "Helix Clinical".'
    assert "Helix" not in with_helix.say("digest list", by=CHARLIE, via="direct")


def test_by_mail_it_comes_in_plain_words(with_helix: Running) -> None:
    with_helix.import_results(*SAFETY)
    assert "comes to you by mail daily at 10:30 (Europe/London)" in alone(with_helix, "daily 10:30 by mail", VERA)
    with_helix.sandbox.mails.clear()
    with_helix.clock_moves(datetime(2026, 11, 23, 10, 30, tzinfo=UTC))
    (mail,) = with_helix.sandbox.mails
    assert (mail["To"], mail["Subject"]) == (
        "Vera Novak <vera@helix.example>",
        "SLA digest: Helix Clinical, 23 November 2026: green",
    )
    body = mail.get_body(("plain",))
    assert body
    assert body.get_content().replace("\r\n", "\n") == MAIL


def test_where_parley_cannot_send_mail_it_says_so(with_helix: Running, start) -> None:
    silent = start(SMTP_HOST="", SMTP_FROM="", MAIL_LISTEN="")
    said = silent.say("digest subscribe daily by mail", by=VERA, via="direct")
    assert said.startswith("This workspace has not told me how to send mail.")


@pytest.mark.parametrize(
    ("words", "when"),
    [
        ("weekly friday 9:00", "weekly on Friday at 09:00 (Europe/Warsaw), first Nov 27, 2026 at 08:00"),
        ("weekly friday 9:00 Europe/London", "weekly on Friday at 09:00 (Europe/London), first Nov 27, 2026 at 09:00"),
        ("monthly 6th", "monthly on the 6th at 09:00 (Europe/Warsaw), first Dec 7, 2026 at 08:00"),
        ("monthly 6th holidays too", "monthly on the 6th at 09:00 (Europe/Warsaw), first Dec 6, 2026 at 08:00"),
        ("weekly sunday", "weekly on Sunday at 09:00 (Europe/Warsaw), first Nov 29, 2026 at 08:00"),
        (
            "after results 8:30",
            "monthly, on the second business day after results fall due, at 08:30 (Europe/Warsaw), first Dec 14, 2026 at 07:30",
        ),
        ("", "weekly on Monday at 09:00 (Europe/Warsaw), first Nov 30, 2026 at 08:00"),
    ],
)
def test_the_words_say_when_and_days_off_are_passed_over(with_helix: Running, words: str, when: str) -> None:
    said = with_helix.say(f"digest subscribe {words}", at=HELIX)
    assert said.startswith(f"This is what would come here {when}.")


def test_pictures_for_a_dark_screen(with_helix: Running) -> None:
    with_helix.import_results(*REPORTS)
    subscribe(with_helix, "weekly friday 9:00 dark")
    assert "dark pictures" in with_helix.say("digest list", at=HELIX)
    with_helix.clock_moves(datetime(2026, 11, 27, 8, 0, tzinfo=UTC))
    assert '"dark": true' in pictures_asked_for(with_helix)[-1]


def test_now_in_a_direct_message_or_of_another_vendor_it_comes_to_the_asker(with_helix: Running) -> None:
    for line, via, at in (("digest now Helix", "direct", None), ("digest now Helix", "slash", GOVERNANCE)):
        assert with_helix.say(line, by=BOB, via=via, at=at).startswith("The digest of Helix Clinical is on its way.")
    assert with_helix.heard(DIRECT[BOB]).count("Helix Clinical: nothing new since 23 November.") == 1
    assert digests(with_helix) == 0


def test_outside_a_vendors_channel_one_can_have_it_for_oneself(with_helix: Running) -> None:
    said = with_helix.say("digest subscribe weekly", at=GOVERNANCE)
    assert said.endswith("a line that ends with for <vendor> brings one to you alone.")
    said = with_helix.say("digest subscribe weekly monday for Helix", by=ALICE, at=GOVERNANCE)
    assert said.startswith("This is what would come to you directly weekly on Monday")


def test_whoever_no_longer_has_to_do_with_the_vendor_gets_no_more(with_helix: Running) -> None:
    alone(with_helix, "weekly monday 9:00", VERA)
    with with_helix.database.write() as elsewhere:
        elsewhere.exec_driver_sql("UPDATE people SET vendor_id = NULL, role = 'stranger' WHERE slack_user = 'U0VERA'")
    before = with_helix.heard(DIRECT[VERA])
    with_helix.clock_moves(days=8)
    assert with_helix.heard(DIRECT[VERA]) == before


def pictures_asked_for(parley: Running) -> list[str]:
    """The pictures that were to be drawn, as JSON."""
    with parley.database.read() as connection:
        query = select(outbox.c.payload).where(outbox.c.kind == "file").order_by(outbox.c.id)
        return [its["picture"] for its in connection.execute(query).scalars()]


def test_a_zone_nobody_knows_is_not_replaced_by_another(with_helix: Running) -> None:
    said = with_helix.say("digest subscribe weekly monday 9:00 Mars/Phobos", by=BOB, at=HELIX)
    assert said == "Mars/Phobos is not a time zone I know. Write a place like Europe/Warsaw, or UTC."


def test_the_preview_of_a_mail_promises_no_picture(with_helix: Running) -> None:
    with_helix.import_results(*SAFETY)
    assert "With a picture" in with_helix.say("digest subscribe daily 10:30", by=BOB, at=HELIX)
    assert "With a picture" not in with_helix.say("digest subscribe daily 10:30 by mail", by=BOB, at=HELIX)


def test_what_comes_instead_of_another_one_says_so(with_helix: Running) -> None:
    subscribe(with_helix, "weekly monday 9:00")
    said = with_helix.say("digest subscribe daily 8:00", at=HELIX)
    assert "It takes the place of the one that comes weekly on Monday at 09:00 (Europe/Warsaw)." in said
    assert "takes the place" not in with_helix.say("digest subscribe weekly monday 9:00", at=HELIX)
    assert "takes the place" not in with_helix.say("digest subscribe daily 8:00", by=VERA, via="direct")


def test_one_kpi_of_two_studies_is_told_apart_wherever_both_stand(with_helix: Running) -> None:
    with_helix.import_results(*REPORTS, "Helix Clinical,NW-302,K14,2026-10,30,40,")
    for line in ("digest preview", "sla status", "vendor status"):
        said = with_helix.say(line, at=HELIX)
        assert "Red Monitoring visit reports on time (NW-301), October 2026: 79.5 %" in said
        assert "Red Monitoring visit reports on time (NW-302), October 2026: 75 %" in said
    said = with_helix.say("vendor status", at=HELIX)
    assert "Red B-1 Monitoring visit reports on time (NW-302), since October 2026" in said


def test_a_kpi_of_one_study_alone_is_called_by_its_name(with_helix: Running) -> None:
    with_helix.import_results(*REPORTS)
    assert "(NW-301)" not in with_helix.say("digest preview", at=HELIX)


@pytest.mark.parametrize(
    ("zone", "named"),
    [("London", "Europe/London"), ("new york", "America/New_York"), ("Europe/London", "Europe/London")],
)
def test_a_city_behind_the_time_is_its_clock(with_helix: Running, zone: str, named: str) -> None:
    assert f"at 09:00 ({named})" in with_helix.say(f"digest subscribe weekly monday 9:00 {zone}", at=HELIX)
