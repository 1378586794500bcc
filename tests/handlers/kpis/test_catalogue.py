"""The catalogue: what others have published, and how it becomes a proposal."""

import pytest

from governance.kpis.definitions import Limits
from governance.kpis.drafting import troubles
from handlers.kpis.catalogue import catalogue
from tests.cast import ALICE, GOVERNANCE, HELIX, VERA
from tests.running import Running


def test_it_has_33_kpis_each_with_its_source_and_how_strong_that_is() -> None:
    assert list(catalogue()) == [f"K{number:02}" for number in range(1, 34)]
    for its in catalogue().values():
        assert its.question.endswith("?")
        assert its.source
        assert its.strength
        assert its.has_numbers is not bool(its.yours)


@pytest.mark.parametrize("ident", [ident for ident, its in catalogue().items() if its.has_numbers])
def test_each_that_has_numbers_can_be_proposed_as_it_is(ident: str) -> None:
    assert list(troubles(catalogue()[ident].draft(1))) == []


def test_one_is_a_tolerance_limit_and_one_measures_the_sponsor() -> None:
    assert [its.id for its in catalogue().values() if its.limits is Limits.QTL] == ["K31"]
    assert [its.id for its in catalogue().values() if its.measured == "sponsor"] == ["K33"]


def test_all_of_them_are_listed(with_helix: Running) -> None:
    said = with_helix.say("sla catalogue", at=HELIX)
    assert said.startswith("33 KPIs of 33 in the catalogue.")
    assert (
        "K14 Monitoring visit reports on time: 95 % or more, red below 85 %; monthly. formula published, threshold "
        "judgement: GNE metric 3.2 (heybrian.com form); catalystcr.com on sponsor-caused delay"
    ) in said
    assert "K05 Activation to first patient first visit: target and limit are yours to set (the study sets it)" in said


def test_words_narrow_it_down_and_a_few_have_buttons(with_helix: Running) -> None:
    said = with_helix.say("sla catalogue site contract", by=VERA, at=HELIX, via="mention")
    assert said.startswith("1 KPI of 33 in the catalogue.")
    assert said.endswith("[Enrol K04]")
    assert "Nothing in the catalogue has all of these words" in with_helix.say("sla catalogue zebra", at=HELIX)


def test_one_opens_the_form_filled_in_with_what_the_source_says(with_helix: Running) -> None:
    form = with_helix.say("sla catalogue enrol k14", at=HELIX)
    assert "Code: [K14]\nName: [Monitoring visit reports on time]" in form
    assert "Are visit reports final within the days agreed?" in form
    assert with_helix.submit().startswith("Proposed: K14 Monitoring visit reports on time, version 1.")


def test_what_the_source_does_not_say_has_to_be_filled_in(with_helix: Running) -> None:
    with_helix.say("sla catalogue contract cycle", at=HELIX)
    with_helix.say("sla catalogue enrol K04", at=HELIX)
    assert with_helix.submit(target="2").count("! Please fill this in.") == 1
    assert with_helix.submit(target="2", red_limit="3").startswith("Proposed: K04 Site contract cycle time, version 1.")


def test_several_are_proposed_together_and_the_others_are_named_with_why(with_helix: Running) -> None:
    assert with_helix.say("sla catalogue enrol K14, K21 and K03", at=HELIX) == (
        "Proposed together: K14 Monitoring visit reports on time, version 1 and K21 Expedited SUSAR reports on time, "
        "version 1. @Vera Novak of Helix Clinical answers next; I have asked.\n"
        "K03 Study start-up cycle time (site identified to ready) is not among them: target and limit are yours to set "
        "(the sponsor sets it; the mean was 31.4 weeks); sla catalogue enrol K03 opens it as a form."
    )
    assert "Agreed by both companies" in with_helix.click("Agree to all 2", by=VERA, at=HELIX)
    assert with_helix.say("sla catalogue enrol K14, K21", at=HELIX) == (
        "Nothing was proposed.\n"
        "K14 Monitoring visit reports on time is not among them: it is there already; sla propose K14 changes it.\n"
        "K21 Expedited SUSAR reports on time is not among them: it is there already; sla propose K21 changes it."
    )


def test_what_is_not_in_it_is_said(with_helix: Running) -> None:
    assert "The catalogue has no KPI K99." in with_helix.say("sla catalogue enrol K14, K99", at=HELIX)


def test_elsewhere_the_vendor_is_named_behind(with_helix: Running) -> None:
    assert "Which vendor" in with_helix.say("sla catalogue enrol K14, K21", at=GOVERNANCE)
    said = with_helix.say("sla catalogue enrol K14, K21 Helix", by=ALICE, at=GOVERNANCE)
    assert said.startswith("Proposed together: K14")


def test_a_member_of_the_vendor_looks_and_does_not_enrol(with_helix: Running) -> None:
    with_helix.say("help", by=VERA, at=HELIX, via="mention")
    with with_helix.database.write() as connection:
        connection.exec_driver_sql("UPDATE people SET role = 'vendor member' WHERE slack_user = 'U0VERA'")
    assert "33 KPIs" in with_helix.say("sla catalogue", by=VERA, at=HELIX, via="mention")
    said = with_helix.say("sla catalogue enrol K14, K21", by=VERA, at=HELIX, via="mention")
    assert said.startswith("You cannot define KPIs or agree to them here.")
