"""A whole schedule from one file: shown as understood, proposed as one, agreed with one button, and written back the same."""

import tomllib
from datetime import date
from pathlib import Path

import pytest
import yaml

from bot.schedules import import_schedule
from governance.kpis.refusals import WhoseSchedule
from governance.refusals import UnknownVendor
from tests.cast import ALICE, BOB, CHARLIE, DIRECT, GOVERNANCE, HELIX, ORION, VERA
from tests.running import Running

EXAMPLE = Path("examples/schedule.toml").read_text("utf-8")
LATER = EXAMPLE.replace("2027-01-01", "2027-02-01")


def last_message(parley: Running, channel: str) -> str:
    return parley.read(parley.sandbox.messages(channel)[-1])


@pytest.fixture
def known(with_helix: Running) -> Running:
    for person in (ALICE, BOB, VERA):
        with_helix.say("help", by=person, at=HELIX, via="mention")
    return with_helix


@pytest.fixture
def agreed(known: Running) -> Running:
    known.send_file(ALICE, "schedule.toml", EXAMPLE)
    known.click("Confirm", by=ALICE, at=DIRECT[ALICE])
    known.click("Agree to all 4", by=VERA, at=HELIX)
    return known


def exported(parley: Running, words: str, by: str = ALICE) -> bytes:
    parley.clock_moves(seconds=1)
    parley.say(f"sla export {words}", by=by, at=HELIX, via="slash" if by == ALICE else "mention")
    return list(parley.files_of(by).values())[-1]


def test_it_shows_what_it_understood_before_anything_is_proposed(known: Running) -> None:
    assert known.send_file(ALICE, "schedule.toml", EXAMPLE) == (
        "I am reading schedule.toml. I show you what I understood before I import anything.\n\n"
        "schedule.toml for Helix Clinical, 3 KPIs: 3 new, 0 changed, 0 unchanged; new credit terms\n"
        "New: K14 Monitoring visit reports on time\n"
        "New: K31 Eligibility violations\n"
        "New: K33 Sponsor turnaround\n"
        "Shall I propose 3 KPIs and the credit terms?\n"
        "[Confirm] [Cancel]"
    )
    assert "proposes" not in known.heard(HELIX)
    known.click("Cancel", by=ALICE, at=DIRECT[ALICE])
    assert "Nothing of schedule.toml was proposed" in known.heard(DIRECT[ALICE])


def test_confirm_makes_one_proposal_with_one_button(known: Running) -> None:
    known.send_file(ALICE, "schedule.toml", EXAMPLE)
    known.click("Confirm", by=ALICE, at=DIRECT[ALICE])
    card = last_message(known, HELIX)
    assert card.startswith("@Alice Moreau proposes 3 KPIs and credit terms. Helix Clinical, do you agree?\nK14 ")
    assert "Clock: working time in Europe/London, holidays of GB, from the visit ends to the report is final\n" in card
    assert card.endswith(
        "Credit terms, version 1\n"
        "At risk: 10 % of a month's invoice, in EUR\n"
        "Clause: MSA 7.2\n"
        "Holds from: 1 January 2027 if agreed by 31 December 2026\n"
        "[Agree to all 4] [Sign all 4] [One by one]"
    )
    assert last_message(known, DIRECT[ALICE]) == (
        "Proposed together for Helix Clinical: 3 KPIs and credit terms. "
        "@Vera Novak of Helix Clinical answers next; I have asked."
    )


def test_all_of_it_is_agreed_with_one_button_and_all_is_in_force(agreed: Running) -> None:
    assert "3 KPIs and credit terms that @Alice Moreau proposed: all of it is answered." in agreed.heard(HELIX)
    assert agreed.say("sla agreements", at=HELIX) == (
        "Agreed KPIs with Helix Clinical\n"
        "===============================\n"
        "In force: 4\n"
        "K14 Monitoring visit reports on time, version 1: agreed by both, in force from 1 January 2027\n"
        "K31 Eligibility violations, version 1: agreed by both, in force from 1 January 2027\n"
        "K33 Sponsor turnaround, version 1: agreed by both, in force from 1 January 2027\n"
        "Credit terms, version 1: agreed by both, in force from 1 January 2027\n"
        "[Export the schedule] [Change one of them]"
    )
    assert "[Agree" not in agreed.heard(HELIX)
    assert "Nothing waits for your agreement there." in agreed.click("Agree to all 4", by=VERA, at=DIRECT[VERA])


def test_one_of_many_can_be_declined_and_the_rest_agreed(known: Running) -> None:
    known.send_file(ALICE, "schedule.toml", EXAMPLE)
    known.click("Confirm", by=ALICE, at=DIRECT[ALICE])
    known.say("sla decline K33 not like this", by=VERA, at=HELIX, via="mention")
    said = known.click("Agree to all 3", by=VERA, at=HELIX)
    assert said == (
        "Agreed by both companies: K14 Monitoring visit reports on time, version 1, K31 Eligibility violations, version 1 "
        "and Credit terms, version 1. They hold from 1 January 2027."
    )
    card = known.heard(HELIX)
    assert "K33 Sponsor turnaround, version 1 (declined: not like this)" in card
    assert "K14 Monitoring visit reports on time, version 1 (agreed by both, in force from 1 January 2027)" in card
    assert "Nothing waits for your agreement there." in known.click("Agree to all 4", by=VERA, at=DIRECT[VERA])


@pytest.mark.parametrize("form", ["toml", "yaml"])
def test_what_is_exported_says_the_same_and_sending_it_back_proposes_nothing(agreed: Running, form: str) -> None:
    content = exported(agreed, form)
    loaded = tomllib.loads(content.decode()) if form == "toml" else yaml.safe_load(content)
    assert loaded == tomllib.loads(EXAMPLE)
    assert agreed.send_file(ALICE, f"schedule.{form}", content).endswith(
        f"schedule.{form} for Helix Clinical, 3 KPIs: 0 new, 0 changed, 3 unchanged\nThere is nothing to propose."
    )


@pytest.mark.parametrize("form", ["toml", "yaml"])
def test_the_agreed_end_is_exported_and_read_back_the_same(agreed: Running, form: str) -> None:
    agreed.say("sla withdraw K14 1 Apr 2027 because it is over", by=ALICE, at=HELIX)
    content = exported(agreed, form)
    (kpi, *rest) = (tomllib.loads(content.decode()) if form == "toml" else yaml.safe_load(content))["kpi"]
    assert (kpi["code"], kpi["ends_on"]) == ("K14", date(2027, 4, 1))
    assert not any("ends_on" in its for its in rest)
    assert agreed.send_file(ALICE, f"schedule.{form}", content).endswith(
        "0 new, 0 changed, 3 unchanged\nThere is nothing to propose."
    )


def test_a_schedule_that_is_sent_for_the_first_time_brings_its_ends(known: Running) -> None:
    ending = EXAMPLE.replace("effective_from = 2027-01-01", "effective_from = 2027-01-01\nends_on = 2027-07-01", 2)
    ending = ending.replace("\nends_on = 2027-07-01", "", 1)  # that of the credit terms
    known.send_file(ALICE, "schedule.toml", ending)
    known.click("Confirm", by=ALICE, at=DIRECT[ALICE])
    assert "Holds from: 1 January 2027, until 1 July 2027" in last_message(known, HELIX)
    known.click("Agree to all 4", by=VERA, at=HELIX)
    assert tomllib.loads(exported(known, "toml").decode()) == tomllib.loads(ending)


def test_another_end_is_a_change_and_one_before_its_beginning_is_none(agreed: Running) -> None:
    later = LATER.replace("effective_from = 2027-02-01", "effective_from = 2027-02-01\nends_on = {day}", 2)
    later = later.replace("\nends_on = {day}", "", 1)
    said = agreed.send_file(ALICE, "schedule.toml", later.replace("{day}", "2027-08-01"))
    assert "0 new, 1 changed, 2 unchanged" in said
    said = agreed.send_file(ALICE, "schedule.toml", later.replace("{day}", "2027-01-15"))
    assert "ends_on It cannot end on 2027-01-15, before it holds." in said


def test_the_vendors_people_export_it_too_and_send_a_change_back(agreed: Running) -> None:
    content = exported(agreed, "yaml", by=VERA).decode()
    changed = content.replace("target: 90.0", "target: 92.0").replace("2027-01-01", "2027-03-01")
    said = agreed.send_file(VERA, "schedule.yaml", changed)
    assert "3 KPIs: 0 new, 1 changed, 2 unchanged\nChanged: K33 Sponsor turnaround\n" in said
    form = agreed.click("Confirm", by=VERA, at=DIRECT[VERA])
    assert "schedule.yaml changes what both companies agreed to.\nWhy does it change?: [...]" in form
    agreed.submit(by=VERA, reason="You have a new team")
    assert "Why it changes: You have a new team" in last_message(agreed, DIRECT[ALICE])
    assert "Target: 90 % or more → 92 % or more" in last_message(agreed, DIRECT[ALICE])
    assert last_message(agreed, HELIX).startswith(
        "@Vera Novak proposes a change of a KPI. Northwind Bio, do you agree?"
    )


def test_each_trouble_is_named_with_its_path_in_the_file(known: Running) -> None:
    bad = (
        EXAMPLE.replace("target = 95.0", 'target = "high"')
        .replace('direction = "lower"', 'direction = "down"\ncolour = "red"')
        .replace("red_limit = 75.0", "red_limit = 99.0")
        .replace("at_risk = 10.0", "at_risk = 300.0")
    )
    assert known.send_file(ALICE, "bad.toml", bad).partition("\n\n")[2] == (
        "bad.toml for Helix Clinical, 0 KPIs: 0 new, 0 changed, 0 unchanged; 5 things to mend\n"
        "kpi[1].target says 'high'; give it a number such as 95 or 2.5\n"
        "kpi[2].colour is a key I do not know.\n"
        "kpi[2].direction says 'down'; give it one of higher or lower\n"
        "kpi[3].red_limit When higher is better, the red limit is at the target or below it; 99 % is on the wrong side of "
        "90 %. Change one of them.\n"
        "credit.at_risk 300 is no share in per cent. Give a number from 0 to 100.\n"
        "There is nothing to propose."
    )


def test_owners_are_people_of_their_own_side(known: Running) -> None:
    bad = EXAMPLE.replace("vera@helix.example", "bob@northwind.example")
    said = known.send_file(ALICE, "bad.toml", bad)
    assert "kpi[1].vendor_owner I know nobody of Helix Clinical as bob@northwind.example." in said
    by_name = EXAMPLE.replace("vera@helix.example", "Vera Novak")
    assert "3 KPIs: 3 new, 0 changed" in known.send_file(ALICE, "good.toml", by_name)
    by_mention = EXAMPLE.replace("vera@helix.example", f"<@{VERA}>")
    assert "3 KPIs: 3 new, 0 changed" in known.send_file(ALICE, "good.toml", by_mention)


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("x.toml", "kpi = [", "I cannot read x.toml as TOML:"),
        ("x.yaml", "a: [", "I cannot read x.yaml as YAML:"),
        ("x.yaml", "just words", "it holds no keys and values"),
        ("x.yml", "vendor: Helix Clinical", "x.yml has neither KPIs nor credit terms."),
        ("x.toml", "[credit]\nat_risk = 10", "x.toml does not say whose schedule it is."),
        ("x.toml", 'vendor = "Nobody"', "Nobody"),
        ("x.yaml", "vendor: Helix Clinical\nkpi: soon", "kpi is not a list; write [[kpi]] before each"),
        ("x.yaml", "vendor: Helix Clinical\nkpi: [soon]", "kpi[1] is not a table of keys and values"),
        ("x.yaml", "vendor: Helix Clinical\nkpi: [{code: A, clock: soon}]", "kpi[1].clock is not a table"),
        ("x.yaml", "[" * 5000, "I cannot read x.yaml as YAML:"),
        ("x.yaml", "a: " + "x" * 200_001, "it is larger than 200 kB"),
    ],
)
def test_what_cannot_be_read_says_why(known: Running, name: str, content: str, words: str) -> None:
    assert words in known.send_file(ALICE, name, content)


def test_another_vendors_schedule_does_not_exist_for_a_vendors_people(known: Running) -> None:
    known.say("vendor add Orion Labs, tier 2, Central laboratory")
    known.say(f"vendor lead Orion Labs <@{CHARLIE}>")
    known.say("vendor link Orion Labs", at=ORION)
    known.say("vendor introduce Orion Labs")
    known.say("help", by=CHARLIE, at=ORION, via="mention")
    said = known.send_file(CHARLIE, "schedule.toml", EXAMPLE)
    strange = known.send_file(CHARLIE, "schedule.toml", EXAMPLE.replace("Helix Clinical", "Nowhere"))
    assert said.replace("Helix Clinical", "Nowhere") == strange
    assert "proposes" not in known.heard(HELIX)


def test_without_a_name_it_is_the_senders_own(known: Running) -> None:
    said = known.send_file(VERA, "schedule.toml", EXAMPLE.replace('vendor = "Helix Clinical"\n', ""))
    assert "schedule.toml for Helix Clinical, 3 KPIs: 3 new" in said


def test_export_asks_for_a_form_it_knows(agreed: Running) -> None:
    assert 'I write a schedule as toml or yaml, and do not know "xlsx".' in agreed.say("sla export xlsx", at=HELIX)
    assert "is on its way" in agreed.say("sla export Helix yml", at=GOVERNANCE)


def test_what_does_not_fit_one_message_is_not_proposed(known: Running) -> None:
    words = "word " * 60
    kpi = "\n".join(
        f'[[kpi]]\ncode = "C{number}"\nname = "{words[:140]}"\nquestion = "{words}"\nlens = "quality"\nunit = "%"\n'
        f'direction = "higher"\ntarget = 95\nred_limit = 90\neffective_from = 2027-01-01\ncounted = "{words[:290]}"\n'
        f'out_of = "{words[:290]}"\n'
        for number in range(150)
    )
    said = known.send_file(ALICE, "long.toml", f'vendor = "Helix Clinical"\n{kpi}')
    assert "150 KPIs say more than one message can show. Propose fewer at once," in said
    assert "proposes" not in known.heard(HELIX)


# --- on the command line -----------------------------------------------------------------------------------------------


def run(parley: Running, folder: Path, text: str, **more: object) -> int:
    file = folder / "schedule.toml"
    file.write_text(text)
    asked = {"vendor": None, "number": None, "confirmed": False} | more
    return import_schedule(parley.parley.settings, file, **asked)  # type: ignore[arg-type]


def test_the_command_line_looks_first_and_proposes_when_told_to(
    agreed: Running, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = LATER.replace("target = 90.0", "target = 91.0")
    assert run(agreed, tmp_path, text) == 0
    assert capsys.readouterr().out == (
        "schedule.toml for Helix Clinical, 3 KPIs: 0 new, 1 changed, 2 unchanged\n"
        "Changed: K33 Sponsor turnaround\n"
        "Nothing is proposed yet. Run it again with --confirm to propose what is new or changed.\n"
    )
    assert run(agreed, tmp_path, text, confirmed=True) == 0
    assert "Say why with --reason; the other company reads it.\n" in capsys.readouterr().out
    assert run(agreed, tmp_path, text, confirmed=True, vendor="Helix Clinical", reason="A new plan") == 0
    assert capsys.readouterr().out.endswith("Proposed together for Helix Clinical: 1 KPI.\n")
    agreed.settle()
    assert "@Alice Moreau proposes a change of a KPI. Helix Clinical, do you agree?" in agreed.heard(HELIX)


def test_the_command_line_says_what_to_mend(known: Running, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(known, tmp_path, EXAMPLE.replace("at_risk = 10.0", "at_risk = 300.0")) == 1
    assert "credit.at_risk 300 is no share in per cent." in capsys.readouterr().out


def test_the_command_line_needs_to_know_whose_it_is(known: Running, tmp_path: Path) -> None:
    text = EXAMPLE.replace('vendor = "Helix Clinical"\n', "")
    with pytest.raises(WhoseSchedule):
        run(known, tmp_path, text)
    with pytest.raises(UnknownVendor):
        run(known, tmp_path, text, vendor="Nobody")
    assert run(known, tmp_path, text, vendor="Helix Clinical") == 0
