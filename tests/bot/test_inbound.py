"""One grammar through every door, and what is not for Parley left alone."""

import pytest
from sqlalchemy import event

from handlers import registry
from storage.tables import metadata
from tests.cast import BOB, DIRECT, GOVERNANCE, HELIX, HELIX_TEAM, PARLEY, QUIET, VERA
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


@pytest.fixture
def thread(with_helix: Running) -> str:
    """The one that S-1 is held in, in the channel of Helix."""
    with_helix.say("session schedule Helix today 15:00", at=HELIX)
    with_helix.clock_moves(hours=5)
    with_helix.say("session start", at=HELIX)
    with_helix.say("help", by=VERA, at=HELIX, via="mention")
    return next(its["ts"] for its in with_helix.sandbox.messages(HELIX) if "It is held in the thread" in str(its))


NOTED = {"type": "message", "channel_type": "channel", "user": VERA, "team": HELIX_TEAM, "text": "risk: it snows"}


def rows(parley: Running) -> dict[str, int]:
    """How many rows each table has, but for those of what was heard."""
    names = [its.name for its in metadata.sorted_tables if its.name not in ("inbox", "lanes")]
    with parley.database.read() as connection:
        return {name: connection.exec_driver_sql(f"SELECT count(*) FROM {name}").scalar() or 0 for name in names}


def test_a_note_in_the_thread_of_a_session_is_heard(with_helix: Running, thread: str) -> None:
    assert with_helix.sandbox.event(NOTED | {"channel": HELIX, "ts": "7.1", "thread_ts": thread}).status == 200
    with_helix.settle()
    assert "Risk: it snows" in with_helix.heard(HELIX)


def test_a_note_that_is_shown_in_the_channel_too_is_heard(with_helix: Running, thread: str) -> None:
    broadcast = NOTED | {"channel": HELIX, "ts": "7.1", "thread_ts": thread, "subtype": "thread_broadcast"}
    assert with_helix.sandbox.event(broadcast).status == 200
    with_helix.settle()
    assert "Risk: it snows" in with_helix.heard(HELIX)


@pytest.mark.parametrize(
    "event",
    [
        {"text": "It snows, by the way: a risk"},
        {"subtype": "message_changed"},
        {"bot_id": "B0OTHER"},
        {"thread_ts": None},
        {"thread_ts": "1.1"},
        {"channel": GOVERNANCE},
        {"channel": QUIET},
        {"text": f"<@{PARLEY}> risk: it snows"},
    ],
    ids=lambda event: " ".join(map(str, event.values())),
)
def test_what_is_no_note_of_a_session_says_and_writes_nothing(with_helix: Running, thread: str, event: dict) -> None:
    before, calls = rows(with_helix), len(with_helix.sandbox.calls())
    message = NOTED | {"channel": HELIX, "ts": "7.1", "thread_ts": thread} | event
    assert with_helix.sandbox.event({name: its for name, its in message.items() if its is not None}).status == 200
    with_helix.settle()
    assert rows(with_helix) == before
    assert len(with_helix.sandbox.calls()) == calls


def test_of_whoever_talks_in_another_thread_nothing_is_learnt(with_helix: Running, thread: str) -> None:
    before, calls = rows(with_helix), len(with_helix.sandbox.calls())
    said = NOTED | {"text": "Risk: rain on the picnic <@U0GUS>", "channel": QUIET, "ts": "7.1", "thread_ts": "1.1"}
    assert with_helix.sandbox.event(said).status == 200
    with_helix.settle()
    assert rows(with_helix) == before
    assert len(with_helix.sandbox.calls()) == calls


def test_talk_in_a_thread_never_reaches_the_database(with_helix: Running, thread: str) -> None:
    asked: list[str] = []
    engine = with_helix.database.engine
    hear = lambda *its: asked.append(its[2])  # noqa: E731
    event.listen(engine, "before_cursor_execute", hear)
    try:
        said = NOTED | {"text": "I think so too", "channel": HELIX, "ts": "7.1", "thread_ts": thread}
        assert with_helix.sandbox.event(said).status == 200
    finally:
        event.remove(engine, "before_cursor_execute", hear)
    assert asked == []


def test_in_a_direct_message_a_mention_is_only_a_habit(with_helix: Running) -> None:
    said = with_helix.say(f"<@{PARLEY}> action list", by=BOB, via="direct")
    assert said.startswith("All open actions")


def test_someone_who_changes_their_name_is_known_by_it(with_helix: Running) -> None:
    user = {"id": VERA, "name": "vera", "real_name": "Vera Nowak", "team_id": "T0HELIX", "tz": "Europe/London"}
    with_helix.sandbox.event({"type": "user_change", "user": user})
    with_helix.say("vendor add Orion Labs, tier 2, CRO", at=GOVERNANCE)
    said = with_helix.say(f"vendor lead Orion <@{VERA}>", at=GOVERNANCE)
    assert said.startswith("Vera Nowak acts for another vendor already.")
