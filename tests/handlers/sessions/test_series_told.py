"""What people read of a series in their mail and in the channel: which meeting it is about, what was and what is, as it stands."""

import pytest

from tests.cast import ALICE, BOB, HELIX
from tests.handlers.sessions.test_series_guests import does
from tests.running import Running

TITLE = "Joint strategy session with Helix Clinical"
PLEASE = "Please accept or decline with the buttons of your calendar."


@pytest.fixture
def tuesdays(with_helix: Running) -> Running:
    """Six second Tuesdays, S-1 to S-6, the first on 12 January."""
    does(with_helix, "schedule Helix second tuesday 15:00 from 12 jan until 30 jun 60m")
    return with_helix


def newest(parley: Running, person: str = "vera") -> tuple[str, str]:
    """Subject and text of the last mail somebody got."""
    its = [its for its in parley.sandbox.mails if person in str(its["To"])][-1]
    part = its.get_body(preferencelist=("plain",))
    assert part is not None
    return str(its["Subject"]).strip(), part.get_content().strip().replace("\r\n", "\n")


ABOUT = (
    f"{TITLE}: the second Tuesday of every month at 15:00 (Europe/Warsaw), 60 minutes, until 30 June 2027.\n"
    "{different}A joint strategy session of both companies about the work of Helix Clinical.\n" + PLEASE
)


def about(*different: str) -> str:
    return ABOUT.format(different="".join(f"• {line}\n" for line in different))


# --- one meeting -----------------------------------------------------------------------------------------------------------


def test_the_mail_about_a_move_names_the_meeting_and_both_times(tuesdays: Running) -> None:
    does(tuesdays, "move S-2 10 feb 2027 10:00 the room is taken")
    assert newest(tuesdays) == (
        TITLE,
        f"S-2 {TITLE} on Tuesday 9 February 2027, 15:00 (Europe/Warsaw) moves to Wednesday 10 February 2027, 10:00 "
        "(Europe/Warsaw): the room is taken\n" + about("Tue 9 Feb 2027 moves to Wed 10 Feb at 10:00"),
    )


def test_the_mail_about_a_cancelled_meeting_names_it_and_asks_for_nothing(tuesdays: Running) -> None:
    does(tuesdays, "cancel S-2 nobody is there")
    subject, text = newest(tuesdays)
    assert subject == f"Cancelled: {TITLE} on 9 February 2027"
    assert text.startswith(
        f"S-2 {TITLE} on Tuesday 9 February 2027, 15:00 (Europe/Warsaw) is cancelled: nobody is there\n{TITLE}: the second"
    )
    assert PLEASE not in text


def test_the_mail_to_whoever_is_off_one_meeting_names_it(tuesdays: Running) -> None:
    does(tuesdays, f"invite S-1 and later <@{BOB}>", f"drop S-2 <@{BOB}> because it is not theirs")
    subject, text = newest(tuesdays, "bob")
    assert subject == f"Cancelled: {TITLE} on 9 February 2027"
    assert text.startswith(
        f"You are no longer needed at S-2 {TITLE} on Tuesday 9 February 2027, 15:00 (Europe/Warsaw)."
    )
    assert PLEASE not in text


def test_a_single_session_says_what_it_is_and_asks_once(with_helix: Running) -> None:
    does(with_helix, "schedule Helix 1 Dec 15:00 operational call", "move S-1 2 Dec 10:00 the room is taken")
    title = "Operational call with Helix Clinical"
    assert newest(with_helix)[1] == (
        f"S-1 {title} on Tuesday 1 December 2026, 15:00 (Europe/Warsaw) moves to Wednesday 2 December 2026, 10:00 "
        f"(Europe/Warsaw): the room is taken\n{title}: Wednesday 2 December 2026, 10:00 (Europe/Warsaw), 30 minutes.\n"
        f"An operational call of both companies about the work of Helix Clinical.\n{PLEASE}"
    )


def test_a_meeting_that_passes_its_neighbour_is_linked_to_the_one_that_takes_its_place(tuesdays: Running) -> None:
    does(tuesdays, "move S-2 10 mar 2027 15:00 the auditors come")
    subject, text = newest(tuesdays)
    assert subject == f"Cancelled: {TITLE} on 9 February 2027"
    assert text.startswith(
        f"S-2 {TITLE} on Tuesday 9 February 2027, 15:00 (Europe/Warsaw) moves to Wednesday 10 March 2027, 15:00 "
        "(Europe/Warsaw) as S-7, in an invitation of its own: the auditors come"
    )
    page = tuesdays.heard(HELIX)
    assert (
        f":calendar: @Alice Moreau moved S-2 {TITLE} from Feb 9, 2027 at 14:00 to Mar 10, 2027 at 14:00, where it is S-7: "
        "the auditors come"
    ) in page
    assert "cancelled S-2" not in page


def test_a_guest_of_one_meeting_alone_reads_which_one_a_change_of_the_series_is_about(tuesdays: Running) -> None:
    does(tuesdays, f"invite S-5 <@{BOB}>", "move S-4 and later 15 apr 2027 10:00 Thursdays")
    assert newest(tuesdays, "bob")[1].startswith(
        "S-5 is part of a series that changed. Moved: Thursdays\n"
        f"{TITLE}: Thursday 20 May 2027, 10:00 (Europe/Warsaw), 60 minutes.\n"
    )
    does(tuesdays, "cancel S-4 and later no longer needed")
    assert newest(tuesdays, "bob") == (
        f"Cancelled: {TITLE}",
        f"S-5 {TITLE} on Thursday 20 May 2027, 10:00 (Europe/Warsaw) is cancelled: no longer needed",
    )


# --- the end of a series ---------------------------------------------------------------------------------------------------


def test_the_end_names_the_first_meeting_that_is_off(tuesdays: Running) -> None:
    does(tuesdays, "cancel S-4 and later no longer needed")
    subject, text = newest(tuesdays)
    assert subject == f"Ends: {TITLE}"
    assert text.startswith(
        f"Cancelled from S-4 {TITLE} on Tuesday 13 April 2027, 15:00 (Europe/Warsaw) on: no longer needed\n"
        "Its last meeting under this invitation is planned for 9 March 2027.\n"
    )
    assert PLEASE not in text
    assert tuesdays.heard(HELIX).endswith(
        f":calendar: @Alice Moreau cancelled {TITLE} from S-4, Apr 13, 2027 at 13:00, on: no longer needed"
    )


def test_the_end_of_all_of_it_asks_for_nothing(tuesdays: Running) -> None:
    does(tuesdays, "cancel S-1 and later no longer needed")
    assert newest(tuesdays) == (f"Cancelled: {TITLE}", f"{TITLE} is cancelled: no longer needed")


# --- as it stands ----------------------------------------------------------------------------------------------------------


def test_the_card_and_the_mail_have_what_was_moved_and_cancelled_by_hand(with_helix: Running) -> None:
    does(with_helix, "schedule Helix last day of the month 15:00 from 1 Jan until 30 Jun 60m")
    does(with_helix, "move S-1 27 Jan 2027 15:00 x", "cancel S-3 x", "move S-2 24 Feb 2027 16:00 y")
    different = (
        "• Sun 31 Jan 2027 moves to Wed 27 Jan\n"
        "• Sun 28 Feb 2027 moves to Wed 24 Feb at 16:00\n"
        "• Wed 31 Mar 2027 is cancelled\n"
    )
    assert different in newest(with_helix)[1]
    card = with_helix.heard(HELIX).partition(":calendar: ")[2].partition("\n\n")[0]
    assert "5 meetings planned; the next is S-1, Jan 27, 2027 at 14:00." in card
    assert different.replace("\n", "\n  ").rstrip() in card


def test_another_countrys_holidays_are_told_of_only_where_meetings_move_for_them(with_helix: Running) -> None:
    with_helix.say("me settings", by=BOB)
    with_helix.submit(by=BOB, country="US")
    does(with_helix, "schedule Helix every week on Monday 15:00 from 4 Jan until 30 Jan")
    does(with_helix, f"invite S-2 and later <@{BOB}>")
    assert "18 Jan" not in newest(with_helix, "bob")[1]
    assert "18 Jan" not in with_helix.heard(HELIX)


# --- who comes -------------------------------------------------------------------------------------------------------------


def test_the_channel_reads_who_comes_more_and_who_no_more(tuesdays: Running) -> None:
    lines = []
    for line in (
        f"invite S-3 <@{BOB}>",
        f"drop S-3 <@{BOB}> because it is not theirs",
        f"invite S-2 and later <@{BOB}>",
        f"drop S-4 and later <@{BOB}> because it is not theirs",
    ):
        does(tuesdays, line)
        lines.append(tuesdays.heard(HELIX).rpartition(":calendar: ")[2].strip())
    assert lines == [
        f"@Alice Moreau invited @Bob Tran to S-3 {TITLE}.",
        f"@Alice Moreau took @Bob Tran off S-3 {TITLE}.",
        f"@Alice Moreau invited @Bob Tran to S-2 {TITLE} and all later ones.",
        f"@Alice Moreau took @Bob Tran off S-4 {TITLE} and all later ones.",
    ]


# --- texts -----------------------------------------------------------------------------------------------------------------


def test_two_edits_within_the_same_second_are_both_mailed(with_helix: Running) -> None:
    does(with_helix, "schedule Helix 1 Dec 15:00")
    for title in ("One", "Two"):
        with_helix.clock_moves(milliseconds=200)
        with_helix.say("session edit S-1", by=ALICE, at=HELIX)
        with_helix.submit(title=title, reason="A better name")
    assert [str(its["Subject"]) for its in with_helix.sandbox.mails if "vera" in str(its["To"])][1:] == ["One", "Two"]
