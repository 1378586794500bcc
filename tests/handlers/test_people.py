"""People's own settings: when they work and hear, when they are away, and who stands in; the same for both companies."""

from datetime import UTC, date, datetime

import pytest

from tests.bot.test_strangers import deliver
from tests.cast import ALICE, BOB, CHARLIE, DIRECT, HELIX, HELIX_TEAM, NORTHWIND, VERA
from tests.running import Running

DEREK = "U0DEREK"
BUTTON = "\n[Change my settings]"
BOBS_DAY = (
    "You work 9:00 to 17:00 (America/New_York), with the holidays of US. "
    "I write to you at 9:00 when something waits on you."
)
VERAS_DAY = (
    "You work 9:00 to 17:00 (Europe/London), with the holidays of GB. "
    "I write to you at 9:00 when something waits on you."
)


@pytest.fixture
def known(with_helix: Running) -> Running:
    """Everybody, two vendors, and Derek, a colleague of Vera's."""
    with_helix.say("vendor add Orion Labs, tier 2, Central laboratory")
    with_helix.say(f"vendor lead Orion Labs <@{CHARLIE}>")
    with_helix.meets({"id": DEREK, "name": "derek", "real_name": "Derek Hall", "team_id": HELIX_TEAM})
    with_helix.say("vendor confirm Helix Clinical")
    with_helix.click("Yes, confirm")
    for person in (ALICE, BOB, VERA):
        with_helix.say("help", by=person, at=HELIX, via="mention")
    return with_helix


def kept(parley: Running, person: str, *columns: str) -> tuple:
    with parley.database.read() as connection:
        row = connection.exec_driver_sql(f"SELECT {', '.join(columns)} FROM people WHERE slack_user = '{person}'").one()
    return tuple(str(value) if value is not None else None for value in row)


def events(parley: Running, *kinds: str) -> int:
    names = ", ".join(f"'{kind}'" for kind in kinds)
    with parley.database.read() as connection:
        query = f"SELECT count(*) FROM journal WHERE event IN ({names})"
        return int(connection.exec_driver_sql(query).scalar_one())


# --- shown, through every door -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("person", "via", "words"),
    [
        (BOB, "slash", BOBS_DAY),
        (BOB, "direct", BOBS_DAY),
        (VERA, "direct", VERAS_DAY),
        (VERA, "mention", VERAS_DAY),
    ],
)
def test_me_show_says_when_somebody_works_and_hears(known: Running, person: str, via: str, words: str) -> None:
    assert known.say("me show", by=person, at=HELIX, via=via) == words + BUTTON


def test_a_stranger_has_no_settings(known: Running) -> None:
    known.meets({"id": "U0NOBODY", "name": "nobody", "real_name": "No Body", "team_id": "T0ELSE"})
    event = {"type": "app_mention", "user": "U0NOBODY", "team": "T0ELSE", "channel": HELIX, "ts": "5.5"}
    known.sandbox.event(event | {"text": "<@U0PARLEY> me away until friday"})
    known.settle()
    (said,) = [its.args for its in known.sandbox.calls("chat.postEphemeral") if its.args.get("user") == "U0NOBODY"]
    assert said["text"].startswith("Thank you. Alice Moreau confirms who works for *Helix Clinical*")


# --- the form --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("person", [BOB, VERA])
def test_the_form_keeps_what_is_chosen(known: Running, person: str) -> None:
    known.say("me show", by=person, via="direct")
    known.click("Change my settings", by=person, at=DIRECT[person])
    known.submit(by=person, remind_at="10:30", works_from="08:00", works_to="16:30", country="pl")
    said = known.say("me show", by=person, via="direct")
    assert said.startswith("You work 8:00 to 16:30 (")
    assert "with the holidays of PL. I write to you at 10:30 when" in said
    assert events(known, "PersonSettingsChanged") == 1


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"works_from": "17:00", "works_to": "09:00"}, "Work cannot end at 09:00 when it begins at 17:00."),
        ({"works_from": "09:00", "works_to": "09:00"}, "Work cannot end at 09:00 when it begins at 09:00."),
        ({"country": "XX"}, 'I do not know the holidays of "XX".'),
        ({"country": "?!"}, 'I do not know the holidays of "?!".'),
        ({"away_until": "2026-11-20"}, "Fri 20 Nov is over already."),
        ({"away_from": "2026-12-10", "away_until": "2026-12-01"}, "You would be back before you leave."),
        ({"away_from": "2026-11-01", "away_until": "2026-11-10"}, "Tue 10 Nov is over already."),
        ({"away_from": "2026-12-10"}, "Give the last day you are away."),
        ({"deputy": BOB}, "You cannot stand in for yourself."),
        ({"deputy": VERA}, "Vera Novak cannot stand in for you. Choose a colleague of your own company."),
    ],
    ids=str,
)
def test_what_makes_no_sense_keeps_the_form_open_and_changes_nothing(known: Running, values: dict, words: str) -> None:
    known.say("me settings", by=BOB)
    assert words in known.submit(by=BOB, **values)
    assert known.say("me show", by=BOB) == BOBS_DAY + BUTTON
    assert events(known, "PersonSettingsChanged") == 0


@pytest.mark.parametrize(("field", "said"), [("works_from", "soon"), ("works_to", "25:00"), ("remind_at", "-1")])
def test_a_time_slack_would_never_send_is_a_sentence_under_its_field(known: Running, field: str, said: str) -> None:
    known.say("me settings", by=BOB)
    view = known.sandbox.views(BOB)[-1]
    state = {name: {"value": {"type": "timepicker", "selected_time": "09:00"}} for name in ("works_from", "remind_at")}
    state |= {"works_to": {"value": {"type": "timepicker", "selected_time": "17:00"}}}
    state |= {field: {"value": {"type": "timepicker", "selected_time": said}}}
    who = {"id": BOB, "team_id": NORTHWIND}
    payload = {"type": "view_submission", "team": {"id": NORTHWIND}, "user": who}
    assert deliver(known, payload | {"view": {**view, "state": {"values": state}}}).status_code == 200
    assert known.say("me show", by=BOB) == BOBS_DAY + BUTTON
    assert events(known, "PersonSettingsChanged") == 0


def test_dates_of_a_holiday_that_is_over_do_not_stand_in_the_form(known: Running) -> None:
    known.say("me away until 27 Nov", by=BOB)
    known.watch.set(datetime(2026, 12, 7, 15, tzinfo=UTC))
    assert "Nov" not in known.say("me settings", by=BOB)
    known.submit(by=BOB, works_from="08:00")
    assert known.say("me show", by=BOB).startswith("You work 8:00 to 17:00 (America/New_York)")


# --- away ------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("until friday", "You are away until Fri 27 Nov."),
        ("friday", "You are away until Fri 27 Nov."),
        ("till 4 Dec", "You are away until Fri 4 Dec."),
        ("until today", "You are away until today."),
        ("from 1 Dec until 12 Dec", "You are away from Tue 1 Dec until Sat 12 Dec."),
        ("1 Dec to 12 Dec", "You are away from Tue 1 Dec until Sat 12 Dec."),
        (f"until friday <@{ALICE}>", "You are away until Fri 27 Nov; @Alice Moreau stands in for you."),
        ("until friday @alice", "You are away until Fri 27 Nov; @Alice Moreau stands in for you."),
    ],
)
def test_away_says_how_long_and_who_stands_in(known: Running, line: str, words: str) -> None:
    assert known.say(f"me away {line}", by=BOB) == f"{BOBS_DAY}\n{words}{BUTTON}"


def test_the_other_companys_people_are_away_in_the_same_words(known: Running) -> None:
    said = known.say(f"me away until friday <@{DEREK}>", by=VERA, via="direct")
    assert said == f"{VERAS_DAY}\nYou are away until Fri 27 Nov; @U0DEREK stands in for you.{BUTTON}"


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("until yesterday", "Yesterday is over already. Give a last day that is still to come."),
        ("from 12 Dec until 1 Dec", "You would be back before you leave."),
        ("until whenever", 'I found no date in "whenever"'),
        (f"until friday <@{BOB}>", "You cannot stand in for yourself."),
        (f"until friday <@{VERA}>", "Vera Novak cannot stand in for you."),
        ("until friday @zoltan", 'I do not know anyone called "zoltan".'),
        ("until friday alice", 'I do not know what to do with "alice".'),
        (f"until friday <@{ALICE}> and Vera", 'I do not know what to do with "and Vera".'),
    ],
)
def test_away_that_makes_no_sense_says_so_and_changes_nothing(known: Running, line: str, words: str) -> None:
    assert known.say(f"me away {line}", by=BOB).startswith(words)
    assert kept(known, BOB, "away_from", "away_until", "deputy_id") == (None, None, None)
    assert events(known, "AwayPlanned") == 0


def test_away_without_a_day_opens_the_form(known: Running) -> None:
    assert "until, the last day included" in known.say("me away", by=BOB)


def test_a_deputy_of_another_vendor_is_refused_without_their_name(known: Running) -> None:
    said = known.say(f"me away until friday <@{CHARLIE}>", by=VERA, via="direct")
    assert said == "This person cannot stand in for you. Choose a colleague of your own company."


def test_a_vendors_person_has_no_deputy_at_the_sponsors(known: Running) -> None:
    said = known.say(f"me away until friday <@{ALICE}>", by=VERA, via="direct")
    assert said == "Alice Moreau cannot stand in for you. Choose a colleague of your own company."


def test_whoever_chooses_somebody_who_is_away_is_told(known: Running) -> None:
    known.say("me away until 4 Dec", by=ALICE)
    said = known.say(f"me away until friday <@{ALICE}>", by=BOB)
    assert "@Alice Moreau stands in for you, and is away until Fri 4 Dec too." in said


# --- who hears -------------------------------------------------------------------------------------------------------------


def asked(parley: Running, person: str) -> int:
    """How many daily messages somebody has had."""
    return parley.heard(DIRECT[person]).count("I write once a day")


def morning(parley: Running, day: int, hour: int) -> None:
    parley.watch.set(datetime(2026, 11, day, hour, tzinfo=UTC))
    parley.tick("reminders")


def test_while_somebody_is_away_their_deputy_hears_and_back_early_they_hear_again(known: Running) -> None:
    known.say(f"action add <@{BOB}> 25 Nov call them", by=BOB)
    known.say(f"me away until 4 Dec <@{ALICE}>", by=BOB)
    morning(known, 23, 15)
    morning(known, 24, 15)
    morning(known, 25, 15)
    assert (asked(known, BOB), "For @Bob Tran, away until Fri 4 Dec:" in known.heard(DIRECT[ALICE])) == (0, True)
    before = known.heard(DIRECT[ALICE]).count("For @Bob Tran")
    assert known.say("me back", by=BOB) == BOBS_DAY + BUTTON
    morning(known, 25, 16)
    morning(known, 27, 15)
    assert asked(known, BOB) == 1
    assert known.heard(DIRECT[ALICE]).count("For @Bob Tran") == before


def test_a_deputy_who_is_away_too_hands_on_to_their_own(known: Running) -> None:
    known.meets({"id": "U0EVE", "name": "eve", "real_name": "Eve Lund", "team_id": NORTHWIND, "tz": "Europe/Warsaw"})
    known.say(f"action add <@{BOB}> 25 Nov call them", by=BOB)
    known.say(f"me away until 4 Dec <@{ALICE}>", by=BOB)
    known.say("me away until 4 Dec <@U0EVE>", by=ALICE)
    for day in (23, 24, 25):
        morning(known, day, 15)
    assert (asked(known, BOB), asked(known, ALICE)) == (0, 0)
    posts = [its.args for its in known.sandbox.calls("chat.postMessage") if its.args.get("channel") == "U0EVE"]
    assert "For <@U" in str(posts) or "Bob Tran" in str(posts)


def test_two_who_stand_in_for_each_other_and_are_both_away_hear_when_they_are_back(known: Running) -> None:
    known.say(f"action add <@{BOB}> 25 Nov call them", by=BOB)
    known.say(f"me away until 25 Nov <@{ALICE}>", by=BOB)
    known.say(f"me away until 25 Nov <@{BOB}>", by=ALICE)
    for day in (23, 24, 25):
        morning(known, day, 15)
    assert (asked(known, BOB), asked(known, ALICE)) == (0, 0)
    morning(known, 27, 15)
    assert asked(known, BOB) == 1


def test_back_when_nobody_was_away_does_no_harm(known: Running) -> None:
    assert known.say("me back", by=VERA, via="direct") == VERAS_DAY + BUTTON


def test_away_and_back_are_on_the_record(known: Running) -> None:
    known.say("me away until friday", by=BOB)
    assert kept(known, BOB, "away_until") == (str(date(2026, 11, 27)),)
    known.say("me back", by=BOB)
    assert kept(known, BOB, "away_until") == (None,)
    assert (events(known, "AwayPlanned"), events(known, "AwayEnded")) == (1, 1)
