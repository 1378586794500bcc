"""Vendors: added by a line or a form, linked to channels, shown, listed; and what is said when something is off."""

import pytest

from tests.cast import ALICE, BOB, GOVERNANCE, HELIX, MERIDIAN, ORION, VERA
from tests.running import Running

CARD = """Helix Clinical
==============
Service
CRO
Tier
Tier 1: effect on participants or critical data
Status
Active
Channels
#helix-northwind
Our account lead
@Alice Moreau
Their account lead
@Vera Novak
[Status] [Add an action]"""
REHEARSAL = (
    "In rehearsal: Helix Clinical's people hear nothing yet. Whatever I would say to them comes to their account lead on your "
    "side instead, until somebody presses Introduce Parley."
)


def test_a_line_adds_a_vendor(parley: Running) -> None:
    said = parley.say(f"vendor add Helix Clinical, tier 1, CRO <@{VERA}|vera>")
    assert said == (
        "Helix Clinical is added. Next: go to the channel you share and type /vendor link Helix Clinical.\n"
        + CARD.split("\n", 2)[2]
        .replace("#helix-northwind", "none linked yet")
        .replace("[Status]", f"{REHEARSAL}\n[Status]")
        + " [Introduce Parley]"
    )


def test_a_linked_vendor_is_shown_with_its_channel(with_helix: Running) -> None:
    assert with_helix.say("vendor show helix") == CARD


def test_in_its_own_channel_a_vendor_needs_no_name(with_helix: Running) -> None:
    assert with_helix.say("vendor show", at=HELIX) == CARD


def test_the_vendors_people_see_their_own_card(with_helix: Running) -> None:
    assert with_helix.say("vendor show", by=VERA, at=HELIX, via="mention") == CARD


def test_an_incomplete_line_opens_the_form_with_what_is_known(parley: Running) -> None:
    assert parley.say("vendor add Orion Labs, tier 3") == (
        "-- Add a vendor --\nName: [Orion Labs]\nKind of service: [CRO, Central laboratory, Data management]\n"
        "Tier: [Tier 3: little effect]\n  It sets how often and how closely you meet.\n"
        "Our account lead (optional): [Choose a person]\nTheir account lead (optional): [Choose a person]\n[Add] [Cancel]"
    )


@pytest.mark.parametrize("tier", ["tier 9", "tier: 0", "Tier 12"])
def test_a_tier_there_is_not_is_named(parley: Running, tier: str) -> None:
    said = parley.say(f"vendor add Orion Labs, {tier}, Central laboratory")
    assert said.startswith(f"There is no tier {tier.split()[1]}. It is 1 (")
    assert parley.say("vendor add Orion Labs, tier: 2, Central laboratory").startswith("Orion Labs is added.")


def test_the_form_adds_a_vendor(parley: Running) -> None:
    parley.say("vendor add")
    parley.submit(name="Helix Clinical", service="CRO", tier="1", sponsor_lead=ALICE, vendor_lead=VERA)
    parley.say("vendor link Helix Clinical", at=HELIX)
    parley.say("vendor introduce Helix Clinical")
    assert parley.say("vendor show Helix Clinical") == CARD


def test_an_empty_form_keeps_everything_and_says_what_is_missing(parley: Running) -> None:
    parley.say("vendor add")
    form = parley.submit(service="CRO", tier="2")
    assert "! Please complete this required field." in form
    assert "-- Add a vendor --" in form


def test_a_name_of_spaces_is_no_name(parley: Running) -> None:
    parley.say("vendor add")
    form = parley.submit(name="   ", service="CRO", tier="2")
    assert "Name: [...]\n  ! Please complete this required field." in form


def test_a_name_taken_already_is_said_under_the_field(with_helix: Running) -> None:
    with_helix.say("vendor add")
    form = with_helix.submit(name="HELIX  clinical", service="CRO", tier="2")
    assert '! There is a vendor called "HELIX clinical" already.' in form


def test_a_name_taken_already_is_said_in_the_answer(with_helix: Running) -> None:
    said = with_helix.say("vendor add helix clinical, tier 2, CRO")
    assert said == 'There is a vendor called "helix clinical" already. /vendor show helix clinical shows it.'


def test_a_name_far_too_long_is_refused_with_its_length(parley: Running) -> None:
    said = parley.say(f"vendor add {'H' * 3000}, tier 2, CRO")
    assert said == "The name is 3000 characters long. Keep it under 120."


@pytest.mark.parametrize("typed", ["Helx", "Helix Klinical", "heliks clin"])
def test_an_unknown_vendor_is_met_with_the_nearest_names(with_helix: Running, typed: str) -> None:
    said = with_helix.say(f"vendor show {typed}")
    assert said == f'There is no vendor called "{typed}". Did you mean Helix Clinical? /vendor list shows them all.'


def test_a_vendor_nobody_could_mean_is_met_without_a_guess(with_helix: Running) -> None:
    assert with_helix.say("vendor show Zzyzx") == 'There is no vendor called "Zzyzx". /vendor list shows them all.'


def test_linking_an_unknown_vendor_offers_the_nearest(with_helix: Running) -> None:
    assert "Did you mean Helix Clinical?" in with_helix.say("vendor link Helx Clinical", at=MERIDIAN)


def test_a_channel_belongs_to_one_vendor(with_helix: Running) -> None:
    with_helix.say("vendor link Helix Clinical", at=MERIDIAN)
    with_helix.say("vendor add Orion Labs, tier 2, Central laboratory")
    said = with_helix.say("vendor link Orion Labs", at=MERIDIAN)
    assert said.startswith("This channel is linked to Helix Clinical already.")
    assert with_helix.say("vendor link Nosuch", at=MERIDIAN) == said


def test_a_direct_message_cannot_be_linked(with_helix: Running) -> None:
    assert with_helix.say("vendor link Helix Clinical", via="direct").startswith("This works in a channel.")


def test_linking_nothing_says_how(parley: Running) -> None:
    assert parley.say("vendor link", at=HELIX) == "The vendor is empty. Write /vendor link <vendor>."


def test_a_study_is_named_with_the_link(parley: Running) -> None:
    parley.say(f"vendor add Helix Clinical, tier 1, CRO <@{VERA}|vera>")
    assert "belongs to Helix Clinical now" in parley.say("vendor link Helix Clinical study NW-301", at=HELIX)


def test_the_list_is_ordered_by_tier_and_pages(parley: Running) -> None:
    for number in range(1, 17):
        parley.say(f"vendor add Vendor {number:02}, tier {1 + number % 3}, Logistics")
    page = parley.say("vendor list")
    assert page.startswith("16 vendors\n==========\nVendor 03: tier 1, Logistics, active\n")
    assert page.endswith("Page 1 of 2\n[Next page]")
    assert parley.click("Next page") == "16 vendors\n==========\nVendor 14: tier 3, Logistics, active"


def test_an_empty_list_offers_to_add_the_first(parley: Running) -> None:
    assert parley.say("vendor list") == "There are no vendors yet.\n[Add a vendor]"
    assert parley.click("Add a vendor").startswith("-- Add a vendor --")


def test_a_page_that_is_not_there_says_so(with_helix: Running) -> None:
    assert with_helix.say("vendor list 99999999999").startswith("There are no more vendors.")


def test_a_lead_of_either_side_can_be_named_later(parley: Running) -> None:
    parley.say("vendor add Helix Clinical, tier 1, CRO")
    assert (
        parley.say(f"vendor lead Helix <@{VERA}|vera>")
        == "@Vera Novak leads Helix Clinical for Helix Clinical's side now."
    )
    assert (
        parley.say(f"vendor lead Helix <@{BOB}|bob> because of a handover")
        == "@Bob Tran leads Helix Clinical for our side now."
    )


def test_nobody_leads_two_vendors(with_helix: Running) -> None:
    with_helix.say("vendor add Orion Labs, tier 2, Central laboratory")
    said = with_helix.say(f"vendor lead Orion <@{VERA}|vera>")
    assert said.startswith("Vera Novak acts for another vendor already.")


def test_in_the_shared_channel_only_its_own_vendor_exists(with_helix: Running) -> None:
    with_helix.say("vendor add Orion Labs, tier 2, Central laboratory", at=GOVERNANCE)
    assert with_helix.say("vendor show Orion Labs", by=BOB, at=HELIX) == ('There is no vendor called "Orion Labs".')
    assert "Orion" not in with_helix.say("vendor list", by=BOB, at=HELIX)


def test_a_vendors_people_cannot_list_vendors(with_helix: Running) -> None:
    assert with_helix.say("vendor list", by=VERA, at=HELIX, via="mention").startswith(
        "You cannot see the list of vendors"
    )


def test_the_channel_orion_shares_is_not_helixs(with_helix: Running) -> None:
    assert with_helix.say("vendor status", by=BOB, at=MERIDIAN).startswith("Which vendor?")
    assert with_helix.say("vendor status", by=ALICE, at=ORION).startswith("Which vendor?")
