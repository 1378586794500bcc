"""The other company agrees with one button, or says why not; whoever presses twice, late or for the wrong side reads why."""

from datetime import UTC, datetime
from threading import Thread

import pytest

from governance.events import ApprovalGiven, KpiAgreed, KpiDeclined, KpiProposed, KpiWithdrawn
from storage.journal import history
from tests.cast import ALICE, BOB, DIRECT, HELIX, VERA
from tests.handlers.kpis.conftest import Define
from tests.running import Running


def last_message(parley: Running, channel: str) -> str:
    return parley.read(parley.sandbox.messages(channel)[-1])


def kinds(parley: Running, definition: int) -> list[type]:
    with parley.database.read() as connection:
        return [type(entry.event) for entry in history(connection, 1, f"definition:{definition}")]


# --- agreeing ----------------------------------------------------------------------------------------------------------


def test_one_button_puts_it_in_force_and_everybody_reads_so(proposed: Running) -> None:
    said = proposed.click("Agree", by=VERA, at=HELIX)
    assert said == "Agreed by both companies: K14 Reports on time, version 1. It holds from 1 December 2026."
    assert last_message(proposed, HELIX) == (
        "A KPI that @Alice Moreau proposed: agreed by both, in force from 1 December 2026.\n"
        "K14 Reports on time, version 1\n"
        "Target: 95 % or more\n"
        "Red: below 85 %\n"
        "How often: monthly, due 10 days after the month is over\n"
        "Whose work: Helix Clinical's; Helix Clinical reports it\n"
        "About: timeliness\n"
        "Holds from: 1 December 2026\n"
        "Proposed by Alice Moreau for Northwind Bio, 23 Nov 2026 10:00 Europe/Warsaw: "
        "I propose K14 Reports on time, version 1, and agree to it for Northwind Bio.\n"
        "Agreed by Vera Novak for Helix Clinical, 23 Nov 2026 09:00 Europe/London: "
        "I agree to K14 Reports on time, version 1, for Helix Clinical."
    )
    assert last_message(proposed, DIRECT[ALICE]) == (
        "@Vera Novak has agreed to K14 Reports on time, version 1. It holds from 1 December 2026."
    )
    assert kinds(proposed, 1) == [KpiProposed, ApprovalGiven, KpiAgreed, ApprovalGiven]


def test_in_a_direct_message_the_card_itself_says_so(proposed: Running) -> None:
    proposed.click("Agree", by=VERA, at=DIRECT[VERA])
    assert last_message(proposed, DIRECT[VERA]) == (
        "Agreed by both companies: K14 Reports on time, version 1. It holds from 1 December 2026."
    )
    assert "[Agree]" not in proposed.heard(HELIX)


def test_a_line_does_what_the_button_does(proposed: Running) -> None:
    assert "Agreed by both companies" in proposed.say("sla agree K14", by=VERA, at=HELIX, via="mention")


def test_a_number_names_a_version_too(proposed: Running) -> None:
    assert "Agreed by both companies" in proposed.say("sla agree #1", by=VERA, via="direct")


def test_pressing_twice_or_in_two_places_has_one_effect(proposed: Running) -> None:
    proposed.click("Agree", by=VERA, at=HELIX)
    again = proposed.click("Agree", by=VERA, at=DIRECT[VERA])
    assert again == "Both companies have agreed to Reports on time already. Nothing is left to do."
    assert "already. Nothing is left to do." in proposed.say("sla agree K14", by=VERA, at=HELIX, via="mention")
    assert kinds(proposed, 1) == [KpiProposed, ApprovalGiven, KpiAgreed, ApprovalGiven]
    assert proposed.heard(DIRECT[ALICE]).count("has agreed") == 1


def test_the_side_that_proposed_cannot_answer_for_the_other(proposed: Running) -> None:
    words = "Your side has agreed to Reports on time already; the other company answers next."
    for person in (ALICE, BOB):
        assert proposed.click("Agree", by=person, at=HELIX) == words
    assert proposed.click("Decline", by=BOB, at=HELIX) == words
    assert kinds(proposed, 1) == [KpiProposed, ApprovalGiven]


def test_a_member_of_the_vendor_reads_and_does_not_sign(proposed: Running) -> None:
    with proposed.database.write() as connection:
        connection.exec_driver_sql("UPDATE people SET role = 'vendor member' WHERE slack_user = 'U0VERA'")
    said = proposed.click("Agree", by=VERA, at=HELIX)
    assert (
        said
        == "You cannot define KPIs or agree to them here. The sponsor's people, or your account lead can; please ask them."
    )
    assert "K14 Reports on time, version 1: waits for Helix Clinical" in proposed.say(
        "sla agreements", by=VERA, at=HELIX, via="mention"
    )


def test_what_waited_beyond_its_start_begins_with_the_running_period(proposed: Running) -> None:
    proposed.clock_moves(datetime(2027, 3, 17, 10, tzinfo=UTC))
    assert proposed.click("Agree", by=VERA, at=HELIX).endswith(
        "It holds from 1 March 2027, not from 1 December 2026 as proposed: what is past or reported never changes."
    )


# --- declining ---------------------------------------------------------------------------------------------------------


def test_declining_asks_why_and_tells_who_proposed(proposed: Running) -> None:
    form = proposed.click("Decline", by=VERA, at=HELIX)
    assert form == (
        "-- Decline --\n"
        "You decline K14 Reports on time, version 1. What is in force stays in force.\n"
        "Why?: [...]\n"
        "  The other company reads it.\n"
        "[Decline] [Cancel]"
    )
    assert proposed.submit(by=VERA, why="Too <high>") == (
        "You declined K14 Reports on time, version 1: Too <high>. What was in force before stays."
    )
    assert last_message(proposed, DIRECT[ALICE]) == (
        "@Vera Novak declined K14 Reports on time, version 1: Too <high>\n[Change]"
    )
    assert "A KPI that @Alice Moreau proposed: declined: Too <high>." in proposed.heard(HELIX)
    assert kinds(proposed, 1) == [KpiProposed, ApprovalGiven, KpiDeclined]


def test_a_line_declines_with_its_reason(proposed: Running) -> None:
    said = proposed.say("sla decline K14 the target is out of reach", by=VERA, at=HELIX, via="mention")
    assert said == (
        "You declined K14 Reports on time, version 1: the target is out of reach. What was in force before stays."
    )
    again = proposed.say("sla agree K14", by=VERA, at=HELIX, via="mention")
    assert again == (
        "Reports on time is declined, so there is nothing to agree to. @Parley sla propose puts a new version forward."
    )


def test_a_counter_proposal_declines_and_the_first_side_answers(proposed: Running) -> None:
    proposed.click("Change", by=VERA, at=HELIX)
    proposed.submit(by=VERA, target="93", effective_from="2027-01-01")
    assert kinds(proposed, 1) == [KpiProposed, ApprovalGiven, KpiDeclined]
    assert "declined: another version was proposed instead" in proposed.heard(HELIX)
    old = proposed.click("Agree", by=VERA, at=DIRECT[VERA])
    assert old == ("Reports on time has a newer version by now, version 2. Answer that one: sla agreements shows it.")
    proposed.click("Agree", by=ALICE, at=DIRECT[ALICE])
    assert last_message(proposed, DIRECT[ALICE]).startswith("Agreed by both companies: K14 Reports on time, version 2.")
    assert kinds(proposed, 2) == [KpiProposed, ApprovalGiven, KpiAgreed, ApprovalGiven]


def test_proposing_anew_takes_the_older_proposal_back(proposed: Running) -> None:
    proposed.say("sla propose K14", at=HELIX)
    proposed.submit(target="96")
    assert kinds(proposed, 1) == [KpiProposed, ApprovalGiven, KpiWithdrawn]
    assert proposed.heard(HELIX).count("[Agree]") == 1


# --- imported ----------------------------------------------------------------------------------------------------------


def test_an_imported_kpi_is_agreed_to_by_both_one_after_the_other(with_helix: Running) -> None:
    with_helix.import_results("Helix Clinical,,K21,2026-10,10,10,")
    assert with_helix.say("sla agree K21", at=HELIX) == (
        "Your side has agreed to K21 SUSAR reports on time, version 1. "
        "@Vera Novak of Helix Clinical answers next; I have asked."
    )
    assert "waits for Helix Clinical" in with_helix.say("sla agreements", at=HELIX)
    assert "the other company answers next" in with_helix.say("sla agree K21", at=HELIX)
    said = with_helix.click("Agree", by=VERA, at=HELIX)
    assert said == "Agreed by both companies: K21 SUSAR reports on time, version 1. It holds from 1 October 2026."
    assert "100 %, the first number" in with_helix.say("sla status", at=HELIX)


# --- taking back, ending -----------------------------------------------------------------------------------------------


def test_a_proposal_is_taken_back_by_its_own_side(proposed: Running) -> None:
    other = proposed.say("sla withdraw K14", by=VERA, at=HELIX, via="mention")
    assert other == "Reports on time is not in force, or ends by then already. Nothing was changed."
    said = proposed.say("sla withdraw K14", at=HELIX)
    assert said == "You took K14 Reports on time, version 1 back. What was in force before stays."
    assert last_message(proposed, DIRECT[VERA]) == "@Alice Moreau took K14 Reports on time, version 1 back"
    assert proposed.click("Agree", by=VERA, at=DIRECT[VERA]).startswith("Reports on time is withdrawn")


def test_a_kpi_ends_and_both_sides_hear_and_its_results_stay(with_helix: Running) -> None:
    with_helix.import_results("Helix Clinical,,K21,2026-10,10,10,")
    assert with_helix.say("sla withdraw K21 1 Jan 2027", at=HELIX) == (
        "Both companies know it as it is, so please say why it changes, for instance: /sla withdraw K21 1 Jan 2027 because the "
        "service is over. The reason goes on the record."
    )
    said = with_helix.say("sla withdraw K21 1 Jan 2027 because <it> is done", at=HELIX)
    words = "K21 SUSAR reports on time ends on 1 January 2027: no result is due from then on. What was measured stays."
    assert said == words
    for place in (HELIX, DIRECT[VERA]):
        assert (
            last_message(with_helix, place) == f"@Alice Moreau of Northwind Bio has ended a KPI: <it> is done\n{words}"
        )
    assert "SUSAR reports on time" in with_helix.say("sla status", at=HELIX)
    with_helix.clock_moves(datetime(2027, 1, 4, 10, tzinfo=UTC))
    assert "SUSAR" not in with_helix.say("sla status", at=HELIX)
    assert "not in force, or ends by then already" in with_helix.say("sla withdraw K21", at=HELIX)


def test_nobody_ends_what_measures_their_own_company(proposed: Running) -> None:
    proposed.click("Agree", by=VERA, at=HELIX)
    assert proposed.say("sla withdraw K14", by=VERA, at=HELIX, via="mention") == (
        "Reports on time measures your own company's work, so the other company ends it. Ask its account lead."
    )
    assert "cannot end in the past" in proposed.say("sla withdraw K14 20 Nov 2026", at=HELIX)


# --- the daily message -------------------------------------------------------------------------------------------------


def test_what_waits_stands_in_the_leads_daily_message(proposed: Running, define: Define) -> None:
    define(code="K15", name="Deviations")
    proposed.tick("reminders")
    proposed.watch.set(datetime(2026, 11, 24, 9, tzinfo=UTC))
    proposed.tick("reminders")
    assert last_message(proposed, DIRECT[VERA]).startswith(
        "Northwind Bio: 2 things wait on you\n"
        "===================================\n"
        "Northwind Bio asks you to agree to K14 Reports on time, version 1.\n"
        "[Agree] [Decline] [Look]\n"
        "Northwind Bio asks you to agree to K15 Deviations, version 1.\n"
        "[Agree] [Decline] [Look]\n"
    )
    proposed.click("Agree", by=VERA, at=DIRECT[VERA])
    assert "wait" not in proposed.say("me waiting", by=ALICE).replace("waits on you", "")


@pytest.mark.parametrize("line", ["sla agree", "sla decline", "sla withdraw", "sla propose"])
def test_a_line_without_a_code_says_how_it_goes(proposed: Running, line: str) -> None:
    assert "Write its code, for instance" in proposed.say(line, at=HELIX)
    assert "There is no KPI K99 that you can see." in proposed.say(f"{line} K99", at=HELIX)


def test_two_who_press_at_once_have_one_effect(proposed: Running) -> None:
    """Vera presses in the channel and in her own messages, at the same moment."""
    card = {place: proposed.sandbox.messages(place)[-1] for place in (HELIX, DIRECT[VERA])}

    def press(place: str) -> None:
        element = card[place]["blocks"][-1]["elements"][0]
        block = card[place]["blocks"][-1]["block_id"]
        proposed.sandbox.click(VERA, place, card[place]["ts"], element["action_id"], element["value"], block)

    threads = [Thread(target=press, args=(place,)) for place in card]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    proposed.settle()
    assert kinds(proposed, 1) == [KpiProposed, ApprovalGiven, KpiAgreed, ApprovalGiven]
    assert proposed.heard(DIRECT[ALICE]).count("has agreed") == 1


def test_results_imported_meanwhile_are_a_version_of_their_own(proposed: Running, define: Define) -> None:
    define(code="K21", name="SUSAR reports", red_limit="90")
    proposed.import_results("Helix Clinical,,K21,2026-10,10,10,")
    assert "SUSAR reports on time, October 2026: 100 %" in proposed.say("sla status", at=HELIX)
    assert "has a newer version by now, version 2" in proposed.click("Agree", by=VERA, at=HELIX)
    assert "version 2" in proposed.say("sla agree K21", by=VERA, at=HELIX, via="mention")


# --- mail, and what is shown where ---------------------------------------------------------------------------------------


def test_a_lead_without_slack_is_asked_by_mail(with_helix: Running, define: Define) -> None:
    with with_helix.database.write() as connection:
        connection.exec_driver_sql(
            "UPDATE people SET slack_user = NULL, mail = 'vera@helix.example' WHERE slack_user = 'U0VERA'"
        )
    define(more=["people"])
    with_helix.submit(sponsor_owner=BOB)
    (mail,) = with_helix.sandbox.mails
    assert mail["Subject"] == "KPIs to agree on"
    words = mail.get_body(("plain",)).get_content()
    assert words.startswith("Alice Moreau proposes a KPI. Helix Clinical, do you agree?")
    assert "Target: 95 % or more" in words
    assert "Answers for it: Bob Tran at Northwind Bio" in words
    assert "Answer in Slack, where I am, with /sla agreements." in words


def test_whatever_people_write_is_shown_as_it_is(with_helix: Running, define: Define) -> None:
    define(name="<!channel> *Reports* & <@U0BOB>", question="<https://x.example|click>")
    (block,) = [its for its in with_helix.sandbox.messages(HELIX)[-1]["blocks"] if "Target" in str(its)]
    assert "&lt;!channel&gt; *Reports* &amp; &lt;@U0BOB&gt;" in block["text"]["text"]
    assert "&lt;https://x.example|click&gt;" in block["text"]["text"]


def test_the_record_says_which_company_declined(proposed: Running) -> None:
    proposed.say("sla decline K14 the limit is too high", by=VERA, at=HELIX, via="mention")
    said = proposed.say("audit show K14", at=HELIX)
    assert "Helix Clinical" in said.partition("declined")[2], said
