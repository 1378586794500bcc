"""Meetings that others keep: invited to by mail or sent as a file, adopted by a person, and changed as they say."""

from datetime import UTC, datetime, timedelta

import pytest

from governance.events import Door, MeetingAdopted, MeetingChanged, OfferDeclined
from storage.journal import history
from storage.unit_of_work import unit_of_work
from tests.cast import ALICE, BOB, CHARLIE, DIRECT, HELIX, MONDAY, ORION, VERA
from tests.mails import calendar, event, mail, utc
from tests.running import Running

VERA_AT, ALICE_AT, CHARLIE_AT = "vera@helix.example", "alice@northwind.example", "charlie@orion.example"
UID = "040000008200E00074C5B7101A82E00800000000" + "F" * 72
ONCE = datetime(2026, 11, 26, 10, tzinfo=UTC)


def told(
    starts: datetime = ONCE, *, sequence: int = 0, method: str | None = "REQUEST", rule: str = "", more: tuple[str, ...] = (),
    title: str = "Weekly operations", people: tuple[str, ...] = (ALICE_AT, VERA_AT, "nobody@elsewhere.example"),
    uid: str = UID, organizer: str = VERA_AT, minutes: int = 45, others: tuple[str, ...] = (),
) -> str:  # fmt: skip
    """What somebody's calendar tells of a meeting."""
    lines = [f"UID:{uid}", f"SEQUENCE:{sequence}", f"DTSTAMP:{utc(MONDAY + timedelta(minutes=sequence))}"]
    lines += [f"DTSTART:{utc(starts)}", f"DTEND:{utc(starts + timedelta(minutes=minutes))}", f"SUMMARY:{title}"]
    lines += [f"ORGANIZER:mailto:{organizer}", *(f"ATTENDEE;RSVP=TRUE:mailto:{its}" for its in people)]
    lines += [f"RRULE:{rule}"] if rule else []
    return calendar(event(*lines, *more), *others, method=method)


def invites(parley: Running, content: str, *, sender: str = VERA_AT, verified: bool = True, message: str = "1") -> None:
    """Somebody invites Parley's mailbox."""
    its = mail(content, sender=sender, method="REQUEST", verified=verified, message_id=f"<{message}@their.example>")
    assert parley.mail(its).startswith("250")


def adopts(parley: Running, by: str = ALICE, vendor: str = "Helix Clinical") -> str:
    parley.click("Adopt it", by=by, at=DIRECT[by])
    return parley.submit(by=by, vendor=vendor, kind="operational call")


def record(parley: Running, kind: type) -> list:
    with parley.database.read() as connection:
        entries = history(connection, parley.parley.house.workspace or 0, "meeting:1")
    return [entry.event for entry in entries if isinstance(entry.event, kind)]


def counts(parley: Running) -> dict[str, int]:
    with unit_of_work(parley.database, parley.parley.house.workspace or 0, at=MONDAY, door=Door.MAIL) as uow:
        return uow.mailboxes.counts()


def test_a_meeting_parley_is_invited_to_is_put_to_the_account_lead(with_helix: Running) -> None:
    invites(with_helix, told())
    assert with_helix.heard(DIRECT[ALICE]).endswith(
        ":calendar: @Vera Novak invited me to Weekly operations: Nov 26, 2026 at 10:00.\n"
        "  Shall I keep it as a session? Invites stay in its organiser's calendar; I remind, collect answers and list it.\n"
        "  [Adopt it] [Leave it]"
    )
    assert "No session is planned." in with_helix.say("session list", by=BOB)


def test_adopted_it_is_a_session_with_the_guests_we_know_and_no_mail_goes_out(with_helix: Running) -> None:
    invites(with_helix, told())
    said = adopts(with_helix)
    assert said == (
        "Adopted as S-1: Weekly operations: Nov 26, 2026 at 10:00, 45 minutes\nGuests: @Alice Moreau and @Vera Novak."
    )
    assert with_helix.sandbox.mails == []
    assert with_helix.heard(HELIX).endswith(
        ":calendar: S-1 Weekly operations: Nov 26, 2026 at 10:00, 45 minutes\n"
        "  Kept in its organiser's own calendar.\n  Not answered: @Alice Moreau and @Vera Novak\n"
        "  [I will come] [Perhaps] [I cannot] [Open]"
    )
    (event_,) = record(with_helix, MeetingAdopted)
    assert (event_.sessions, event_.guests) == ((1,), (1, 2))


def test_guests_answer_in_slack_and_are_reminded(with_helix: Running) -> None:
    invites(with_helix, told())
    adopts(with_helix)
    with_helix.click("I will come", by=VERA, at=HELIX)
    assert "Coming: @Vera Novak" in with_helix.say("session show S-1", by=BOB)
    with_helix.clock_moves(to=ONCE - timedelta(minutes=30))
    with_helix.tick("sessions")
    assert ":calendar: Soon: S-1 Weekly operations" in with_helix.heard(DIRECT[VERA])
    assert with_helix.sandbox.mails == []


@pytest.mark.parametrize(
    "words", ["move S-1 27 Nov 10:00 later", "cancel S-1 not needed", "edit S-1", f"invite S-1 <@{BOB}>", f"drop S-1 <@{VERA}>"]
)  # fmt: skip
def test_what_another_calendar_keeps_is_changed_there(with_helix: Running, words: str) -> None:
    invites(with_helix, told())
    adopts(with_helix)
    assert with_helix.say(f"session {words}").startswith(
        "S-1 is kept in its organiser's own calendar, so I cannot change it. Ask them to change it there"
    )
    assert "[Move]" not in with_helix.say("session show S-1")
    assert with_helix.sandbox.mails == []


def test_what_is_left_is_no_session(with_helix: Running) -> None:
    invites(with_helix, told())
    with_helix.click("Leave it", by=ALICE, at=DIRECT[ALICE])
    assert "Left as it is: Weekly operations." in with_helix.heard(DIRECT[ALICE])
    assert "No session is planned." in with_helix.say("session list", by=BOB)
    assert len(record(with_helix, OfferDeclined)) == 1


def test_the_same_invitation_by_two_ways_is_asked_once(with_helix: Running) -> None:
    invites(with_helix, told(), message="1")
    invites(with_helix, told(), sender=ALICE_AT, message="2")
    assert with_helix.heard(DIRECT[ALICE]).count("[Adopt it]") == 1


def test_an_unverified_invitation_says_so_in_the_question_and_in_the_form(with_helix: Running) -> None:
    invites(with_helix, told(), verified=False)
    doubt = ":warning: I could not verify that the mail is from @Vera Novak. Ask them before you say yes."
    assert doubt in with_helix.heard(DIRECT[ALICE])
    assert doubt in with_helix.click("Adopt it", by=ALICE, at=DIRECT[ALICE])


def test_forged_invitations_do_not_flood_anybody(with_helix: Running) -> None:
    for number in range(7):
        invites(with_helix, told(uid=f"u{number}"), verified=False, message=str(number))
    assert with_helix.heard(DIRECT[ALICE]).count("[Adopt it]") == 5
    assert counts(with_helix)["too_many_in_doubt"] == 2


@pytest.mark.parametrize("sender", ["mallory@elsewhere.example", CHARLIE_AT])
def test_a_strangers_invitation_does_nothing_but_is_counted(with_helix: Running, sender: str) -> None:
    invites(with_helix, told(), sender=sender)
    assert "[Adopt it]" not in with_helix.heard(DIRECT[ALICE])
    assert counts(with_helix)["offered_by_a_stranger"] == 1


def test_our_own_invites_that_come_back_are_no_meetings_of_others(with_helix: Running) -> None:
    with_helix.say("session schedule Helix 1 Dec 15:00", by=ALICE, at=HELIX)
    ours = with_helix.sandbox.mails[0].as_bytes()
    with_helix.mail(ours.replace(b"From: Parley <parley@northwind.example>", b"From: vera@helix.example"))
    assert "[Adopt it]" not in with_helix.heard(DIRECT[ALICE])
    assert counts(with_helix)["ours_come_back"] >= 1


def test_a_meeting_none_of_us_is_in_is_not_adopted(with_helix: Running) -> None:
    invites(with_helix, told(people=("nobody@elsewhere.example",), organizer="boss@elsewhere.example"))
    assert "I know none of the people in this meeting as somebody of Northwind Bio or of Helix Clinical." in adopts(
        with_helix
    )


# --- changes -----------------------------------------------------------------------------------------------------------------


@pytest.fixture
def adopted(with_helix: Running) -> Running:
    invites(with_helix, told())
    adopts(with_helix)
    return with_helix


def test_a_change_is_asked_about_and_then_taken_over(adopted: Running) -> None:
    adopted.click("I will come", by=VERA, at=HELIX)
    invites(adopted, told(ONCE + timedelta(days=1), sequence=1), message="2")
    assert adopted.heard(DIRECT[ALICE]).endswith(
        ":calendar: The calendar of Weekly operations says that it changed (@Vera Novak).\n"
        "  S-1 Nov 26, 2026 at 10:00 → Nov 27, 2026 at 10:00, 45 minutes\n  [Take it over] [Leave it as it is]"
    )
    assert "Nov 26, 2026 at 10:00" in adopted.say("session show S-1", by=BOB)
    adopted.click("Take it over", by=ALICE, at=DIRECT[ALICE])
    shown = adopted.say("session show S-1", by=BOB)
    assert "Nov 27, 2026 at 10:00" in shown
    assert "Not answered: @Alice Moreau and @Vera Novak" in shown
    assert ":calendar: Weekly operations changed in its organiser's calendar: 1 meeting moved." in adopted.heard(HELIX)
    assert [event_.moved for event_ in record(adopted, MeetingChanged)] == [(1,)]
    assert adopted.sandbox.mails == []


def test_a_cancellation_is_asked_about_too(adopted: Running) -> None:
    invites(adopted, told(sequence=1, method="CANCEL"), message="2")
    assert "S-1 Nov 26, 2026 at 10:00 is cancelled" in adopted.heard(DIRECT[ALICE])
    adopted.click("Take it over", by=ALICE, at=DIRECT[ALICE])
    assert "Cancelled." in adopted.say("session show S-1", by=BOB)
    assert adopted.sandbox.mails == []


def test_a_change_of_guests_is_a_change(adopted: Running) -> None:
    adopted.say("vendor status", by=BOB)  # Parley makes his acquaintance
    invites(adopted, told(sequence=1, people=(VERA_AT, "bob@northwind.example")), message="2")
    assert "New: @Bob Tran\n  No longer in it: @Alice Moreau" in adopted.heard(DIRECT[ALICE])
    adopted.click("Take it over", by=ALICE, at=DIRECT[ALICE])
    assert "Not answered: @Vera Novak and @Bob Tran" in adopted.say("session show S-1", by=BOB)


def test_what_changes_nothing_asks_nobody(adopted: Running) -> None:
    invites(adopted, told(sequence=1), message="2")
    assert "[Take it over]" not in adopted.heard(DIRECT[ALICE])
    assert counts(adopted)["nothing_new"] == 1


def test_an_older_change_is_not_taken_over_a_newer_one(adopted: Running) -> None:
    invites(adopted, told(ONCE + timedelta(days=1), sequence=1), message="2")
    invites(adopted, told(ONCE + timedelta(days=2), sequence=2), message="3")
    adopted.click("Take it over", by=ALICE, at=DIRECT[ALICE])
    assert "Nov 28, 2026" in adopted.say("session show S-1", by=BOB)
    said = adopted.click("Take it over", by=ALICE, at=DIRECT[ALICE])
    assert said.startswith("The organiser has changed the meeting again since.")
    assert "Nov 28, 2026" in adopted.say("session show S-1", by=BOB)


def test_another_vendors_person_cannot_change_it(adopted: Running) -> None:
    adopted.say(f"vendor add Orion Labs, tier 2, lab <@{CHARLIE}|charlie>", at=ORION)
    invites(adopted, told(sequence=1, method="CANCEL"), sender=CHARLIE_AT, message="2")
    assert "[Take it over]" not in adopted.heard(DIRECT[ALICE])
    assert counts(adopted)["offered_by_a_stranger"] == 1


# --- series --------------------------------------------------------------------------------------------------------------------


def test_a_series_is_adopted_a_year_ahead_sixty_meetings_at_most(with_helix: Running) -> None:
    invites(with_helix, told(rule="FREQ=WEEKLY"))
    said = adopts(with_helix)
    assert said.startswith("Adopted as S-1 and 51 more meetings: Weekly operations: Nov 26, 2026 at 10:00")
    assert with_helix.heard(HELIX).count("Weekly operations") == 1, "the channel hears once"
    invites(with_helix, told(rule="FREQ=DAILY", uid="daily"), message="2")
    assert adopts(with_helix).startswith("Adopted as S-53 and 59 more meetings")


def test_one_meeting_of_a_series_is_moved_and_one_cancelled_without_the_others(with_helix: Running) -> None:
    invites(with_helix, told(rule="FREQ=WEEKLY;COUNT=3"))
    adopts(with_helix)
    second, third = ONCE + timedelta(weeks=1), ONCE + timedelta(weeks=2)
    moved = (f"RECURRENCE-ID:{utc(second)}",)
    invites(with_helix, told(second + timedelta(hours=3), sequence=1, more=moved), message="2")
    with_helix.click("Take it over", by=ALICE, at=DIRECT[ALICE])
    off = (f"RECURRENCE-ID:{utc(third)}",)
    invites(with_helix, told(third, sequence=2, more=off, method="CANCEL"), message="3")
    with_helix.click("Take it over", by=ALICE, at=DIRECT[ALICE])
    shown = [with_helix.say(f"session show S-{number}", by=BOB).splitlines()[0] for number in (1, 2, 3)]
    assert [line.split(": ")[-1] for line in shown[:2]] == [
        "Nov 26, 2026 at 10:00, 45 minutes",
        "Dec 3, 2026 at 13:00, 45 minutes",
    ]
    assert "Cancelled." in with_helix.say("session show S-3", by=BOB)


def test_a_series_that_is_told_anew_gains_and_loses_meetings(with_helix: Running) -> None:
    invites(with_helix, told(rule="FREQ=WEEKLY;COUNT=3"))
    adopts(with_helix)
    gone = (f"EXDATE:{utc(ONCE + timedelta(weeks=1))}",)
    invites(with_helix, told(rule="FREQ=WEEKLY;COUNT=4", sequence=1, more=gone), message="2")
    said = with_helix.heard(DIRECT[ALICE])
    assert "S-2 Dec 3, 2026 at 10:00 is cancelled\n  New: Dec 17, 2026 at 10:00, 45 minutes" in said
    with_helix.click("Take it over", by=ALICE, at=DIRECT[ALICE])
    assert "Cancelled." in with_helix.say("session show S-2", by=BOB)
    assert "Dec 17, 2026 at 10:00" in with_helix.say("session show S-4", by=BOB)


def test_a_series_that_its_organiser_moves_keeps_its_meetings_and_their_numbers(with_helix: Running) -> None:
    invites(with_helix, told(rule="FREQ=WEEKLY;COUNT=6"))
    adopts(with_helix)
    off = (f"RECURRENCE-ID:{utc(ONCE + timedelta(weeks=1))}",)
    invites(with_helix, told(ONCE + timedelta(weeks=1), sequence=1, more=off, method="CANCEL"), message="2")
    with_helix.clock_moves(minutes=1)
    with_helix.click("Take it over", by=ALICE, at=DIRECT[ALICE])
    with_helix.say("session answer S-3 yes", by=VERA, at=HELIX, via="mention")
    later = ONCE + timedelta(hours=2)
    gone = (f"EXDATE:{utc(later + timedelta(weeks=1))}",)
    invites(with_helix, told(later, rule="FREQ=WEEKLY;COUNT=6", sequence=2, more=gone), message="3")
    assert with_helix.heard(DIRECT[ALICE]).endswith(
        "  S-1 Nov 26, 2026 at 10:00 → Nov 26, 2026 at 12:00, 45 minutes\n"
        "  S-3 Dec 10, 2026 at 10:00 → Dec 10, 2026 at 12:00, 45 minutes\n"
        "  S-4 Dec 17, 2026 at 10:00 → Dec 17, 2026 at 12:00, 45 minutes\n"
        "  S-5 Dec 24, 2026 at 10:00 → Dec 24, 2026 at 12:00, 45 minutes\n"
        "  S-6 Dec 31, 2026 at 10:00 → Dec 31, 2026 at 12:00, 45 minutes\n"
        "  [Take it over] [Leave it as it is]"
    )
    with_helix.clock_moves(minutes=1)
    with_helix.click("Take it over", by=ALICE, at=DIRECT[ALICE])
    assert "Dec 10, 2026 at 12:00" in with_helix.say("session show S-3", by=BOB)
    assert "Not answered: @Alice Moreau and @Vera Novak" in with_helix.say("session show S-3", by=BOB)
    assert "There is no session S-7" in with_helix.say("session show S-7", by=BOB)
    page = with_helix.heard(HELIX)
    assert ":calendar: S-1 Weekly operations: Nov 26, 2026 at 12:00, 45 minutes" in page
    assert page.endswith(
        ":calendar: Weekly operations changed in its organiser's calendar: 5 meetings moved.\n  Please answer again.\n"
        + "\n".join(
            f"  S-{number} Weekly operations: {day}, 2026 at 12:00, 45 minutes\n  [I will come] [Perhaps] [I cannot] [Open]"
            for number, day in ((1, "Nov 26"), (3, "Dec 10"), (4, "Dec 17"), (5, "Dec 24"), (6, "Dec 31"))
        )
    )


def test_a_series_that_moves_away_and_back_can_gain_meetings_again(with_helix: Running) -> None:
    invites(with_helix, told(rule="FREQ=WEEKLY;COUNT=2"))
    adopts(with_helix)
    for sequence, (moved, count) in enumerate(((2, 2), (0, 3), (2, 4), (0, 4)), 1):
        starts, rule = ONCE + timedelta(hours=moved), f"FREQ=WEEKLY;COUNT={count}"
        invites(with_helix, told(starts, rule=rule, sequence=sequence), message=f"m{sequence}")
        with_helix.clock_moves(minutes=1)
        with_helix.click("Take it over", by=ALICE, at=DIRECT[ALICE])
    assert "Dec 17, 2026 at 10:00" in with_helix.say("session show S-4", by=BOB)


# --- by file -------------------------------------------------------------------------------------------------------------------


def test_a_calendar_file_in_a_direct_message_is_put_to_its_sender(with_helix: Running) -> None:
    said = with_helix.send_file(ALICE, "weekly.ics", told(method=None))
    assert ":calendar: You sent me Weekly operations: Nov 26, 2026 at 10:00." in said
    assert adopts(with_helix).startswith("Adopted as S-1: Weekly operations")
    said = with_helix.send_file(ALICE, "weekly.ics", told(method=None, sequence=3))
    assert "I have that meeting already, as S-1. Nothing in it is new." in said


def test_a_vendors_lead_adopts_for_their_own_vendor(with_helix: Running) -> None:
    with_helix.say(f"vendor add Orion Labs, tier 2, lab <@{CHARLIE}|charlie>", at=ORION)
    with_helix.send_file(VERA, "weekly.ics", told())
    form = with_helix.click("Adopt it", by=VERA, at=DIRECT[VERA])
    assert "Orion" not in form
    assert with_helix.submit(by=VERA, vendor="Helix Clinical", kind="operational call").startswith("Adopted as S-1")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("hello", "I cannot adopt what is in it.ics. The calendar is put together in a way I cannot read."),
        (calendar(method=None), "I cannot adopt what is in it.ics. There is no meeting in it."),
        (told(datetime(2020, 1, 1, tzinfo=UTC)), "The meeting is over: no time of it is still to come."),
        (told(rule="FREQ=SECONDLY"), "The meeting comes back more often than daily."),
        (told(method="CANCEL"), "That meeting is cancelled, so there is nothing to adopt."),
        (calendar(event("UID:d", "DTSTAMP:20261101T000000Z", "DTSTART;VALUE=DATE:20261201"), method=None), "no time of the day"),
        (calendar(event("UID:f", "DTSTART:20261201T100000", "DTEND:20261201T110000"), method=None), "a time zone that I do not know"),
        (calendar(event("UID:1"), event("UID:2"), method=None), "several meetings in it. Send them one by one."),
        ("BEGIN:VCALENDAR\r\n" + "X" * 600_000, "The calendar has more than 512 kB."),
    ],
    ids=["no calendar", "empty", "over", "secondly", "cancelled", "all day", "floating", "two", "large"],
)  # fmt: skip
def test_what_cannot_be_adopted_says_why(with_helix: Running, content: str, words: str) -> None:
    assert words in with_helix.send_file(ALICE, "it.ics", content)


def test_a_rule_that_keeps_its_reader_busy_is_cut_off(with_helix: Running) -> None:
    endless = told(rule="FREQ=DAILY;BYHOUR=" + ",".join(map(str, range(24))) + ";BYMINUTE=" + ",".join(map(str, range(60)))
                   + ";BYSECOND=" + ",".join(map(str, range(60))))  # fmt: skip
    said = with_helix.send_file(ALICE, "it.ics", endless)
    assert "comes back more often than daily" in said or "it is too much" in said
