"""The digest: asked for or posted on time, once; whole pages."""

from datetime import UTC, datetime

import pytest

from tests.cast import ALICE, BOB, GOVERNANCE, HELIX, MONDAY, VERA
from tests.handlers.test_scorecards import REPORTS, SAFETY, START_UP
from tests.running import Running

EMPTY = """Parley, 09:00:
  SLA digest: Helix Clinical
  ==========================
  :white_circle: Grey: no KPI has a current number.
  Changes
  This is the first digest here.
  KPIs
  None is defined yet.
  Actions
  None open.
  Next session
  None is planned. session schedule plans one.
  [Open] [Add an action] [Put on the agenda] [Snooze]"""

WHOLE = """Parley, 09:00:
  SLA digest: Helix Clinical
  ==========================
  :large_yellow_circle: Amber: Monitoring visit reports on time is red.
  Changes
  This is the first digest here.
  Waits on Helix Clinical
  1 action item
  KPIs: 3
  :red_circle: Red Monitoring visit reports on time, October 2026: 79.5 %, worse than 95 % (target 95 % or more)
  :large_green_circle: Green: SUSAR reports on time and Study start-up cycle time
  Open breaches: 1
  :red_circle: Red B-1 Monitoring visit reports on time, since October 2026
  Actions: 1 open, 1 overdue
  A-1 send the overdue reports (@Vera Novak, 3 days late)
  Next session
  Joint strategy session with Helix Clinical: Dec 8, 2026 at 14:00, 90 minutes
  On the agenda: B-1 Monitoring visit reports on time (October 2026)
  [image: KPI trends of Helix Clinical. Monitoring visit reports on time: 79.5% in Oct 2026, off target, \
down from 95% in Sep 2026; target at least 95%. SUSAR reports on time: 100% in Oct 2026, on target, \
as 100% in Sep 2026; target at least 100%. Study start-up cycle time: 27 weeks in Q3 2026, on target, \
down from 29.5 weeks in Q2 2026; target at most 28 weeks.]
  [Open] [Dispute] [Add an action] [Put on the agenda] [Snooze]

    Parley, 09:00:
      All KPIs
      :red_circle: Red Monitoring visit reports on time, October 2026: 79.5 %, worse than 95 % (target 95 % or more)
      :large_green_circle: Green SUSAR reports on time, October 2026: 100 %, as before (target 100 % or more)
      :large_green_circle: Green Study start-up cycle time, Q3 2026: 27 weeks, better than 29.5 weeks (target 28 weeks or less)"""

# Nothing is new, and nothing waits: one line.
QUIET = """Parley, 09:00:
  Helix Clinical: nothing new since 23 November. :large_green_circle: Green: 1 of 1 KPI is on target.
  [Open] [Add an action] [Put on the agenda] [Snooze]"""


def digests(parley: Running) -> int:
    """Those that tell something, and those that say in a line that nothing is new."""
    page = parley.heard(HELIX)
    return page.count("SLA digest: Helix Clinical") + page.count("Helix Clinical: nothing new since")


def subscribe(parley: Running, words: str, by: str = ALICE, at: str = HELIX) -> str:
    """Sees the digest first, then subscribes with one press; what is said then."""
    parley.say(f"digest subscribe {words}", by=by, at=at)
    parley.click("Subscribe", by=by)
    return parley.read(parley.sandbox.ephemerals(by)[-1])


def test_a_digest_of_nothing_is_honest(with_helix: Running) -> None:
    assert with_helix.say("digest now", by=BOB, at=HELIX) == "The digest of Helix Clinical is on its way."
    assert with_helix.heard(HELIX).endswith(EMPTY)


def test_a_whole_digest(with_helix: Running) -> None:
    with_helix.import_results(*REPORTS, *SAFETY, *START_UP)
    with_helix.say(f"action add <@{VERA}> friday send the overdue reports", by=BOB, at=HELIX)
    with_helix.say("session schedule Helix 8 Dec 15:00", at=HELIX)
    with_helix.clock_moves(days=7)
    with_helix.say("digest now", by=BOB, at=HELIX)
    assert with_helix.heard(HELIX).endswith(WHOLE)


def test_the_next_digest_says_what_changed(with_helix: Running) -> None:
    with_helix.import_results(*SAFETY)
    with_helix.say("digest now", by=BOB, at=HELIX)
    with_helix.import_results("Helix Clinical,NW-301,K21,2026-10,1,10,", reason="Counted again")
    with_helix.say("digest now", by=BOB, at=HELIX)
    assert (
        "  Changes since 23 November\n  SUSAR reports on time: :large_green_circle: Green → :red_circle: Red\n"
    ) in with_helix.heard(HELIX)


def test_a_digest_that_has_nothing_new_is_one_line(with_helix: Running) -> None:
    with_helix.import_results(*SAFETY)
    with_helix.say("digest now", by=BOB, at=HELIX)
    with_helix.say("digest now", by=BOB, at=HELIX)
    assert with_helix.heard(HELIX).endswith(QUIET)


def test_a_subscription_says_when_the_first_comes(with_helix: Running) -> None:
    assert subscribe(with_helix, "weekly friday 9:00") == (
        "The digest of Helix Clinical comes here weekly on Friday at 09:00 (Europe/Warsaw), "
        "first Nov 27, 2026 at 08:00. On days off it comes on the next business day.\n[Pause] [Remove] [All digests]"
    )


def test_the_clock_posts_it_once_a_week(with_helix: Running) -> None:
    subscribe(with_helix, "weekly friday 9:00")
    with_helix.clock_moves(datetime(2026, 11, 27, 7, 59, tzinfo=UTC))
    assert digests(with_helix) == 0
    with_helix.clock_moves(minutes=1)
    with_helix.clock_moves(minutes=1)
    assert digests(with_helix) == 1
    with_helix.clock_moves(days=7)
    assert digests(with_helix) == 2


def test_it_comes_at_the_same_local_hour_when_the_clocks_change(with_helix: Running) -> None:
    subscribe(with_helix, "weekly friday 9:00")
    with_helix.clock_moves(datetime(2027, 3, 26, 8, 0, tzinfo=UTC))
    before = digests(with_helix)
    with_helix.clock_moves(datetime(2027, 4, 2, 6, 59, tzinfo=UTC))
    assert digests(with_helix) == before
    with_helix.clock_moves(datetime(2027, 4, 2, 7, 0, tzinfo=UTC))
    assert digests(with_helix) == before + 1


def test_what_was_missed_comes_once_and_says_that_it_is_late(with_helix: Running) -> None:
    subscribe(with_helix, "weekly friday 9:00")
    with_helix.clock_moves(datetime(2026, 12, 11, 9, 0, tzinfo=UTC))
    assert digests(with_helix) == 1
    assert "late: I was not running when it was due." in with_helix.heard(HELIX)


def test_a_restart_posts_nothing_twice(with_helix: Running, start) -> None:
    subscribe(with_helix, "weekly friday 9:00")
    with_helix.clock_moves(datetime(2026, 11, 27, 8, 0, tzinfo=UTC))
    again = start()
    again.clock_moves(minutes=1)
    assert digests(again) == 1


def test_one_that_is_removed_comes_no_more(with_helix: Running) -> None:
    subscribe(with_helix, "weekly friday 9:00")
    assert "Why?: [...]" in with_helix.click("Remove")
    assert with_helix.submit(reason="We read the board") == "The digest of Helix Clinical here comes no more."
    with_helix.clock_moves(days=14)
    assert digests(with_helix) == 0
    assert (
        with_helix.say("digest remove because of the holidays", at=HELIX)
        == "There is no digest to remove here. /digest list shows those there are."
    )


def test_subscribing_again_changes_the_one_there_is(with_helix: Running) -> None:
    subscribe(with_helix, "weekly friday 9:00")
    subscribe(with_helix, "daily 17:30")
    assert "It takes the place of the one that comes weekly on Friday" in with_helix.form()
    with_helix.submit(reason="The board meets on Mondays")
    said = with_helix.say("digest list", at=GOVERNANCE)
    assert said.count("#helix-northwind") == 1
    assert "17:30" in said


@pytest.mark.parametrize("cadence", ["weekly blursday", "every 0 weeks", "31 feb", "&lt;!channel&gt;"])
def test_a_cadence_that_is_none_is_named_and_examples_are_given(with_helix: Running, cadence: str) -> None:
    said = with_helix.say(f"digest subscribe {cadence}", at=HELIX)
    assert "would come" not in said
    assert "weekly" in said, said


def test_an_hour_that_is_none_is_named(with_helix: Running) -> None:
    said = with_helix.say("digest subscribe weekly monday 25:00", at=HELIX)
    assert said == "There is no 25:00. Write a time like 15:00 or 3pm."


@pytest.mark.parametrize("line", ["digest now", "digest subscribe weekly"])
def test_outside_a_vendors_channel_there_is_no_digest(with_helix: Running, line: str) -> None:
    assert with_helix.say(line, at=GOVERNANCE).startswith(
        "This channel is not linked to a vendor, so it has no digest."
    )


def test_a_vendors_person_may_ask_for_one_but_not_subscribe(with_helix: Running) -> None:
    assert (
        with_helix.say("digest now", by=VERA, at=HELIX, via="mention") == "The digest of Helix Clinical is on its way."
    )
    said = with_helix.say("digest subscribe weekly", by=VERA, at=HELIX, via="mention")
    assert said.startswith("You cannot subscribe a channel to digests here.")


def test_two_digests_asked_for_in_one_minute_both_come(with_helix: Running) -> None:
    with_helix.say("digest now", by=BOB, at=HELIX)
    with_helix.say("digest now", by=BOB, at=HELIX)
    assert digests(with_helix) == 2
    assert "nothing new since 23 November." in with_helix.heard(HELIX)
    assert with_helix.watch() == MONDAY
