"""One grammar through every door, and what is not for Parley left alone."""

import pytest

from handlers import registry
from tests.cast import BOB, DIRECT, GOVERNANCE, HELIX, PARLEY, VERA
from tests.running import Running

DOORS = ("slash", "mention", "direct")


@pytest.mark.parametrize("via", DOORS)
def test_an_unknown_command_is_repeated_with_the_nearest(with_helix: Running, via: str) -> None:
    said = with_helix.say("acton list", by=BOB, at=HELIX, via=via)
    assert said.startswith("I do not know acton. Did you mean action help?")


@pytest.mark.parametrize("via", DOORS)
def test_an_unknown_verb_is_repeated_with_the_nearest(with_helix: Running, via: str) -> None:
    said = with_helix.say("action lst", by=BOB, at=HELIX, via=via)
    assert said.startswith("I do not know action lst. Did you mean action list?")


@pytest.mark.parametrize("via", DOORS)
@pytest.mark.parametrize("line", ["action list mine", "vendor show Helix", "session list", "help"])
def test_every_door_gives_the_same_answer(with_helix: Running, line: str, via: str) -> None:
    assert with_helix.say(line, by=BOB, at=HELIX, via=via) == with_helix.say(line, by=BOB, at=GOVERNANCE, via="direct")


def test_parley_takes_every_noun(with_helix: Running) -> None:
    for noun in registry().nouns:
        ack = with_helix.sandbox.slash(BOB, HELIX, f"/parley {noun} help")
        assert f"{noun} " in ack.body["text"]


@pytest.mark.parametrize(("typed", "meant"), [("meeting list", "session list"), ("kpi status", "sla status")])
def test_other_words_for_the_same_noun_are_taken(with_helix: Running, typed: str, meant: str) -> None:
    assert with_helix.say(typed, by=BOB, at=HELIX) == with_helix.say(meant, by=BOB, at=HELIX)


@pytest.mark.parametrize("line", ["ACTION LIST", "  action   list  ", "Action List"])
def test_capitals_and_spaces_do_not_matter(with_helix: Running, line: str) -> None:
    assert with_helix.say(line, by=BOB, at=HELIX, via="mention").startswith("Actions with Helix Clinical")


def test_help_shows_a_person_only_what_they_may_do(with_helix: Running) -> None:
    assert "setup" in with_helix.say("help vendor", by=BOB) + with_helix.say("vendor help", by=BOB)
    said = with_helix.say("vendor help", by=VERA, at=HELIX, via="mention")
    assert "vendor status" in said
    assert "vendor add" not in said


def test_a_mention_in_a_thread_is_answered_in_the_thread(with_helix: Running) -> None:
    first = with_helix.sandbox.message(BOB, HELIX, "Where are we?").ts
    with_helix.say("status", by=VERA, at=HELIX, via="mention", thread=first)
    assert with_helix.sandbox.calls("chat.postEphemeral")[-1].args["thread_ts"] == first


@pytest.mark.parametrize(
    "event",
    [
        {"type": "message", "channel_type": "im", "user": BOB, "text": "help", "subtype": "message_changed"},
        {"type": "message", "channel_type": "im", "user": BOB, "text": "help", "bot_id": "B0OTHER"},
        {"type": "message", "channel_type": "channel", "user": BOB, "text": "help"},
        {"type": "message", "channel_type": "im", "text": "help"},
        {"type": "app_home_opened", "user": BOB, "tab": "messages"},
        {"type": "something_new", "user": BOB},
    ],
    ids=lambda event: " ".join(map(str, event.values())),
)
def test_what_is_not_for_parley_is_left_alone(with_helix: Running, event: dict) -> None:
    before = len(with_helix.sandbox.calls())
    assert with_helix.sandbox.event({"channel": DIRECT[BOB], "ts": "1.1"} | event).status == 200
    with_helix.settle()
    assert len(with_helix.sandbox.calls()) == before


def test_in_a_direct_message_a_mention_is_only_a_habit(with_helix: Running) -> None:
    said = with_helix.say(f"<@{PARLEY}> action list", by=BOB, via="direct")
    assert said.startswith("All open actions")


def test_someone_who_changes_their_name_is_known_by_it(with_helix: Running) -> None:
    user = {"id": VERA, "name": "vera", "real_name": "Vera Nowak", "team_id": "T0HELIX", "tz": "Europe/London"}
    with_helix.sandbox.event({"type": "user_change", "user": user})
    with_helix.say("vendor add Orion Labs, tier 2, CRO", at=GOVERNANCE)
    said = with_helix.say(f"vendor lead Orion <@{VERA}>", at=GOVERNANCE)
    assert said.startswith("Vera Nowak acts for another vendor already.")
