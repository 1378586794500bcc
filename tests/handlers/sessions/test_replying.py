"""Answers that calendars send by mail, handed in as the company's mail server does; and what Slack then shows."""

from datetime import UTC, datetime, timedelta

import pytest

from governance.events import AnswerDoubted, Door, DoubtDismissed, SessionAnswered, TimeProposed
from governance.people import Role
from storage.unit_of_work import unit_of_work
from tests.answers import ALICE_AT, VERA_AT, WHEN, answer, counts, heard_by, invite, record
from tests.cast import ALICE, BOB, DIRECT, GOVERNANCE, HELIX, MONDAY, VERA
from tests.mails import calendar, event, mail, reply_event, utc
from tests.running import Running

# --- what counts -----------------------------------------------------------------------------------------------------------


def test_a_verified_answer_counts_as_a_press_of_the_button_would(planned: Running) -> None:
    assert answer(planned) == "250 2.0.0 written down"
    assert "Coming: @Vera Novak\n  Not answered: @Alice Moreau" in planned.heard(HELIX)
    (entry,) = record(planned, SessionAnswered)
    assert (entry.door, entry.party, entry.event.says) == (Door.MAIL, "vendor:1", "yes")
    assert "Yes" not in heard_by(planned, VERA)


@pytest.mark.parametrize(("says", "head"), [("TENTATIVE", "Perhaps"), ("DECLINED", "Cannot come")])
def test_perhaps_and_no_count_too(planned: Running, says: str, head: str) -> None:
    answer(planned, says)
    assert f"{head}: @Vera Novak" in planned.say("session show S-1", by=BOB)


def test_exchange_leaves_the_organizer_out(planned: Running) -> None:
    answer(planned, "DECLINED", organizer=None)
    assert "Cannot come: @Vera Novak" in planned.say("session show S-1", by=BOB)


def test_another_organizer_is_another_meeting(planned: Running) -> None:
    answer(planned, organizer="mallory@elsewhere.example")
    assert "Not answered: @Alice Moreau and @Vera Novak" in planned.say("session show S-1", by=BOB)
    assert counts(planned)["other_meeting"] == 1


def test_the_same_mail_is_heard_once_however_often_it_comes(planned: Running) -> None:
    assert [answer(planned) for _ in range(3)] == ["250 2.0.0 written down"] * 3
    assert len(record(planned, SessionAnswered)) == 1
    assert counts(planned)["heard"] == 1


def test_a_mail_without_a_name_is_known_by_its_content(planned: Running) -> None:
    its = reply_event(invite(planned)[0], VERA_AT, stamp=MONDAY + timedelta(minutes=5))
    for _ in range(2):
        planned.mail(mail(calendar(its), sender=VERA_AT, message_id=None))
    assert counts(planned)["heard"] == 1


def test_the_newest_answer_wins_in_whichever_order_they_arrive(planned: Running) -> None:
    answer(planned, "DECLINED", minutes=8, message="2")
    answer(planned, "ACCEPTED", minutes=5, message="1")
    assert "Cannot come: @Vera Novak" in planned.say("session show S-1", by=BOB)
    assert counts(planned)["superseded"] == 1


def test_a_later_word_in_slack_beats_an_earlier_mail(planned: Running) -> None:
    planned.click("I cannot", by=VERA, at=HELIX)
    answer(planned, "ACCEPTED", minutes=5)
    assert "Cannot come: @Vera Novak" in planned.say("session show S-1", by=BOB)
    answer(planned, "ACCEPTED", minutes=11, message="2")
    assert "Coming: @Vera Novak" in planned.say("session show S-1", by=BOB)


def test_said_again_it_is_newer_than_what_was_under_way(planned: Running) -> None:
    answer(planned, "ACCEPTED", minutes=2, message="1")
    answer(planned, "ACCEPTED", minutes=8, message="2")
    answer(planned, "DECLINED", minutes=5, message="3")
    assert "Coming: @Vera Novak" in planned.say("session show S-1", by=BOB)


def test_an_answer_to_a_later_sequence_that_asked_nobody_again_is_as_good_as_any(planned: Running) -> None:
    planned.click("I cannot", by=VERA, at=HELIX)
    answer(planned, "ACCEPTED", sequence=7, minutes=5)
    assert "Cannot come: @Vera Novak" in planned.say("session show S-1", by=BOB)
    planned.clock_moves(minutes=1)
    planned.say("session move S-1 2 Dec 15:00 the room is taken")
    assert "Not answered: @Alice Moreau and @Vera Novak" in planned.say("session show S-1", by=BOB)


def test_several_answers_in_one_mail_all_count(planned: Running) -> None:
    uid = invite(planned)[0]
    stamp = MONDAY + timedelta(minutes=5)
    planned.mail(
        mail(
            calendar(
                reply_event("somebody-elses@meeting", VERA_AT, stamp=stamp), reply_event(uid, VERA_AT, stamp=stamp)
            ),
            sender=VERA_AT,
        )
    )
    assert "Coming: @Vera Novak" in planned.say("session show S-1", by=BOB)
    assert (counts(planned)["counts"], counts(planned)["other_meeting"]) == (1, 1)


@pytest.mark.parametrize("says", ["NEEDS-ACTION", "DELEGATED", "X-WHATEVER"])
def test_what_says_neither_yes_nor_no_changes_nothing(planned: Running, says: str) -> None:
    answer(planned, says)
    assert "Not answered: @Alice Moreau and @Vera Novak" in planned.say("session show S-1", by=BOB)


def test_what_is_cancelled_or_over_needs_no_answer(planned: Running) -> None:
    planned.say("session cancel S-1 not needed")
    answer(planned, sequence=1, minutes=12)
    assert record(planned, SessionAnswered) == []
    assert counts(planned)["too_late"] == 1


# --- what is not believed --------------------------------------------------------------------------------------------------


def test_an_unverified_answer_is_asked_back_privately_and_marked(planned: Running) -> None:
    answer(planned, verified=False)
    shown = planned.say("session show S-1", by=BOB)
    assert "Not answered: @Alice Moreau and @Vera Novak\nBy mail, unverified: @Vera Novak (Yes)" in shown
    assert heard_by(planned, VERA).endswith(
        ":email: A calendar answered in your name: Yes. I could not verify that it was yours. Is that right?\n"
        f"  S-1 {WHEN}\n  [Yes, that is my answer] [Perhaps] [I cannot]"
    )
    assert [entry.event.says for entry in record(planned, AnswerDoubted)] == ["yes"]
    assert record(planned, SessionAnswered) == []


def test_the_guest_says_that_it_is_theirs(planned: Running) -> None:
    answer(planned, verified=False)
    planned.click("Yes, that is my answer", by=VERA, at=DIRECT[VERA])
    shown = planned.say("session show S-1", by=BOB)
    assert "Coming: @Vera Novak" in shown
    assert "unverified" not in shown


def test_the_guest_says_that_it_is_not(planned: Running) -> None:
    answer(planned, verified=False)
    planned.click("I cannot", by=VERA, at=DIRECT[VERA])
    shown = planned.say("session show S-1", by=BOB)
    assert "Cannot come: @Vera Novak" in shown
    assert "unverified" not in shown


def test_however_many_forged_mails_come_the_guest_is_asked_once(planned: Running) -> None:
    for number in range(4):
        answer(planned, verified=False, message=str(number), minutes=number)
    assert heard_by(planned, VERA).count("A calendar answered in your name") == 1


def test_a_forged_mail_with_a_high_sequence_bars_no_later_answer(planned: Running) -> None:
    answer(planned, "DECLINED", verified=False, sequence=999_999, minutes=9)
    answer(planned, "ACCEPTED", message="2")
    assert "Coming: @Vera Novak" in planned.say("session show S-1", by=BOB)


def test_somebody_elses_verified_mail_does_not_answer_for_a_guest(planned: Running) -> None:
    its = reply_event(invite(planned)[0], ALICE_AT, "DECLINED", stamp=MONDAY + timedelta(minutes=5))
    planned.mail(mail(calendar(its), sender=VERA_AT))
    assert "Not answered: @Alice Moreau and @Vera Novak" in planned.say("session show S-1", by=BOB)
    assert "A calendar answered in your name: No" in heard_by(planned, ALICE)


def test_results_that_came_with_the_mail_count_for_nothing(planned: Running) -> None:
    its = reply_event(invite(planned)[0], VERA_AT, stamp=MONDAY + timedelta(minutes=5))
    forged = ("Authentication-Results", "mx.elsewhere.example; dmarc=pass header.from=helix.example")
    planned.mail(mail(calendar(its), sender=VERA_AT, verified=False, headers=[forged]))
    assert record(planned, SessionAnswered) == []


def test_without_a_trusted_host_nothing_is_verified(start: object, planned: Running) -> None:
    parley = start(TRUSTED_MAIL_HOST="")  # type: ignore[operator]
    answer(parley)
    assert "By mail, unverified: @Vera Novak (Yes)" in parley.say("session show S-1", by=BOB)


def test_a_doubt_about_a_time_that_is_no_more_is_over(planned: Running) -> None:
    answer(planned, verified=False)
    planned.say("session move S-1 2 Dec 15:00 the room is taken")
    assert "unverified" not in planned.say("session show S-1", by=BOB)


# --- guests without Slack --------------------------------------------------------------------------------------------------


@pytest.fixture
def with_olga(planned: Running) -> Running:
    """Olga of Helix, who has a mail address and no Slack, is a guest too."""
    with unit_of_work(
        planned.database, planned.parley.house.workspace or 0, at=planned.watch(), door=Door.IMPORT
    ) as uow:
        olga = uow.people.add(name="Olga Berg", mail="Olga@helix.example", role=Role.VENDOR_MEMBER, vendor=1, zone=None)
        session = uow.sessions.numbered(1)
        assert session
        uow.sessions.invite(session, [olga])
    return planned


def test_a_guest_without_slack_answers_by_mail(with_olga: Running) -> None:
    answer(with_olga, who="olga@helix.example")
    assert "Coming: Olga Berg" in with_olga.say("session show S-1", by=BOB)


def test_the_one_who_called_it_decides_about_an_unverified_answer_of_theirs(with_olga: Running) -> None:
    answer(with_olga, "DECLINED", who="olga@helix.example", verified=False)
    assert "By mail, unverified: Olga Berg (No)" in with_olga.say("session show S-1", by=BOB)
    assert heard_by(with_olga, ALICE).endswith(
        ":email: A mail answers for Olga Berg: No. I could not verify that it is theirs.\n"
        f"  S-1 {WHEN}\n  [Take it as their answer] [Ignore]"
    )
    with_olga.click("Take it as their answer", by=ALICE, at=DIRECT[ALICE])
    assert "Taken as the answer of Olga Berg: No." in heard_by(with_olga, ALICE)
    assert "Cannot come: Olga Berg" in with_olga.say("session show S-1", by=BOB)
    (entry,) = record(with_olga, SessionAnswered)
    assert (entry.party, entry.door) == ("sponsor", Door.BUTTON)


def test_what_is_ignored_is_an_answer_no_more(with_olga: Running) -> None:
    answer(with_olga, who="olga@helix.example", verified=False)
    with_olga.click("Ignore", by=ALICE, at=DIRECT[ALICE])
    shown = with_olga.say("session show S-1", by=BOB)
    assert "unverified" not in shown
    assert "Not answered: @Alice Moreau, @Vera Novak and Olga Berg" in shown
    assert len(record(with_olga, DoubtDismissed)) == 1


# --- other times -----------------------------------------------------------------------------------------------------------


def test_an_answer_to_an_earlier_time_is_asked_again_with_the_new_one(planned: Running) -> None:
    planned.say("session move S-1 2 Dec 15:00 the room is taken")
    answer(planned, "ACCEPTED", sequence=0, minutes=9)
    assert "Not answered: @Alice Moreau and @Vera Novak" in planned.say("session show S-1", by=BOB)
    assert heard_by(planned, VERA).endswith(
        ":calendar: You answered Yes to an earlier time. It is at another time now. Will you come?\n"
        "  S-1 Joint strategy session with Helix Clinical: Dec 2, 2026 at 14:00, 90 minutes\n"
        "  [I will come] [Perhaps] [I cannot] [Open]"
    )
    answer(planned, "ACCEPTED", sequence=1, minutes=9, message="2")
    assert "Coming: @Vera Novak" in planned.say("session show S-1", by=BOB)


def counter(parley: Running, to: datetime, *, verified: bool = True) -> None:
    more = (f"DTSTART:{utc(to)}", "COMMENT:Could we do it earlier? <!channel>")
    its = reply_event(invite(parley)[0], VERA_AT, "TENTATIVE", stamp=MONDAY + timedelta(minutes=5), more=more)
    parley.mail(mail(calendar(its, method="COUNTER"), sender=VERA_AT, method="COUNTER", verified=verified))


def test_another_time_that_is_proposed_is_a_press_away_for_the_one_who_called_it(planned: Running) -> None:
    counter(planned, datetime(2026, 12, 3, 9, tzinfo=UTC))
    assert heard_by(planned, ALICE).endswith(
        f":calendar: @Vera Novak proposes another time: Dec 3, 2026 at 09:00.\n  S-1 {WHEN}\n  [Move it] [Open]"
    )
    form = planned.click("Move it", by=ALICE, at=DIRECT[ALICE])
    assert "2026-12-03" in form
    assert "10:00" in form, "Alice's own clock"
    planned.submit(by=ALICE, reason="Vera asked for it")
    assert "Dec 3, 2026 at 09:00" in planned.say("session show S-1", by=BOB)
    assert len(record(planned, TimeProposed)) == 1


def test_a_forged_proposal_is_told_to_nobody_but_the_guest(planned: Running) -> None:
    counter(planned, datetime(2026, 12, 3, 9, tzinfo=UTC), verified=False)
    assert "A mail in your name proposes another time: Dec 3, 2026 at 09:00." in heard_by(planned, VERA)
    assert "proposes" not in heard_by(planned, ALICE)
    assert record(planned, TimeProposed) == []


# --- those who were not invited ----------------------------------------------------------------------------------------------


def test_somebody_who_was_not_invited_is_told_of_and_never_a_guest(planned: Running) -> None:
    for number in range(2):
        answer(planned, who="carl@helix.example", message=str(number))
    assert heard_by(planned, ALICE).count("carl@helix.example is not invited and answered Yes.") == 1
    assert "Carl" not in planned.say("session show S-1", by=BOB)
    assert counts(planned)["uninvited"] == 2


def test_forged_crashers_do_not_flood_anybody(planned: Running) -> None:
    for number in range(4):
        answer(planned, who=f"c{number}@elsewhere.example", message=str(number), verified=False)
    assert heard_by(planned, ALICE).count("is not invited") == 1


# --- what asks nothing -------------------------------------------------------------------------------------------------------


def test_a_mail_that_is_no_answer_is_counted_and_never_answered(planned: Running) -> None:
    before = len(planned.sandbox.mails)
    planned.mail(b"From: alice@northwind.example\r\nSubject: Hello\r\nMessage-ID: <h@x>\r\n\r\nCan you help me?\r\n")
    planned.mail(
        b"From: mallory@elsewhere.example\r\nAuto-Submitted: auto-replied\r\nMessage-ID: <a@x>\r\n\r\nAway.\r\n"
    )
    assert len(planned.sandbox.mails) == before
    assert counts(planned) == {"from_strangers": 1, "heard": 2, "nothing_in_it": 2}


@pytest.mark.parametrize(
    "content",
    [
        "BEGIN:VCALENDAR\r\nMETHOD:REPLY\r\nBEGIN:VEVENT\r\nUID:x",
        "BEGIN:VCALENDAR\r\nMETHOD:REPLY\r\n" + "BEGIN:VEVENT\r\nBEGIN:VALARM\r\n" * 3000,
        calendar(event("UID:x", "ATTENDEE:mailto:a@b.example", "ATTENDEE:mailto:c@d.example")),
        calendar(event("UID:x", "ATTENDEE:mailto:a@b.example", "SEQUENCE:many", "DTSTAMP:yesterday")),
        calendar(*[event(f"UID:{n}", "ATTENDEE:mailto:a@b.example") for n in range(60)]),
        "\x00" * 1000,
        "BEGIN:VCALENDAR\r\nMETHOD:REPLY\r\n" + "X:" + "a" * 600_000 + "\r\nEND:VCALENDAR\r\n",
    ],
    ids=["cut off", "nested", "two people", "no numbers", "too many", "nothing", "large"],
)  # fmt: skip
def test_what_is_malformed_is_taken_in_and_does_nothing(planned: Running, content: str) -> None:
    before = planned.say("session show S-1", by=BOB)
    assert planned.mail(mail(content, sender=VERA_AT)).startswith("250")
    assert planned.say("session show S-1", by=BOB) == before
    assert counts(planned)["heard"] == 1


def test_the_doctor_says_how_mail_comes_in(planned: Running) -> None:
    answer(planned)
    answer(planned, who="carl@helix.example", message="2")
    said = planned.say("vendor doctor", by=BOB, at=GOVERNANCE)
    assert "Mail comes in: smtp 127.0.0.1:0, last read Nov 23, 2026 at 09:10." in said
    assert "2 mails heard, 1 of them from people I do not know." in said
