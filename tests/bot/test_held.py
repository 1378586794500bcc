"""Whatever somebody does whom nobody has confirmed, through whatever door: it is held, and nothing else changes."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select

from bot.arrivals import Arrival, Asks
from governance.events import Door
from storage.tables import metadata
from tests.cast import ALICE, BOB, DIRECT, HELIX, HELIX_TEAM, MERIDIAN, NINA, NORTHWIND, OMAR, VERA
from tests.newcomers import ASKED, HOLD, NINA_PATEL, OMAR_DIAZ, heard, held, hire, press, questions
from tests.running import Running

# What holding writes: the act, its delivery, and the sentences about it.
HOLDING = {"held_acts", "inbox", "outbox", "lanes"}
HER_INVITE = "unconfirmed:mail:nina@helix.example"  # it goes out once she is confirmed
TAILS = ("", "Helix", "A-1 friday because", f"<@{BOB}> friday send it", "K14 2026-10 39 of 40")
REFS = ("1", "A-1", "done A-1", "yes S-1", "1:1")
VALUES: dict[str, Any] = {"title": "x", "owner": BOB, "due": "2026-12-01", "reason": "x", "link": "https://x.example"}


@pytest.fixture
def lived_in(with_helix: Running) -> Running:
    """Helix with something of everything, some of it Nina's; and Nina, whom nobody has confirmed."""
    with_helix.import_results("Helix Clinical,,K14,2026-10,31,39,")
    hire(with_helix, NINA_PATEL, HELIX)
    for owner in (NINA, VERA, BOB):
        with_helix.say(f"action add <@{owner}> friday send it", by=BOB, at=HELIX)
    with_helix.say(f"session schedule Helix 1 Dec 15:00 <@{NINA}>", at=HELIX)
    with_helix.say("digest subscribe weekly friday 9:00", at=HELIX)
    return with_helix


def arrivals(parley: Running) -> Iterator[dict[str, Any]]:
    """Every line, button, form, emoji and menu there is, with all sorts of things behind it; and files."""
    registry = parley.parley.house.registry
    for name in (*registry.commands, "hello", ""):
        for place, tail in zip((HELIX, DIRECT[NINA]) * 3, TAILS, strict=False):
            door = Door.MENTION if place == HELIX else Door.DIRECT
            yield {
                "asks": Asks.LINE,
                "door": door,
                "text": f"{name} {tail}".strip(),
                "channel": place,
                "direct": place != HELIX,
            }
    for name in registry.buttons:
        for ref in REFS:
            yield {"asks": Asks.BUTTON, "door": Door.BUTTON, "name": name, "ref": ref, "channel": HELIX}
    for name in registry.forms:
        for ref in ("1", "A-1", "S-1"):
            yield {
                "asks": Asks.FORM,
                "door": Door.FORM,
                "name": name,
                "values": VALUES,
                "memo": {"ref": ref, "vendor": 1},
            }
    for name in registry.emojis:
        yield {"asks": Asks.REACTION, "door": Door.REACTION, "name": name, "channel": HELIX, "message_ts": "1.1"}
    for name in registry.shortcuts:
        yield {
            "asks": Asks.SHORTCUT,
            "door": Door.SHORTCUT,
            "name": name,
            "channel": HELIX,
            "message_text": "secret words",
        }
    yield {"asks": Asks.FILE, "door": Door.DIRECT, "channel": DIRECT[NINA]}
    yield {"asks": Asks.HOME, "door": Door.HOME}


def everything(parley: Running) -> dict[str, list[str]]:
    """All rows of all tables that holding has no business with."""
    with parley.database.read() as connection:
        return {
            table.name: sorted(repr(row) for row in connection.execute(select(table)))
            for table in metadata.sorted_tables
            if table.name not in HOLDING
        }


def spoken_to(parley: Running) -> set[str]:
    with parley.database.read() as connection:
        return set(connection.exec_driver_sql("SELECT lane FROM outbox WHERE state = 'todo'").scalars())


def test_no_act_of_somebody_unconfirmed_changes_anything(lived_in: Running) -> None:
    before, house, tried = everything(lived_in), lived_in.parley.house, 0
    assert spoken_to(lived_in) == {HER_INVITE}
    for number, its in enumerate(arrivals(lived_in)):
        facts = {"key": f"try:{number}", "team": NORTHWIND, "user": NINA, "user_team": HELIX_TEAM}
        answer = house.hear(Arrival(**facts, **its))
        assert (answer.view, answer.errors, answer.say) == (None, None, None), its
        tried = number
    assert tried > 600
    assert everything(lived_in) == before
    assert spoken_to(lived_in) - {HER_INVITE} == {
        f"answer:{NINA}",
        f"channel:{DIRECT[NINA]}",
        f"channel:{NINA}",
        f"home:{NINA}",
    }


def test_nothing_of_a_message_is_held(lived_in: Running) -> None:
    pressed = {"asks": Asks.BUTTON, "door": Door.BUTTON, "name": "action.deed", "ref": "done A-1", "channel": HELIX}
    facts = {
        "key": "press",
        "team": NORTHWIND,
        "user": NINA,
        "user_team": HELIX_TEAM,
        "message_text": "our secret words",
    }
    lived_in.parley.house.hear(Arrival(**facts, **pressed))
    with lived_in.database.read() as connection:
        kept = connection.exec_driver_sql("SELECT arrival FROM held_acts").scalars().all()
    assert len(kept) == 1
    assert "secret words" not in str(kept)


# --- whose company is not known --------------------------------------------------------------------------------------


def test_what_somebody_of_an_unknown_company_asks_for_in_a_vendors_channel_is_held_for_it(with_helix: Running) -> None:
    hire(with_helix, OMAR_DIAZ, HELIX)
    assert with_helix.say(f"action add <@{BOB}> friday read it", by=OMAR, at=HELIX, via="mention") == HOLD
    assert len(questions(with_helix)) == 1
    assert "1 thing they asked for is held" in with_helix.say("vendor confirm")
    said = with_helix.say(f"action add <@{OMAR}> friday send the plan", by=BOB, at=HELIX)
    assert said.startswith("Omar Diaz works for neither Helix Clinical nor us")
    press(with_helix, "Yes, confirm")
    assert "A-1 read it" in with_helix.heard(HELIX)


def test_so_it_is_where_two_vendors_share_one_slack(with_helix: Running) -> None:
    hire(with_helix, replace(OMAR_DIAZ, team=HELIX_TEAM))
    with_helix.say("vendor add Helix Labs, tier 2, Laboratory")
    with_helix.say(f"vendor lead Helix Labs <@{OMAR}>")
    hire(with_helix, NINA_PATEL, HELIX)
    assert with_helix.say("status", by=NINA, at=HELIX, via="mention") == HOLD
    assert questions(with_helix) == [ASKED.replace("Helix Clinical's Slack", f"another company's Slack ({HELIX_TEAM})")]


def test_who_was_refused_is_not_held_again(with_helix: Running) -> None:
    hire(with_helix, OMAR_DIAZ, HELIX)
    with_helix.say("status", by=OMAR, at=HELIX, via="mention")
    press(with_helix, "No")
    assert "you do not work for Helix Clinical" in with_helix.say("status", by=OMAR, at=HELIX, via="mention")
    assert held(with_helix) == 0
    assert questions(with_helix) == []


def test_elsewhere_whoever_is_unknown_is_refused_as_before(with_helix: Running) -> None:
    hire(with_helix, OMAR_DIAZ, HELIX)
    assert "You cannot" in with_helix.say("status", by=OMAR, via="direct")
    assert questions(with_helix) == []


@pytest.mark.parametrize(
    ("said", "days", "was", "by_now"),
    [
        ("friday", 6, "Friday 27 November 2026", "Friday 4 December 2026"),
        ("tomorrow", 1, "Tuesday 24 November 2026", "Wednesday 25 November 2026"),
        ("1 Dec", 10, "Tuesday 1 December 2026", "Wednesday 1 December 2027"),
    ],
)
def test_what_names_a_day_that_means_another_by_now_is_asked_again(
    with_nina: Running, said: str, days: int, was: str, by_now: str
) -> None:
    with_nina.say(f"action add <@{BOB}> {said} read it", by=NINA, at=HELIX, via="mention")
    with_nina.clock_moves(days=days)
    press(with_nina, "Yes, confirm")
    assert f"You meant {was} then, and by now that reads as {by_now}" in heard(with_nina, DIRECT[NINA])[-1]
    assert "0 open items" in with_nina.say("action list", at=HELIX)


def test_what_names_a_day_that_is_still_the_same_is_done(with_nina: Running) -> None:
    with_nina.say(f"action add <@{BOB}> friday read it", by=NINA, at=HELIX, via="mention")
    with_nina.clock_moves(days=3)
    press(with_nina, "Yes, confirm")
    assert "Added: A-1 read it (@Bob Tran, due tomorrow)" in heard(with_nina, DIRECT[NINA])[-1]


# --- who is in none of the vendor's channels any more ------------------------------------------------------------------

GONE = (
    "@Nina Patel is in none of Helix Clinical's channels any more. Do they still work for Helix Clinical? Until you say no, I go "
    "on as before.\n[Yes, they do] [No longer]"
)


@pytest.fixture
def confirmed(with_nina: Running) -> Running:
    """Nina is confirmed, and in one of Helix's two channels."""
    press(with_nina, "Yes, confirm")
    with_nina.say("vendor link Helix Clinical", at=MERIDIAN)
    return with_nina


def leaves(parley: Running, who: str, channel: str = HELIX) -> None:
    parley.sandbox.leave(who, channel)
    parley.settle()


def test_the_manager_is_asked_about_who_has_left_the_vendors_last_channel(confirmed: Running) -> None:
    confirmed.sandbox.join(NINA, MERIDIAN)
    confirmed.settle()
    leaves(confirmed, NINA)
    assert GONE not in heard(confirmed, DIRECT[ALICE])
    leaves(confirmed, NINA, MERIDIAN)
    assert heard(confirmed, DIRECT[ALICE])[-1] == GONE
    assert press(confirmed, "Yes, they do") == ""
    assert heard(confirmed, DIRECT[ALICE])[-1] == "@Nina Patel works for Helix Clinical still, as you say."
    assert confirmed.say("status", by=NINA, via="direct").startswith("Helix Clinical")


def test_whoever_works_for_the_vendor_no_longer_can_do_nothing_more(confirmed: Running) -> None:
    leaves(confirmed, NINA)
    assert "Why?" in press(confirmed, "No longer")
    assert confirmed.submit(reason="she has another job").startswith("@Nina Patel")
    assert "you do not work for Helix Clinical" in confirmed.say("status", by=NINA, via="direct")


def test_nobody_is_asked_about_our_own_people_and_those_who_wait(with_nina: Running) -> None:
    before = heard(with_nina, DIRECT[ALICE])
    leaves(with_nina, NINA)
    leaves(with_nina, BOB)
    assert heard(with_nina, DIRECT[ALICE]) == before
