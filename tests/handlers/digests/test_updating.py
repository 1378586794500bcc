"""A result that comes after the digest: one message, written again in its place, and a reply that says what came in."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select, update

from storage.tables import digests as digests_table
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
  Updated Dec 14, 2026 at 12:00: Monitoring visit reports on time: :white_circle: Grey, no number → \
:large_green_circle: Green, 100 %; SUSAR reports on time: :white_circle: Grey, no number → :large_green_circle: Green, 100 %
  Changes
  This is the first digest here.
  KPIs: 2
  :large_green_circle: Green: Monitoring visit reports on time and SUSAR reports on time
  Open breaches: 1
  :red_circle: Red B-1 Monitoring visit reports on time, since October 2026
  Monitoring visit reports on time red (Oct) → green (Nov) → waits for an action
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


def updated(parley: Running) -> list[str]:
    """What the digest in the channel says came in since."""
    return [line.strip() for line in parley.heard(HELIX).splitlines() if line.startswith("  Updated ")]


def test_each_kpi_is_named_once_with_what_it_was_what_it_is_and_since_when(with_helix: Running) -> None:
    posted(with_helix)
    report(with_helix, "K14", "K21", value=100.0, colour="green")
    with_helix.clock_moves(days=1)
    restate(with_helix, "K21", value=90.0, colour="red")
    assert updated(with_helix) == [
        (
            "Updated Dec 14, 2026 at 08:00: Monitoring visit reports on time: :white_circle: Grey, no number → "
            ":large_green_circle: Green, 100 %"
        ),
        "Updated Dec 15, 2026 at 08:00: SUSAR reports on time: :white_circle: Grey, no number → :red_circle: Red, 90 %",
    ]
    assert with_helix.heard(HELIX).count("Came in since") == 2


def test_a_number_that_is_back_to_what_was_posted_is_not_named(with_helix: Running) -> None:
    posted(with_helix, *REPORTS, *SAFETY, "Helix Clinical,NW-301,K21,2026-11,98,100,")
    restate(with_helix, "K21", value=100.0, colour="green")
    assert updated(with_helix) == [
        "Updated Dec 14, 2026 at 08:00: SUSAR reports on time: :red_circle: Red, 98 % → :large_green_circle: Green, 100 %"
    ]
    restate(with_helix, "K21", value=98.0, colour="red")
    assert updated(with_helix) == []
    assert "Red SUSAR reports on time, November 2026: 98 %" in with_helix.heard(HELIX)
    restate(with_helix, "K21", value=99.0, colour="red")
    assert len(updated(with_helix)) == 1, "and it can change again, in the same minute"


def test_a_dispute_is_shown_for_as_long_as_it_lasts(with_helix: Running) -> None:
    posted(with_helix)
    report(with_helix, "K21", value=100.0, colour="green")
    with_helix.clock_moves(hours=1)
    before = with_helix.heard(HELIX)
    assert "Disputed." in with_helix.say("sla dispute K21 2026-11 one was late", by=BOB, at=HELIX)
    was = "SUSAR reports on time: :white_circle: Grey, no number → :large_green_circle: Green, 100 %"
    assert updated(with_helix) == [f"Updated Dec 14, 2026 at 09:00: {was}, disputed"]
    assert "November 2026: 100 %, as before; disputed (target" in with_helix.heard(HELIX)
    with_helix.clock_moves(hours=1)
    with_helix.say("sla accept K21 2026-11", by=BOB, at=HELIX)
    assert updated(with_helix) == [f"Updated Dec 14, 2026 at 10:00: {was}"]
    assert with_helix.heard(HELIX).count("Came in since") == before.count("Came in since") == 1


def test_a_number_of_another_period_says_so(with_helix: Running) -> None:
    """Within the days of grace the digest showed October's."""
    with_helix.import_results(*SAFETY)
    with_helix.watch.set(datetime(2026, 12, 7, 8, 0, tzinfo=UTC))
    with_helix.say("digest now", by=BOB, at=HELIX)
    report(with_helix, "K21", value=98.0, colour="red")
    assert updated(with_helix) == [
        (
            "Updated Dec 7, 2026 at 08:00: SUSAR reports on time: :large_green_circle: Green, 100 % for October 2026 → "
            ":red_circle: Red, 98 % for November 2026"
        )
    ]


@pytest.mark.parametrize("trouble", [{"drop": "after"}, {"drop": "before"}, {"status": 503}, {"hang": 2.5}])
def test_whatever_slack_does_and_after_a_restart_the_newest_is_what_stands_there(
    with_helix: Running, start: Callable[..., Running], trouble: dict[str, object]
) -> None:
    """Two updates in one minute, the first of them cut off."""
    posted(with_helix)
    with_helix.sandbox.fault("chat.update", **trouble)
    report(with_helix, "K21", value=100.0, colour="green")
    restate(with_helix, "K21", value=90.0, colour="red")
    again = start()
    again.clock_moves(minutes=1)
    again.rest()
    again.rest()
    assert [line.rpartition("→ ")[2] for line in updated(again)] == [":red_circle: Red, 90 %"]
    assert "Red SUSAR reports on time, November 2026: 90 %" in again.heard(HELIX)


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
    assert "SUSAR reports on time: :white_circle: Grey, no number → :large_green_circle: Green, 100 %" in page
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
    assert "→ :large_green_circle: Green, 100 %" in with_helix.heard(HELIX)


def test_a_red_number_the_leads_hear_of_first_stays_out_of_the_channel_until_it_is_told(with_helix: Running) -> None:
    """Two business days at most; whoever asks for themselves sees it at once."""
    good = ("Helix Clinical,NW-301,K14,2026-09,38,40,", "Helix Clinical,NW-301,K14,2026-10,39,40,")
    posted(with_helix, *good, *SAFETY)
    report(with_helix, "K14", value=50.0, colour="red")
    report(with_helix, "K21", value=100.0, colour="green")
    page = with_helix.heard(HELIX)
    assert ":white_circle: Grey, no number → :large_green_circle: Green, 100 %\n" in page
    assert "Monitoring visit reports on time: 97.5% in Oct 2026, on target, up from 95%" in page
    assert [words for words in ("50 %", "50%", "Open breaches", ":red_circle:") if words in page] == []
    assert "November 2026: 50 %" in with_helix.say("sla status", by=VERA, at=HELIX, via="mention")
    with_helix.watch.set(datetime(2026, 12, 16, 8, 0, tzinfo=UTC))
    with_helix.tick("breaches")
    page = with_helix.heard(HELIX)
    assert "Updated Dec 16, 2026 at 08:00: Monitoring visit reports on time: " in page
    assert "→ :red_circle: Red, 50 %" in page
    assert "  Waits on Helix Clinical\n  Say what happened: Monitoring visit reports on time\n" in page
    assert "Open breaches: 1" in page
    assert digests(with_helix) == 1


def test_a_digest_of_before_that_was_kept_names_only_what_came_in(with_helix: Running) -> None:
    posted(with_helix, *REPORTS, *SAFETY, "Helix Clinical,NW-301,K14,2026-11,39,40,")
    with with_helix.database.write() as elsewhere:
        made = elsewhere.execute(select(digests_table.c.made)).scalar_one()
        elsewhere.execute(update(digests_table).values(made={its: made[its] for its in made if its != "posted"}))
    report(with_helix, "K21", value=100.0, colour="green")
    assert updated(with_helix) == [
        "Updated Dec 14, 2026 at 08:00: SUSAR reports on time: :white_circle: Grey, no number → :large_green_circle: Green, 100 %"
    ]
