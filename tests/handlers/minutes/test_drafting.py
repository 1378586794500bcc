"""Minutes are there when a session ends: what was decided and who does what, in the thread, as a PDF, and with the scribe."""

from datetime import UTC, date, datetime, timedelta
from io import BytesIO

import pypdf
import pytest

from governance.agenda import Outcome
from governance.bodies import Presence
from governance.decisions import State as DecisionState
from governance.erasing import ERASED
from governance.events import Door, MinutesDrafted, SessionEnded
from governance.sessions import Kind, State
from storage.journal import history
from storage.tables import people
from tests.cast import ALICE, BOB, DIRECT, HELIX, PARLEY, VERA
from tests.held import Held, schedule
from tests.reports import Reports
from tests.running import Running

DRAFT = (
    "Minutes of S-1 Weekly call, Tue 1 Dec, a draft. @Alice Moreau edits it; press Comment where something is missing or wrong.\n"
    "Decided\n"
    "• D-1 Use the second site. Why: the first has no staff\n"
    "To do\n"
    "• A-1 Send the site list (@Vera Novak, by Fri 11 Dec)\n"
    "Agenda\n"
    "1. Query resolution: decided\n"
    "2. Visit reports: carried over, goes on in the next joint strategy session\n"
    "Parked\n"
    "• Travel rules\n"
    "Present\n"
    "Northwind Bio: @Alice Moreau\n"
    "Helix Clinical: @Vera Novak\n"
    "Quorate: 1 of Northwind Bio and 1 of Helix Clinical, a chair among them. 30 minutes planned, 41 held.\n"
    "[Comment] [Open]"
)


def in_channel(helix: Running) -> list[dict]:
    return [its for its in helix.sandbox.messages(HELIX) if its["user"] == PARLEY]


def pdf_of(helix: Running, by: str = ALICE) -> str:
    """The words of the newest PDF that somebody was sent, in one line."""
    *_, content = helix.files_of(by).values()
    assert content.startswith(b"%PDF")
    return " ".join(" ".join(page.extract_text() for page in pypdf.PdfReader(BytesIO(content)).pages).split())


def test_the_draft_stands_in_the_thread_at_once(helix: Running, over: Held) -> None:
    begun, draft, file = in_channel(helix)[-3:]
    assert helix.read(draft) == DRAFT
    assert draft["thread_ts"] == file["thread_ts"] == begun["ts"]
    assert [its["name"] for its in file["files"]] == ["minutes S-1 Weekly call version 1.pdf"]


def test_in_another_year_every_day_has_its_year(helix: Running, sent: Held) -> None:
    helix.clock_moves(datetime(2027, 1, 4, 9, tzinfo=UTC))
    said = helix.say("session minutes S-1", by=ALICE, at=HELIX)
    assert said.startswith("Minutes of S-1 Weekly call, Tue 1 Dec 2026\n")
    assert "to approve by Tue 8 Dec 2026." in said
    assert "• A-1 Send the site list (@Vera Novak, by Fri 11 Dec 2026)" in said
    listed = helix.say("session minutes", by=ALICE, at=HELIX)
    assert "S-1 Weekly call, Tue 1 Dec 2026: version 1, waits for approval, by Tue 8 Dec 2026" in listed


def test_the_scribe_is_asked_to_read_edit_and_send(helix: Running, over: Held) -> None:
    assert helix.heard(DIRECT[ALICE]).endswith(
        "  Minutes of S-1 Weekly call, Tue 1 Dec are drafted. Please read them, edit what is not right and send them.\n"
        "  Without a word from you they go to both companies in one business day.\n"
        "  [Edit] [Send to both] [Open]"
    )


def test_the_pdf_has_all_of_it_and_is_sent_to_whoever_asks(helix: Running, over: Held) -> None:
    said = helix.say("session minutes S-1 pdf", by=VERA, at=HELIX, via="mention")
    assert "The PDF of the minutes of S-1 is on its way to you as a direct message." in said
    words = pdf_of(helix, VERA)
    for its in (
        "Minutes of S-1: Weekly call",
        "Version 1, not approved by both companies yet.",
        "Tue 1 Dec 2026 15:00 to Tue 1 Dec 2026 15:41; 30 minutes planned, 41 held",
        "Present Northwind Bio: Alice Moreau",
        "Present Helix Clinical: Vera Novak",
        "Agenda No. Point",
        "D-1 Use the second site the first has no staff Both leads, quorate, no charter",
        "A-1 Send the site list Vera Novak Fri 11 Dec 2026",
        "1 Query resolution discussion decided",
        "Travel rules",
        "By nobody yet.",
    ):
        assert its in words


def test_deputies_and_apologies_are_told_and_what_was_referred_says_where_it_goes(helix: Running) -> None:
    held = schedule(helix)
    held.starts()
    held.attends(BOB, how=Presence.DEPUTY, instead_of=ALICE)
    held.attends(ALICE, how=Presence.APOLOGY)
    held.attends(VERA)
    held.decides("Spend EUR 90,000 on sites", state=DecisionState.REFERRED, goes_to=Kind.EXECUTIVE_STEERING)
    held.ends()
    said = helix.say("session minutes S-1", at=HELIX)
    assert "Northwind Bio: @Bob Tran for @Alice Moreau; apologies: @Alice Moreau" in said
    assert "• D-1 Spend EUR 90,000 on sites. Goes to the executive steering committee." in said


def test_an_inquorate_session_has_minutes_too_that_say_so(helix: Running) -> None:
    held = schedule(helix)
    held.starts()
    held.attends(ALICE)
    held.talks_about("Query resolution", Outcome.DISCUSSED)
    held.ends(State.INQUORATE)
    said = helix.say("session minutes S-1", at=HELIX)
    assert "Without a quorum nothing was decided.\nNo action was noted." in said
    assert "No quorum: 1 person of Helix Clinical is missing, so it could discuss and not decide." in said


def test_a_session_nobody_noted_anything_in_has_short_minutes(helix: Running) -> None:
    held = schedule(helix)
    held.starts()
    held.ends(State.INQUORATE)
    assert "Northwind Bio: nobody noted\nHelix Clinical: nobody noted" in helix.say("session minutes S-1", at=HELIX)


def test_one_that_ended_by_itself_says_so(helix: Running) -> None:
    held = schedule(helix)
    held.starts()
    held.attends(ALICE, VERA)
    helix.watch.set(helix.watch() + timedelta(days=1))
    held.ends(by=None)
    assert "30 minutes planned, and nobody said when it ended." in helix.say("session minutes S-1", at=HELIX)


def test_a_long_session_is_cut_kindly_and_whole_in_the_pdf(helix: Running) -> None:
    held = schedule(helix)
    held.starts()
    held.attends(ALICE, VERA)
    for number in range(1, 31):
        held.asks(f"Task {number}", VERA, date(2026, 12, 11))
    held.ends()
    said = helix.read(in_channel(helix)[-2])
    assert "• A-8 Task 8" in said
    assert "Task 9" not in said
    assert "and 22 more" in said
    assert "The PDF has all of it." in said
    helix.say("session minutes S-1 pdf", by=ALICE, at=HELIX)
    assert "A-30 Task 30" in pdf_of(helix)


def test_what_people_wrote_formats_nothing(helix: Running) -> None:
    held = schedule(helix)
    held.starts()
    held.decides("Use <!channel> & *all* #sites[1] $x$ #panic()")
    held.ends()
    assert "&lt;!channel&gt; &amp; *all* #sites[1]" in str(in_channel(helix)[-2]["blocks"])
    helix.say("session minutes S-1 pdf", by=ALICE, at=HELIX)
    assert "Use <!channel> & *all* #sites[1] $x$ #panic()" in pdf_of(helix)


@pytest.mark.parametrize(("outcome", "shown"), [(Outcome.CARRIED_OVER, False), (Outcome.DISCUSSED, True)])
def test_what_the_channel_is_yet_to_hear_stands_there_only_if_it_was_spoken_of(
    helix: Running, outcome: Outcome, shown: bool
) -> None:
    Reports(helix).submit(date(2026, 10, 1), 79.5)
    held = schedule(helix, "24 Nov 15:00")
    held.starts()
    held.attends(ALICE, VERA)
    held.talks_about("B-1 Visit reports", outcome, stems_from="breach:1")
    held.ends()
    assert ("B-1" in helix.heard(HELIX)) is shown


def test_minutes_are_drafted_once_and_on_the_record(helix: Running, over: Held) -> None:
    with over.uow(ALICE) as uow:
        uow.record(SessionEnded(session=1, vendor=1, state=State.HELD, present=()))
    with helix.database.read() as connection:
        (its,) = history(connection, 1, "minutes:1")
    assert isinstance(its.event, MinutesDrafted)
    assert (its.event.version, its.event.due_on, its.door) == (1, date(2026, 12, 8), Door.BUTTON)


def test_where_nobody_started_it_a_chair_is_the_scribe_and_the_channel_reads_it(helix: Running) -> None:
    held = schedule(helix)
    held.ends(State.INQUORATE)
    assert "Minutes of S-1 Weekly call" in helix.read(in_channel(helix)[-2])
    assert "Please read them" in helix.heard(DIRECT[ALICE])


def test_somebody_who_was_erased_reads_as_such_in_old_minutes(helix: Running, over: Held) -> None:
    with helix.database.write() as connection:
        gone = {"name": ERASED, "slack_user": None, "mail": None}
        connection.execute(people.update().where(people.c.slack_user == VERA).values(gone))
    said = helix.say("session minutes S-1", at=HELIX)
    assert "• A-1 Send the site list ((erased), by Fri 11 Dec)" in said
    assert "Helix Clinical: (erased)\n" in said
    helix.say("session minutes S-1 pdf", by=ALICE, at=HELIX)
    assert "A-1 Send the site list (erased) Fri 11 Dec 2026" in pdf_of(helix)
    assert "Vera" not in pdf_of(helix)
