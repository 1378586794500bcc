"""Channels change: whatever Slack says of them, in whatever order and however often, Parley ends where Slack is."""

from itertools import permutations
from typing import Any

import pytest

from tests.cast import ALICE, BOB, CHARLIE, DIRECT, HELIX, HELIX_TEAM, MERIDIAN, ORION, ORION_TEAM, PARLEY, VERA
from tests.running import Running

NEW = "C0HELIXNEW"


def direct(parley: Running, who: str = ALICE) -> list[str]:
    return [parley.read(its) for its in parley.sandbox.messages(DIRECT[who]) if its["user"] == PARLEY]


def event(parley: Running, kind: str, **facts: Any) -> None:
    """What Slack says, which may be late, repeated or in another order than it happened."""
    parley.sandbox.event({"type": kind, "channel": HELIX, **facts})
    parley.settle()


@pytest.fixture
def weekly(with_helix: Running) -> Running:
    with_helix.say("digest subscribe weekly monday 10:00", at=HELIX)
    with_helix.click("Subscribe")
    return with_helix


def test_an_archived_channel_is_told_to_the_vendor_manager_once_and_its_digest_pauses(weekly: Running) -> None:
    weekly.sandbox.archive(HELIX)
    weekly.settle()
    event(weekly, "channel_archive")
    assert direct(weekly)[-1] == (
        "Helix Clinical's channel #helix-northwind is archived, so I can say nothing there. The digest there pauses. "
        "Unarchive it in Slack and I go on by myself, or link another channel: /vendor link Helix Clinical there."
    )
    assert len([words for words in direct(weekly) if "is archived" in words]) == 1
    assert "next digest once the channel is back" in weekly.say("digest list")
    before = len(weekly.sandbox.messages(HELIX))
    weekly.clock_moves(days=7, hours=2)
    assert len(weekly.sandbox.messages(HELIX)) == before
    assert "it is archived. Unarchive it" in weekly.say("vendor doctor")
    assert "(archived)" in weekly.say("vendor show Helix")


def test_a_channel_that_is_back_gets_what_waited_and_the_next_digest(weekly: Running) -> None:
    weekly.sandbox.archive(HELIX)
    weekly.settle()
    weekly.clock_moves(days=7, hours=2)
    weekly.sandbox.archive(HELIX, back=True)
    weekly.settle()
    assert "is back, and I go on there." in direct(weekly)[-1]
    before = len(weekly.sandbox.messages(HELIX))
    weekly.clock_moves(days=7)
    assert len(weekly.sandbox.messages(HELIX)) > before


def test_a_refused_post_is_held_and_said_when_the_channel_is_back(with_helix: Running) -> None:
    with_helix.sandbox.subscriptions = set()
    with_helix.sandbox.archive(HELIX)
    with_helix.say(f"action add <@{VERA}|vera> friday send the site list for Helix Clinical")
    assert "is archived, so I can say nothing there. " in direct(with_helix)[-1]
    assert "1 message for it waits, a week at most." in direct(with_helix)[-1]
    with_helix.sandbox.archive(HELIX, back=True)
    event(with_helix, "channel_unarchive")
    assert "1 message that waited follows now." in direct(with_helix)[-1]
    assert "send the site list" in with_helix.read(with_helix.sandbox.messages(HELIX)[-1])


def test_what_waited_for_over_a_week_is_not_said(with_helix: Running) -> None:
    with_helix.sandbox.subscriptions = set()
    with_helix.sandbox.archive(HELIX)
    with_helix.say(f"action add <@{VERA}|vera> friday send the site list for Helix Clinical")
    before = len(with_helix.sandbox.messages(HELIX))
    with_helix.clock_moves(days=8)
    with_helix.sandbox.archive(HELIX, back=True)
    event(with_helix, "channel_unarchive")
    assert len(with_helix.sandbox.messages(HELIX)) == before


def test_removed_from_a_channel_parley_says_how_to_bring_it_back(with_helix: Running) -> None:
    with_helix.sandbox.remove_bot(HELIX)
    with_helix.settle()
    assert (
        "I am not in Helix Clinical's channel #helix-northwind, so I can say nothing there. The digest there pauses. Write /invite @Parley there"
        in direct(with_helix)[-1]
    )
    assert len([words for words in direct(with_helix) if "I am not in Helix" in words]) == 1
    with_helix.sandbox.slash(ALICE, HELIX, "/invite @Parley")
    with_helix.settle()
    assert "is back, and I go on there." in direct(with_helix)[-1]


def test_somebody_else_leaving_the_channel_changes_nothing_of_it(with_helix: Running) -> None:
    before = direct(with_helix)
    event(with_helix, "member_left_channel", user=BOB)
    assert direct(with_helix) == before


def test_a_deleted_channel_is_told_once(with_helix: Running) -> None:
    with_helix.sandbox.delete_channel(HELIX)
    with_helix.settle()
    event(with_helix, "channel_deleted")
    assert len([words for words in direct(with_helix) if "I cannot find" in words]) == 1


@pytest.mark.parametrize("order", [*permutations(["channel_archive", "channel_unarchive", "channel_left"])])
def test_in_any_order_the_end_is_what_slack_has(with_helix: Running, order: tuple[str, ...]) -> None:
    with_helix.sandbox.workspace.channels[HELIX].archived = True
    for kind in (*order, *order):
        event(with_helix, kind)
    assert "it is archived." in with_helix.say("vendor doctor")
    assert len([words for words in direct(with_helix) if "is archived" in words]) == 1


# --- shared and unshared -------------------------------------------------------------------------------------------------


def test_an_unshared_channel_says_no_more_than_before_until_somebody_says_that_it_is_theirs(
    with_helix: Running,
) -> None:
    with_helix.sandbox.share(HELIX)
    with_helix.settle()
    event(with_helix, "channel_unshared", is_ext_shared=False, previously_connected_team_id=HELIX_TEAM)
    told = [words for words in direct(with_helix) if "no longer shared" in words]
    assert len(told) == 1
    assert "its people do not read it any more" in told[0]
    with_helix.say("vendor add Orion Labs, tier 2, Laboratory")
    assert "Orion" not in with_helix.say("vendor list", at=HELIX)
    with_helix.click("It is ours alone", at=DIRECT[ALICE])
    assert "Orion" in with_helix.say("vendor list", at=HELIX)


def test_nothing_is_said_to_the_vendor_where_it_does_not_read(with_helix: Running) -> None:
    with_helix.sandbox.share(HELIX)
    with_helix.settle()
    before = len(with_helix.sandbox.messages(HELIX))
    with_helix.say(f"action add <@{VERA}|vera> friday send the site list", at=HELIX)
    assert len(with_helix.sandbox.messages(HELIX)) == before
    assert "send the site list" in direct(with_helix, VERA)[-1]


def test_another_company_may_still_share_the_channel_when_the_vendor_does_not(with_helix: Running) -> None:
    with_helix.sandbox.share(HELIX, HELIX_TEAM, ORION_TEAM)
    with_helix.settle()
    assert not [words for words in direct(with_helix) if "no longer shared" in words]
    with_helix.sandbox.share(HELIX, ORION_TEAM)
    with_helix.settle()
    assert len([words for words in direct(with_helix) if "no longer shared" in words]) == 1


def test_shared_again_it_is_as_before_and_cannot_be_called_ours(with_helix: Running) -> None:
    with_helix.sandbox.share(HELIX)
    with_helix.settle()
    with_helix.sandbox.share(HELIX, HELIX_TEAM)
    with_helix.settle()
    assert "is shared with Helix Clinical again" in direct(with_helix)[-1]
    assert "not yours alone" in with_helix.click("It is ours alone", at=DIRECT[ALICE])


# --- whoever else reads there ------------------------------------------------------------------------------------------


def reads(parley: Running, words: str) -> list[str]:
    return [its for its in direct(parley) if words in its]


def test_a_channel_of_another_company_is_never_ours_alone_and_whoever_links_it_hears_who_reads_there(
    with_helix: Running,
) -> None:
    with_helix.say("vendor link Helix Clinical", at=ORION)
    assert reads(with_helix, "T0ORION") == [
        (
            "Helix Clinical's channel #orion-northwind is read by a company that I do not know to be Helix Clinical's: another "
            "company's Slack (T0ORION). I say nothing there that is private to you, but they read what I say of Helix Clinical.\n"
            "What to do: if they are Helix Clinical's people, nothing. If not, end their sharing in Slack, or link another "
            "channel with /vendor link Helix Clinical there."
        )
    ]
    with_helix.say("vendor add Meridian, tier 2, Imaging")
    assert "Meridian" not in with_helix.say("vendor list", at=ORION)


def test_the_vendors_second_slack_team_reads_a_channel_that_is_shared(with_helix: Running) -> None:
    with_helix.say("vendor add Meridian, tier 2, Imaging")
    with_helix.sandbox.share(MERIDIAN, "T0HELIX2")
    with_helix.say("vendor link Helix Clinical", at=MERIDIAN)
    assert "Meridian" not in with_helix.say("vendor list", at=MERIDIAN).replace("northwind-meridian", "")


def test_what_another_company_reads_is_not_ours_alone(with_helix: Running) -> None:
    with_helix.sandbox.share(HELIX, ORION_TEAM)
    with_helix.settle()
    with_helix.say("vendor add Meridian, tier 2, Imaging")
    assert "not yours alone" in with_helix.click("It is ours alone", at=DIRECT[ALICE])
    assert "Meridian" not in with_helix.say("vendor list", at=HELIX)
    with_helix.sandbox.share(HELIX)
    with_helix.settle()
    with_helix.click("It is ours alone", at=DIRECT[ALICE])
    assert "Meridian" in with_helix.say("vendor list", at=HELIX)


def test_a_third_company_that_comes_in_is_told_once_each_time(with_helix: Running) -> None:
    with_helix.sandbox.share(HELIX, HELIX_TEAM, ORION_TEAM)
    with_helix.settle()
    event(with_helix, "channel_shared", connected_team_id=ORION_TEAM)
    assert len(reads(with_helix, "another company's Slack (T0ORION)")) == 1
    assert reads(with_helix, "no longer shared") == []
    with_helix.sandbox.share(HELIX, HELIX_TEAM)
    with_helix.clock_moves(minutes=5)
    with_helix.sandbox.share(HELIX, HELIX_TEAM, ORION_TEAM)
    with_helix.settle()
    assert len(reads(with_helix, "another company's Slack (T0ORION)")) == 2


def test_a_known_vendor_that_comes_in_is_called_by_its_name(with_helix: Running) -> None:
    with_helix.say(f"vendor add Orion Labs, tier 2, Laboratory <@{CHARLIE}>")
    with_helix.sandbox.share(HELIX, HELIX_TEAM, ORION_TEAM)
    with_helix.settle()
    assert len(reads(with_helix, "Orion Labs's Slack")) == 1


def test_a_channel_may_name_the_vendors_organisation_in_place_of_its_team(with_helix: Running) -> None:
    its = {"id": VERA, "team_id": HELIX_TEAM, "real_name": "Vera Novak"}
    with_helix.meets(its | {"enterprise_user": {"enterprise_id": "E0HELIX"}})
    before = direct(with_helix)
    with_helix.sandbox.share(HELIX, "E0HELIX")
    with_helix.settle()
    assert direct(with_helix) == before


def test_what_was_read_by_some_company_stays_discreet_when_it_no_longer_is(with_helix: Running) -> None:
    with_helix.say("vendor link Helix Clinical", at=ORION)
    with_helix.say("vendor add Meridian, tier 2, Imaging")
    with_helix.sandbox.share(ORION)
    with_helix.settle()
    assert len(reads(with_helix, "no longer shared")) == 1
    assert "Meridian" not in with_helix.say("vendor list", at=ORION)
    with_helix.click("It is ours alone", at=DIRECT[ALICE])
    assert "Meridian" in with_helix.say("vendor list", at=ORION)


# --- another id --------------------------------------------------------------------------------------------------------


def test_with_another_id_a_channel_keeps_its_link_its_digest_and_its_messages(weekly: Running) -> None:
    weekly.say(f"action add <@{VERA}|vera> friday send the site list", at=HELIX)
    weekly.sandbox.change_id(HELIX, NEW)
    weekly.settle()
    event(weekly, "channel_id_changed", old_channel_id=HELIX, new_channel_id=NEW)
    assert "<#C0HELIX>" not in weekly.say("vendor show Helix")
    assert "This channel belongs to Helix Clinical" in weekly.say("vendor doctor", at=NEW)
    before = len(weekly.sandbox.messages(NEW))
    weekly.say("action done A-1 all sites listed", by=VERA, at=NEW, via="mention")
    assert any("done" in weekly.read(its).lower() for its in weekly.sandbox.messages(NEW))
    weekly.clock_moves(days=7, hours=2)
    assert len(weekly.sandbox.messages(NEW)) > before
    assert not [words for words in direct(weekly) if "I cannot find" in words]


@pytest.mark.parametrize("order", [*permutations([(HELIX, "C0MIDDLE"), ("C0MIDDLE", NEW)])])
def test_several_new_ids_may_be_heard_of_in_any_order(with_helix: Running, order: tuple[tuple[str, str], ...]) -> None:
    with_helix.sandbox.subscriptions = set()
    with_helix.sandbox.change_id(HELIX, NEW)
    event(with_helix, "channel_archive")  # nothing is found under the old id: believed until the new one is known
    for old, new in order:
        event(with_helix, "channel_id_changed", old_channel_id=old, new_channel_id=new)
    assert "This channel belongs to Helix Clinical" in with_helix.say("vendor doctor", at=NEW)
    assert "cut off" not in with_helix.say("vendor doctor", at=NEW)
    assert "is back" in direct(with_helix)[-1]


def test_what_slack_says_of_a_channel_that_is_no_vendors_is_nobodys_business(parley: Running) -> None:
    event(parley, "channel_archive")
    event(parley, "channel_id_changed", old_channel_id=HELIX, new_channel_id=NEW)
    assert not parley.sandbox.calls("conversations.info")
