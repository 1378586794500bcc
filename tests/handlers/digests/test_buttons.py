"""What can be done from a digest: seen again tomorrow, put on the agenda, and nothing of another vendor."""

from datetime import UTC, datetime

from tests.cast import BOB, DIRECT, HELIX, VERA
from tests.handlers.test_digests import digests
from tests.handlers.test_scorecards import REPORTS
from tests.results import report, working
from tests.running import Running


def posted(parley: Running) -> None:
    parley.import_results(*REPORTS)
    parley.say("digest now", by=BOB, at=HELIX)


def test_snoozed_it_comes_to_that_person_alone_the_next_business_day(with_helix: Running) -> None:
    with_helix.watch.set(datetime(2026, 11, 27, 12, 0, tzinfo=UTC))
    posted(with_helix)
    assert with_helix.click("Snooze", by=VERA, at=HELIX) == (
        "The digest of Helix Clinical comes to you again Nov 30, 2026 at 09:00."
    )
    with_helix.clock_moves(datetime(2026, 11, 30, 9, 0, tzinfo=UTC))
    assert with_helix.heard(DIRECT[VERA]).count("SLA digest: Helix Clinical") == 1
    assert "It comes once more" not in with_helix.heard(DIRECT[VERA]), "there is nothing to change or to end"
    assert digests(with_helix) == 1
    with_helix.clock_moves(days=1)
    assert with_helix.heard(DIRECT[VERA]).count("SLA digest: Helix Clinical") == 1


def test_what_is_poor_goes_onto_the_agenda_with_one_press_once(with_helix: Running) -> None:
    posted(with_helix)
    with_helix.say("session schedule Helix 8 Dec 15:00", at=HELIX)
    form = with_helix.click("Put on the agenda", by=VERA, at=HELIX)
    assert form.startswith("-- Put on the agenda --\nWhat: [Monitoring visit reports on time: 79.5 %, worse than 95 %]")
    assert with_helix.submit(by=VERA) == (
        "Monitoring visit reports on time: 79.5 %, worse than 95 % is on the agenda of the next session: "
        "Joint strategy session with Helix Clinical: Dec 8, 2026 at 14:00, 90 minutes."
    )
    with_helix.click("Put on the agenda", by=BOB, at=HELIX)
    assert "is on the agenda of the next session already." in with_helix.submit(by=BOB)


def test_anything_else_goes_there_in_ones_own_words(with_helix: Running) -> None:
    posted(with_helix)
    with_helix.click("Put on the agenda", by=BOB, at=HELIX)
    said = with_helix.submit(by=BOB, kpi="else", title="Holidays <!channel>")
    assert said == "Holidays <!channel> is on the agenda of the next session, which is not planned yet."
    with_helix.click("Put on the agenda", by=BOB, at=HELIX)
    assert "Choose a KPI, or write what shall be talked about." in with_helix.submit(by=BOB, kpi="else")
    with working(with_helix) as uow:
        entries = uow.history("agenda_item:1")
    assert [type(entry.event).__name__ for entry in entries] == ["AgendaItemAdded"]


def test_what_can_be_disputed_is_disputed_from_the_digest(with_helix: Running) -> None:
    with_helix.import_results(*REPORTS)
    with_helix.watch.set(datetime(2026, 12, 9, 12, 0, tzinfo=UTC))
    report(with_helix, "K14", value=90.0, colour="amber")
    with_helix.say("digest now", by=BOB, at=HELIX)
    assert "[Open] [Dispute] [Add an action] [Put on the agenda] [Snooze]" in with_helix.heard(HELIX)
    assert with_helix.click("Dispute", by=BOB, at=HELIX).startswith("-- Dispute")
