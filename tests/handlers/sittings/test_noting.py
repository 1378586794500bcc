"""What is said in a session's thread with a word in front becomes the right thing, is echoed to all, and can be taken back."""

from datetime import date

from governance.actions import State
from governance.people import Role
from governance.risks import RiskState
from tests.cast import ALICE, BOB, DIRECT, HELIX, NINA, VERA
from tests.handlers.sittings.room import Room
from tests.newcomers import NINA_PATEL, hire
from tests.reports import Reports
from tests.running import Running

OCTOBER = date(2026, 10, 1)


def action(room: Room, number: int = 1):
    with room.working() as uow:
        return uow.actions.numbered(number)


def risk(room: Room, number: int = 1):
    with room.working() as uow:
        return uow.risks.by_id(number)


# --- actions -----------------------------------------------------------------------------------------------------------------


def test_an_action_is_added_and_echoed_with_undo(on: Room) -> None:
    """By either side, with the day behind or before."""
    lines = (f"<@{VERA}> retrain the monitors by friday", ALICE), (f"friday <@{VERA}> retrain the monitors", VERA)
    for number, (words, by) in enumerate(lines, 1):
        assert on.note(f"action: {words}", by=by) == ""
        name = {ALICE: "Alice Moreau", VERA: "Vera Novak"}[by]
        accept = "[Accept] " if by == ALICE else ""
        assert on.replies()[-1] == (
            f":white_check_mark: A-{number} retrain the monitors (@Vera Novak, due Fri 4 Dec) "
            f"(to 1. Query resolution is red), noted by @{name}.\n{accept}[Open] [Undo]"
        )
        its = action(on, number)
        assert (its.origin, its.due_on) == ("session", date(2026, 12, 4))
        assert its.state == ("proposed" if by == ALICE else "accepted")


def test_the_channel_reads_of_it_once_and_the_echo_stays_right(on: Room) -> None:
    on.note(f"action: <@{VERA}> retrain the monitors by friday")
    assert on.parley.heard(HELIX).count("A-1") == 1
    on.click("Accept", by=VERA)
    assert "Accepted" in on.replies()[0]


def test_the_owner_or_the_date_that_is_missing_is_asked_for_in_the_thread(on: Room) -> None:
    on.note("action: retrain the monitors by friday", by=VERA)
    assert on.replies() == [
        "An action (to 1. Query resolution is red): retrain the monitors\nWho does it?\n[Complete it]"
    ]
    form = on.click("Complete it", by=ALICE)
    assert "retrain the monitors" in form
    assert "2026-12-04" in form
    said = on.parley.submit(by=ALICE, owner=VERA)
    assert said == "A-1 is noted in the session's thread."
    assert on.replies()[-1].startswith(":white_check_mark: A-1 retrain the monitors (@Vera Novak, due Fri 4 Dec)")


def test_an_action_for_a_breach_is_the_one_that_mends_it_and_is_verified(with_helix: Running) -> None:
    for person in (ALICE, BOB, VERA):
        with_helix.say("help", by=person, at=HELIX, via="mention")
    Reports(with_helix).submit(OCTOBER, 79.5)
    with_helix.say("sla comment B-1 two monitors were new", by=VERA, via="direct")
    with_helix.say(f"session schedule Helix 1 Dec 15:00 <@{BOB}>", by=ALICE, at=HELIX)
    room = Room(with_helix)
    room.at(14, 0)
    with_helix.tick("breaches")
    with_helix.say("session start", by=ALICE, at=HELIX)
    room.note(f"action: <@{VERA}> retrain the monitors by friday")
    its = action(room)
    assert (its.origin, its.needs_verification) == ("breach", True)
    assert room.replies()[-1].split("\n")[0].endswith("The other company verifies that it is done.")
    with room.working() as uow:
        assert uow.breaches.by_id(1).action_id == its.id
    assert "BreachActionOpened" in room.events("breach:1")
    room.note(f"action: #1 <@{ALICE}> send the reports sooner by friday")
    with room.working() as uow:
        assert uow.breaches.by_id(1).action_id == its.id
        assert uow.actions.numbered(2).origin == "breach"


def test_an_action_for_a_risk_keeps_the_risk_and_is_verified(on: Room) -> None:
    on.note("risk: the depot closes over Christmas", by=VERA)
    with on.working() as uow:
        uow.agenda.add(1, "The depot", uow.at, session=1, stems_from="risk:1")
        uow.agenda.order([its.id for its in uow.agenda.of_session(1)])
    on.note(f"action: #4 <@{VERA}> find another depot by friday")
    assert action(on).needs_verification
    assert risk(on).state is RiskState.OPEN


# --- risks -------------------------------------------------------------------------------------------------------------------


def test_a_risk_is_drafted_and_can_be_completed(on: Room) -> None:
    on.note("risk: #2 the depot closes over Christmas", by=VERA)
    [echo] = on.replies()
    assert echo == (
        ":warning: R-1 Risk: the depot closes over Christmas (to 2. Site list), noted by @Vera Novak; "
        "probability 3, impact 3 of 5 until somebody says more.\n[Complete it] [Keep risk] [Undo]"
    )
    form = on.click("Complete it", by=ALICE)
    assert "Raised in S-1, talking about Site list." in form
    said = on.parley.submit(by=ALICE, effect="No drug at two sites.", probability="4", impact="5")
    assert said == "R-1 the depot closes over Christmas Score 20 of 25. Is it a risk to keep?\n[Keep risk] [Discard]"
    assert on.events("risk:1") == ["RiskDrafted", "RiskReworded"]
    on.parley.click("Keep risk", by=ALICE)
    assert risk(on).state is RiskState.OPEN


# --- what is parked ----------------------------------------------------------------------------------------------------------


def test_parked_waits_for_the_next_session_of_this_kind(on: Room) -> None:
    on.note("parked: next year's targets", by=VERA)
    assert on.replies() == [
        ":pushpin: Parked for the next joint strategy session: next year's targets, noted by @Vera Novak.\n[Undo]"
    ]
    assert on.waiting() == ["next year's targets"]


def test_a_point_itself_is_parked_and_back_when_it_is_undone(on: Room) -> None:
    for words, place in (("parked: #3", 3), ("parked:", 1)):
        on.note(words, by=ALICE)
        point = on.points()[place - 1]
        assert point.outcome == "parked"
        assert on.waiting() == [point.title]
        assert f"{place}. {point.title} (discussion, 10 min): parked" in on.panel
        on.click("Undo", by=ALICE)
        assert on.points()[place - 1].outcome is None
        assert on.waiting() == []


# --- several, and what is wrong ------------------------------------------------------------------------------------------------


def test_a_message_with_several_notes_keeps_all_or_none(on: Room) -> None:
    on.note(f"Well.\naction: <@{VERA}> call the depot by friday\nrisk: it snows\nparked: lunch", by=ALICE)
    assert len(on.replies()) == 3
    said = on.note(f"action: <@{VERA}> call again by friday\nrisk:", by=ALICE)
    assert said == (
        "The risk is empty. Write what may happen. Nothing of your message is noted yet: mend this and send all of it again."
    )
    assert action(on, 2) is None


def test_a_date_in_the_past_and_a_person_nobody_knows_are_said_to_who_wrote_them_alone(on: Room) -> None:
    assert "1 November 2026" in on.note(f"action: <@{VERA}> call by 1 November 2026")
    assert on.note("action: @zelda call by friday").startswith('I do not know anyone called "zelda".')
    assert on.replies() == []


def test_talk_in_the_thread_and_notes_elsewhere_are_left_alone(on: Room) -> None:
    on.note("I think the risk is small", by=VERA)
    other = on.parley.sandbox.message(VERA, HELIX, "By the way").ts
    on.parley.note("risk: it snows", by=VERA, at=HELIX, thread=other)
    assert on.replies() == []
    assert risk(on) is None


def test_who_is_not_confirmed_and_who_only_reads_note_nothing(on: Room) -> None:
    hire(on.parley, NINA_PATEL, HELIX)
    assert "confirm" in on.note("risk: it snows", by=NINA)
    with on.working() as uow:
        uow.people.recognise(uow.people.by_slack(BOB).id, Role.QUALITY, None)
    assert on.note("risk: it snows", by=BOB).startswith("You cannot note down what a session comes to here.")
    assert on.replies() == []


def test_after_its_end_a_note_is_answered_kindly_to_who_said_it(quorate: Room) -> None:
    quorate.parley.say("session end", by=ALICE, at=HELIX)
    said = quorate.note("risk: it snows", by=VERA)
    assert said == "S-1 has ended, so nothing was changed. Say what is missing: session minutes S-1 comment ...."
    assert quorate.note("Thank you all", by=VERA) == ""


# --- taking it back ----------------------------------------------------------------------------------------------------------


def test_undo_cancels_an_action_with_the_reason_and_once(on: Room) -> None:
    on.note(f"action: <@{VERA}> retrain the monitors by friday", by=ALICE)
    on.click("Undo", by=VERA)
    its = action(on)
    assert (its.state, its.because) == (State.CANCELLED, "taken back in S-1")
    assert on.replies() == [":leftwards_arrow_with_hook: @Vera Novak took this back: A-1 retrain the monitors."]
    assert on.events()[-1] == "NoteUndone"
    assert on.press_old("sittings.undo", ALICE, "1") == "This has been taken back already. Nothing was changed."


def test_undo_discards_a_drafted_risk_and_withdraws_what_was_parked(on: Room) -> None:
    on.note("risk: it snows\nparked: lunch", by=VERA)
    for _ in range(2):
        on.click("Undo", by=VERA)
    assert risk(on).state is RiskState.DISCARDED
    assert on.waiting() == []
    assert [its.split(": ")[-1] for its in on.replies()] == ["R-1 it snows.", "parked, lunch."]


def test_who_said_it_or_a_chair_takes_it_back(on: Room) -> None:
    on.note("risk: it snows", by=VERA)
    assert on.click("Undo", by=BOB) == "Vera Novak said this, so they or a chair take it back. Nothing was changed."
    on.click("Undo", by=ALICE)
    assert risk(on).state is RiskState.DISCARDED


def test_what_has_gone_further_is_not_taken_back(on: Room) -> None:
    on.note(f"action: <@{VERA}> call the depot by friday\nrisk: it snows", by=VERA)
    on.parley.say("action done A-1 called", by=VERA, via="direct")
    assert on.press_old("sittings.undo", VERA, "1").startswith("A-1 is done by now")
    on.parley.say("risk keep R-1", by=ALICE)
    assert on.press_old("sittings.undo", VERA, "2").startswith("R-1 is kept by now")
    said = on.press_old("sittings.complete", ALICE, "1")
    assert said == "R-1 is kept by now, so its words stay as they are. risk show R-1 has them."


def test_a_risk_or_a_note_there_is_not_is_said_to_be_that(on: Room) -> None:
    said = on.press_old("sittings.complete", ALICE, "9")
    assert said == "There is no such risk that you can see. risk list shows them."
    said = on.press_old("sittings.undo", ALICE, "9")
    assert said == "There is no such note that you can see, so nothing was taken back."


# --- by form -----------------------------------------------------------------------------------------------------------------


def test_the_same_by_button_and_form_for_a_point_of_their_choice(on: Room) -> None:
    assert "To which point?: Query resolution" not in on.click("Add an action", by=VERA)
    third = str(on.points()[2].id)
    on.parley.submit(by=VERA, title="call the depot", owner=VERA, due="2026-12-04", point=third)
    assert "A-1 call the depot (@Vera Novak, due Fri 4 Dec) (to 3. Holidays)" in on.replies()[-1]
    on.click("Note a risk", by=ALICE)
    assert on.parley.submit(by=ALICE, words="it snows") == "R-1 is noted in the session's thread."
    on.click("Park something", by=ALICE)
    assert on.parley.submit(by=ALICE, words="lunch").startswith("It is parked")
    assert on.waiting() == ["lunch"]


def test_what_people_write_formats_nothing_and_calls_nobody(on: Room) -> None:
    on.note("risk: <!channel> *& <https://evil.example|here>", by=VERA)
    said = str(on.parley.sandbox.messages(HELIX)[-1])
    assert "<!channel>" not in said
    assert "<https://evil" not in said
    assert on.parley.heard(DIRECT[VERA]) is not None


def test_a_note_and_its_action_name_the_message_they_were_said_in(on: Room) -> None:
    on.note(f"action: <@{VERA}> call the depot by friday", by=ALICE)
    with on.working() as uow:
        [note] = uow.notes.of_session(1)
    assert note.source
    assert note.source == action(on).source
    assert note.source.startswith("https://northwind")
    assert f"thread_ts={on.thread}" in note.source
