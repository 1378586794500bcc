"""A whole quarter of two companies' sessions, as their people live it on the wire: from charters to a KPI that is green again."""

from datetime import UTC, date, datetime

from storage import journal
from tests.cast import ALICE, BOB, DIRECT, HELIX, NINA, VERA
from tests.newcomers import NINA_PATEL, hire
from tests.reports import Reports
from tests.running import Running

# What the clock does in these months, as often as the test moves it.
TICKS = ("agendas", "breaches", "decisions", "forecast", "leaving", "minutes", "reminders", "sessions", "sittings")


class Quarter:
    """The first quarter of 2027 between Northwind and Helix, and what their channel hears."""

    def __init__(self, parley: Running) -> None:
        self.parley = parley
        self.heard_until = 0.0

    def on(self, month: int, day: int, hour: int = 9, minute: int = 0) -> None:
        """That moment, in UTC; what is due by then is done."""
        self.parley.clock_moves(datetime(2027, month, day, hour, minute, tzinfo=UTC))
        for name in TICKS:
            self.parley.tick(name)
        self.parley.rest()

    def news(self) -> str:
        """What the channel has heard since this was asked last."""
        new = [its for its in self.parley.sandbox.messages(HELIX) if float(its["ts"]) > self.heard_until]
        self.heard_until = max([self.heard_until, *(float(its["ts"]) for its in new)])
        return "\n".join(self.parley.read(its) for its in new)

    # --- in a session ------------------------------------------------------------------------------------------------------

    def start(self, session: str, by: str, *present: str) -> None:
        said = self.parley.say(f"session start {session}", by=by, at=HELIX, via="mention" if by == VERA else "slash")
        assert said.startswith(f"{session} is on")
        for person in present:
            assert self.click("Present", by=person).startswith(f"You are noted as present at {session}.")

    def click(self, label: str, by: str) -> str:
        self.parley.clock_moves(minutes=1)
        return self.parley.click(label, by=by, at=HELIX)

    def note(self, words: str, by: str) -> str:
        """Says something in the thread of the session that was started last."""
        self.parley.clock_moves(minutes=1)
        begun = [its for its in self.parley.sandbox.messages(HELIX) if " is on. " in self.parley.read(its)]
        assert self.parley.note(words, by=by, at=HELIX, thread=begun[-1]["ts"]) == ""
        return self.news()

    def both_approve(self, session: str) -> str:
        """Its minutes are sent, and the chair of each company says yes."""
        self.parley.say(f"session minutes {session} send", by=ALICE, at=HELIX)
        self.parley.say(f"session minutes {session} approve", by=VERA, at=HELIX, via="mention")
        return self.parley.say(f"session minutes {session} approve", by=ALICE, at=HELIX)


def test_a_quarter_from_charters_to_green_again(with_helix: Running) -> None:
    parley, quarter = with_helix, Quarter(with_helix)
    both_companies_set_up_how_they_meet(parley)
    results = Reports(parley)

    a_weekly_call_that_needs_no_decision(parley, quarter)
    a_red_result_is_told_and_explained(parley, quarter, results)
    a_call_without_quorum_cannot_decide(parley, quarter)
    the_joint_operations_meeting_acts_on_it(parley, quarter)
    a_key_person_leaves(parley, quarter)
    what_was_promised_is_done_and_the_number_is_green(parley, quarter, results)
    the_business_review_decides_what_was_too_large(parley, quarter)
    the_quarter_is_looked_back_on(parley, quarter)

    with parley.database.read() as connection:
        assert journal.verify(connection).broken is None


def both_companies_set_up_how_they_meet(parley: Running) -> None:
    hire(parley, NINA_PATEL, HELIX)
    parley.say("vendor confirm Helix", at=HELIX)
    parley.click("Yes, confirm", by=ALICE)
    for person in (ALICE, BOB, VERA, NINA):
        parley.say("help", by=person, at=HELIX, via="mention")
    parley.say("session body Helix", by=ALICE)
    parley.click("Set these up", by=ALICE)
    said = parley.click("Agree to all", by=VERA, at=DIRECT[VERA])
    assert "Both companies have agreed now, so they are in force." in said
    weekly = parley.say(
        "session schedule Helix every monday 15:00 30m from 11 Jan operational call", by=ALICE, at=HELIX
    )
    assert "The first is S-1, Jan 11, 2027 at 14:00." in weekly
    monthly = "session schedule Helix second tuesday 15:00 60m from 9 Feb joint operations meeting"
    assert "The first is S-54, Feb 9, 2027 at 14:00." in parley.say(monthly, by=ALICE, at=HELIX)


def a_weekly_call_that_needs_no_decision(parley: Running, quarter: Quarter) -> None:
    quarter.on(1, 8)  # one business day ahead
    assert "Agenda of S-1 Operational call with Helix Clinical: Jan 11, 2027 at 14:00" in quarter.news()
    quarter.on(1, 11, 13, 55)
    quarter.start("S-1", ALICE, ALICE, VERA, NINA)
    assert "A-1 send the site list (@Nina Patel, due Fri 29 Jan), noted by @Vera Novak." in quarter.note(
        f"action: <@{NINA}|nina> send the site list by 29 Jan", by=VERA
    )
    assert quarter.click("End", by=ALICE).startswith("S-1 has ended, with a quorum.")
    assert "A-1 send the site list (@Nina Patel, by Fri 29 Jan)" in quarter.news()
    assert "Version 1, approved by both companies. It stays as it is." in quarter.both_approve("S-1")
    assert "are approved by both companies and stay as they are now." in quarter.news()


def a_red_result_is_told_and_explained(parley: Running, quarter: Quarter, results: Reports) -> None:
    quarter.on(2, 2)  # five business days ahead
    assert "Agenda of S-54 Joint operations meeting with Helix Clinical" in quarter.news()
    quarter.on(2, 5)
    results.submit(date(2027, 1, 1), 79.5)
    assert "79.5 %" not in quarter.news()
    parley.click("Comment", by=VERA, at=DIRECT[VERA])
    parley.submit(by=VERA, comment="Two monitors have left.")
    quarter.on(2, 5, 10)
    news = quarter.news()
    assert "B-1 Visit reports on time, January 2027: 79.5 %, the limit is 85 %" in news
    assert "Helix Clinical says: Two monitors have left." in news
    agenda = parley.say("session agenda S-54", by=VERA, at=HELIX, via="mention")
    assert "1. B-1 Visit reports on time (January 2027)" in agenda
    assert "A-1 send the site list, due 29 Jan 2027" in agenda


def a_call_without_quorum_cannot_decide(parley: Running, quarter: Quarter) -> None:
    quarter.on(2, 8, 13, 55)
    quarter.start("S-5", ALICE, ALICE)
    assert "No quorum yet: 1 person of Helix Clinical is missing. You can discuss, not decide." in quarter.news()
    said = quarter.note("decision: hire a freelancer because two have left", by=BOB)
    assert "Not decided yet: Hire a freelancer\nThis session cannot decide yet" in said
    assert "[Call the deputies] [Decide by mail]" in said
    ended = quarter.click("End", by=ALICE)
    assert ended.startswith("S-5 has ended, without a quorum. 2 points carried over to the next operational call.")
    assert "Without a quorum nothing was decided." in quarter.news()
    assert "No decision is on record." in parley.say("session decisions", by=ALICE, at=HELIX)


def the_joint_operations_meeting_acts_on_it(parley: Running, quarter: Quarter) -> None:
    quarter.on(2, 9, 13, 55)
    quarter.start("S-54", VERA, ALICE, VERA, BOB)
    noted = quarter.note(f"action: <@{VERA}|vera> retrain the monitors by 19 Feb\nrisk: another monitor leaves", by=BOB)
    assert "A-2 retrain the monitors (@Vera Novak, due Fri 19 Feb) (to 1. B-1 Visit reports on time" in noted
    assert "The other company verifies that it is done." in noted
    assert "R-1 Risk: another monitor leaves" in noted
    made = quarter.note("decision: #1 replace two monitors for EUR 20,000 because visits slip", by=VERA)
    assert "D-1 Replace two monitors for EUR 20,000 (to 1. B-1 Visit reports on time" in made
    assert "Decided by Joint operations meeting (charter 1): 1 of Northwind Bio, 1 of Helix Clinical" in made
    referred = quarter.note("decision: open a second depot for EUR 80,000", by=BOB)
    assert "Joint operations meeting decides up to EUR 50,000; this is about EUR 80,000." in referred
    assert "It is for Business review to decide, and stands on its next agenda now. It is kept as D-2." in referred
    assert quarter.click("End", by=VERA).startswith("S-54 has ended, with a quorum.")
    minutes = quarter.news()
    assert "Decided\n• D-1 Replace two monitors for EUR 20,000." in minutes
    assert "Not decided here\n• D-2 Open a second depot for EUR 80,000. Goes to the business review." in minutes
    line = "Visit reports on time red (Jan) → session 9 Feb → A-2 → waits for A-2, due 19 Feb"
    assert line in parley.say("sla breach B-1", by=BOB, at=HELIX)


def a_key_person_leaves(parley: Running, quarter: Quarter) -> None:
    assert "1 action item: A-1" in parley.say("me leaving on 12 Feb", by=NINA, via="direct")
    parley.click("Name successors", by=NINA, at=DIRECT[NINA])
    parley.submit(by=NINA, actions=VERA, sessions=VERA)
    quarter.on(2, 13)
    told = parley.heard(DIRECT[VERA])
    assert "Nina Patel leaves on 12 February 2027. From now on these are yours:\n  • 1 action item: A-1" in told
    assert "(@Vera Novak" in parley.say("action show A-1", by=BOB, at=HELIX)


def what_was_promised_is_done_and_the_number_is_green(parley: Running, quarter: Quarter, results: Reports) -> None:
    quarter.on(2, 16)
    assert "Please approve the minutes of S-54" in parley.heard(DIRECT[ALICE])
    assert "approved by both companies" in quarter.both_approve("S-54")
    quarter.on(2, 18)
    parley.say("action done A-2 https://helix.example/training", by=VERA, at=HELIX, via="mention")
    parley.say("action done A-1", by=VERA, at=HELIX, via="mention")
    quarter.on(2, 19)
    assert "Verified." in parley.say("action verify A-2", by=BOB, at=HELIX)
    quarter.on(3, 5)
    results.submit(date(2027, 2, 1), 96)
    page = parley.say("sla breach B-1", by=VERA, at=HELIX, via="mention")
    assert "Visit reports on time red (Jan) → session 9 Feb → A-2 → verified 19 Feb → green (Feb)" in page
    assert "B-1 Visit reports on time, January 2027 is closed" in parley.heard(DIRECT[ALICE])


def the_business_review_decides_what_was_too_large(parley: Running, quarter: Quarter) -> None:
    parley.say("session schedule Helix 23 Mar 15:00 90m business review", by=ALICE, at=HELIX)
    quarter.on(3, 16)
    agenda = quarter.news()
    assert "Business review with Helix Clinical: Mar 23, 2027 at 14:00" in agenda
    assert "1. Decide D-2: Open a second depot for EUR 80,000\nDecision, 10 minutes, @Bob Tran" in agenda
    quarter.on(3, 23, 13, 55)
    quarter.start("S-67", ALICE, ALICE, VERA)
    made = quarter.note("decision: open a second depot for EUR 80,000 because the first is full", by=ALICE)
    assert "D-3 Open a second depot for EUR 80,000 (to 1. Decide D-2" in made
    assert quarter.click("End", by=ALICE).startswith("S-67 has ended, with a quorum.")
    assert "approved by both companies" in quarter.both_approve("S-67")


def the_quarter_is_looked_back_on(parley: Running, quarter: Quarter) -> None:
    quarter.on(3, 31, 15)
    register = parley.say("session decisions depot", by=VERA, at=HELIX, via="mention")
    assert "D-3 23 Mar 2027: Open a second depot for EUR 80,000. Business review (charter 1). In force." in register
    assert "D-2 9 Feb 2027: Open a second depot for EUR 80,000. Decided as D-3." in register
    assert "D-1" not in register
    review = parley.say("session review Helix 2027-Q1", by=ALICE, at=HELIX)
    assert "Joint operations meeting: 2 planned, 1 held, 1 with a quorum, 1 on time" in review
    assert "1 opened, 1 closed" in review
    added = parley.say("session minutes S-54 add Bob Tran was there as a guest", by=VERA, at=HELIX, via="mention")
    assert "Bob Tran was there as a guest" in added
    kept = parley.say("session minutes S-54", by=BOB, at=HELIX)
    assert "Version 1, approved by both companies. It stays as it is." in kept
