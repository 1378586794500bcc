"""Polls, from the question to the session in everybody's calendar: in the channel, by mail, for both companies."""

from datetime import UTC, datetime

import pytest

from governance.events import PollAnswered, PollCancelled, PollDecided, PollOpened
from storage.journal import history
from tests.cast import ALICE, BOB, CHARLIE, DIRECT, GOVERNANCE, HELIX, ORION, VERA
from tests.running import Running

FIRST, SECOND, THIRD = "Nov 27, 2026 at 14:30", "Nov 30, 2026 at 14:30", "Dec 1, 2026 at 14:30"


@pytest.fixture
def asked(with_helix: Running) -> Running:
    """Alice has asked Vera, Bob and herself."""
    said = with_helix.say(f"session poll Helix 60m <@{BOB}>", by=ALICE, at=HELIX)
    assert said.startswith("I have put 3 times to 3 people, in the channel and by mail.")
    return with_helix


def answer(parley: Running, by: str, *labels: str) -> str:
    """Presses one button for each time, one minute after the other; what they read last."""
    said = ""
    for place, label in enumerate(labels, 1):
        parley.clock_moves(minutes=1)
        said = parley.click(f"{label}: time {place}", by=by, at=HELIX)
    return said


def all_answer(parley: Running) -> None:
    answer(parley, VERA, "Works", "Works", "Can't")
    answer(parley, BOB, "If I must", "Works", "Works")
    answer(parley, ALICE, "Works", "Works", "Works")


def the_question(parley: Running) -> str:
    """The poll's message in the channel, as it stands."""
    return parley.heard(HELIX).split(":ballot_box_with_ballot: ")[1]


def record(parley: Running, kind: type) -> list:
    with parley.database.read() as connection:
        entries = history(connection, parley.parley.house.workspace or 0, "poll:1")
    return [entry.event for entry in entries if isinstance(entry.event, kind)]


# --- asking --------------------------------------------------------------------------------------------------------------


def test_the_channel_reads_the_three_times_with_buttons(asked: Running) -> None:
    none = "  Works: 0 · If I must: 0 · Can't: 0\n  [Works] [If I must] [Can't]\n"
    assert the_question(asked) == (
        "Which times suit you? Joint strategy session with Helix Clinical, 60 minutes. "
        "Please answer by Nov 25, 2026 at 09:00.\n"
        f"  1. {FIRST}\n{none}  2. {SECOND}\n{none}  3. {THIRD}\n{none}"
        "  0 of 3 people answered; not yet: @Alice Moreau, @Vera Novak and @Bob Tran.\n  [Result]"
    )
    (event,) = record(asked, PollOpened)
    assert (len(event.starts), len(event.guests), event.minutes) == (3, 3, 60)


def test_ask_everyone_asks_about_the_very_times_that_were_shown(with_helix: Running) -> None:
    shown = with_helix.say(f"session find Helix 60m in the next 8 weeks <@{BOB}>", by=ALICE, at=HELIX)
    with_helix.clock_moves(hours=5)
    with_helix.say("session schedule Helix 20 Jan 19:00", by=ALICE, at=HELIX)  # the ledger has changed meanwhile
    said = with_helix.click("Ask everyone", by=ALICE)
    assert said.startswith("I have put 3 times to 3 people")
    for when in (FIRST, SECOND, THIRD):
        assert when in shown
        assert when in the_question(with_helix)


def test_the_vendors_lead_asks_by_mention(with_helix: Running) -> None:
    said = with_helix.say("session poll 30m next week", by=VERA, via="mention", at=HELIX)
    assert said.startswith("I have put 3 times to 2 people")
    assert "not yet: @Alice Moreau and @Vera Novak.\n" in the_question(with_helix)


def test_everybody_gets_a_mail_with_the_times_on_their_own_clock(asked: Running) -> None:
    mails = {str(mail["To"]): mail for mail in asked.sandbox.mails}
    mail = mails["Bob Tran <bob@northwind.example>"]
    assert len(mails) == len(asked.sandbox.mails) == 3
    assert mail["Subject"] == "Which times suit you? Joint strategy session with Helix Clinical"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail.get_body(("plain",)).get_content().splitlines() == [
        "Alice Moreau asks which of these times suit you for: Joint strategy session with Helix Clinical.",
        "1. Friday 27 November 2026, 09:30 to 10:30 (America/New_York)",
        "2. Monday 30 November 2026, 09:30 to 10:30 (America/New_York)",
        "3. Tuesday 1 December 2026, 09:30 to 10:30 (America/New_York)",
        "Please answer by Wednesday 25 November, 04:00 in Slack, in the channel of the two companies, or tell Alice Moreau.",
    ]
    assert [part.get_content_type() for part in mail.walk()] == ["multipart/alternative", "text/plain", "text/html"]


def test_without_a_channel_each_guest_is_asked_in_a_direct_message(parley: Running) -> None:
    parley.say(f"vendor add Helix Clinical, tier 1, CRO <@{VERA}|vera>", at=GOVERNANCE)
    parley.say("vendor introduce Helix Clinical")
    said = parley.say("session poll Helix 60m", at=GOVERNANCE)
    assert said.startswith("I have put 3 times to 2 people, in direct messages and by mail.")
    mail = next(its for its in parley.sandbox.mails if "vera" in str(its["To"]))
    assert mail.get_body(("plain",)).get_content().splitlines()[-1] == (
        "Please answer by Wednesday 25 November, 09:00 in Slack, in my direct message to you, or tell Alice Moreau."
    )
    page = parley.heard(DIRECT[VERA])
    assert page.endswith(
        "Which times suit you? Joint strategy session with Helix Clinical, 60 minutes. Please answer by Nov 25, 2026 at 09:00.\n"
        "  1. Nov 26, 2026 at 10:00\n  [Works] [If I must] [Can't]\n  2. Nov 27, 2026 at 10:00\n  [Works] [If I must] [Can't]\n"
        "  3. Nov 30, 2026 at 10:00\n  [Works] [If I must] [Can't]\n  [Result]"
    ), page
    assert parley.click("Works: time 2", by=VERA, at=DIRECT[VERA]).startswith("Thank you. What you said:\n")
    parley.click("Result", by=ALICE)
    parley.click("Confirm", by=ALICE)
    assert parley.heard(DIRECT[VERA]).endswith("it is Nov 27, 2026 at 10:00, as S-1. Thank you.")


# --- answering -----------------------------------------------------------------------------------------------------------


def test_an_answer_is_seen_by_all_and_confirmed_to_the_one_who_gave_it(asked: Running) -> None:
    said = answer(asked, VERA, "Works", "Can't")
    assert said == f"Thank you. What you said:\n{FIRST}: Works\n{SECOND}: Can't\n{THIRD}: not answered yet"
    question = the_question(asked)
    assert f"  1. {FIRST}\n  Works: 1 (@Vera Novak) · If I must: 0 · Can't: 0\n" in question
    assert f"  2. {SECOND}\n  Works: 0 · If I must: 0 · Can't: 1 (@Vera Novak)\n" in question
    assert "0 of 3 people answered; not yet: @Alice Moreau, @Vera Novak and @Bob Tran." in question
    answer(asked, VERA, "Works", "Can't", "If I must")
    assert "1 of 3 people answered; not yet: @Alice Moreau and @Bob Tran." in the_question(asked)


def test_a_later_answer_takes_the_place_of_an_earlier_one_and_the_same_again_is_no_news(asked: Running) -> None:
    for label in ("Works", "Works", "Can't", "Works"):
        answer(asked, VERA, label)
    assert [event.says for event in record(asked, PollAnswered)] == ["works", "can't", "works"]
    assert f"1. {FIRST}\n  Works: 1 (@Vera Novak) · If I must: 0 · Can't: 0\n" in the_question(asked)


def test_two_presses_in_the_same_moment_are_one_answer(asked: Running) -> None:
    for _ in range(2):
        asked.click("Works: time 1", by=VERA, at=HELIX)
    assert len(record(asked, PollAnswered)) == 1
    assert "Works: 1 (@Vera Novak)" in the_question(asked)


def test_whoever_is_not_asked_is_told_whom_to_ask(with_helix: Running) -> None:
    with_helix.say("session poll Helix", by=ALICE, at=HELIX)
    said = with_helix.click("Works: time 1", by=BOB, at=HELIX)
    assert said == (
        "This poll does not ask you, so there is nothing to answer. Ask Alice Moreau if you should be there."
    )
    assert record(with_helix, PollAnswered) == []


def test_a_time_that_has_passed_is_not_answered_any_more(asked: Running) -> None:
    asked.watch.set(datetime(2026, 11, 27, 15, 0, tzinfo=UTC))
    said = asked.click("Works: time 1", by=VERA, at=HELIX)
    assert said == "That time has passed. Choose one that is still to come."
    asked.watch.set(datetime(2026, 12, 2, 15, 0, tzinfo=UTC))
    said = asked.click("Works: time 3", by=VERA, at=HELIX)
    assert said == "This poll is over: all its times have passed. Nothing was changed."


# --- deciding ------------------------------------------------------------------------------------------------------------


def test_when_everybody_has_answered_whoever_asked_reads_the_times_best_first(asked: Running) -> None:
    all_answer(asked)
    assert asked.heard(DIRECT[ALICE]).endswith(
        "Parley, 09:09:\n  Everybody has answered.\n"
        "  :ballot_box_with_ballot: Joint strategy session with Helix Clinical, 60 minutes. 3 of 3 people answered.\n"
        f"  2. {SECOND}\n  Works: 3 (@Alice Moreau, @Vera Novak and @Bob Tran) · If I must: 0 · Can't: 0\n  [Confirm]\n"
        f"  1. {FIRST}\n  Works: 2 (@Alice Moreau and @Vera Novak) · If I must: 1 (@Bob Tran) · Can't: 0\n  [Confirm]\n"
        f"  3. {THIRD}\n  Works: 2 (@Alice Moreau and @Bob Tran) · If I must: 0 · Can't: 1 (@Vera Novak)\n"
        "  Needed, and can't: @Vera Novak\n  [Confirm]\n  [Cancel poll]"
    )


def test_confirm_books_the_session_and_the_poll_says_so(asked: Running) -> None:
    all_answer(asked)
    asked.clock_moves(minutes=1)
    before = len(asked.sandbox.mails)
    said = asked.click("Confirm", by=ALICE, at=DIRECT[ALICE])
    assert said == (
        f"Scheduled as S-1: Joint strategy session with Helix Clinical: {SECOND}, 60 minutes\nInvites are on their way."
    )
    assert the_question(asked).startswith(
        f"Joint strategy session with Helix Clinical: it is {SECOND}, as S-1. Thank you.\n\n"
    )
    assert f":calendar: S-1 Joint strategy session with Helix Clinical: {SECOND}, 60 minutes" in asked.heard(HELIX)
    invites = asked.sandbox.mails[before:]
    assert sorted(str(mail["To"]).split(" <")[0] for mail in invites) == ["Alice Moreau", "Bob Tran", "Vera Novak"]
    assert all("text/calendar" in [part.get_content_type() for part in mail.walk()] for mail in invites)
    (decided,) = record(asked, PollDecided)
    assert (decided.slot, decided.session) == (1, 1)


def test_who_was_optional_stays_optional_in_the_invite(with_helix: Running) -> None:
    with_helix.say(f"session poll Helix optional <@{BOB}>", by=ALICE, at=HELIX)
    with_helix.click("Result", by=ALICE)
    with_helix.click("Confirm", by=ALICE)
    invite = with_helix.sandbox.mails[-1].get_body(("plain",))
    assert invite is not None
    mail = next(mail for mail in with_helix.sandbox.mails if "text/calendar" in str(mail))
    calendar = next(part for part in mail.walk() if part.get_content_type() == "text/calendar")
    text = calendar.get_payload(decode=True).decode().replace("\r\n ", "")
    assert "ROLE=OPT-PARTICIPANT" in next(line for line in text.splitlines() if "bob@northwind.example" in line)


def test_confirming_twice_or_answering_late_changes_nothing(asked: Running) -> None:
    all_answer(asked)
    asked.click("Confirm", by=ALICE, at=DIRECT[ALICE])
    over = "This poll is over: a time was chosen. Nothing was changed."
    asked.clock_moves(minutes=1)
    assert asked.click("Confirm", by=ALICE, at=DIRECT[ALICE]) == over
    assert asked.click("Cancel poll", by=ALICE, at=DIRECT[ALICE]) == over
    assert "S-2" not in asked.heard(HELIX)
    assert len(record(asked, PollDecided)) == 1


def test_a_click_on_a_message_that_has_not_been_updated_yet_is_told_that_it_is_over(asked: Running) -> None:
    asked.sandbox.fault("chat.update", times=5, error="ratelimited", status=429, retry_after=30)
    asked.click("Cancel poll", by=ALICE)
    assert (
        asked.click("Works: time 1", by=VERA, at=HELIX) == "This poll is over: it was cancelled. Nothing was changed."
    )


def test_cancelled_nobody_can_answer_any_more(asked: Running) -> None:
    assert asked.click("Cancel poll", by=ALICE) == "The poll is cancelled. Nobody can answer it any more."
    assert the_question(asked) == "Joint strategy session with Helix Clinical: the poll was cancelled."
    assert len(record(asked, PollCancelled)) == 1
    assert asked.say("session list", by=ALICE, at=HELIX).startswith("No session is planned.")


def test_the_vendors_lead_decides_too_and_nobody_else(with_helix: Running) -> None:
    with_helix.say(f"session poll Helix <@{BOB}>", by=ALICE, at=HELIX)
    result = with_helix.click("Result", by=BOB, at=HELIX)
    assert "[Confirm]" not in result
    assert f"1. {FIRST}\n" in result
    with_helix.click("Result", by=VERA, at=HELIX)
    assert with_helix.click("Confirm", by=VERA).startswith("Scheduled as S-1")


def test_a_guest_who_decides_nothing_is_refused_by_the_button_of_another(asked: Running) -> None:
    asked.click("Result", by=ALICE, at=HELIX)
    said = pressed_elsewhere(asked, "Confirm", BOB, HELIX)
    assert said == "The one who asked and the two account leads decide this poll. Please ask Alice Moreau."
    assert "S-1" not in asked.heard(HELIX)


def pressed_elsewhere(parley: Running, label: str, by: str, channel: str) -> str:
    """Alice's newest button of this name, standing in a channel where somebody else presses it; what they then read."""
    screen, part = parley._button(label, ALICE, None)
    elsewhere = f"{screen['ts'][:-6]}999999"
    with parley.sandbox.workspace.hold():
        parley.sandbox.workspace.channels[channel].messages.append(dict(screen) | {"ts": elsewhere, "channel": channel})
    its = part.element
    return parley.told(
        by,
        lambda: parley.sandbox.click(by, channel, elsewhere, its["action_id"], its["value"], part.block["block_id"]),
    )


# --- the deadline --------------------------------------------------------------------------------------------------------


def test_after_two_business_days_whoever_asked_hears_how_it_stands_once(asked: Running) -> None:
    answer(asked, VERA, "Works", "If I must", "Can't")
    asked.watch.set(datetime(2026, 11, 25, 8, 59, tzinfo=UTC))
    asked.tick("polls")
    assert "The time to answer is over." not in asked.heard(DIRECT[ALICE])
    for minute in (0, 5):
        asked.watch.set(datetime(2026, 11, 25, 9, minute, tzinfo=UTC))
        asked.tick("polls")
    said = asked.heard(DIRECT[ALICE])
    assert said.count("The time to answer is over.") == 1
    assert "1 of 3 people answered; not yet: @Alice Moreau and @Bob Tran.\n" in said
    all_answer(asked)  # late answers still count, and the result is told once
    assert "Everybody has answered." not in asked.heard(DIRECT[ALICE])
    assert asked.click("Confirm", by=ALICE, at=DIRECT[ALICE]).startswith("Scheduled as S-1")


# --- what cannot be --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("Helix monthly", "A poll is about single times, not about a series."),
        ("Helix between 28 Nov and 29 Nov", "Nothing fits: I tried "),
        ("Helix at 2026-11-28T10:00Z", "None of these times can be any more."),
        ("Helix at 2026-11-20T10:00Z", "That time is over before it begins."),
        (f"Helix <@{CHARLIE}>", "Charlie Reyes works for neither Helix Clinical nor us"),
    ],
)
def test_what_cannot_be_asked_is_said_and_nobody_is_bothered(with_helix: Running, line: str, words: str) -> None:
    assert with_helix.say(f"session poll {line}", by=ALICE, at=HELIX).startswith(words)
    assert with_helix.sandbox.mails == []
    assert "Which times" not in with_helix.heard(HELIX)


def test_without_a_word_the_form_of_find_opens(with_helix: Running) -> None:
    assert with_helix.say("session poll", by=ALICE, at=HELIX).startswith("-- Find a time --\n")


def test_without_an_address_nobody_is_asked(with_helix: Running) -> None:
    with with_helix.database.write() as connection:
        connection.exec_driver_sql("UPDATE people SET mail = NULL WHERE slack_user = 'U0VERA'")
    said = with_helix.say("session poll Helix", by=ALICE, at=HELIX)
    assert said.startswith("I have no mail address for Vera Novak, so no invite can be sent.")


def test_of_another_vendors_poll_nobody_learns_anything(asked: Running) -> None:
    asked.say(f"vendor add Orion Labs, tier 2, Central laboratory <@{CHARLIE}|charlie>", at=ORION)
    asked.say("vendor link Orion Labs", at=ORION)
    asked.say("vendor introduce Orion Labs")
    asked.click("Result", by=ALICE, at=HELIX)
    for by, session_list in ((CHARLIE, "@Parley session list"), (ALICE, "/session list")):
        said = pressed_elsewhere(asked, "Confirm", by, ORION)
        assert said == f"There is no such poll that you can see. {session_list} shows the sessions to come."


def test_what_a_vendor_without_a_channel_is_asked_no_other_channel_reads(with_helix: Running) -> None:
    with_helix.say(f"vendor add Meridian Labs, tier 3, Imaging <@{CHARLIE}|charlie>", at=GOVERNANCE)
    with_helix.say("vendor introduce Meridian Labs")
    with_helix.say(f"session poll Meridian <@{BOB}>", by=ALICE, at=GOVERNANCE)
    assert {str(mail["To"]).split(" <")[0] for mail in with_helix.sandbox.mails} == {
        "Alice Moreau",
        "Bob Tran",
        "Charlie Reyes",
    }
    assert "Which times suit you?" not in with_helix.heard(HELIX)
