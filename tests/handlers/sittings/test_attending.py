"""Who is at a session is said with one click, its quorum is said aloud, and nobody goes off the list whose going undoes a decision."""

from governance.bodies import Part
from governance.people import Role
from tests.cast import ALICE, BOB, CHARLIE, DIRECT, HELIX, NINA, VERA
from tests.handlers.sittings.room import Room
from tests.newcomers import NINA_PATEL, hire

NONE_YET = "You can discuss, not decide."


def present(room: Room) -> list[str]:
    """The lines of the panel about people."""
    kinds = ("Quorum", "No quorum", "Present", "Also there", "Apologies")
    return [line for line in room.panel.splitlines() if line.startswith(kinds)]


def join(room: Room, *, confirmed: bool = True) -> None:
    """Nina of Helix comes into the channel."""
    hire(room.parley, NINA_PATEL, HELIX)
    if confirmed:
        room.parley.click("Yes, confirm", by=ALICE, at=DIRECT[ALICE])


def become(room: Room, user: str, role: Role) -> None:
    with room.working() as uow:
        person = uow.people.by_slack(user)
        assert person
        uow.people.recognise(person.id, role, person.vendor_id)


def test_each_says_so_with_one_click_and_the_panel_and_they_hear_of_the_quorum(on: Room) -> None:
    said = on.click("Present", by=VERA)
    lacks = "No quorum yet: 1 person of Northwind Bio is missing."
    assert said == f"You are noted as present at S-1. {lacks} {NONE_YET}"
    assert present(on) == [f"{lacks} {NONE_YET}", "Present: @Vera Novak"]
    said = on.click("Present", by=ALICE)
    whole = "Quorum: yes. 1 of Northwind Bio, 1 of Helix Clinical and 2 chairs."
    assert said == f"You are noted as present at S-1. {whole}"
    assert present(on) == [whole, "Present: @Vera Novak and @Alice Moreau"]
    assert "[Call the deputies]" not in on.panel
    on.click("Apology", by=BOB)
    assert present(on) == [whole, "Present: @Vera Novak and @Alice Moreau", "Apologies: @Bob Tran"]
    assert on.events()[-3:] == ["AttendanceNoted"] * 3


def test_the_same_said_again_is_noted_once(on: Room) -> None:
    on.click("Present", by=VERA)
    assert on.click("Present", by=VERA).startswith("You are noted as present")
    assert on.events().count("AttendanceNoted") == 1


def test_several_clicks_before_slack_takes_an_update_leave_one_to_be_said(on: Room) -> None:
    before = len(on.parley.sandbox.calls("chat.update"))
    for label in ("Present", "Apology", "Present"):
        on.press(label, by=VERA)
    on.parley.settle()
    assert len(on.parley.sandbox.calls("chat.update")) == before + 1
    assert present(on)[1] == "Present: @Vera Novak"


def test_whoever_changes_their_mind_is_noted_anew(on: Room) -> None:
    on.click("Present", by=VERA)
    on.click("Apology", by=VERA)
    assert present(on)[1:] == ["Apologies: @Vera Novak"]


# --- deputies ----------------------------------------------------------------------------------------------------------------


def test_the_deputy_of_one_member_is_there_for_them_with_one_click(on: Room) -> None:
    join(on)
    on.body((ALICE, Part.CHAIR, None), (VERA, Part.CHAIR, None), (NINA, Part.DEPUTY, VERA))
    on.click("Present", by=ALICE)
    said = on.click("Deputy", by=NINA)
    assert said.startswith("You are noted as present for @Vera Novak at S-1. Quorum: yes.")
    assert present(on)[1] == "Present: @Alice Moreau and @Nina Patel for @Vera Novak"


def test_a_personal_deputy_is_one_too_and_chairs_for_who_is_away(on: Room) -> None:
    with on.working() as uow:
        alice, bob = (uow.people.by_slack(who) for who in (ALICE, BOB))
        uow.people.keep_settings(alice.id, deputy_id=bob.id)
    on.click("Present", by=VERA)
    assert on.click("Deputy", by=BOB).startswith("You are noted as present for @Alice Moreau")
    assert on.parley.say("session end", by=BOB, at=HELIX).startswith("S-1 has ended, with a quorum.")


def test_whoever_is_nobodys_deputy_says_for_whom_and_only_for_their_own_company(on: Room) -> None:
    join(on)
    form = on.click("Deputy", by=NINA)
    assert "In whose place are you here?" in form
    assert "Alice" not in form
    said = on.parley.submit(by=NINA, member=str(_id(on, VERA)))
    assert said.startswith("You are noted as present for @Vera Novak")
    old = f"S-1 {_id(on, ALICE)}"
    assert on.press_old("sittings.stand_in", NINA, old).startswith("Nobody of your company whose place you could take")


def test_where_nobody_else_of_their_company_is_expected_nobody_is_a_deputy(on: Room) -> None:
    said = on.click("Deputy", by=VERA)
    assert said == "Nobody of your company whose place you could take is expected at S-1. Press Present."


def _id(room: Room, user: str) -> int:
    with room.working() as uow:
        found = uow.people.by_slack(user)
    assert found
    return int(found.id)


# --- who does not count ------------------------------------------------------------------------------------------------------


def test_whoever_reads_and_audits_can_be_there_counts_for_nothing_and_stands_in_for_nobody(on: Room) -> None:
    become(on, BOB, Role.QUALITY)
    on.click("Present", by=VERA)
    said = on.click("Present", by=BOB)
    assert "No quorum yet: 1 person of Northwind Bio is missing." in said
    assert present(on)[1:] == ["Present: @Vera Novak", "Also there: @Bob Tran"]
    assert on.click("Deputy", by=BOB).startswith("Whoever reads and audits can be there, but stands in for nobody.")


def test_where_a_body_meets_whoever_is_not_in_it_is_a_guest(on: Room) -> None:
    on.body((ALICE, Part.CHAIR, None), (VERA, Part.CHAIR, None))
    on.click("Present", by=BOB)
    assert present(on) == [
        "No quorum yet: 1 person of Northwind Bio, 1 person of Helix Clinical and a chair are missing. " + NONE_YET,
        "Also there: @Bob Tran",
    ]


def test_who_is_not_confirmed_is_not_noted(on: Room) -> None:
    join(on, confirmed=False)
    on.click("Present", by=NINA)
    assert present(on)[1:] == []


# --- a chair notes others ------------------------------------------------------------------------------------------------------


def test_a_chair_notes_who_is_there_by_company(on: Room) -> None:
    form = on.click("Who is here", by=VERA)
    assert "Here of Northwind Bio" in form
    assert "Apologies of Helix Clinical" in form
    alice, bob, vera = (str(_id(on, who)) for who in (ALICE, BOB, VERA))
    said = on.parley.submit(by=VERA, **{"there:sponsor": [alice], "sorry:sponsor": [bob], "there:vendor:1": [vera]})
    assert said.startswith("The list of S-1 is kept. Quorum: yes.")
    assert present(on)[1:] == ["Present: @Alice Moreau and @Vera Novak", "Apologies: @Bob Tran"]
    on.click("Who is here", by=ALICE)
    on.parley.submit(by=ALICE, **{"there:sponsor": [alice], "there:vendor:1": []})
    assert present(on)[1:] == ["Present: @Alice Moreau", "Apologies: @Bob Tran"]


def test_a_deputy_whom_a_chair_notes_is_there_for_their_member(on: Room) -> None:
    join(on)
    on.body((ALICE, Part.CHAIR, None), (VERA, Part.CHAIR, None), (NINA, Part.DEPUTY, VERA))
    on.click("Who is here", by=ALICE)
    alice, nina = (str(_id(on, who)) for who in (ALICE, NINA))
    said = on.parley.submit(by=ALICE, **{"there:sponsor": [alice], "there:vendor:1": [nina]})
    assert "Quorum: yes." in said
    assert present(on)[1] == "Present: @Alice Moreau and @Nina Patel for @Vera Novak"


def test_whoever_does_not_chair_notes_only_themselves(on: Room) -> None:
    said = on.click("Who is here", by=BOB)
    assert said.startswith("Its chairs and the account leads note who is at S-1: Alice Moreau and Vera Novak.")


def test_another_vendors_people_are_not_noted(on: Room) -> None:
    on.click("Who is here", by=ALICE)
    said = on.parley.submit(by=ALICE, guests=[CHARLIE])
    assert "works for neither" in said or "not" in said.casefold()
    assert "Charlie" not in on.panel


# --- what was decided stays decided by a quorum ----------------------------------------------------------------------------------


def test_nobody_goes_off_the_list_whose_going_would_undo_a_decision(quorate: Room) -> None:
    quorate.decide()
    for by, name in ((ALICE, "Alice Moreau"), (VERA, "Vera Novak")):
        assert quorate.click("Apology", by=by) == (
            f"D-1 was decided with {name} there, and without them there would have been no quorum. Take D-1 back first."
        )
    assert "Apologies" not in quorate.panel


def test_while_a_quorum_is_left_everybody_can_be_corrected(quorate: Room) -> None:
    quorate.click("Present", by=BOB)
    quorate.decide()
    assert quorate.click("Apology", by=BOB).startswith("Your apologies are noted")


def test_what_was_not_started_or_has_ended_notes_nobody(quorate: Room) -> None:
    quorate.parley.say("session end", by=ALICE, at=HELIX)
    told = quorate.press_old("sittings.present", BOB)
    assert told == "S-1 has ended, so nothing was changed. Say what is missing: session minutes S-1 comment ...."
