"""A breach from the red result to the green one: told to both leads first, then to the channel; closed by both halves."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from governance.actions import Concern
from governance.events import SlaBreachClosed, SlaBreachContinued, SlaBreached
from governance.kpis.definitions import Lens, Party
from storage.journal import history
from tests.cast import ALICE, BOB, DIRECT, HELIX, PARLEY, VERA
from tests.reports import REPORTS, Reports
from tests.running import Running

OCTOBER, NOVEMBER, DECEMBER = date(2026, 10, 1), date(2026, 11, 1), date(2026, 12, 1)
HEADLINE = "B-1 Visit reports on time, October 2026: 79.5 %, the limit is 85 % (target 95 % or more)."


def record(parley: Running, subject: str = "breach:1") -> list:
    with parley.database.read() as connection:
        return [entry.event for entry in history(connection, parley.parley.house.workspace or 0, subject)]


def said(parley: Running, channel: str) -> list[str]:
    """What Parley said in a channel."""
    return [parley.read(message) for message in parley.sandbox.messages(channel) if message["user"] == PARLEY]


def in_channel(parley: Running) -> list[str]:
    """What the channel has heard of breaches."""
    return [words for words in said(parley, HELIX) if "B-" in words]


def last(parley: Running, person: str) -> str:
    return said(parley, DIRECT[person])[-1]


# --- the leads first -------------------------------------------------------------------------------------------------------


def test_both_leads_hear_at_once_what_is_red_and_what_to_do(helix: Running, reports: Reports) -> None:
    reports.submit(OCTOBER, 79.5)
    assert last(helix, VERA) == (
        ":red_circle: Please comment on this, or dispute the number: Visit reports on time is red for October 2026.\n"
        "79.5 %, the limit is 85 % (target 95 % or more). Agreed as version 1, clause WO-3 4.2.\n"
        "The channel hears of it with your comment, or else on Nov 25, 2026 at 08:00.\n"
        "[Comment] [Dispute] [Create action] [Open]"
    )
    assert last(helix, ALICE) == (
        ":red_circle: Helix Clinical: Visit reports on time is red for October 2026.\n"
        "79.5 %, the limit is 85 % (target 95 % or more). Agreed as version 1, clause WO-3 4.2.\n"
        "The channel hears of it with Helix Clinical's comment, or else on Nov 25, 2026 at 08:00.\n"
        "[Comment] [Create action] [Open]"
    )
    assert in_channel(helix) == []


def test_dispute_is_a_button_about_the_result(helix: Running, reports: Reports) -> None:
    result = reports.submit(OCTOBER, 79.5)
    _, part = helix._button("Dispute the number of B-1", VERA, DIRECT[VERA])
    assert part.element["action_id"].startswith("result.dispute")
    assert part.element["value"] == str(result)


def test_nobody_disputes_the_number_their_own_company_sent(helix: Running) -> None:
    Reports(helix, replace(REPORTS, reported_by=Party.VENDOR)).submit(OCTOBER, 79.5)
    assert last(helix, VERA).startswith(":red_circle: Please comment on this: Visit reports on time is red")
    assert last(helix, VERA).endswith("[Comment] [Create action] [Open]")
    assert last(helix, ALICE).endswith("[Comment] [Dispute] [Create action] [Open]")


def test_what_is_in_dispute_says_so(helix: Running, reports: Reports) -> None:
    reports.mark(reports.submit(OCTOBER, 79.5), state="disputed", dispute_reason="Our count is 170 of 200.")
    said = helix.say("sla breach B-1", by=VERA, via="direct")
    assert "Helix Clinical disputes the number: Our count is 170 of 200." in said
    assert "[Dispute]" not in said


@pytest.mark.parametrize("value", [97, 90, 85])
def test_what_is_not_red_is_no_breach(helix: Running, reports: Reports, value: float) -> None:
    reports.submit(OCTOBER, value)
    assert "None is open" in helix.say("sla breaches", at=HELIX)


def test_without_a_lead_of_the_vendor_ours_hears_alone(parley: Running) -> None:
    parley.say("vendor add Orion Labs, tier 2, Central laboratory")
    Reports(parley).submit(OCTOBER, 79.5)
    assert "No channel is linked to Orion Labs, so only the account leads read this." in last(parley, ALICE)


def test_the_deputy_of_a_lead_who_is_away_hears_instead(helix: Running, reports: Reports) -> None:
    helix.say(f"me away until 10 Dec <@{BOB}>", by=ALICE)
    reports.submit(OCTOBER, 79.5)
    assert last(helix, BOB).startswith("For @Alice Moreau, away until Thu 10 Dec:\n:red_circle: Helix Clinical: Visit")


# --- then the channel ------------------------------------------------------------------------------------------------------


def at(parley: Running, day: int, hour: int, minute: int = 0) -> None:
    parley.watch.set(datetime(2026, 11, day, hour, minute, tzinfo=UTC))
    parley.tick("breaches")


def test_after_two_business_days_the_channel_hears_once(helix: Running, reports: Reports) -> None:
    reports.submit(OCTOBER, 79.5)
    at(helix, 25, 7, 55)
    assert in_channel(helix) == []
    for minute in (0, 5, 10):
        at(helix, 25, 8, minute)
    [words] = in_channel(helix)
    assert words == (
        f":red_circle: {HEADLINE} Agreed as version 1, clause WO-3 4.2.\n"
        "Helix Clinical has not commented yet.\n"
        "[Comment] [Create action] [Open]"
    )


def test_with_the_vendors_comment_the_channel_hears_at_once_and_not_again(helix: Running, reports: Reports) -> None:
    reports.submit(OCTOBER, 79.5)
    form = helix.click("Comment on B-1", by=VERA, at=DIRECT[VERA])
    assert form == (
        f"-- Comment on B-1 --\n{HEADLINE}\n"
        "What happened, and what do you do about it?: [...]\n  Both companies read this.\n[Send] [Cancel]"
    )
    answer = helix.submit(by=VERA, comment="Two monitors left.\nWe hired three.")
    assert answer == "Thank you. The channel reads your comment on B-1 Visit reports on time, October 2026.\n[Open]"
    at(helix, 25, 8)
    [words] = in_channel(helix)
    assert "Helix Clinical says: Two monitors left. We hired three." in words


def test_a_comment_that_comes_later_is_written_into_the_channels_message(helix: Running, reports: Reports) -> None:
    reports.submit(OCTOBER, 79.5)
    at(helix, 25, 8)
    helix.say("sla comment B-1 We hired three.", by=VERA, at=HELIX, via="mention")
    [words] = in_channel(helix)
    assert "Helix Clinical says: We hired three." in words


def test_what_the_sponsor_says_the_vendors_lead_reads_and_the_channel_does_not(
    helix: Running, reports: Reports
) -> None:
    reports.submit(OCTOBER, 79.5)
    said = helix.say("sla comment B-1 Please call me.", by=ALICE)
    assert said.startswith("Thank you. The other company's account lead reads your comment on B-1")
    assert last(helix, VERA).startswith(
        "@Alice Moreau says to B-1 Visit reports on time, October 2026: Please call me."
    )
    assert in_channel(helix) == []
    assert "Commented by @Alice Moreau: Please call me." in helix.say("sla breach B-1", by=VERA, via="direct")


@pytest.mark.parametrize("its", [{"lens": Lens.SAFETY}, {"concern": Concern.UNBLINDING}])
def test_what_cannot_wait_the_channel_hears_at_once(helix: Running, its: dict) -> None:
    Reports(helix, replace(REPORTS, **its)).submit(OCTOBER, 79.5)
    assert "The channel hears of it now, because this cannot wait." in last(helix, VERA)
    assert len(in_channel(helix)) == 1


def test_restated_before_the_channel_heard_it_hears_nothing(helix: Running, reports: Reports) -> None:
    reports.submit(OCTOBER, 79.5)
    reports.submit(OCTOBER, 96)
    at(helix, 25, 8)
    assert in_channel(helix) == []
    assert last(helix, ALICE) == (
        "B-1 Visit reports on time, October 2026 is closed: the result was restated and is not red any more. "
        "The channel has not heard of it and will not.\n[Open]"
    )
    assert [event.outcome for event in record(helix) if isinstance(event, SlaBreachClosed)] == ["restated"]


def test_restated_after_the_channel_heard_its_message_says_so(helix: Running, reports: Reports) -> None:
    reports.submit(OCTOBER, 79.5)
    at(helix, 25, 8)
    reports.submit(OCTOBER, 90)
    [words] = in_channel(helix)
    assert words.startswith(":white_check_mark: B-1")
    assert words.endswith("Closed: the number was restated and is not red any more.\n[Open]")


def test_a_number_taken_away_or_of_too_few_closes_nothing(helix: Running, reports: Reports) -> None:
    """Two of two is below the smallest denominator, and no data is never good news."""
    reports.submit(OCTOBER, 79.5)
    at(helix, 25, 8)
    reports.submit(OCTOBER, 100, denominator=2)
    assert "October 2026" in helix.say("sla breaches", at=HELIX)
    assert in_channel(helix)[0].startswith(":red_circle: B-1")
    reports.submit(OCTOBER, 70)
    assert "Open breaches of Helix Clinical: 1" in helix.say("sla breaches", at=HELIX)
    assert "B-2" not in helix.say("sla breaches", at=HELIX)


def test_restated_and_still_red_it_stays_open_with_the_new_number(helix: Running, reports: Reports) -> None:
    reports.submit(OCTOBER, 79.5)
    reports.submit(OCTOBER, 81)
    assert last(helix, VERA).startswith(
        "B-1 Visit reports on time, October 2026: its number is 81 % now, it was 79.5 %. "
        "It is still red, so the breach stays open."
    )
    assert "October 2026: 81 %, the limit is 85 %" in helix.say("sla breaches", at=HELIX)


def test_a_red_result_that_was_dealt_with_stays_so_whatever_its_number(helix: Running, reports: Reports) -> None:
    close(helix, reports)
    reports.submit(OCTOBER, 78)
    assert len([event for event in record(helix, "breach:2") if isinstance(event, SlaBreached)]) == 0


def test_a_number_restated_to_red_opens_a_breach(helix: Running, reports: Reports) -> None:
    reports.submit(OCTOBER, 96)
    reports.submit(OCTOBER, 79.5)
    assert "Open breaches of Helix Clinical: 1" in helix.say("sla breaches", at=HELIX)


def test_another_red_period_belongs_to_the_same_breach(helix: Running, reports: Reports) -> None:
    reports.submit(OCTOBER, 79.5)
    helix.clock_moves(days=15)
    reports.submit(NOVEMBER, 70)
    assert last(helix, VERA).startswith("Red again: Visit reports on time, 70 % in November 2026.\nB-1 ")
    assert [event.period for event in record(helix) if isinstance(event, SlaBreachContinued)] == [NOVEMBER]
    assert "Open breaches of Helix Clinical: 1" in helix.say("sla breaches", at=HELIX)
    reports.submit(OCTOBER, 96)  # then it stands for November
    assert "B-1 Visit reports on time, November 2026: 70 %" in helix.say("sla breaches", at=HELIX)


def test_a_new_version_of_the_kpi_carries_the_breach_on(helix: Running, reports: Reports) -> None:
    reports.submit(OCTOBER, 79.5)
    second = Reports(helix, replace(REPORTS, version=2, effective_from=NOVEMBER, red_limit=80))
    second.submit(NOVEMBER, 70)
    assert "Open breaches of Helix Clinical: 1" in helix.say("sla breaches", at=HELIX)
    assert "Agreed as version 1" in helix.say("sla breach B-1", at=HELIX)


# --- closing ---------------------------------------------------------------------------------------------------------------


def act(helix: Running) -> None:
    helix.say(f"sla fix B-1 <@{VERA}> 7 Dec train the new monitors", by=VERA, via="direct")
    helix.say("action done A-1 https://helix.example/training", by=VERA, via="direct")


def close(helix: Running, reports: Reports) -> None:
    reports.submit(OCTOBER, 79.5)
    act(helix)
    helix.say("action verify A-1", by=ALICE)
    helix.clock_moves(days=15)
    reports.submit(NOVEMBER, 97)


def test_the_loop_is_visible_end_to_end(helix: Running, reports: Reports) -> None:
    reports.submit(OCTOBER, 79.5)
    helix.say("sla comment B-1 Two monitors left.", by=VERA, via="direct")
    act(helix)
    helix.clock_moves(days=1)
    helix.say("action verify A-1", by=ALICE)
    assert "To close it: a later result that is green; A-1 is verified." in helix.say("sla breach B-1", at=HELIX)
    helix.clock_moves(days=14)
    reports.submit(NOVEMBER, 97)
    assert helix.say("sla breach B-1", by=ALICE) == (
        "B-1 Visit reports on time, October 2026 (Helix Clinical)\n"
        "79.5 %, the limit is 85 % (target 95 % or more). Agreed as version 1, clause WO-3 4.2.\n"
        "Helix Clinical says: Two monitors left.\n"
        "Closed.\n"
        "Visit reports on time red (Oct) → A-1 → verified 24 Nov → green (Nov)\n"
        "Story\n"
        "Mon 23 Nov: October 2026 is red; the breach is open.\n"
        "Mon 23 Nov: Both account leads were told.\n"
        "Mon 23 Nov: Commented by @Vera Novak: Two monitors left.\n"
        "Mon 23 Nov: #helix-northwind was told with the comment.\n"
        "Mon 23 Nov: Action A-1 was created by @Vera Novak.\n"
        "Tue 24 Nov: Action A-1 was verified by @Alice Moreau.\n"
        "today: November 2026 is green, 97 %.\n"
        "today: Closed: the action is verified and the KPI is green again.\n"
        "[A-1]"
    )
    assert last(helix, VERA).startswith("B-1 Visit reports on time, October 2026 is closed: its action is verified")
    assert in_channel(helix)[0].endswith("Closed: its action is verified and the KPI is green again.\n[Open]")
    assert "None is open" in helix.say("sla breaches", at=HELIX)


def test_green_first_and_verified_later_closes_it_too(helix: Running, reports: Reports) -> None:
    reports.submit(OCTOBER, 79.5)
    helix.clock_moves(days=15)
    reports.submit(NOVEMBER, 97)
    assert "To close it: an action that is verified." in helix.say("sla breach B-1", at=HELIX)
    act(helix)
    assert "To close it: A-1 done and verified." in helix.say("sla breach B-1", at=HELIX)
    helix.say("action verify A-1", by=ALICE)
    assert "Closed." in helix.say("sla breach B-1", at=HELIX)


@pytest.mark.parametrize("value", [90, 70])
def test_a_later_result_that_is_not_green_closes_nothing(helix: Running, reports: Reports, value: float) -> None:
    reports.submit(OCTOBER, 79.5)
    act(helix)
    helix.say("action verify A-1", by=ALICE)
    helix.clock_moves(days=15)
    reports.submit(NOVEMBER, value)
    assert "Open breaches of Helix Clinical: 1" in helix.say("sla breaches", at=HELIX)


def test_nobody_verifies_what_their_own_company_did(helix: Running, reports: Reports) -> None:
    reports.submit(OCTOBER, 79.5)
    act(helix)
    said = helix.say("action verify A-1", by=VERA, via="direct")
    assert "Alice Moreau" in said
    assert "Verified" not in helix.say("action show A-1", by=ALICE)
    assert "Please look and verify it" in last(helix, ALICE)


# --- actions -----------------------------------------------------------------------------------------------------------------


def test_create_action_proposes_the_vendors_lead_and_ten_business_days(helix: Running, reports: Reports) -> None:
    reports.submit(OCTOBER, 79.5)
    assert helix.click("Create an action for B-1", by=ALICE, at=DIRECT[ALICE]) == (
        "-- Action for B-1 --\n"
        "What is to be done?: [Find out why Visit reports on time misses its target, and put it right]\n"
        "Who does it?: [@Vera Novak]\n"
        "By when?: [2026-12-07]\n"
        "  The other company verifies that it is done.\n"
        "[Create] [Cancel]"
    )
    assert helix.submit(by=ALICE, title="Train the new monitors").startswith("Added: A-1 Train the new monitors")
    assert helix.say("sla fix B-1", by=VERA, via="direct") == (
        "B-1 has an action already: A-1. Change that one, or cancel it first."
    )
    helix.say("action cancel A-1 another way", by=ALICE)
    assert "To close it: an action that is verified" in helix.say("sla breach B-1", at=HELIX)
    assert "Added: A-2" in helix.say(f"sla fix B-1 <@{VERA}> 9 Dec hire three", by=ALICE)


def test_in_the_channel_a_button_opens_the_form(helix: Running, reports: Reports) -> None:
    reports.submit(OCTOBER, 79.5)
    helix.say("sla fix B-1", by=VERA, at=HELIX, via="mention")
    assert helix.click("Open the form", by=VERA).startswith("-- Action for B-1 --")


# --- the agenda ----------------------------------------------------------------------------------------------------------------


def test_it_stands_on_the_agenda_of_the_next_session_once_the_channel_knows(helix: Running, reports: Reports) -> None:
    helix.say("session schedule Helix 1 Dec 15:00", at=HELIX)
    helix.say("session schedule Helix 8 Dec 15:00", at=HELIX)
    reports.submit(OCTOBER, 79.5)
    assert "On the agenda" not in helix.say("session show S-1", by=VERA, via="direct")
    helix.say("sla comment B-1 Two monitors left.", by=VERA, via="direct")
    line = "On the agenda: B-1 Visit reports on time (October 2026)"
    assert line in helix.say("session show S-1", by=VERA, via="direct")
    assert line not in helix.say("session show S-2", by=VERA, via="direct")
    assert helix.say("session list", by=VERA, via="direct").count(line) == 1
    assert line in helix.say("vendor status", at=HELIX)
    reports.submit(OCTOBER, 96)
    assert "On the agenda" not in helix.say("session show S-1", by=VERA, via="direct")


# --- imported history ------------------------------------------------------------------------------------------------------------

RED = "Helix Clinical,,K21,2026-09,9,10,"


def test_imported_history_is_silent_and_can_be_answered_all_the_same(helix: Running) -> None:
    before = [said(helix, place) for place in (HELIX, DIRECT[ALICE], DIRECT[VERA])]
    helix.import_results(RED)
    helix.tick("breaches")
    assert [said(helix, place) for place in (HELIX, DIRECT[ALICE], DIRECT[VERA])] == before
    assert "B-1 SUSAR reports on time, September 2026: 90 %" in helix.say("sla breaches", at=HELIX)
    helix.say("sla comment B-1 Late by a day.", by=VERA, via="direct")
    assert "Helix Clinical says: Late by a day." in in_channel(helix)[0]


def test_imported_results_close_what_they_restate_or_mend(helix: Running) -> None:
    helix.import_results(RED)
    act(helix)
    helix.say("action verify A-1", by=ALICE)
    helix.import_results(RED, "Helix Clinical,,K21,2026-10,10,10,")
    assert "None is open" in helix.say("sla breaches", at=HELIX)
    helix.import_results("Helix Clinical,,K21,2026-11,9,10,")
    helix.import_results("Helix Clinical,,K21,2026-11,10,10,", reason="A report was counted twice")
    assert "None is open" in helix.say("sla breaches", at=HELIX)
