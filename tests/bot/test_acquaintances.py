"""Whose company somebody is of: told by their Slack, never by a name or an address, and asked again when it changes."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from sandbox.cast import Person, Team
from sandbox.server import Sandbox
from tests.cast import (
    ALICE,
    BOB,
    CHARLIE,
    DIRECT,
    GOVERNANCE,
    GUS,
    HELIX,
    HELIX_TEAM,
    NINA,
    NORTHWIND,
    OMAR,
    ORION,
    ORION_TEAM,
    PARLEY,
    VERA,
)
from tests.newcomers import (
    ASKED,
    GUS_GREEN,
    HOLD,
    NINA_PATEL,
    OMAR_DIAZ,
    changes_profile,
    events,
    heard,
    held,
    hire,
    press,
    questions,
)
from tests.running import Running

ASKED_OF_ORION = ASKED.replace("Nina Patel", "Omar Diaz").replace(
    "Helix Clinical's Slack", "another company's Slack (T0ORION)"
)


def test_whoever_uses_another_companys_slack_by_now_waits_again(with_nina: Running) -> None:
    press(with_nina, "Yes, confirm")
    changes_profile(with_nina, replace(NINA_PATEL, team=ORION_TEAM))
    assert with_nina.say("status", by=NINA, at=HELIX, via="mention") == HOLD
    assert questions(with_nina) == [ASKED.replace("Helix Clinical's Slack", "another company's Slack (T0ORION)")]
    assert events(with_nina, "PersonCompanyChanged") == 1


def test_the_daily_message_goes_to_those_who_are_confirmed(with_nina: Running) -> None:
    with_nina.say(f"action add <@{NINA}> 27 Nov send the plan", by=BOB, at=HELIX)
    with_nina.tick("reminders")
    with_nina.watch.set(datetime(2026, 11, 25, 9, tzinfo=UTC))
    with_nina.tick("reminders")
    assert heard(with_nina, DIRECT[NINA]) == []
    press(with_nina, "Yes, confirm")
    with_nina.say("action start A-1", by=NINA, via="direct")
    with_nina.clock_moves(minutes=5)
    with_nina.tick("reminders")
    with_nina.watch.set(datetime(2026, 11, 27, 9, tzinfo=UTC))
    with_nina.tick("reminders")
    assert "1 thing waits on you" in heard(with_nina, DIRECT[NINA])[-1]


def test_an_act_signed_for_another_company_is_held_before_slack_has_told_of_the_change(with_nina: Running) -> None:
    press(with_nina, "Yes, confirm")
    with_nina.sandbox.hire(replace(NINA_PATEL, team=ORION_TEAM))
    assert with_nina.say("status", by=NINA, at=HELIX, via="mention") == HOLD


def test_another_team_of_the_same_organisation_is_the_same_company(with_helix: Running) -> None:
    def user(who: Person, team: str) -> dict[str, object]:
        its = {"id": who.id, "team_id": team, "real_name": who.real_name}
        return its | {"enterprise_user": {"enterprise_id": "E0HELIX"}}

    vera = with_helix.sandbox.workspace.cast.people[VERA]
    with_helix.parley.directory.keep_people({VERA: user(vera, vera.team), NINA: user(NINA_PATEL, "T0HELIX2")})
    assert "1 person waits for Helix Clinical" in with_helix.say("vendor confirm")
    with_helix.click("Yes, confirm")
    with_helix.parley.directory.keep_people({NINA: user(NINA_PATEL, "T0HELIX3")})
    assert with_helix.say("vendor confirm").startswith("Nobody waits")


def test_a_strangers_name_and_mail_do_not_make_them_somebody(with_helix: Running) -> None:
    vera = with_helix.sandbox.workspace.cast.people[VERA]
    likeness = replace(OMAR_DIAZ, name=vera.name, real_name=vera.real_name, email=vera.email)
    hire(with_helix, likeness, HELIX)
    assert with_helix.say("status", by=OMAR, at=HELIX, via="mention") == HOLD
    assert questions(with_helix) == [ASKED_OF_ORION.replace("Omar Diaz", vera.real_name)]


def test_the_mail_of_somebody_the_sponsor_named_counts_only_in_that_vendors_slack(with_helix: Running) -> None:
    with_helix.send_file(ALICE, "people.csv", "name,email,company\nNina Patel,nina@helix.example,Helix Clinical\n")
    press(with_helix, "Confirm")
    hire(with_helix, replace(OMAR_DIAZ, email="nina@helix.example"), HELIX)
    assert with_helix.say("status", by=OMAR, at=HELIX, via="mention") == HOLD
    hire(with_helix, NINA_PATEL, HELIX)
    assert questions(with_helix) == [ASKED_OF_ORION]
    assert "Helix Clinical" in with_helix.say("status", by=NINA, at=HELIX, via="mention")


def test_a_file_of_the_sponsors_confirms_who_waits_in_that_vendors_slack_with_that_address(with_nina: Running) -> None:
    assert with_nina.say("status", by=NINA, at=HELIX, via="mention") == HOLD
    with_nina.send_file(ALICE, "people.csv", "name,email,company\nNina Patel,Nina@helix.example,Helix Clinical\n")
    press(with_nina, "Confirm")
    assert "Alice Moreau has confirmed that you work for Helix Clinical." in heard(with_nina, DIRECT[NINA])[0]
    assert held(with_nina) == 0


def test_a_file_confirms_nobody_who_has_that_address_in_a_slack_that_is_not_the_vendors(with_helix: Running) -> None:
    hire(with_helix, replace(OMAR_DIAZ, email="nina@helix.example"), HELIX)
    assert with_helix.say("status", by=OMAR, at=HELIX, via="mention") == HOLD
    with_helix.send_file(ALICE, "people.csv", "name,email,company\nNina Patel,nina@helix.example,Helix Clinical\n")
    press(with_helix, "Confirm")
    assert with_helix.say("status", by=OMAR, at=HELIX, via="mention") == HOLD
    hire(with_helix, NINA_PATEL, HELIX)
    assert "Helix Clinical" in with_helix.say("status", by=NINA, at=HELIX, via="mention")


def test_a_consultant_of_another_company_does_not_make_that_company_the_vendors(with_helix: Running) -> None:
    hire(with_helix, OMAR_DIAZ, HELIX)
    with_helix.say("status", by=OMAR, at=HELIX, via="mention")
    press(with_helix, "Yes, confirm")
    said = with_helix.say("status", by=CHARLIE, via="direct")
    assert "Helix" not in said
    assert "You cannot" in said
    with_helix.say(f"vendor add Orion Labs, tier 2, Laboratory <@{CHARLIE}>")
    assert "Charlie Reyes" in with_helix.say("vendor show Orion")
    assert with_helix.say("status", by=OMAR, at=HELIX, via="mention").startswith("Helix Clinical")


def test_whoever_waits_for_one_vendor_can_be_named_lead_of_another(with_nina: Running) -> None:
    assert questions(with_nina) == [ASKED]
    with_nina.say("vendor add Helix Labs, tier 2, Laboratory")
    assert "@Nina Patel leads Helix Labs" in with_nina.say(f"vendor lead Helix Labs <@{NINA}>")
    assert "does not wait for Helix Clinical any more" in press(with_nina, "Yes, confirm")
    said = with_nina.say(f"vendor lead Helix Clinical <@{NINA}> because she is back")
    assert said.startswith("Nina Patel acts for another vendor already.")


def test_whoever_moves_to_another_vendor_leaves_all_behind_and_waits_there(with_nina: Running) -> None:
    press(with_nina, "Yes, confirm")
    with_nina.say(f"vendor add Orion Labs, tier 2, Laboratory <@{CHARLIE}>")
    with_nina.say("vendor link Orion Labs", at=ORION)
    with_nina.say("vendor introduce Orion Labs")
    with_nina.say(f"action add <@{NINA}> 27 Nov send the plan", by=BOB, at=HELIX)
    with_nina.say("digest subscribe weekly monday 10:00 for me", by=NINA, via="direct")
    with_nina.click("Subscribe", by=NINA, at=DIRECT[NINA])
    for _ in range(2):
        changes_profile(with_nina, replace(NINA_PATEL, team=ORION_TEAM))
    assert (
        "Nina Patel has left. From now on these are yours:\n• 1 action item: A-1" in heard(with_nina, DIRECT[VERA])[-1]
    )
    with_nina.sandbox.join(NINA, ORION)
    with_nina.settle()
    assert with_nina.say("status", by=NINA, at=ORION, via="mention") == HOLD.replace("Helix Clinical", "Orion Labs")
    assert len([words for words in questions(with_nina) if "Do they work for Orion Labs?" in words]) == 1
    before = len(heard(with_nina, DIRECT[NINA]))
    press(with_nina, "Yes, confirm")
    with_nina.clock_moves(days=8)
    with_nina.tick("reminders")
    assert with_nina.say("action list", by=NINA, via="direct").startswith("Actions with Orion Labs: 0 open items")
    assert not any("Helix" in words or "A-1" in words for words in heard(with_nina, DIRECT[NINA])[before:])
    assert events(with_nina, "PersonMoved") == 1


def test_a_lead_who_moves_is_that_lead_no_more_and_the_sponsors_lead_hears_what_nobody_has_taken(
    with_helix: Running,
) -> None:
    with_helix.say(f"vendor add Orion Labs, tier 2, Laboratory <@{CHARLIE}>")
    with_helix.say("vendor introduce Orion Labs")
    with_helix.say(f"action add <@{VERA}> 27 Nov send the plan", by=BOB, at=HELIX)
    changes_profile(with_helix, replace(with_helix.sandbox.workspace.cast.people[VERA], team=ORION_TEAM))
    assert heard(with_helix, DIRECT[ALICE])[-1] == (
        "Vera Novak works for another company now. 1 action item and 1 role are theirs still: please give them to somebody else."
    )
    assert "Vera" not in with_helix.say("vendor show Helix")
    assert "1 person waits for Orion Labs" in with_helix.say("vendor confirm")
    with_helix.click("Yes, confirm")
    before = len(heard(with_helix, DIRECT[VERA]))
    with_helix.clock_moves(days=8)
    with_helix.tick("reminders")
    assert "There is no action A-1" in with_helix.say("action show A-1", by=VERA, via="direct")
    assert not any("Helix" in words or "send the plan" in words for words in heard(with_helix, DIRECT[VERA])[before:])


def test_a_consultant_stays_when_their_own_company_becomes_a_vendor(with_helix: Running) -> None:
    hire(with_helix, OMAR_DIAZ, HELIX)
    with_helix.say("status", by=OMAR, at=HELIX, via="mention")
    press(with_helix, "Yes, confirm")
    with_helix.say(f"vendor add Orion Labs, tier 2, Laboratory <@{CHARLIE}>")
    changes_profile(with_helix, replace(OMAR_DIAZ, real_name="Omar B. Diaz"))
    assert with_helix.say("status", by=OMAR, at=HELIX, via="mention").startswith("Helix Clinical")


# --- guests ----------------------------------------------------------------------------------------------------------


def test_a_guest_in_the_sponsors_slack_is_none_of_its_people(with_helix: Running) -> None:
    hire(with_helix, GUS_GREEN, GOVERNANCE)
    assert "You cannot" in with_helix.say("vendor list", by=GUS)
    assert "You cannot" in with_helix.say("vendor confirm", by=GUS)
    assert "Gus" not in with_helix.say("vendor people Helix")


def test_a_guest_can_be_confirmed_for_a_vendor_and_stays_so(with_helix: Running) -> None:
    hire(with_helix, GUS_GREEN, HELIX)
    assert "[Confirm people]" in with_helix.say("vendor confirm Helix")
    with_helix.click("Confirm people")
    (option,) = with_helix.sandbox.views(ALICE)[-1]["blocks"][0]["element"]["options"]
    assert option["text"]["text"] == "Gus Green, a guest in Northwind Bio's Slack"
    with_helix.submit(people=[option["value"]])
    changes_profile(with_helix, replace(GUS_GREEN, real_name="Gus B. Green"))
    assert "Helix Clinical" in with_helix.say("status", by=GUS, at=HELIX)
    assert "You cannot" in with_helix.say("vendor list", by=GUS, at=HELIX)
    hire(with_helix, replace(GUS_GREEN, id="U0GUS2", real_name="Gil Green"), HELIX)
    assert "1 person waits" not in with_helix.say("vendor confirm Helix")


def test_the_sponsors_channel_is_not_the_vendors_because_a_guest_is_confirmed(with_helix: Running) -> None:
    hire(with_helix, GUS_GREEN, HELIX)
    with_helix.say("vendor confirm Helix")
    with_helix.click("Confirm people")
    (option,) = with_helix.sandbox.views(ALICE)[-1]["blocks"][0]["element"]["options"]
    with_helix.submit(people=[option["value"]])
    with_helix.sandbox.share(HELIX, NORTHWIND, ORION_TEAM)
    with_helix.settle()
    assert any("no longer shared" in words for words in heard(with_helix, DIRECT[ALICE]))


def test_whoever_becomes_a_guest_is_none_of_the_sponsors_people_any_more(with_helix: Running) -> None:
    with_helix.say(f"action add <@{BOB}|bob> friday read the protocol for Helix Clinical")
    bob = with_helix.sandbox.workspace.cast.people[BOB]
    for _ in range(2):
        changes_profile(with_helix, replace(bob, guest=True))
    assert "You cannot" in with_helix.say("vendor list", by=BOB)
    assert "A-1" in with_helix.say("action list mine")
    assert [words for words in heard(with_helix, DIRECT[ALICE]) if "From now on these are yours" in words] == [
        "Bob Tran has left. From now on these are yours:\n• 1 action item: A-1\n[What waits on me]"
    ]
    assert events(with_helix, "PersonMoved") == 1
    changes_profile(with_helix, bob)
    assert "Helix" in with_helix.say("vendor list", by=BOB)


def test_a_guests_mail_is_not_taken_for_that_of_somebody_of_the_sponsor(with_helix: Running) -> None:
    with_helix.send_file(ALICE, "people.csv", "name,email,company\nGail Green,gail@helix.example,Northwind Bio\n")
    press(with_helix, "Confirm")
    hire(with_helix, replace(GUS_GREEN, email="gail@helix.example"), GOVERNANCE)
    assert "You cannot" in with_helix.say("vendor list", by=GUS)


# --- what a delivery says of somebody's team -------------------------------------------------------------------------


def mention(parley: Running, user: str, **teams: str) -> list[str]:
    """Somebody mentions Parley in Helix's channel, with these teams in the delivery; what they then read."""
    before = len(parley.sandbox.ephemerals(user))
    words = {"text": f"<@{PARLEY}> vendor list", "ts": f"{parley.watch().timestamp():.6f}", "channel": HELIX}
    parley.sandbox.event({"type": "app_mention", "user": user} | words | teams)
    parley.settle()
    return [parley.read(its) for its in parley.sandbox.ephemerals(user)[before:]]


@pytest.fixture
def unled(parley: Running) -> Running:
    """Helix's channel, while nobody of Helix is named yet."""
    parley.say("vendor add Helix Clinical, tier 1, CRO", at=HELIX)
    parley.say("vendor link Helix Clinical", at=HELIX)
    parley.say("vendor introduce Helix Clinical")
    return parley


def test_nobody_becomes_one_of_the_sponsors_people_by_what_a_delivery_says(unled: Running) -> None:
    assert "1 vendor" not in str(mention(unled, VERA, team=NORTHWIND, source_team=HELIX_TEAM))
    unled.clock_moves(minutes=5)
    assert "1 vendor" not in str(mention(unled, VERA, team=NORTHWIND))
    assert "1 vendor" not in unled.say("vendor list", by=VERA, at=HELIX, via="mention")
    assert "Vera" not in unled.say("vendor people")


def test_an_outsider_who_was_once_taken_for_one_of_ours_is_so_no_more(unled: Running) -> None:
    with unled.database.write() as connection:
        connection.exec_driver_sql(f"UPDATE people SET role = 'member' WHERE slack_user = '{VERA}'")
    assert "1 vendor" not in str(mention(unled, VERA, team=NORTHWIND))


def test_whoever_slack_says_nothing_of_is_asked_to_try_again(unled: Running) -> None:
    sam = replace(GUS_GREEN, name="sam", real_name="Sam Stone", guest=False)
    unled.sandbox.hire(sam)
    unled.sandbox.fault("users.info", times=1, error="internal_error")
    said = unled.say("vendor list", by=GUS, via="direct")
    assert said == "Slack did not answer when asked who you are. Nothing was done; please try again in a minute."
    assert "1 vendor" in unled.say("vendor list", by=GUS, via="direct")


# --- one of the sponsor's several Slack workspaces ---------------------------------------------------------------------

GRETA = replace(GUS_GREEN, name="greta", real_name="Greta Grid", team="T0NORTH2", guest=False)


@pytest.fixture
def of_an_organisation(slack: Sandbox, start: Callable[..., Running]) -> Running:
    """Northwind is an organisation with two workspaces, and Helix another one; Parley is installed in the first."""
    for team, name, enterprise in (
        (NORTHWIND, "Northwind Bio", "E0NORTH"),
        ("T0NORTH2", "Northwind Labs", "E0NORTH"),
        (HELIX_TEAM, "Helix Clinical", "E0HELIX"),
    ):
        slack.found(Team(id=team, name=name, domain=team.lower(), enterprise=enterprise))
    parley = start()
    parley.say("vendor setup")
    parley.say(f"vendor add Helix Clinical, tier 1, CRO <@{VERA}|vera>", at=HELIX)
    parley.say("vendor link Helix Clinical", at=HELIX)
    parley.say("vendor introduce Helix Clinical")
    return parley


def test_a_colleague_in_another_workspace_of_the_organisation_is_one_of_ours(of_an_organisation: Running) -> None:
    hire(of_an_organisation, GRETA, HELIX)
    assert "1 vendor" in of_an_organisation.say("vendor list", by=GUS, via="direct")
    assert of_an_organisation.say("vendor status", by=GUS, at=HELIX).startswith("Helix Clinical")
    assert of_an_organisation.say("vendor confirm").startswith("Nobody waits")
    assert questions(of_an_organisation) == []


def test_a_known_colleague_may_act_from_there_and_move_there(of_an_organisation: Running) -> None:
    of_an_organisation.say("vendor list", by=BOB)
    assert "Helix Clinical" in str(mention(of_an_organisation, BOB, team="T0NORTH2"))
    changes_profile(of_an_organisation, replace(of_an_organisation.sandbox.workspace.cast.people[BOB], team="T0NORTH2"))
    assert "1 vendor" in of_an_organisation.say("vendor list", by=BOB)
    assert not any("has left" in words for words in heard(of_an_organisation, DIRECT[ALICE]))


def test_a_channel_of_the_organisation_is_not_read_by_another_company(of_an_organisation: Running) -> None:
    before = heard(of_an_organisation, DIRECT[ALICE])
    of_an_organisation.sandbox.share(HELIX, "E0HELIX", "E0NORTH")
    of_an_organisation.settle()
    assert heard(of_an_organisation, DIRECT[ALICE]) == before
