"""An emoji on a message: one private offer a message, to the first who may have it, and the form from it."""

from collections.abc import Callable

import pytest

from tests.bot.test_strangers import click_of, deliver
from tests.cast import ALICE, BOB, CHARLIE, DIRECT, GOVERNANCE, HELIX, HELIX_TEAM, MERIDIAN, ORION, ORION_TEAM, VERA
from tests.running import Running

OFFER = "Shall I make an action item of this message?\n[Create action]"
WORDS = "We need the site list by Friday"


def written(parley: Running, by: str = BOB, at: str = HELIX, words: str = WORDS, thread: str | None = None) -> str:
    """A message somebody writes; its timestamp."""
    ts = parley.sandbox.message(by, at, words, thread_ts=thread).ts
    assert ts
    parley.settle()
    return ts


def react(parley: Running, by: str, ts: str, at: str = HELIX, name: str = "pushpin") -> str:
    """What somebody is told in private for their reaction."""
    return parley.told(by, lambda: parley.sandbox.react(by, at, ts, name))


def offers(parley: Running, *people: str) -> int:
    """How many offers these people were made."""
    shown = [its for person in people for its in parley.sandbox.ephemerals(person)]
    return sum("Shall I make an action item" in parley.read(its) for its in shown)


def test_the_one_who_reacts_is_offered_an_action_item_in_private(with_helix: Running) -> None:
    ts, before = written(with_helix), with_helix.heard(HELIX)
    assert react(with_helix, BOB, ts) == OFFER
    assert len(with_helix.sandbox.messages(HELIX)) == before.count("Bob Tran, 09:00") + before.count("Parley, 09:00")
    assert offers(with_helix, ALICE, VERA) == 0


def test_however_many_react_one_is_offered_it(with_helix: Running) -> None:
    ts = written(with_helix)
    for person in (VERA, BOB, ALICE):
        react(with_helix, person, ts)
    react(with_helix, VERA, ts)  # taken away
    react(with_helix, VERA, ts)  # and put there again
    assert offers(with_helix, VERA) == 1
    assert offers(with_helix, ALICE, BOB, VERA) == 1


def test_each_message_has_an_offer_of_its_own(with_helix: Running) -> None:
    for _ in range(2):
        assert react(with_helix, BOB, written(with_helix)) == OFFER


def test_a_reaction_delivered_twice_is_one_offer(with_helix: Running) -> None:
    ts = written(with_helix)
    react(with_helix, BOB, ts)
    event = with_helix.sandbox.deliveries[-1].payload
    with_helix.sandbox.event(event)
    with_helix.settle()
    assert offers(with_helix, BOB) == 1


def test_the_form_has_the_messages_words_and_its_link_and_answers_in_its_thread(with_helix: Running) -> None:
    ts = written(with_helix, by=VERA)
    react(with_helix, BOB, ts)
    form = with_helix.click("Create action", by=BOB)
    assert WORDS in form
    with_helix.submit(by=BOB, owner=VERA, due="2026-11-27")
    page = with_helix.say("action show A-1", by=BOB, at=HELIX)
    assert f"https://northwind.slack.com/archives/{HELIX}/p{ts.replace('.', '')}" in source_of(with_helix)
    assert WORDS in page


def source_of(parley: Running) -> str:
    with parley.database.read() as connection:
        return str(connection.exec_driver_sql("SELECT source FROM actions").scalar_one())


def test_the_other_companys_person_is_offered_it_and_makes_the_item(with_helix: Running) -> None:
    ts = written(with_helix)
    assert react(with_helix, VERA, ts) == OFFER
    assert WORDS in with_helix.click("Create action", by=VERA)
    with_helix.submit(by=VERA, owner=BOB, due="2026-11-27")
    assert f"A-1 {WORDS} (@Bob Tran, due Fri 27 Nov)" in with_helix.say("action list", by=BOB, at=HELIX)


def test_a_reply_in_a_thread_is_offered_where_it_stands(with_helix: Running) -> None:
    root = written(with_helix)
    ts = written(with_helix, words="And the contract", thread=root)
    assert react(with_helix, BOB, ts) == OFFER
    assert "And the contract" in with_helix.click("Create action", by=BOB)
    with_helix.submit(by=BOB, owner=VERA, due="2026-11-27")
    assert source_of(with_helix).endswith(f"?thread_ts={root}&cid={HELIX}")


def test_parleys_own_message_can_be_marked_too(with_helix: Running) -> None:
    ts = with_helix.sandbox.messages(HELIX)[-1]["ts"]
    assert react(with_helix, BOB, ts) == OFFER
    assert "Create" in with_helix.click("Create action", by=BOB)


def test_a_message_in_the_direct_conversation_is_offered_there(with_helix: Running) -> None:
    ts = written(with_helix, at=DIRECT[BOB])
    assert react(with_helix, BOB, ts, at=DIRECT[BOB]) == OFFER
    assert WORDS in with_helix.click("Create action", by=BOB)
    with_helix.submit(by=BOB, owner=BOB, due="2026-11-27")
    assert f"A-1 {WORDS}" in with_helix.say("action list mine", by=BOB, via="direct")


def test_in_a_channel_that_belongs_to_no_vendor_the_sponsors_people_are_offered_it(with_helix: Running) -> None:
    ts = written(with_helix, at=MERIDIAN)
    assert react(with_helix, BOB, ts, at=MERIDIAN) == OFFER
    with_helix.click("Create action", by=BOB)
    with_helix.submit(by=BOB, owner=ALICE, due="2026-11-27")
    assert f"A-1 {WORDS}" in with_helix.say("action list", by=BOB, at=GOVERNANCE)


def test_a_strangers_reaction_is_no_question_and_uses_up_no_offer(with_helix: Running) -> None:
    ts = written(with_helix, by=ALICE, at=ORION)
    assert react(with_helix, CHARLIE, ts, at=ORION) == ""
    assert react(with_helix, ALICE, ts, at=ORION) == OFFER


@pytest.mark.parametrize("name", ["eyes", "round_pushpin", "pushpin2", "thumbsup::skin-tone-2", "PUSHPIN"])
def test_other_emojis_say_nothing(with_helix: Running, name: str) -> None:
    assert react(with_helix, BOB, written(with_helix), name=name) == ""
    assert with_helix.sandbox.calls("chat.postEphemeral") == []


def test_taking_an_emoji_away_says_nothing(with_helix: Running) -> None:
    ts = written(with_helix)
    event = {"type": "reaction_removed", "user": BOB, "reaction": "pushpin"}
    with_helix.sandbox.event(event | {"item": {"type": "message", "channel": HELIX, "ts": ts}})
    with_helix.settle()
    assert offers(with_helix, BOB) == 0


def test_an_emoji_on_a_file_is_no_message(with_helix: Running) -> None:
    event = {"type": "reaction_added", "user": BOB, "reaction": "pushpin", "item": {"type": "file", "file": "F1"}}
    assert with_helix.sandbox.event(event).status == 200
    with_helix.settle()
    assert offers(with_helix, BOB) == 0


def test_the_setting_chooses_another_emoji(with_helix: Running, start: Callable[..., Running]) -> None:
    parley = start(ACTION_EMOJI=":raised_hand:")
    ts = written(parley)
    assert react(parley, BOB, ts) == ""
    assert react(parley, BOB, ts, name="raised_hand::skin-tone-3") == OFFER


def test_a_message_removed_meanwhile_leaves_an_empty_title(with_helix: Running) -> None:
    ts = written(with_helix)
    react(with_helix, BOB, ts)
    with with_helix.sandbox.workspace.hold():
        channel = with_helix.sandbox.workspace.channels[HELIX]
        channel.messages.remove(channel.find(ts) or {})
    form = with_helix.click("Create action", by=BOB)
    assert form
    assert WORDS not in form
    with_helix.submit(by=BOB, title="Send the list", owner=VERA, due="2026-11-27")
    assert "A-1 Send the list" in with_helix.say("action list", by=BOB, at=HELIX)


@pytest.mark.parametrize("trouble", [{"status": 500}, {"error": "not_in_channel"}, {"drop": "before"}], ids=str)
def test_slack_not_showing_the_message_still_opens_the_form(with_helix: Running, trouble: dict) -> None:
    react(with_helix, BOB, written(with_helix))
    with_helix.sandbox.fault("conversations.replies", **trouble)
    assert "Who does it?" in with_helix.click("Create action", by=BOB)


def test_a_made_up_click_reads_no_message_of_another_conversation(with_helix: Running) -> None:
    with_helix.say("vendor add Orion Labs, tier 2, Central laboratory")
    with_helix.say(f"vendor lead Orion Labs <@{CHARLIE}>")
    with_helix.say("vendor link Orion Labs", at=ORION)
    with_helix.say("vendor introduce Orion Labs")
    ts = written(with_helix, words="canaryword")
    asked = len(with_helix.sandbox.calls("conversations.replies"))
    assert (
        deliver(with_helix, click_of(with_helix, CHARLIE, ORION_TEAM, "action.create", f"{HELIX}:{ts}")).status_code
        == 200
    )
    assert len(with_helix.sandbox.calls("conversations.replies")) == asked
    assert "canaryword" not in str([its.args for its in with_helix.sandbox.calls("views.open")])


def test_a_person_who_left_for_another_team_is_offered_nothing(with_helix: Running) -> None:
    ts = written(with_helix)
    event = {"type": "reaction_added", "user": BOB, "user_team": HELIX_TEAM, "reaction": "pushpin"}
    with_helix.sandbox.event(event | {"item": {"type": "message", "channel": HELIX, "ts": ts}})
    with_helix.settle()
    assert offers(with_helix, BOB) == 0
