"""A result that comes after the digest: one message, written again in its place, and a reply that says what came in."""

from datetime import UTC, date, datetime

from tests.cast import BOB, HELIX, VERA
from tests.handlers.digests.test_subscribing import alone
from tests.handlers.test_digests import digests, subscribe
from tests.handlers.test_scorecards import REPORTS, SAFETY
from tests.results import report, restate
from tests.running import Running

UPDATED = """Parley, 08:00: (edited)
  SLA digest: Helix Clinical
  ==========================
  :large_green_circle: Green: 2 of 2 KPIs are on target.
  Updated 14 December: Monitoring visit reports on time came in: :large_green_circle: Green; \
SUSAR reports on time came in: :large_green_circle: Green
  Changes
  This is the first digest here.
  KPIs: 2
  :large_green_circle: Green: Monitoring visit reports on time and SUSAR reports on time
  Open breaches: 1
  :red_circle: Red B-1 Monitoring visit reports on time, since October 2026
  Actions
  None open.
  Next session
  None is planned. session schedule plans one.
  [image: KPI trends of Helix Clinical. Monitoring visit reports on time: 100% in Nov 2026, on target, \
up from 79.5% in Oct 2026; target at least 95%. SUSAR reports on time: 100% in Nov 2026, on target, \
as 100% in Oct 2026; target at least 100%.]
  [Open] [Add an action] [Put on the agenda] [Snooze]
  It comes weekly on Monday at 09:00 (Europe/Warsaw). /digest subscribe weekly monday 9:00 changes that, \
/digest pause and /digest remove end it.

    Parley, 08:00: (edited)
      All KPIs
      :large_green_circle: Green Monitoring visit reports on time, November 2026: 100 %, better than 79.5 % (target 95 % or more)
      :large_green_circle: Green SUSAR reports on time, November 2026: 100 %, as before (target 100 % or more)

    Parley, 12:00:
      Came in since
      :large_green_circle: Green Monitoring visit reports on time, November 2026: 100 %, better than 79.5 % (target 95 % or more)
      :large_green_circle: Green SUSAR reports on time, November 2026: 100 %, as before (target 100 % or more)"""


def posted(parley: Running, *lines: str) -> None:
    """The digest of Monday 14 December, when November's results are late."""
    parley.import_results(*(lines or (*REPORTS, *SAFETY)))
    subscribe(parley, "weekly monday 9:00")
    parley.clock_moves(datetime(2026, 12, 7, 12, 0, tzinfo=UTC))
    with parley.database.write() as elsewhere:
        elsewhere.exec_driver_sql("DELETE FROM digests")
    parley.sandbox.workspace.channels[HELIX].messages.clear()
    parley.clock_moves(datetime(2026, 12, 14, 8, 0, tzinfo=UTC))
    assert digests(parley) == 1
    assert "no number for November 2026" in parley.heard(HELIX)


def test_the_message_is_written_again_in_its_place(with_helix: Running) -> None:
    posted(with_helix)
    with_helix.clock_moves(hours=4)
    report(with_helix, "K14", "K21", value=100.0, colour="green")
    assert with_helix.heard(HELIX).endswith(UPDATED)
    assert digests(with_helix) == 1


def test_all_that_comes_together_is_one_reply(with_helix: Running) -> None:
    posted(with_helix)
    report(with_helix, "K14", "K21", value=100.0, colour="green")
    assert len(with_helix.sandbox.calls("chat.update")) == 2, "the message, and its details"
    report(with_helix, "K14", "K21", period=date(2026, 12, 1), value=100.0, colour="green")
    assert with_helix.heard(HELIX).count("Came in since") == 1, "December is not over: that is for the next digest"


def test_the_next_day_has_a_line_of_its_own_and_a_new_number_says_that_it_is_one(with_helix: Running) -> None:
    posted(with_helix)
    report(with_helix, "K21", value=100.0, colour="green")
    with_helix.clock_moves(days=1)
    restate(with_helix, "K21", value=90.0, colour="red")
    page = with_helix.heard(HELIX)
    assert "  Updated 14 December: SUSAR reports on time came in: :large_green_circle: Green\n" in page
    assert "  Updated 15 December: SUSAR reports on time was reported again: :red_circle: Red\n" in page
    assert page.count("Came in since") == 2


def test_an_old_number_or_an_import_changes_no_message(with_helix: Running) -> None:
    posted(with_helix)
    before = with_helix.heard(HELIX)
    restate(with_helix, "K21", period=date(2026, 9, 1), value=100.0, colour="green")
    with_helix.import_results("Helix Clinical,NW-301,K21,2026-11,5,5,")
    with_helix.settle()
    assert with_helix.heard(HELIX) == before


def test_the_next_digest_tells_of_the_changes_once(with_helix: Running) -> None:
    posted(with_helix)
    report(with_helix, "K14", "K21", value=100.0, colour="green")
    with_helix.clock_moves(datetime(2026, 12, 21, 8, 0, tzinfo=UTC))
    assert "Helix Clinical: nothing new since 14 December." in with_helix.heard(HELIX)


def test_a_persons_own_is_kept_right_too(with_helix: Running) -> None:
    with_helix.import_results(*SAFETY)
    alone(with_helix, "weekly monday 9:00", VERA)
    with_helix.clock_moves(datetime(2026, 12, 14, 9, 0, tzinfo=UTC))
    report(with_helix, "K21", value=100.0, colour="green")
    page = with_helix.heard("D0VERA")
    assert "Updated 14 December: SUSAR reports on time came in: :large_green_circle: Green" in page
    assert page.count("Came in since") == 1


def test_a_result_that_comes_before_the_digest_could_be_said_waits_for_it(with_helix: Running) -> None:
    with_helix.import_results(*SAFETY)
    with_helix.watch.set(datetime(2026, 12, 14, 8, 0, tzinfo=UTC))
    with_helix.sandbox.fault("chat.postMessage", status=503)
    with_helix.say("digest now", by=BOB, at=HELIX)
    assert digests(with_helix) == 0
    report(with_helix, "K21", value=100.0, colour="green")
    with_helix.watch.set(datetime(2026, 12, 14, 9, 0, tzinfo=UTC))
    with_helix.rest()
    assert digests(with_helix) == 1
    assert "came in: :large_green_circle: Green" in with_helix.heard(HELIX)


def test_a_red_number_the_leads_hear_of_first_stays_out_of_the_channel_until_it_is_told(with_helix: Running) -> None:
    """Two business days at most; whoever asks for themselves sees it at once."""
    good = ("Helix Clinical,NW-301,K14,2026-09,38,40,", "Helix Clinical,NW-301,K14,2026-10,39,40,")
    posted(with_helix, *good, *SAFETY)
    report(with_helix, "K14", value=50.0, colour="red")
    report(with_helix, "K21", value=100.0, colour="green")
    page = with_helix.heard(HELIX)
    assert "Updated 14 December: SUSAR reports on time came in: :large_green_circle: Green\n" in page
    assert "Monitoring visit reports on time: 97.5% in Oct 2026, on target, up from 95%" in page
    assert [words for words in ("50 %", "50%", "Open breaches", ":red_circle:") if words in page] == []
    assert "November 2026: 50 %" in with_helix.say("sla status", by=VERA, at=HELIX, via="mention")
    with_helix.watch.set(datetime(2026, 12, 16, 8, 0, tzinfo=UTC))
    with_helix.tick("breaches")
    page = with_helix.heard(HELIX)
    assert "Updated 16 December: Monitoring visit reports on time came in: :red_circle: Red\n" in page
    assert "  Waits on Helix Clinical\n  Say what happened: Monitoring visit reports on time\n" in page
    assert "Open breaches: 1" in page
    assert digests(with_helix) == 1
